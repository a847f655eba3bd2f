"""In a notebook the graph, its answers and its scenes show themselves."""

from __future__ import annotations

import sys
import xml.etree.ElementTree as ET
from html import unescape
from typing import TYPE_CHECKING

import networkx as nx
import pytest

import bioprod_graph
from bioprod_graph.notebook import Rows

if TYPE_CHECKING:
    from bioprod_graph import Project
    from bioprod_graph.notebook import Graph

_ID = "https://w3id.org/bioprod/id/"


@pytest.fixture(scope="module")
def graph(built: Project) -> Graph:
    return bioprod_graph.open_graph(built, language="fr")


def test_the_graph_says_what_it_is(graph: Graph) -> None:
    """Its version and its scenes, each with the name to draw it by."""
    shown = unescape(graph._repr_html_())
    assert f"version {bioprod_graph.__version__}" in shown
    assert "<code>followup</code> Ce que sont devenues les recommandations" in shown


def test_rows_are_named_in_the_language_of_the_graph(graph: Graph) -> None:
    """Things are links that are named; what was asked for is not told again."""
    rows = graph.ask("organisers")
    shown = unescape(rows._repr_html_())
    assert {row["lang"] for row in rows} == {"fr"}
    assert f'<a href="{_ID}organization/region-ile-de-france">Région Île-de-France</a>' in shown
    assert "organization_label" not in shown
    assert ">lang<" not in shown


def test_what_rows_hold_is_text(graph: Graph) -> None:
    """No markup of a value becomes markup of the notebook."""
    bad = "<script>alert(1)</script>"
    shown = Rows([{"name": bad, "link": "javascript:alert(1)"}], graph)._repr_html_()
    assert "<script" not in shown
    assert "&lt;script&gt;" in shown
    assert "href" not in shown


def test_many_rows_are_told_and_some_shown(graph: Graph) -> None:
    shown = Rows([{"n": str(n)} for n in range(70)], graph)._repr_html_()
    assert "70" in shown
    assert ">49<" in shown
    assert ">50<" not in shown


def test_rows_become_a_table_and_a_graph(graph: Graph) -> None:
    """A call each; a row without one of the ends is no edge."""
    rows = graph.ask("SELECT ?member ?body { ?member bioprod:memberOf ?body }")
    assert list(rows.to_pandas().columns) == ["member", "body"]
    assert len(rows.to_pandas()) == len(rows)
    members = rows.to_networkx("member", "body")
    assert isinstance(members, nx.MultiDiGraph)
    assert members.number_of_edges() == len(rows)
    with pytest.raises(bioprod_graph.UsageError, match="no row has"):
        rows.to_networkx("member", "nobody")


def test_without_pandas_it_is_said(graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(bioprod_graph.UsageError, match="pip install pandas"):
        graph.ask("organisers").to_pandas()


def test_a_scene_is_its_page_and_its_picture(graph: Graph) -> None:
    """The page stands in a frame of its own; the picture is one SVG with a title."""
    showing = graph.draw("assises")
    frame = ET.fromstring(showing._repr_html_())  # noqa: S314 – our own
    assert frame.get("title") == showing.title
    assert (frame.get("srcdoc") or "").startswith("<!doctype html>")
    assert "allow-same-origin" not in (frame.get("sandbox") or "")
    drawn = ET.fromstring(showing._repr_svg_())  # noqa: S314 – our own
    assert drawn.tag == "{http://www.w3.org/2000/svg}svg"


def test_what_lies_around_a_thing_is_drawn_by_its_name(graph: Graph) -> None:
    near = graph.draw("Généthon")
    assert f"{_ID}organization/genethon" in near.to_networkx()
    assert set(near.to_pandas()["source"]) <= {
        node.name.say("fr") for node in near.scene.network.nodes
    }
    with pytest.raises(bioprod_graph.NotFoundError):
        graph.draw("nothing-of-that-name")


def test_nothing_built_is_told_at_once(tiny: Project) -> None:
    with pytest.raises(bioprod_graph.DatasetError):
        bioprod_graph.open_graph(tiny)
