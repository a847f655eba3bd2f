"""Each shape trips on its bad case, alone, and is silent on good data; pySHACL says the same.

`shapes/MODULE.trig` holds the cases of `ontology/shapes/MODULE.ttl`. Its default graph is good
data; add:SHAPE and drop:SHAPE are what makes it bad for one shape. Shapes that others use cannot
find anything themselves: case:index names the shape that then trips, or whose case shows them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest

from bioprod_graph.checks.validation import check_shapes
from bioprod_graph.identifiers import read_prefixes
from bioprod_graph.rdf import make_store
from bioprod_graph.turtle import read_turtle
from oxishacl import Shapes, ValidationResult, validate

ROOT = Path(__file__).resolve().parents[2]
SHAPES = ROOT / "ontology" / "shapes"
CASES = Path(__file__).parent / "shapes"
PREFIXES = read_prefixes(ROOT / "ontology" / "prefixes.ttl")
MODULES = sorted(path.stem for path in SHAPES.glob("*.ttl"))

SH = "http://www.w3.org/ns/shacl#"
# What a shape may say without demanding anything by itself.
MUTE = {
    *("property", "sparql", "path", "message", "severity", "prefixes", "declare", "prefix"),
    *("namespace", "targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf"),
}


@dataclass(frozen=True)
class Cases:
    """Good data, the changes that make it bad by shape, and the index."""

    good: frozenset[ox.Triple]
    added: dict[str, set[ox.Triple]]
    dropped: dict[str, set[ox.Triple]]
    trips: dict[str, str]
    shown_by: dict[str, str]

    @property
    def names(self) -> set[str]:
        """The shapes that have a case of their own."""
        return set(self.added) | set(self.dropped)

    def bad(self, shape: str) -> ox.Store:
        """Give the data that is bad for a shape."""
        return store_of(self.good - self.dropped.get(shape, set()) | self.added.get(shape, set()))


@cache
def read_shapes_of(module: str) -> tuple[ox.Triple, ...]:
    return read_turtle(SHAPES / f"{module}.ttl").triples


@cache
def read_cases(module: str) -> Cases:
    graphs: dict[str, set[ox.Triple]] = {}
    for quad in ox.parse(path=str(CASES / f"{module}.trig"), format=ox.RdfFormat.TRIG):
        name = quad.graph_name.value if isinstance(quad.graph_name, ox.NamedNode) else ""
        graphs.setdefault(name, set()).add(quad.triple)
    good, index = graphs.pop(""), graphs.pop("https://example.org/case/index", set())
    cases = Cases(frozenset(good), {}, {}, {}, {})
    for name, triples in graphs.items():
        kind, _, shape = name.removeprefix("https://example.org/").partition("/")
        {"add": cases.added, "drop": cases.dropped}[kind][shape] = triples
    for triple in index:
        target = {"trips": cases.trips, "shownBy": cases.shown_by}[local(triple.predicate)]
        target[local(triple.subject)] = local(triple.object)
    return cases


def store_of(triples: set[ox.Triple] | frozenset[ox.Triple]) -> ox.Store:
    graph = ox.NamedNode("https://example.org/case")
    return make_store(ox.Quad(t.subject, t.predicate, t.object, graph) for t in triples)


def local(term: object) -> str:
    assert isinstance(term, ox.NamedNode), term
    return term.value.replace("#", "/").rpartition("/")[2]


def name_of(result: ValidationResult) -> str:
    """Name what tripped: the query within a shape, else the shape."""
    return local(result.source_constraint or result.source_shape)


def find_tripped(store: ox.Store, shapes: tuple[ox.Triple, ...] | list[ox.Triple]) -> set[str]:
    return {name_of(result) for result in validate(store, Shapes.parse(shapes))}


def find_demanding(module: str) -> set[str]:
    """Find the shapes and queries that demand something by themselves."""
    said: dict[str, set[str]] = {}
    for triple in read_shapes_of(module):
        if isinstance(triple.subject, ox.NamedNode) and triple.predicate.value.startswith(SH):
            said.setdefault(local(triple.subject), set()).add(local(triple.predicate))
    return {name for name, keys in said.items() if keys - MUTE}


OWN_CASES = [(m, shape) for m in MODULES for shape in sorted(read_cases(m).names)]
SHOWN_CASES = [(m, shape) for m in MODULES for shape in sorted(read_cases(m).shown_by)]


def test_every_module_of_shapes_has_cases() -> None:
    """Shapes and cases have the same file names."""
    assert sorted(path.stem for path in CASES.glob("*.trig")) == MODULES


@pytest.mark.parametrize("module", MODULES)
def test_no_shape_is_without_a_case(module: str) -> None:
    """Whatever demands something has a case or is shown by one; no case is of nothing."""
    cases = read_cases(module)
    assert cases.names | set(cases.shown_by) == find_demanding(module)
    assert set(cases.shown_by.values()) | set(cases.trips) <= cases.names


@pytest.mark.parametrize("module", MODULES)
def test_good_data_is_silent(module: str) -> None:
    """No shape finds anything in good data."""
    found = validate(store_of(read_cases(module).good), Shapes.parse(read_shapes_of(module)))
    assert [(name_of(result), str(result.focus)) for result in found] == []


@pytest.mark.parametrize(("module", "shape"), OWN_CASES)
def test_a_shape_trips_on_its_case_and_no_other_does(module: str, shape: str) -> None:
    """What is wrong is found by the shape that is about it, once."""
    cases = read_cases(module)
    tripped = find_tripped(cases.bad(shape), read_shapes_of(module))
    assert tripped == {cases.trips.get(shape, shape)}


@pytest.mark.parametrize(("module", "shape"), SHOWN_CASES)
def test_a_shape_that_others_use_makes_a_difference(module: str, shape: str) -> None:
    """Without it, the case that shows it goes unseen, or good data is refused."""
    cases, shapes = read_cases(module), read_shapes_of(module)
    node = next(t.subject for t in shapes if str(t.subject).endswith(f"#{shape}>"))
    off = ox.Triple(node, ox.NamedNode(f"{SH}deactivated"), ox.Literal(True))
    store = cases.bad(cases.shown_by[shape])
    good = store_of(cases.good)
    assert not find_tripped(store, [*shapes, off]) or find_tripped(good, [*shapes, off])


@pytest.mark.parametrize("module", MODULES)
def test_every_finding_is_told_in_two_languages(module: str) -> None:
    """Whatever trips has a message in French and another in English."""
    cases = read_cases(module)
    for shape in sorted(cases.names):
        for finding in check_shapes(cases.bad(shape), list(read_shapes_of(module)), PREFIXES):
            assert " " in finding.message("fr"), shape
            assert " " in finding.message("en"), shape
            assert finding.message("fr") != finding.message("en"), shape


@pytest.mark.parametrize(("module", "shape"), OWN_CASES)
def test_pyshacl_finds_the_same_in_bad_data(module: str, shape: str) -> None:
    """Focus, path, value, severity and messages of both engines agree on each case."""
    store, shapes = read_cases(module).bad(shape), list(read_shapes_of(module))
    ours = set(check_shapes(store, shapes, PREFIXES))
    assert ours == set(check_shapes(store, shapes, PREFIXES, engine="pyshacl"))
    assert ours


@pytest.mark.parametrize("module", MODULES)
def test_pyshacl_finds_nothing_in_good_data(module: str) -> None:
    """Good data is good for both engines."""
    store, shapes = store_of(read_cases(module).good), list(read_shapes_of(module))
    assert list(check_shapes(store, shapes, PREFIXES, engine="pyshacl")) == []
