"""Marks with their names beside them, in as few lanes as they need, none over another.

A name is never cut. Its date is dropped before the name moves to the other side of its mark; a name
for which neither side has room is broken into lines.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from bioprod_graph.drawing import Letters, measure_text, wrap_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


NAME_SIZE = 12.5
BOLD = 600
# From the middle of a line of text down to its baseline.
DROP = 4.5
# More lines than any name has: what is longer is no name.
MOST_LINES = 12
# Between a mark and its name, a name and its date, and what stands in one lane.
_NEAR = 7
_BLANK = 7
_APART = 12
# From one line under a picture to the next.
_LEAD = 20


class Wanted(NamedTuple):
    """A mark from its left to its right edge, and what is to be written beside it."""

    start: float
    end: float
    name: str
    date: str = ""
    to_left: bool = False
    weight: int = 400


class Label(NamedTuple):
    """What is written beside a mark: in which lane, from where on, in which lines."""

    lane: int
    x: float
    lines: tuple[str, ...]
    date: str
    weight: int

    def write(self, y: float, step: float, *, of: str, colour: str = "ink") -> Iterator[Letters]:
        """Write it with the middle of its first line at y, its lines a step apart."""
        for n, line in enumerate(self.lines):
            at = y + DROP + n * step
            yield Letters(
                self.x, at, (line,), "start", NAME_SIZE, self.weight, colour, halo=True, of=of
            )
        if self.date:
            x = self.x + measure_text(self.lines[0], NAME_SIZE, self.weight) + _BLANK
            date = (self.date,)
            yield Letters(x, y + DROP, date, "start", NAME_SIZE, 400, "ink2", halo=True, of=of)


class Lanes:
    """The lanes of a row between two edges, filled in the order in which marks are given.

    In dense ones a name stands on the side of its mark on which it finds room in an upper lane. A
    name is written over a rule where it has room nowhere else.
    """

    def __init__(
        self, left: float, right: float, *, dense: bool = False, rule: float | None = None
    ) -> None:
        self._left, self._right, self._dense, self._rule = left, right, dense, rule
        self._taken: list[list[tuple[float, float]]] = []

    def __len__(self) -> int:
        return len(self._taken)

    def place(self, wanted: Iterable[Wanted]) -> list[Label]:
        """Place marks, each in the first lane that has room for it."""
        return [self._place(each) for each in wanted]

    def take(self, start: float, end: float, height: int = 1) -> int:
        """Take a stretch of the first lanes, so many one below another, that are free there."""
        first = self._find(start, end, height)
        self._taken += [[] for _ in range(first + height - len(self._taken))]
        for lane in self._taken[first : first + height]:
            lane.append((start - _APART, end + _APART))
        return first

    def _find(self, start: float, end: float, height: int = 1) -> int:
        first = 0
        while not all(self._is_free(first + n, start, end) for n in range(height)):
            first += 1
        return first

    def _is_free(self, lane: int, start: float, end: float) -> bool:
        taken = self._taken[lane] if lane < len(self._taken) else ()
        return all(end <= left or right <= start for left, right in taken)

    def _place(self, wanted: Wanted) -> Label:
        ways = []
        for to_left, date in _list_ways(wanted):
            width = _measure(wanted, date)
            x = wanted.start - _NEAR - width if to_left else wanted.end + _NEAR
            if self._left <= x and x + width <= self._right:
                ways.append((x, width, date))
        if not ways:
            return self._break(wanted)
        ways = [way for way in ways if not self._is_crossed(*way[:2])] or ways
        # A name keeps its date wherever it can.
        same = [way for way in ways if way[2] == ways[0][2]] if self._dense else ways[:1]
        x, width, date = min(same, key=lambda way: self._find(*_join(wanted, *way[:2])))
        return self._take_label(wanted, (wanted.name,), x=x, width=width, date=date)

    def _is_crossed(self, x: float, width: float) -> bool:
        return self._rule is not None and x < self._rule < x + width

    def _break(self, wanted: Wanted) -> Label:
        """Break a name into lines on the side that has more room."""
        to_left = wanted.start - self._left > self._right - wanted.end
        room = (wanted.start - self._left if to_left else self._right - wanted.end) - _NEAR
        lines = wrap_text(wanted.name, room, size=NAME_SIZE, weight=wanted.weight, most=MOST_LINES)
        x = wanted.start - _NEAR - room if to_left else wanted.end + _NEAR
        return self._take_label(wanted, lines, x=x, width=room)

    def _take_label(
        self, wanted: Wanted, lines: tuple[str, ...], *, x: float, width: float, date: str = ""
    ) -> Label:
        return Label(self.take(*_join(wanted, x, width), len(lines)), x, lines, date, wanted.weight)


def _measure(wanted: Wanted, date: str) -> float:
    width = measure_text(wanted.name, NAME_SIZE, wanted.weight)
    return width + (_BLANK + measure_text(date, NAME_SIZE) if date else 0)


def _join(wanted: Wanted, x: float, width: float) -> tuple[float, float]:
    """Give the stretch that a mark takes together with its name."""
    return min(x, wanted.start), max(x + width, wanted.end)


def _list_ways(wanted: Wanted) -> Iterator[tuple[bool, str]]:
    for to_left in (wanted.to_left, not wanted.to_left):
        for date in dict.fromkeys((wanted.date, "")):
            yield to_left, date


def tell_under(
    head: str, entries: Sequence[tuple[str, str]], *, y: float, width: float
) -> tuple[list[Letters], float]:
    """Tell under a picture what has no place in it: each text with its id, below a heading.

    Returns the letters, and where they end: at y if there is nothing to tell.
    """
    x = indent = measure_text(head, NAME_SIZE, BOLD) + 2 * _APART
    letters = [Letters(0, y + _LEAD, (head,), "start", NAME_SIZE, BOLD)] if entries else []
    for text, of in entries:
        for n, line in enumerate(wrap_text(text, width - indent, size=NAME_SIZE, most=MOST_LINES)):
            length = measure_text(line, NAME_SIZE)
            if x > indent and (n or x + length > width):
                x, y = indent, y + _LEAD
            letters.append(Letters(x, y + _LEAD, (line,), "start", NAME_SIZE, 400, of=of))
            x += length + 2 * _APART
    return letters, y + _LEAD + _APART if entries else y
