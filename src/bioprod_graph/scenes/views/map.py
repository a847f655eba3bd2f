"""The map: areas shaded by how many bodies have their seat there, each body a mark at its place.

A row gives `?place`, its name `?place_LANGUAGE`, its point `?latitude ?longitude` in degrees, the
`?code` of its area, and `?assumed`: true where no source states the place, which is drawn hollow.
Bodies of one place are one disc of marks; a line leads to the true point if the disc was pushed
aside. What has no point on the map is listed under it, and never placed by guess. Without
outlines (`options: outlines=NAME`), points are drawn without shades.
"""

from __future__ import annotations

import math
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from bioprod_graph.drawing import Area, Box, Letters, Line, Mark, Picture, measure_text, wrap_text
from bioprod_graph.language import Message, Text, say_number, sort_key
from bioprod_graph.scenes.outlines import (
    Atlas,
    Outline,
    Projection,
    clip,
    find_bounds_of,
    fit,
    is_within,
    read_outlines,
)
from bioprod_graph.scenes.packing import measure_disc, pack, push_apart
from bioprod_graph.scenes.views.setting import Name, Sheet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bioprod_graph.drawing import Point
    from bioprod_graph.networks import Node
    from bioprod_graph.scenes.outlines import Frame
    from bioprod_graph.scenes.reading import Scene

_WIDTH = 1100.0
_TOP = 64.0
# Left, top, width and height of the panels: one alone, or all of it and a part that is enlarged.
_ALONE: Frame = (0, _TOP, _WIDTH, 620)
_PAIR: tuple[Frame, Frame] = ((0, _TOP, 400, 326), (420, _TOP, _WIDTH - 420, 560))
_RADIUS = 4.6
# From which number on an area has its next tint, and how strong the strongest is.
_STEPS = (0, 1, 5, 10, 20, 40)
_TINTS = (0.0, 0.06, 0.12, 0.2, 0.3, 0.42)
# A disc of so many is named in bold letters.
_MANY = 5
_NEAR = 90.0
_COLUMNS = 4
_ROW = 23.0
_ONE_LINE = 16
# So many of the forms of a name must be within its outline.
_WITHIN = 3


class _Disc(NamedTuple):
    """The bodies of one place, and its point: longitude and latitude in degrees."""

    label: Text
    note: Text
    point: Point
    code: str
    bodies: tuple[Node, ...]

    @property
    def radius(self) -> float:
        return measure_disc(len(self.bodies), _RADIUS)


class _Placed(NamedTuple):
    """What is on the map, what is elsewhere, and what has no place at all."""

    discs: tuple[_Disc, ...]
    elsewhere: tuple[Node, ...]
    nowhere: tuple[Node, ...]

    @property
    def bodies(self) -> list[Node]:
        return [body for disc in self.discs for body in disc.bodies]


def draw(scene: Scene, language: str) -> Picture:
    """Draw the map of a scene in a language."""
    name = scene.options.get("outlines")
    path = scene.file.path.parent / "outlines" / f"{name}.geojson"
    return _Map(scene, language, read_outlines(path) if name else Atlas()).draw()


