"""Where a finding about a thing stands in the tables: the row and field that said it.

Each row states what it says in a graph of its own, whose IRI tells the table and the key.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pyoxigraph as ox

from bioprod_graph.findings import Location
from bioprod_graph.rdf import match_named

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bioprod_graph.findings import Finding
    from bioprod_graph.graph import RowWriter
    from bioprod_graph.project import Project
    from bioprod_graph.tables import KeyIndex, Table

    # A row: the place of its table among the tables, and its line, so that rows sort as they stand.
    Row = tuple[int, int]


class Locator:
    """Finds the rows and fields that say something, once all tables are read."""

    def __init__(
        self, project: Project, tables: tuple[Table, ...], *, keys: KeyIndex, writer: RowWriter
    ) -> None:
        self._project, self._tables, self._keys = project, tables, keys
        self._traces = [writer.trace_rows(table) for table in tables]
        self._rows: dict[int, dict[str, Row]] = {}

    def locate(self, findings: Iterable[Finding], store: ox.Store) -> list[Finding]:
        """Give the findings with file, line and column, where a row speaks of their focus."""
        return [self._place(finding, store) for finding in findings]

    def _place(self, finding: Finding, store: ox.Store) -> Finding:
        if finding.location is not None or not finding.focus:
            return finding
        prefixes = self._project.prefixes
        iri = prefixes.expand_known(finding.focus.strip("<>"))
        predicate = prefixes.expand_known(finding.path.strip("<>"))
        said = list(self._find_rows(iri, store))
        exact = [row for row, property_ in said if property_ == predicate]
        if not said:
            return finding
        place, line = min(exact or [row for row, _ in said])
        table = self._tables[place]
        column = self._find_column(table, predicate) if exact else 0
        return replace(finding, location=Location(self._project.relative(table.path), line, column))

    def _find_rows(self, iri: str, store: ox.Store) -> Iterator[tuple[Row, str]]:
        """Give the rows that speak of a thing, or are it, each with the property it states."""
        try:
            subject = ox.NamedNode(iri)
        except ValueError:
            return
        own = self._find_row(iri)
        for quad in match_named(store, (subject, None, None)):
            row = own or self._find_row(str(quad.graph_name)[1:-1])
            if row is not None:
                yield row, quad.predicate.value

    def _find_row(self, graph: str) -> Row | None:
        for place, (start, fill) in enumerate(self._traces):
            if graph.startswith(start):
                if place not in self._rows:
                    rows = self._keys.rows(self._tables[place])
                    self._rows[place] = {fill(cells): (place, line) for cells, line in rows}
                if graph in self._rows[place]:
                    return self._rows[place][graph]
        return None

    def _find_column(self, table: Table, predicate: str) -> int:
        expand = self._project.prefixes.expand_known
        for column in table.columns:
            if column.property and expand(column.property) == predicate:
                return 0 if column.is_virtual else column.number
        return 0
