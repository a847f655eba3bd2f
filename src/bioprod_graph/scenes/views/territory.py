"""A panel of a map: areas with their shades, the discs of its places, and the names of both."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from bioprod_graph.drawing import (
    Area,
    Box,
    Caption,
    Letters,
    Line,
    Mark,
    Rect,
    Room,
    measure_text,
    place_labels,
    wrap_text,
)
from bioprod_graph.scenes.outlines import clip, find_middle, is_within, measure_area
from bioprod_graph.scenes.packing import measure_disc, pack, push_apart

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bioprod_graph.drawing import Piece, Point
    from bioprod_graph.scenes.outlines import MapProjection, Outline
    from bioprod_graph.scenes.packing import Frame

RADIUS = 4.6
# A disc of so many marks is named in bold letters, before the others.
_MANY = 5
_NAME, _BROKEN = 11.5, 92.0
# How far names stay from marks that are not theirs.
_ROOM, _APART, _SIDE = 1.5, 2.5, 5.0
# Discs that are so near make it hard to name one: the most beset is named first.
_NEAR = 90.0
_STEP = 5
_Rings = tuple[tuple["Point", ...], ...]


class Gathering(NamedTuple):
    """A place: its name, longitude and latitude in degrees, and the marks that stand there."""

    name: str
    point: Point
    marks: tuple[Mark, ...]


class Shade(NamedTuple):
    """An area: its outline, how strong its tint is, its name, and what is told under it."""

    outline: Outline
    tint: float
    name: str
    told: str


class _Disc(NamedTuple):
    place: Gathering
    at: Point
    radius: float


class Territory:
    """Draws a panel in a frame; a hole in it is shown by another panel."""

    def __init__(
        self, projection: MapProjection, frame: Frame, *, hole: Frame | None = None
    ) -> None:
        self.projection, self.frame, self.hole = projection, frame, hole
        left, top, width, height = frame
        self.room = Room(Rect(left, top, left + width, top + height))
        self.parts: list[Piece] = [Box(*frame, fill="bg2")]
        self.taken: list[Rect] = []

    def draw(self, shades: Sequence[Shade], places: Sequence[Gathering]) -> list[Piece]:
        """Draw areas, then discs, then the names of both."""
        shapes = [(shade, self._shade(shade)) for shade in shades]
        if self.hole:
            left, top, width, height = self.hole
            self.parts.append(Box(*self.hole, fill="", outline="ink"))
            self._take(Rect(left, top, left + width, top + height))
        discs = self._place_discs(places)
        for shade, rings in shapes:
            if self._is_mostly_in(shade.outline, self.frame) and not (
                self.hole and self._is_mostly_in(shade.outline, self.hole)
            ):
                self._name_area(shade, rings)
        self._name_discs(discs)
        # A line that leads past a mark or a name goes under it.
        return sorted(
            self.parts, key=lambda part: (isinstance(part, Letters), isinstance(part, Mark))
        )

    def _take(self, rect: Rect) -> None:
        self.room.take(rect)
        self.taken.append(rect)

    def _shade(self, shade: Shade) -> _Rings:
        shapes = (clip(ring, self.frame) for ring in self.projection.shape(shade.outline))
        rings = tuple(ring for ring in shapes if ring)
        if rings:
            # The tint lies on the colour of the page, so that an area without any shows as empty.
            self.parts.append(Area(rings, "bg"))
            self.parts.append(Area(rings, "link", shade.tint, "ink2"))
        return rings

    def _is_mostly_in(self, outline: Outline, frame: Frame) -> bool:
        rings = self.projection.shape(outline)
        seen = sum(abs(measure_area(clip(ring, frame))) for ring in rings)
        return 2 * seen > sum(abs(measure_area(ring)) for ring in rings)

    def _place_discs(self, places: Sequence[Gathering]) -> list[_Disc]:
        anchors = [self.projection.place(*place.point) for place in places]
        radii = [measure_disc(len(place.marks), RADIUS) for place in places]
        spots = push_apart(anchors, radii, self.frame, hole=self.hole)
        discs = [_Disc(*each) for each in zip(places, spots, radii, strict=True)]
        for disc, anchor in zip(discs, anchors, strict=True):
            self._lead(disc, anchor)
            marks = disc.place.marks
            for mark, (dx, dy) in zip(marks, pack(len(marks), RADIUS), strict=True):
                x, y = disc.at[0] + dx, disc.at[1] + dy
                self.parts.append(replace(mark, x=x, y=y))
                far = mark.size + _ROOM
                self._take(Rect(x - far, y - far, x + far, y + far))
        return discs

    def _lead(self, disc: _Disc, anchor: Point) -> None:
        """Lead from a disc that was pushed aside to its true point."""
        away = math.dist(anchor, disc.at)
        if away > disc.radius + 1:
            (x, y), part = disc.at, disc.radius / away
            edge = x + (anchor[0] - x) * part, y + (anchor[1] - y) * part
            self.parts += Line((edge, anchor), "ink2"), Mark(*anchor, 1.8, "disc", "ink2")

    def _name_discs(self, discs: Sequence[_Disc]) -> None:
        """Name first all discs that have room beside them, then the others, from further off."""
        captions = {
            disc.place.name: _caption(disc) for disc in sorted(discs, key=lambda d: _rank(d, discs))
        }
        frame = self.room.frame
        near = place_labels(captions.values(), self.taken, frame, apart=_APART)
        rooms = [*self.taken, *(label.room for label in near.values())]
        missing = [c._replace(must=True) for name, c in captions.items() if name not in near]
        for label in (near | place_labels(missing, rooms, frame, apart=_APART)).values():
            # A name is that of a place, which is no item.
            if label.leader:
                self.parts.append(Line(label.leader.points, "edge"))
            self.parts.append(replace(label.letters, of=""))

    def _name_area(self, shade: Shade, rings: _Rings) -> None:
        middle = find_middle(rings[0])
        xs, ys = zip(*rings[0], strict=True)
        spots = [
            (x, y)
            for y in range(int(min(ys)), int(max(ys)), _STEP)
            for x in range(int(min(xs)), int(max(xs)), _STEP)
        ]
        near = sorted((math.dist(at, middle), at) for at in spots)
        one_line = measure_text(f"{shade.name}  {shade.told}", weight=600), 17.0
        widest = max(measure_text(shade.name, weight=600), measure_text(shade.told))
        lines = widest, 32.0
        # In two lines within the outline, in one, or else over its border.
        for (width, height), is_held in ((lines, True), (one_line, True), (lines, False)):
            for _, (x, y) in near:
                left, top = x - width / 2 - _SIDE, y - height / 2
                rect = Rect(left, top, left + width + 2 * _SIDE, top + height)
                is_in = self.room.is_free(rect) and is_within((x, y), rings)
                if is_in and (not is_held or _holds(rings, rect)):
                    self._take(rect)
                    self.parts += _write(shade, rect, is_one=height == one_line[1])
                    return


def _caption(disc: _Disc) -> Caption:
    name = disc.place.name
    weight = 600 if len(disc.place.marks) >= _MANY else 400
    broken = wrap_text(name, _BROKEN, size=_NAME, weight=weight)
    return Caption(name, *disc.at, disc.radius + _ROOM, (name,), _NAME, weight, short=broken)


def _rank(disc: _Disc, discs: Sequence[_Disc]) -> tuple[int, int, str]:
    near = sum(math.dist(disc.at, other.at) < _NEAR for other in discs)
    return -(len(disc.place.marks) // _MANY), -near, disc.place.name


def _holds(rings: _Rings, rect: Rect) -> bool:
    width, height = rect.right - rect.left, rect.bottom - rect.top
    spots = (
        (rect.left + width * x / 4, rect.top + height * y) for x in range(5) for y in (0, 0.5, 1)
    )
    return all(is_within(spot, rings) for spot in spots)


def _write(shade: Shade, rect: Rect, *, is_one: bool) -> tuple[Letters, Letters]:
    if is_one:
        y, end = rect.top + 13, rect.left + _SIDE + 6 + measure_text(shade.name, weight=600)
        name = Letters(rect.left + _SIDE, y, (shade.name,), weight=600, halo=True)
        return name, Letters(end, y, (shade.told,), colour="ink2", halo=True)
    x = (rect.left + rect.right) / 2
    name = Letters(x, rect.top + 12, (shade.name,), "middle", weight=600, halo=True)
    told = Letters(x, rect.top + 27, (shade.told,), "middle", colour="ink2", halo=True)
    return name, told
