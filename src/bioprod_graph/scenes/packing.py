"""Discs of marks: as a sunflower packs its seeds, pushed apart until none lies on another."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bioprod_graph.drawing import Point

Frame = tuple[float, float, float, float]

_GOLDEN = math.pi * (3 - math.sqrt(5))
# How far apart marks are packed, in radii of a mark: neighbours are 2.6 radii or more apart.
_SPREAD = 1.56
_ROUNDS = 400
_PULL = 0.04
_LEAST = 1e-6


def pack(number: int, radius: float) -> list[Point]:
    """Place marks of a radius round the origin, the first in the middle (Vogel 1979)."""
    if number == 1:
        return [(0.0, 0.0)]
    found = []
    for n in range(number):
        away, turn = _SPREAD * radius * math.sqrt(n + 0.5), n * _GOLDEN
        found.append((away * math.cos(turn), away * math.sin(turn)))
    return found


def measure_disc(number: int, radius: float) -> float:
    """Return the radius of the disc that so many marks fill."""
    return radius * (1 if number == 1 else _SPREAD * math.sqrt(number - 0.5) + 1)


def push_apart(
    anchors: Sequence[Point],
    radii: Sequence[float],
    frame: Frame,
    *,
    hole: Frame | None = None,
    gap: float = 6.0,
) -> list[Point]:
    """Move discs until they are a gap apart, in the frame, out of a hole, near their anchors.

    A larger disc gives way less. Frame and hole are left, top, width and height.
    """
    left, top, width, height = frame
    places = [list(anchor) for anchor in anchors]
    for round_ in range(_ROUNDS):
        if round_ < _ROUNDS // 2:
            for place, anchor in zip(places, anchors, strict=True):
                place[0] += (anchor[0] - place[0]) * _PULL
                place[1] += (anchor[1] - place[1]) * _PULL
        moved = _part(places, radii, gap)
        for place, radius in zip(places, radii, strict=True):
            if hole:
                _leave(place, radius + gap, hole)
            place[0] = min(max(place[0], left + radius), left + width - radius)
            place[1] = min(max(place[1], top + radius), top + height - radius)
        if not moved and round_ >= _ROUNDS // 2:
            break
    return [(x, y) for x, y in places]


def _leave(place: list[float], away: float, hole: Frame) -> None:
    """Move a point out of a hole by the shortest way, and so far away from it."""
    left, top, width, height = hole
    ways = (
        (0, left - away, place[0] - left + away),
        (0, left + width + away, left + width + away - place[0]),
        (1, top - away, place[1] - top + away),
        (1, top + height + away, top + height + away - place[1]),
    )
    if all(way > 0 for _, _, way in ways):
        axis, edge, _ = min(ways, key=lambda way: way[2])
        place[axis] = edge


def _part(places: list[list[float]], radii: Sequence[float], gap: float) -> bool:
    moved = False
    for i, (a, ra) in enumerate(zip(places, radii, strict=True)):
        for b, rb in zip(places[i + 1 :], radii[i + 1 :], strict=True):
            dx, dy = b[0] - a[0], b[1] - a[1]
            away = math.hypot(dx, dy)
            if (lack := ra + rb + gap - away) <= _LEAST:
                continue
            moved = True
            # Two discs at one point are parted to the sides.
            ux, uy = (dx / away, dy / away) if away > _LEAST else (1.0, 0.0)
            share = rb / (ra + rb)
            a[0] -= ux * lack * share
            a[1] -= uy * lack * share
            b[0] += ux * lack * (1 - share)
            b[1] += uy * lack * (1 - share)
    return moved
