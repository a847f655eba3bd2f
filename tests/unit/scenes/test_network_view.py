"""Networks are drawn so that names can be read: over no other, over no mark, the hubs first."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from itertools import combinations
from math import hypot
from typing import TYPE_CHECKING

import pytest

from bioprod_graph.dataset import open_release
from bioprod_graph.drawing import Letters, Line, Mark, Picture, render_inline
from bioprod_graph.language import LANGUAGES, Text
from bioprod_graph.networks import Link, Network, Node
from bioprod_graph.scenes.reading import Kind, Scene, read_scene
from bioprod_graph.scenes.views.network import draw, plan_network
from tests.pictures import Room, find_room, meet

if TYPE_CHECKING:
    from bioprod_graph.project import Project
    from bioprod_graph.scenes.views.network import Plan

SCRIPT = """
import sys
from pathlib import Path
from bioprod_graph.dataset import open_release
from bioprod_graph.drawing import render_inline
from bioprod_graph.project import Project
from bioprod_graph.scenes.reading import read_scene
from bioprod_graph.scenes.views import draw_scene
project = Project(Path(sys.argv[1]), Path(sys.argv[2]))
scene = read_scene(open_release(project).store, project, "ecosystem")
print(render_inline(draw_scene(scene, sys.argv[3])))
"""


@pytest.fixture(scope="module")
def scene(built: Project) -> Scene:
    """The widest network that is drawn."""
    return read_scene(open_release(built).store, built, "ecosystem")


@pytest.fixture(scope="module")
def plan(scene: Scene) -> Plan:
    return plan_network(scene)


@pytest.fixture(scope="module", params=LANGUAGES)
def picture(scene: Scene, plan: Plan, request: pytest.FixtureRequest) -> Picture:
    return draw(scene, request.param, plan)


def gather(picture: Picture) -> tuple[dict[str, Room], dict[str, Mark]]:
    names = {p.of: find_room(p) for p in picture.parts if isinstance(p, Letters) and p.of}
    return names, {p.of: p for p in picture.parts if isinstance(p, Mark)}


def test_most_names_are_there(scene: Scene, picture: Picture) -> None:
    """Of those that are tied, three in four, and each of the twenty with most ties.

    Of equals, those count whose IRI comes first.
    """
    names, marks = gather(picture)
    assert (picture.width, picture.height) == (1500, 860)
    tied = {end for link in scene.network.links for end in (link.source, link.target)}
    assert len(tied & names.keys()) / len(tied) >= 0.74
    assert names.keys() >= set(sorted(tied, key=lambda iri: (-marks[iri].size, iri))[:20])


def test_nothing_covers_a_name_or_a_mark(picture: Picture) -> None:
    """No name lies over another, over a mark or outside, and no mark over another."""
    names, marks = gather(picture)
    boxes = {iri: (m.x - m.size, m.y - m.size, m.x + m.size, m.y + m.size)
             for iri, m in marks.items()}  # fmt: skip
    assert not [pair for pair in combinations(names.values(), 2) if meet(*pair)]
    assert not [(a, b) for a, box in names.items() for b, mark in boxes.items() if meet(box, mark)]
    for left, top, right, bottom in (*names.values(), *boxes.values()):
        assert 0 <= left < right <= picture.width
        assert 0 <= top < bottom <= picture.height
    pairs = combinations(marks.values(), 2)
    assert not [1 for a, b in pairs if hypot(a.x - b.x, a.y - b.y) < a.size + b.size]


def test_every_item_and_tie_is_a_part(scene: Scene, picture: Picture) -> None:
    """A page finds each by its id, those without a tie too."""
    names, marks = gather(picture)
    assert marks.keys() == {node.iri for node in scene.network.nodes}
    ties = {part.of for part in picture.parts if isinstance(part, Line)} - names.keys()
    ids = {" ".join((k.source, k.relation, k.target, k.period[0])) for k in scene.network.links}
    assert ties - {""} == ids


def test_from_afar_communities_bear_the_names_of_hubs(plan: Plan) -> None:
    """Each has a centre, and is named by a member that no other has more ties than."""
    assert len(plan.groups) > 3
    for group in plan.groups:
        assert group.hub.iri in group.members
        assert plan.sizes[group.hub.iri] == max(plan.sizes[iri] for iri in group.members)


@pytest.mark.parametrize("language", LANGUAGES[:1])
def test_same_bytes_whatever_the_order_of_sets(built: Project, language: str) -> None:
    """A process that walks sets in another order draws the same."""
    drawn = {
        subprocess.run(
            [sys.executable, "-c", SCRIPT, str(built.root), str(built.build), language],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
            capture_output=True, check=True,
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(drawn) == 1


def make_scene(scene: Scene, ends: str, *, inferred: bool = False) -> Scene:
    """Make a small scene: pairs of letters are ties, single ones are nodes without any."""
    pairs = ends.split()
    named = sorted(set("".join(pairs)))
    label = Text(dict.fromkeys(LANGUAGES, "funded by"))
    nodes = tuple(Node(n, Text(dict.fromkeys(LANGUAGES, f"Body {n}")), "x") for n in named)
    links = tuple(
        Link(p[0], p[1], "r", label, kind="t", inferred=inferred) for p in pairs if len(p) > 1
    )
    kinds = {
        key: Kind(key, role, Text(dict.fromkeys(LANGUAGES, key)), "disc", colour, (), 1)
        for key, role, colour in (("x", "item", "firm"), ("t", "tie", "k_own"))
    }
    return replace(scene, network=Network("n", label, True, nodes, links), kinds=kinds)


SMALL = "ab ac ad ae bc fg h i"


def test_small_networks_say_what_ties_mean(scene: Scene) -> None:
    """Each tie has an arrow, and its word over no mark and no name; inferred ones are dashed."""
    small = draw(make_scene(scene, SMALL, inferred=True), LANGUAGES[0])
    ties = [part for part in small.parts if isinstance(part, Line) and part.of]
    assert len(ties) == 6
    assert all(tie.arrow and tie.stroke == "dashed" for tie in ties)
    said = [
        find_room(p) for p in small.parts if isinstance(p, Letters) and p.lines == ("funded by",)
    ]
    assert len(said) == 6
    marks = [p for p in small.parts if isinstance(p, Mark)]
    for box in said:
        assert not [m for m in marks if meet(box, (m.x - 3, m.y - 3, m.x + 3, m.y + 3))]


@pytest.mark.parametrize("ends", ["", "a", "ab", "a b", "aa", "ab ba ab", SMALL])
def test_any_network_can_be_drawn(scene: Scene, ends: str) -> None:
    """None is too small: each has a place for each node, and SVG."""
    small = make_scene(scene, ends)
    text = render_inline(draw(small, LANGUAGES[0]))
    assert text.count("data-of") >= len(small.network.nodes)
    assert "nan" not in text
