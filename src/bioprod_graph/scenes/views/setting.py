"""A sheet that pieces are set on: lines of text one after another, and names where there is room."""

from __future__ import annotations

import math
from itertools import product
from typing import TYPE_CHECKING, Any, NamedTuple

from bioprod_graph.drawing import LEADING, Letters, Line, measure_text, wrap_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bioprod_graph.drawing import Piece, Point

Frame = tuple[float, float, float, float]
# How far from its disc a name may stand, and the ways round it, from the right: in pixels and degrees.
_NEAR, _FAR = (4.0, 8.0), (14.0, 20.0, 28.0, 38.0, 50.0, 65.0, 85.0, 110.0, 140.0)
_TURNS = (
    0,
    180,
    -35,
    35,
    -145,
    145,
    -90,
    90,
    -18,
    18,
    -162,
    162,
    -60,
    60,
    -120,
    120,
    -75,
    75,
    -105,
    105,
)
# How far a name must be from the discs of others: with a line to its own, and without.
_LED, _BESIDE = 6.0, 4.0
# How long a line of a name may be that is broken in two.
_BROKEN = 90.0
_SMALL = 11.5


class Name(NamedTuple):
    """The name of a disc, which is there."""

    text: str
    centre: Point
    radius: float
    size: float = _SMALL
    weight: int = 400


class _Spot(NamedTuple):
    """A place for a name: the way from its disc in degrees, how far, and how wide and high it is."""

    name: Name
    turn: float
    gap: float
    size: Point

    @property
    def way(self) -> Point:
        return math.cos(math.radians(self.turn)), math.sin(math.radians(self.turn))

    def reach(self, far: float) -> Point:
        (x, y), (ux, uy) = self.name.centre, self.way
        return x + ux * (self.name.radius + far), y + uy * (self.name.radius + far)

    @property
    def box(self) -> Frame:
        (x, y), (width, height) = self.reach(self.gap), self.size
        ux, uy = self.way
        left, top = x - width * (1 - ux) / 2, y - height * (1 - uy) / 2
        return left - 2, top, width + 4, height

    @property
    def lead(self) -> tuple[Point, ...]:
        """The line to the disc, from a name that is far."""
        return (self.reach(1), self.reach(self.gap - 2)) if self.gap > max(_NEAR) else ()


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

    def rule(
        self, x: float, y: float, width: float, colour: str = "line", thick: float = 1
    ) -> None:
        """Draw a level line."""
        self.parts.append(Line(((x, y), (x + width, y)), colour, thick))

    def is_free(self, box: Frame, room: float = 0.0) -> bool:
        """Whether a box touches no box that is taken, and leaves so much room to each disc."""
        return not any(_touch(box, other) for other in self.taken) and all(
            _measure_way(box, centre) >= radius + room for centre, radius in self.discs
        )

    def place_near(self, names: Iterable[Name], frame: Frame, *, far: bool = False) -> list[Name]:
        """Write each name beside its disc, where it is free and within the frame.

        The places go round a disc from its right; a name too long for one line is tried in two.
        Far away, a line leads to the disc, which crosses another only if it must. Returns those
        names for which there is no room.
        """
        left = list(names)
        if not far:
            for gap in _NEAR:
                left = [name for name in left if not self._place(name, (gap,), frame)]
            return left
        left = [name for name in left if not self._place(name, _FAR, frame)]
        return [name for name in left if not self._place(name, _FAR, frame, is_strict=False)]

    def _place(
        self, name: Name, gaps: Iterable[float], frame: Frame, *, is_strict: bool = True
    ) -> bool:
        whole = (name.text,)
        broken = wrap_text(name.text, _BROKEN, size=name.size, weight=name.weight)
        forms = (whole, broken) if len(broken) == 2 else (whole,)  # noqa: PLR2004
        for gap, lines, turn in product(gaps, forms, _TURNS):
            width = max(measure_text(line, name.size, name.weight) for line in lines)
            spot = _Spot(name, turn, gap, (width, name.size * LEADING * len(lines)))
            if self._fits(spot, frame, is_strict=is_strict):
                self._set(spot, lines)
                return True
        return False

    def _fits(self, spot: _Spot, frame: Frame, *, is_strict: bool) -> bool:
        if not (_holds(frame, spot.box) and self.is_free(spot.box)):
            return False
        # A name beside another disc would be taken for that one’s.
        room = _LED if spot.lead else _BESIDE
        dots = _dots(spot.lead)
        is_clear = all(
            centre == spot.name.centre
            or all(_measure_way(dot, centre) >= radius for dot in dots)
            and _measure_way(spot.box, centre) >= radius + (room if is_strict else 0)
            for centre, radius in self.discs
        )
        return is_clear and (not is_strict or all(map(self.is_free, dots)))

    def _set(self, spot: _Spot, lines: tuple[str, ...]) -> None:
        left, top, width, _ = spot.box
        name, step = spot.name, spot.name.size * LEADING
        self.taken += (spot.box, *_dots(spot.lead))
        if spot.lead:
            self.parts.append(Line(spot.lead, "edge"))
        anchor = ("end", "middle", "start")[round(spot.way[0]) + 1]
        x = left + width * {"start": 0, "middle": 0.5, "end": 1}[anchor]
        style = {"size": name.size, "weight": name.weight, "halo": True, "anchor": anchor}
        for n, line in enumerate(lines):
            self.write(x, top + step * (n + 0.8), line, **style)


def _measure_way(box: Frame, point: Point) -> float:
    """Return how far a point is from a box."""
    ways = (max(box[n] - point[n], 0.0, point[n] - box[n] - box[n + 2]) for n in (0, 1))
    return math.hypot(*ways)


def _dots(lead: tuple[Point, ...]) -> list[Frame]:
    """Return small boxes along a line."""
    if not lead:
        return []
    (x1, y1), (x2, y2) = lead
    steps = max(1, int(math.dist(*lead) // 3))
    parts = (n / steps for n in range(1, steps + 1))
    return [(x1 + (x2 - x1) * p - 0.5, y1 + (y2 - y1) * p - 0.5, 1, 1) for p in parts]


def _touch(one: Frame, other: Frame) -> bool:
    return all(one[n] < other[n] + other[n + 2] and other[n] < one[n] + one[n + 2] for n in (0, 1))


def _holds(frame: Frame, box: Frame) -> bool:
    return all(
        frame[n] <= box[n] and box[n] + box[n + 2] <= frame[n] + frame[n + 2] for n in (0, 1)
    )
