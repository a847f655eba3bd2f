"""The axis of time: where a date stands, how wide it is, and the years above and below a picture.

A date is as wide as what is known of it: a year spans all its days, a month its own, a day none.
"""

from __future__ import annotations

from calendar import isleap
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from bioprod_graph.drawing import Box, Letters, Line, Mark, measure_text
from bioprod_graph.language import is_date, sort_key
from bioprod_graph.scenes.views.tracks import NAME_SIZE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bioprod_graph.networks import Node
    from bioprod_graph.scenes.reading import Scene

GLYPH = 7.0
_BAR = 9.0


# Between two years, and between one and the rule.
_AIR, _BESIDE = 14, 3
# The years between two that are written, as few as there is room for.
_STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500)


def find_span(text: str) -> tuple[float, float] | None:
    """Find the beginning and end of a date in years, such as 2021.0 and 2022.0; none of no date.

    A day has no extent: it stands at its noon.
    """
    if not is_date(text):
        return None
    year, month, day = (*map(int, text.split("-")), 0, 0)[:3]
    if day:
        noon = _find_year(date(year, month, day)) + 0.5 / (365 + isleap(year))
        return noon, noon
    if not month:
        return float(year), year + 1.0
    following = date(year, month, 28) + timedelta(days=4)
    return _find_year(date(year, month, 1)), _find_year(following.replace(day=1))


def _find_year(day: date) -> float:
    return day.year + (day.timetuple().tm_yday - 1) / (365 + isleap(day.year))


@dataclass(frozen=True)
class Axis:
    """A stretch of whole years, the last one included, between two places of a picture.

    Years before `since`, if any, are drawn closer: they have the part `early` of the width.
    """

    first: int
    last: int
    left: float
    right: float
    since: int = 0
    early: float = 0

    @classmethod
    def over(cls, dates: Iterable[str], left: float, right: float) -> Axis:
        """Make the axis that has room for all of these dates; what is no date does not count."""
        years = [int(span[0]) for date in dates if (span := find_span(date))] or [0]
        return cls(min(years), max(years), left, right)

    def place(self, year: float) -> float:
        """Place a moment, in years; what is outside stands at the edge."""
        year = min(max(year, self.first), self.last + 1)
        width = self.right - self.left
        if not self.first < self.since <= self.last:
            return self.left + width * (year - self.first) / (self.last + 1 - self.first)
        turn = self.left + width * self.early
        if year < self.since:
            return self.left + (turn - self.left) * (year - self.first) / (self.since - self.first)
        return turn + (self.right - turn) * (year - self.since) / (self.last + 1 - self.since)

    def spread(self, text: str) -> tuple[float, float] | None:
        """Give where a date begins and ends in the picture; the same place twice for a day."""
        span = find_span(text)
        return (self.place(span[0]), self.place(span[1])) if span else None

    def draw_grid(self, top: float, bottom: float) -> Iterator[Line]:
        """Draw a hairline where each written year begins, and one at the end."""
        for year in (*self._list_written(), self.last + 1):
            x = self.place(float(year))
            yield Line(((x, top), (x, bottom)), colour="line")

    def draw_years(self, baseline: float, rule: float | None = None) -> Iterator[Letters]:
        """Write the years, each in the middle of its own; beside the rule that would cross one."""
        for year in self._list_written():
            x = (self.place(float(year)) + self.place(year + 1.0)) / 2
            half = measure_text(str(year), NAME_SIZE) / 2
            if rule is not None and abs(x - rule) < half + _BESIDE:
                x = rule + half + 4
            yield Letters(x, baseline, (str(year),), "middle", NAME_SIZE, colour="ink2")

    def _list_written(self) -> list[int]:
        """List the years that are written: as many as stand side by side without touching."""
        width = measure_text("0000", NAME_SIZE) + _AIR
        written: list[int] = []
        for start, end in ((self.since, self.last), (self.first, self.since - 1)):
            first = max(start, self.first)
            if end < first:
                continue
            year = self.place(first + 1.0) - self.place(float(first))
            step = next((step for step in _STEPS if step * year >= width), _STEPS[-1])
            # Round numbers, but every other year is counted from the first.
            origin = first if step < _STEPS[2] else 0
            written += [n for n in range(first, end + 1) if (n - origin) % step == 0]
        return sorted(written)


def find_edges(axis: Axis, node: Node) -> tuple[float, float]:
    """Find the edges of the mark of a node: those of its glyph, or of the bar around it.

    What has no date stands behind the end of the axis.
    """
    span = axis.spread(node.period[0])
    if span is None:
        return axis.right + 2, axis.right + 2 + 2 * GLYPH
    start, end = span
    middle, half = (start + end) / 2, GLYPH if start == end else GLYPH + 6
    return min(start, middle - half), max(end, middle + half)


def draw_moment(scene: Scene, axis: Axis, node: Node, *, y: float) -> Iterator[Box | Mark]:
    """Draw the glyph of a node, on a bar if its date is a year or a month."""
    kind, (start, end) = scene.kinds[node.kind], find_edges(axis, node)
    if end - start > 2 * GLYPH + 1:
        at, width = y - _BAR / 2, end - start
        yield Box(start, at, width, _BAR, kind.colour, 0.2, kind.colour, _BAR / 2, node.iri)
    yield Mark((start + end) / 2, y, GLYPH, kind.shape, kind.colour, of=node.iri)


def list_under(nodes: Iterable[Node], parent: str, language: str) -> list[Node]:
    """List what stands under a node, in the order of positions, else of dates and names."""

    def rank(node: Node) -> tuple[object, ...]:
        end, start = (find_span(node.period[0]) or (float("inf"),) * 2)[::-1]
        place = (end, start) if node.position is None else (node.position,)
        return *place, sort_key(node.label.say(language), language), node.iri

    return sorted((node for node in nodes if node.parent == parent), key=rank)
