"""FROM and FROM NAMED mean what SPARQL 1.1, section 13.2, says."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from bioprod_graph.errors import QueryError
from bioprod_graph.questions import ask_oxigraph
from bioprod_graph.rdf import make_store

# Five statements; two of them stand in two graphs.
DATA = """
PREFIX : <urn:>
:one { :a :part :b ; :weight 5 . :b :part :c }
:two { :a :part :b ; :weight 5 . :c :name "c" }
:three { :d :name "d" }
"""


@pytest.fixture(scope="module")
def store() -> ox.Store:
    return make_store(ox.parse(DATA.encode(), format=ox.RdfFormat.TRIG))


def count(store: ox.Store, clauses: str, group: str = "{ ?s ?p ?o }") -> int:
    query = f"PREFIX : <urn:> SELECT (COUNT(*) AS ?n) {clauses} {group}"
    solutions = ask_oxigraph(store, query, {}).results
    assert isinstance(solutions, ox.QuerySolutions)
    (row,) = solutions
    return int(row["n"].value)


IN_GRAPHS = "{ GRAPH ?g { ?s ?p ?o } }"


@pytest.mark.parametrize(
    ("clauses", "group", "expected"),
    [
        ("", "{ ?s ?p ?o }", 5),
        ("", IN_GRAPHS, 7),
        ("FROM :one", "{ ?s ?p ?o }", 3),
        ("FROM :one", IN_GRAPHS, 0),
        ("FROM :none", "{ ?s ?p ?o }", 0),
        ("FROM NAMED :one", "{ ?s ?p ?o }", 0),
        ("FROM NAMED :one", IN_GRAPHS, 3),
        ("FROM NAMED :one FROM NAMED :two", IN_GRAPHS, 6),
        ("FROM NAMED :one FROM NAMED :one", IN_GRAPHS, 3),
        ("FROM :three FROM NAMED :one", "{ ?s ?p ?o }", 1),
        ("FROM :three FROM NAMED :one", IN_GRAPHS, 3),
        ("FROM :three FROM NAMED :one", "{ GRAPH :three { ?s ?p ?o } }", 0),
        # Several graphs are merged: what stands in two counts once.
        ("FROM :one FROM :two", "{ ?s ?p ?o }", 4),
        ("FROM :one FROM :two FROM :three", "{ ?s ?p ?o }", 5),
        ("FROM :one FROM :one", "{ ?s ?p ?o }", 3),
        ("FROM :one FROM :none", "{ ?s ?p ?o }", 3),
        ("FROM :one FROM :two", "{ :a :part/:part ?o }", 1),
        ("FROM :one FROM :two", "{ ?s :part ?o OPTIONAL { ?s :weight ?w } }", 2),
        ("FROM :one FROM :two", "{ ?s ?p ?o MINUS { ?s :part ?o } }", 2),
        ("FROM :one FROM :two", IN_GRAPHS, 0),
        ("FROM :one FROM :two FROM NAMED :two FROM NAMED :three", IN_GRAPHS, 4),
        ("FROM :one FROM :two FROM NAMED :three", "{ GRAPH :two { ?s ?p ?o } }", 0),
        ("FROM :one FROM :two FROM NAMED :three", "{ ?s ?p ?o GRAPH ?g { ?t ?q ?r } }", 4),
    ],
)
def test_the_clauses_make_the_dataset(
    store: ox.Store, *, clauses: str, group: str, expected: int
) -> None:
    """An unknown graph is empty; without FROM beside FROM NAMED, so is the default graph."""
    assert count(store, clauses, group) == expected


@pytest.mark.parametrize(
    "clauses",
    [
        "FROM<urn:one>FROM<urn:two>",
        "from :one\n# FROM :three\nFrom :two WHERE",
        "FROM:one FROM:two",
        "FROM <urn:\\u006Fne> FROM :two",
    ],
)
def test_they_are_found_however_they_are_spelt(store: ox.Store, clauses: str) -> None:
    """As the engine reads them: it says itself which graphs they name."""
    assert count(store, clauses) == 4


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM :one FROM :two { ?s ?p ?o }",
        "SELECT DISTINCT ?s ?p ?o FROM :one FROM :two WHERE { ?s ?p ?o }",
        "SELECT ?s (STR(?o) AS ?from) FROM :one FROM :two WHERE { ?s ?p ?o }",
        "CONSTRUCT { ?s ?p ?o } FROM :one FROM :two WHERE { ?s ?p ?o }",
        "CONSTRUCT FROM :one FROM :two WHERE { ?s ?p ?o }",
        "DESCRIBE :a :b :c FROM :one FROM :two WHERE { :a ?p ?o }",
    ],
)
def test_every_form_has_them(store: ox.Store, query: str) -> None:
    """Four rows, or four statements."""
    answer = ask_oxigraph(store, f"PREFIX : <urn:> {query}", {}).results
    assert not isinstance(answer, ox.QueryBoolean)
    assert len(set(map(str, answer))) == 4


@pytest.mark.parametrize(("graph", "answer"), [(":two", True), (":three", False)])
def test_yes_or_no_is_of_the_merge_too(store: ox.Store, graph: str, *, answer: bool) -> None:
    """What is asked of two graphs may be said half in each."""
    query = f"PREFIX : <urn:> ASK FROM :one FROM {graph} {{ :b :part ?x . ?x :name 'c' }}"
    assert bool(ask_oxigraph(store, query, {}).results) == answer


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?s ?p 'FROM here FROM there' }",
        "# FROM :one FROM :two\nSELECT * { ?s ?p ?o }",
        "PREFIX from: <urn:> DESCRIBE from:a from:b",
        "PREFIX from: <urn:> SELECT * { from:a from:part ?o }",
        "SELECT ?from { ?from ?p ?o }",
    ],
)
def test_the_word_elsewhere_is_no_clause(store: ox.Store, query: str) -> None:
    """In strings, comments, variables and names."""
    asked = ask_oxigraph(store, f"PREFIX : <urn:> {query}", {}).results
    plain = store.query(f"PREFIX : <urn:> {query}")
    assert not isinstance(asked, ox.QueryBoolean)
    assert not isinstance(plain, ox.QueryBoolean)
    assert sorted(map(str, asked)) == sorted(map(str, plain))


def test_bindings_are_terms_of_the_merge_too(store: ox.Store) -> None:
    """Parameters go with any dataset."""
    query = "SELECT ?s ?o FROM <urn:one> FROM <urn:two> { ?s <urn:part> ?o }"
    rows = ask_oxigraph(store, query, {"s": ox.NamedNode("urn:a")}).results
    assert not isinstance(rows, ox.QueryBoolean)
    assert len(list(rows)) == 1


@pytest.mark.parametrize(
    "query", ["SELECT * FROM <a> FROM", "FROM FROM {", "ASK FROM :x FROM :y {}"]
)
def test_what_is_malformed_is_told_of_the_query_itself(store: ox.Store, query: str) -> None:
    """Not of what was made of it."""
    with pytest.raises(QueryError):
        ask_oxigraph(store, query, {})
