"""The map: areas shaded by how many bodies have their seat there, each body a mark at its place.

A row gives `?place`, its name `?place_LANGUAGE`, its point `?latitude ?longitude` in degrees, the
`?code` of its area, and `?assumed`: true where no source states the place, which is drawn hollow.
Bodies of one place are one disc of marks; a line leads to the true point if the disc was pushed
aside. What has no point on the map is listed under it, and never placed by guess. Without
outlines (`options: outlines=NAME`) that a body is in, points are drawn without shades.
"""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from math import dist
from typing import TYPE_CHECKING, Any, NamedTuple

from bioprod_graph.drawing import Area, Box, Letters, Mark, Picture, wrap_text
from bioprod_graph.language import Message, Text, say_number, sort_key
from bioprod_graph.scenes.outlines import Atlas, find_bounds_of, fit, read_outlines
from bioprod_graph.scenes.views.setting import Paper, make_mark
from bioprod_graph.scenes.views.territory import RADIUS, Gathering, Shade, Territory

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bioprod_graph.drawing import Point
    from bioprod_graph.language import Sayable
    from bioprod_graph.networks import Node
    from bioprod_graph.scenes.outlines import MapProjection
    from bioprod_graph.scenes.packing import Frame
    from bioprod_graph.scenes.reading import Scene

_WIDTH = 1100.0
_TOP = 30.0
# Left, top, width and height of the panels: one alone, or all of it and a part that is enlarged.
_ALONE: Frame = (0, _TOP, _WIDTH, 620)
_PAIR: tuple[Frame, Frame] = ((0, _TOP, 400, 326), (420, _TOP, _WIDTH - 420, 560))
# From which number on an area has its next tint, and how strong each is.
_STEPS = (0, 1, 5, 10, 20, 40)
_TINTS = (0.0, 0.06, 0.12, 0.2, 0.3, 0.42)
_COLUMNS, _ROW = 4, 23.0
# A map that stands beside text: points of an outline that are nearer than a step are left out.
_INSET: Frame = (0, 0, 200, 160)
_STEP, _OWN = 2.0, 0.2


class _Placed(NamedTuple):
    """What is on the map by place, what is elsewhere, and what has no place at all."""

    places: tuple[tuple[Node, ...], ...]
    elsewhere: tuple[Node, ...]
    nowhere: tuple[Node, ...]

    @property
    def bodies(self) -> list[Node]:
        return [body for bodies in self.places for body in bodies]


def draw(scene: Scene, language: str) -> Picture:
    """Draw the map of a scene in a language."""
    return _Map(scene, language, _read_atlas(scene)).draw()


def make_insets(scene: Scene) -> Callable[[str, str], Picture | None]:
    """Make what draws where a body is, by IRI and language; None for one that is not on the map."""
    outlines = _read_atlas(scene).outlines
    if not outlines:
        return lambda _, __: None
    edges = [point for outline in outlines for ring in outline.rings for point in ring]
    projection = fit(find_bounds_of(edges), _INSET, 2)
    shapes = {o.code: tuple(map(_thin, projection.shape(o))) for o in outlines}
    bodies = {body.iri: body for body in scene.network.nodes if _code(body) in shapes}

    def draw_inset(iri: str, language: str) -> Picture | None:
        body = bodies.get(iri)
        if not body or not (point := _find_point(body)):
            return None
        areas = (
            Area(rings, "link", _OWN * (code == _code(body)), "ink2")
            for code, rings in shapes.items()
        )
        at, is_assumed = projection.place(*point), _is_assumed(body)
        place = Text.read(body.values, "place")
        said = (
            Message("Headquarters: {place}", place=place)
            if not is_assumed
            else Message("Assumed headquarters: {place}", place=place)
        )
        mark = make_mark(scene, body, at, size=6, hollow=is_assumed)
        return Picture(*_INSET[2:], (*areas, mark), language, said.say(language))

    return draw_inset


def _read_atlas(scene: Scene) -> Atlas:
    name = scene.options.get("outlines")
    path = scene.file.path.parent / "outlines" / f"{name}.geojson"
    atlas = read_outlines(path) if name else Atlas()
    # Outlines that no body is in are those of another region.
    codes = {*map(_code, scene.network.nodes)}
    return atlas if any(each.code in codes for each in atlas.outlines) else Atlas()


def _thin(ring: Sequence[Point]) -> tuple[Point, ...]:
    kept = [ring[0]]
    for point in ring:
        if dist(point, kept[-1]) >= _STEP:
            kept.append(point)
    return tuple(kept)


