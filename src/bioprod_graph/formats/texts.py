"""Networks in formats of plain text: DOT, the JSON of VOSviewer, and CSV for Gephi’s tables."""

from __future__ import annotations

import csv
import html
import io
import json
from typing import TYPE_CHECKING, Any

from bioprod_graph.errors import FormatError
from bioprod_graph.formats.files import make_archive
from bioprod_graph.formats.graphs import describe_link, describe_node
from bioprod_graph.language import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bioprod_graph.language import Language
    from bioprod_graph.networks import Network

# In a DOT string a backslash begins an escape, and a line end would be one; a NUL ends the file for
# Graphviz, which is written in C.
_DOT = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n"})


def render_dot(network: Network, language: Language) -> str:
    """Render a network in the DOT language (https://graphviz.org/doc/info/lang.html).

    Strings have the escapes of labels (https://graphviz.org/docs/attr-types/escString/). Raises
    FormatError for a name that holds U+0000.
    """
    word, arrow = ("digraph", "->") if network.directed else ("graph", "--")
    lines = [f"{word} {_quote(network.name)} {{"]
    lines += [
        f"  {_quote(node.iri)} [{_list(describe_node(node, language))}];" for node in network.nodes
    ]
    lines += [
        f"  {_quote(link.source)} {arrow} {_quote(link.target)} "
        f"[{_list(describe_link(link, language))}];"
        for link in network.links
    ]
    text = "\n".join([*lines, "}", ""])
    if "\0" in text:
        raise _refuse_nul(next(line for line in lines if "\0" in line))
    return text


def render_vosviewer(network: Network, language: Language) -> str:
    """Render a network as a VOSviewer JSON file, as VOSviewer Online documents it.

    https://app.vosviewer.com/docs/file-types/json-file-type/ – links have no direction there: the
    strength of a pair is the sum of the weights between its nodes. Places and clusters are left to
    VOSviewer, which computes them when a file has none.
    """
    strengths: dict[tuple[str, str], float] = {}
    for link in network.links:
        pair = min(link.source, link.target), max(link.source, link.target)
        strengths[pair] = strengths.get(pair, 0.0) + link.weight
    items = [
        {"id": node.iri, "label": node.label.say(language), "url": node.iri}
        for node in network.nodes
    ]
    links: list[dict[str, Any]] = [
        {"source_id": source, "target_id": target, "strength": strength}
        for (source, target), strength in sorted(strengths.items())
        if source != target
    ]
    # A title is text, a description may be HTML.
    others = " · ".join(network.title.say(tag) for tag in LANGUAGES if tag != language)
    info = {"title": network.title.say(language), "description": html.escape(others)}
    document = {"network": {"items": items, "links": links}, "info": info}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def render_csv(network: Network, language: Language) -> bytes:
    """Render a network as a ZIP of nodes.csv and edges.csv, with the columns that Gephi knows.

    Exact (RFC 4180): no cell is guarded against spreadsheets, which have the format xlsx.
    """
    kind = "Directed" if network.directed else "Undirected"
    nodes = [{"Id": n.iri, **_name(describe_node(n, language))} for n in network.nodes]
    edges = [
        {
            "Source": link.source,
            "Target": link.target,
            "Type": kind,
            "Id": f"e{number}",
            **_name(describe_link(link, language)),
        }
        for number, link in enumerate(network.links)
    ]
    labels = [f"label_{tag}" for tag in LANGUAGES]
    node_names = ("Id", "Label", *labels, "kind", "classes")
    edge_names = ("Source", "Target", "Type", "Id", "Label", "relation", "subject", *labels)
    members = [
        ("nodes.csv", _write_rows(node_names, nodes)),
        ("edges.csv", _write_rows((*edge_names, "Weight"), edges)),
    ]
    return make_archive(members)


def _refuse_nul(line: str) -> FormatError:
    about = line.partition("[")[0].strip()
    return FormatError(
        "dot cannot hold U+0000, which stands in a name of {about}: use cytoscape or csv",
        about=about,
    )


def _quote(text: str) -> str:
    return f'"{text.translate(_DOT)}"'


def _list(values: Mapping[str, Any]) -> str:
    return ", ".join(f"{name}={_quote(str(value))}" for name, value in values.items())


def _name(values: Mapping[str, Any]) -> dict[str, Any]:
    """Name as Gephi does the columns that it knows."""
    known = {"label": "Label", "weight": "Weight"}
    return {known.get(name, name): value for name, value in values.items()}


def _write_rows(names: tuple[str, ...], rows: Iterable[Mapping[str, Any]]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, names)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()
