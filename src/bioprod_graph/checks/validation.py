"""Shapes and violation queries run over the closed graph, each result a finding.

A row of the answer of a violation query, `queries/checks/*.rq`, is a problem: its header gives the
severity, and the message as a template that is filled with what the row binds. The variables
?focus, ?path and ?value have the meaning they have in SHACL.

Shapes are validated by oxishacl, and by pySHACL, where it is installed and asked for, as a second
opinion; docs/decisions/0004-shacl.md says why, tests compare the two on every shape.

A store gives 12.50 back as 12.5 and an xsd:int as an xsd:integer (`rdf.write_as_stored`). SHACL
compares terms, not values: a shape that asks for another form of a value can never be satisfied, or
is satisfied by no more than chance. The shape is then what is wrong, and a finding says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import pyoxigraph as ox

from bioprod_graph.checks.shapes import SH, ShapesGraph, name_locally
from bioprod_graph.findings import Finding, Severity, parse_severity
from bioprod_graph.identifiers import show_term
from bioprod_graph.language import Message, Text, fill_template
from bioprod_graph.rdf import select, write_as_stored
from oxishacl import Shapes, validate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bioprod_graph.identifiers import PrefixTable
    from bioprod_graph.rdf import AnyTerm
    from bioprod_graph.sparql import QueryFile
    from oxishacl import ValidationResult

ShapesEngine = Literal["oxishacl", "pyshacl"]

_SEVERITIES: dict[str, Severity] = {"Violation": "error", "Warning": "warning", "Info": "info"}
# One of these is a value of each datatype that is derived from xsd:integer.
_PROBES = ("1", "-1")
_LACKED = Message(
    "sh:datatype asks for {asked}, which the graph writes {given}: ask for that, and for the range "
    "of values with sh:minInclusive and sh:maxInclusive"
)
_MISSED = Message("sh:{name} asks for {asked}, which the graph writes {given}: write it so")
# What a shape tests the text of a value by: the component, its parameter, the test in SPARQL.
_TESTS = {
    "Pattern": "REGEX({form}, {pattern}, {flags})",
    "MinLength": "STRLEN({form}) >= {minLength}",
    "MaxLength": "STRLEN({form}) <= {maxLength}",
}


def check_shapes(
    store: ox.Store,
    shapes: list[ox.Triple],
    prefixes: PrefixTable,
    *,
    engine: ShapesEngine = "oxishacl",
) -> Iterator[Finding]:
    """Validate the default graph of the store against the shapes.

    What a shape makes depend on the written form of a value is found, too.
    """
    graph = ShapesGraph(shapes)
    yield from _check_terms(graph, prefixes)
    if engine == "pyshacl":
        from bioprod_graph.checks.second_opinion import validate_with_pyshacl

        results = validate_with_pyshacl(store, shapes)
    else:
        results = validate(store, Shapes.parse(shapes))
    for result in results:
        yield _make_finding(result, prefixes)
        yield from _check_test(result, graph, prefixes)


def check_violations(
    store: ox.Store, checks: Iterable[QueryFile], prefixes: PrefixTable, *, union: bool = False
) -> Iterator[Finding]:
    """Run the violation queries over the store, or over the union of its graphs."""
    for check in checks:
        severity = parse_severity(check.get("severity"))
        forms = check.text_of("message").forms.items()
        rows = dict.fromkeys(tuple(row) for row in select(store, check.text, union=union))
        for row in rows:
            told = dict(zip(check.variables, row, strict=True))
            shown = {name: show_term(term, prefixes) for name, term in told.items() if term}
            things = {n: t.value for n, t in told.items() if isinstance(t, ox.NamedNode)}
            spoken = shown | {name: prefixes.show(iri) for name, iri in things.items()}
            said = {tag: fill_template(text, spoken, tag, otherwise="?") for tag, text in forms}
            yield Finding(
                severity,
                f"query:{check.name}",
                Text(said),
                focus=shown.get("focus", ""),
                path=shown.get("path", ""),
                value=shown.get("value", ""),
            )


def show_path(path: str, prefixes: PrefixTable) -> str:
    """Write a SHACL path with CURIEs in place of IRIs."""
    is_plain = path.startswith("<") and path.endswith(">") and path.count("<") == 1
    return prefixes.compress(path[1:-1]) if is_plain else path


def rewrite(literal: ox.Literal) -> Iterator[str]:
    """Give other ways to write the value of a literal.

    >>> decimal = ox.NamedNode("http://www.w3.org/2001/XMLSchema#decimal")
    >>> list(rewrite(ox.Literal("12.5", datatype=decimal)))[:2]
    ['12.50', '12.500']
    """
    form = literal.value
    longer = [f"{form}{end}" for end in ("0", "00", ".0", ".00")]
    longer += [f"{start}{form}" for start in ("0", "00", "+")]
    other = [form.replace("Z", "+00:00"), {"true": "1", "false": "0"}.get(form, form)]
    for each in [*longer, *other] if not literal.language else ():
        written = ox.Literal(each, datatype=literal.datatype)
        if each != form and write_as_stored(written) == write_as_stored(literal):
            yield each


def _make_finding(result: ValidationResult, prefixes: PrefixTable) -> Finding:
    shape = result.source_shape
    component = name_locally(result.component.value).removesuffix("ConstraintComponent")
    return Finding(
        _SEVERITIES.get(name_locally(result.severity.value), "error"),
        f"shape:{name_locally(shape.value) if isinstance(shape, ox.NamedNode) else shape}",
        Text(result.messages, otherwise=component),
        focus=show_term(result.focus, prefixes),
        path="" if result.path is None else show_path(str(result.path), prefixes),
        value=show_term(result.value, prefixes),
    )


def _check_terms(graph: ShapesGraph, prefixes: PrefixTable) -> Iterator[Finding]:
    """Find the terms that a shape asks for and the graph can never hold."""
    for triple in graph.triples:
        name = triple.predicate.value.removeprefix(SH)
        for terms in dict.fromkeys(_list_asked(name, triple.object, graph)):
            asked, given = (_show(term, prefixes) for term in terms)
            message = _LACKED if name == "datatype" else _MISSED
            said = message.fill(name=name, asked=asked, given=given)
            if asked != given:
                yield _blame(
                    "error", triple.subject, graph, prefixes=prefixes, value=asked, said=said
                )


def _list_asked(name: str, term: AnyTerm, graph: ShapesGraph) -> Iterator[tuple[AnyTerm, AnyTerm]]:
    """List the terms that a shape asks for by a property, each as it is and as a store has it."""
    if name == "datatype" and isinstance(term, ox.NamedNode):
        for probe in _PROBES:
            yield term, write_as_stored(ox.Literal(probe, datatype=term)).datatype
    elif name in ("hasValue", "targetNode", "in"):
        for each in graph.members(term):
            yield each, write_as_stored(each) if isinstance(each, ox.Literal) else each


def _show(term: AnyTerm, prefixes: PrefixTable) -> str:
    shown = show_term(term, prefixes)
    return (
        f'"{shown}"^^{show_term(term.datatype, prefixes)}'
        if isinstance(term, ox.Literal)
        else shown
    )


def _check_test(
    result: ValidationResult, graph: ShapesGraph, prefixes: PrefixTable
) -> Iterator[Finding]:
    """Find whether a value that a shape refuses would pass if it were written otherwise."""
    component, shape, value = result.component.value, result.source_shape, result.value
    test = _TESTS.get(component.removeprefix(SH).removesuffix("ConstraintComponent"))
    given = dict(graph.about.get(shape, ()))
    if test is None or not given or not isinstance(value, ox.Literal):
        return

    def accepts(form: str) -> bool:
        terms = {"flags": ox.Literal(""), **given, "form": ox.Literal(form)}
        return bool(ox.Store().query(f"ASK {{ FILTER({test.format_map(terms)}) }}"))

    other = next(filter(accepts, rewrite(value)), None)
    if other is not None:
        said = Message(
            "the shape accepts “{said}” only if it is written otherwise (“{other}”), "
            "and the graph has this form alone: constrain the value (sh:minInclusive "
            "…), not the text",
            said=value.value,
            other=other,
        )
        yield _blame("warning", shape, graph, prefixes=prefixes, value=value.value, said=said)


def _blame(
    severity: Severity,
    shape: AnyTerm,
    graph: ShapesGraph,
    *,
    prefixes: PrefixTable,
    value: str,
    said: Message,
) -> Finding:
    """Make the finding about the nearest shape around that has a name."""
    while isinstance(shape, ox.BlankNode) and shape in graph.parents:
        shape = graph.parents[shape]
    focus = show_term(shape, prefixes)
    return Finding(severity, "shape:written-form", said, focus=focus, value=value)
