"""Marks with their names beside them, in as few lanes as they need, none over another.

A name is never cut. Its date is dropped before the name moves to the other side of its mark; a name
for which neither side has room is broken into lines.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from bioprod_graph.scenes.views.stub import measure, wrap

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

SIZE = 12.5
# Between a mark and its name, a name and its date, and what stands in one lane.
_NEAR = 7
_BLANK = 7
_APART = 12


class Wanted(NamedTuple):
    """A mark from its left to its right edge, and what is written beside it, left or right."""

    key: str
    start: float
    end: float
    name: str
    date: str = ""
    to_left: bool = False


class Placed(NamedTuple):
    """In which lane a mark stands, and the lines of its name; x is their edge beside the mark."""

    key: str
    lane: int
    x: float
    is_left: bool
    lines: tuple[str, ...]
    date: str


class Lanes:
    """The lanes of a row between two edges, filled in the order in which marks are given."""

    def __init__(self, left: float, right: float) -> None:
        self._left, self._right = left, right
        self._taken: list[list[tuple[float, float]]] = []

    def __len__(self) -> int:
        return len(self._taken)

    def place(self, wanted: Iterable[Wanted]) -> list[Placed]:
        """Place marks, each in the first lane that has room for it."""
        return [self._place(each) for each in wanted]

    def take(self, start: float, end: float, height: int = 1) -> int:
        """Take a stretch of the first lanes, so many one below another, that are free there."""
        first = 0
        while not all(self._is_free(first + n, start, end) for n in range(height)):
            first += 1
        self._taken += [[] for _ in range(first + height - len(self._taken))]
        for lane in self._taken[first : first + height]:
            lane.append((start - _APART, end + _APART))
        return first

    def _is_free(self, lane: int, start: float, end: float) -> bool:
        taken = self._taken[lane] if lane < len(self._taken) else ()
        return all(end <= left or right <= start for left, right in taken)

    def _place(self, wanted: Wanted) -> Placed:
        for is_left, date in _list_ways(wanted):
            width = measure_label(wanted.name, date)
            start, end = _reach(wanted, is_left=is_left, width=width)
            if self._left <= start and end <= self._right:
                lane = self.take(start, end)
                return _make(wanted, lane, is_left, (wanted.name,), date)
        return self._break(wanted)

    def _break(self, wanted: Wanted) -> Placed:
        is_left = wanted.start - self._left > self._right - wanted.end
        room = (wanted.start - self._left if is_left else self._right - wanted.end) - _NEAR
        lines = tuple(wrap(wanted.name, room, SIZE))
        start, end = _reach(wanted, is_left=is_left, width=room)
        return _make(wanted, self.take(start, end, len(lines)), is_left, lines, "")


def measure_label(name: str, date: str) -> float:
    """Measure a name with its date behind it."""
    return measure(name, SIZE) + (_BLANK + measure(date, SIZE) if date else 0)


def find_date(placed: Placed) -> float:
    """Find where the date behind a name begins."""
    start = placed.x - measure_label(placed.lines[0], placed.date) if placed.is_left else placed.x
    return start + measure(placed.lines[0], SIZE) + _BLANK


def _list_ways(wanted: Wanted) -> Iterator[tuple[bool, str]]:
    for is_left in (wanted.to_left, not wanted.to_left):
        for date in dict.fromkeys((wanted.date, "")):
            yield is_left, date


def _reach(wanted: Wanted, *, is_left: bool, width: float) -> tuple[float, float]:
    if is_left:
        return wanted.start - _NEAR - width, wanted.end
    return wanted.start, wanted.end + _NEAR + width


def _make(
    wanted: Wanted, lane: int, is_left: bool, lines: Sequence[str], date: str
) -> Placed:
    x = wanted.start - _NEAR if is_left else wanted.end + _NEAR
    return Placed(wanted.key, lane, x, is_left, tuple(lines), date)
