"""Networks in the formats that networkx writes: GraphML, GEXF 1.2 and the JSON of Cytoscape.

Attributes have the types that Gephi and Cytoscape document: `string` for names and kinds, `double`
for weights. A degree is left to whoever opens the file. What XML cannot hold is refused by name.
"""

from __future__ import annotations

import io
import json
import re
from typing import TYPE_CHECKING, Any

from bioprod_graph.errors import FormatError
from bioprod_graph.notation.visible import name_character
from bioprod_graph.notation.xml import find_unholdable, keep_returns

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import networkx as nx

    from bioprod_graph.language import Language
    from bioprod_graph.networks import Link, Network, Node

_META = re.compile(r'<meta lastmodifieddate="[^"]*">')


def make_graph(network: Network, language: Language) -> nx.MultiGraph[str]:
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


def describe_node(node: Node, language: Language) -> dict[str, str]:
    """Give the attributes of a node."""
    return {
        "label": node.label.say(language),
        **node.label.spread("label"),
        "kind": node.kind,
        "classes": node.classes,
    }


def describe_link(link: Link, language: Language) -> dict[str, Any]:
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


def render_graphml(network: Network, language: Language) -> str:
    """Render a network as GraphML (http://graphml.graphdrawing.org/).

    Raises FormatError for a name that XML cannot hold.
    """
    import networkx as nx

    return _write_xml(network, "graphml", language, write=nx.write_graphml_xml)


def render_gexf(network: Network, language: Language) -> str:
    """Render a network as GEXF 1.2 (https://gexf.net/), without the day, which is optional.

    Raises FormatError for a name that XML cannot hold.
    """
    import networkx as nx

    text = _write_xml(network, "gexf", language, write=nx.write_gexf)
    return _META.sub("<meta>", text, count=1)


def _write_xml(
    network: Network, form: str, language: Language, *, write: Callable[..., None]
) -> str:
    graph = make_graph(network, language)
    _refuse_characters(graph, form)
    out = io.BytesIO()
    # Not what networkx generates line by line: it takes characters of text for ends of lines.
    write(graph, out)
    return keep_returns(out.getvalue()).decode() + "\n"


def _refuse_characters(graph: nx.MultiGraph[str], form: str) -> None:
    """Refuse the first attribute that holds what XML cannot, by the node or link that has it."""
    told: list[tuple[str, Mapping[str, Any]]] = [
        (form, graph.graph),
        *graph.nodes.items(),
        *((f"{source} – {target}", values) for source, target, values in graph.edges(data=True)),
    ]
    for name, values in told:
        for attribute, value in values.items():
            character = find_unholdable(str(value))
            if character:
                raise _refuse(form, character, f"{attribute} – {name}")


def _refuse(form: str, character: str, place: str) -> FormatError:
    found = name_character(character)
    return FormatError(
        "{form} cannot hold {found}, which XML does not have ({place}): use cytoscape or csv",
        form=form,
        found=found,
        place=place,
    )


def render_cytoscape(network: Network, language: Language) -> str:
    """Render a network as the JSON of Cytoscape (.cyjs), where `name` is what is shown."""
    import networkx as nx

    document = nx.cytoscape_data(make_graph(network, language), name="label")
    for edge in document["elements"]["edges"]:
        # Cytoscape.js wants an identifier of its own, and calls a relation an interaction.
        edge["data"] |= {"id": edge["data"]["key"], "interaction": edge["data"]["label"]}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"
