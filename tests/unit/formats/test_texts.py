"""Networks as DOT, VOSviewer JSON and CSV."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from functools import partial
from typing import TYPE_CHECKING

import jsonschema
import networkx as nx
import pydot
import pytest

from bioprod_graph.errors import FormatError
from bioprod_graph.networks import Link, Network, Node
from tests.rendering import make_graph, render_bytes, render_network
from tests.unit.networks.samples import both

if TYPE_CHECKING:
    from bioprod_graph.language import Language

render_dot, render_vosviewer = (partial(render_network, form) for form in ("dot", "vosviewer"))


def render_csv(network: Network, language: str) -> bytes:
    return render_bytes(network, "network", "csv", language=language)


_IDENTIFIER = {"type": ["string", "integer"]}
# What https://app.vosviewer.com/docs/file-types/json-file-type/ documents, and nothing more.
VOSVIEWER = {
    "type": "object",
    "required": ["network"],
    "additionalProperties": False,
    "properties": {
        "network": {
            "type": "object",
            "required": ["items", "links"],
            "additionalProperties": False,
            "properties": {
                "items": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "required": ["id", "label"],
                        "additionalProperties": False,
                        "properties": {
                            "id": _IDENTIFIER,
                            "label": {"type": "string"},
                            "description": {"type": "string"},
                            "url": {"type": "string"},
                            "x": {"type": "number"},
                            "y": {"type": "number"},
                            "cluster": {"type": "integer", "minimum": 1, "maximum": 1000},
                            "weights": {"additionalProperties": {"type": "number", "minimum": 0}},
                            "scores": {"additionalProperties": {"type": "number"}},
                        },
                    },
                },
                "links": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "required": ["source_id", "target_id", "strength"],
                        "additionalProperties": False,
                        "properties": {
                            "source_id": _IDENTIFIER,
                            "target_id": _IDENTIFIER,
                            "strength": {"type": "number", "minimum": 0},
                        },
                    },
                },
            },
        },
        "info": {
            "type": "object",
            "additionalProperties": False,
            "properties": {"title": {"type": "string"}, "description": {"type": "string"}},
        },
    },
}


class TestDot:
    """`render_dot`, as pydot and networkx read it."""

    @pytest.mark.filterwarnings("ignore:.*deprecated")  # pydot calls its parser by old names
    def test_nodes_and_edges_are_read_back(self, network: Network) -> None:
        """With their names, quoted as DOT asks."""
        read = pydot.graph_from_dot_data(render_dot(network, "en"))
        assert read is not None
        graph = nx.nx_pydot.from_pydot(read[0])
        found = {node.strip('"') for node in graph.nodes}
        assert found == {node.iri for node in network.nodes}
        assert graph.number_of_edges() == len(network.links)
        assert graph.is_directed() == network.directed

    def test_quotes_and_backslashes_are_escaped(self, actors: Network) -> None:
        """So that what follows stays inside the string."""
        assert r'label_en="One \"É\" \\ <&>"' in render_dot(actors, "en")

    def test_a_line_end_in_a_name_stays_in_its_line(self) -> None:
        """As DOT writes it."""
        node = Node("urn:a", both("a\nb", "a\r\nb"), "", "")
        network = Network("n", both("n", "n"), directed=False, nodes=(node,), links=())
        assert render_dot(network, "fr").count("\n") == 3

    def test_a_character_that_ends_a_file_is_refused(self) -> None:
        """Graphviz reads no further than U+0000."""
        node = Node("urn:a", both("a\0b", "ab"), "", "")
        network = Network("n", both("n", "n"), directed=False, nodes=(node,), links=())
        with pytest.raises(FormatError, match=r'cannot hold U\+0000.* of "urn:a"') as told:
            render_dot(network, "en")
        assert "U+0000" in told.value.message("fr")


class TestVosviewer:
    """`render_vosviewer`."""

    @pytest.mark.parametrize("language", ["fr", "en"])
    def test_is_what_vosviewer_documents(self, network: Network, language: Language) -> None:
        """No field that it does not know, and links between items only."""
        document = json.loads(render_vosviewer(network, language))
        jsonschema.validate(document, VOSVIEWER)
        ids = {item["id"] for item in document["network"]["items"]}
        ends = {link[end] for link in document["network"]["links"] for end in link if "_id" in end}
        assert ends <= ids

    def test_a_pair_is_one_link(self, actors: Network) -> None:
        """Its strength is the sum of the weights."""
        links = json.loads(render_vosviewer(actors, "fr"))["network"]["links"]
        strengths = {
            (link["source_id"][-4:], link["target_id"][-3:]): link["strength"] for link in links
        }
        assert strengths["four", "one"] == 2.0
        assert sum(strengths.values()) == len(actors.links)

    def test_both_directions_are_one_link(self) -> None:
        """It knows no direction, and no link from an item to itself."""
        nodes = tuple(Node(f"urn:{name}", both(name, name), "", "") for name in "ab")
        links = tuple(
            Link(f"urn:{a}", f"urn:{b}", "urn:r", both("", "")) for a, b in ("ab", "ba", "aa")
        )
        network = Network("n", both("n", "n"), directed=True, nodes=nodes, links=links)
        found = json.loads(render_vosviewer(network, "fr"))["network"]["links"]
        assert found == [{"source_id": "urn:a", "target_id": "urn:b", "strength": 2.0}]

    def test_a_description_is_no_html(self) -> None:
        """VOSviewer shows a description as HTML."""
        network = Network("n", both("<b>", "<i>"), directed=False, nodes=(), links=())
        info = json.loads(render_vosviewer(network, "fr"))["info"]
        assert info == {"title": "<b>", "description": "&lt;i&gt;"}


class TestCsv:
    """`render_csv`: a ZIP of two tables."""

    def test_tables_have_the_columns_of_gephi(self, network: Network) -> None:
        """Read back, they are the network."""
        with zipfile.ZipFile(io.BytesIO(render_csv(network, "fr"))) as archive:
            assert archive.namelist() == ["nodes.csv", "edges.csv"]
            nodes, edges = (
                list(csv.DictReader(io.StringIO(archive.read(name).decode(), newline="")))
                for name in archive.namelist()
            )
        graph = make_graph(network, "fr")
        assert [row["Id"] for row in nodes] == list(graph)
        assert [row["Label"] for row in nodes] == [node.label.say("fr") for node in network.nodes]
        assert [(row["Source"], row["Target"]) for row in edges] == [
            (link.source, link.target) for link in network.links
        ]
        assert all(row["subject"] == row["Source"] for row in edges)
        assert {row["Type"] for row in edges} == {"Directed" if network.directed else "Undirected"}
        assert all(float(row["Weight"]) > 0 for row in edges)

    def test_cells_are_exact(self, actors: Network) -> None:
        """A name that looks like a formula is not changed."""
        with zipfile.ZipFile(io.BytesIO(render_csv(actors, "fr"))) as archive:
            assert ",=2+5," in archive.read("nodes.csv").decode()

    def test_same_network_same_bytes(self, network: Network) -> None:
        """The archive holds no clock."""
        assert render_csv(network, "fr") == render_csv(network, "fr")
        with zipfile.ZipFile(io.BytesIO(render_csv(network, "fr"))) as archive:
            assert {member.date_time[0] for member in archive.infolist()} == {1980}
