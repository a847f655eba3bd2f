"""A person is told near which text a query went wrong, or which prefix it does not define."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from bioprod_graph.errors import QueryError
from bioprod_graph.questions import ask_oxigraph
from bioprod_graph.questions.asking import explain_syntax, prepare_query


@pytest.mark.parametrize(
    ("query", "told"),
    [
        (
            "SELECT * WHERE { ?s foo:bar ?o }",
            "the prefix foo: is not defined: declare it, or see ontology/prefixes.ttl",
        ),
        (
            "SELECT * WHERE { ?s :bar ?o }",
            "the prefix : is not defined: declare it, or see ontology/prefixes.ttl",
        ),
        ("SELECT * WHERE { ?s <urn:p> }", "malformed query: line 1, column 29, near “}”"),
        (
            "# one\nSELECT *\nWHERE { ?s <urn:p> ?o ?o }",
            "malformed query: line 3, column 27, its end: something is missing",
        ),
        (
            "SELECT * WHERE { ?s",
            "malformed query: line 1, column 20, its end: something is missing",
        ),
        ("ASK { ?s ?p ?o) }", "malformed query: line 1, column 15, “)” has no counterpart"),
        ("ASK {\n FILTER(?s > 3 }", "malformed query: line 2, column 8, “(” has no counterpart"),
        (
            "SELECT ?s { ?s a } ORDER BY ?s",
            "malformed query: line 1, column 20, near “ORDER BY ?s”",
        ),
        ('ASK { ?s ?p "a }', 'malformed query: line 1, column 13, “"” has no counterpart'),
        ("SELECT * WHERE {\n", "malformed query: line 2, column 1, its end: something is missing"),
        (
            "BASE <urn:x>\nSELEKT * WHERE { ?s ?p ?o . ?o ?p ?s . ?s ?p ?o . ?o ?p ?s }",
            "malformed query: line 2, column 1, “SELEKT”: did you mean SELECT?",
        ),
        (
            "SELECT ?s { ?s ?p ?o } LIMT 3",
            "malformed query: line 1, column 24, “LIMT”: did you mean LIMIT?",
        ),
        (
            "SELECT * { ?s ?p ?o FILTR(?o = 1) ?o ?p ?s . ?s ?p ?o . ?o ?p ?s }",
            "malformed query: line 1, column 21, “FILTR”: did you mean FILTER?",
        ),
        (
            "SELECT * { ?s ?p ?o . ?o ?p } # with more behind it than can be shown there",
            "malformed query: line 1, column 31, near “# with more behind it than can be shown…”",
        ),
        (
            "who works on gene therapy?",
            "malformed query: line 1, column 1, a query begins with SELECT, ASK, CONSTRUCT or "
            "DESCRIBE; your own words are for bioprod ask, or open_graph().ask",
        ),
        (
            "SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o }",
            "malformed query: line 1, column 40, a variable of SELECT is neither grouped nor "
            "counted",
        ),
    ],
)
def test_one_line_says_where(query: str, told: str) -> None:
    """No list of all that a parser would have taken."""
    with pytest.raises(QueryError) as caught:
        ask_oxigraph(ox.Store(), query, {})
    assert str(caught.value) == told


def test_what_was_put_before_it_does_not_count() -> None:
    """Lines are those of whoever wrote the query, whichever prefixes were declared for them."""
    known = {"ex": "urn:ex", "dcterms": "urn:dcterms", "dcat": "urn:dcat"}
    with pytest.raises(QueryError, match=r"^malformed query: line 2, column 9, its end"):
        prepare_query("ASK { ?s ex:p ?o .\n?o ex:p}", known)
    with pytest.raises(
        QueryError, match=r"^the prefix dct: is not defined: did you mean dcterms:\?"
    ):
        prepare_query("ASK { ?s dct:title ?o }", known)


def test_a_message_without_a_place_is_still_told() -> None:
    """Should the library word it otherwise."""
    assert str(explain_syntax("ASK {}", "no")) == "malformed query"
