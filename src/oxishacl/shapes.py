"""The shapes of a shapes graph (SHACL, section 2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from oxishacl import (
    cardinality,
    logic,
    membership,
    nesting,
    pairs,
    ranges,
    sparql,
    strings,
    value_types,
)
from oxishacl.components import parse_components, parse_custom
from oxishacl.errors import DEEPEST, ShapesError
from oxishacl.model import Constraint, Context, Shape
from oxishacl.paths import parse_path
from oxishacl.source import ShapesSource, as_node
from oxishacl.targets import TARGETS, is_typed_shape, parse_targets
from oxishacl.vocabulary import RDF_TYPE, Node, Term, name_of, sh

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pyoxigraph import Quad, Triple

    from oxishacl.model import Parsers
    from oxishacl.paths import Path

# The constraint components by the parameter that brings each into play (section 4 and 5).
_PARSERS: Parsers = {
    **value_types.PARSERS,
    **cardinality.PARSERS,
    **ranges.PARSERS,
    **strings.PARSERS,
    **pairs.PARSERS,
    **logic.PARSERS,
    **nesting.PARSERS,
    **membership.PARSERS,
    **sparql.PARSERS,
}


@dataclass(frozen=True)
class Shapes:
    """The shapes that have targets and are not deactivated, sorted by name."""

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
        targeted = [shape for shape in shapes if shape.targets and not shape.deactivated]
        return cls(tuple(sorted(targeted, key=lambda shape: name_of(shape.node))))


class _Parser:
    """Reads shapes, each once; a shape within itself is recursion, which SHACL leaves undefined."""

    def __init__(self, source: ShapesSource) -> None:
        self._source = source
        self._components = parse_components(source)
        self._known: dict[Term, Shape] = {}
        self._open: list[Term] = []

    def find_roots(self) -> list[Term]:
        """Give the nodes that have targets, or are said to be shapes."""
        found = dict.fromkeys(
            node for predicate in TARGETS for node in self._source.subjects_with(predicate)
        )
        typed = self._source.subjects_with(RDF_TYPE)
        found.update(dict.fromkeys(node for node in typed if is_typed_shape(self._source, node)))
        return list(found)

    def parse(self, node: Term) -> Shape:
        """Read a shape."""
        if node in self._open:
            raise ShapesError(f"the shape {node} is recursive")
        if len(self._open) >= DEEPEST:
            raise ShapesError(f"the shape {node} is nested more than {DEEPEST} deep")
        if node not in self._known:
            self._open.append(node)
            self._known[node] = self._parse_new(as_node(node, "a shape"))
            self._open.pop()
        return self._known[node]

    def _parse_new(self, node: Node) -> Shape:
        source = self._source
        path = self._parse_path(node)
        context = Context(source, node, path, self.parse)
        severity = source.iri(node, sh("severity"))
        return Shape(
            node=node,
            path=path,
            targets=tuple(parse_targets(source, node)),
            constraints=tuple(self._parse_constraints(context)),
            severity=severity or sh("Violation"),
            messages=source.texts(node, sh("message")),
            deactivated=source.is_true(node, sh("deactivated")),
        )

    def _parse_path(self, node: Node) -> Path | None:
        found = self._source.value(node, sh("path"))
        if found is not None:
            return parse_path(self._source, found)
        if self._source.is_instance(node, sh("PropertyShape")):
            raise ShapesError(f"the property shape {node} has no sh:path")
        return None

    def _parse_constraints(self, context: Context) -> Iterator[Constraint]:
        for parameter, parse in _PARSERS.items():
            if self._source.objects(context.node, parameter):
                yield from parse(context)
        for component in self._components:
            yield from parse_custom(component, context)
