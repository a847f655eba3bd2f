"""Tables are read: each row becomes a Record, each problem a Finding with file, line and column."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bioprod_graph.errors import FileError
from bioprod_graph.files import find_bounds, list_files, read_bytes
from bioprod_graph.files.limits import TABLE
from bioprod_graph.findings import Finding, Location, shorten
from bioprod_graph.language import Message
from bioprod_graph.tables.keys import KeyIndex
from bioprod_graph.tables.schema import Column, Table, check_keys, read_rows, read_schema
from bioprod_graph.tables.text import check_cell, decode_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from bioprod_graph.project import Project

    Report = Callable[[Finding], None]

# Findings after which rows of a table are not known.
UNREAD = frozenset(
    f"table:{name}"
    for name in (
        *("unreadable", "encoding", "empty", "malformed"),
        *("missing-column", "extra-column", "column-order"),
    )
)


# Values of one column that are known to be sound, at most: memory stays bounded.
_REMEMBERED = 65_536


@dataclass(frozen=True)
class Record:
    """One row of a table, its cells as they are written; cells that were refused are left out."""

    table: Table
    location: Location
    cells: dict[str, str]

    def values(self, column: Column) -> list[str]:
        """Give the values of a cell: none if it is empty, several if the column has a separator."""
        cell = self.cells.get(column.name, "")
        if not cell:
            return []
        return cell.split(column.separator) if column.separator else [cell]


def read_tables(project: Project) -> tuple[Table, ...]:
    """Read the descriptions of all tables of a project.

    Raises ProjectError, one line with the file, for a description that is malformed, for keys
    that are none, and for two tables of one name.
    """
    tables = tuple(table for path in project.table_groups for table in read_schema(path))
    check_keys(tables)
    return tables


def read_records(
    project: Project, tables: tuple[Table, ...], report: Report, *, keys: KeyIndex | None = None
) -> Iterator[Record]:
    """Read the rows of the tables in order; `report` is given every problem found on the way.

    Keys are noted in `keys`, from which the line of a row can be told afterwards.
    """
    keys = KeyIndex() if keys is None else keys
    for table in tables:
        keys.add_table(table)
        note = _make_report(table, keys, report)
        for record in _read_table(table, project.relative(table.path), note):
            duplicate = keys.add_row(table, record.cells, record.location)
            if duplicate:
                report(duplicate)
            else:
                yield record
    for finding in keys.find_dangling():
        report(finding)
    for finding in _find_undescribed(project, tables):
        report(finding)


def _make_report(table: Table, keys: KeyIndex, report: Report) -> Report:
    def note(finding: Finding) -> None:
        keys.note_finding(table, finding)
        report(finding)

    return note


def _read_table(table: Table, file: str, report: Report) -> Iterator[Record]:
    text = _read_text(table.path, file)
    if isinstance(text, Finding):
        report(text)
        return
    # Lines keep their ends, so that a line break within quotes stays what it is.
    rows = read_rows(table, list(io.StringIO(text, newline="")))
    try:
        _, header = next(rows, (1, []))
        findings = list(_check_header(table, header, file))
        for finding in findings:
            report(finding)
        if not findings:
            yield from _read_body(table, header, rows, file=file, report=report)
    except csv.Error as error:
        line, reason = error.args
        report(report_malformed(Location(file, line), reason))


def _read_text(path: Path, file: str) -> str | Finding:
    try:
        return decode_text(read_bytes(path, limit=TABLE, within=find_bounds(path)), file)
    except FileError as error:
        return Finding(
            "error",
            "table:unreadable",
            Message(
                "the file cannot be read ({reason}): mend that or take it out of tables.json",
                reason=error.reason,
            ),
            Location(file),
        )


def _check_header(table: Table, header: list[str], file: str) -> Iterator[Finding]:
    expected = table.header
    if not header:
        yield _empty(Location(file, 1))
        return
    for name in expected:
        if name not in header:
            yield Finding(
                "error",
                "table:missing-column",
                Message("the column “{name}” is missing", name=name),
                Location(file, 1),
                path=name,
            )
    for number, name in enumerate(header, start=1):
        if name not in expected or name in header[: number - 1]:
            yield Finding(
                "error",
                "table:extra-column",
                Message(
                    "the column “{name}” is not expected: describe it in tables.json or remove it",
                    name=name,
                ),
                Location(file, 1, number),
                path=name,
            )
    if sorted(header) == sorted(expected):
        yield from _check_order(expected, header, file)


def _check_order(expected: tuple[str, ...], header: list[str], file: str) -> Iterator[Finding]:
    for number, (name, found) in enumerate(zip(expected, header, strict=True), start=1):
        if name != found:
            yield Finding(
                "error",
                "table:column-order",
                Message(
                    "the column “{found}” is where tables.json has “{name}”: restore the order",
                    found=found,
                    name=name,
                ),
                Location(file, 1, number),
                path=found,
            )
            return


def _read_body(
    table: Table,
    header: list[str],
    rows: Iterator[tuple[int, list[str]]],
    *,
    file: str,
    report: Report,
) -> Iterator[Record]:
    by_name = {column.name: column for column in table.columns}
    columns = [by_name[name] for name in header]
    # Values recur in a column: one that was found sound is not looked at again.
    fields: list[tuple[int, Column, set[str]]] = [
        (number, column, set()) for number, column in enumerate(columns, start=1)
    ]
    for line, row in rows:
        location = Location(file, line)
        if len(row) != len(columns):
            report(report_ragged(location, len(row), len(columns)))
            continue
        cells = dict(zip(header, row, strict=True))
        for (number, column, sound), cell in zip(fields, row, strict=True):
            if cell not in sound and not _check_cell(
                column, cell, Location(file, line, number), report=report
            ):
                del cells[column.name]
            elif len(sound) < _REMEMBERED:
                sound.add(cell)
        yield Record(table, location, cells)


def _check_cell(column: Column, cell: str, location: Location, *, report: Report) -> bool:
    findings = list(check_value(column, cell, location))
    for finding in findings:
        report(finding)
    return not findings


def check_value(column: Column, cell: str, location: Location) -> Iterator[Finding]:
    """Check a cell against its column: characters, list, datatype, and whether it may be empty."""
    if cell:
        yield from check_cell(cell, column.name, location)
    if column.separator and _has_bad_item(cell, column.separator):
        yield Finding(
            "error",
            "table:bad-list",
            Message(
                "the list “{name}” has an item that is empty or has a blank at its ends: "
                "correct it",
                name=column.name,
            ),
            location,
            path=column.name,
            value=shorten(cell),
        )
        return
    if column.complaint(cell) is not None:
        yield _refuse(column, cell, location)


def _refuse(column: Column, cell: str, location: Location) -> Finding:
    """Make the finding for a value that a column does not take."""
    name, shown = column.name, shorten(cell)
    if not cell:
        said = Message("the cell “{name}” is empty; a value is required", name=name)
        return Finding("error", "table:missing-value", said, location, path=name)
    said = Message(
        "“{cell}” is not a value of the column “{name}” (expected: {expected})",
        cell=shown,
        name=name,
        expected=column.expected,
    )
    return Finding("error", "table:bad-value", said, location, path=name, value=shown)


def _has_bad_item(cell: str, separator: str) -> bool:
    return bool(cell) and any(not i or i != i.strip() for i in cell.split(separator))


def _find_undescribed(project: Project, tables: tuple[Table, ...]) -> Iterator[Finding]:
    described = {table.path for table in tables}
    for path in list_files(project.root / "data", "*.csv"):
        if path not in described:
            yield Finding(
                "error",
                "table:undescribed",
                Message("this table is not described in tables.json: describe it or remove it"),
                Location(project.relative(path)),
            )


def _empty(location: Location) -> Finding:
    return Finding(
        "error",
        "table:empty",
        Message("the first line, which names the columns, is empty: write it or remove the table"),
        location,
    )


def report_ragged(location: Location, found: int, expected: int) -> Finding:
    """Say that a row has more or fewer fields than there are columns."""
    return Finding(
        "error",
        "table:ragged-row",
        Message(
            "the row has {found} fields instead of {expected}: check commas and quotes",
            found=found,
            expected=expected,
        ),
        location,
    )


def report_malformed(location: Location, reason: str) -> Finding:
    """Say that what stands there is no CSV."""
    return Finding(
        "error",
        "table:malformed",
        Message(
            "this is no readable CSV ({reason}): check the quotes and the length of the fields",
            reason=reason,
        ),
        location,
    )
