"""Networks as graph files: what is read back is what was written."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import networkx as nx
import pytest

from bioprod_graph.errors import FormatError
from bioprod_graph.networks import Link, Network, Node
from tests.rendering import make_graph, render_network
from tests.unit.networks.samples import both

if TYPE_CHECKING:
    from collections.abc import Callable

    from bioprod_graph.language import Language

    Render = Callable[[Network, Language], str]

render_cytoscape, render_gexf, render_graphml = (
    partial(render_network, form) for form in ("cytoscape", "gexf", "graphml")
)

# The types that Gephi documents for GraphML and GEXF; Cytoscape reads all of them.
GEPHI = {"boolean", "int", "long", "float", "double", "string", "integer"}
_GRAPHML = "{http://graphml.graphdrawing.org/xmlns}"


def _nodes(graph: Any) -> dict[str, dict[str, str]]:
    kept = ("label", "label_fr", "label_en", "kind", "classes")
    return {node: {k: data[k] for k in kept} for node, data in graph.nodes(data=True)}


def _edges(graph: Any) -> list[tuple[Any, ...]]:
    kept = ("label", "label_fr", "label_en", "relation", "subject", "weight")
    return sorted(
        (
            *((one, other) if graph.is_directed() else sorted((one, other))),
            *(data[name] for name in kept),
        )
        for one, other, data in graph.edges(data=True)
    )


def _parse(text: str) -> ElementTree.Element:
    return ElementTree.fromstring(text)  # noqa: S314 – it is our own


def _read_cytoscape(text: str) -> Any:
    document = json.loads(text)
    return nx.cytoscape_graph(document, name="label")


READ: dict[str, tuple[Render, Callable[[str], Any]]] = {
    "graphml": (render_graphml, nx.parse_graphml),
    "gexf": (render_gexf, lambda text: nx.read_gexf(io.BytesIO(text.encode()))),
    "cytoscape": (render_cytoscape, _read_cytoscape),
}


@pytest.mark.parametrize("form", sorted(READ))
class TestRoundTrip:
    """What networkx reads back."""

    def test_nodes_and_attributes_are_the_same(self, network: Network, form: str) -> None:
        """Every name, in both languages, also with quotes, angles and backslashes."""
        render, read = READ[form]
        assert _nodes(read(render(network, "fr"))) == _nodes(make_graph(network, "fr"))

    def test_edges_and_attributes_are_the_same(self, network: Network, form: str) -> None:
        """Two relations between a pair are two edges; weights are numbers."""
        render, read = READ[form]
        graph = read(render(network, "en"))
        assert _edges(graph) == _edges(make_graph(network, "en"))
        assert graph.number_of_edges() == len(network.links)

    def test_direction_is_the_same(self, network: Network, form: str) -> None:
        """As the projection says."""
        render, read = READ[form]
        assert read(render(network, "en")).is_directed() == network.directed

    def test_same_network_same_bytes(self, network: Network, form: str) -> None:
        """No clock is in the file."""
        render, _ = READ[form]
        text = render(network, "en")
        assert text == render(network, "en")
        assert not re.search(r"\b20\d\d-\d\d-\d\d\b", text)

    def test_the_label_is_in_the_language(self, actors: Network, form: str) -> None:
        """The other is there too, beside it."""
        render, read = READ[form]
        labels = {data["label"] for _, data in read(render(actors, "fr")).nodes(data=True)}
        assert "Quatre" in labels
        assert "Four" not in labels

    def test_an_empty_network_is_written(self, form: str) -> None:
        """As a file with nothing in it."""
        render, read = READ[form]
        empty = Network("none", both("Rien", "None"), directed=False, nodes=(), links=())
        assert len(read(render(empty, "fr"))) == 0

    def test_same_nodes_are_the_same_lines(self, form: str) -> None:
        """Characters that some take for ends of lines are not."""
        render, read = READ[form]
        node = Node("urn:a", both("a\u2028\x85", "b\r\nc"), "", "")
        network = Network("n", both("t", "t"), directed=False, nodes=(node,), links=())
        values = _nodes(read(render(network, "fr")))["urn:a"]
        assert (values["label_fr"], values["label_en"]) == ("a\u2028\x85", "b\r\nc")


BELL = "be\x07ll"
PLAIN = Network(
    "n",
    both("t", "t"),
    directed=True,
    nodes=(Node("urn:a", both("a", "a"), "", ""), Node("urn:b", both("b", "b"), "", "")),
    links=(Link("urn:a", "urn:b", "urn:r", both("r", "r")),),
)


@pytest.mark.parametrize("render", [render_graphml, render_gexf])
@pytest.mark.parametrize(
    ("network", "place"),
    [
        (replace(PLAIN, title=both(BELL)), "name"),
        (
            replace(PLAIN, nodes=(Node("urn:a", both("a", BELL), "", ""),), links=()),
            "label_en – urn:a",
        ),
        (
            replace(PLAIN, links=(replace(PLAIN.links[0], label=both("r", BELL)),)),
            "label_en – urn:a – urn:b",
        ),
    ],
    ids=["title", "node", "link"],
)
def test_what_xml_cannot_hold_is_refused(render: Render, network: Network, place: str) -> None:
    """With the character and where it stands, in both languages."""
    with pytest.raises(FormatError, match=r"cannot hold U\+0007") as refused:
        render(network, "fr")
    assert place in refused.value.message("en")
    assert place in refused.value.message("fr")
    assert "cytoscape" in refused.value.message("fr")


class TestTypes:
    """Attribute types that Gephi and Cytoscape document."""

    def test_graphml(self, network: Network) -> None:
        """Text is `string`, a weight `double`."""
        keys = _parse(render_graphml(network, "fr")).iter(f"{_GRAPHML}key")
        types = {(key.get("for"), key.get("attr.name")): key.get("attr.type") for key in keys}
        assert set(types.values()) <= GEPHI
        assert types["edge", "weight"] == "double"
        assert types["node", "label_fr"] == "string"

    def test_gexf(self, network: Network) -> None:
        """All that is declared is text; label and weight have attributes of their own."""
        root = _parse(render_gexf(network, "fr"))
        space = root.tag.partition("}")[0] + "}"
        assert {a.get("type") for a in root.iter(f"{space}attribute")} <= GEPHI
        assert all(node.get("label") for node in root.iter(f"{space}node"))
        assert all(float(edge.get("weight", "")) > 0 for edge in root.iter(f"{space}edge"))
        assert root.get("version") == "1.2"

    def test_no_degree_is_written(self, network: Network) -> None:
        """It is for whoever opens the file to count."""
        graph = make_graph(network, "fr")
        assert all("degree" not in data for _, data in graph.nodes(data=True))

    def test_cytoscape(self, network: Network) -> None:
        """Elements have identifiers, and edges the ends that are nodes."""
        elements = json.loads(render_cytoscape(network, "fr"))["elements"]
        ids = {node["data"]["id"] for node in elements["nodes"]}
        edges = [edge["data"] for edge in elements["edges"]]
        assert len({edge["id"] for edge in edges}) == len(network.links)
        assert all({edge["source"], edge["target"]} <= ids for edge in edges)
        assert all(
            edge["interaction"] and node["data"]["name"]
            for edge in edges
            for node in elements["nodes"]
        )
