"""The description of the service, for programs that look for what it does.

SPARQL 1.1 Service Description, https://www.w3.org/TR/sparql11-service-description/
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

import pyoxigraph as ox

from bioprod_graph.rdf import select

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_SD = "http://www.w3.org/ns/sparql-service-description#"
_VOID = "http://rdfs.org/ns/void#"
_FORMATS = "http://www.w3.org/ns/formats/"
_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_COUNTS = """
SELECT ?graph (COUNT(*) AS ?triples) WHERE { GRAPH ?graph { ?s ?p ?o } }
GROUP BY ?graph ORDER BY ?graph
"""
_ALL = "SELECT (COUNT(*) AS ?triples) WHERE { ?s ?p ?o }"
# https://www.w3.org/ns/formats/ names them so.
_NAMES = {
    "application/sparql-results+json": "SPARQL_Results_JSON",
    "application/sparql-results+xml": "SPARQL_Results_XML",
    "text/csv": "SPARQL_Results_CSV",
    "text/tab-separated-values": "SPARQL_Results_TSV",
    "text/turtle": "Turtle",
    "application/n-triples": "N-Triples",
    "application/ld+json": "JSON-LD",
    "application/rdf+xml": "RDF_XML",
    "application/trig": "TriG",
    "application/n-quads": "N-Quads",
}


def describe_service(store: ox.Store, endpoint: str, media_types: Iterable[str]) -> list[ox.Triple]:
    """Describe an endpoint: its formats, the merge as default graph, named graphs with counts."""
    service, dataset, default = (
        ox.NamedNode(endpoint + part) for part in ("", "#dataset", "#default-graph")
    )
    (whole,) = select(store, _ALL)
    told = chain(
        [
            (service, _TYPE, _name("Service")),
            (service, _name("endpoint"), service),
            (service, _name("supportedLanguage"), _name("SPARQL11Query")),
            (service, _name("feature"), _name("UnionDefaultGraph")),
            (service, _name("feature"), _name("EmptyGraphs")),
            (service, _name("defaultDataset"), dataset),
            (dataset, _TYPE, _name("Dataset")),
            (dataset, _name("defaultGraph"), default),
            (default, _TYPE, _name("Graph")),
            (default, ox.NamedNode(f"{_VOID}triples"), whole["triples"]),
        ],
        (
            (service, _name("resultFormat"), ox.NamedNode(_FORMATS + _NAMES[each]))
            for each in media_types
            if each in _NAMES
        ),
        _describe_graphs(store, endpoint, dataset),
    )
    return [ox.Triple(*each) for each in told]


def _describe_graphs(
    store: ox.Store, endpoint: str, dataset: ox.NamedNode
) -> Iterator[tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode | ox.Literal]]:
    for number, row in enumerate(select(store, _COUNTS), 1):
        named, graph = (
            ox.NamedNode(f"{endpoint}#{part}-{number}") for part in ("named-graph", "graph")
        )
        yield dataset, _name("namedGraph"), named
        yield named, _TYPE, _name("NamedGraph")
        yield named, _name("name"), row["graph"]
        yield named, _name("graph"), graph
        yield graph, _TYPE, _name("Graph")
        yield graph, ox.NamedNode(f"{_VOID}triples"), row["triples"]


def _name(name: str) -> ox.NamedNode:
    return ox.NamedNode(_SD + name)
