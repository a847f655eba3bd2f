"""Where a finding about a thing stands in the tables: the row and field that said it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bioprod_graph.findings import Location
from bioprod_graph.tables import read_records, read_tables

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bioprod_graph.findings import Finding
    from bioprod_graph.graph import RowWriter
    from bioprod_graph.project import Project
    from bioprod_graph.tables import Record
    from bioprod_graph.tables.schema import Table


def locate_findings(
    findings: Iterable[Finding], project: Project, writer: RowWriter
) -> list[Finding]:
    """Give the findings with file, line and column, where a row of a table speaks of their focus.

    The tables that may speak of them are read again for it, which is only done when something was
    found.
    """
    findings = list(findings)
    wanted = {f.focus for f in findings if f.focus and f.location is None}
    if not wanted:
        return findings
    places = _find_places(project, writer, wanted)
    return [_place(finding, places) for finding in findings]


Places = dict[tuple[str, str], Location]


def _find_places(project: Project, writer: RowWriter, wanted: set[str]) -> Places:
    places: Places = {}
    # Findings are few and statements many: it is the findings that are expanded.
    nodes = {f"<{project.prefixes.expand_known(focus.strip('<>'))}>": focus for focus in wanted}
    # Foreign keys were checked before, and lead to tables that are not read here.
    tables = tuple(
        replace(table, foreign_keys=())
        for table in read_tables(project)
        if _may_speak_of(table, nodes)
    )
    for record in read_records(project, tables, lambda _: None):
        for quad in writer.assert_records([record], lambda _: None):
            focus = nodes.get(str(quad.subject))
            if focus is not None:
                path = project.prefixes.compress(quad.predicate.value)
                column = _find_column(record, quad.predicate.value, project)
                where = Location(record.location.file, record.location.line, column)
                places.setdefault((focus, path), where)
                places.setdefault((focus, ""), record.location)
    return places


def _may_speak_of(table: Table, nodes: Iterable[str]) -> bool:
    """Tell whether a row may be about a thing, by how the IRI of the thing begins."""
    templates = (table.about, *(column.about for column in table.columns))
    starts = tuple(f"<{template.partition('{')[0]}" for template in templates if template)
    return any(node.startswith(starts) for node in nodes)


def _find_column(record: Record, predicate: str, project: Project) -> int:
    for column in record.table.columns:
        if column.property and project.prefixes.expand_known(column.property) == predicate:
            return 0 if column.is_virtual else column.number
    return 0


def _place(finding: Finding, places: Places) -> Finding:
    if finding.location is not None:
        return finding
    where = places.get((finding.focus, finding.path)) or places.get((finding.focus, ""))
    return finding if where is None else replace(finding, location=where)
