"""Rows that are to be added: cells from options or a file, and where they belong in their table.

A new row stands before the first of a greater key; all other lines stay byte for byte.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from bioprod_graph.errors import ProjectError, UsageError
from bioprod_graph.files import TABLE, UTF8_MARK, read_bytes, read_csv, write_csv
from bioprod_graph.findings import Finding, Location, shorten
from bioprod_graph.language import Message
from bioprod_graph.names import suggest
from bioprod_graph.tables.cells import decode_text
from bioprod_graph.tables.faults import fault
from bioprod_graph.tables.records import find_extra, report_malformed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from bioprod_graph.tables.schema import Table

    Cells = dict[str, str]
    Key = tuple[str, ...]

# How a plural of a table’s name ends, and its singular.
_ENDINGS = (("ies", "y"), ("es", "is"), ("es", ""), ("s", ""))
_BREAKS = frozenset("\n\r\t\v\f\x85\u2028\u2029")
_UNNAMED = Message("the first line must name the columns")
_EXTRA = Message("the column “{path}” is not expected: {table}.csv has {names}")
_TAKEN = Message("the key “{value}” exists already ({first}): give another")


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
            names = Message("it has {names}", names=", ".join(table.header))
            raise UsageError(
                "--set {setting}: {table} has no column “{name}”; {hint}",
                setting=setting,
                table=table.name,
                name=name,
                hint=suggest(name, table.header, otherwise=names),
            )
        if name in cells and not separators[name]:
            raise UsageError("--set {setting}: {name} is given twice", setting=setting, name=name)
        cells[name] = f"{cells[name]}{separators[name]}{value}" if name in cells else value
    return cells


def read_drafts(path: Path, table: Table, defaults: Cells) -> tuple[list[Draft], list[Finding]]:
    """Read the rows of a file that has columns of the table, in any order.

    A column that the file has not takes its value from `defaults`, else stays empty. Findings
    point at the file; raises UsageError if it cannot be read.
    """
    file = path.as_posix()
    text = decode_text(read_bytes(path, limit=TABLE, option="--from"), file)
    if isinstance(text, Finding):
        return [], [text]
    drafts: list[Draft] = []
    findings: list[Finding] = []
    rows = read_csv(text, table.dialect)
    try:
        _, header = next(rows, (1, []))
        if not header:
            findings.append(fault("empty", Location(file, 1), said=_UNNAMED))
        expected = _EXTRA.fill(table=table.name, names=", ".join(table.header))
        findings += find_extra(table, header, file, said=expected)
        columns = {name: number for number, name in enumerate(header, start=1)}
        for line, row in rows if not findings else ():
            where = Location(file, line)
            if len(row) == len(header):
                cells = defaults | dict(zip(header, row, strict=True))
                drafts.append(Draft(cells, where, columns))
            else:
                findings.append(fault("ragged-row", where, found=len(row), expected=len(header)))
    except csv.Error as error:
        findings.append(report_malformed(error, file))
    return drafts, findings


def place_rows(
    table: Table, before: bytes, file: str, *, drafts: Sequence[Draft]
) -> tuple[bytes, dict[int, Draft], list[Finding]]:
    """Give a table with the new rows, each by its line, and what is wrong with their keys.

    Raises ProjectError if the table itself cannot be read.
    """
    header, rows = _split(table, before, file)
    findings = list(_find_repeated(table, [row[:2] for row in rows], drafts, file=file))
    placed: list[tuple[Key, int, str, Draft | None]] = [(*row, None) for row in rows]
    for draft in drafts:
        key = table.key_of(draft.cells)
        place = next((n for n, row in enumerate(placed) if row[0] > key), len(placed))
        placed.insert(place, (key, 0, write_row(table, draft), draft))
    line = 1 + header.count("\n")
    lines: dict[int, Draft] = {}
    for _, _, text, new in placed:
        if new is not None:
            lines[line] = new
        line += text.count("\n")
    mark = UTF8_MARK if before.startswith(UTF8_MARK) else b""
    after = mark + (header + "".join(text for _, _, text, _ in placed)).encode()
    return after, lines, findings


def write_row(table: Table, draft: Draft) -> str:
    """Write a row as a line of its table."""
    return write_csv([[draft.cells.get(name, "") for name in table.header]], table.dialect)


def find_breaks(draft: Draft) -> Iterator[Finding]:
    """Find line breaks: a row is one line, so that a fact is one line of a diff."""
    for name, cell in draft.cells.items():
        if not _BREAKS.isdisjoint(cell):
            yield fault("line-break", draft.where(name), path=name, value=shorten(cell))


def _forms(name: str) -> Iterator[str]:
    yield name
    for plural, singular in _ENDINGS:
        if name.endswith(plural):
            yield name.removesuffix(plural) + singular


def _split(table: Table, content: bytes, file: str) -> tuple[str, list[tuple[Key, int, str]]]:
    """Take a table apart: its first line, and the key, line and text of each row."""
    text = decode_text(content, file)
    try:
        rows = [] if isinstance(text, Finding) else list(read_csv(text, table.dialect))
    except csv.Error:
        rows = []
    if isinstance(text, Finding) or not rows or tuple(rows[0][1]) != table.header:
        raise ProjectError("{file}: cannot be read as it is: see bioprod check", file=file)
    lines = list(io.StringIO(text, newline=""))
    # Comments before the first line of columns belong to it.
    starts = [0, *(line - 1 for line, _ in rows[1:]), len(lines)]
    texts = ["".join(lines[start:end]) for start, end in pairwise(starts)]
    texts[-1] += "" if texts[-1].endswith("\n") else "\n"
    cells = (dict(zip(table.header, row, strict=False)) for _, row in rows[1:])
    numbers = (line for line, _ in rows[1:])
    return texts[0], list(zip(map(table.key_of, cells), numbers, texts[1:], strict=True))


def _find_repeated(
    table: Table, known: Sequence[tuple[Key, int]], drafts: Sequence[Draft], *, file: str
) -> Iterator[Finding]:
    """Find keys that the table has already, or that two of the new rows share."""
    seen = {key: Location(file, line) for key, line in known}
    for draft in drafts:
        key = table.key_of(draft.cells)
        first = seen.setdefault(key, draft.location)
        if first is not draft.location and all(key):  # a missing cell has its own finding
            path, shown = ", ".join(table.primary_key), ", ".join(key)
            where, said = draft.where(table.primary_key[0]), _TAKEN.fill(first=first)
            yield fault("duplicate-key", where, path=path, value=shown, said=said)