class _Map:
    def __init__(self, scene: Scene, language: str, atlas: Atlas) -> None:
        self.scene, self.language, self.atlas = scene, language, atlas
        self.sheet = Sheet()
        self.order = {key: rank for rank, key in enumerate(scene.kinds)}
        self.placed = self._place_bodies()
        self.counts = Counter(_code(body) for body in self.placed.bodies)
        self.assumed = Counter(_code(b) for b in self.placed.bodies if _is_assumed(b))

    def draw(self) -> Picture:
        told = self._tell()
        self.sheet.write(0, 16, told, size=14)
        bottom = self._draw_panels()
        bottom = self._draw_legend(bottom + 26)
        lists = (
            (Message("No known headquarters"), self.placed.nowhere),
            (Message("Outside the map"), self.placed.elsewhere),
        )
        for title, bodies in lists:
            if bodies:
                bottom = self._draw_list(title, bodies, bottom + 36)
        title = self.scene.network.title.say(self.language)
        parts = tuple(self.sheet.parts)
        return Picture(_WIDTH, bottom + 10, title, told, self.language, parts)

    def say(self, key: str, **values: object) -> str:
        return Message(key, **values).say(self.language)

    def number(self, n: int) -> str:
        return say_number(n, self.language)

    def _tell(self) -> str:
        placed = self.placed
        return self.say(
            "{placed} on the map, {assumed} of them by assumption; {elsewhere} outside it;"
            " {nowhere} without known headquarters, listed and never placed.",
            placed=len(placed.bodies),
            assumed=sum(self.assumed.values()),
            elsewhere=len(placed.elsewhere),
            nowhere=len(placed.nowhere),
        )

    # Where each body goes

    def _place_bodies(self) -> _Placed:
        known = {outline.code for outline in self.atlas.outlines}
        found: dict[str, list[Node]] = {}
        elsewhere, nowhere = [], []
        for body in sorted(self.scene.network.nodes, key=self._rank):
            if not body.values.get("place"):
                nowhere.append(body)
            elif _point(body) is None or (known and _code(body) not in known):
                elsewhere.append(body)
            else:
                found.setdefault(body.values["place"], []).append(body)
        discs = tuple(_make_disc(bodies) for _, bodies in sorted(found.items()))
        by_name = self._by_name
        return _Placed(
            discs, tuple(sorted(elsewhere, key=by_name)), tuple(sorted(nowhere, key=by_name))
        )

    def _rank(self, body: Node) -> tuple[int, bool, str]:
        return self.order.get(body.kind, len(self.order)), _is_assumed(body), body.iri

    def _by_name(self, body: Node) -> tuple[object, str]:
        return sort_key(body.name.say(self.language), self.language), body.iri

    # The panels

    def _draw_panels(self) -> float:
        projections, frames = self._fit_panels()
        discs: list[list[_Disc]] = [[] for _ in frames]
        for disc in self.placed.discs:
            within = [
                n for n, p in enumerate(projections) if _is_in(p.place(*disc.point), frames[n])
            ]
            discs[max(within, default=0)].append(disc)
        for n, panel in enumerate(self.atlas.panels[: len(frames)]):
            left, top = frames[n][:2]
            end = self.sheet.write(left, top - 12, panel.label.say(self.language), weight=600)
            self.sheet.write(end + 6, top - 12, panel.note.say(self.language), colour="ink2")
            inner = None
            if n + 1 < len(frames):
                inner = _project_frame(frames[n + 1], projections[n + 1], projections[n])
            self._draw_panel(projections[n], frames[n], discs[n], inner)
        bottom = frames[0][1] + frames[0][3]
        if self.atlas.outlines:
            bottom = self._draw_table(bottom + 30, frames[0][2])
        return max(bottom, *(top + height for _, top, _, height in frames))

    def _fit_panels(self) -> tuple[list[Projection], list[Frame]]:
        rings = [ring for outline in self.atlas.outlines for ring in outline.rings]
        points = [point for ring in rings for point in ring]
        whole = points or [disc.point for disc in self.placed.discs] or [(0.0, 0.0)]
        bounds = [p.bounds or find_bounds_of(whole) for p in self.atlas.panels[: len(_PAIR)]]
        frames = list(_PAIR) if len(bounds) > 1 else [_ALONE]
        margins = [4.0 if points else 60.0, 0.0]
        fitted = [fit(b, f, m) for b, f, m in zip(bounds, frames, margins, strict=False)]
        return fitted, frames

    def _draw_panel(
        self, projection: Projection, frame: Frame, discs: Sequence[_Disc], inner: Frame | None
    ) -> None:
        left, top, width, height = frame
        sheet = self.sheet
        sheet.parts.append(Box(left, top, width, height, "bg2"))
        shapes = [(o, _project(o, projection, frame)) for o in self.atlas.outlines]
        for outline, rings in shapes:
            if rings:
                # The tint lies on the colour of the page, so that none shows as empty.
                sheet.parts.append(Area(rings, "bg"))
                tint = _TINTS[_find_step(self.counts[outline.code])]
                sheet.parts.append(Area(rings, "link", tint, "ink2"))
        if inner:
            sheet.parts.append(Box(*inner, fill="", outline="ink"))
            sheet.taken.append(inner)
        names = self._draw_discs(projection, frame, discs, inner)
        for outline, rings in shapes:
            if _is_seen(outline, projection, frame) and not (
                inner and _is_seen(outline, projection, inner)
            ):
                self._name_outline(outline, rings, frame)
        sheet.place_near(sheet.place_near(names, frame), frame, far=True)
        sheet.taken.clear()

    def _draw_discs(
        self, projection: Projection, frame: Frame, discs: Sequence[_Disc], inner: Frame | None
    ) -> list[Name]:
        """Draw the discs; returns their names."""
        anchors = [projection.place(*disc.point) for disc in discs]
        radii = [disc.radius for disc in discs]
        places = push_apart(anchors, radii, frame, hole=inner)
        self.sheet.discs = list(zip(places, radii, strict=True))
        for disc, place, anchor in zip(discs, places, anchors, strict=True):
            self._draw_leader(anchor, place, disc.radius)
            for body, (x, y) in zip(disc.bodies, pack(len(disc.bodies), _RADIUS), strict=True):
                self._draw_mark(body, place[0] + x, place[1] + y)
        # Large discs first, then those that have the least room about them.
        order = sorted(
            range(len(discs)),
            key=lambda n: (-(len(discs[n].bodies) // _MANY), -_count_near(places, n), n),
        )
        return [self._name_disc(discs[n], places[n]) for n in order]

    def _draw_leader(self, anchor: Point, place: Point, radius: float) -> None:
        away = math.dist(anchor, place)
        if away <= radius + 1:
            return
        part = radius / away
        start = tuple(p + (a - p) * part for a, p in zip(anchor, place, strict=True))
        self.sheet.parts.append(Line(((start[0], start[1]), anchor), "ink2"))
        self.sheet.parts.append(Mark(*anchor, 1.8, "disc", "ink2"))

    def _draw_mark(self, body: Node, x: float, y: float, size: float = _RADIUS) -> None:
        kind = self.scene.kinds.get(body.kind)
        shape, colour = (kind.shape, kind.colour) if kind else ("disc", "ink2")
        hollow = _is_assumed(body)
        self.sheet.parts.append(Mark(x, y, size, shape, colour, hollow=hollow, of=body.iri))

    def _name_disc(self, disc: _Disc, place: Point) -> Name:
        words = [form.say(self.language) for form in (disc.label, disc.note) if form]
        name = ", ".join(words)
        if (count := len(disc.bodies)) > 1:
            name = f"{name} · {self.number(count)}"
        return Name(name, place, disc.radius, weight=600 if count >= _MANY else 400)

    def _name_outline(
        self, outline: Outline, rings: Sequence[Sequence[Point]], frame: Frame
    ) -> None:
        name, count = outline.label.say(self.language), self._count(self.counts[outline.code])
        middle = _find_middle(rings[0])
        xs, ys = zip(*rings[0], strict=True)
        grid = [
            (x, y)
            for y in range(int(min(ys)), int(max(ys)), 5)
            for x in range(int(min(xs)), int(max(xs)), 5)
        ]
        near = sorted((math.dist(spot, middle), spot) for spot in grid if is_within(spot, rings))
        wide, narrow = (measure_text(text, weight=600) for text in (f"{name} {count}", name))
        # In two lines within the outline, away from the discs; less far; in one; or over its border.
        forms = ((narrow, 32, 8), (narrow, 32, 3), (wide, 17, 3), (narrow, 32, 3), (wide, 17, 1))
        for n, (width, height, room) in enumerate(forms):
            for _, (x, y) in near:
                box = (x - width / 2 - 2, y - height / 2, width + 4, height)
                is_fit = _is_box_in(box, frame) and self.sheet.is_free(box, room)
                if is_fit and (n >= _WITHIN or _holds(rings, box)):
                    self.sheet.taken.append(box)
                    self._write_name(box, name, count)
                    return

    def _write_name(self, box: Frame, name: str, count: str) -> None:
        x, y, width, height = box
        if height < 2 * _ONE_LINE:
            end = self.sheet.write(x + 2, y + 13, name, halo=True, weight=600)
            self.sheet.write(end + 5, y + 13, count, halo=True, colour="ink2")
            return
        middle = x + width / 2
        self.sheet.write(middle, y + 12, name, anchor="middle", halo=True, weight=600)
        self.sheet.write(middle, y + 27, count, anchor="middle", halo=True, colour="ink2")

    def _count(self, n: int) -> str:
        return Message("{n} seat", many="{n} seats", n=n).say(self.language)

    # What stands under the panels

    def _draw_table(self, top: float, width: float) -> float:
        rows = sorted(self.atlas.outlines, key=lambda o: (-self.counts[o.code], o.code))
        heads = (self.say("seats"), self.say("assumed"))
        self._write_row(top, width, ("", "", *heads), weight=600)
        self.sheet.rule(0, top + 8, width, "ink", 2)
        for n, outline in enumerate(rows, start=1):
            count, assumed = self.counts[outline.code], self.assumed[outline.code]
            name = outline.label.say(self.language)
            numbers = (self.number(count), self.number(assumed) if assumed else "")
            self._write_row(top + n * _ROW, width, (name, outline.code, *numbers))
            self.sheet.rule(0, top + n * _ROW + 7, width)
        return top + len(rows) * _ROW + 7

    def _write_row(self, y: float, width: float, cells: Sequence[str], **style: Any) -> None:
        name, code, count, assumed = cells
        end = self.sheet.write(0, y, name, **style)
        self.sheet.write(end + 6, y, code, colour="ink2")
        self.sheet.write(width - 90, y, count, anchor="end", **style)
        self.sheet.write(width, y, assumed, anchor="end", **style)

    def _draw_legend(self, y: float) -> float:
        sheet = self.sheet
        x = 0.0
        if self.atlas.outlines:
            x = sheet.write(0, y, self.say("Seats by area"), colour="ink2") + 16
            steps = [*pairwise(_STEPS), (_STEPS[-1], 0)]
            for (first, following), tint in zip(steps, _TINTS, strict=True):
                sheet.parts.append(Box(x, y - 10, 18, 11, "bg"))
                sheet.parts.append(Box(x, y - 10, 18, 11, "link", tint, "ink2"))
                x = sheet.write(x + 24, y, self._say_step(first, following - 1)) + 16
        sheet.parts.append(Mark(x + 5, y - 4, 5, "disc", "ink2", hollow=True))
        x = sheet.write(x + 16, y, self.say("hollow: assumed, no source says so"))
        name = self.atlas.attribution.say(self.language)
        sheet.write(_WIDTH, y, name, anchor="end", colour="ink2")
        return y

    def _say_step(self, first: int, last: int) -> str:
        if last < first:
            return f"{self.number(first)}+" if last < 0 else self.number(first)
        return self.number(first) if first == last else f"{first}–{last}"

    def _draw_list(self, title: Message, bodies: Sequence[Node], top: float) -> float:
        self.sheet.rule(0, top - 22, _WIDTH)
        end = self.sheet.write(0, top, title.say(self.language), size=14, weight=600)
        self.sheet.write(end + 6, top, self.number(len(bodies)), size=14, colour="ink2")
        width = _WIDTH / _COLUMNS
        entries = [(body, wrap_text(self._name_body(body), width - 36)) for body in bodies]
        heights = [15 * (len(wrapped) - 1) + 19 for _, wrapped in entries]
        share = sum(heights) / _COLUMNS
        columns = [int(sum(heights[:n]) / share) for n in range(len(entries))]
        bottoms = [top + 7] * _COLUMNS
        for (body, wrapped), height, column in zip(entries, heights, columns, strict=True):
            y = bottoms[column] + 19
            self._draw_mark(body, column * width + 6, y - 4, 5)
            letters = Letters(column * width + 18, y, wrapped, colour="link", of=body.iri)
            self.sheet.parts.append(letters)
            bottoms[column] += height
        return max(bottoms)

    def _name_body(self, body: Node) -> str:
        place = Text.read(body.values, "place").say(self.language)
        name = body.name.say(self.language)
        return f"{name} ({place})" if place else name


def _code(body: Node) -> str:
    return body.values.get("code", "")


def _is_assumed(body: Node) -> bool:
    return body.values.get("assumed") == "true"


def _point(body: Node) -> Point | None:
    try:
        longitude, latitude = (float(body.values.get(n, "")) for n in ("longitude", "latitude"))
    except ValueError:
        return None
    return (longitude, latitude) if abs(longitude) <= 180 and abs(latitude) <= 90 else None  # noqa: PLR2004


def _make_disc(bodies: Sequence[Node]) -> _Disc:
    values = bodies[0].values
    label, note = Text.read(values, "place"), Text.read(values, "note")
    return _Disc(label, note, _point(bodies[0]) or (0, 0), _code(bodies[0]), tuple(bodies))


def _count_near(places: Sequence[Point], n: int) -> int:
    return sum(math.dist(places[n], place) < _NEAR for place in places)


def _find_step(count: int) -> int:
    return sum(count >= step for step in _STEPS) - 1


def _project(
    outline: Outline, projection: Projection, frame: Frame
) -> tuple[tuple[Point, ...], ...]:
    rings = (clip([projection.place(*point) for point in ring], frame) for ring in outline.rings)
    return tuple(ring for ring in rings if ring)


def _project_frame(frame: Frame, inner: Projection, outer: Projection) -> Frame:
    """Return where the frame of one projection lies in another."""
    left, top, width, height = frame
    cosine = math.cos(math.radians(inner.parallel))
    west = inner.west + (left - inner.left) / inner.scale / cosine
    north = inner.north - (top - inner.top) / inner.scale
    x, y = outer.place(west, north)
    right, bottom = outer.place(west + width / inner.scale / cosine, north - height / inner.scale)
    return x, y, right - x, bottom - y


def _is_in(point: Point, frame: Frame) -> bool:
    left, top, width, height = frame
    return left <= point[0] <= left + width and top <= point[1] <= top + height


def _is_box_in(box: Frame, frame: Frame) -> bool:
    x, y, width, height = box
    return _is_in((x, y), frame) and _is_in((x + width, y + height), frame)


def _is_seen(outline: Outline, projection: Projection, frame: Frame) -> bool:
    """Whether most of an area lies in a frame."""
    rings = [[projection.place(*point) for point in ring] for ring in outline.rings]
    seen = sum(_measure(clip(ring, frame)) for ring in rings)
    return 2 * seen > sum(map(_measure, rings))


def _measure(ring: Sequence[Point]) -> float:
    """Measure the area of a ring."""
    turned = (*ring[1:], *ring[:1])
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, turned, strict=True))) / 2


def _find_middle(ring: Sequence[Point]) -> Point:
    """Return the centre of the area of a ring."""
    doubled = x = y = 0.0
    for (x1, y1), (x2, y2) in zip(ring, (*ring[1:], ring[0]), strict=True):
        cross = x1 * y2 - x2 * y1
        doubled, x, y = doubled + cross, x + (x1 + x2) * cross, y + (y1 + y2) * cross
    return (x / (3 * doubled), y / (3 * doubled)) if doubled else ring[0]


def _holds(rings: Sequence[Sequence[Point]], box: Frame) -> bool:
    left, top, width, height = box
    spots = ((left + width * x / 4, top + height * y) for x in range(5) for y in (0, 0.5, 1))
    return all(is_within(spot, rings) for spot in spots)
