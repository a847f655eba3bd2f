"""What is added to files: planned, checked as in a build, and written whole.

What is checked is the text of the tables as they would be: the rules are those of the records, and
there is no second copy of them here.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from bioprod_graph.checks import Likeness, Name, NameBook, check_numbers, find_days_to_come
from bioprod_graph.clock import read_day
from bioprod_graph.curation.things import Mentionable
from bioprod_graph.errors import BusyError
from bioprod_graph.files import TABLE, find_bounds, hold_lock, read_bytes, replace_files
from bioprod_graph.findings import Finding, Location, sort_findings
from bioprod_graph.language import Message
from bioprod_graph.tables import (
    Record,
    find_breaks,
    place_rows,
    read_records,
    sort_rows,
    write_row,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from bioprod_graph.project import Project
    from bioprod_graph.tables import Draft, Table

    # The rows that are added to each file, by the line on which they would stand.
    Placed = dict[str, dict[int, Draft]]


class Replacement(NamedTuple):
    """What a file holds, and would hold."""

    before: bytes
    after: bytes


@dataclass(frozen=True)
class Addition:
    """What adding to some files would do: nothing is written yet.

    `lines` is what is added as it will stand, and where; `findings` is why it must not be written;
    `alike` are the bodies it names that look like others.
    """

    changes: dict[Path, Replacement] = field(default_factory=dict)
    lines: tuple[tuple[Location, str], ...] = ()
    findings: tuple[Finding, ...] = ()
    alike: tuple[Likeness, ...] = ()


def plan_addition(project: Project, tables: tuple[Table, ...], drafts: Sequence[Draft]) -> Addition:
    """Plan the addition of rows to their tables; `tables` are all of the project.

    Raises ProjectError if one of them itself cannot be read.
    """
    changes: dict[Path, Replacement] = {}
    instead: dict[str, bytes] = {}
    placed: Placed = {}
    found: list[Finding] = []
    given: dict[str, list[Draft]] = {}
    for draft in drafts:
        if broken := list(find_breaks(draft)):
            found += broken
            # What else is wrong is told with it, of the row on one line.
            cells = {name: " ".join(cell.split()) for name, cell in draft.cells.items()}
            draft = replace(draft, cells=cells)  # noqa: PLW2901
        given.setdefault(draft.table.name, []).append(draft)
    for table in tables:
        if rows := given.get(table.name):
            path, file = table.path.resolve(), project.relative(table.path)
            before = read_bytes(table.path, limit=TABLE, within=find_bounds(table.path))
            after, placed[file], repeated = place_rows(table, before, file, drafts=rows)
            instead[table.name], changes[path] = after, Replacement(before, after)
            found += repeated
    moved, alike = _check(project, tables, instead, placed=placed)
    lines = (
        (Location(file, line), write_row(draft, draft.table.dialect)[:-1])
        for file, rows in placed.items()
        for line, draft in rows.items()
    )
    return Addition(changes, tuple(lines), tuple(sort_findings([*found, *moved])), alike)


def plan_sorting(project: Project, table: Table) -> Addition:
    """Plan to put the rows of a table in the order of their keys; nothing if they are.

    Raises ProjectError if it cannot be read.
    """
    before = read_bytes(table.path, limit=TABLE, within=find_bounds(table.path))
    after = sort_rows(table, before, project.relative(table.path))
    changes = {table.path.resolve(): Replacement(before, after)} if before != after else {}
    return Addition(changes)


def write_addition(project: Project, addition: Addition) -> None:
    """Write all files anew, in one step: none is ever half there.

    Raises BusyError while a build runs, or if one has changed since; BioprodError if the disk
    refuses.
    """
    with hold_lock(project.build, Message("nothing was added")):
        for path, change in addition.changes.items():
            if read_bytes(path, limit=TABLE) != change.before:
                raise BusyError(
                    "{path}: was changed by someone else meanwhile: try again", path=path
                )
        after = {project.own(path): change.after for path, change in addition.changes.items()}
        for path in after:
            path.parent.mkdir(parents=True, exist_ok=True)
        replace_files(after)


def _check(
    project: Project, tables: tuple[Table, ...], instead: dict[str, bytes], *, placed: Placed
) -> tuple[list[Finding], tuple[Likeness, ...]]:
    """Read all tables as they would be; give what is wrong with the new rows, and looks alike."""
    found: list[Finding] = []
    book, things, new = NameBook(), Mentionable(project), []
    records = read_records(project, tables, found.append, instead=instead)
    for record in check_numbers(records, project.prefixes, found.append):
        book.add_record(record)
        things.add_record(record)
        if record.location.line in placed.get(record.location.file, {}):
            new.append(record)
    found = [told for each in found for told in _tell_things(each, things, placed=placed)]
    found += things.find_unknown(new)
    to_come = (each for record in new for each in find_days_to_come(record, read_day()))
    found += (each._replace(severity="error") for each in to_come)
    alike = book.find_undecided(_move_names(book, placed))
    return list(_move_findings(found, placed)), tuple(alike)


def _tell_things(finding: Finding, things: Mentionable, *, placed: Placed) -> list[Finding]:
    """Tell of a new cell that can be the key of nothing which things there are."""
    where = finding.location
    draft = placed.get(where.file, {}).get(where.line) if where else None
    if where is None or draft is None or finding.check != "table:bad-value":
        return [finding]
    column = next(column for column in draft.table.columns if column.name == finding.path)
    return [*things.judge(Record(draft.table, where, draft.cells), column)] or [finding]


def _move_findings(findings: list[Finding], placed: Placed) -> Iterator[Finding]:
    """Point findings about new rows at what was given.

    Others are left to the check; of keys that are there twice was told.
    """
    moved: dict[Location | None, Location] = {}
    for finding in findings:
        where = finding.location
        draft = placed.get(where.file, {}).get(where.line) if where else None
        if draft and finding.check != "table:duplicate-key":
            said = finding.said
            if draft.prefix and isinstance(said, Message):
                # Of a row that is cited, the column is told as it is given: source.url.
                said = said.fill(path=f"{draft.prefix}{finding.path}")
            moved[where] = draft.where(finding.path)
            # A cause that is not among the new rows is not told, but what follows from it is.
            yield finding._replace(said=said, location=moved[where], cause=moved.get(finding.cause))


def _move_names(book: NameBook, placed: Placed) -> list[Name]:
    """Point the names of the tables at where they stand now, or were given; give the new ones."""
    new = []
    added = {file: sorted(rows) for file, rows in placed.items()}
    for number, name in enumerate(book.names):
        where = name.location
        draft = placed.get(where.file, {}).get(where.line)
        if draft:
            book.names[number] = replace(name, location=draft.location)
            new.append(book.names[number])
        elif where.file in placed:
            line = where.line - bisect_left(added[where.file], where.line)
            book.names[number] = replace(name, location=where._replace(line=line))
    return new
