"""The map: each body where a source says it is, or in the list of those that no source places."""

from __future__ import annotations

import json
import math
import shutil
from collections import Counter
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

import pytest

from bioprod_graph.dataset import open_release
from bioprod_graph.drawing import Area, Letters, Line, Mark, render_inline
from bioprod_graph.errors import FileError, ProjectError
from bioprod_graph.language import LANGUAGES, Text
from bioprod_graph.rdf import read_values, select
from bioprod_graph.scenes.outlines import clip, find_middle, fit, is_within, read_outlines
from bioprod_graph.scenes.packing import measure_disc, pack, push_apart
from bioprod_graph.scenes.reading import Scene, read_scene
from bioprod_graph.scenes.views import draw_scene
from tests.pictures import find_covered, find_outside, find_room, meet

if TYPE_CHECKING:
    from pathlib import Path

    from bioprod_graph.drawing import Picture
    from bioprod_graph.project import Project

SEATS = """
PREFIX bioprod: <https://w3id.org/bioprod/ontology#>
PREFIX concept: <https://w3id.org/bioprod/id/concept/>
SELECT ?body ?place ?code ?point ?assumed WHERE {
  ?body a bioprod:Organization .
  OPTIONAL {
    GRAPH ?row { ?body bioprod:seat ?place }
    OPTIONAL { ?row bioprod:basis concept:assumed-basis . BIND("yes" AS ?assumed) }
    OPTIONAL { ?place bioprod:point ?point }
    OPTIONAL { ?place bioprod:within ?area . ?area a bioprod:Department ; bioprod:inseeCode ?code }
  }
}
"""


@pytest.fixture(scope="module")
def scene(built: Project) -> Scene:
    return read_scene(open_release(built).store, built, "map")


@pytest.fixture(scope="module")
def seats(built: Project) -> list[dict[str, str]]:
    return read_values(select(open_release(built).store, SEATS))


@pytest.fixture(scope="module", params=LANGUAGES)
def picture(scene: Scene, request: pytest.FixtureRequest) -> Picture:
    return draw_scene(scene, request.param)


@pytest.fixture(scope="module")
def outlines(built: Project) -> Path:
    return built.queries / "scenes/outlines/departements-ile-de-france.geojson"


def gather_marks(picture: Picture) -> dict[str, list[Mark]]:
    marks: dict[str, list[Mark]] = {}
    for part in picture.parts:
        if isinstance(part, Mark) and part.of:
            marks.setdefault(part.of, []).append(part)
    return marks


def test_each_body_has_one_mark(picture: Picture, seats: list[dict[str, str]]) -> None:
    assert {of: len(marks) for of, marks in gather_marks(picture).items()} == dict.fromkeys(
        {seat["body"] for seat in seats}, 1
    )


def test_hollow_is_assumed(picture: Picture, seats: list[dict[str, str]]) -> None:
    hollow = {of for of, (mark,) in gather_marks(picture).items() if mark.hollow}
    assert hollow == {seat["body"] for seat in seats if seat.get("assumed")} != set()


def test_a_body_without_a_point_is_named_in_the_list(
    picture: Picture, seats: list[dict[str, str]], outlines: Path
) -> None:
    """And no other: a body on the map is a mark alone."""
    known = {outline.code for outline in read_outlines(outlines).outlines}
    named = {part.of for part in picture.parts if isinstance(part, Letters) and part.of}
    unplaced = {s["body"] for s in seats if not s.get("point") or s.get("code") not in known}
    assert named == unplaced


def test_a_mark_is_near_its_place(picture: Picture, scene: Scene) -> None:
    """Bodies of one place stand together; nobody else stands among them."""
    marks = gather_marks(picture)
    named = {part.of for part in picture.parts if isinstance(part, Letters)}
    discs: dict[str, list[Mark]] = {}
    for node in scene.network.nodes:
        if node.iri not in named:
            discs.setdefault(node.values["place"], []).extend(marks[node.iri])
    circles = []
    for disc in discs.values():
        x, y = (sum(getattr(mark, axis) for mark in disc) / len(disc) for axis in "xy")
        circles.append((x, y, measure_disc(len(disc), disc[0].size)))
        assert all(math.dist((x, y), (m.x, m.y)) <= circles[-1][2] + 3 for m in disc)
    # The middle of a disc of few marks is a little off the mean of their places.
    assert all(math.dist(a[:2], b[:2]) >= a[2] + b[2] - 4 for a, b in combinations(circles, 2))


