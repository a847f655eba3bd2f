"""Rows that are to be added: which table is meant, and cells from options or from a file."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bioprod_graph.errors import UsageError
from bioprod_graph.files import read_bytes
from bioprod_graph.files.limits import TABLE
from bioprod_graph.findings import Finding, Location
from bioprod_graph.language import Message
from bioprod_graph.names import suggest
from bioprod_graph.tables.schema import read_rows
from bioprod_graph.tables.tables import report_malformed, report_ragged
from bioprod_graph.tables.text import decode_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from bioprod_graph.tables.schema import Table

    Cells = dict[str, str]

# How a plural of a table’s name ends, and its singular.
_ENDINGS = (("ies", "y"), ("es", "is"), ("es", ""), ("s", ""))


@dataclass(frozen=True)
class Draft:
    """A row to be added, and where its cells were read: fields of a file, or options."""

    cells: Cells
    location: Location
    columns: dict[str, int] = field(default_factory=dict)

    def where(self, column: str) -> Location:
        """Tell where the cell of a column was read."""
        if not self.location.line:
            return Location(f"{self.location.file} {column}".rstrip())
        return Location(self.location.file, self.location.line, self.columns.get(column, 0))


def find_table(tables: Sequence[Table], word: str) -> Table:
    """Find a table by its name, in the plural or in the singular.

    Raises UsageError that names the nearest, or all.
    """
    named = {form: table for table in tables for form in _forms(table.name)}
    if word in named:
        return named[word]
    names = ", ".join(table.name for table in tables)
    hint = suggest(word, named, otherwise=Message("there are {names}", names=names))
    raise UsageError("there is no table {word}: {hint}", word=word, hint=hint)


def parse_settings(table: Table, settings: Sequence[str]) -> Cells:
    """Parse options of the form COLUMN=VALUE; one that is repeated adds an item to a list.

    Raises UsageError for another form, an unknown column, or a column that holds one value only.
    """
    separators = {c.name: c.separator for c in table.columns if not c.is_virtual}
    cells: Cells = {}
    for setting in settings:
        name, sign, value = setting.partition("=")
        if not sign:
            raise UsageError("--set {setting}: write COLUMN=VALUE", setting=setting)
        if name not in separators:
            raise _unknown_column(table, setting, name)
        separator = separators[name]
        if name in cells and not separator:
            raise UsageError("--set {setting}: {name} is given twice", setting=setting, name=name)
        cells[name] = f"{cells[name]}{separator}{value}" if name in cells else value
    return cells


def read_drafts(path: Path, table: Table, defaults: Cells) -> tuple[list[Draft], list[Finding]]:
    """Read the rows of a file that has columns of the table, in any order.

    A column that the file has not takes its value from `defaults`, else stays empty. Findings
    point at the file; raises UsageError if it cannot be read.
    """
    content = read_bytes(path, limit=TABLE, option="--from")
    text = decode_text(content, path.as_posix())
    if isinstance(text, Finding):
        return [], [text]
    findings: list[Finding] = []
    drafts: list[Draft] = []
    try:
        rows = read_rows(table, list(io.StringIO(text, newline="")))
        _, header = next(rows, (1, []))
        findings += _check_header(table, header, path.as_posix())
        if not findings:
            _read_body(header, rows, Location(path.as_posix()), found=(drafts, findings))
    except csv.Error as error:
        line, reason = error.args
        findings.append(report_malformed(Location(path.as_posix(), line), str(reason)))
    filled = [Draft(defaults | draft.cells, draft.location, draft.columns) for draft in drafts]
    return filled, findings


def _forms(name: str) -> Iterator[str]:
    yield name
    for plural, singular in _ENDINGS:
        if name.endswith(plural):
            yield name.removesuffix(plural) + singular


def _unknown_column(table: Table, setting: str, name: str) -> UsageError:
    names = ", ".join(table.header)
    hint = suggest(name, table.header, otherwise=Message("it has {names}", names=names))
    return UsageError(
        "--set {setting}: {table} has no column “{name}”; {hint}",
        setting=setting,
        table=table.name,
        name=name,
        hint=hint,
    )


def _check_header(table: Table, header: list[str], file: str) -> Iterator[Finding]:
    if not header:
        yield Finding(
            "error",
            "table:empty",
            Message("the first line must name the columns"),
            Location(file, 1),
        )
    for number, name in enumerate(header, start=1):
        if name not in table.header or name in header[: number - 1]:
            yield Finding(
                "error",
                "table:extra-column",
                Message(
                    "the column “{name}” is not expected: {table}.csv has {names}",
                    name=name,
                    table=table.name,
                    names=", ".join(table.header),
                ),
                Location(file, 1, number),
                path=name,
            )


def _read_body(
    header: list[str],
    rows: Iterator[tuple[int, list[str]]],
    where: Location,
    *,
    found: tuple[list[Draft], list[Finding]],
) -> None:
    drafts, findings = found
    columns = {name: number for number, name in enumerate(header, start=1)}
    for line, row in rows:
        location = Location(where.file, line)
        if len(row) == len(header):
            drafts.append(Draft(dict(zip(header, row, strict=True)), location, columns))
        else:
            findings.append(report_ragged(location, len(row), len(header)))
