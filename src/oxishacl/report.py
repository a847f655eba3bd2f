"""Validation results and the report that holds them (SHACL, section 3.6)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from oxishacl.paths import Path, write_path
from oxishacl.terms import FALSE, TRUE, Node, Term, name_of, rdf, sh

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


@dataclass(frozen=True, slots=True)
class ValidationResult:
    """One value of sh:result (3.6.2); messages are by language tag, "" where there is none."""

    focus: Term
    path: Path | None
    value: Term | None
    severity: NamedNode
    component: NamedNode
    source_shape: Node
    messages: dict[str, str] = field(default_factory=dict, hash=False)
    source_constraint: Node | None = None


def result_order(result: ValidationResult) -> tuple[str, str, str, str, tuple[str, ...]]:
    """Give what results are sorted by within a focus node and a target shape."""
    shape, value = name_of(result.source_shape), str(result.value or "")
    path, component = str(result.path or ""), result.component.value
    return shape, path, component, value, (str(result.focus), *result.messages.values())


def write_report(results: Iterable[ValidationResult]) -> list[Triple]:
    """Write the graph of a validation report (3.6.1).

    Its blank nodes are named by number, so that the same results give the same graph.
    """
    report = BlankNode("validation-report")
    triples: list[Triple] = []
    for number, result in enumerate(results, start=1):
        node = BlankNode(f"validation-result-{number}")
        triples.append(Triple(report, sh("result"), node))
        triples += _write_result(node, result)
    said = Triple(report, rdf("type"), sh("ValidationReport"))
    return [said, Triple(report, sh("conforms"), FALSE if triples else TRUE), *triples]


def _write_result(node: BlankNode, result: ValidationResult) -> Iterator[Triple]:
    yield Triple(node, rdf("type"), sh("ValidationResult"))
    path, triples = None, []
    if result.path is not None:
        path, triples = write_path(result.path, f"{node.value}-path")
    said = {
        "focusNode": result.focus,
        "resultSeverity": result.severity,
        "sourceConstraintComponent": result.component,
        "sourceShape": result.source_shape,
        "resultPath": path,
        "value": result.value,
        "sourceConstraint": result.source_constraint,
    }
    yield from (Triple(node, sh(name), term) for name, term in said.items() if term is not None)
    yield from triples
    for language, text in result.messages.items():
        yield Triple(node, sh("resultMessage"), Literal(text, language=language or None))
