"""What is wrong in a project: one type, whoever found it (tables, shapes, queries, reasoner)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from bioprod_graph.language import Sayable

Severity = Literal["error", "warning", "info"]

# How the names of checks of tables begin.
TABLES = "table:"
# The check that tells what was not looked for.
UNCHECKED = "table:unchecked"
# The check that finds a file of a query that is none: what it would have said is missing elsewhere.
MALFORMED = "query:malformed"
# Characters of a cell that a message quotes.
_QUOTED = 60

_RANK: dict[Severity, int] = {"error": 0, "warning": 1, "info": 2}


class Location(NamedTuple):
    """A place in a file of the project; line and column start at 1, 0 is not known.

    In a table the column is the number of the field, as in a spreadsheet.
    """

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        """Write as `file:line:column`, leaving out what is not known; `-` is the standard input."""
        file = "stdin" if self.file == "-" else self.file
        parts = [file, *(str(number) for number in (self.line, self.column) if number)]
        return ":".join(parts)


class Finding(NamedTuple):
    """One problem: how grave, which check, what about, where."""

    severity: Severity
    check: str
    said: Sayable
    location: Location | None = None
    focus: str = ""
    path: str = ""
    value: str = ""
    # Where the finding stands from which this one follows: mended, it goes too.
    cause: Location | None = None

    def message(self, language: str) -> str:
        """Say what is wrong in a language."""
        return self.said.say(language)


# Who is told of findings as they are found.
Reporter: TypeAlias = "Callable[[Finding], object]"


def sort_findings(findings: Iterable[Finding]) -> list[Finding]:
    """Sort by gravity, what a person typed first, causes before what follows; then by place."""

    def key(finding: Finding) -> tuple[int, bool, bool, Location, tuple[str, ...]]:
        where, said = finding.location or Location("~"), str(finding.said)
        rest = (finding.check, finding.focus, finding.path, said, finding.value)
        is_typed = finding.check.startswith((TABLES, MALFORMED))
        return _RANK[finding.severity], not is_typed, finding.cause is not None, where, rest

    return sorted(set(findings), key=key)


def parse_severity(text: str) -> Severity:
    """Parse a severity; raises ValueError for any other word."""
    for severity in _RANK:
        if text == severity:
            return severity
    raise ValueError(f"severity is error, warning or info, not {text!r}")


def keep_severe(findings: Iterable[Finding], least: Severity) -> list[Finding]:
    """Keep the findings that are at least so grave, and that others wait to be looked for."""
    rank = _RANK[least]
    return [each for each in findings if _RANK[each.severity] <= rank or each.check == UNCHECKED]


def has_error(findings: Iterable[Finding]) -> bool:
    """Tell whether any of the findings stops a build."""
    return any(finding.severity == "error" for finding in findings)


def shorten(text: str) -> str:
    """Put a text that a message quotes on one line, cut to what fits on it."""
    text = " ".join(text.splitlines())
    return text if len(text) <= _QUOTED else text[: _QUOTED - 1] + "…"
