"""Violation queries: `queries/checks/*.rq`, where each row of the answer is a problem.

The header gives severity and the message in both languages; `{variable}` stands for what the
row binds. The variables ?focus, ?path and ?value have the meaning they have in SHACL.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyoxigraph as ox

from bioprod_graph.errors import ProjectError
from bioprod_graph.findings import Finding, parse_severity
from bioprod_graph.headers import QueryFile, read_queries, try_query
from bioprod_graph.identifiers import show_term
from bioprod_graph.language import Text
from bioprod_graph.rdf import select

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bioprod_graph.identifiers import PrefixTable

HEADER = ("title_fr", "title_en", "severity", "message_fr", "message_en")
_PLACE = re.compile(r"\{(\w+)\}")


def read_checks(folder: Path) -> list[QueryFile]:
    """Read the violation queries by name.

    Raises ProjectError for a malformed header or query.
    """
    checks = read_queries(folder)
    for check in checks:
        check.require(HEADER, allowed=("note",))
        try:
            parse_severity(check.get("severity"))
        except ValueError as error:
            raise ProjectError("{path}: {error}", path=check.path, error=error) from None
        result = try_query(check)
        if (
            not isinstance(result, ox.QuerySolutions)
            or ox.Variable("focus") not in result.variables
        ):
            raise ProjectError(
                "{path}: a check is a SELECT query with a variable ?focus", path=check.path
            )
    return checks


def check_violations(
    store: ox.Store, checks: list[QueryFile], prefixes: PrefixTable
) -> Iterator[Finding]:
    """Run the violation queries over the store."""
    for check in checks:
        solutions = select(store, check.text)
        names = [variable.value for variable in solutions.variables]
        for solution in solutions:
            bound = {n: show_term(solution[n], prefixes) for n in names if solution[n] is not None}
            yield _make_finding(check, bound)


def _make_finding(check: QueryFile, bound: dict[str, str]) -> Finding:
    texts = check.text_of("message").forms
    filled = {
        tag: _PLACE.sub(lambda place: bound.get(place[1], "?"), text) for tag, text in texts.items()
    }
    return Finding(
        parse_severity(check.get("severity")),
        f"query:{check.name}",
        Text(filled),
        focus=bound.get("focus", ""),
        path=bound.get("path", ""),
        value=bound.get("value", ""),
    )
