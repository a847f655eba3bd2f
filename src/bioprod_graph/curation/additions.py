"""Rows put into a table: where they belong by key, checked as in a build, written in one step.

What is checked is the text of the table as it would be: the rules are those of the records, and
there is no second copy of them here. All other lines stay byte for byte.
"""

from __future__ import annotations

import csv
import io
import tempfile
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from bioprod_graph.checks.identifiers import check_numbers
from bioprod_graph.checks.near_duplicates import NameBook
from bioprod_graph.errors import BioprodError, BusyError, ProjectError, say_reason
from bioprod_graph.files import find_bounds, read_bytes, replace_files
from bioprod_graph.files.limits import TABLE
from bioprod_graph.files.reading import UTF8_MARK
from bioprod_graph.findings import Finding, Location, shorten, sort_findings
from bioprod_graph.language import Message
from bioprod_graph.pipeline.release import hold_lock
from bioprod_graph.tables import read_records
from bioprod_graph.tables.schema import read_rows
from bioprod_graph.tables.text import decode_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bioprod_graph.checks.near_duplicates import Likeness, Name
    from bioprod_graph.curation.drafts import Draft
    from bioprod_graph.project import Project
    from bioprod_graph.tables.schema import Table

_BREAKS = frozenset("\n\r\t\v\f\x85\u2028\u2029")


@dataclass(frozen=True)
class Addition:
    """What adding rows to a table would do: nothing is written yet.

    `lines` are the rows as they will stand, with their numbers; `findings` is why they must not
    be written; `alike` are the bodies they name that look like others.
    """

    path: Path
    before: bytes
    after: bytes
    lines: tuple[tuple[int, str], ...]
    findings: tuple[Finding, ...]
    alike: tuple[Likeness, ...]


@dataclass(frozen=True)
class _Row:
    """A row of the table that is to be: its key, its text, and the draft it was made from."""

    key: tuple[str, ...]
    text: str
    line: int = 0
    draft: Draft | None = None


def plan_addition(
    project: Project, tables: Sequence[Table], table: Table, *, drafts: Sequence[Draft]
) -> Addition:
    """Plan the addition of rows to a table; `tables` are all of the project.

    Raises ProjectError if the table itself cannot be read.
    """
    path = table.path.resolve()
    before, header, rows = _read_table(project, table)
    file = project.relative(table.path)
    broken = [finding for draft in drafts for finding in _find_breaks(draft)]
    if broken:
        return Addition(path, before, before, (), tuple(sort_findings(broken)), ())
    repeated = list(_find_repeated(table, rows, drafts, file=file))
    for draft in drafts:
        _insert(rows, _Row(_key(table, draft.cells), _write_row(table, draft), draft=draft))
    mark = UTF8_MARK if before.startswith(UTF8_MARK) else b""
    after = mark + (header + "".join(row.text for row in rows)).encode()
    placed = dict(_place(header, rows))
    findings, alike = _check(project, tables, table, after=after, placed=placed)
    lines = tuple((line, _write_row(table, draft)[:-1]) for line, draft in placed.items())
    return Addition(
        path, before, after, lines, tuple(sort_findings([*repeated, *findings])), tuple(alike)
    )


def write_addition(project: Project, addition: Addition) -> None:
    """Write the table anew, in one step: it is never half there.

    Raises BusyError while a build runs, or if the table has changed since; BioprodError if the
    disk refuses.
    """
    path = addition.path
    with hold_lock(project.build, Message("nothing was added")):
        try:
            if read_bytes(path, limit=TABLE) != addition.before:
                raise BusyError(
                    "{path}: was changed by someone else meanwhile: try again", path=path
                )
            replace_files({path: addition.after})
        except OSError as error:
            raise BioprodError(
                "{path}: cannot be written ({reason}); it stays as it was",
                path=path,
                reason=say_reason(error),
            ) from None


def _read_table(project: Project, table: Table) -> tuple[bytes, str, list[_Row]]:
    """Read a table as its bytes, its first line and its rows, which end with a line end each."""
    file = project.relative(table.path)
    unreadable = ProjectError("{file}: cannot be read as it is: see bioprod check", file=file)
    content = read_bytes(table.path, limit=TABLE, within=find_bounds(table.path))
    text = decode_text(content, file)
    if isinstance(text, Finding):
        raise unreadable
    lines = list(io.StringIO(text, newline=""))
    try:
        rows = list(read_rows(table, lines))
    except csv.Error:
        raise unreadable from None
    if not rows or tuple(rows[0][1]) != table.header:
        raise unreadable
    # Comments before the first line of columns belong to it.
    starts = [0, *(line - 1 for line, _ in rows[1:]), len(lines)]
    texts = ["".join(lines[start:end]) for start, end in pairwise(starts)]
    texts[-1] += "" if texts[-1].endswith("\n") else "\n"
    found = [
        _Row(_key(table, dict(zip(table.header, cells, strict=False))), text, line)
        for (line, cells), text in zip(rows[1:], texts[1:], strict=True)
    ]
    return content, texts[0], found


