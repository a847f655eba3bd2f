"""Oxigraph departs from SPARQL where docs/reference/sparql.md says so, and is mended where it does.

A departure that is no more fails here: then its line goes from the page, and what mends it from
the code.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
import pytest

from bioprod_graph.questions import ask_oxigraph

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "sparql.md"
DATA = """
<urn:a> <urn:p> <urn:b> <urn:one> .
<urn:a> <urn:q> <urn:b> <urn:one> .
<urn:a> <urn:p> <urn:b> <urn:two> .
"""
INTEGER = "http://www.w3.org/2001/XMLSchema#integer"
MALFORMED = ["malformed"]


@dataclass(frozen=True)
class Departure:
    """A query, and the rows that SPARQL gives and the engine gives."""

    query: str
    expected: list[str]
    given: list[str]
    is_mended: bool = False


DEPARTURES = {
    "alternatives of a path": Departure(
        "SELECT ?o { GRAPH <urn:one> { <urn:a> <urn:p>|<urn:q> ?o } }",
        ["<urn:b>", "<urn:b>"],
        ["<urn:b>"],
    ),
    "a path of no steps from a term that is nowhere": Departure(
        "SELECT ?o { GRAPH <urn:one> { <urn:nowhere> <urn:p>* ?o } }", ["<urn:nowhere>"], []
    ),
    "SELECT within GRAPH ?g": Departure(
        "SELECT ?g ?n { GRAPH ?g { SELECT (COUNT(*) AS ?n) { ?s ?p ?o } } }",
        [f'<urn:one> "2"^^<{INTEGER}>', f'<urn:two> "1"^^<{INTEGER}>'],
        [f'None "3"^^<{INTEGER}>'],
    ),
    "scope of GRAPH ?g": Departure(
        "SELECT ?g { GRAPH ?g { ?s <urn:q> ?o FILTER(BOUND(?g)) } }", [], ["<urn:one>"]
    ),
    "FROM, where a statement is in several graphs": Departure(
        "SELECT ?o FROM <urn:one> FROM <urn:two> { ?s <urn:p> ?o }",
        ["<urn:b>"],
        ["<urn:b>", "<urn:b>"],
        is_mended=True,
    ),
    "FROM NAMED twice": Departure(
        "SELECT ?g FROM NAMED <urn:one> FROM NAMED <urn:one> { GRAPH ?g { ?s <urn:q> ?o } }",
        ["<urn:one>"],
        ["<urn:one>", "<urn:one>"],
        is_mended=True,
    ),
    "forms of literals": Departure(
        f"SELECT ('01'^^<{INTEGER}> AS ?x) ('a'@FR AS ?y) {{}}",
        [f'"01"^^<{INTEGER}> "a"@FR'],
        [f'"1"^^<{INTEGER}> "a"@fr'],
    ),
    "large numbers": Departure(
        "SELECT (9223372036854775807 + 1 AS ?x) {}",
        [f'"9223372036854775808"^^<{INTEGER}>'],
        ["None"],
    ),
    "back-references in patterns": Departure(
        "ASK { FILTER(REGEX('aa', '(a)\\\\1')) }", ["true"], ["false"]
    ),
    "escapes outside of texts and IRIs": Departure("\\u0041SK {}", ["true"], MALFORMED),
    "blanks between tokens": Departure(
        "SELECT (1 AS ?x) { FILTER('a'<'b>') FILTER('c'>'b') }", MALFORMED, [f'"1"^^<{INTEGER}>']
    ),
}


def ask(query: str, *, is_plain: bool) -> list[str]:
    """Ask the engine alone, or as it is asked here; give the rows, sorted."""
    store = ox.Store()
    store.load(DATA.encode(), format=ox.RdfFormat.N_QUADS)
    try:
        results = store.query(query) if is_plain else ask_oxigraph(store, query, {}).results
    except SyntaxError:
        return MALFORMED
    if isinstance(results, ox.QueryBoolean):
        return [str(bool(results)).lower()]
    assert isinstance(results, ox.QuerySolutions)
    return sorted(" ".join(str(term) for term in row) for row in results)


@pytest.mark.parametrize("name", DEPARTURES)
def test_the_engine_still_departs(name: str) -> None:
    """As the page says."""
    departure = DEPARTURES[name]
    assert ask(departure.query, is_plain=True) == departure.given != departure.expected


@pytest.mark.parametrize("name", [name for name, each in DEPARTURES.items() if each.is_mended])
def test_what_is_mended_is_as_sparql_says(name: str) -> None:
    """Before the engine is asked."""
    assert ask(DEPARTURES[name].query, is_plain=False) == DEPARTURES[name].expected


def test_the_page_lists_them_all() -> None:
    """In this order, and says which are mended."""
    rows = re.findall(r"^\| \*\*(.+?)\*\* \|(.*)$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert [name for name, _ in rows] == list(DEPARTURES)
    assert [DEPARTURES[name].is_mended for name, _ in rows] == ["mended here" in r for _, r in rows]
