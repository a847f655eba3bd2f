"""Known prefixes are declared where they are used, and nowhere else."""

from __future__ import annotations

import pytest

from bioprod_graph.sparql import declare_prefixes, find_undefined_prefix
from bioprod_graph.sparql.prologue import read_prologue

KNOWN = {"tiny": "https://example.org/tiny#", "xsd": "http://www.w3.org/2001/XMLSchema#"}
TINY, XSD = (f"PREFIX {name}: <{iri}>\n" for name, iri in KNOWN.items())


@pytest.mark.parametrize(
    ("query", "added"),
    [
        ("ASK { ?s tiny:a ?o }", TINY),
        ("ASK { ?s tiny:a '1'^^xsd:int }", TINY + XSD),
        ("ASK { ?s tiny: ?o } # prefix tiny: <urn:x>", TINY),
        ("ASK { ?s tiny:a 'PREFIX tiny: <urn:x>' }", TINY),
        ("PREFIX Tiny: <urn:x> ASK { Tiny:a tiny:b ?o }", TINY),
        ("# PREFIX tiny: <urn:x>\nASK { ?s tiny:a ?o }", TINY),
        ("PREFIX xsd: <urn:x> ASK { ?s tiny:a xsd:b }", TINY),
        ("ASK { ?s a/tiny:a ?o FILTER(tiny:f(?o)) }", TINY),
        ("ASK FROM tiny:g {}", TINY),
        ("PREFIX tiny: <urn:x> ASK { ?s tiny:a ?o }", ""),
        ("prefix\ttiny:<urn:x>ASK{?s tiny:a ?o}", ""),
        ("PREFIX\n# c\ntiny: # d\n<urn:x> ASK { ?s tiny:a ?o }", ""),
        ("PREFIXtiny:<urn:x>ASK{?s tiny:a ?o}", ""),
        ("BASE <urn:b> PREFIX a: <urn:a> PREFIX tiny: <urn:x> ASK { tiny:a a:b ?o }", ""),
        ("ASK { ?s ?p 'tiny:a' } # tiny:b", ""),
        ("ASK { ?s <tiny:a> ?o }", ""),
        ("ASK { ?s <http://example.org/tiny:a> _:tiny }", ""),
        ("ASK { ?tiny ?p ?o }", ""),
        ("PREFIX a: <urn:a> ASK { ?s a:tiny:a ?o }", ""),
        ("ASK { ?s TINY:a ?o }", ""),
        ("", ""),
    ],
)
def test_those_that_are_used_and_not_declared_are_added(query: str, added: str) -> None:
    """Case counts; comments, texts and addresses do not."""
    assert declare_prefixes(query, KNOWN) == added + query


@pytest.mark.parametrize(
    ("query", "declared"),
    [
        ("ASK {}", set()),
        ("PREFIX a: <urn:a> prefix : <urn:b> ASK {}", {"a", ""}),
        ("VERSION '1.2' BASE<urn:x>PREFIX:<urn:y>PREFIXb:<urn:z>ASK{}", {"", "b"}),
        ("PREFIX a:", {"a"}),
        ("PREFIX", set()),
        ("ASK {} PREFIX a: <urn:a>", set()),
    ],
)
def test_declarations_stand_before_the_form(query: str, declared: set[str]) -> None:
    """As many as there are, however they are written."""
    assert read_prologue(query).prefixes == declared


@pytest.mark.parametrize(
    ("query", "undefined"),
    [
        ("PREFIX a: <urn:a> ASK { a:x a:y _:z }", None),
        ("prefix a: <urn:a> ASK { a:x a:y 'b:c' } # d:e", None),
        ("ASK { <urn:x:y> ?p ?o }", None),
        ("ASK { ?s :x a:y }", ":"),
        ("PREFIX a: <urn:a> ASK { A:x a:y ?o }", "A:"),
    ],
)
def test_the_first_that_is_not_declared_is_found(query: str, undefined: str | None) -> None:
    """Blank nodes have none."""
    assert find_undefined_prefix(query) == undefined
