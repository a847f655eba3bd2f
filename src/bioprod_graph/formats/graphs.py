"""Networks in the formats that networkx writes: GraphML, GEXF 1.2 and the JSON of Cytoscape.

Attributes have the types that Gephi and Cytoscape document: `string` for names and kinds, `double`
for weights. A degree is left to whoever opens the file. What XML cannot hold is refused by name.
"""

from __future__ import annotations

import io
import re
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from bioprod_graph.errors import FormatError
from bioprod_graph.formats.registry import ALL_PLACES, Format, register, write_json
from bioprod_graph.notation.visible import name_character
from bioprod_graph.notation.xml import find_unholdable, keep_returns

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import networkx as nx

    from bioprod_graph.formats.registry import Setting
    from bioprod_graph.language import Text

_META = re.compile(r'<meta lastmodifieddate="[^"]*">\s*(<creator>[^<]*</creator>)?')


class Node(Protocol):
    """A node, as formats ask for it: its address, names, kind and classes."""

    iri: str
    label: Text
    kind: str
    classes: str


class Link(Protocol):
    """A link, as formats ask for it: its ends, the relation between them, and a weight."""

    source: str
    target: str
    relation: str
    label: Text
    weight: float


class Network(Protocol):
    """A network, as formats ask for it; nodes and links are sorted."""

    name: str
    title: Text
    directed: bool
    nodes: Sequence[Node]
    links: Sequence[Link]


def describe_node(node: Node, language: str) -> dict[str, str]:
    """Give the attributes of a node."""
    return {
        "label": node.label.say(language),
        **node.label.spread("label"),
        "kind": node.kind,
        "classes": node.classes,
    }


def describe_link(link: Link, language: str) -> dict[str, Any]:
    """Give the attributes of a link; the weight is a number.

    `subject` is the node of which the relation is said: formats turn edges without direction.
    """
    return {
        "label": link.label.say(language),
        "relation": link.relation,
        "subject": link.source,
        **link.label.spread("label"),
        "weight": float(link.weight),
    }


def make_graph(network: Any, language: str) -> nx.MultiGraph[str]:
    """Make a graph with an edge for each link, told apart by a key; `label` is in the language."""
    import networkx as nx

    graph: nx.MultiGraph[str] = nx.MultiDiGraph() if network.directed else nx.MultiGraph()
    graph.graph["name"] = network.title.say(language)
    for node in network.nodes:
        graph.add_node(node.iri, **describe_node(node, language))
    for number, link in enumerate(network.links):
        values = describe_link(link, language)
        graph.add_edge(link.source, link.target, key=f"e{number}", **values)
    return graph


def _render_xml(network: Network, setting: Setting, *, form: str) -> str:
    """Render a network as GraphML or as GEXF; raises FormatError for what XML cannot hold.

    http://graphml.graphdrawing.org/ · https://gexf.net/ – without the day, which is optional.
    """
    from html import escape

    import networkx as nx

    graph = make_graph(network, setting.language)
    if form == "graphml":
        graph.graph |= setting.imprint
    _refuse_characters(graph, form)
    out = io.BytesIO()
    # Not what networkx generates line by line: it takes characters of text for ends of lines.
    (nx.write_graphml_xml if form == "graphml" else nx.write_gexf)(graph, out)
    text = keep_returns(out.getvalue()).decode() + "\n"
    told = escape(", ".join(f"{name}: {value}" for name, value in setting.imprint.items()))
    description = f"<description>{told}</description>" if told else ""
    return _META.sub(lambda meta: f"<meta>{meta[1] or ''}{description}", text, count=1)


def _refuse_characters(graph: nx.MultiGraph[str], form: str) -> None:
    """Refuse the first attribute that holds what XML cannot, by the node or link that has it."""
    told: list[tuple[str, Mapping[str, Any]]] = [
        (form, graph.graph),
        *graph.nodes.items(),
        *((f"{source} – {target}", values) for source, target, values in graph.edges(data=True)),
    ]
    for name, values in told:
        for attribute, value in values.items():
            if character := find_unholdable(str(value)):
                raise FormatError(
                    "{form} cannot hold {found}, which XML does not have ({place}): "
                    "use cytoscape or csv",
                    form=form,
                    found=name_character(character),
                    place=f"{attribute} – {name}",
                )


def _render_cytoscape(network: Network, setting: Setting) -> str:
    """Render a network as the JSON of Cytoscape (.cyjs), where `name` is what is shown."""
    import networkx as nx

    graph = make_graph(network, setting.language)
    graph.graph |= setting.imprint
    document = nx.cytoscape_data(graph, name="label")
    for edge in document["elements"]["edges"]:
        # Cytoscape.js wants an identifier of its own, and calls a relation an interaction.
        edge["data"] |= {"id": edge["data"]["key"], "interaction": edge["data"]["label"]}
    return write_json(document, indent=1)


register(
    *(
        Format(
            name,
            "network",
            media_type,
            suffix,
            partial(_render_xml, form=name),
            places=ALL_PLACES,
        )
        for name, media_type, suffix in (
            ("graphml", "application/graphml+xml", ".graphml"),
            ("gexf", "application/gexf+xml", ".gexf"),
        )
    ),
    Format(
        "cytoscape", "network", "application/json", ".cyjs", _render_cytoscape, places=ALL_PLACES
    ),
)
