"""Matrices and lanes: their counts are those of queries, blanks are blanks, each is named once."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from bioprod_graph.dataset import open_release
from bioprod_graph.drawing import Box, Letters, Mark, render_inline
from bioprod_graph.language import LANGUAGES, Text
from bioprod_graph.rdf import read_values, select
from bioprod_graph.scenes.grid import read_grid
from bioprod_graph.scenes.reading import Scene, read_scene
from bioprod_graph.scenes.views import draw_scene
from tests.pictures import find_covered, find_outside, find_room

if TYPE_CHECKING:
    from bioprod_graph.drawing import Picture
    from bioprod_graph.project import Project

MATRICES = ("actors-by-recommendation", "members", "recommendations-by-therapy", "value-chain")
SCENES = (*MATRICES, "lanes")
PREFIXES = """
PREFIX bioprod: <https://w3id.org/bioprod/ontology#>
PREFIX concept: <https://w3id.org/bioprod/id/concept/>
"""
PLAYED = """
SELECT ?row ?column (COUNT(DISTINCT ?body) AS ?number) WHERE {
  ?body bioprod:modality ?row ; bioprod:valueChainRole ?column .
} GROUP BY ?row ?column
"""
HELD = """
SELECT ?end (COUNT(DISTINCT ?body) AS ?number) WHERE {
  ?body a bioprod:Organization ; bioprod:modality|bioprod:valueChainRole ?end .
} GROUP BY ?end
"""
FOLLOWED = """
SELECT ?row ?column (COUNT(DISTINCT ?fact) AS ?number) WHERE {
  ?fact bioprod:followUpOf ?row ; bioprod:status ?status ; bioprod:relation ?relation .
  BIND(IF(?relation = concept:precedes, ?relation, ?status) AS ?column)
} GROUP BY ?row ?column
"""
TIED = """
SELECT DISTINCT ?source ?relation ?target WHERE {
  VALUES ?relation { concept:member-of concept:funded-by concept:labelled-by }
  ?tie bioprod:tieSubject ?source ; bioprod:tieRelation ?relation ; bioprod:tieObject ?target .
}
"""
NAMED = """
SELECT DISTINCT ?source ?relation ?target WHERE {
  VALUES ?relation { bioprod:targets bioprod:mentions }
  VALUES ?class { bioprod:Therapy bioprod:Field }
  ?source a bioprod:Recommendation ; ?relation ?target .
  ?target a ?class .
}
"""


@pytest.fixture(scope="module")
def scenes(built: Project) -> dict[str, Scene]:
    store = open_release(built).store
    return {name: read_scene(store, built, name) for name in SCENES}


@pytest.fixture(scope="module")
def pictures(scenes: dict[str, Scene]) -> dict[tuple[str, str], Picture]:
    return {(n, tag): draw_scene(s, tag) for n, s in scenes.items() for tag in LANGUAGES}


@pytest.fixture(params=[(name, tag) for name in SCENES for tag in LANGUAGES], ids="-".join)
def picture(pictures: dict[tuple[str, str], Picture], request: pytest.FixtureRequest) -> Picture:
    return pictures[request.param]


def ask(project: Project, query: str) -> list[dict[str, str]]:
    return read_values(select(open_release(project).store, PREFIXES + query))


def read_cells(picture: Picture) -> dict[str, str]:
    """Give the number in each cell, by its id."""
    boxes = {part.of for part in picture.parts if isinstance(part, Box)}
    letters = [part for part in picture.parts if isinstance(part, Letters)]
    return {part.of: part.lines[0] for part in letters if part.of in boxes}


def read_marks(picture: Picture) -> Counter[str]:
    return Counter(part.of for part in picture.parts if isinstance(part, Mark) and " " in part.of)


@pytest.mark.parametrize(
    ("name", "query"), [("value-chain", PLAYED), ("recommendations-by-therapy", FOLLOWED)]
)
def test_cells_count_as_a_query_does(
    pictures: dict[tuple[str, str], Picture], built: Project, *, name: str, query: str
) -> None:
    """A cell that nothing is in is no cell."""
    counted = {f"{row['row']}|{row['column']}": row["number"] for row in ask(built, query)}
    for tag in LANGUAGES:
        assert read_cells(pictures[name, tag]) == counted


def test_totals_count_each_once(pictures: dict[tuple[str, str], Picture], built: Project) -> None:
    counted = {row["end"]: row["number"] for row in ask(built, HELD)}
    for tag in LANGUAGES:
        parts = [p for p in pictures["value-chain", tag].parts if isinstance(p, Letters)]
        half = re.compile(r"\|[^|]+|[^|]+\|")
        totals = {p.of.strip("|"): p.lines[0] for p in parts if half.fullmatch(p.of)}
        assert totals == counted


@pytest.mark.parametrize(
    ("name", "query"), [("members", TIED), ("recommendations-by-therapy", NAMED)]
)
def test_ties_are_those_of_a_query(
    pictures: dict[tuple[str, str], Picture], built: Project, *, name: str, query: str
) -> None:
    told = {(row["source"], row["relation"], row["target"]) for row in ask(built, query)}
    for tag in LANGUAGES:
        ties = read_marks(pictures[name, tag])
        assert {tuple(of.split(" ")[:3]) for of in ties} == told
        assert set(ties.values()) == {1}


def test_the_stronger_the_tint_the_more_is_in_a_cell(
    pictures: dict[tuple[str, str], Picture],
) -> None:
    picture = pictures["value-chain", LANGUAGES[0]]
    cells = read_cells(picture)
    tints = {part.of: part.tint for part in picture.parts if isinstance(part, Box)}
    ranked = sorted(cells, key=lambda of: int(cells[of]))
    for one, other in pairwise(ranked):
        assert tints[one] <= tints[other]
        assert (tints[one] == tints[other]) == (cells[one] == cells[other])


def test_no_text_covers_another_nor_leaves_the_frame(picture: Picture) -> None:
    """Names of columns that are turned are beside each other, as far as columns are."""
    level = [p for p in picture.parts if not (isinstance(p, Letters) and p.turn)]
    assert find_covered(replace(picture, parts=tuple(level))) == []
    assert list(find_outside(replace(picture, parts=tuple(level)))) == []


def test_turned_names_keep_their_distance_and_end_in_the_frame(picture: Picture) -> None:
    turned = [p for p in picture.parts if isinstance(p, Letters) and p.turn]
    for one, other in pairwise(turned):
        # Lines that lean by 60 degrees are as far apart as their feet, times its sine.
        assert (other.x - one.x) * 0.866 >= one.size * 1.1 * len(one.lines)
    for part in turned:
        left, _, right, _ = find_room(part)
        assert part.x + (right - left) * 0.5 <= picture.width
        assert part.y - (right - left) * 0.867 - part.size >= 0


def test_long_names_leave_room_for_cells(scenes: dict[str, Scene]) -> None:
    """However long: those of columns are turned, and cut."""
    scene, name = scenes["value-chain"], Text(dict.fromkeys(LANGUAGES, f"{'word' * 9} " * 9))
    nodes = tuple(replace(node, label=name) for node in scene.network.nodes)
    drawn = draw_scene(replace(scene, network=replace(scene.network, nodes=nodes)), LANGUAGES[0])
    boxes = [part for part in drawn.parts if isinstance(part, Box)]
    assert boxes
    assert min(box.width for box in boxes) > 0


def test_names_are_whole(picture: Picture) -> None:
    texts = [part for part in picture.parts if isinstance(part, Letters)]
    assert not [part.lines for part in texts if part.lines[-1].endswith("…")]


def test_same_scene_same_bytes(scenes: dict[str, Scene], picture: Picture) -> None:
    scene = next(
        s for s in scenes.values() if s.network.title.say(picture.language) == picture.title
    )
    nodes = tuple(reversed(scene.network.nodes))
    links = tuple(reversed(scene.network.links))
    turned = replace(scene, network=replace(scene.network, nodes=nodes, links=links))
    assert render_inline(draw_scene(turned, picture.language)) == render_inline(picture)


@pytest.mark.parametrize("name", SCENES)
def test_a_scene_of_nothing_is_drawn(scenes: dict[str, Scene], name: str) -> None:
    empty = replace(scenes[name], network=scenes[name].network.keep(()))
    assert not [p for p in draw_scene(empty, LANGUAGES[0]).parts if isinstance(p, (Box, Mark))]


def test_those_with_the_same_ties_stand_beside_each_other(scenes: dict[str, Scene]) -> None:
    """In the rows of a cluster that has members of its own alone, nobody else stands."""
    grid = read_grid(scenes["members"], LANGUAGES[0])
    places = {row.iri: n for n, row in enumerate(grid.rows)}
    alike: dict[frozenset[str], list[int]] = {}
    for row in grid.rows:
        alike.setdefault(grid.gather(row.iri, 0), []).append(places[row.iri])
    for held, rows in alike.items():
        assert rows == list(range(rows[0], rows[0] + len(rows))), held


def test_a_lane_names_whoever_has_its_role(
    pictures: dict[tuple[str, str], Picture], built: Project
) -> None:
    """As often as it has modalities, and once if none is known."""
    query = """SELECT ?body ?role (COUNT(DISTINCT ?modality) AS ?number) WHERE {
      ?body bioprod:valueChainRole ?role .
      OPTIONAL { ?body bioprod:modality ?modality }
    } GROUP BY ?body ?role"""
    counted: Counter[str] = Counter()
    for row in ask(built, query):
        counted[row["body"]] += max(1, int(row["number"]))
    for tag in LANGUAGES:
        parts = pictures["lanes", tag].parts
        assert Counter(part.of for part in parts if isinstance(part, Mark)) == counted
