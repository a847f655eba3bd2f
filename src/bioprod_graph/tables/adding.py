"""Rows that are to be added: cells from options or a file, and where they belong in their table.

A new row stands before the first of a greater key; all other lines stay byte for byte.
"""

from __future__ import annotations

import csv
import io
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import reduce
from itertools import accumulate, pairwise, zip_longest
from operator import itemgetter
from typing import TYPE_CHECKING

from bioprod_graph.errors import ProjectError, UsageError
from bioprod_graph.files import UTF8_MARK, find_dialect, read_csv, write_csv
from bioprod_graph.findings import Finding, Location, shorten
from bioprod_graph.language import Message
from bioprod_graph.names import suggest
from bioprod_graph.tables.cells import decode_text
from bioprod_graph.tables.faults import fault
from bioprod_graph.tables.records import find_extra, report_malformed
from bioprod_graph.tables.workbooks import is_workbook, read_workbook

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bioprod_graph.files import Dialect
    from bioprod_graph.language import Sayable
    from bioprod_graph.tables.schema import Table

    Cells = dict[str, str]
    Rows = list[tuple[int, list[str]]]
    Key = tuple[str, ...]

# How a plural of a table’s name ends, and its singular.
_ENDINGS = (("ies", "y"), ("es", "is"), ("es", ""), ("s", ""))
_BREAKS = frozenset("\n\r\t\v\f\x85\u2028\u2029")


@dataclass(frozen=True)
class Draft:
    """A row to be added, and where its cells were read: fields of a file, or options."""

    table: Table
    cells: Cells
    location: Location
    columns: dict[str, int] = field(default_factory=dict, compare=False)
    prefix: str = ""

    def where(self, column: str) -> Location:
        """Tell where the cell of a column was read."""
        if not self.location.line:
            return Location(f"{self.location.file} {self.prefix}{column}".rstrip())
        return Location(self.location.file, self.location.line, self.columns.get(column, 0))


def find_table(tables: Sequence[Table], word: str) -> Table:
    """Find a table by its name, in the plural or in the singular, or by that of its file.

    One that is described in a folder of its own has the name of the folder, too; of two of one
    name, the later is meant. Raises UsageError that names the nearest, or all.
    """
    named = {form: table for table in tables for form in _list_words(table, tables[0])}
    name = word.rpartition("/")[2].removesuffix(".csv")
    if name in named:
        return named[name]
    # Of two of one name, that of the folder.
    names = ", ".join(next(n for n, each in named.items() if each is table) for table in tables)
    hint = suggest(word, named, otherwise=Message("there are {names}", names=names))
    raise UsageError("there is no table {word}: {hint}", word=word, hint=hint)


def parse_settings(tables: Sequence[Table], table: Table, settings: Sequence[str]) -> Cells:
    """Parse options of the form COLUMN=VALUE; one that is repeated adds an item to a list.

    A column of a row that is cited is TABLE.COLUMN. Raises UsageError, which tells all of them, for
    another form, an unknown column, or a column that holds one value only.
    """
    cells: Cells = {}
    wrong: list[Sayable] = []
    for setting in settings:
        name, sign, value = setting.partition("=")
        home, inner = _find_home(tables, table, name)
        if not sign:
            wrong.append(Message("--set {setting}: write COLUMN=VALUE", setting=setting))
        elif inner not in home.header:
            names = Message("it has {names}", names=", ".join(home.header))
            said = Message("--set {setting}: {table} has no column “{name}”; {hint}", name=inner)
            hint = suggest(inner, home.header, otherwise=names)
            wrong.append(said.fill(setting=setting, table=home.name, hint=hint))
        else:
            separator = home.columns[home.header.index(inner)].separator
            if name in cells and not separator:
                said = Message("--set {setting}: {name} is given twice", name=name)
                wrong.append(said.fill(setting=setting))
            cells[name] = f"{cells[name]}{separator}{value}" if name in cells else value
    if wrong:
        raise UsageError(reduce(lambda a, b: Message("{said}; {more}", said=a, more=b), wrong))
    return cells