def test_no_mark_covers_another(picture: Picture) -> None:
    marks = [mark for found in gather_marks(picture).values() for mark in found]
    for one, other in combinations(marks, 2):
        assert math.dist((one.x, one.y), (other.x, other.y)) >= one.size + other.size


def test_no_text_covers_another_nor_leaves_the_frame(picture: Picture) -> None:
    assert find_covered(picture) == []
    assert list(find_outside(picture)) == []


def test_no_name_covers_a_mark(picture: Picture) -> None:
    marks = [find_room(mark) for found in gather_marks(picture).values() for mark in found]
    texts = [part for part in picture.parts if isinstance(part, Letters)]
    assert [t.lines for t in texts if any(meet(find_room(t), mark) for mark in marks)] == []


def test_each_place_and_area_is_named(picture: Picture, scene: Scene, outlines: Path) -> None:
    """A name may be broken in two lines, and a number of bodies follows it."""
    told = [" ".join(part.lines) for part in picture.parts if isinstance(part, Letters)]
    joined = [text.replace("- ", "-") for text in told]
    listed = {part.of for part in picture.parts if isinstance(part, Letters)}
    for node in scene.network.nodes:
        if node.iri not in listed:
            name = Text.read(node.values, "place").say(picture.language)
            assert any(text.startswith(name) for text in (*told, *joined)), name
    for outline in read_outlines(outlines).outlines:
        # Once on a panel, once in the table.
        assert told.count(outline.label.say(picture.language)) == 2


def test_the_table_counts_as_a_query_does(
    picture: Picture, seats: list[dict[str, str]], outlines: Path
) -> None:
    counts = Counter(seat.get("code") for seat in seats if seat.get("point"))
    assumed = Counter(s.get("code") for s in seats if s.get("point") and s.get("assumed"))
    rows: dict[float, list[str]] = {}
    for part in picture.parts:
        if isinstance(part, Letters):
            rows.setdefault(part.y, []).append(part.lines[0])
    for outline in read_outlines(outlines).outlines:
        row = next(row for row in rows.values() if outline.code in row[:2])
        number = [str(assumed[outline.code])] if assumed[outline.code] else []
        assert row[2:] == [str(counts[outline.code]), *number]


def test_the_sentence_counts_as_a_query_does(picture: Picture, seats: list[dict[str, str]]) -> None:
    placed = sum("point" in seat for seat in seats)
    nowhere = sum("place" not in seat for seat in seats)
    numbers = [placed, sum("assumed" in s for s in seats), len(seats) - placed - nowhere, nowhere]
    words = [word for word in picture.description.replace(",", " ").split() if word.isdecimal()]
    assert [int(word) for word in words] == [len(seats), *numbers]


def test_whose_outlines_they_are_is_said(picture: Picture, outlines: Path) -> None:
    told = json.loads(outlines.read_text(encoding="utf-8"))
    texts = {part.lines[0] for part in picture.parts if isinstance(part, Letters)}
    assert told[f"attribution_{picture.language}"] in texts


def test_same_scene_same_bytes(scene: Scene, picture: Picture) -> None:
    nodes = tuple(reversed(scene.network.nodes))
    turned = replace(scene, network=replace(scene.network, nodes=nodes))
    assert render_inline(draw_scene(turned, picture.language)) == render_inline(picture)


def test_without_outlines_there_are_points_and_no_shades(scene: Scene) -> None:
    header = {k: v for k, v in scene.file.header.items() if k != "options"}
    bare = draw_scene(replace(scene, file=scene.file._replace(header=header)), LANGUAGES[0])
    assert gather_marks(bare).keys() == {node.iri for node in scene.network.nodes}
    assert not [part for part in bare.parts if getattr(part, "rings", ())]
    assert list(find_outside(bare)) == []


def test_a_scene_of_nobody_is_drawn(scene: Scene) -> None:
    empty = replace(scene, network=scene.network.keep(()))
    assert gather_marks(draw_scene(empty, LANGUAGES[0])) == {}