class _Map:
    def __init__(self, scene: Scene, language: str, atlas: Atlas) -> None:
        self.scene, self.language, self.atlas = scene, language, atlas
        self.paper = Paper()
        self.order = {key: rank for rank, key in enumerate(scene.kinds)}
        self.placed = self._place_bodies()
        self.counts = Counter(_code(body) for body in self.placed.bodies)
        self.assumed = Counter(_code(b) for b in self.placed.bodies if _is_assumed(b))

    def draw(self) -> Picture:
        bottom = self._draw_legend(self._draw_panels() + 26)
        lists = (
            (Message("No known headquarters"), self.placed.nowhere),
            (Message("Outside the map"), self.placed.elsewhere),
        )
        for head, bodies in lists:
            if bodies:
                bottom = self._draw_list(head, bodies, bottom + 36)
        return Picture(_WIDTH, bottom + 10, tuple(self.paper.parts))

    def say(self, text: Sayable) -> str:
        return text.say(self.language)

    def number(self, n: int) -> str:
        return say_number(n, self.language)

    def _place_bodies(self) -> _Placed:
        known = {outline.code for outline in self.atlas.outlines}
        found: dict[str, list[Node]] = {}
        elsewhere, nowhere = [], []
        for body in sorted(self.scene.network.nodes, key=self._rank):
            if not body.values.get("place"):
                nowhere.append(body)
            elif _find_point(body) is None or (known and _code(body) not in known):
                elsewhere.append(body)
            else:
                found.setdefault(body.values["place"], []).append(body)
        places = tuple(tuple(bodies) for _, bodies in sorted(found.items()))
        elsewhere, nowhere = (sorted(each, key=self._name) for each in (elsewhere, nowhere))
        return _Placed(places, tuple(elsewhere), tuple(nowhere))

    def _rank(self, body: Node) -> tuple[int, bool, str]:
        return self.order.get(body.kind, len(self.order)), _is_assumed(body), body.iri

    def _name(self, body: Node) -> tuple[object, str]:
        return sort_key(self.say(body.name), self.language), body.iri

    def _draw_panels(self) -> float:
        projections, frames = self._fit_panels()
        places: list[list[Gathering]] = [[] for _ in frames]
        for bodies in self.placed.places:
            place = self._make_place(bodies)
            spots = [projection.place(*place.point) for projection in projections]
            within = [n for n, frame in enumerate(frames) if _is_in(spots[n], frame)]
            places[max(within, default=0)].append(place)
        shades = [self._make_shade(n) for n in range(len(self.atlas.outlines))]
        for n, (projection, frame) in enumerate(zip(projections, frames, strict=True)):
            panel = self.atlas.panels[n]
            left, top = frame[0], frame[1] - 12
            end = self.paper.write(left, top, self.say(panel.label), weight=600)
            self.paper.write(end + 6, top, self.say(panel.note), colour="ink2")
            hole = None
            if n + 1 < len(frames):
                hole = _find_hole(frames[n + 1], projections[n + 1], projection)
            territory = Territory(projection, frame, hole=hole)
            self.paper.parts += territory.draw(shades, places[n])
        bottom = frames[0][1] + frames[0][3]
        if self.atlas.outlines:
            bottom = self._draw_table(bottom + 30, frames[0][2])
        return max(bottom, *(top + height for _, top, _, height in frames))

    def _fit_panels(self) -> tuple[list[MapProjection], list[Frame]]:
        rings = [ring for outline in self.atlas.outlines for ring in outline.rings]
        points = [point for ring in rings for point in ring]
        seats = [_find_point(bodies[0]) or (0.0, 0.0) for bodies in self.placed.places]
        whole = find_bounds_of(points or seats or [(0.0, 0.0)])
        bounds = [panel.bounds or whole for panel in self.atlas.panels[: len(_PAIR)]]
        frames = list(_PAIR) if len(bounds) > 1 else [_ALONE]
        margins = [4.0 if points else 60.0, 0.0]
        fitted = [fit(b, f, m) for b, f, m in zip(bounds, frames, margins, strict=False)]
        return fitted, frames

    def _make_place(self, bodies: Sequence[Node]) -> Gathering:
        values = bodies[0].values
        words = [Text.read(values, column).say(self.language) for column in ("place", "note")]
        name = ", ".join(filter(None, words))
        if len(bodies) > 1:
            name = f"{name} · {self.number(len(bodies))}"
        marks = tuple(self._make_mark(body, (0, 0)) for body in bodies)
        return Gathering(name, _find_point(bodies[0]) or (0, 0), marks)

    def _make_mark(self, body: Node, at: Point) -> Mark:
        return make_mark(self.scene, body, at, size=RADIUS, hollow=_is_assumed(body))

    def _make_shade(self, n: int) -> Shade:
        outline = self.atlas.outlines[n]
        count = self.counts[outline.code]
        told = self.say(Message("{n} headquarters", many="{n} headquarters", n=count))
        tint = _TINTS[sum(count >= step for step in _STEPS) - 1]
        return Shade(outline, tint, self.say(outline.label), told)

    def _draw_table(self, top: float, width: float) -> float:
        rows = sorted(self.atlas.outlines, key=lambda o: (-self.counts[o.code], o.code))
        heads = (self.say(each) for each in (Message("headquarters"), Message("assumed")))
        self._write_row(top, width, ("", "", *heads), weight=600)
        self.paper.rule(0, top + 8, width, colour="ink", thick=2)
        for n, outline in enumerate(rows, start=1):
            count, assumed = self.counts[outline.code], self.assumed[outline.code]
            name = self.say(outline.label)
            numbers = (self.number(count), self.number(assumed) if assumed else "")
            self._write_row(top + n * _ROW, width, (name, outline.code, *numbers))
            self.paper.rule(0, top + n * _ROW + 7, width)
        return top + len(rows) * _ROW + 7

    def _write_row(self, y: float, width: float, cells: Sequence[str], **style: Any) -> None:
        name, code, count, assumed = cells
        end = self.paper.write(0, y, name, **style)
        self.paper.write(end + 6, y, code, colour="ink2")
        self.paper.write(width - 90, y, count, anchor="end", **style)
        self.paper.write(width, y, assumed, anchor="end", **style)

    def _draw_legend(self, y: float) -> float:
        paper, x = self.paper, 0.0
        if self.atlas.outlines:
            x = paper.write(0, y, self.say(Message("Headquarters by area")), colour="ink2") + 16
            steps = [*pairwise(_STEPS), (_STEPS[-1], 0)]
            for (first, following), tint in zip(steps, _TINTS, strict=True):
                box = (x, y - 10, 18, 11)
                paper.parts += (
                    Box(*box, fill="bg"),
                    Box(*box, fill="link", tint=tint, outline="ink2"),
                )
                x = paper.write(x + 24, y, self._say_step(first, following - 1)) + 16
        paper.parts.append(Mark(x + 5, y - 4, 5, "disc", "ink2", hollow=True))
        paper.write(x + 16, y, self.say(Message("hollow: assumed, no source says so")))
        name = self.say(self.atlas.attribution)
        paper.write(_WIDTH, y, name, anchor="end", colour="ink2")
        return y

    def _say_step(self, first: int, last: int) -> str:
        if last < first:
            return f"{self.number(first)}+"
        return self.number(first) if first == last else f"{first}–{last}"

    def _draw_list(self, head: Message, bodies: Sequence[Node], top: float) -> float:
        self.paper.rule(0, top - 22, _WIDTH)
        end = self.paper.write(0, top, self.say(head), size=14, weight=600)
        self.paper.write(end + 6, top, self.number(len(bodies)), size=14, colour="ink2")
        width = _WIDTH / _COLUMNS
        wrapped = [wrap_text(self._say_body(body), width - 36) for body in bodies]
        heights = [15 * (len(lines) - 1) + 19 for lines in wrapped]
        share = sum(heights) / _COLUMNS
        columns = [int(sum(heights[:n]) / share) for n in range(len(bodies))]
        bottoms = [top + 7] * _COLUMNS
        for body, lines, height, column in zip(bodies, wrapped, heights, columns, strict=True):
            x, y = column * width, bottoms[column] + 19
            letters = Letters(x + 18, y, lines, colour="link", of=body.iri)
            self.paper.parts += self._make_mark(body, (x + 6, y - 4)), letters
            bottoms[column] += height
        return max(bottoms)

    def _say_body(self, body: Node) -> str:
        place = Text.read(body.values, "place").say(self.language)
        name = self.say(body.name)
        return f"{name} ({place})" if place else name


def _code(body: Node) -> str:
    return body.values.get("code", "")


def _is_assumed(body: Node) -> bool:
    return body.values.get("assumed") == "true"


def _find_point(body: Node) -> Point | None:
    try:
        longitude, latitude = (float(body.values.get(n, "")) for n in ("longitude", "latitude"))
    except ValueError:
        return None
    return (longitude, latitude) if abs(longitude) <= 180 and abs(latitude) <= 90 else None  # noqa: PLR2004


def _find_hole(frame: Frame, inner: MapProjection, outer: MapProjection) -> Frame:
    """Find where the frame of one projection lies in another."""
    left, top, width, height = frame
    x, y = outer.place(*inner.find(left, top))
    right, bottom = outer.place(*inner.find(left + width, top + height))
    return x, y, right - x, bottom - y


def _is_in(point: Point, frame: Frame) -> bool:
    left, top, width, height = frame
    return left <= point[0] <= left + width and top <= point[1] <= top + height
