"""Networks in the formats that networkx writes: GraphML, GEXF 1.2 and the JSON of Cytoscape.

Attributes have the types that Gephi and Cytoscape document: `string` for names and kinds, `double`
for weights. A degree is left to whoever opens the file.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import networkx as nx

    from bioprod_graph.findings import Language
    from bioprod_graph.measures import Link, Network, Node

_META = re.compile(r'<meta lastmodifieddate="[^"]*">')
# Characters that XML 1.0 cannot hold, not even escaped.
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def make_graph(network: Network, language: Language) -> nx.MultiGraph[str]:
    """Make a graph with an edge for each link, told apart by a key; `label` is in the language."""
    import networkx as nx

    graph: nx.MultiGraph[str] = nx.MultiDiGraph() if network.directed else nx.MultiGraph()
    graph.graph["name"] = _clean(network.title(language))
    for node in network.nodes:
        graph.add_node(node.iri, **describe_node(node, language))
    for number, link in enumerate(network.links):
        values = describe_link(link, language)
        graph.add_edge(link.source, link.target, key=f"e{number}", **values)
    return graph


def describe_node(node: Node, language: Language) -> dict[str, str]:
    """Give the attributes of a node."""
    values = {
        "label": node.label(language),
        "label_fr": node.label_fr,
        "label_en": node.label_en,
        "kind": node.kind,
        "classes": node.classes,
    }
    return {name: _clean(value) for name, value in values.items()}


def describe_link(link: Link, language: Language) -> dict[str, Any]:
    """Give the attributes of a link; the weight is a number.

    `subject` is the node of which the relation is said: formats turn edges without direction.
    """
    values = {
        "label": link.label(language),
        "relation": link.relation,
        "subject": link.source,
        "label_fr": link.label_fr,
        "label_en": link.label_en,
    }
    cleaned = {name: _clean(value) for name, value in values.items()}
    return {**cleaned, "weight": float(link.weight)}


def render_graphml(network: Network, language: Language) -> str:
    """Render a network as GraphML (http://graphml.graphdrawing.org/)."""
    import networkx as nx

    return "\n".join(nx.generate_graphml(make_graph(network, language))) + "\n"


def render_gexf(network: Network, language: Language) -> str:
    """Render a network as GEXF 1.2 (https://gexf.net/), without the day, which is optional."""
    import networkx as nx

    lines = nx.generate_gexf(make_graph(network, language), version="1.2draft")
    return _META.sub("<meta>", "\n".join(lines), count=1) + "\n"


def render_cytoscape(network: Network, language: Language) -> str:
    """Render a network as the JSON of Cytoscape (.cyjs), where `name` is what is shown."""
    import networkx as nx

    document = nx.cytoscape_data(make_graph(network, language), name="label")
    for edge in document["elements"]["edges"]:
        # Cytoscape.js wants an identifier of its own, and calls a relation an interaction.
        edge["data"] |= {"id": edge["data"]["key"], "interaction": edge["data"]["label"]}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _clean(text: str) -> str:
    return _NO_XML.sub("\ufffd", text)