def test_a_lead_ends_at_the_true_point(scene: Scene, picture: Picture) -> None:
    """A disc that was pushed aside has a line to where it belongs, where a dot stands."""
    dots = [part for part in picture.parts if isinstance(part, Mark) and not part.of]
    ends = {part.points[-1] for part in picture.parts if isinstance(part, Line)}
    small = [dot for dot in dots if dot.size < 2]
    assert small
    assert all((dot.x, dot.y) in ends for dot in small)


class TestOutlines:
    def test_a_region_is_neither_stretched_nor_pressed(self) -> None:
        """A degree of longitude is shorter than one of latitude by the cosine of the parallel."""
        made = fit((2.0, 48.0, 3.0, 49.0), (0, 0, 400, 400))
        (x1, y1), (x2, y2) = made.place(2.0, 49.0), made.place(3.0, 48.0)
        assert (x2 - x1) / (y2 - y1) == pytest.approx(math.cos(math.radians(48.5)))
        assert made.find(*made.place(2.4, 48.7)) == pytest.approx((2.4, 48.7))

    def test_what_is_outside_a_frame_is_cut_off(self) -> None:
        square = ((-5.0, -5.0), (5.0, -5.0), (5.0, 5.0), (-5.0, 5.0))
        assert set(clip(square, (0, 0, 10, 10))) == {(0, 0), (5, 0), (5, 5), (0, 5)}
        assert clip(square, (20, 20, 10, 10)) == ()
        assert find_middle(square) == (0, 0)
        assert is_within((4, 4), [square])
        assert not is_within((6, 4), [square])

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "[]",
            "{}",
            "[" * 100_000,
            '{"features": 1, "panels": []}',
            '{"features": [{"properties": {}, "geometry": {}}], "panels": []}',
            '{"features": [], "panels": [{"bbox": [3, 48, 2, 49]}]}',
            '{"features": [], "panels": [{"bbox": [2, 48]}]}',
        ],
    )
    def test_what_is_no_outlines_is_told(self, tmp_path: Path, text: str) -> None:
        path = tmp_path / "made.geojson"
        path.write_text(text, encoding="utf-8")
        with pytest.raises(ProjectError, match=r"made\.geojson"):
            read_outlines(path)

    def test_a_file_that_is_not_named_is_told(self, scene: Scene, tmp_path: Path) -> None:
        path = tmp_path / "map.rq"
        shutil.copy(scene.file.path, path)
        with pytest.raises(FileError, match="geojson"):
            draw_scene(replace(scene, file=scene.file._replace(path=path)), LANGUAGES[0])


class TestPacking:
    @pytest.mark.parametrize("number", [1, 2, 3, 10, 100])
    def test_packed_marks_do_not_meet(self, number: int) -> None:
        places = pack(number, 5)
        assert all(math.dist(a, b) >= 12 for a, b in combinations(places, 2))
        assert all(math.hypot(*place) + 5 <= measure_disc(number, 5) + 1e-9 for place in places)

    def test_discs_are_pushed_apart_within_their_frame(self) -> None:
        radii = [30, 10, 10, 20, 5]
        frame = (0, 0, 300, 200)
        hole = (120, 80, 20, 20)
        anchors = [(130.0, 90.0)] * 4 + [(0.0, 0.0)]
        places = push_apart(anchors, radii, frame, hole=hole, gap=4)
        for (a, ra), (b, rb) in combinations(zip(places, radii, strict=True), 2):
            assert math.dist(a, b) >= ra + rb + 4 - 0.01
        for (x, y), radius in zip(places, radii, strict=True):
            assert radius <= x <= 300 - radius
            assert radius <= y <= 200 - radius
            nearest = min(max(x, 120), 140), min(max(y, 80), 100)
            assert math.dist((x, y), nearest) >= radius


def test_outlines_of_another_region_are_not_drawn(scene: Scene) -> None:
    """Where no body is in an area, only points are left, and lists."""
    nodes = tuple(
        replace(node, values={**node.values, "code": "35"}) for node in scene.network.nodes
    )
    elsewhere = replace(scene, network=replace(scene.network, nodes=nodes))
    drawn = draw_scene(elsewhere, "en")
    assert not [part for part in drawn.parts if isinstance(part, Area)]
    assert [part for part in drawn.parts if isinstance(part, Mark)]
