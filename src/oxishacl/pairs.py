"""Property pair constraint components: equals, disjoint, lessThan (SHACL, section 4.5)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from oxishacl.errors import ShapesError
from oxishacl.order import is_less, is_less_or_equal
from oxishacl.source import as_iri
from oxishacl.vocabulary import Term, sh

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pyoxigraph import NamedNode

    from oxishacl.model import Context, Focus, Parsers, Scope
    from oxishacl.report import ValidationResult


@dataclass(frozen=True)
class EqualsConstraint:
    """The value nodes are the values of another property (4.5.1)."""

    other: NamedNode

    def violations(self, scope: Scope, at: Focus, values: list[Term]) -> Iterator[ValidationResult]:
        """Give a result for each term that only one of the two has."""
        others = scope.data.objects(at.node, self.other)
        for value in sorted({*values} ^ {*others}, key=str):
            yield at.result(sh("EqualsConstraintComponent"), value)


@dataclass(frozen=True)
class DisjointConstraint:
    """No value node is a value of another property (4.5.2)."""

    other: NamedNode

    def violations(self, scope: Scope, at: Focus, values: list[Term]) -> Iterator[ValidationResult]:
        """Give a result for each term that both have."""
        others = scope.data.objects(at.node, self.other)
        for value in values:
            if value in others:
                yield at.result(sh("DisjointConstraintComponent"), value)


@dataclass(frozen=True)
class OrderConstraint:
    """Each value node is less than each value of another property (4.5.3 and 4.5.4)."""

    component: NamedNode
    other: NamedNode
    holds: Callable[[Term, Term], bool]

    def violations(self, scope: Scope, at: Focus, values: list[Term]) -> Iterator[ValidationResult]:
        """Give a result for each pair that is not in order, or cannot be compared."""
        others = scope.data.objects(at.node, self.other) if values else []
        for value in values:
            for other in others:
                if not self.holds(value, other):
                    yield at.result(self.component, value)


def parse_equals(context: Context) -> Iterator[EqualsConstraint]:
    """Read sh:equals (4.5.1)."""
    for other in context.source.objects(context.node, sh("equals")):
        yield EqualsConstraint(as_iri(other, "sh:equals"))


def parse_disjoint(context: Context) -> Iterator[DisjointConstraint]:
    """Read sh:disjoint (4.5.2)."""
    for other in context.source.objects(context.node, sh("disjoint")):
        yield DisjointConstraint(as_iri(other, "sh:disjoint"))


def parse_order(context: Context, *, name: str) -> Iterator[OrderConstraint]:
    """Read sh:lessThan or sh:lessThanOrEquals (4.5.3 and 4.5.4)."""
    if context.path is None:
        raise ShapesError(f"{context.node} has sh:{name}, but is not a property shape")
    component = sh(f"{name[0].upper()}{name[1:]}ConstraintComponent")
    for other in context.source.objects(context.node, sh(name)):
        yield OrderConstraint(component, as_iri(other, sh(name)), _ORDERS[name])


_ORDERS = {"lessThan": is_less, "lessThanOrEquals": is_less_or_equal}

PARSERS: Parsers = {
    sh("equals"): parse_equals,
    sh("disjoint"): parse_disjoint,
    **{sh(name): partial(parse_order, name=name) for name in _ORDERS},
}
