"""Violation queries: `queries/checks/*.rq`, where each row of the answer is a problem.

The header gives severity and the message in each language, a template that is filled with what the
row binds. The variables ?focus, ?path and ?value have the meaning they have in SHACL.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bioprod_graph.findings import Finding, parse_severity
from bioprod_graph.identifiers import show_term
from bioprod_graph.language import Text, fill_template
from bioprod_graph.rdf import select
from bioprod_graph.sparql.query_files import read_queries

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pyoxigraph as ox

    from bioprod_graph.identifiers import PrefixTable
    from bioprod_graph.sparql.query_files import QueryFile


def read_checks(folder: Path) -> list[QueryFile]:
    """Read the violation queries by name; raises ProjectError for one that is not well made."""
    return read_queries(folder, "checks")


def check_violations(
    store: ox.Store, checks: list[QueryFile], prefixes: PrefixTable
) -> Iterator[Finding]:
    """Run the violation queries over the store."""
    for check in checks:
        for row in select(store, check.text):
            terms = {name: row[name] for name in check.variables}
            yield _make_finding(check, {n: show_term(t, prefixes) for n, t in terms.items() if t})


def _make_finding(check: QueryFile, bound: dict[str, str]) -> Finding:
    forms = check.text_of("message").forms.items()
    said = {tag: fill_template(text, bound, tag, otherwise="?") for tag, text in forms}
    return Finding(
        parse_severity(check.get("severity")),
        f"query:{check.name}",
        Text(said),
        focus=bound.get("focus", ""),
        path=bound.get("path", ""),
        value=bound.get("value", ""),
    )
