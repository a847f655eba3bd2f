"""The axis of time: where a date stands, how wide it is, and the years above and below a picture.

A date is as wide as what is known of it: a year spans all its days, a month its own, a day none.
"""

from __future__ import annotations

from calendar import isleap
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from bioprod_graph.drawing import Letters, Line
from bioprod_graph.scenes.views.stub import measure
from bioprod_graph.language import is_date

if TYPE_CHECKING:
    from collections.abc import Iterator

_MONTHS = 12
_LABEL = 12.5
_AIR = 14
# The years between two that are written, as few as there is room for.
_STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500)


def find_span(text: str) -> tuple[float, float] | None:
    """Find the beginning and the end of a date in years, such as 2021.0 and 2022.0; none of no date.

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

    @property
    def step(self) -> float:
        """The width of a year."""
        return self.place(self.last + 1.0) - self.place(float(self.last))

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
            half = measure(str(year), _LABEL) / 2
            if rule is not None and abs(x - rule) < half + 3:  # noqa: PLR2004 - pixels of air
                x = rule + half + 4
            yield Letters(x, baseline, (str(year),), "middle", _LABEL, colour="ink2")

    def _list_written(self) -> list[int]:
        """List the years that are written: as many as stand side by side without touching."""
        width = measure("0000", _LABEL) + _AIR
        written: list[int] = []
        for start, end in ((self.since, self.last), (self.first, self.since - 1)):
            first = max(start, self.first)
            if end < first:
                continue
            year = self.place(first + 1.0) - self.place(float(first))
            step = next((step for step in _STEPS if step * year >= width), _STEPS[-1])
            written += [n for n in range(first, end + 1) if (n - self.first) % step == 0]
        return sorted(written)
