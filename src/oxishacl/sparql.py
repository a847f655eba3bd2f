"""SPARQL-based constraints (SHACL, section 5), and what they share with components (section 6)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from oxishacl.errors import ShapesError
from oxishacl.paths import Predicate
from oxishacl.queries import Query, parse_query
from oxishacl.source import as_literal, as_node
from oxishacl.vocabulary import OWL_IMPORTS, TRUE, Node, Term, sh

if TYPE_CHECKING:
    from collections.abc import Iterator

    from oxishacl.answers import Row
    from oxishacl.model import Context, Focus, Parsers, Scope
    from oxishacl.report import ValidationResult
    from oxishacl.source import ShapesSource

ALWAYS_BOUND = frozenset({"this", "shapesGraph", "currentShape"})

_PLACEHOLDER = re.compile(r"\{[?$](\w+)\}")


@dataclass(frozen=True)
class QueryConstraint:
    """A constraint that a query tells of, with what is bound in it and said by it."""

    component: NamedNode
    query: Query
    messages: dict[str, str]
    bindings: dict[str, Term] = field(default_factory=dict)
    source: Node | None = None

    def result(self, at: Focus, row: Row) -> ValidationResult:
        """Give the result that a solution stands for (5.3.2), as far as it says what is wrong."""
        if row.get("failure") == TRUE:
            raise ShapesError(f"a query of {at.shape.node} reports a failure for {at.node}")
        path = row.get("path")
        return at.result(
            self.component,
            row.get("value", at.node if at.shape.path is None else None),
            path=Predicate(path) if isinstance(path, NamedNode) else None,
            messages=_fill_messages(self.messages or at.shape.messages, row),
            source=self.source,
        )


class SelectConstraint(QueryConstraint):
    """A constraint whose query has a solution for each violation (5.3 and 6.3)."""

    def violations(self, scope: Scope, at: Focus, _: list[Term]) -> Iterator[ValidationResult]:
        """Give a result for each solution."""
        bindings = {**self.bindings, "this": at.node, "currentShape": at.shape.node}
        for row in scope.answers.solutions(self.query, bindings):
            yield self.result(at, {**bindings, **row})


class AskConstraint(QueryConstraint):
    """A constraint whose query says of each value node whether it conforms (6.3)."""

    def violations(self, scope: Scope, at: Focus, values: list[Term]) -> Iterator[ValidationResult]:
        """Give a result for each value node for which the answer is no."""
        focus = {**self.bindings, "this": at.node, "currentShape": at.shape.node}
        for value in values:
            row = {**focus, "value": value}
            if not any(True for _ in scope.answers.solutions(self.query, row)):
                yield self.result(at, row)


def parse_sparql(context: Context) -> Iterator[SelectConstraint]:
    """Read sh:sparql (5.1)."""
    source, component = context.source, sh("SPARQLConstraintComponent")
    for value in source.objects(context.node, sh("sparql")):
        node = as_node(value, "sh:sparql")
        if not source.is_true(node, sh("deactivated")):
            query = parse_validator(source, node, names=ALWAYS_BOUND, context=context)
            messages = source.texts(node, sh("message"))
            yield SelectConstraint(component, query, messages, source=node)


def parse_validator(
    source: ShapesSource, node: Node, *, names: frozenset[str], context: Context
) -> Query:
    """Read the query of a SPARQL-based constraint or validator: sh:select, or else sh:ask."""
    form = "ASK" if source.objects(node, sh("ask")) else "SELECT"
    text = as_literal(source.only(node, sh(form.lower())), sh(form.lower()))
    return parse_query(
        text.value,
        names | {"value"} if form == "ASK" else names,
        form=form,
        prefixes=_parse_prefixes(source, node),
        path=context.path,
    )


def _fill_messages(messages: dict[str, str], row: Row) -> dict[str, str]:
    own = row.get("message")
    if isinstance(own, Literal):
        return {own.language or "": own.value}

    def fill(found: re.Match[str]) -> str:
        term = row.get(found[1])
        return found[0] if term is None else _write_term(term)

    return {language: _PLACEHOLDER.sub(fill, text) for language, text in messages.items()}


def _write_term(term: Term) -> str:
    return str(term) if isinstance(term, BlankNode | Triple) else term.value


def _parse_prefixes(source: ShapesSource, node: Node) -> dict[str, str]:
    """Read sh:prefixes (5.2.1): declarations there, and in what is imported."""
    found: dict[str, str] = {}
    for declaration in _find_declarations(source, node):
        prefix, iri = _parse_declaration(source, declaration)
        if found.setdefault(prefix, iri) != iri:
            raise ShapesError(f"prefix {prefix!r} is declared twice: {found[prefix]}, {iri}")
    return found


def _find_declarations(source: ShapesSource, node: Node) -> Iterator[Term]:
    for start in source.objects(node, sh("prefixes")):
        for graph in source.closure(start, OWL_IMPORTS):
            yield from source.objects(graph, sh("declare"))


def _parse_declaration(source: ShapesSource, node: Term) -> tuple[str, str]:
    prefix = as_literal(source.only(node, sh("prefix")), "sh:prefix")
    namespace = as_literal(source.only(node, sh("namespace")), "sh:namespace")
    return prefix.value, namespace.value


PARSERS: Parsers = {sh("sparql"): parse_sparql}
