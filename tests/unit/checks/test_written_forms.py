"""A shape that hangs on how a value is written is itself a finding."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from bioprod_graph.checks.validation import check_shapes, rewrite
from bioprod_graph.identifiers import PrefixTable
from bioprod_graph.rdf import make_store

XSD = "http://www.w3.org/2001/XMLSchema#"
PREFIXES = PrefixTable("https://example.org/", {"ex": "https://example.org/id/", "xsd": XSD})
HEAD = f"""
@prefix ex: <https://example.org/id/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <{XSD}> .
"""
DATA = """
ex:row { ex:a ex:weight 12.50 ; ex:page 007 ; ex:name "12.50" ; ex:day "2021-05-31"^^xsd:date }
"""


def find(shape: str, engine: str = "oxishacl") -> list[tuple[str, str, str]]:
    """Give severity, focus and value of the findings about written forms."""
    quads = ox.parse((HEAD + DATA).encode(), format=ox.RdfFormat.TRIG)
    shapes = [q.triple for q in ox.parse((HEAD + shape).encode(), format=ox.RdfFormat.TURTLE)]
    store = make_store(quads)
    findings = check_shapes(
        store, shapes, PREFIXES, engine="pyshacl" if engine == "pyshacl" else "oxishacl"
    )
    return sorted(
        (f.severity, f.focus, f.value) for f in findings if f.check == "shape:written-form"
    )


@pytest.mark.parametrize(
    ("shape", "found"),
    [
        ("ex:S sh:targetNode 95.00 .", [("error", "ex:S", '"95.00"^^xsd:decimal')]),
        (
            "ex:S sh:targetNode ex:a ; sh:property [ sh:path ex:weight ; sh:hasValue 12.50 ] .",
            [("error", "ex:S", '"12.50"^^xsd:decimal')],
        ),
        (
            "ex:S sh:targetNode ex:a ; sh:property [ sh:path ex:weight ; sh:in ( 1.5 12.50 ) ] .",
            [("error", "ex:S", '"12.50"^^xsd:decimal')],
        ),
        (
            "ex:S sh:targetNode ex:a ; sh:not [ sh:property [ sh:path ex:weight ; "
            "sh:hasValue 12.50 ] ] .",
            [("error", "ex:S", '"12.50"^^xsd:decimal')],
        ),
    ],
)
def test_a_term_that_the_graph_never_holds(shape: str, found: list[tuple[str, str, str]]) -> None:
    """However deep in the shape it stands, it is told of the shape that has a name."""
    assert find(shape) == found


@pytest.mark.parametrize(
    "name",
    [
        "int",
        "integer-like",
        "nonNegativeInteger",
        "positiveInteger",
        "negativeInteger",
        "nonPositiveInteger",
        "long",
        "short",
        "byte",
        "unsignedLong",
        "unsignedInt",
        "unsignedShort",
        "unsignedByte",
    ],
)
def test_a_datatype_that_the_graph_never_holds(name: str) -> None:
    """Each type that is derived from xsd:integer; no other."""
    found = find(
        f"ex:S sh:targetNode ex:a ; sh:property [ sh:path ex:z ; sh:datatype xsd:{name} ] ."
    )
    assert found == ([] if name == "integer-like" else [("error", "ex:S", f"xsd:{name}")])


@pytest.mark.parametrize(
    "name",
    [
        "integer",
        "decimal",
        "double",
        "float",
        "boolean",
        "date",
        "dateTime",
        "gYear",
        "duration",
        "string",
    ],
)
def test_a_datatype_that_the_graph_holds(name: str) -> None:
    """Is nothing to speak of."""
    shape = f"ex:S sh:targetNode ex:a ; sh:property [ sh:path ex:z ; sh:datatype xsd:{name} ] ."
    assert find(shape) == []


@pytest.mark.parametrize("engine", ["oxishacl", "pyshacl"])
@pytest.mark.parametrize(
    ("constraint", "value"),
    [
        ('sh:path ex:weight ; sh:pattern "^[0-9]+[.][0-9]{2}$"', "12.5"),
        ("sh:path ex:weight ; sh:minLength 5", "12.5"),
        ('sh:path ex:page ; sh:pattern "^00"', "7"),
        ("sh:path ex:page ; sh:minLength 3", "7"),
    ],
)
def test_a_test_of_text_that_another_form_of_the_value_would_pass(
    constraint: str, value: str, engine: str
) -> None:
    """The violation is told, and so is that the shape is to blame, whichever engine ran."""
    found = find(f"ex:S sh:targetNode ex:a ; sh:property ex:P . ex:P {constraint} .", engine)
    assert found == [("warning", "ex:P", value)]


@pytest.mark.parametrize(
    "constraint",
    [
        'sh:path ex:weight ; sh:pattern "^x"',
        'sh:path ex:name ; sh:pattern "^[0-9]{3}$"',
        "sh:path ex:name ; sh:minLength 9",
        'sh:path ex:day ; sh:pattern "^1"',
        "sh:path ex:weight ; sh:maxLength 2",
        "sh:path ex:weight ; sh:minInclusive 13.00",
        "sh:path ex:weight ; sh:hasValue 12.5",
    ],
)
def test_what_does_not_hang_on_the_written_form(constraint: str) -> None:
    """Text that is text, tests that no form passes, and comparison by value."""
    assert find(f"ex:S sh:targetNode ex:a ; sh:property [ {constraint} ] .") == []


def test_rewriting_keeps_the_value() -> None:
    """A zero after a whole number makes another number of it."""
    integer = ox.Literal("7", datatype=ox.NamedNode(f"{XSD}integer"))
    assert list(rewrite(integer)) == ["07", "007", "+7"]
    moment = ox.Literal("2021-05-31T08:00:00Z", datatype=ox.NamedNode(f"{XSD}dateTime"))
    assert list(rewrite(moment)) == ["2021-05-31T08:00:00+00:00"]
    assert list(rewrite(ox.Literal("7"))) == []
    assert list(rewrite(ox.Literal("7", language="fr"))) == []
