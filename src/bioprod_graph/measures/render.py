"""Results for programs, exact: CSV and JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bioprod_graph.files import write_csv
from bioprod_graph.formats import write_json
from bioprod_graph.language import name_forms
from bioprod_graph.measures.catalogue import CAVEAT
from bioprod_graph.networks import DIGITS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bioprod_graph.measures.count import Result
    from bioprod_graph.networks import Projection

_HEADER = (
    *("projection", "measure", "node", "kind", "classes", *name_forms("label"), "value"),
    *("method", "libraries", "dataset"),
)


def show_value(value: float) -> str:
    """Write a value: a count as it is, a share with the digits that are kept."""
    return str(value) if isinstance(value, int) else f"{value:.{DIGITS}f}"


def render_csv(results: Iterable[Result], digest: str) -> str:
    """Render results as CSV (RFC 4180), a row a node, nothing guarded or shortened."""
    rows: list[tuple[object, ...]] = [_HEADER]
    for result in results:
        for node, value in result.values:
            names = (node.iri, node.kind, node.classes, *node.label.spread().values())
            shown = (show_value(value), result.measure.method, result.libraries, digest)
            rows.append((result.network.name, result.measure.name, *names, *shown))
    return write_csv(rows, end="\r\n")


def render_json(results: Sequence[Result], projection: Projection, digest: str) -> str:
    """Render results as one JSON object, with all words in both languages."""
    network = results[0].network
    document = {
        "projection": {
            "name": projection.name,
            "title": projection.title.spread(),
            "description": projection.description.spread(),
            "directed": projection.directed,
            "nodes": len(network.nodes),
            "linked_pairs": len(network.pairs),
            "isolated": network.isolated,
            "query": projection.file.text,
        },
        "dataset": digest,
        "note": CAVEAT.spread(),
        "measures": [_describe(result) for result in results],
    }
    return write_json(document)


def _describe(result: Result) -> dict[str, Any]:
    measure = result.measure
    return {
        "name": measure.name,
        "title": measure.title.spread(),
        "counted": measure.counted.spread(),
        "method": measure.method,
        "libraries": result.libraries,
        "digits": DIGITS,
        "values": [
            {
                "node": node.iri,
                "kind": node.kind,
                "classes": node.classes,
                "label": node.label.spread(),
                "value": value,
            }
            for node, value in result.values
        ],
    }
