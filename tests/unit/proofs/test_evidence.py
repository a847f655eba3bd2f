"""What rows are made of: a small graph, queries of each kind, the statements that each needs."""

from __future__ import annotations

import re

import pyoxigraph as ox
import pytest

from bioprod_graph.proofs import Witnesses
from bioprod_graph.questions import Inquiry, ask_oxigraph
from bioprod_graph.rdf import make_store

GRAPH = """
@prefix : <urn:> .
:one { :a :knows :b . :a :name "A" . :a :age 1 }
:two { :b :knows :c . :b :name "B" . :b :age 2 }
:three { :c :knows :d . :c :likes :a . :a :likes :c }
"""
PREFIX = "PREFIX : <urn:> "
# A query, and for each of its rows the statements that it was made of.
ROWS = {
    "SELECT ?x { ?x :knows :b }": ["a knows b"],
    "SELECT ?x { ?x :knows [ :knows :c ] }": ["a knows b, b knows c"],
    "SELECT ?x { ?x :knows _:y . _:y :knows :c }": ["a knows b, b knows c"],
    "SELECT * { ?x :name ?n ; :age ?o } ORDER BY ?x": [
        'a name "A", a age 1',
        'b name "B", b age 2',
    ],
    # OPTIONAL: only where it holds
    "SELECT ?x ?n { ?x :knows ?y OPTIONAL { ?x :name ?n } } ORDER BY ?x": [
        'a knows b, a name "A"',
        'b knows c, b name "B"',
        "c knows d",
    ],
    # UNION: the way that was taken, though the other says something true
    "SELECT ?x { { ?x :knows :b } UNION { ?x :likes :a } } ORDER BY ?x": ["a knows b", "c likes a"],
    "SELECT ?x ?y { ?x :name ?n { ?x :knows ?y } UNION { ?y :likes ?x } } ORDER BY ?x ?y": [
        'a name "A", a knows b',
        'a name "A", c likes a',
        'b name "B", b knows c',
    ],
    # paths
    "SELECT ?y { :a :knows/:knows ?y }": ["a knows b, b knows c"],
    "SELECT ?y { :a :knows+ ?y } ORDER BY ?y": [
        "a knows b",
        "a knows b, b knows c",
        "a knows b, b knows c, c knows d",
    ],
    "SELECT ?y { :b :knows* ?y } ORDER BY ?y": ["", "b knows c", "b knows c, c knows d"],
    "SELECT ?y { :c :knows? ?y } ORDER BY ?y": ["", "c knows d"],
    "SELECT ?x { ?x :likes+ ?x } ORDER BY ?x": ["a likes c, c likes a", "c likes a, a likes c"],
    "SELECT ?y { :c ^:knows ?y }": ["b knows c"],
    "SELECT ?y { :c :knows|:likes ?y } ORDER BY ?y": ["c likes a", "c knows d"],
    "SELECT ?y { :c !:knows ?y } ORDER BY ?y": ["c likes a"],
    "SELECT ?y { :c !(:knows|:likes|^:knows) ?y }": ["a likes c"],
    "SELECT ?y { :d (^:knows/^:knows)+ ?y }": ["c knows d, b knows c"],
    # what is counted, grouped, chosen
    "SELECT (COUNT(*) AS ?n) { ?x :knows ?y }": ["a knows b, b knows c, c knows d"],
    "SELECT ?p (COUNT(?x) AS ?n) { ?x ?p :c } GROUP BY ?p ORDER BY ?p": ["b knows c", "a likes c"],
    "SELECT ?t (MAX(?o) AS ?m) { ?x :age ?o } GROUP BY (DATATYPE(?o) AS ?t)": ["a age 1, b age 2"],
    "SELECT (STR(?x) AS ?s) (SUM(?o) AS ?m) { ?x :age ?o } GROUP BY ?x ORDER BY ?s": [
        "a age 1",
        "b age 2",
    ],
    "SELECT DISTINCT ?p { ?x ?p ?y } ORDER BY ?p LIMIT 1": ["a age 1, b age 2"],
    "SELECT ?x (?o + 1 AS ?next) { ?x :age ?o } ORDER BY DESC(?o) LIMIT 1": ["b age 2"],
    # subqueries: opened, or joined where they count
    "SELECT ?x { { SELECT ?x { ?x :knows ?y . ?y :name ?n } } ?x :age ?y }": [
        'a knows b, b name "B", a age 1'
    ],
    "SELECT ?x ?n { { SELECT ?x (COUNT(*) AS ?n) { ?x :knows ?y } GROUP BY ?x } ?x :age 2 }": [
        "b knows c, b age 2"
    ],
    "SELECT ?y { { SELECT ?x { ?x :age ?o } ORDER BY ?o LIMIT 1 } ?x :knows ?y }": [
        "a age 1, a knows b"
    ],
    # EXISTS says something, what is absent nothing
    "SELECT ?x { ?x :knows ?y FILTER EXISTS { ?x :age 2 } }": ["b knows c, b age 2"],
    "SELECT ?x { ?x :knows ?y FILTER(EXISTS { ?x :age ?z } && ?x != :a) }": ["b knows c, b age 2"],
    "SELECT ?x { ?x :knows ?y FILTER NOT EXISTS { ?x :age ?z } }": ["c knows d"],
    "SELECT ?x { ?x :knows ?y MINUS { ?x :name ?z } }": ["c knows d"],
    # graphs and values
    "SELECT ?g { GRAPH ?g { ?x :likes :c } }": ["a likes c"],
    "SELECT ?x { VALUES ?x { :a :c } ?x :knows ?y } ORDER BY ?x": ["a knows b", "c knows d"],
    "SELECT ?x { ?x :age ?o } VALUES ?o { 2 }": ["b age 2"],
    "ASK { :a :knows/:name ?n }": ['a knows b, b name "B"'],
    "CONSTRUCT { ?x :old ?z } WHERE { ?x :knows ?y . ?y :knows ?z }": [
        "a knows b, b knows c",
        "b knows c, c knows d",
    ],
    "CONSTRUCT WHERE { :a :name ?n ; :age ?o }": ['a name "A", a age 1', 'a name "A", a age 1'],
    "DESCRIBE :a": ["a age 1", "a knows b", "a likes c", 'a name "A"'],
}


