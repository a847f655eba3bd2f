"""Shape-based constraint components: node, property, qualified shapes (SHACL, section 4.7)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from oxishacl.errors import ShapesError
from oxishacl.model import Context, Shape, ValueConstraint
from oxishacl.vocabulary import Term, sh

if TYPE_CHECKING:
    from collections.abc import Iterator

    from oxishacl.model import Focus, Parsers, Scope
    from oxishacl.report import ValidationResult


def parse_node(context: Context) -> Iterator[ValueConstraint]:
    """Read sh:node (4.7.1)."""
    for node in context.source.objects(context.node, sh("node")):
        shape = context.parse_shape(node)
        if shape.path is not None:
            raise ShapesError(f"sh:node of {context.node} must be a node shape, not {node}")
        yield _conformance(shape)


def parse_property(context: Context) -> Iterator[PropertyConstraint]:
    """Read sh:property (4.7.2)."""
    for node in context.source.objects(context.node, sh("property")):
        shape = context.parse_shape(node)
        if shape.path is None:
            raise ShapesError(f"sh:property of {context.node} must have a sh:path: {node}")
        yield PropertyConstraint(shape)


def parse_qualified(context: Context) -> Iterator[QualifiedConstraint]:
    """Read sh:qualifiedValueShape with its counts (4.7.3)."""
    if context.path is None:
        raise ShapesError(f"{context.node} has sh:qualifiedValueShape, but no sh:path")
    for node in context.source.objects(context.node, sh("qualifiedValueShape")):
        disjoint = context.source.is_true(context.node, sh("qualifiedValueShapesDisjoint"))
        yield QualifiedConstraint(
            context.parse_shape(node),
            tuple(map(context.parse_shape, _siblings(context, node))) if disjoint else (),
            low=context.source.integer(context.node, sh("qualifiedMinCount")),
            high=context.source.integer(context.node, sh("qualifiedMaxCount")),
        )


@dataclass(frozen=True)
class PropertyConstraint:
    """The value nodes are valid for a property shape, whose results are reported (4.7.2)."""

    shape: Shape

    def violations(self, scope: Scope, _: Focus, values: list[Term]) -> list[ValidationResult]:
        """Give the results of the property shape."""
        violations = self.shape.violations
        return [result for value in values for result in violations(scope, value)]


@dataclass(frozen=True)
class QualifiedConstraint:
    """So many value nodes conform to a shape, and to none of its siblings (4.7.3)."""

    shape: Shape
    siblings: tuple[Shape, ...]
    low: int | None
    high: int | None

    def violations(self, scope: Scope, at: Focus, values: list[Term]) -> Iterator[ValidationResult]:
        """Give a result, without a value, where there are too few, and where too many."""
        count = sum(self._counts(scope, value) for value in values)
        if self.low is not None and count < self.low:
            yield at.result(sh("QualifiedMinCountConstraintComponent"))
        if self.high is not None and count > self.high:
            yield at.result(sh("QualifiedMaxCountConstraintComponent"))

    def _counts(self, scope: Scope, value: Term) -> bool:
        return scope.conforms(value, self.shape) and not any(
            scope.conforms(value, sibling) for sibling in self.siblings
        )


def _conformance(shape: Shape) -> ValueConstraint:
    return ValueConstraint(
        sh("NodeConstraintComponent"), lambda scope, value: scope.conforms(value, shape)
    )


def _siblings(context: Context, qualified: Term) -> list[Term]:
    source = context.source
    beside = [
        shape
        for parent in source.subjects(sh("property"), context.node)
        for member in source.objects(parent, sh("property"))
        for shape in source.objects(member, sh("qualifiedValueShape"))
    ]
    return [shape for shape in dict.fromkeys(beside) if shape != qualified]


PARSERS: Parsers = {
    sh("node"): parse_node,
    sh("property"): parse_property,
    sh("qualifiedValueShape"): parse_qualified,
}
