"""The shapes of a shapes graph, and which nodes each looks at (SHACL, section 2)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from pyoxigraph import BlankNode, NamedNode

from oxishacl.components import parse_core
from oxishacl.graphs import DataGraph, ShapesSource
from oxishacl.model import Context, Run, Shape
from oxishacl.paths import parse_path
from oxishacl.sparql import parse_custom, parse_declarations, parse_sparql
from oxishacl.terms import (
    DEEPEST,
    NODES,
    Node,
    ShapesError,
    Term,
    as_stored,
    expect,
    name_of,
    rdf,
    rdfs,
    sh,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from pyoxigraph import Quad, Store, Triple

    from oxishacl.model import Target, ValidationResult


@dataclass(frozen=True)
class Shapes:
    """The shapes that have targets, sorted by name."""

    targeted: tuple[Shape, ...]

    @classmethod
    def parse(cls, quads_or_triples: Iterable[Quad | Triple]) -> Shapes:
        """Read a shapes graph.

        Raises ShapesError where it is ill-formed or recursive, or where a query cannot be bound.
        """
        source = ShapesSource(quads_or_triples)
        for node in source.subjects_with(sh("entailment")):
            raise ShapesError(f"{node} has sh:entailment: infer before you validate (1.5)")
        parser = _Parser(source)
        shapes = [parser.parse(node) for node in parser.find_roots()]
        targeted = [shape for shape in shapes if shape.targets]
        return cls(tuple(sorted(targeted, key=lambda shape: name_of(shape.node))))


def validate(
    store: Store, shapes: Shapes, *, shapes_graph: NamedNode | None = None
) -> Iterator[ValidationResult]:
    """Validate the default graph of a store; there is no result where it conforms.

    Results come by target shape and by focus node, each sorted by name, so that the same data gives
    the same sequence. `shapes_graph` is the graph of the store that $shapesGraph of queries names.
    Raises ShapesError where a query reports a failure.
    """
    run = Run(DataGraph(store), shapes_graph)
    for shape in shapes.targeted:
        yield from run.validate(shape)


class _Parser:
    """Reads shapes, each once; a shape within itself is recursion, which SHACL leaves undefined."""

    def __init__(self, source: ShapesSource) -> None:
        self._source = source
        self._declared = parse_declarations(source)
        self._known: dict[Term, Shape] = {}
        self._open: list[Term] = []

    def find_roots(self) -> list[Term]:
        """Give the nodes that have targets, or are said to be shapes."""
        having = self._source.subjects_with
        targeted = [node for name in _FINDERS for node in having(sh(name))]
        return list(dict.fromkeys([*targeted, *filter(self._is_typed, having(rdf("type")))]))

    def parse(self, node: Term) -> Shape:
        """Read a shape."""
        if node in self._open:
            raise ShapesError(f"the shape {node} is recursive")
        if len(self._open) >= DEEPEST:
            raise ShapesError(f"the shape {node} is nested more than {DEEPEST} deep")
        if node not in self._known:
            self._open.append(node)
            self._known[node] = self._parse_new(expect(node, "a shape", *NODES))
            self._open.pop()
        return self._known[node]

    def _parse_new(self, node: Node) -> Shape:
        source = self._source
        at = source.value(node, sh("path"))
        if at is None and source.is_instance(node, sh("PropertyShape")):
            raise ShapesError(f"the property shape {node} has no sh:path")
        path = None if at is None else parse_path(source, at)
        context = Context(source, node, path, self.parse)
        custom = parse_custom(self._declared, context)
        constraints = (*parse_core(context), *parse_sparql(context), *custom)
        return Shape(
            node=node,
            path=path,
            targets=tuple(self._parse_targets(node)),
            constraints=() if source.is_true(node, sh("deactivated")) else constraints,
            severity=source.get(NamedNode, node, sh("severity")) or sh("Violation"),
            messages=source.texts(node, sh("message")),
        )

    def _parse_targets(self, node: Node) -> Iterator[Target]:
        for name, find in _FINDERS.items():
            for value in self._source.objects(node, sh(name)):
                if name != "targetNode":
                    expect(value, sh(name), NamedNode)
                elif isinstance(value, BlankNode):
                    raise ShapesError(f"sh:targetNode of {node} must not be a blank node")
                yield partial(find, value)
        if self._source.is_instance(node, rdfs("Class")) and self._is_typed(node):
            yield partial(_find_instances, expect(node, "an implicit class target", NamedNode))

    def _is_typed(self, node: Term) -> bool:
        is_instance = self._source.is_instance
        return is_instance(node, sh("NodeShape")) or is_instance(node, sh("PropertyShape"))


def _find_instances(cls: NamedNode, data: DataGraph) -> list[Term]:
    """The instances of a class and of its subclasses (2.1.3.2 and 2.1.3.3)."""
    return [node for each in data.subclasses(cls) for node in data.subjects(rdf("type"), each)]


_FINDERS: dict[str, Callable[[Any, DataGraph], Iterable[Term]]] = {
    "targetNode": lambda node, _: (as_stored(node),),
    "targetClass": _find_instances,
    "targetSubjectsOf": lambda name, data: data.subjects(name, None),
    "targetObjectsOf": lambda name, data: (quad.object for quad in data.match(None, name, None)),
}