@pytest.fixture(scope="module")
def store() -> ox.Store:
    return make_store(ox.parse(GRAPH, format=ox.RdfFormat.TRIG))


def find(store: ox.Store, query: str, **bindings: ox.NamedNode) -> list[str]:
    asked = Inquiry(PREFIX + query, bindings=bindings)
    answer = ask_oxigraph(store, asked.text, bindings).take_whole()
    rows = answer.terms if answer.has_rows or not answer.columns else sorted(answer.terms, key=str)
    told = []
    for row in Witnesses(store, asked).find(answer.columns, rows):
        said = (" ".join(map(_shorten, statement)) for statement, _ in row)
        told.append(", ".join(said))
    return told


def _shorten(term: object) -> str:
    return re.sub(r"<urn:(\w+)>|\^\^<.*>|\"(?=\d)|(?<=\d)\"", r"\1", str(term))


@pytest.mark.parametrize(("query", "expected"), ROWS.items(), ids=lambda each: str(each)[:60])
def test_rows_are_made_of(store: ox.Store, query: str, expected: list[str]) -> None:
    """Each row of what its solution says, and of nothing else."""
    found = find(store, query)
    assert [sorted(each.split(", ")) for each in found] == [
        sorted(each.split(", ")) for each in expected
    ]


def test_a_parameter_is_kept(store: ox.Store) -> None:
    """A row is of the value that was asked for."""
    query = "SELECT ?y ?x { ?x :knows ?y }"
    assert find(store, query, x=ox.NamedNode("urn:b")) == ["b knows c"]


def test_a_graph_is_told(store: ox.Store) -> None:
    """What a pattern asks of a graph is said by that graph."""
    asked = Inquiry(f"{PREFIX}SELECT ?x {{ GRAPH :two {{ ?x :knows ?y }} }}")
    answer = ask_oxigraph(store, asked.text, {}).take_whole()
    ((said,),) = Witnesses(store, asked).find(answer.columns, answer.terms)
    assert said[1] == ox.NamedNode("urn:two")
