"""The table of kinds and the graph that the rows make."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from bioprod_graph.scenes import Kind, build_network, read_kinds
from bioprod_graph.scenes.network import SHAPES

if TYPE_CHECKING:
    from pathlib import Path

    import networkx as nx

Rows = list[dict[str, str]]


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


class TestKinds:
    """The table of kinds."""

    def test_each_has_its_own_shape(self, kinds: dict[str, Kind]) -> None:
        """Colour is never alone in telling two kinds apart."""
        shapes = [kind.shape for kind in kinds.values()]
        assert len(set(shapes)) == len(shapes)
        assert set(shapes) <= SHAPES

    def test_text_can_be_read(self, kinds: dict[str, Kind]) -> None:
        """Text stands out 4.5 to 1 from its box (WCAG 1.4.3, AA), in both colour schemes."""
        for kind in kinds.values():
            for paint in (kind.light, kind.dark):
                assert contrast(paint.text, paint.fill) >= 4.5, (kind.kind, paint)

    def test_boxes_stand_out(self, kinds: dict[str, Kind]) -> None:
        """The outline stands out 3 to 1 from the page (WCAG 1.4.11), in both colour schemes."""
        for kind in kinds.values():
            assert contrast(kind.light.line, "#FFFFFF") >= 3, kind.kind
            assert contrast(kind.dark.line, "#12171C") >= 3, kind.kind

    def test_they_come_by_rank(self, kinds: dict[str, Kind]) -> None:
        ranks = [kind.order for kind in kinds.values()]
        assert ranks == sorted(set(ranks))

    @pytest.mark.parametrize(
        ("change", "message"),
        [
            ((",box,", ",blob,"), "unknown shape “blob”"),
            (("#D9EDF9", "blue"), "fill_light is “blue”, expected a colour"),
            ((",box,3,", ",box,three,"), "column is “three”, expected a whole number"),
            (("recommendation,Recommandation,", "recommendation,,"), "the cell label_fr is empty"),
            (("axis,Axe", "event,Axe"), "“event” stands here for the second time"),
            (("#56B4E9", "#56B4E9,more"), "more cells than columns"),
        ],
    )
    def test_a_bad_row_is_named(
        self, tmp_path: Path, *, queries: Path, change: tuple[str, str], message: str
    ) -> None:
        text = (queries / "network-kinds.csv").read_text(encoding="utf-8")
        before = text[: text.index(change[0])]
        table = tmp_path / "kinds.csv"
        table.write_text(text.replace(*change, 1), encoding="utf-8")
        number = before.count("\n") + 1
        with pytest.raises(ValueError, match=message) as caught:
            read_kinds(table)
        assert str(caught.value).startswith(f"{table}:{number}: ")

    def test_a_missing_column_is_named(self, tmp_path: Path) -> None:
        table = tmp_path / "kinds.csv"
        table.write_text("kind,label_fr\n", encoding="utf-8")
        with pytest.raises(ValueError, match=r":1: the column label_en is missing"):
            read_kinds(table)


class TestBuild:
    """The graph."""

    def test_all_is_there(self, graph: nx.DiGraph[str]) -> None:
        assert len(graph) == 38
        # One link of the rows leads to something that is not shown.
        assert graph.number_of_edges() == 37

    def test_the_order_of_rows_does_not_matter(
        self, nodes: Rows, edges: Rows, kinds: dict[str, Kind]
    ) -> None:
        one = build_network(nodes, edges, kinds)
        other = build_network(nodes[::-1], edges[::-1], kinds)
        assert list(one.nodes(data=True)) == list(other.nodes(data=True))
        assert list(one.edges(data=True)) == list(other.edges(data=True))

    def test_the_number_is_put_before_a_name_without_it(self, graph: nx.DiGraph[str]) -> None:
        base = "https://w3id.org/bioprod/id/"
        names = {node: data["name"] for node, data in graph.nodes(data=True)}
        assert names[f"{base}recommendation/assises-idf-2021-10"]["en"].startswith("10 · ")
        assert names[f"{base}axis/assises-idf-2021-1"]["en"].startswith("Axis 1: ")

    def test_an_unknown_kind_says_where_to_add_it(self, kinds: dict[str, Kind]) -> None:
        with pytest.raises(ValueError, match=r"“boat”.*queries/views/network-kinds\.csv"):
            build_network([{"node": "urn:a", "kind": "boat"}], [], kinds)

    def test_a_missing_cell_is_named(self, kinds: dict[str, Kind]) -> None:
        with pytest.raises(ValueError, match=r"\?node"):
            build_network([{"kind": "event"}], [], kinds)
        with pytest.raises(ValueError, match=r"\?relation"):
            build_network([], [{"source": "urn:a", "target": "urn:b"}], kinds)

    def test_a_position_is_a_number(self, kinds: dict[str, Kind]) -> None:
        row = {"node": "urn:a", "kind": "axis", "position": "first"}
        with pytest.raises(ValueError, match="urn:a: position is “first”"):
            build_network([row], [], kinds)

    def test_a_language_stands_for_the_other(self, kinds: dict[str, Kind]) -> None:
        rows = [
            {"node": "urn:a", "kind": "event", "label_fr": "Un"},
            {"node": "urn:b", "kind": "event"},
        ]
        graph = build_network(rows, [], kinds)
        assert graph.nodes["urn:a"]["name"] == {"fr": "Un", "en": "Un"}
        assert graph.nodes["urn:b"]["name"] == {"fr": "urn:b", "en": "urn:b"}

    def test_two_relations_share_one_link(self, kinds: dict[str, Kind]) -> None:
        rows = [{"node": f"urn:{each}", "kind": "event"} for each in "ab"]
        links = [
            {"source": "urn:a", "target": "urn:b", "relation": f"urn:x#{each}"}
            for each in ("two", "one", "two")
        ]
        graph = build_network(rows, links, kinds)
        assert [each["fr"] for each in graph.edges["urn:a", "urn:b"]["relations"]] == ["one", "two"]

    def test_of_two_kinds_the_lower_rank_counts(self, kinds: dict[str, Kind]) -> None:
        rows = [{"node": "urn:a", "kind": kind} for kind in ("organization", "organiser")]
        assert build_network(rows, [], kinds).nodes["urn:a"]["kind"] == "organiser"


def test_importing_the_views_is_cheap() -> None:
    """No heavy library is loaded before it is needed."""
    program = (
        "import sys, bioprod_graph.scenes; "
        "print([name for name in ('pyvis', 'networkx', 'jinja2') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
