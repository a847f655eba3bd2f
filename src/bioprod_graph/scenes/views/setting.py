"""A sheet that pieces are set on: lines of text one after another, and names where nothing else is."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

from bioprod_graph.drawing import LEADING, Letters, Line, measure_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bioprod_graph.drawing import Piece, Point

Frame = tuple[float, float, float, float]
# How far from its disc a name may stand, and the ways round it, from the right: in pixels and degrees.
_GAPS = (4.0, 12.0, 24.0, 40.0, 60.0, 90.0)
_TURNS = (0, 180, -35, 35, -145, 145, -90, 90, -18, 18, -162, 162, -60, 60, -120, 120)
# From this gap on a line leads from the name to its disc.
_LED = 10.0
_SMALL = 11.5


class Name(NamedTuple):
    """The name of a disc, which is there."""

    text: str
    centre: Point
    radius: float
    size: float = _SMALL
    weight: int = 400


class Sheet:
    """Collects the pieces of a picture, and the boxes (left, top, width, height) that are taken."""

    def __init__(self) -> None:
        self.parts: list[Piece] = []
        self.taken: list[Frame] = []
        self.discs: list[tuple[Point, float]] = []

    def write(self, x: float, y: float, text: str, **style: Any) -> float:
        """Write a line; returns where it ends on the right."""
        if not text:
            return x
        letters = Letters(x, y, (text,), **style)
        self.parts.append(letters)
        width = measure_text(text, letters.size, letters.weight)
        return x + width * {"start": 1, "middle": 0.5, "end": 0}[letters.anchor]

    def rule(self, x: float, y: float, width: float, colour: str = "line", thick: float = 1) -> None:
        """Draw a level line."""
        self.parts.append(Line(((x, y), (x + width, y)), colour, thick))

    def is_free(self, box: Frame) -> bool:
        """Whether a box touches no disc and no box that is taken."""
        return not any(_touch(box, other) for other in self.taken) and all(
            _measure_way(box, centre) >= radius for centre, radius in self.discs
        )

    def place_near(self, names: Iterable[Name], frame: Frame) -> None:
        """Write each name beside its disc, where it is free and within the frame, if anywhere.

        The places go round a disc from its right. Those that find room next to it come first; the
        others stand further away, with a line to it.
        """
        left = list(names)
        for gap in _GAPS:
            left = [name for name in left if not self._place(name, gap, frame)]

    def _place(self, name: Name, gap: float, frame: Frame) -> bool:
        centre, radius = name.centre, name.radius
        width, height = measure_text(name.text, name.size, name.weight), name.size * LEADING
        for turn in _TURNS:
            ux, uy = math.cos(math.radians(turn)), math.sin(math.radians(turn))
            x, y = centre[0] + ux * (radius + gap), centre[1] + uy * (radius + gap)
            start = x - width * (1 - ux) / 2
            box = (start - 2, y - height / 2 + uy * height / 2, width + 4, height)
            lead = _lead(centre, radius, (ux, uy), gap) if gap >= _LED else ()
            if _holds(frame, box) and self.is_free(box) and self._is_clear(box, lead, centre):
                self.taken += (box, *_dots(lead))
                if lead:
                    self.parts.append(Line(lead, "edge"))
                style = {"size": name.size, "weight": name.weight, "halo": True}
                self.write(start, box[1] + height * 0.8, name.text, **style)
                return True
        return False

    def _is_clear(self, box: Frame, lead: tuple[Point, ...], centre: Point) -> bool:
        """Whether a line crosses nothing, and a name that it leads to is beside no other disc."""
        return not lead or (
            all(map(self.is_free, _dots(lead)))
            and all(
                other == centre or _measure_way(box, other) >= radius + _LED
                for other, radius in self.discs
            )
        )


def _measure_way(box: Frame, point: Point) -> float:
    """Return how far a point is from a box."""
    ways = (max(box[n] - point[n], 0.0, point[n] - box[n] - box[n + 2]) for n in (0, 1))
    return math.hypot(*ways)


def _lead(centre: Point, radius: float, way: Point, gap: float) -> tuple[Point, Point]:
    ends = (radius + 1, radius + gap - 2)
    start, end = ((centre[0] + way[0] * far, centre[1] + way[1] * far) for far in ends)
    return start, end


def _dots(lead: tuple[Point, ...]) -> list[Frame]:
    """Return small boxes along a line."""
    if not lead:
        return []
    (x1, y1), (x2, y2) = lead
    steps = max(1, int(math.dist(*lead) // 3))
    parts = (n / steps for n in range(1, steps + 1))
    return [(x1 + (x2 - x1) * p - 0.5, y1 + (y2 - y1) * p - 0.5, 1, 1) for p in parts]


def _touch(one: Frame, other: Frame) -> bool:
    return all(
        one[n] < other[n] + other[n + 2] and other[n] < one[n] + one[n + 2] for n in (0, 1)
    )


def _holds(frame: Frame, box: Frame) -> bool:
    return all(
        frame[n] <= box[n] and box[n] + box[n + 2] <= frame[n] + frame[n + 2] for n in (0, 1)
    )
