"""Curation: rows that a person adds, asked for one by one, checked as in a build, written whole.

What is checked is the text of the table as it would be: the rules are those of the records, and
there is no second copy of them here. Questions are the columns as tables.json describes them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from bioprod_graph.checks import Likeness, Name, NameBook, check_numbers, find_body, is_name
from bioprod_graph.errors import BusyError
from bioprod_graph.files import TABLE, find_bounds, hold_lock, read_bytes, replace_files
from bioprod_graph.findings import Finding, Location, sort_findings
from bioprod_graph.language import LANGUAGES, SOURCE, Message, Sayable, Text, fold
from bioprod_graph.names import find_near
from bioprod_graph.tables import check_value, find_breaks, place_rows, read_records, write_row

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence
    from pathlib import Path

    from bioprod_graph.language import Language
    from bioprod_graph.project import Project
    from bioprod_graph.tables import Column, Draft, Table

    Cells = dict[str, str]

_YES = frozenset(("o", "oui", "y", "yes"))
_LONGEST_SLUG = 60


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


@dataclass(frozen=True)
class Talk:
    """The other side: `ask` gives an answer in one line, `tell` says a line."""

    language: Language
    ask: Callable[[], str]
    tell: Callable[[Sayable], None]

    def confirm(self, question: Message) -> bool:
        """Ask a question of which no is the plain answer."""
        self.tell(Message("{question} [y/N]", question=question))
        return self.ask().strip().casefold() in _YES


class Register(NamedTuple):
    """What a new row may refer to and resemble: the keys of each table, the names of all bodies."""

    keys: dict[str, set[str]]
    book: NameBook


def read_register(project: Project, tables: tuple[Table, ...]) -> Register:
    """Read the keys and the names of the tables; what is wrong in them is left to the check."""
    register = Register({table.name: set() for table in tables}, NameBook())
    for record in read_records(project, tables, lambda _: None):
        register.book.add_record(record)
        register.keys[record.table.name].add(", ".join(record.table.key_of(record.cells)))
    return register


def find_missing(table: Table, cells: Cells) -> list[str]:
    """Name the columns that must not be empty and are."""
    asked = (column for column in table.columns if not column.is_virtual)
    return [column.name for column in asked if _needs(column) and not cells.get(column.name)]


def interview(
    table: Table, register: Register, talk: Talk, *, given: Cells, defaults: Cells
) -> Cells | None:
    """Ask for the cells that are not given; None if the person thinks better of it.

    As soon as the names are known, the bodies that look alike are shown.
    """
    cells = dict(given)
    asked = [column for column in table.columns if not column.is_virtual]
    names = [column for column in table.columns if is_name(column.name)]
    others = [column for column in asked if column not in names]
    title = table.title.get(talk.language, table.name)
    talk.tell(
        Message(
            "{title} ({name}.csv). Enter accepts what is in brackets, or leaves empty.",
            title=title,
            name=table.name,
        )
    )
    for column in [*names, *sorted(others, key=lambda column: not _needs(column))]:
        if column.name not in cells:
            default = defaults.get(column.name) or _propose(table, column, cells)
            cells[column.name] = _ask(table, column, register, talk=talk, default=default)
        if names and column is names[-1] and not _accept(table, cells, register, talk=talk):
            return None
    return cells


def show_alike(likeness: Likeness, talk: Talk) -> None:
    """Say which two names look alike, and where they stand."""
    first, second = likeness.first, likeness.second
    talk.tell(
        Message(
            "look alike: “{first}” ({where}) and “{second}” ({there})",
            first=first.text,
            where=_say_where(first),
            second=second.text,
            there=_say_where(second),
        )
    )


def _say_where(name: Name) -> Sayable:
    where = Message("{place}", place=name.location) if name.location.line else Message("new")
    return Message("{body}, {where}", body=name.body, where=where) if name.body else where


def _needs(column: Column) -> bool:
    return column.complaint("") is not None


def _propose(table: Table, column: Column, cells: Cells) -> str:
    """Propose an identifier made of the name, where it is the key of the table."""
    name = Text.read(cells, "label").say(SOURCE) or cells.get("name") or ""
    return make_slug(name) if table.primary_key == (column.name,) == ("id",) else ""


def make_slug(name: str) -> str:
    """Make an identifier of a name.

    >>> make_slug("Hôpital Necker – Enfants malades")
    'hopital-necker-enfants-malades'
    """
    words = re.findall(r"[a-z0-9]+", fold(name))
    return "-".join(words)[:_LONGEST_SLUG].strip("-")


def _ask(table: Table, column: Column, register: Register, *, talk: Talk, default: str) -> str:
    """Ask until the answer is one that the column takes."""
    choices = f" ({' | '.join(column.choices)})" if column.choices else ""
    proposed = f" [{default}]" if default else "" if _needs(column) else " []"
    end = f" – {column.name}{choices}{proposed}"
    names = {tag: column.description.get(tag, column.name) for tag in LANGUAGES}
    talk.tell(Text({tag: f"{name}{end}" for tag, name in names.items()}))
    while True:
        answer = talk.ask().strip() or default
        complaints = list(_find_complaints(table, column, answer, register=register))
        if not complaints:
            return answer
        for complaint in complaints:
            talk.tell(complaint)


def _find_complaints(
    table: Table, column: Column, answer: str, *, register: Register
) -> Iterator[Sayable]:
    for finding in check_value(column, answer, Location(table.path.name)):
        yield finding.said
    if table.primary_key == (column.name,) and answer in register.keys[table.name]:
        yield Message(
            "“{answer}” exists already in {table}.csv: give another",
            answer=answer,
            table=table.name,
        )
    for key in table.foreign_keys:
        if key.columns == (column.name,):
            unknown = [i for i in column.split(answer) if i not in register.keys[key.table]]
            yield from (_say_unknown(i, key.table, register.keys[key.table]) for i in unknown)


def _say_unknown(item: str, target: str, keys: Collection[str]) -> Message:
    near = ", ".join(find_near(item, keys, most=3))
    return Message(
        "“{item}” is the key of no row of {target}.csv{near} "
        "(to put it there first: bioprod add {target})",
        item=item,
        target=target,
        near=Message("; near: {names}", names=near) if near else "",
    )


def _accept(table: Table, cells: Cells, register: Register, *, talk: Talk) -> bool:
    """Show the bodies that look like the new one, and ask whether to go on."""
    if (find_body(table),) != table.primary_key:
        return True  # the row speaks of a body that is there already
    where = Location(f"{table.name}.csv")
    texts = {cells[c.name] for c in table.columns if is_name(c.name) and cells.get(c.name)}
    names = [Name(cells.get(table.primary_key[0], ""), text, where) for text in sorted(texts)]
    alike = register.book.find_undecided(names)
    for likeness in alike:
        show_alike(likeness, talk)
    return not alike or talk.confirm(Message("Go on all the same?"))
