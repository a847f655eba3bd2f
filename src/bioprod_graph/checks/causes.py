"""Findings of one cause: it is told once, with what may have been meant, and the rest follows.

A violation query with the line `#+ cause: value` finds causes: what else is found about its ?value,
and errors of the graph in the same row, follow from it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from bioprod_graph.findings import TABLES
from bioprod_graph.identifiers import show_term
from bioprod_graph.language import Message
from bioprod_graph.names import find_near

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bioprod_graph.findings import Finding
    from bioprod_graph.identifiers import PrefixTable
    from bioprod_graph.sparql import QueryFile

_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
# Of so many things the nearest is sought: it takes long among many.
_GUESSED = 20


def fold_findings(
    findings: list[Finding], checks: list[QueryFile], store: ox.Store, *, prefixes: PrefixTable
) -> Iterator[Finding]:
    """Give the findings, each with its place, as causes and what follows from them."""
    names = {f"query:{check.name}" for check in checks if check.get("cause")}
    causes = [finding for finding in findings if finding.check in names]
    first = {cause.value: cause for cause in reversed(causes)}
    rows = {_find_row(cause): cause for cause in reversed(causes) if cause.location}
    near = _guess([*first][:_GUESSED], store, prefixes) if first else {}
    for finding in findings:
        if finding.check in names:
            hint, cause = near.get(finding.value), first[finding.value]
            said = Message("{said} {hint}", said=finding.said, hint=hint) if hint else finding.said
            where = None if cause is finding else cause.location
            yield finding._replace(said=said, cause=where)
        else:
            about = first.get(finding.focus)
            is_echo = finding.severity == "error" and not finding.check.startswith(TABLES)
            beside = rows.get(_find_row(finding)) if is_echo else None
            found = about or beside
            yield finding._replace(cause=found.location) if found else finding


def _find_row(finding: Finding) -> tuple[str, int] | None:
    where = finding.location
    return (where.file, where.line) if where else None


def _guess(values: list[str], store: ox.Store, prefixes: PrefixTable) -> dict[str, Message]:
    """Guess which known things were meant, among those whose identifiers begin alike."""
    typed = store.quads_for_pattern(None, _TYPE, None)
    known = {show_term(quad.subject, prefixes) for quad in typed} - {*values}
    starts = {value: f"{value.partition(':')[0]}:" for value in values}
    found = {v: find_near(v, [k for k in known if k.startswith(starts[v])]) for v in values}
    shown = (
        (v, prefixes.show(prefixes.expand_known(near[0]))) for v, near in found.items() if near
    )
    return {v: Message("Did you mean {name}?", name=name) for v, name in shown}
