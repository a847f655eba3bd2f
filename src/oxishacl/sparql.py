"""SPARQL-based constraints (SHACL, section 5), and the answers to the queries of shapes."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from oxishacl.errors import ShapesError
from oxishacl.paths import Predicate
from oxishacl.queries import Query, is_writable, parse_query
from oxishacl.source import as_literal, as_node
from oxishacl.vocabulary import OWL_IMPORTS, TRUE, Node, Term, sh

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from oxishacl.data import DataGraph
    from oxishacl.model import Context, Focus, Parsers, Scope
    from oxishacl.report import ValidationResult
    from oxishacl.source import ShapesSource

Row = dict[str, Term]

ALWAYS_BOUND = frozenset({"this", "shapesGraph", "currentShape"})

# Answering a query for one node takes about as long as reading fifty quads: once a query has been
# answered for so many nodes, one pass over the data is no dearer, and answers for all the others.
_QUADS_PER_ANSWER = 50
_ROWS_KEPT = 100_000

_PLACEHOLDER = re.compile(r"\{[?$](\w+)\}")


class Answers:
    """The answers of a data graph to queries with bound variables.

    Solutions that are the same are given once: each would be the same result again.
    """

    def __init__(self, data: DataGraph, shapes_graph: NamedNode | None) -> None:
        self._data = data
        self._shapes_graph = shapes_graph
        self._asked: defaultdict[Query, int] = defaultdict(int)
        self._tables: dict[Query, dict[Term, list[Row]] | None] = {}

    def solutions(self, query: Query, bindings: Mapping[str, Term]) -> list[Row]:
        """Give the solutions of a query for one focus node.

        Raises ShapesError where the query needs the shapes graph, and its name is not known.
        """
        if self._shapes_graph is not None:
            bindings = {**bindings, "shapesGraph": self._shapes_graph}
        elif "shapesGraph" in query.names:
            raise ShapesError("a query uses $shapesGraph, but the store holds no shapes graph")
        table = self._table(query, bindings) if query.anchored else None
        if table is not None:
            return table.get(bindings["this"], [])
        return list(self._rows(query, bindings))

    def _table(self, query: Query, bindings: Mapping[str, Term]) -> dict[Term, list[Row]] | None:
        self._asked[query] += 1
        if self._asked[query] * _QUADS_PER_ANSWER < self._data.size():
            return None
        if query not in self._tables:
            self._tables[query] = self._answer_all(query, bindings)
        return self._tables[query]

    def _answer_all(
        self, query: Query, bindings: Mapping[str, Term]
    ) -> dict[Term, list[Row]] | None:
        others = {name: term for name, term in bindings.items() if name != "this"}
        if not all(is_writable(name, others[name]) for name in query.names & set(others)):
            return None
        table: dict[Term, list[Row]] = {}
        for count, row in enumerate(self._rows(query, others)):
            if count >= _ROWS_KEPT:
                return None
            table.setdefault(row["this"], []).append(row)
        return table

    def _rows(self, query: Query, bindings: Mapping[str, Term]) -> Iterator[Row]:
        bound = query.bind(bindings)
        found = self._data.select(bound.text, bound=bound.substitutions, functions=bound.functions)
        names = [variable.value for variable in found.variables]
        seen: set[tuple[Term | None, ...]] = set()
        for solution in found:
            terms = tuple(solution)
            if terms not in seen:
                seen.add(terms)
                yield {name: term for name, term in zip(names, terms, strict=True) if term}


@dataclass(frozen=True)
class SparqlConstraint:
    """A value of sh:sparql (5.1): each solution of its query is a result."""

    node: Node
    query: Query
    messages: dict[str, str]

    def violations(self, scope: Scope, at: Focus, _: list[Term]) -> Iterator[ValidationResult]:
        """Give a result for each solution (5.3.2)."""
        bindings = {"this": at.node, "currentShape": at.shape.node}
        for row in scope.answers.solutions(self.query, bindings):
            yield result_of_row(
                at,
                sh("SPARQLConstraintComponent"),
                {**bindings, **row},
                messages=self.messages,
                source=self.node,
            )


def parse_sparql(context: Context) -> Iterator[SparqlConstraint]:
    """Read sh:sparql (5.1)."""
    source = context.source
    for value in source.objects(context.node, sh("sparql")):
        node = as_node(value, "sh:sparql")
        if not source.is_true(node, sh("deactivated")):
            query = parse_validator(source, node, names=ALWAYS_BOUND, context=context)
            yield SparqlConstraint(node, query, source.texts(node, sh("message")))


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


def result_of_row(
    at: Focus,
    component: NamedNode,
    row: Row,
    *,
    messages: dict[str, str],
    source: Node | None = None,
) -> ValidationResult:
    """Give the result that a solution stands for (5.3.2), as far as it says what is wrong."""
    if row.get("failure") == TRUE:
        raise ShapesError(f"a query of {at.shape.node} reports a failure for {at.node}")
    path = row.get("path")
    return at.result(
        component,
        row.get("value", at.node if at.shape.path is None else None),
        path=Predicate(path) if isinstance(path, NamedNode) else None,
        messages=_fill_messages(messages or at.shape.messages, row),
        source=source,
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
