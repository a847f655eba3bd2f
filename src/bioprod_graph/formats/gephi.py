"""Networks as a ZIP of nodes.csv and edges.csv, with the columns that Gephi knows.

Exact (RFC 4180): no cell is guarded against spreadsheets, which have the format xlsx. Licence,
version and digest stand in datapackage.json (https://datapackage.org/standard/data-package/).
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from bioprod_graph.formats.files import make_archive
from bioprod_graph.formats.graphs import describe_link, describe_node
from bioprod_graph.formats.registry import ALL_PLACES, Format, register, write_json
from bioprod_graph.language import name_forms

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bioprod_graph.formats.graphs import Network
    from bioprod_graph.formats.registry import Setting

_NODES, _EDGES = "nodes.csv", "edges.csv"
# As Gephi calls the columns that it knows.
_NAMES = {"label": "Label", "weight": "Weight"}
_IN_EACH = name_forms("label")
_NODE = ("Id", "Label", *_IN_EACH, "kind", "classes")
_EDGE = ("Source", "Target", "Type", "Id", "Label", "relation", "subject", *_IN_EACH, "Weight")


def _render(network: Network, setting: Setting) -> bytes:
    kind = "Directed" if network.directed else "Undirected"
    nodes = [{"Id": n.iri, **_name(describe_node(n, setting.language))} for n in network.nodes]
    edges = [
        {
            "Source": link.source,
            "Target": link.target,
            "Type": kind,
            "Id": f"e{number}",
            **_name(describe_link(link, setting.language)),
        }
        for number, link in enumerate(network.links)
    ]
    members = [(_NODES, _write(_NODE, nodes)), (_EDGES, _write(_EDGE, edges))]
    if setting.imprint:
        members.append(("datapackage.json", _describe(network, setting)))
    return make_archive(members)


def _describe(network: Network, setting: Setting) -> bytes:
    told = setting.imprint
    document = {
        "name": network.name,
        "version": told["version"],
        "licenses": [{"path": told["licence"]}],
        "sources": [{"title": f"dataset.nq, SHA-256 {told['digest']}"}],
        "resources": [
            {"name": path.removesuffix(".csv"), "path": path, "format": "csv"}
            for path in (_NODES, _EDGES)
        ],
    }
    return write_json(document).encode()


def _name(values: Mapping[str, Any]) -> dict[str, Any]:
    return {_NAMES.get(name, name): value for name, value in values.items()}


def _write(names: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, names)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


register(
    Format("csv", "network", "application/zip", ".zip", _render, is_binary=True, places=ALL_PLACES)
)
