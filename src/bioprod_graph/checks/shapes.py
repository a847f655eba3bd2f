"""Shapes: `ontology/shapes/*.ttl`, SHACL, run over the closed graph.

oxishacl does it, and pySHACL, where it is installed and asked for, as a second opinion;
docs/decisions/0004-shacl.md says why, tests compare the two on every shape.
"""

from __future__ import annotations

from collections import defaultdict
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING, Literal, TypeAlias

import pyoxigraph as ox

from bioprod_graph.checks.written_forms import WrittenForms
from bioprod_graph.errors import ProjectError, one_line
from bioprod_graph.files import list_files
from bioprod_graph.findings import Finding, Severity
from bioprod_graph.identifiers import show_term
from bioprod_graph.language import Text
from bioprod_graph.turtle import read_turtle
from oxishacl import Shapes, ShapesError, validate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from bioprod_graph.checks.second_opinion import SecondResult
    from bioprod_graph.identifiers import PrefixTable
    from oxishacl import ValidationResult

_Term: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
ShapesEngine = Literal["oxishacl", "pyshacl"]

_SH, _RDF = "http://www.w3.org/ns/shacl#", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_INNER = """
    node property not and or xone qualifiedValueShape
    path inversePath alternativePath zeroOrMorePath oneOrMorePath zeroOrOnePath
"""
# What leads to a shape, or to a list of shapes.
_SHAPES = frozenset({"node", "property", "not", "and", "or", "xone", "qualifiedValueShape"})
# By how much what a property leads to stands deeper.
_STEPS = {f"{_RDF}rest": 0, f"{_RDF}first": 1} | {f"{_SH}{name}": 1 for name in _INNER.split()}
_DEEPEST = 16

_SEVERITIES: dict[str, Severity] = {"Violation": "error", "Warning": "warning", "Info": "info"}


def read_shapes(folder: Path) -> list[ox.Triple]:
    """Read all shapes; raises ProjectError, with the file, where one is malformed or too deep."""
    triples: list[ox.Triple] = []
    for path in list_files(folder, "*.ttl"):
        read = read_turtle(path).triples
        _refuse_depth(read, path)
        triples += read
    _refuse_depth(triples, folder)
    try:
        Shapes.parse(triples)
    except ShapesError as error:
        said = one_line(str(error))
        raise ProjectError("{folder}: {said}", folder=folder, said=said) from None
    return _Names(triples).write()


def check_shapes(
    store: ox.Store,
    shapes: list[ox.Triple],
    prefixes: PrefixTable,
    *,
    engine: ShapesEngine = "oxishacl",
) -> Iterator[Finding]:
    """Validate the default graph of the store against the shapes.

    What a shape makes depend on the written form of a value is found, too.
    """
    forms = WrittenForms(shapes, prefixes)
    yield from forms.check_shapes()
    results: Iterable[ValidationResult | SecondResult]
    if engine == "pyshacl":
        from bioprod_graph.checks.second_opinion import validate_with_pyshacl

        results = validate_with_pyshacl(store, shapes)
    else:
        results = validate(store, Shapes.parse(shapes))
    for result in results:
        yield _make_finding(result, prefixes)
        yield from forms.check_result(result)


