"""Primary and foreign keys, checked in the one pass that reads the rows.

The library csvw checks them too, but reads each table again for it and names no column.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bioprod_graph.findings import Finding, Location
from bioprod_graph.language import Message

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bioprod_graph.tables.schema import ForeignKey, Table

Key = tuple[str, ...]


class KeyIndex:
    """The keys seen, and the references still to be resolved when all rows are read."""

    def __init__(self) -> None:
        self._lines: dict[str, dict[Key, int]] = {}
        self._references: dict[tuple[str, Key, Key], tuple[Location, str]] = {}
        self._columns: dict[tuple[str, Key], tuple[str | None, int]] = {}
        self._partial: set[str] = set()

    def add_table(self, table: Table) -> None:
        """Start a table, so that one without rows is still known."""
        self._lines.setdefault(table.name, {})
        for foreign in table.foreign_keys:
            self._columns[table.name, foreign.columns] = _find_place(table, foreign)

    def add_row(self, table: Table, cells: dict[str, str], location: Location) -> Finding | None:
        """Note the key and the references of a row; give a finding if its key was seen before.

        All tables that are referred to must have been added by the time references are resolved.
        """
        for foreign in table.foreign_keys:
            self._add_references(table, foreign, cells, location=location)
        key = tuple([cells.get(name, "") for name in table.primary_key])
        if not key or not all(key):
            return None  # a refused or missing cell has its own finding
        first = self._lines[table.name].setdefault(key, location.line)
        if first == location.line:
            return None
        shown = ", ".join(key)
        return Finding(
            "error",
            "table:duplicate-key",
            Message(
                "the key “{shown}” stands already on line {first}: remove one of the two rows",
                shown=shown,
                first=first,
            ),
            location,
            path=", ".join(table.primary_key),
            value=shown,
        )

    def note_finding(self, table: Table, finding: Finding) -> None:
        """Note that keys of a table may be unknown: a row was not read, or its key was refused."""
        where = finding.location
        whole_row = where is None or where.line <= 1 or not where.column
        if whole_row or finding.path in table.primary_key:
            self._partial.add(table.name)

    def find_dangling(self) -> Iterator[Finding]:
        """Give a finding for each reference to a key that no row has.

        Where a table was not read whole, nothing is said: the rest of it may hold the key.
        """
        for (target, _, key), (location, name) in self._references.items():
            if target in self._partial or key in self._lines[target]:
                continue
            shown = ", ".join(key)
            yield Finding(
                "error",
                "table:dangling-reference",
                Message(
                    "“{shown}” is the key of no row of {target}.csv: add that row or correct "
                    "the reference",
                    shown=shown,
                    target=target,
                ),
                location,
                path=name,
                value=shown,
            )

    def rows(self, table: Table) -> Iterator[tuple[dict[str, str], int]]:
        """Give the key cells of each row that was read, and the line on which it stands."""
        for key, line in self._lines.get(table.name, {}).items():
            yield dict(zip(table.primary_key, key, strict=True)), line

    def _add_references(
        self, table: Table, foreign: ForeignKey, cells: dict[str, str], *, location: Location
    ) -> None:
        separator, number = self._columns[table.name, foreign.columns]
        values = tuple([cells.get(name, "") for name in foreign.columns])
        keys = [(item,) for item in values[0].split(separator)] if separator else [values]
        for key in keys:
            reference = (foreign.table, foreign.columns, key)
            if any(key) and reference not in self._references:
                where = Location(location.file, location.line, number)
                self._references[reference] = where, ", ".join(foreign.columns)


def _find_place(table: Table, foreign: ForeignKey) -> tuple[str | None, int]:
    """Give the separator of a reference that is a list, and the number of its first column."""
    columns = [column for column in table.columns if column.name in foreign.columns]
    return (columns[0].separator if len(columns) == 1 else None), columns[0].number
