"""Measurements for programs: exact values, as rows or as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bioprod_graph.formats import set_rows
from bioprod_graph.language import name_forms
from bioprod_graph.measures.measuring import CAVEAT, show_value
from bioprod_graph.networks import DIGITS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pyoxigraph as ox

    from bioprod_graph.measures.measuring import Measurement
    from bioprod_graph.networks import Projection

_HEADER = (
    *("projection", "measure", "node", "kind", "classes", *name_forms("label"), "value"),
    *("method", "libraries", "dataset"),
)


def make_measures_rows(results: Iterable[Measurement], digest: str) -> ox.QuerySolutions:
    """Return a row for each node and measure; `digest` is the SHA-256 of the dataset."""
    rows = (
        (
            *(result.network.name, result.measure.name, node.iri, node.kind, node.classes),
            *(*node.label.spread().values(), show_value(value)),
            *(result.measure.method, result.libraries, digest),
        )
        for result in results
        for node, value in result.values
    )
    return set_rows(_HEADER, rows)


def make_measures_json(
    results: Sequence[Measurement], projection: Projection, digest: str
) -> dict[str, object]:
    """Return measurements and their projection for JSON, with texts in every language."""
    network = results[0].network
    return {
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


def _describe(result: Measurement) -> dict[str, object]:
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
