"""The questions that fill a row: one a column, as tables.json describes it, the names first."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bioprod_graph.checks.near_duplicates import Likeness, Name, NameBook, find_body, is_name
from bioprod_graph.findings import Location
from bioprod_graph.language import LANGUAGES, SOURCE, Message, Sayable, Text, fold
from bioprod_graph.names import find_near
from bioprod_graph.tables import read_records
from bioprod_graph.tables.tables import check_value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bioprod_graph.language import Language
    from bioprod_graph.project import Project
    from bioprod_graph.tables.schema import Column, Table

    Cells = dict[str, str]

_YES = frozenset(("o", "oui", "y", "yes"))
_LONGEST_SLUG = 60


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


@dataclass(frozen=True)
class Register:
    """What a new row may refer to and resemble: the keys of each table, the names of all bodies."""

    keys: dict[str, frozenset[str]]
    book: NameBook


def read_register(project: Project, tables: tuple[Table, ...]) -> Register:
    """Read the keys and the names of the tables; what is wrong in them is left to the check."""
    book = NameBook()
    keys: dict[str, set[str]] = {table.name: set() for table in tables}
    for record in read_records(project, tables, lambda _: None):
        book.add_record(record)
        key = [record.cells.get(name, "") for name in record.table.primary_key]
        keys[record.table.name].add(", ".join(key))
    return Register({name: frozenset(found) for name, found in keys.items()}, book)


def find_missing(table: Table, cells: Cells) -> list[str]:
    """Name the columns that must not be empty and are."""
    required = (column.name for column in table.columns if _is_asked(column) and _needs(column))
    return [name for name in required if not cells.get(name)]


def interview(
    table: Table, register: Register, talk: Talk, *, given: Cells, defaults: Cells
) -> Cells | None:
    """Ask for the cells that are not given; None if the person thinks better of it.

    As soon as the names are known, the bodies that look alike are shown.
    """
    cells = dict(given)
    names = [column for column in table.columns if is_name(column.name)]
    title = table.title.get(talk.language, table.name)
    talk.tell(
        Message(
            "{title} ({name}.csv). Enter accepts what is in brackets, or leaves empty.",
            title=title,
            name=table.name,
        )
    )
    for column in [*names, *_order_others(table)]:
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


def _is_asked(column: Column) -> bool:
    return not column.is_virtual


def _needs(column: Column) -> bool:
    return column.complaint("") is not None


def _order_others(table: Table) -> Iterator[Column]:
    """What must be filled in comes first, in the order of the table."""
    others = [c for c in table.columns if _is_asked(c) and not is_name(c.name)]
    yield from (column for column in others if _needs(column))
    yield from (column for column in others if not _needs(column))


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
    talk.tell(Text({tag: _word_question(column, tag, default) for tag in LANGUAGES}))
    while True:
        answer = talk.ask().strip() or default
        complaints = list(_find_complaints(table, column, answer, register=register))
        if not complaints:
            return answer
        for complaint in complaints:
            talk.tell(complaint)


def _word_question(column: Column, language: str, default: str) -> str:
    text = column.description.get(language, column.name)
    choices = f" ({' | '.join(column.choices)})" if column.choices else ""
    proposed = f" [{default}]" if default else ""
    optional = "" if _needs(column) or default else " []"
    return f"{text} – {column.name}{choices}{proposed}{optional}"


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
    target = next((key.table for key in table.foreign_keys if key.columns == (column.name,)), None)
    if target is None or not answer:
        return
    for item in answer.split(column.separator) if column.separator else [answer]:
        if item not in register.keys[target]:
            yield _say_unknown(item, target, register.keys[target])


def _say_unknown(item: str, target: str, keys: frozenset[str]) -> Message:
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
