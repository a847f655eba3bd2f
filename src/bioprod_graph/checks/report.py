"""Findings for people and programs: a table, JSON, or a SHACL validation report in Turtle."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING
from urllib.parse import quote

import pyoxigraph as ox

from bioprod_graph.formats import write_json
from bioprod_graph.language import LANGUAGES, Message
from bioprod_graph.notation.visible import show_line
from bioprod_graph.rdf import serialize

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bioprod_graph.findings import Finding, Severity
    from bioprod_graph.identifiers import PrefixTable
from bioprod_graph.language import Language

_SH = "http://www.w3.org/ns/shacl#"
_RDF_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_SEVERITIES = {"error": "Violation", "warning": "Warning", "info": "Info"}
_COUNTED: dict[Severity, Callable[[int], Message]] = {
    "error": lambda n: Message("{n} error", many="{n} errors", n=n),
    "warning": lambda n: Message("{n} warning", many="{n} warnings", n=n),
    "info": lambda n: Message("{n} note", many="{n} notes", n=n),
}
_NAMES = {
    "error": Message("error"),
    "warning": Message("warning"),
    "info": Message("note"),
}


def render_findings(findings: Sequence[Finding], language: Language) -> str:
    """Write the findings for a terminal: one paragraph each, then their number by severity."""
    if not findings:
        return Message("Nothing to report.").say(language) + "\n"
    return "".join(_render(finding, language) for finding in findings) + _sum_up(findings, language)


def render_findings_json(findings: Sequence[Finding]) -> str:
    """Write the findings as a JSON list."""
    return write_json([_as_dict(f) for f in findings])


def render_findings_shacl(findings: Sequence[Finding], prefixes: PrefixTable) -> str:
    """Write the findings as a sh:ValidationReport in Turtle, whoever found them.

    https://www.w3.org/TR/shacl/#validation-report – a report with any result, of whatever
    severity, does not conform; what has no focus node gets the name of its file or check.
    """
    report = ox.BlankNode("report")
    triples = [
        ox.Triple(report, _RDF_TYPE, _sh("ValidationReport")),
        ox.Triple(report, _sh("conforms"), ox.Literal(not findings)),
    ]
    for number, finding in enumerate(findings):
        result = ox.BlankNode(f"result{number}")
        triples.append(ox.Triple(report, _sh("result"), result))
        triples += _describe_result(result, finding, prefixes)
    return serialize(triples, ox.RdfFormat.TURTLE, {"sh": _SH}).decode()


def _describe_result(
    result: ox.BlankNode, finding: Finding, prefixes: PrefixTable
) -> list[ox.Triple]:
    where = finding.location.file if finding.location else finding.check
    # The name of a file of a check may hold what an address may not.
    check = quote(finding.check, safe=":/")
    focus = _as_term(finding.focus, prefixes) if finding.focus else ox.Literal(where)
    said = [
        (_RDF_TYPE, _sh("ValidationResult")),
        (_sh("focusNode"), focus),
        (_sh("resultSeverity"), _sh(_SEVERITIES[finding.severity])),
        (_sh("sourceConstraintComponent"), ox.NamedNode(f"{prefixes.base}checks/{check}")),
        *(
            (_sh("resultMessage"), ox.Literal(_with_place(finding, tag), language=tag))
            for tag in LANGUAGES
        ),
    ]
    return [ox.Triple(result, predicate, term) for predicate, term in said]


def _as_term(text: str, prefixes: PrefixTable) -> ox.NamedNode | ox.Literal:
    try:
        return ox.NamedNode(prefixes.expand_known(text.strip("<>")))
    except ValueError:
        return ox.Literal(text)


def _sh(name: str) -> ox.NamedNode:
    return ox.NamedNode(_SH + name)


def _with_place(finding: Finding, language: Language) -> str:
    where = f"{finding.location}: " if finding.location else ""
    return where + finding.message(language)


def _render(finding: Finding, language: Language) -> str:
    word = _NAMES[finding.severity].say(language)
    where = str(finding.location) if finding.location else "–"
    about = f"  {finding.focus} {finding.path}".rstrip() if finding.focus else ""
    lines = [f"{where}  {word}  [{finding.check}]", f"  {finding.message(language)}"]
    return "".join(f"{show_line(line)}\n" for line in ([*lines, about] if about else lines))


def _sum_up(findings: Sequence[Finding], language: Language) -> str:
    numbers = Counter(finding.severity for finding in findings)
    counted = (
        count(numbers[severity]) for severity, count in _COUNTED.items() if numbers[severity]
    )
    return ", ".join(part.say(language) for part in counted) + "\n"


def _as_dict(finding: Finding) -> dict[str, object]:
    where = finding.location
    return {
        "severity": finding.severity,
        "check": finding.check,
        "focus": finding.focus,
        "path": finding.path,
        "value": finding.value,
        "message": finding.said.spread(),
        "file": where.file if where else None,
        "line": (where.line or None) if where else None,
        "column": (where.column or None) if where else None,
    }
