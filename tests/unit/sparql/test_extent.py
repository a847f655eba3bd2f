"""The size of a query is that of its deepest and longest reading."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from bioprod_graph.sparql.guard import Extent, measure_extent

MOST = Extent(depth=40, tokens=4_000)


@pytest.mark.parametrize(
    ("query", "extent"),
    [
        ("", Extent(0, 0)),
        ("# only a comment (((", Extent(0, 0)),
        ("ASK { ?s ?p ?o }", Extent(1, 6)),
        ("ASK { { } { { } } }", Extent(3, 9)),
        ("ASK { ?s ?p '((((' }", Extent(1, 6)),
        ("}}}} {", Extent(1, 5)),
    ],
)
def test_brackets_nest_and_tokens_count(query: str, extent: Extent) -> None:
    """In texts and comments there are none; what only closes is no depth."""
    assert measure_extent(query, MOST) == extent


@pytest.mark.parametrize(
    "hidden",
    [
        "?a<'(((((>'",  # an IRI and a text to the longest token; less-than and a text to Oxigraph
        "?a<((((('>'",  # an IRI; or less-than, brackets, and a text
        "a:x\\#(((((",  # a name with an escaped sign, not a comment
        "a:x\\'(((((",
        "a:b\\//(((((",  # an escaped slash and a slash: not the two of an address
        "?a<b#>\n(((((",
        "'unclosed (((((",
    ],
)
def test_the_deepest_reading_counts(hidden: str) -> None:
    """Whatever may hide brackets from one way of reading."""
    deepest = measure_extent(hidden, MOST)
    within_text = hidden.startswith("'") or hidden == "?a<'(((((>'"
    assert deepest.depth == (0 if within_text else 5)


def test_an_address_is_not_read_as_an_expression() -> None:
    """Two slashes end that reading at once: a query may hold many addresses."""
    query = "ASK { " + "?s <http://example.org/a(b)#c> ?o . " * 900 + "}"
    assert measure_extent(query, MOST) == Extent(1, 3 + 900 * 4)


def test_an_address_that_cannot_be_an_expression_is_one_token() -> None:
    """Nothing is compared twice without a sign between."""
    query = "ASK { VALUES ?x { " + "<urn:uuid:1> " * 3_900 + "} }"
    assert measure_extent(query, MOST) == Extent(2, 3_900 + 7)


def test_measuring_stops_where_it_is_too_much() -> None:
    """One step past the most."""
    assert measure_extent("(" * 50_000, Extent(3, 99)).depth == 4
    assert measure_extent("a " * 30_000, Extent(3, 99)).tokens == 100


def test_oxigraph_reads_less_than_where_no_address_can_stand() -> None:
    """Should it cut tokens first one day, one reading were enough."""
    query = "SELECT * { BIND('a' AS ?a) FILTER(?a<'b>') FILTER('x'>'c') }"
    answer = ox.Store().query(query)
    assert isinstance(answer, ox.QuerySolutions)
    assert len(list(answer)) == 1
