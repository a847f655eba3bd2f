"""Outlines of areas for a map: GeoJSON (RFC 7946) beside the scenes, and what it is drawn by.

Each feature has a `code`, by which the rows of a scene name the area that they are in, and its
name as `label_LANGUAGE`. Members beside the features tell who is to be named for the outlines
(`attribution_LANGUAGE`) and the panels of the map: the first shows all of it, the second, where
there is one, enlarges its `bbox` (west, south, east, north).
"""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any, NamedTuple

from bioprod_graph.errors import ProjectError
from bioprod_graph.files import DESCRIPTION, find_bounds, read_text
from bioprod_graph.language import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from bioprod_graph.drawing import Point
    from bioprod_graph.scenes.packing import Frame


class Outline(NamedTuple):
    """An area: its code, its name, and its rings of longitude and latitude in degrees."""

    code: str
    label: Text
    rings: tuple[tuple[Point, ...], ...]


class Panel(NamedTuple):
    """A part of the map: its name, a note, and the box that it shows; without one, all there is."""

    label: Text
    note: Text
    bounds: Frame | None


class Atlas(NamedTuple):
    """The outlines of a map, its panels, and who is to be named for them."""

    outlines: tuple[Outline, ...] = ()
    panels: tuple[Panel, ...] = (Panel(Text({}), Text({}), None),)
    attribution: Text = Text({})


class MapProjection(NamedTuple):
    """Degrees to pixels: the plate carrée, true to scale at one parallel.

    East goes by the cosine of that parallel, so that a region is neither stretched nor pressed:
    x = left + (longitude - west) · cos(parallel) · scale, y = top + (north - latitude) · scale.
    Within a few degrees it is off by less than a pixel from any projection that is finer.
    """

    west: float
    north: float
    parallel: float
    scale: float
    left: float
    top: float

    @property
    def _narrowing(self) -> float:
        return math.cos(math.radians(self.parallel))

    def place(self, longitude: float, latitude: float) -> Point:
        """Return where a point lies, in pixels."""
        east = (longitude - self.west) * self._narrowing
        return self.left + east * self.scale, self.top + (self.north - latitude) * self.scale

    def find(self, x: float, y: float) -> Point:
        """Return the longitude and latitude of a place."""
        east = (x - self.left) / self.scale / self._narrowing
        return self.west + east, self.north - (y - self.top) / self.scale

    def shape(self, outline: Outline) -> tuple[tuple[Point, ...], ...]:
        """Return the rings of an outline, in pixels."""
        return tuple(tuple(self.place(*point) for point in ring) for ring in outline.rings)


def read_outlines(path: Path) -> Atlas:
    """Read the outlines of a map; raises ProjectError for what is not as this module says."""
    text = read_text(path, limit=DESCRIPTION, within=find_bounds(path))
    try:
        told = json.loads(text)
        outlines = tuple(_read_outline(feature) for feature in told["features"])
        panels = tuple(_read_panel(panel) for panel in told["panels"])
    except (AttributeError, KeyError, RecursionError, TypeError, ValueError) as error:
        raise ProjectError(
            "{path}: no outlines of a map: {reason}", path=path, reason=error
        ) from None
    return Atlas(outlines, panels, Text.read(told, "attribution"))


def _read_outline(feature: dict[str, Any]) -> Outline:
    properties, geometry = feature["properties"], feature["geometry"]
    polygons = geometry["coordinates"]
    if geometry["type"] == "Polygon":
        polygons = [polygons]
    rings = tuple(
        tuple((float(point[0]), float(point[1])) for point in ring)
        for polygon in polygons
        for ring in polygon
    )
    return Outline(properties["code"], Text.read(properties, "label"), rings)


def _read_panel(panel: dict[str, Any]) -> Panel:
    bounds = tuple(map(float, panel.get("bbox", ())))
    west, south, east, north = bounds or (0, 0, 1, 1)
    if not (west < east and south < north):
        raise ValueError(bounds)
    return Panel(
        Text.read(panel, "label"),
        Text.read(panel, "note"),
        (west, south, east, north) if bounds else None,
    )


def find_bounds_of(points: Iterable[Point]) -> Frame:
    """Find the box round points, in degrees; a single point has one of a tenth of a degree."""
    east, north = zip(*points, strict=True)
    half = 0.05 if max(east) == min(east) or max(north) == min(north) else 0.0
    return min(east) - half, min(north) - half, max(east) + half, max(north) + half


def fit(bounds: Frame, frame: Frame, margin: float = 0.0) -> MapProjection:
    """Fit a box of degrees into a frame (left, top, width, height in pixels), in its middle."""
    west, south, east, north = bounds
    left, top, width, height = frame
    parallel = (south + north) / 2
    across = (east - west) * math.cos(math.radians(parallel))
    scale = min((width - 2 * margin) / across, (height - 2 * margin) / (north - south))
    x = left + (width - across * scale) / 2
    y = top + (height - (north - south) * scale) / 2
    return MapProjection(west, north, parallel, scale, x, y)


def clip(ring: Sequence[Point], frame: Frame) -> tuple[Point, ...]:
    """Cut a ring to a frame, one side after another (Sutherland and Hodgman 1974)."""
    left, top, width, height = frame
    sides = ((0, left, 1), (0, left + width, -1), (1, top, 1), (1, top + height, -1))
    points = list(ring)
    for axis, edge, sign in sides:
        cut: list[Point] = []
        for before, point in zip(points[-1:] + points[:-1], points, strict=True):
            was, is_ = sign * (before[axis] - edge), sign * (point[axis] - edge)
            if (was < 0) != (is_ < 0):
                part = was / (was - is_)
                cut.append(
                    (
                        before[0] + part * (point[0] - before[0]),
                        before[1] + part * (point[1] - before[1]),
                    )
                )
            if is_ >= 0:
                cut.append(point)
        points = cut
    return tuple(points)


def is_within(point: Point, rings: Iterable[Sequence[Point]]) -> bool:
    """Tell whether a point lies within rings, by the even-odd rule."""
    x, y = point
    crossings = 0
    for ring in rings:
        for (x1, y1), (x2, y2) in zip(ring, (*ring[1:], ring[0]), strict=True):
            if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
                crossings += 1
    return crossings % 2 == 1


def measure_area(ring: Sequence[Point]) -> float:
    """Measure the area of a ring; it is negative if the ring turns the other way."""
    turned = (*ring[1:], *ring[:1])
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, turned, strict=True)) / 2


def find_middle(ring: Sequence[Point]) -> Point:
    """Find the centre of the area of a ring."""
    area = measure_area(ring)
    if not area:
        return ring[0]
    x = y = 0.0
    for (x1, y1), (x2, y2) in zip(ring, (*ring[1:], ring[0]), strict=True):
        cross = x1 * y2 - x2 * y1
        x, y = x + (x1 + x2) * cross, y + (y1 + y2) * cross
    return x / (6 * area), y / (6 * area)
