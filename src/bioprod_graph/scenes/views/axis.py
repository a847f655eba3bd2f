"""The axis of time: where a date stands, how wide it is, and the years above and below a picture.

A date is as wide as what is known of it: a year spans all its days, a month its own, a day none.
"""

from __future__ import annotations

from calendar import isleap
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from bioprod_graph.drawing import Box, Letters, Line, Mark, measure_text
from bioprod_graph.language import is_date, say_date, sort_key, start_sentence
from bioprod_graph.scenes.views.tracks import BOLD, NAME_SIZE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bioprod_graph.networks import Node
    from bioprod_graph.scenes.reading import Scene

GLYPH = 7.0
BAR = 9.0


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

    Years are of one width, or between `knots` of one each: a year, and the part of the width that
    is to the left of it.
    """

    first: int
    last: int
    left: float
    right: float
    knots: tuple[tuple[int, float], ...] = ()

    @cached_property
    def _stretches(self) -> list[tuple[tuple[int, float], tuple[int, float]]]:
        width = self.right - self.left
        knots = [(year, self.left + part * width) for year, part in self.knots]
        return [*pairwise(((self.first, self.left), *knots, (self.last + 1, self.right)))]

    def place(self, year: float) -> float:
        """Place a moment, in years; what is outside stands at the edge."""
        year = min(max(year, self.first), self.last + 1)
        (start, left), (end, right) = next(s for s in self._stretches if year <= s[1][0])
        return left + (right - left) * (year - start) / (end - start)

    @classmethod
    def over(cls, dates: Iterable[str], left: float, right: float) -> Axis:
        """Make the axis that has room for all of these dates; what is no date does not count."""
        years = [int(span[0]) for date in dates if (span := find_span(date))] or [0]
        return cls(min(years), max(years), left, right)

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
        """Write the years, each in the middle of its own; beside the rule that would cross one.

        Where neither side of the rule has room for it, its year is told by the rule alone.
        """
        half = measure_text("0000", NAME_SIZE) / 2
        written = self._list_written()
        middles = [(self.place(float(year)) + self.place(year + 1.0)) / 2 for year in written]
        for n, (year, x) in enumerate(zip(written, middles, strict=True)):
            others = middles[max(n - 1, 0) : n] + middles[n + 1 : n + 2]
            places = [x]
            if rule is not None and abs(x - rule) < half + _BESIDE:
                is_past = self.place(year + 1.0) <= rule
                beside = (rule + half + _BESIDE, rule - half - _BESIDE)[is_past:]
                places = [
                    to for to in beside if all(abs(to - x) > 2 * half + _BESIDE for x in others)
                ]
            for at in places[:1]:
                yield Letters(at, baseline, (str(year),), "middle", NAME_SIZE, colour="ink2")

    def draw_rule(
        self, event: Node, language: str, *, top: float, bottom: float
    ) -> Iterator[Line | Letters]:
        """Draw the rule of an event at its date, with its name and date above it."""
        x = self.find(event.period[0])
        told = start_sentence(event.label.say(language))
        if x is not None:
            told = f"{told}, {say_date(event.period[0], language)}"
            yield Line(((x, top + 18), (x, bottom)), "ink", 2)
        half = measure_text(told, NAME_SIZE, BOLD) / 2
        middle = min(max(x or 0, half), self.right - half)
        yield Letters(middle, top + 12, (told,), "middle", NAME_SIZE, BOLD, of=event.iri)

    def find(self, text: str) -> float | None:
        """Find the place of a date: the middle of what is known of it."""
        span = self.spread(text)
        return sum(span) / 2 if span else None

    def _list_written(self) -> list[int]:
        """List the years that are written: as many as stand side by side without touching."""
        room = measure_text("0000", NAME_SIZE) + _AIR
        written: list[int] = []
        for (start, left), (end, right) in self._stretches:
            width = (right - left) / (end - start)
            step = next((step for step in _STEPS if step * width >= room), _STEPS[-1])
            # Round numbers, but every other year is counted from the first.
            origin = start if step < _STEPS[2] else 0
            # What begins a stretch is written rather than the last year of the one before.
            if written and start % step == 0 and self.place(start) - self.place(written[-1]) < room:
                written.pop()
            for year in range(start, end):
                is_clear = not written or self.place(year) - self.place(written[-1]) >= room
                if is_clear and (year - origin) % step == 0:
                    written.append(year)
        return written


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
        at, width = y - BAR / 2, end - start
        yield Box(start, at, width, BAR, kind.colour, 0.2, kind.colour, BAR / 2, node.iri)
    yield Mark((start + end) / 2, y, GLYPH, kind.shape, kind.colour, of=node.iri)


def list_under(nodes: Iterable[Node], parent: str, language: str) -> list[Node]:
    """List what stands under a node, in the order of positions, else of dates and names."""

    def rank(node: Node) -> tuple[object, ...]:
        end, start = (find_span(node.period[0]) or (float("inf"),) * 2)[::-1]
        place = (end, start) if node.position is None else (node.position,)
        return *place, sort_key(node.label.say(language), language), node.iri

    return sorted((node for node in nodes if node.parent == parent), key=rank)
