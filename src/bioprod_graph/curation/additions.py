"""Rows put into a table: checked as in a build, written in one step.

What is checked is the text of the table as it would be: the rules are those of the records, and
there is no second copy of them here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bioprod_graph.checks.identifiers import check_numbers
from bioprod_graph.checks.near_duplicates import NameBook
from bioprod_graph.errors import BusyError
from bioprod_graph.files import TABLE, find_bounds, hold_lock, read_bytes, replace_files
from bioprod_graph.findings import Finding, sort_findings
from bioprod_graph.language import Message
from bioprod_graph.tables import find_breaks, place_rows, read_records, write_row

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from bioprod_graph.checks.near_duplicates import Likeness, Name
    from bioprod_graph.project import Project
    from bioprod_graph.tables import Draft, Table


@dataclass(frozen=True)
class Addition:
    """What adding rows to a table would do: nothing is written yet.

    `lines` are the rows as they will stand, with their numbers; `findings` is why they must not
    be written; `alike` are the bodies they name that look like others.
    """

    path: Path
    before: bytes
    after: bytes
    lines: tuple[tuple[int, str], ...] = ()
    findings: tuple[Finding, ...] = ()
    alike: tuple[Likeness, ...] = ()


def plan_addition(
    project: Project, tables: tuple[Table, ...], table: Table, *, drafts: Sequence[Draft]
) -> Addition:
    """Plan the addition of rows to a table; `tables` are all of the project.

    Raises ProjectError if the table itself cannot be read.
    """
    path, file = table.path.resolve(), project.relative(table.path)
    before = read_bytes(table.path, limit=TABLE, within=find_bounds(table.path))
    after, placed, repeated = place_rows(table, before, file, drafts=drafts)
    if broken := [finding for draft in drafts for finding in find_breaks(draft)]:
        return Addition(path, before, before, findings=tuple(sort_findings(broken)))
    found: list[Finding] = []
    book = NameBook()
    records = read_records(project, tables, found.append, instead={table.name: after})
    for record in check_numbers(records, project.prefixes, found.append):
        book.add_record(record)
    alike = book.find_undecided(_move_names(book, file, placed))
    moved = _move_findings(found, file, placed)
    lines = tuple((line, write_row(table, draft)[:-1]) for line, draft in placed.items())
    findings = tuple(sort_findings([*repeated, *moved]))
    return Addition(path, before, after, lines, findings, tuple(alike))


def write_addition(project: Project, addition: Addition) -> None:
    """Write the table anew, in one step: it is never half there.

    Raises BusyError while a build runs, or if the table has changed since; BioprodError if the
    disk refuses.
    """
    with hold_lock(project.build, Message("nothing was added")):
        if read_bytes(addition.path, limit=TABLE) != addition.before:
            raise BusyError(
                "{path}: was changed by someone else meanwhile: try again", path=addition.path
            )
        replace_files({addition.path: addition.after})


def _move_findings(
    findings: list[Finding], file: str, placed: dict[int, Draft]
) -> Iterator[Finding]:
    """Point findings about new rows at what was given.

    Others are left to the check; of keys that are there twice was told.
    """
    for finding in findings:
        where = finding.location
        is_new = where and where.file == file and where.line in placed
        if where and is_new and finding.check != "table:duplicate-key":
            yield replace(finding, location=placed[where.line].where(finding.path))


def _move_names(book: NameBook, file: str, placed: dict[int, Draft]) -> list[Name]:
    """Point the names of the table at where they stand now, or were given; give the new ones."""
    new = []
    for number, name in enumerate(book.names):
        where = name.location
        if where.file == file and where.line in placed:
            book.names[number] = replace(name, location=placed[where.line].location)
            new.append(book.names[number])
        elif where.file == file:
            line = where.line - sum(added < where.line for added in placed)
            book.names[number] = replace(name, location=replace(where, line=line))
    return new
