"""Tables are read: each row becomes a Record, each problem a Finding with file, line and column."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from bioprod_graph.errors import FileError
from bioprod_graph.files import TABLE, find_bounds, list_files, read_bytes, read_csv
from bioprod_graph.findings import Finding, Location, shorten
from bioprod_graph.language import Message
from bioprod_graph.names import find_near, split_words
from bioprod_graph.tables.cells import check_cell, decode_text
from bioprod_graph.tables.faults import fault, read_texts
from bioprod_graph.tables.keys import KeyIndex
from bioprod_graph.tables.sssom import check_prefixes

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Container, Iterator, Mapping
    from pathlib import Path

    from bioprod_graph.project import Project
    from bioprod_graph.tables.schema import Column, Table

    Report = Callable[[Finding], None]

# Of these faults so many in one table have one cause: the program that wrote the file.
_ALIKE = 10
_OF_FILES = ("table:ragged-row", "table:curly-quotes", "table:empty-row", "table:lost-accents")
# Quotation marks that CSV does not know.
_CURLY = re.compile("[“”„]")
# The day before the first of a spreadsheet, which counts days from there.
_BEFORE_DAYS = date(1899, 12, 30)
_DAYS = 5
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
        return column.split(self.cells.get(column.name, ""))


def read_records(
    project: Project,
    tables: tuple[Table, ...],
    report: Report,
    *,
    keys: KeyIndex | None = None,
    instead: Mapping[str, bytes] | None = None,
) -> Iterator[Record]:
    """Read the rows of the tables in order; `report` is given every problem found on the way.

    Keys are noted in `keys`, from which the line of a row can be told afterwards. A table that is
    named in `instead` is read as if its file held that.
    """
    keys = KeyIndex() if keys is None else keys
    for table in tables:

        def note(finding: Finding, table: Table = table) -> None:
            keys.note_finding(table, finding)
            report(finding)

        file = project.relative(table.path)
        content = (instead or {}).get(table.name)
        names = project.prefixes.namespaces
        for record in _read_table(table, file, note, content=content, namespaces=names):
            duplicate = keys.add_row(table, record.cells, record.location)
            if duplicate:
                report(duplicate)
            else:
                yield record
    for finding in keys.find_dangling():
        report(finding)
    for finding in _find_strangers(project, {table.path for table in tables}):
        report(finding)


def _find_strangers(project: Project, described: Collection[Path]) -> Iterator[Finding]:
    """Find files among the tables that nobody reads."""
    home, written = project.root / "data", {str(path).casefold(): path.name for path in described}
    for path in list_files(home, "*.[Cc][Ss][Vv]"):
        if path not in described:
            near = written.get(str(path).casefold(), "")
            check = "other-case" if near else "undescribed"
            yield fault(check, Location(project.relative(path)), near=near)
    # A workbook that is open leaves another beside it, which begins with ~ or a full stop.
    for path in list_files(home, "[!~.]*.xls*"):
        found = fault("workbook", Location(project.relative(path)))
        yield found._replace(severity="warning")


def _read_table(
    table: Table,
    file: str,
    report: Report,
    *,
    content: bytes | None,
    namespaces: Mapping[str, str],
) -> Iterator[Record]:
    text = _read_text(table, file) if content is None else decode_text(content, file)
    if isinstance(text, Finding):
        report(text)
        return
    for finding in check_prefixes(text, table, file, namespaces=namespaces):
        report(finding)
    rows, gathered = read_csv(text, table.dialect), list[Finding]()

    def note(finding: Finding) -> None:
        (gathered.append if finding.check in _OF_FILES else report)(finding)

    try:
        _, header = next(rows, (1, []))
        findings = list(_check_header(table, header, file))
        for finding in findings:
            report(finding)
        if not findings:
            yield from _read_body(table, rows, file, report=note)
    except csv.Error as error:
        report(report_malformed(error, file))
    for finding in _fold_alike(gathered):
        report(finding)


def _read_text(table: Table, file: str) -> str | Finding:
    try:
        content = read_bytes(table.path, limit=TABLE, within=find_bounds(table.path))
    except FileError as error:
        return fault("unreadable", Location(file), reason=error.reason)
    return decode_text(content, file)


def _fold_alike(findings: list[Finding]) -> Iterator[Finding]:
    """Let what is found many times over follow from the first of it."""
    alike: dict[str, list[Finding]] = {}
    for finding in findings:
        alike.setdefault(finding.check, []).append(finding)
    for first, *rest in alike.values():
        yield first
        cause = first.location if len(rest) >= _ALIKE else None
        yield from (finding._replace(cause=cause) for finding in rest)


def _check_header(table: Table, header: list[str], file: str) -> Iterator[Finding]:
    if not header:
        yield fault("empty", Location(file, 1))
        return
    missing = [name for name in table.header if name not in header]
    if len(missing) == len(table.header):
        delimiter = table.dialect.delimiter
        names = delimiter.join(table.header)
        yield fault("other-header", Location(file, 1), delimiter=delimiter, names=names)
        return
    extra = list(find_extra(table, header, file))
    # The only one that is missing is the only one that is too many, under another name.
    renamed = missing if len(missing) == len(extra) == 1 else []
    for finding in extra:
        where, name = finding.location or Location(file, 1), finding.path
        near = name.strip() and (find_near(name, missing) or renamed)
        missing = [column for column in missing if column not in near]
        yield fault("renamed-column", where, path=name, near=near[0]) if near else finding
    for name in missing:
        yield fault("missing-column", Location(file, 1), path=name)
    pairs = list(zip(table.header, header, strict=False))
    if sorted(header) == sorted(table.header) and (wrong := [p for p in pairs if p[0] != p[1]]):
        (name, found), number = wrong[0], pairs.index(wrong[0]) + 1
        yield fault("column-order", Location(file, 1, number), path=found, name=name)


def find_extra(
    table: Table, header: list[str], file: str, *, also: Container[str] = (), of: str = "table"
) -> Iterator[Finding]:
    """Find columns that a table has not and may not have also, or that are there twice."""
    names = ", ".join(table.header)
    for number, name in enumerate(header, start=1):
        is_known = name in table.header or name in also
        if not is_known or name in header[: number - 1]:
            where = Location(file, 1, number)
            check = "extra-column" if name.strip() else "unnamed-column"
            yield fault(
                check, where, path=name, of=of, number=number, table=table.name, names=names
            )


def _read_body(
    table: Table, rows: Iterator[tuple[int, list[str]]], file: str, *, report: Report
) -> Iterator[Record]:
    # Values recur in a column: one that was found sound is not looked at again.
    columns = [(column, set[str]()) for column in table.columns if not column.is_virtual]
    for line, row in rows:
        if check := _judge_row(table, row):
            report(fault(check, Location(file, line), found=len(row), expected=len(columns)))
            continue
        cells = dict(zip(table.header, row, strict=True))
        for (column, sound), cell in zip(columns, row, strict=True):
            if cell in sound:
                continue
            findings = list(check_value(column, cell, Location(file, line, column.number)))
            if findings:
                del cells[column.name]
            elif len(sound) < _REMEMBERED:
                sound.add(cell)
            for finding in findings:
                report(finding)
        yield Record(table, Location(file, line), cells)


def _judge_row(table: Table, row: list[str]) -> str:
    """Name what is wrong with a row before its cells are looked at, or nothing."""
    if not any(row):
        return "empty-row"
    if len(row) != len(table.header):
        opened = (cell for cell in row if _CURLY.match(cell))
        is_curly = any(len(_CURLY.findall(cell)) % 2 for cell in opened)
        return "curly-quotes" if is_curly else "ragged-row"
    return "repeated-header" if tuple(row) == table.header else ""


def check_value(column: Column, cell: str, location: Location) -> Iterator[Finding]:
    """Check a cell against its column: characters, list, datatype, and whether it may be empty."""
    name = column.name
    if cell and (faults := list(check_cell(cell, name, location))):
        yield from faults
    elif column.separator and any(not item or item != item.strip() for item in column.split(cell)):
        yield fault("bad-list", location, path=name, value=shorten(cell))
    elif column.complaint(cell) is not None:
        wrong = next((item for item in column.split(cell) if column.judge(item)), None)
        if wrong is None:
            yield fault("missing-value", location, path=name)
        else:
            told = _say_expected(column, wrong)
            yield fault("bad-value", location, path=name, value=shorten(wrong), told=told)


def _say_expected(column: Column, wrong: str) -> Message:
    """Say which choice is near, or what says the same and can stand there; else what can."""
    kind, _, key = wrong.replace(":", "/").partition("/")
    paths = (f"{near}/{key}" for near in find_near(kind, column.kinds) if key)
    known = column.list_known()
    named = [(name, key) for key in known for name in column.names(key).values()]
    forms = (each for each in _find_forms(column, wrong)
             if not known or {*column.split(each)}.issubset(known))  # fmt: skip
    near = find_near(wrong, known, also=named) or [*forms, *paths]
    if near:
        return Message("did you mean {name}?", name=near[0])
    choices = Message("one of {choices}", choices=column.show_choices(", "))
    return Message(
        "expected is {expected}", expected=choices if column.choices else column.expected
    )


def _find_forms(column: Column, wrong: str) -> Iterator[str]:
    """Find what a person may have meant: words as a key, another order of a date, other marks."""
    plain = ("%20" if "://" in wrong else "").join(wrong.split())
    is_text = column.datatype.endswith("#string")
    items = [item for item in re.split(r"\s*[;,]\s*", wrong) if item]
    if column.separator and len(items) > 1 and not any(map(column.judge, items)):
        yield column.separator.join(items)
    day = "-".join(part.zfill(2) for part in reversed(re.split("[/.]", plain)))
    words = ["-".join(split_words(wrong))] if is_text else []
    number = int(plain) if plain.isdecimal() and len(plain) == _DAYS else 0
    serial = (_BEFORE_DAYS + timedelta(days=number)).isoformat()
    for form in (*words, plain, day, plain.replace(",", "."), serial if number else ""):
        if form and column.judge(form) is None:
            yield form


def report_malformed(error: csv.Error, file: str) -> Finding:
    """Say that what stands there is no CSV."""
    line, reason = error.args
    known = read_texts("malformed").items()
    told = next(text for start, text in known if str(reason).startswith(start))
    return fault("malformed", Location(file, line), reason=told)
