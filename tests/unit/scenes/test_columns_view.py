"""Boxes in columns are read from left to right; no box covers another, no tie passes behind one."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, pairwise, product
from typing import TYPE_CHECKING

import pytest

from bioprod_graph.drawing import Box, Letters, Line, Picture, measure_text, render_inline
from bioprod_graph.language import LANGUAGES, Text
from bioprod_graph.networks import Link, Network, Node
from bioprod_graph.scenes.reading import Kind, Scene
from bioprod_graph.scenes.views.columns import draw
from bioprod_graph.sparql import QueryFile

if TYPE_CHECKING:
    from pathlib import Path

LONG = "A name that is rather too long to be written in a box on one line"


def say(text: str) -> Text:
    return Text(dict.fromkeys(LANGUAGES, text))


@pytest.fixture
def file(tmp_path: Path) -> QueryFile:
    return QueryFile(tmp_path / "some.rq", {"view": ("columns",)}, "SELECT * {}")


def make_scene(
    file: QueryFile, ends: str, columns: str = "", *, name: str = "Body", inferred: bool = False
) -> Scene:
    """Make a scene: pairs of letters are ties, single ones are items without any."""
    places = dict(zip(sorted(set(ends.replace(" ", ""))), columns, strict=False))
    nodes = tuple(
        Node(n, say(f"{name} {n}"), "x", values={"column": places.get(n, "")})
        for n in sorted(set(ends.replace(" ", "")))
    )
    links = tuple(
        Link(p[0], p[1], "r", say("leads to"), kind="t", inferred=inferred)
        for p in ends.split()
        if len(p) > 1
    )
    kinds = {
        key: Kind(key, role, say(key), "disc", colour, (), 1)
        for key, role, colour in (("x", "item", "init"), ("t", "tie", "k_own"))
    }
    return Scene(Network("n", say("Title"), True, nodes, links), file, kinds)


def find_boxes(picture: Picture) -> dict[str, Box]:
    return {part.of: part for part in picture.parts if isinstance(part, Box) and part.of}


def list_ties(picture: Picture) -> list[Line]:
    return [part for part in picture.parts if isinstance(part, Line)]


CROWD = "ab ac ad be bf cg dh eh ai ah bi ca" + " xj" + " kj" * 2


def test_ties_lead_to_the_right(file: QueryFile) -> None:
    """Without a column of its own, an item stands behind those that lead to it."""
    boxes = find_boxes(draw(make_scene(file, "ab bc ac"), LANGUAGES[0]))
    assert boxes["a"].x < boxes["b"].x < boxes["c"].x


def test_a_column_may_be_given(file: QueryFile) -> None:
    """The query says it."""
    boxes = find_boxes(draw(make_scene(file, "ab bc", "200"), LANGUAGES[0]))
    assert boxes["b"].x == boxes["c"].x < boxes["a"].x


@pytest.mark.parametrize("name", ["B", LONG])
@pytest.mark.parametrize("ends", ["ab bc ac", CROWD, "ab cd ef gh ah"])
def test_nothing_lies_over_or_behind_a_box(file: QueryFile, ends: str, name: str) -> None:
    """Neither another box nor a tie of others, and all is within the picture."""
    picture = draw(make_scene(file, ends, name=name), LANGUAGES[0])
    boxes = find_boxes(picture)
    for one, other in combinations(boxes.values(), 2):
        assert one.x + one.width < other.x or other.x + other.width < one.x or (
            one.y + one.height < other.y or other.y + other.height < one.y
        )  # fmt: skip
    for box in boxes.values():
        assert box.x >= 0
        assert box.x + box.width <= picture.width
        assert box.y >= 0
        assert box.y + box.height <= picture.height
    for tie, box in product(list_ties(picture), boxes.values()):
        assert not any(crosses(a, b, box) for a, b in pairwise(tie.points))


def crosses(one: tuple[float, float], other: tuple[float, float], box: Box) -> bool:
    """Tell whether some of a straight line lies within a box, by a hundred of its points."""
    inside = (
        (one[0] + (other[0] - one[0]) * n / 100, one[1] + (other[1] - one[1]) * n / 100)
        for n in range(101)
    )
    return any(box.x < x < box.x + box.width and box.y < y < box.y + box.height for x, y in inside)


def test_names_are_whole_and_within_their_boxes(file: QueryFile) -> None:
    """They are broken, not cut."""
    picture = draw(make_scene(file, "ab", name=LONG), LANGUAGES[0])
    boxes = find_boxes(picture)
    for letters in (part for part in picture.parts if isinstance(part, Letters)):
        if letters.of in boxes:
            box = boxes[letters.of]
            assert " ".join(letters.lines) == f"{LONG} {letters.of}"
            assert letters.x + max(map(measure_text, letters.lines)) <= box.x + box.width


def test_few_ties_say_what_they_mean(file: QueryFile) -> None:
    """In the gap between the boxes; what is inferred is dashed, and nothing else."""
    for inferred in (True, False):
        picture = draw(make_scene(file, "ab bc", inferred=inferred), LANGUAGES[0])
        words = [p for p in picture.parts if isinstance(p, Letters) and p.lines == ("leads to",)]
        assert len(words) == 2
        assert {tie.stroke == "dashed" for tie in list_ties(picture)} == {inferred}
        for word, box in product(words, find_boxes(picture).values()):
            half = measure_text("leads to", 11) / 2
            assert word.x + half < box.x or box.x + box.width < word.x - half


@pytest.mark.parametrize("ends", ["", "a", "aa", "ab ba", "a b c"])
def test_any_network_has_columns(file: QueryFile, ends: str) -> None:
    """Circles, no ties, nothing at all."""
    scene = make_scene(file, ends)
    text = render_inline(draw(scene, LANGUAGES[0]))
    assert text.count("<text") >= len(scene.network.nodes)
    assert "nan" not in text


def test_the_order_of_rows_does_not_matter(file: QueryFile) -> None:
    """The same network gives the same picture."""
    scene = make_scene(file, CROWD)
    turned = replace(
        scene.network, nodes=scene.network.nodes[::-1], links=scene.network.links[::-1]
    )
    one, other = (draw(replace(scene, network=n), LANGUAGES[0]) for n in (scene.network, turned))
    assert find_boxes(one) == find_boxes(other)
