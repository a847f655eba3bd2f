"""The table of kinds and the graph that the rows make."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from bioprod_graph.errors import ProjectError
from bioprod_graph.networks.kinds import SHAPES, read_kinds
from tests.unit.networks.samples import make_picture

if TYPE_CHECKING:
    from pathlib import Path

    from bioprod_graph.networks import Scene
    from bioprod_graph.networks.kinds import KindStyle

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

    def test_each_has_its_own_shape(self, kinds: dict[str, KindStyle]) -> None:
        """Colour is never alone in telling two kinds apart."""
        shapes = [kind.shape for kind in kinds.values()]
        assert len(set(shapes)) == len(shapes)
        assert set(shapes) <= SHAPES

    def test_text_can_be_read(self, kinds: dict[str, KindStyle]) -> None:
        """Text stands out 4.5 to 1 from its box (WCAG 1.4.3, AA), in both colour schemes."""
        for kind in kinds.values():
            for paint in (kind.light, kind.dark):
                assert contrast(paint.text, paint.fill) >= 4.5, (kind.kind, paint)

    def test_boxes_stand_out(self, kinds: dict[str, KindStyle]) -> None:
        """The outline stands out 3 to 1 from the page (WCAG 1.4.11), in both colour schemes."""
        for kind in kinds.values():
            assert contrast(kind.light.line, "#FFFFFF") >= 3, kind.kind
            assert contrast(kind.dark.line, "#0F161D") >= 3, kind.kind

    def test_they_come_by_rank(self, kinds: dict[str, KindStyle]) -> None:
        ranks = [kind.order for kind in kinds.values()]
        assert ranks == sorted(set(ranks))

    @pytest.mark.parametrize(
        ("change", "message"),
        [
            ((",box,", ",blob,"), "shape is “blob”, expected one of arrow, box"),
            (("#D9EDF9", "blue"), "fill_light is “blue”, expected a colour"),
            ((",box,3,", ",box,three,"), "column is “three”, expected a whole number"),
            (
                ("recommendation,Recommandation,", "recommendation,,"),
                "label_fr is “”, expected a name",
            ),
            (("axis,Axe", "event,Axe"), "was there before: “event”"),
            (("#56B4E9", "#56B4E9,more"), "16 cells, expected 15"),
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
        with pytest.raises(ProjectError, match=message) as caught:
            read_kinds(table)
        assert str(caught.value).startswith(f"{table}:{number}: ")

    def test_a_missing_column_is_named(self, tmp_path: Path) -> None:
        table = tmp_path / "kinds.csv"
        table.write_text("kind,label_fr\n", encoding="utf-8")
        with pytest.raises(ProjectError, match=r":1: the columns are kind,label_fr,label_en,"):
            read_kinds(table)


class TestBuild:
    """The graph."""

    def test_all_is_there(self, picture: Scene) -> None:
        assert len(picture.network.nodes) == 38
        # One link of the rows leads to something that is not shown.
        assert len(picture.network.pairs) == 37

    def test_the_order_of_rows_does_not_matter(self, nodes: Rows, edges: Rows) -> None:
        assert make_picture(nodes, edges) == make_picture(nodes[::-1], edges[::-1])

    def test_the_number_is_put_before_a_name_without_it(self, picture: Scene) -> None:
        base = "https://w3id.org/bioprod/id/"
        names = {node.iri: node.name.spread() for node in picture.network.nodes}
        assert names[f"{base}recommendation/assises-idf-2021-10"]["en"].startswith("10 · ")
        assert names[f"{base}axis/assises-idf-2021-1"]["en"].startswith("Axis 1: ")

    def test_an_unknown_kind_says_where_to_add_it(self) -> None:
        with pytest.raises(ProjectError, match=r"“boat”.*queries/views/network-kinds\.csv"):
            make_picture([{"node": "urn:a", "kind": "boat"}], [])

    def test_a_missing_cell_is_named(self) -> None:
        with pytest.raises(ProjectError, match=r"\?node"):
            make_picture([{"kind": "event"}], [])
        with pytest.raises(ProjectError, match=r"\?relation"):
            make_picture([], [{"source": "urn:a", "target": "urn:b"}])

    def test_a_position_is_a_number(self) -> None:
        row = {"node": "urn:a", "kind": "axis", "position": "first"}
        with pytest.raises(ProjectError, match="urn:a: position is “first”"):
            make_picture([row], [])

    def test_a_language_stands_for_the_other(self) -> None:
        rows = [
            {"node": "urn:a", "kind": "event", "label_fr": "Un"},
            {"node": "urn:b", "kind": "event"},
        ]
        one, other = make_picture(rows, []).network.nodes
        assert one.name.spread() == {"fr": "Un", "en": "Un"}
        assert other.name.spread() == {"fr": "urn:b", "en": "urn:b"}

    def test_two_relations_share_one_link(self) -> None:
        rows = [{"node": f"urn:{each}", "kind": "event"} for each in "ab"]
        links = [
            {"source": "urn:a", "target": "urn:b", "relation": f"urn:x#{each}"}
            for each in ("two", "one", "two")
        ]
        (pair,) = make_picture(rows, links).network.pairs.values()
        assert [link.label.say("fr") for link in pair] == ["one", "two"]

    def test_of_two_kinds_the_lower_rank_counts(self) -> None:
        rows = [{"node": "urn:a", "kind": kind} for kind in ("organization", "organiser")]
        (node,) = make_picture(rows, []).network.nodes
        assert node.kind == "organiser"


def test_importing_the_views_is_cheap() -> None:
    """No heavy library is loaded before it is needed."""
    program = (
        "import sys, bioprod_graph.networks, bioprod_graph.scenes; "
        "print([name for name in ('pyvis', 'networkx', 'scipy', 'jinja2') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
