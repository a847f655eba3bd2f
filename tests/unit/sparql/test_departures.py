"""What can be seen, in a query, of how Oxigraph departs from SPARQL."""

from __future__ import annotations

import pytest

from bioprod_graph.sparql.departures import ALTERNATIVES, SUBSELECT, find_departures


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?o { ?s <urn:a>|<urn:b> ?o }",
        "SELECT (COUNT(*) AS ?n) { ?s (a | <urn:b>)/<urn:c> ?o }",
        "SELECT ?o { ?s !(<urn:a>|<urn:b>) ?p . ?p <urn:a>|^<urn:b> ?o }",
        "SELECT ?o { ?s !<urn:a>|<urn:b> ?o }",
    ],
)
def test_ways_of_a_path_are_told(query: str) -> None:
    """Where rows are counted."""
    assert find_departures(query) == [ALTERNATIVES]


@pytest.mark.parametrize(
    "query",
    ["SELECT * { GRAPH ?g { SELECT (COUNT(*) AS ?n) { ?s ?p ?o } } }", "ask{graph $g{select*{}}}"],
)
def test_a_select_within_a_graph_is_told(query: str) -> None:
    """Of a variable."""
    assert find_departures(query) == [SUBSELECT]


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?o { ?s <urn:a>/<urn:b> ?o }",
        "SELECT DISTINCT ?o { ?s <urn:a>|<urn:b> ?o }",
        "SELECT (COUNT(DISTINCT ?o) AS ?n) { ?s <urn:a>|<urn:b> ?o }",
        "ASK { ?s <urn:a>|<urn:b> ?o }",
        "CONSTRUCT { ?s a ?o } WHERE { ?s <urn:a>|<urn:b> ?o }",
        "SELECT ?o { ?s !(<urn:a>|^<urn:b>) ?o }",
        "SELECT ?o { ?s ?p ?o FILTER(?s = 1 || ?o = 2) }",
        "SELECT ?o { ?s ?p ?o {| <urn:a> 1 |} }",
        "SELECT ?o { ?s ?p 'a|b' } # a|b",
        "SELECT * { GRAPH <urn:g> { SELECT * { ?s ?p ?o } } }",
        "SELECT * { GRAPH ?g { ?s ?p ?o } }",
        "",
    ],
)
def test_nothing_else_is_told(query: str) -> None:
    """Negated sets keep what they find; sets of triples hold nothing twice."""
    assert find_departures(query) == []
