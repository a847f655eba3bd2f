"""Where the boxes stand."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import pytest

from bioprod_graph.scenes import Kind, build_network
from bioprod_graph.scenes.layout import FONT_SIZE, MAX_LINES, measure, place_nodes, pool, wrap

if TYPE_CHECKING:
    import networkx as nx

    from bioprod_graph.scenes.layout import Box

BASE = "https://w3id.org/bioprod/id/"


def overlap(one: Box, other: Box) -> bool:
    apart_x = abs(one.x - other.x) >= (one.width + other.width) / 2
    apart_y = abs(one.y - other.y) >= (one.height + other.height) / 2
    return not (apart_x or apart_y)


def crowd(kinds: dict[str, Kind], count: int) -> nx.DiGraph[str]:
    rows = [{"node": f"urn:{kind}:{n}", "kind": kind} for kind in kinds for n in range(count)]
    links = [
        {
            "source": f"urn:recommendation:{n}",
            "target": f"urn:initiative:{n * 7 % count}",
            "relation": "urn:x",
        }
        for n in range(count)
    ]
    return build_network(rows, links, kinds)


class TestPlaces:
    """The places of all nodes."""

    def test_no_box_covers_another(self, graph: nx.DiGraph[str], kinds: dict[str, Kind]) -> None:
        for some in (graph, crowd(kinds, 9)):
            boxes = place_nodes(some, kinds).values()
            assert not any(overlap(one, other) for one, other in combinations(boxes, 2))

    def test_columns_follow_the_table(self, graph: nx.DiGraph[str], kinds: dict[str, Kind]) -> None:
        places = place_nodes(graph, kinds)
        found = {
            (kinds[data["kind"]].column, places[node].x) for node, data in graph.nodes(data=True)
        }
        assert sorted(x for _, x in found) == [x for _, x in sorted(found)]
        assert len(found) == len({column for column, _ in found})

    def test_numbers_go_downwards(self, graph: nx.DiGraph[str], kinds: dict[str, Kind]) -> None:
        places = place_nodes(graph, kinds)
        heights = [places[f"{BASE}recommendation/assises-idf-2021-{n:02}"].y for n in range(1, 12)]
        assert heights == sorted(heights)

    def test_it_can_be_read_on_one_screen(
        self, graph: nx.DiGraph[str], kinds: dict[str, Kind]
    ) -> None:
        """Letters are 11 pixels high at 1200 × 750, where the picture has 940 × 671."""
        boxes = place_nodes(graph, kinds).values()
        width = 2 * max(box.x + box.width / 2 for box in boxes)
        height = 2 * max(box.y + box.height / 2 for box in boxes)
        assert min(940 / width, 671 / height) * FONT_SIZE >= 11

    def test_what_is_linked_stands_near(
        self, graph: nx.DiGraph[str], kinds: dict[str, Kind]
    ) -> None:
        places = place_nodes(graph, kinds)
        for number, slug in ((1, "gene-therapy"), (1, "cell-therapy")):
            recommendation = places[f"{BASE}recommendation/assises-idf-2021-{number:02}"]
            assert abs(recommendation.y - places[f"{BASE}therapy/{slug}"].y) < 120

    def test_a_long_tail_makes_the_picture_no_higher(
        self, nodes: list[dict[str, str]], edges: list[dict[str, str]], kinds: dict[str, Kind]
    ) -> None:
        """Boxes that hang from one node stay between the top and the bottom of the whole."""
        tail = [{"node": f"urn:{n}", "kind": "affiliation"} for n in range(8)]
        person = f"{BASE}person/nawal-ouzren"
        links = [{"source": person, "target": row["node"], "relation": "urn:x"} for row in tail]
        graph = build_network([*nodes, *tail], [*edges, *links], kinds)
        places = place_nodes(graph, kinds)
        low = max(box.y + box.height / 2 for node, box in places.items() if "urn:" not in node)
        assert all(places[row["node"]].y < low for row in tail)

    def test_nothing_has_no_place(self, kinds: dict[str, Kind]) -> None:
        assert place_nodes(build_network([], [], kinds), kinds) == {}


class TestText:
    """Breaking a text into lines."""

    def test_lines_fit(self) -> None:
        for line in wrap("Amplifier l’attractivité et faciliter les implantations", 130):
            assert measure(line) <= 130

    def test_a_no_break_space_holds(self) -> None:
        assert wrap("voir Axe\u00a01\u00a0: structurer", 70)[1] == "Axe\u00a01\u00a0:"

    def test_a_long_word_is_cut(self) -> None:
        assert wrap("chercheurs-entreprises", 110) == ["chercheurs-", "entreprises"]
        assert "".join(wrap("w" * 30, 130)) == "w" * 30

    def test_what_exceeds_is_marked(self) -> None:
        lines = wrap("mot " * 200, 130)
        assert len(lines) == MAX_LINES
        assert lines[-1].endswith("…")
        assert wrap("long " * 9, measure("long"))[-1] == "lo…"

    def test_wide_scripts_are_measured(self) -> None:
        assert measure("生物") == 2 * FONT_SIZE


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
