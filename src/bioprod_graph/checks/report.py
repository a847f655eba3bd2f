"""Findings for people and programs: a table, JSON, or a SHACL validation report in Turtle."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

import pyoxigraph as ox

from bioprod_graph.findings import Location
from bioprod_graph.formats import write_json
from bioprod_graph.language import Language, Message
from bioprod_graph.notation import show_line
from bioprod_graph.rdf import serialize

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bioprod_graph.findings import Finding, Severity
    from bioprod_graph.identifiers import PrefixTable
    from oxishacl import ValidationResult

_SH = "http://www.w3.org/ns/shacl#"


class _Said(NamedTuple):
    """What a severity is called: in SHACL, in a sentence, and counted."""

    shacl: str
    word: Message
    counted: Message


_SEVERITIES: dict[Severity, _Said] = {
    "error": _Said("Violation", Message("error"), Message("{n} error", many="{n} errors")),
    "warning": _Said("Warning", Message("warning"), Message("{n} warning", many="{n} warnings")),
    "info": _Said("Info", Message("note"), Message("{n} note", many="{n} notes")),
}
_NOWHERE = Location("")
# Said under a finding, and of all of them in the end.
_FOLLOW = Message(
    "{n} finding follows from this: bioprod check --all shows it",
    many="{n} findings follow from this: bioprod check --all shows them",
)
_FOLLOWING = Message("{n} that follows", many="{n} that follow")


def render_findings(
    findings: Sequence[Finding], language: Language, *, unfolded: bool = False
) -> str:
    """Write the findings for a terminal: one paragraph each, then their number by severity.

    Of those that follow from another the number alone is told, there, unless they are `unfolded`.
    """
    if not findings:
        return Message("Nothing to report.").say(language) + "\n"
    follow = Counter(each.cause for each in findings if each.cause and not unfolded)
    shown = [each for each in findings if unfolded or not each.cause]
    numbers = Counter(each.severity for each in findings if not each.cause)
    counts = [said.counted.fill(n=numbers[s]) for s, said in _SEVERITIES.items() if numbers[s]]
    if more := sum(1 for each in findings if each.cause):
        counts.append(_FOLLOWING.fill(n=more))
    told = "".join(
        _render(each, language, follow.pop(each.location or _NOWHERE, 0)) for each in shown
    )
    return told + ", ".join(count.say(language) for count in counts) + "\n"


def render_findings_json(findings: Iterable[Finding]) -> str:
    """Write the findings as a JSON list."""
    return write_json([_as_record(finding) for finding in findings])


def render_findings_shacl(findings: Iterable[Finding], prefixes: PrefixTable) -> str:
    """Write the findings as a sh:ValidationReport in Turtle, whoever found them.

    https://www.w3.org/TR/shacl/#validation-report – a report with any result, of whatever
    severity, does not conform; what has no focus node gets the name of its file or check.
    """
    from oxishacl import write_report

    report = write_report(_as_result(finding, prefixes) for finding in findings)
    return serialize(report, ox.RdfFormat.TURTLE, {"sh": _SH}).decode()


def _render(finding: Finding, language: Language, following: int) -> str:
    word = _SEVERITIES[finding.severity].word.say(language)
    lines = [
        f"{finding.location or '–'}  {word}  [{finding.check}]",
        f"  {finding.message(language)}",
        f"  {finding.focus} {finding.path}".rstrip() if finding.focus else "",
        f"  {_FOLLOW.fill(n=following).say(language)}" if following else "",
    ]
    return "".join(f"{show_line(line)}\n" for line in lines if line)


def _as_record(finding: Finding) -> dict[str, object]:
    where = finding.location
    return {
        **{
            name: getattr(finding, name) for name in ("severity", "check", "focus", "path", "value")
        },
        "message": finding.said.spread(),
        "follows_from": str(finding.cause) if finding.cause else None,
        "file": where.file if where else None,
        "line": (where.line or None) if where else None,
        "column": (where.column or None) if where else None,
    }


def _as_result(finding: Finding, prefixes: PrefixTable) -> ValidationResult:
    from oxishacl import ValidationResult

    where = finding.location
    # The name of a file of a check may hold what an address may not.
    check = ox.NamedNode(f"{prefixes.base}checks/{quote(finding.check, safe=':/')}")
    focus: ox.NamedNode | ox.Literal
    try:
        focus = ox.NamedNode(prefixes.expand_known(finding.focus.strip("<>")))
    except ValueError:
        focus = ox.Literal(finding.focus or (where.file if where else finding.check))
    place = f"{where}: " if where else ""
    return ValidationResult(
        focus=focus,
        path=None,
        value=None,
        severity=ox.NamedNode(_SH + _SEVERITIES[finding.severity].shacl),
        component=check,
        source_shape=check,
        messages={tag: place + text for tag, text in finding.said.spread().items()},
    )
