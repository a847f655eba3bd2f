"""Where the boxes stand."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import pytest

from bioprod_graph.networks import FONT_SIZE, place_nodes
from bioprod_graph.networks.layout import pool
from bioprod_graph.networks.lettering import MAX_LINES, measure_label, wrap_label
from tests.unit.networks.samples import make_picture

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bioprod_graph.networks import Box, Scene
    from bioprod_graph.networks.kinds import KindStyle

BASE = "https://w3id.org/bioprod/id/"


def overlap(one: Box, other: Box) -> bool:
    apart_x = abs(one.x - other.x) >= (one.width + other.width) / 2
    apart_y = abs(one.y - other.y) >= (one.height + other.height) / 2
    return not (apart_x or apart_y)


def crowd(kinds: Mapping[str, KindStyle], count: int) -> Scene:
    rows = [{"node": f"urn:{kind}:{n}", "kind": kind} for kind in kinds for n in range(count)]
    links = [
        {
            "source": f"urn:recommendation:{n}",
            "target": f"urn:initiative:{n * 7 % count}",
            "relation": "urn:x",
        }
        for n in range(count)
    ]
    return make_picture(rows, links)


class TestPlaces:
    """The places of all nodes."""

    def test_no_box_covers_another(self, picture: Scene) -> None:
        for some in (picture, crowd(picture.kinds, 9)):
            boxes = place_nodes(some).values()
            assert not any(overlap(one, other) for one, other in combinations(boxes, 2))

    def test_columns_follow_the_table(self, picture: Scene) -> None:
        places = place_nodes(picture)
        found = {
            (picture.kinds[node.kind].column, places[node.iri].x) for node in picture.network.nodes
        }
        assert sorted(x for _, x in found) == [x for _, x in sorted(found)]
        assert len(found) == len({column for column, _ in found})

    def test_numbers_go_downwards(self, picture: Scene) -> None:
        places = place_nodes(picture)
        heights = [places[f"{BASE}recommendation/assises-idf-2021-{n:02}"].y for n in range(1, 12)]
        assert heights == sorted(heights)

    def test_it_can_be_read_on_one_screen(self, picture: Scene) -> None:
        """Letters are 11 pixels high at 1200 × 750, where the picture has 940 × 671."""
        boxes = place_nodes(picture).values()
        width = 2 * max(box.x + box.width / 2 for box in boxes)
        height = 2 * max(box.y + box.height / 2 for box in boxes)
        assert min(940 / width, 671 / height) * FONT_SIZE >= 11

    def test_what_is_linked_stands_near(self, picture: Scene) -> None:
        places = place_nodes(picture)
        for number, slug in ((1, "gene-therapy"), (1, "cell-therapy")):
            recommendation = places[f"{BASE}recommendation/assises-idf-2021-{number:02}"]
            assert abs(recommendation.y - places[f"{BASE}therapy/{slug}"].y) < 120

    def test_a_long_tail_makes_the_picture_no_higher(
        self, nodes: list[dict[str, str]], edges: list[dict[str, str]]
    ) -> None:
        """Boxes that hang from one node stay between the top and the bottom of the whole."""
        tail = [{"node": f"urn:{n}", "kind": "affiliation"} for n in range(8)]
        person = f"{BASE}person/nawal-ouzren"
        links = [{"source": person, "target": row["node"], "relation": "urn:x"} for row in tail]
        places = place_nodes(make_picture([*nodes, *tail], [*edges, *links]))
        low = max(box.y + box.height / 2 for node, box in places.items() if "urn:" not in node)
        assert all(places[row["node"]].y < low for row in tail)

    def test_nothing_has_no_place(self) -> None:
        assert place_nodes(make_picture([], [])) == {}


class TestText:
    """Breaking a text into lines."""

    def test_lines_fit(self) -> None:
        for line in wrap_label("Amplifier l’attractivité et faciliter les implantations", 130):
            assert measure_label(line) <= 130

    def test_a_no_break_space_holds(self) -> None:
        assert wrap_label("voir Axe\u00a01\u00a0: structurer", 70)[1] == "Axe\u00a01\u00a0:"

    def test_a_long_word_is_cut(self) -> None:
        assert wrap_label("chercheurs-entreprises", 110) == ["chercheurs-", "entreprises"]
        assert "".join(wrap_label("w" * 30, 130)) == "w" * 30

    def test_what_exceeds_is_marked(self) -> None:
        lines = wrap_label("mot " * 200, 130)
        assert len(lines) == MAX_LINES
        assert lines[-1].endswith("…")
        assert wrap_label("long " * 9, measure_label("long"))[-1] == "lo…"

    def test_wide_scripts_are_measured(self) -> None:
        assert measure_label("生物") == 2 * FONT_SIZE


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ([(1, 1), (2, 1)], [1, 2]),
        ([(2, 1), (1, 1)], [1.5, 1.5]),
        ([(9, 1), (0, 2)], [3, 3]),
        ([], []),
    ],
)
def test_pooling_keeps_the_order(wanted: list[tuple[float, float]], expected: list[float]) -> None:
    assert pool(wanted) == expected
