"""Violation queries: `queries/checks/*.rq`, where each row of the answer is a problem.

The header gives severity and the message in each language, a template that is filled with what the
row binds. The variables ?focus, ?path and ?value have the meaning they have in SHACL.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bioprod_graph.findings import Finding, parse_severity
from bioprod_graph.identifiers import show_term
from bioprod_graph.language import Text
from bioprod_graph.language.templates import fill_template
from bioprod_graph.rdf import select

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyoxigraph as ox

    from bioprod_graph.identifiers import PrefixTable
    from bioprod_graph.sparql.query_files import QueryFile


def check_violations(
    store: ox.Store, checks: list[QueryFile], prefixes: PrefixTable
) -> Iterator[Finding]:
    """Run the violation queries over the store."""
    for check in checks:
        severity = parse_severity(check.get("severity"))
        forms = check.text_of("message").forms.items()
        for row in select(store, check.text):
            shown = {name: show_term(row[name], prefixes) for name in check.variables if row[name]}
            said = {tag: fill_template(text, shown, tag, otherwise="?") for tag, text in forms}
            yield Finding(
                severity,
                f"query:{check.name}",
                Text(said),
                focus=shown.get("focus", ""),
                path=shown.get("path", ""),
                value=shown.get("value", ""),
            )