def _key(table: Table, cells: dict[str, str]) -> tuple[str, ...]:
    return tuple(cells.get(name, "") for name in table.primary_key)


def _write_row(table: Table, draft: Draft) -> str:
    cells = [draft.cells.get(name, "") for name in table.header]
    delimiter = table.dialect.delimiter
    if not table.dialect.quote:
        return delimiter.join(cells) + "\n"
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerow(cells)
    return out.getvalue()


def _insert(rows: list[_Row], row: _Row) -> None:
    """Put a row before the first of a greater key, so that a sorted table stays sorted."""
    place = next((n for n, other in enumerate(rows) if other.key > row.key), len(rows))
    rows.insert(place, row)


def _place(header: str, rows: list[_Row]) -> Iterator[tuple[int, Draft]]:
    line = 1 + header.count("\n")
    for row in rows:
        if row.draft is not None:
            yield line, row.draft
        line += row.text.count("\n")


def _find_breaks(draft: Draft) -> Iterator[Finding]:
    """A row is one line, so that a fact is one line of a diff."""
    for name, cell in draft.cells.items():
        if not _BREAKS.isdisjoint(cell):
            yield Finding(
                "error",
                "table:line-break",
                Message("the cell “{name}” holds a line break or a tab: remove it", name=name),
                draft.where(name),
                path=name,
                value=shorten(cell),
            )


def _find_repeated(
    table: Table, rows: list[_Row], drafts: Sequence[Draft], *, file: str
) -> Iterator[Finding]:
    """Find keys that the table has already, or that two of the new rows share."""
    seen = {row.key: Location(file, row.line) for row in rows}
    for draft in drafts:
        key, shown = _key(table, draft.cells), ", ".join(_key(table, draft.cells))
        if not all(key):
            continue  # a missing cell has its own finding
        first = seen.setdefault(key, draft.location)
        if first is not draft.location:
            yield Finding(
                "error",
                "table:duplicate-key",
                Message(
                    "the key “{shown}” exists already ({first}): give another",
                    shown=shown,
                    first=first,
                ),
                draft.where(table.primary_key[0]),
                path=", ".join(table.primary_key),
                value=shown,
            )


def _check(
    project: Project,
    tables: Sequence[Table],
    table: Table,
    *,
    after: bytes,
    placed: dict[int, Draft],
) -> tuple[list[Finding], list[Likeness]]:
    """Read all tables, this one as it would be; give what concerns the new rows."""
    findings: list[Finding] = []
    book = NameBook()
    with tempfile.TemporaryDirectory(prefix="bioprod-") as folder:
        path = Path(folder) / table.path.name
        path.write_bytes(after)
        changed = tuple(replace(t, path=path) if t.name == table.name else t for t in tables)
        records = read_records(project, changed, findings.append)
        for record in check_numbers(records, project.prefixes, findings.append):
            book.add_record(record)
    file = path.as_posix()
    moved = (_move(finding, file, placed) for finding in findings)
    new = _move_names(book, file, project.relative(table.path), placed=placed)
    return [finding for finding in moved if finding is not None], book.find_undecided(new)


def _move(finding: Finding, file: str, placed: dict[int, Draft]) -> Finding | None:
    """Point a finding at what was given.

    One that is not about a new row is left to the check; of keys that are there twice was told.
    """
    where = finding.location
    if where is None or where.file != file or where.line not in placed:
        return None
    if finding.check == "table:duplicate-key":
        return None
    draft = placed[where.line]
    return replace(finding, location=draft.where(finding.path))


def _move_names(
    book: NameBook, file: str, old_file: str, *, placed: dict[int, Draft]
) -> list[Name]:
    """Point the names of the table at where they stand now, or were given; give the new ones."""
    new = []
    for number, name in enumerate(book.names):
        where = name.location
        if where.file != file:
            continue
        draft = placed.get(where.line)
        if draft is None:
            line = where.line - sum(added < where.line for added in placed)
            book.names[number] = replace(name, location=replace(where, file=old_file, line=line))
        else:
            book.names[number] = replace(name, location=draft.location)
            new.append(book.names[number])
    return new
