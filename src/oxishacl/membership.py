"""Other constraint components: closed, hasValue, in (SHACL, section 4.8)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from oxishacl.model import Context, ValueConstraint
from oxishacl.paths import Predicate
from oxishacl.source import as_iri, as_stored
from oxishacl.vocabulary import Term, sh

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from oxishacl.model import Focus, Parsers, Scope
    from oxishacl.report import ValidationResult


def parse_closed(context: Context) -> Iterator[ClosedConstraint]:
    """Read sh:closed with sh:ignoredProperties (4.8.1)."""
    source, node = context.source, context.node
    if not source.is_true(node, sh("closed")):
        return
    ignored = source.value(node, sh("ignoredProperties"))
    names = [] if ignored is None else source.members(ignored)
    allowed = [as_iri(name, "sh:ignoredProperties") for name in names]
    for shape in source.objects(node, sh("property")):
        paths = source.objects(shape, sh("path"))
        allowed += (path for path in paths if isinstance(path, NamedNode))
    yield ClosedConstraint(frozenset(allowed))


def parse_has_value(context: Context) -> Iterator[HasValueConstraint]:
    """Read sh:hasValue (4.8.2): each of its values is a constraint of its own."""
    for value in context.source.objects(context.node, sh("hasValue")):
        yield HasValueConstraint(as_stored(value))


def parse_in(context: Context) -> Iterator[ValueConstraint]:
    """Read sh:in (4.8.3)."""
    node = context.source.only(context.node, sh("in"))
    allowed = frozenset(map(as_stored, context.source.members(node)))
    yield ValueConstraint(sh("InConstraintComponent"), lambda _, value: value in allowed)


@dataclass(frozen=True)
class ClosedConstraint:
    """The value nodes have no properties but these (4.8.1)."""

    allowed: frozenset[NamedNode]

    def violations(self, scope: Scope, at: Focus, values: list[Term]) -> Iterator[ValidationResult]:
        """Give a result for each triple with another property."""
        component = sh("ClosedConstraintComponent")
        for value in values:
            for predicate, other in scope.data.statements(value):
                if predicate not in self.allowed:
                    yield at.result(component, other, path=Predicate(predicate))


@dataclass(frozen=True)
class HasValueConstraint:
    """A term is among the value nodes (4.8.2)."""

    term: Term

    def violations(self, _: Scope, at: Focus, values: list[Term]) -> Sequence[ValidationResult]:
        """Give one result, without a value, where it is not."""
        if self.term not in values:
            return (at.result(sh("HasValueConstraintComponent")),)
        return ()


PARSERS: Parsers = {sh("closed"): parse_closed, sh("hasValue"): parse_has_value, sh("in"): parse_in}
