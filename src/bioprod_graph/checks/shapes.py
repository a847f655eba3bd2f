"""Shapes as they are read: `ontology/shapes/*.ttl`, SHACL, each with a name, none too deep."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from itertools import chain, count
from typing import TYPE_CHECKING

import pyoxigraph as ox

from bioprod_graph.errors import ProjectError, one_line
from bioprod_graph.files import list_files
from bioprod_graph.turtle import read_turtle
from oxishacl import Shapes, ShapesError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from bioprod_graph.rdf import AnyTerm

SH = "http://www.w3.org/ns/shacl#"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_FIRST, _REST = f"{_RDF}first", f"{_RDF}rest"
# What leads to a shape, or to a list of shapes; and to a path.
_SHAPES = ("node", "property", "not", "and", "or", "xone", "qualifiedValueShape")
_PATHS = ("inverse", "alternative", "zeroOrMore", "oneOrMore", "zeroOrOne")
# By how much what a property leads to stands deeper: the items of a list are side by side.
_INWARD = (_FIRST, *_SHAPES, "path", *(f"{name}Path" for name in _PATHS))
_STEPS = {_REST: 0, **dict.fromkeys(_INWARD, 1)}
# Each level is a call in each engine, and a repetition within a repetition doubles its work.
_DEEPEST = 16


class ShapesGraph:
    """The triples of shapes, and what they say of each node, by the name of SHACL or the IRI."""

    def __init__(self, triples: Iterable[ox.Triple]) -> None:
        self.triples = list(triples)
        self.about: defaultdict[AnyTerm, list[tuple[str, AnyTerm]]] = defaultdict(list)
        for triple in self.triples:
            name = triple.predicate.value.removeprefix(SH)
            self.about[triple.subject].append((name, triple.object))

    @cached_property
    def parents(self) -> dict[AnyTerm, AnyTerm]:
        """The node in which each node stands."""
        return {triple.object: triple.subject for triple in self.triples}

    def value(self, node: AnyTerm, name: str) -> AnyTerm | None:
        """Give a value of a property."""
        return dict(self.about.get(node, ())).get(name)

    def members(self, node: AnyTerm) -> Iterator[AnyTerm]:
        """Give the members of a list, or what is none."""
        if self.value(node, _FIRST) is None:
            yield node
        rest: AnyTerm | None = node
        while rest is not None and (first := self.value(rest, _FIRST)) is not None:
            yield first
            rest = self.value(rest, _REST)


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
    names = _Names(ShapesGraph(triples)).names
    return [
        ox.Triple(names.get(t.subject, t.subject), t.predicate, names.get(t.object, t.object))
        for t in triples
    ]


class _Names:
    """Names for shapes without one, after the shape they stand in and their path: Thing.weight.

    A blank node is called otherwise each time it is read, and a finding should not be.
    """

    def __init__(self, graph: ShapesGraph) -> None:
        self._graph = graph
        self._taken = {node.value for node in graph.about if isinstance(node, ox.NamedNode)}
        self.names: dict[AnyTerm, ox.NamedNode] = {}
        for node in list(graph.about):
            if isinstance(node, ox.NamedNode):
                self._name_inside(node, node.value)
        for node, said in graph.about.items():
            targets = [value for name, value in said if name.startswith("target")]
            if targets:
                self._name(node, "urn:shape/unnamed", targets[0])

    def _name_inside(self, shape: AnyTerm, start: str) -> None:
        for name, value in self._graph.about.get(shape, ()):
            for inner in self._graph.members(value) if name in _SHAPES else ():
                path = self._graph.value(inner, "path")
                self._name(inner, start, path if isinstance(path, ox.NamedNode) else name)

    def _name(self, node: AnyTerm, start: str, after: AnyTerm | str) -> None:
        if not isinstance(node, ox.BlankNode) or node in self.names:
            return
        iri = after.value if isinstance(after, ox.NamedNode) else after
        plain = f"{start}.{name_locally(iri)}" if isinstance(iri, str) else start
        numbered = chain([plain], (f"{plain}-{number}" for number in count(2)))
        name = next(each for each in numbered if each not in self._taken)
        self._taken.add(name)
        self.names[node] = ox.NamedNode(name)
        self._name_inside(node, name)


def name_locally(iri: str) -> str:
    """Give the last part of an IRI."""
    return iri.replace("#", "/").rpartition("/")[2]


def _refuse_depth(triples: Iterable[ox.Triple], path: Path) -> None:
    """Refuse shapes and paths that stand in themselves, or too deep in one another."""
    inner: defaultdict[AnyTerm, list[tuple[AnyTerm, int]]] = defaultdict(list)
    for triple in triples:
        step = _STEPS.get(triple.predicate.value.removeprefix(SH))
        if step is not None:
            inner[triple.subject].append((triple.object, step))
    depths: dict[AnyTerm, int] = {}
    below = {node: [part for part, _ in parts] for node, parts in inner.items()}
    try:
        for node in TopologicalSorter(below).static_order():
            parts = inner.get(node, ())
            depths[node] = max((depths[part] + step for part, step in parts), default=0)
    except CycleError as error:
        raise ProjectError(
            "{path}: {node} stands in itself, which no shape, path or list may",
            path=path,
            node=error.args[1][0],
        ) from None
    if max(depths.values(), default=0) > _DEEPEST:
        raise ProjectError(
            "{path}: shapes or paths stand more than {deepest} deep in one another: "
            "say it with fewer",
            path=path,
            deepest=_DEEPEST,
        )
