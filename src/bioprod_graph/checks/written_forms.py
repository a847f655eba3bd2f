"""Shapes that hang on how a value is written, where the graph has one written form of each value.

A store gives 12.50 back as 12.5 and an xsd:int as an xsd:integer (`rdf.write_as_stored`). SHACL
compares terms, not values: a shape that asks for another form of a value can never be satisfied, or
is satisfied by no more than chance. The shape is then what is wrong, and a finding says so.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

import pyoxigraph as ox

from bioprod_graph.findings import Finding
from bioprod_graph.identifiers import show_term
from bioprod_graph.language import Message
from bioprod_graph.rdf import write_as_stored

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from bioprod_graph.checks.second_opinion import SecondResult
    from bioprod_graph.findings import Severity
    from bioprod_graph.identifiers import PrefixTable
    from oxishacl import ValidationResult

    Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
    Result = ValidationResult | SecondResult

_SH = "http://www.w3.org/ns/shacl#"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_FIRST, _REST = ox.NamedNode(f"{_RDF}first"), ox.NamedNode(f"{_RDF}rest")
# One of these is a value of each datatype that is derived from xsd:integer.
_PROBES = ("1", "-1")
# Ways to write a value otherwise; those that mean another value are found out and left out.
_REWRITINGS: tuple[Callable[[str], str], ...] = (
    lambda form: f"{form}0",
    lambda form: f"{form}00",
    lambda form: f"{form}.0",
    lambda form: f"{form}.00",
    lambda form: f"0{form}",
    lambda form: f"00{form}",
    lambda form: f"+{form}",
    lambda form: form.replace("Z", "+00:00"),
    lambda form: {"true": "1", "false": "0"}.get(form, form),
)


class WrittenForms:
    """Finds in a shapes graph, and in results of it, what hangs on a written form."""

    def __init__(self, shapes: Iterable[ox.Triple], prefixes: PrefixTable) -> None:
        self._shapes = list(shapes)
        self._prefixes = prefixes

    def check_shapes(self) -> Iterator[Finding]:
        """Find the terms that a shape asks for and the graph can never hold."""
        for triple in self._shapes:
            name, term = triple.predicate.value.removeprefix(_SH), triple.object
            if name in ("hasValue", "targetNode"):
                yield from self._check_term(triple.subject, name, term)
            elif name == "in":
                for member in self._read_list(term):
                    yield from self._check_term(triple.subject, name, member)
            elif name == "datatype" and isinstance(term, ox.NamedNode):
                yield from self._check_datatype(triple.subject, term)

    def check_result(self, result: Result) -> Iterator[Finding]:
        """Find whether a value that a shape refuses would pass if it were written otherwise."""
        accepts = self._read_test(result)
        value = result.value
        if accepts is None or not isinstance(value, ox.Literal):
            return
        other = next((form for form in rewrite(value) if accepts(form)), None)
        if other is not None:
            said = value.value
            yield self._make_finding(
                "warning",
                result.source_shape,
                value=said,
                said=Message(
                    "the shape accepts “{said}” only if it is written otherwise (“{other}”), "
                    "and the graph has this form alone: constrain the value (sh:minInclusive "
                    "…), not the text",
                    said=said,
                    other=other,
                ),
            )

    def _check_term(self, shape: Term, name: str, term: Term) -> Iterator[Finding]:
        if not isinstance(term, ox.Literal) or write_as_stored(term) == term:
            return
        asked, given = self._show(term), self._show(write_as_stored(term))
        yield self._make_finding(
            "error",
            shape,
            value=asked,
            said=Message(
                "sh:{name} asks for {asked}, which the graph writes {given}: write it so",
                name=name,
                asked=asked,
                given=given,
            ),
        )

    def _show(self, literal: ox.Literal) -> str:
        return f'"{literal.value}"^^{show_term(literal.datatype, self._prefixes)}'

    def _check_datatype(self, shape: Term, datatype: ox.NamedNode) -> Iterator[Finding]:
        stored = {write_as_stored(ox.Literal(p, datatype=datatype)).datatype for p in _PROBES}
        stored.discard(datatype)
        for other in stored:
            asked, given = (show_term(node, self._prefixes) for node in (datatype, other))
            yield self._make_finding(
                "error",
                shape,
                value=asked,
                said=Message(
                    "sh:datatype asks for {asked}, which the graph writes {given}: ask for "
                    "that, and for the range of values with sh:minInclusive and "
                    "sh:maxInclusive",
                    asked=asked,
                    given=given,
                ),
            )

    def _read_test(self, result: Result) -> Callable[[str], bool] | None:
        """Give the test of text that a result comes from, if it comes from one."""
        component = result.component.value.removeprefix(_SH)
        said = self._said.get(result.source_shape, {})
        if component == "PatternConstraintComponent" and "pattern" in said:
            terms = said["pattern"], said.get("flags", "")
            return lambda form: _matches(form, *terms)
        if component == "MinLengthConstraintComponent":
            return lambda form: len(form) >= int(said.get("minLength", "0"))
        if component == "MaxLengthConstraintComponent":
            return lambda form: len(form) <= int(said.get("maxLength", "0"))
        return None

    @cached_property
    def _said(self) -> dict[Term, dict[str, str]]:
        """What shapes say in literals, by local name."""
        said: defaultdict[Term, dict[str, str]] = defaultdict(dict)
        for triple in self._shapes:
            if isinstance(triple.object, ox.Literal):
                name = triple.predicate.value.removeprefix(_SH)
                said[triple.subject][name] = triple.object.value
        return said

    @cached_property
    def _lists(self) -> dict[tuple[Term, ox.NamedNode], Term]:
        kept = (t for t in self._shapes if t.predicate in (_FIRST, _REST))
        return {(t.subject, t.predicate): t.object for t in kept}

    @cached_property
    def _parents(self) -> dict[Term, Term]:
        return {t.object: t.subject for t in self._shapes if isinstance(t.object, ox.BlankNode)}

    def _read_list(self, node: Term | None) -> Iterator[Term]:
        while node is not None and (node, _FIRST) in self._lists:
            yield self._lists[node, _FIRST]
            node = self._lists.get((node, _REST))

    def _make_finding(
        self, severity: Severity, shape: Term, *, value: str, said: Message
    ) -> Finding:
        while shape in self._parents:
            shape = self._parents[shape]
        name = show_term(shape, self._prefixes)
        return Finding(severity, "shape:written-form", said, focus=name, value=value)


def _matches(form: str, pattern: str, flags: str) -> bool:
    """Tell whether a pattern is found in a text, as SHACL and SPARQL have it."""
    terms = ", ".join(str(ox.Literal(part)) for part in (form, pattern, flags))
    return bool(ox.Store().query(f"ASK {{ FILTER REGEX({terms}) }}"))


def rewrite(literal: ox.Literal) -> Iterator[str]:
    """Give other ways to write the value of a literal.

    >>> decimal = ox.NamedNode("http://www.w3.org/2001/XMLSchema#decimal")
    >>> list(rewrite(ox.Literal("12.5", datatype=decimal)))[:2]
    ['12.50', '12.500']
    """
    for change in _REWRITINGS:
        form = change(literal.value)
        if form != literal.value and not literal.language:
            other = ox.Literal(form, datatype=literal.datatype)
            if write_as_stored(other) == write_as_stored(literal):
                yield form