def make_drafts(
    tables: Sequence[Table],
    table: Table,
    cells: Cells,
    *,
    where: Location,
    defaults: Cells,
    columns: Sequence[str] = (),
) -> list[Draft]:
    """Make a row of its cells, and the rows that it cites of those named TABLE.COLUMN.

    What cites a row that is given with it, and does not say which, cites that one.
    """
    parts: dict[str, tuple[Table, Cells, str]] = {table.name: (table, {}, "")}
    for name, cell in cells.items():
        home, inner = _find_home(tables, table, name)
        prefix = name.removesuffix(inner)
        parts.setdefault(home.name, (home, {}, prefix))[1][inner] = cell
    given = {n: part for n, part in parts.items() if n == table.name or any(part[1].values())}
    for home, own, _ in given.values():
        for key in home.foreign_keys:
            is_cited = key.table in given and key.table not in (table.name, home.name)
            if is_cited and len(key.columns) == 1 and not own.get(key.columns[0]):
                own[key.columns[0]] = ", ".join(given[key.table][0].key_of(given[key.table][1]))
    return [
        Draft(
            home,
            {name: value for name, value in defaults.items() if name in home.header} | own,
            where,
            {n.removeprefix(prefix): i for i, n in enumerate(columns, 1) if n.startswith(prefix)},
            prefix,
        )
        for home, own, prefix in reversed(given.values())
    ]


def read_drafts(
    tables: Sequence[Table], table: Table, content: bytes, *, file: str, defaults: Cells
) -> tuple[list[Draft], list[Finding]]:
    """Read the rows of a file, CSV or a workbook, that has columns of a table in any order.

    A column that the file has not takes its value from `defaults`, else stays empty; those of rows
    that are cited are named TABLE.COLUMN. Findings point at the file; raises UsageError if it
    cannot be read.
    """
    drafts: list[Draft] = []
    sheets, findings = _read_sheets(tables, table, content, file=file)
    for home, place, ((start, head), *rows) in sheets:
        meant = {name.casefold(): name for name in home.header}
        columns = _trim([meant.get(name.strip().casefold(), name) for name in head])
        names = {n for n in columns if "." in n and _is_column(*_find_home(tables, home, n))}
        found = list(find_extra(home, columns, place, also=names, of="draft"))
        if not columns:
            found.append(fault("empty", Location(place, start), of="draft"))
        findings += found
        for line, row in rows if not found else ():
            where, fields = Location(place, line), _trim(row)
            is_short = len(row) < len(columns) and not is_workbook(content)
            if fields and (is_short or len(fields) > len(columns)):
                expected = len(columns)
                findings.append(fault("ragged-row", where, found=len(row), expected=expected))
            elif fields:
                cells = dict(zip_longest(columns, fields, fillvalue=""))
                drafts += make_drafts(
                    tables, home, cells, where=where, defaults=defaults, columns=columns
                )
    return _drop_repeated(drafts), findings


def _drop_repeated(drafts: list[Draft]) -> list[Draft]:
    """A row that several cite may be given with each of them."""
    cited: set[object] = set()
    kept = []
    for draft in drafts:
        same = (draft.table.name, *draft.cells.items())
        if not draft.prefix or same not in cited:
            kept.append(draft)
        cited.add(same)
    return kept


def _trim(row: list[str]) -> list[str]:
    """Leave out empty cells at the end: a spreadsheet saves those that were once touched."""
    last = next((n for n in range(len(row), 0, -1) if row[n - 1]), 0)
    return row[:last]


def _read_sheets(
    tables: Sequence[Table], table: Table, content: bytes, *, file: str
) -> tuple[list[tuple[Table, str, Rows]], list[Finding]]:
    """Read what a file holds: of which table, how findings name the place, and the rows."""
    if is_workbook(content) or file.casefold().endswith(".xlsx"):
        sheets, findings = read_workbook(content, file)
        if len(sheets) == 1:
            return [(table, file, rows) for rows in sheets.values()], findings
        words = {word: each for each in tables for word in _list_words(each, tables[0])}
        homes = {name: words.get(name.strip().casefold()) for name in sheets}
        if other := ", ".join(name for name, home in homes.items() if home is None):
            raise UsageError(
                "--from {file}: of several sheets each has the name of a table; {other} has not",
                file=file,
                other=other,
            )
        placed = ((homes[name], f"{file} ({name})", rows) for name, rows in sheets.items())
        return [(home, place, rows) for home, place, rows in placed if home], findings
    text = decode_text(content, file)
    if isinstance(text, Finding):
        return [], [text]
    try:
        rows = list(read_csv(text, table.dialect))
    except csv.Error as error:
        return [], [report_malformed(error, file)]
    return [(table, file, rows or [(1, [])])], []


