"""Shapes as they are read, and what a constraint of a shape can do (SHACL, section 2)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeAlias

from oxishacl.report import ValidationResult
from oxishacl.vocabulary import Node, Term, sh

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pyoxigraph import NamedNode

    from oxishacl.answers import Answers
    from oxishacl.data import DataGraph
    from oxishacl.paths import Path
    from oxishacl.source import ShapesSource
    from oxishacl.targets import Target


class Scope(Protocol):
    """What a constraint may ask while a store is validated."""

    @property
    def data(self) -> DataGraph:
        """The data graph."""
        ...

    @property
    def answers(self) -> Answers:
        """The answers to the SPARQL queries of shapes."""
        ...

    def conforms(self, node: Term, shape: Shape) -> bool:
        """Tell whether a node conforms to a shape (3.4.3)."""
        ...


class Constraint(Protocol):
    """What a shape demands of a focus node and its value nodes (3.4.2)."""

    def violations(self, scope: Scope, at: Focus, values: list[Term]) -> Iterable[ValidationResult]:
        """Give the results for one focus node."""
        ...


@dataclass(frozen=True, eq=False)
class Shape:
    """A node shape, or a property shape where there is a path (2.2 and 2.3); each is read once."""

    node: Node
    path: Path | None = None
    targets: tuple[Target, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    severity: NamedNode = field(default_factory=lambda: sh("Violation"))
    messages: dict[str, str] = field(default_factory=dict)
    deactivated: bool = False

    def violations(self, scope: Scope, node: Term) -> list[ValidationResult]:
        """Give the results of validating a focus node against this shape (3.4.1)."""
        found: list[ValidationResult] = []
        if self.deactivated:
            return found
        values = [node] if self.path is None else self.path.values(scope.data, node)
        at = Focus(self, node)
        for constraint in self.constraints:
            found += constraint.violations(scope, at, values)
        return found


class Focus(NamedTuple):
    """A focus node, seen from a shape."""

    shape: Shape
    node: Term

    def result(
        self,
        component: NamedNode,
        value: Term | None = None,
        *,
        path: Path | None = None,
        messages: dict[str, str] | None = None,
        source: Node | None = None,
    ) -> ValidationResult:
        """Give a result; path and messages are those of the shape unless others are given."""
        return ValidationResult(
            focus=self.node,
            path=path or self.shape.path,
            value=value,
            severity=self.shape.severity,
            component=component,
            source_shape=self.shape.node,
            messages=messages or self.shape.messages,
            source_constraint=source,
        )


@dataclass(frozen=True)
class Context:
    """What is known where the constraints of a shape are read."""

    source: ShapesSource
    node: Node
    path: Path | None
    parse_shape: Callable[[Term], Shape]


# How the constraints of a shape are read, by the parameter that brings them into play.
Parsers: TypeAlias = "dict[NamedNode, Callable[[Context], Iterable[Constraint]]]"


@dataclass(frozen=True)
class ValueConstraint:
    """A constraint that looks at each value node by itself."""

    component: NamedNode
    accepts: Callable[[Scope, Term], bool]

    def violations(self, scope: Scope, at: Focus, values: list[Term]) -> list[ValidationResult]:
        """Give a result for each value node that is not accepted."""
        accepts = self.accepts
        return [at.result(self.component, value) for value in values if not accepts(scope, value)]
