"""Networks in the DOT language of Graphviz (https://graphviz.org/doc/info/lang.html).

Strings have the escapes of labels (https://graphviz.org/docs/attr-types/escString/).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bioprod_graph.errors import FormatError
from bioprod_graph.formats.graphs import describe_link, describe_node
from bioprod_graph.formats.registry import ALL_PLACES, Format, register

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bioprod_graph.formats.graphs import Network
    from bioprod_graph.formats.registry import Setting

# In a DOT string a backslash begins an escape, and a line end would be one; a NUL ends the file for
# Graphviz, which is written in C.
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n"})


def _render(network: Network, setting: Setting) -> str:
    """Render a network; raises FormatError for a name that holds U+0000."""
    word, arrow = ("digraph", "->") if network.directed else ("graph", "--")
    told = ", ".join(f"{name}: {value}" for name, value in setting.imprint.items())
    lines = [f"{word} {_quote(network.name)} {{"]
    lines += [f"  comment={_quote(told)};"] if told else []
    lines += [
        f"  {_quote(node.iri)} [{_list(describe_node(node, setting.language))}];"
        for node in network.nodes
    ]
    lines += [
        f"  {_quote(link.source)} {arrow} {_quote(link.target)} "
        f"[{_list(describe_link(link, setting.language))}];"
        for link in network.links
    ]
    for line in lines:
        if "\0" in line:
            raise FormatError(
                "dot cannot hold U+0000, which stands in a name of {about}: use cytoscape or csv",
                about=line.partition("[")[0].strip(),
            )
    return "\n".join([*lines, "}", ""])


def _quote(text: str) -> str:
    return f'"{text.translate(_ESCAPES)}"'


def _list(values: Mapping[str, Any]) -> str:
    return ", ".join(f"{name}={_quote(str(value))}" for name, value in values.items())


register(Format("dot", "network", "text/vnd.graphviz", ".gv", _render, places=ALL_PLACES))