def place_rows(
    table: Table, before: bytes, file: str, *, drafts: Sequence[Draft]
) -> tuple[bytes, dict[int, Draft], list[Finding]]:
    """Give a table with the new rows, each by its line, and what is wrong with their keys.

    Raises ProjectError if the table itself cannot be read.
    """
    header, rows, dialect = _split(table, before, file)
    findings = list(_find_repeated(table, [row[:2] for row in rows], drafts, file=file))
    end = "\r\n" if header.endswith("\r\n") else "\n"
    # The greatest key up to each row: where the table is in order, that of the row itself.
    reached = list(accumulate((key for key, _, _ in rows), max))
    texts: list[str] = []
    lines: dict[int, Draft] = {}
    line, taken = 1 + header.count("\n"), 0
    for draft in sorted(drafts, key=lambda draft: table.key_of(draft.cells)):
        place = bisect_right(reached, table.key_of(draft.cells))
        texts += (text for _, _, text in rows[taken:place])
        line += sum(text.count("\n") for _, _, text in rows[taken:place])
        texts.append(write_row(draft, dialect, end=end))
        lines[line] = draft
        line, taken = line + 1, place
    mark = UTF8_MARK if before.startswith(UTF8_MARK) else b""
    rest = (text for _, _, text in rows[taken:])
    return mark + "".join([header, *texts, *rest]).encode(), lines, findings


def sort_rows(table: Table, before: bytes, file: str) -> bytes:
    """Give a table with its rows in the order of their keys, each as it is.

    Raises ProjectError if it cannot be read.
    """
    header, rows, _ = _split(table, before, file)
    mark = UTF8_MARK if before.startswith(UTF8_MARK) else b""
    texts = (text for _, _, text in sorted(rows, key=itemgetter(0)))
    return mark + "".join([header, *texts]).encode()


def write_row(draft: Draft, dialect: Dialect, *, end: str = "\n") -> str:
    """Write a row as a line of its table."""
    return write_csv([[draft.cells.get(n, "") for n in draft.table.header]], dialect, end=end)


def find_breaks(draft: Draft) -> Iterator[Finding]:
    """Find line breaks: a row is one line, so that a fact is one line of a diff."""
    for name, cell in draft.cells.items():
        if not _BREAKS.isdisjoint(cell):
            yield fault("line-break", draft.where(name), path=name, value=shorten(cell))


def _list_words(table: Table, first: Table) -> Iterator[str]:
    """Give the words for a table, whose group may be another than that of the first."""
    folder = table.source.parent
    for name in (table.name,) if folder == first.source.parent else (table.name, folder.name):
        yield name
        for plural, singular in _ENDINGS:
            if name.endswith(plural):
                yield name.removesuffix(plural) + singular


def _find_home(tables: Sequence[Table], table: Table, name: str) -> tuple[Table, str]:
    """Tell of which table a column is, and how it is called there."""
    word, _, inner = name.rpartition(".")
    homes = (each for each in tables if word in _list_words(each, tables[0]))
    home = None if name in table.header or not word else next(homes, None)
    return (home, inner) if home else (table, name)


def _is_column(table: Table, name: str) -> bool:
    return name in table.header


def _split(
    table: Table, content: bytes, file: str
) -> tuple[str, list[tuple[Key, int, str]], Dialect]:
    """Take a table apart: its first line, the key, line and text of each row, what parts cells."""
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
    parted = list(zip(map(table.key_of, cells), numbers, texts[1:], strict=True))
    return texts[0], parted, find_dialect(text, table.dialect)


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
            where = draft.where(table.primary_key[0])
            yield fault("duplicate-key", where, path=path, value=shown, of="draft", first=first)
