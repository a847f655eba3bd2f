"""The graphs that FROM and FROM NAMED name are read as the engine reads them."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from bioprod_graph.sparql import DatasetClause, read_dataset_clause


def clause(default: str = "", named: str = "") -> DatasetClause:
    return DatasetClause(
        tuple(ox.NamedNode(f"urn:{name}") for name in default.split()),
        tuple(ox.NamedNode(f"urn:{name}") for name in named.split()),
    )


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT * FROM <urn:a> {}", clause("a")),
        ("SELECT * FROM <urn:a> FROM NAMED <urn:b> WHERE {}", clause("a", "b")),
        ("SELECT * FROM<urn:a>from\nnamed<urn:b>{}", clause("a", "b")),
        ("SELECT * FROM <urn:a> FROM <urn:b> FROM <urn:a> {}", clause("a b")),
        ("SELECT * FROM NAMED <urn:a> FROM NAMED <urn:a> {}", clause("", "a")),
        ("BASE <urn:x/> PREFIX : <urn:> SELECT * FROM :a FROM:b {}", clause("a b")),
        ("PREFIX : <urn:> SELECT * FROMNAMED:a {}", clause("", "a")),
        ("PREFIX named: <urn:> SELECT * FROM named:a {}", clause("a")),
        ("PREFIX named: <urn:> SELECT * FROM NAMED named:a {}", clause("", "a")),
        ("PREFIX a: <urn:> DESCRIBE a:x FROM a:b", clause("b")),
        ("PREFIX FROM: <urn:> DESCRIBE FROM:a FROM <urn:b> {}", clause("b")),
        ("PREFIX : <urn:> DESCRIBE :x FROM:b {}", clause("b")),
        ("ASK FROM <urn:a> {}", clause("a")),
        ("CONSTRUCT { ?s ?p 'FROM <urn:x>' } FROM <urn:a> { ?s ?p ?o }", clause("a")),
        ("CONSTRUCT FROM <urn:a> WHERE { ?s ?p ?o }", clause("a")),
        ("SELECT (EXISTS { ?s ?p ?o } AS ?x) FROM <urn:a> {}", clause("a")),
        ("SELECT * # FROM <urn:x>\nFROM # c\n<urn:a> {}", clause("a")),
        ("SELECT * FROM <\\u0075rn:a> {}", clause("a")),
    ],
)
def test_each_graph_is_given_once(query: str, expected: DatasetClause) -> None:
    """In the order in which they are named, as full addresses."""
    assert read_dataset_clause(query) == expected


def test_relative_addresses_are_resolved() -> None:
    """As the base says."""
    query = "BASE <http://example.org/a/b> SELECT * FROM <../c> {}"
    assert read_dataset_clause(query) == DatasetClause((ox.NamedNode("http://example.org/c"),), ())


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * {}",
        "SELECT ?from { ?from <urn:from> 'FROM <urn:x>' }",
        "ASK { { SELECT * { ?s ?p 'FROM' } } }",
        "SELECT * FROM a:b {}",
        "SELECT * FROM",
        "SELECT * FROM NAMED {}",
        "SELECT * FROM <relative> {}",
        "DESCRIBE <urn:x>",
        "",
    ],
)
def test_without_a_clause_that_can_be_read_there_is_none(query: str) -> None:
    """What is malformed the engine tells when it is asked."""
    assert read_dataset_clause(query) is None