class _Names:
    """Names shapes without a name after the shape they stand in and their path: Thing.weight.

    A blank node is called otherwise each time it is read, and a finding should not be.
    """

    def __init__(self, triples: list[ox.Triple]) -> None:
        self._triples = triples
        self._about: defaultdict[_Term, list[tuple[str, _Term]]] = defaultdict(list)
        for triple in triples:
            self._about[triple.subject].append((triple.predicate.value, triple.object))
        self._taken = {node.value for node in self._about if isinstance(node, ox.NamedNode)}
        self._names: dict[_Term, ox.NamedNode] = {}

    def write(self) -> list[ox.Triple]:
        """Give the triples again, with names for the shapes that have none."""
        for node in list(self._about):
            if isinstance(node, ox.NamedNode):
                self._name_inside(node, node.value)
        for node, said in list(self._about.items()):
            targets = [value for name, value in said if name.startswith(f"{_SH}target")]
            if targets and isinstance(node, ox.BlankNode):
                self._name(node, "urn:shape/unnamed", targets[0])
        names = self._names
        return [
            ox.Triple(names.get(t.subject, t.subject), t.predicate, names.get(t.object, t.object))
            for t in self._triples
        ]

    def _name_inside(self, node: _Term, name: str) -> None:
        for predicate, value in self._about[node]:
            if predicate.removeprefix(_SH) in _SHAPES:
                for inner in self._read_members(value):
                    path = dict(self._about.get(inner, ())).get(f"{_SH}path")
                    self._name(inner, name, path, otherwise=_local(predicate))

    def _name(self, node: _Term, start: str, after: _Term | None, *, otherwise: str = "") -> None:
        if not isinstance(node, ox.BlankNode) or node in self._names:
            return
        last = _local(after.value) if isinstance(after, ox.NamedNode) else otherwise
        name = plain = f"{start}.{last}" if last else start
        number = 1
        while name in self._taken:
            number += 1
            name = f"{plain}-{number}"
        self._taken.add(name)
        self._names[node] = ox.NamedNode(name)
        self._name_inside(node, name)

    def _read_members(self, node: _Term) -> Iterator[_Term]:
        """Give the members of a list, or what is none."""
        said = dict(self._about.get(node, ()))
        if f"{_RDF}first" not in said:
            yield node
        while f"{_RDF}first" in said:
            yield said[f"{_RDF}first"]
            said = dict(self._about.get(said[f"{_RDF}rest"], ()))


def _refuse_depth(triples: Sequence[ox.Triple], path: Path) -> None:
    try:
        depth = _measure_depth(triples)
    except CycleError as error:
        node = error.args[1][0]
        raise ProjectError(
            "{path}: {node} stands in itself, which no shape, path or list may",
            path=path,
            node=node,
        ) from None
    if depth > _DEEPEST:
        raise ProjectError(
            "{path}: shapes or paths stand more than {deepest} deep in one another: "
            "say it with fewer",
            path=path,
            deepest=_DEEPEST,
        )


def _measure_depth(triples: Sequence[ox.Triple]) -> int:
    """Count how deep shapes and paths stand in one another; the items of a list are side by side.

    Each level is a call in each engine, and a repetition within a repetition doubles its work.
    Raises CycleError for what stands in itself.
    """
    inner: defaultdict[object, list[tuple[object, int]]] = defaultdict(list)
    for triple in triples:
        step = _STEPS.get(triple.predicate.value)
        if step is not None:
            inner[triple.subject].append((triple.object, step))
    depths: dict[object, int] = {}
    below = {node: [part for part, _ in parts] for node, parts in inner.items()}
    for node in TopologicalSorter(below).static_order():
        parts = inner.get(node, ())
        depths[node] = max((depths[part] + step for part, step in parts), default=0)
    return max(depths.values(), default=0)


def _make_finding(result: ValidationResult | SecondResult, prefixes: PrefixTable) -> Finding:
    component = _local(result.component.value).removesuffix("ConstraintComponent")
    messages = result.messages
    return Finding(
        _SEVERITIES.get(_local(result.severity.value), "error"),
        f"shape:{_name(result.source_shape)}",
        Text(messages, otherwise=component),
        focus=show_term(result.focus, prefixes),
        path="" if result.path is None else show_path(str(result.path), prefixes),
        value="" if result.value is None else show_term(result.value, prefixes),
    )


def show_path(path: str, prefixes: PrefixTable) -> str:
    """Write a SHACL path with CURIEs in place of IRIs."""
    if path.startswith("<") and path.endswith(">") and path.count("<") == 1:
        return prefixes.compress(path[1:-1])
    return path


def _name(shape: object) -> str:
    return _local(shape.value) if isinstance(shape, ox.NamedNode) else str(shape)


def _local(iri: str) -> str:
    return iri.replace("#", "/").rpartition("/")[2]
