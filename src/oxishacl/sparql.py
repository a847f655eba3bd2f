"""Constraints that SPARQL tells of (SHACL, section 5), and components of them (section 6)."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from oxishacl.paths import Path
from oxishacl.queries import Query, parse_query
from oxishacl.terms import NODES, TRUE, Node, ShapesError, Term, expect, owl, rdf, sh

if TYPE_CHECKING:
    from collections.abc import Iterator

    from oxishacl.graphs import ShapesSource
    from oxishacl.model import Constraint, Context, Focus, ValidationResult
    from oxishacl.queries import Solution

_ALWAYS_BOUND = frozenset({"this", "shapesGraph", "currentShape"})
_NOT_NAMES = frozenset({"this", "path", "PATH", "value"})
_LOCAL_NAME = re.compile(r"[^\W\d][\w.-]*$")
_PLACEHOLDER = re.compile(r"\{[?$](\w+)\}")
# So many solutions for the nodes that are validated together are kept at once.
_ROWS_KEPT = 100_000


class _Parameter(NamedTuple):
    """A value of sh:parameter (6.2.1)."""

    path: NamedNode
    name: str
    optional: bool


class _Asked(NamedTuple):
    """What a query is asked for: what is bound in it, and how its solutions are told."""

    component: NamedNode
    query: Query
    messages: dict[str, str]
    bindings: dict[str, Term]
    source: Node | None = None

    def select(self, at: Focus) -> Iterator[ValidationResult]:
        """Give a result for each solution (5.3 and 6.3)."""
        bindings, answers = self._bind(at), at.run.answers
        table = None
        if at.node in at.run.nodes and self.query.can_share(bindings):
            key = id(self.query), *self.bindings.values()
            if key not in answers:
                answers[key] = self._answer_all(at, bindings)
            table = answers[key]
        found = self.query.solve(at.run.data, bindings) if table is None else table[at.node]
        return (self._result(at, {**bindings, **solution}) for solution in found)

    def ask(self, at: Focus) -> Iterator[ValidationResult]:
        """Give a result for each value node for which the answer is no (6.3)."""
        for value in at.values:
            bindings = {**self._bind(at), "value": value}
            if next(self.query.solve(at.run.data, bindings), None) is None:
                yield self._result(at, bindings)

    def _bind(self, at: Focus) -> dict[str, Term]:
        bindings = {**self.bindings, "this": at.node, "currentShape": at.shape.node}
        if at.run.shapes_graph is not None:
            bindings["shapesGraph"] = at.run.shapes_graph
        elif "shapesGraph" in self.query.names:
            raise ShapesError("a query uses $shapesGraph, but the store holds no shapes graph")
        return bindings

    def _answer_all(self, at: Focus, bindings: Solution) -> dict[Term, list[Solution]] | None:
        """Give the solutions by focus node, for all that are validated together."""
        table: dict[Term, list[Solution]] = {node: [] for node in at.run.nodes}
        others = {name: term for name, term in bindings.items() if name != "this"}
        solutions = self.query.solve(at.run.data, others, given=at.run.nodes)
        for solution in islice(solutions, _ROWS_KEPT):
            table[solution["this"]].append(solution)
        return table if next(solutions, None) is None else None

    def _result(self, at: Focus, solution: Solution) -> ValidationResult:
        """Give the result that a solution stands for (5.3.2), as far as it says what is wrong."""
        if solution.get("failure") == TRUE:
            raise ShapesError(f"a query of {at.shape.node} reports a failure for {at.node}")
        path = solution.get("path")
        return at.result(
            self.component,
            solution.get("value", at.node if at.shape.path is None else None),
            path=Path(iri=path) if isinstance(path, NamedNode) else None,
            messages=_fill_messages(self.messages or at.shape.messages, solution),
            source=self.source,
        )


def parse_sparql(context: Context) -> Iterator[Constraint]:
    """Read sh:sparql (5.1)."""
    source, name = context.source, sh("sparql")
    for value in source.objects(context.node, name):
        node = expect(value, name, *NODES)
        if not source.is_true(node, sh("deactivated")):
            query = _parse_validator(node, _ALWAYS_BOUND, context)
            component, messages = sh("SPARQLConstraintComponent"), source.texts(node, sh("message"))
            yield _Asked(component, query, messages, {}, node).select


def parse_declarations(source: ShapesSource) -> dict[NamedNode, list[_Parameter]]:
    """Read the parameters of the components that are declared (6.2), but for those of SHACL."""
    declared = {}
    for node in source.subjects_with(rdf("type")):
        is_component = source.is_instance(node, sh("ConstraintComponent"))
        if is_component and isinstance(node, NamedNode) and not node.value.startswith(sh):
            found = [_parse_parameter(source, v) for v in source.objects(node, sh("parameter"))]
            if all(each.optional for each in found):
                raise ShapesError(f"{node} needs a sh:parameter that is not optional")
            if len({each.name for each in found}) < len(found):
                raise ShapesError(f"{node} has several parameters of the same name")
            declared[node] = found
    return declared


def _parse_parameter(source: ShapesSource, node: Term) -> _Parameter:
    path = source.get(NamedNode, node, sh("path"))
    found = path and _LOCAL_NAME.search(path.value)
    if path is None or found is None:
        raise ShapesError(f"the parameter {node} needs a sh:path whose IRI ends in a name")
    name = found[0]
    if name in _NOT_NAMES or not name.isidentifier():
        raise ShapesError(f"{name} cannot be the name of a parameter: {node}")
    return _Parameter(path, name, source.is_true(node, sh("optional")))


def parse_custom(
    declared: dict[NamedNode, list[_Parameter]], context: Context
) -> Iterator[Constraint]:
    """Read the constraints of declared components at a shape (6.1)."""
    source, message = context.source, sh("message")
    own = sh("nodeValidator" if context.path is None else "propertyValidator")
    names = own, sh("validator")
    for component, parameters in declared.items():
        given = {each: source.objects(context.node, each.path) for each in parameters}
        found = [(v, name) for name in names for v in source.objects(component, name)]
        if not found or not all(given[each] or each.optional for each in given):
            continue
        validator = expect(*found[0], *NODES)
        bound = _ALWAYS_BOUND.union(each.name for each in given)
        query = _parse_validator(validator, bound, context)
        messages = source.texts(validator, message) or source.texts(component, message)
        if len(given) > 1 and any(len(values) > 1 for values in given.values()):
            raise ShapesError(f"{component} has several parameters: one value of each at most")
        # Each value is a constraint where there is but one parameter.
        for number in range(max(map(len, given.values()))):
            bindings = {each.name: values[number] for each, values in given.items() if values}
            asked = _Asked(component, query, messages, bindings)
            yield asked.ask if source.objects(validator, sh("ask")) else asked.select


def _parse_validator(node: Node, names: frozenset[str], context: Context) -> Query:
    """Read the query of a SPARQL-based constraint or validator: sh:select, or else sh:ask."""
    source = context.source
    form = "ASK" if source.objects(node, sh("ask")) else "SELECT"
    names = names | {"value"} if form == "ASK" else names
    text = source.only(Literal, node, sh(form.lower())).value
    prefixes = _parse_prefixes(source, node)
    return parse_query(text, names, form=form, prefixes=prefixes, path=context.path)


def _parse_prefixes(source: ShapesSource, node: Node) -> dict[str, str]:
    """Read sh:prefixes (5.2.1): declarations there, and in what is imported."""
    found: dict[str, str] = {}
    starts = source.objects(node, sh("prefixes"))
    graphs = [graph for start in starts for graph in source.closure(start, owl("imports"))]
    for declared in (each for graph in graphs for each in source.objects(graph, sh("declare"))):
        prefix = source.only(Literal, declared, sh("prefix")).value
        iri = source.only(Literal, declared, sh("namespace")).value
        if found.setdefault(prefix, iri) != iri:
            raise ShapesError(f"prefix {prefix!r} is declared twice: {found[prefix]}, {iri}")
    return found


def _fill_messages(messages: dict[str, str], solution: Solution) -> dict[str, str]:
    own = solution.get("message")
    if isinstance(own, Literal):
        return {own.language or "": own.value}

    def fill(found: re.Match[str]) -> str:
        term = solution.get(found[1])
        if term is None:
            return found[0]
        return str(term) if isinstance(term, BlankNode | Triple) else term.value

    return {language: _PLACEHOLDER.sub(fill, text) for language, text in messages.items()}
