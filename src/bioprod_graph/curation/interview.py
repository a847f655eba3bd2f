"""The questions that fill a row, and the rows that it cites and are not there yet.

Questions are the columns as tables.json describes them. Each answer is kept at once, so that a talk
that ends before its time goes on where it ended.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from bioprod_graph.checks import Likeness, Name, NameBook, find_body, is_name
from bioprod_graph.curation.things import Mentionable
from bioprod_graph.findings import Location
from bioprod_graph.language import LANGUAGES, SOURCE, Message, Sayable, Text, fold
from bioprod_graph.names import find_near
from bioprod_graph.tables import Record, check_value, read_records

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from bioprod_graph.curation.kept import Row
    from bioprod_graph.language import Language
    from bioprod_graph.project import Project
    from bioprod_graph.tables import Column, Table

    Cells = dict[str, str]

_YES = frozenset(("o", "oui", "y", "yes"))
_NO = frozenset(("n", "no", "non"))
_LONGEST_SLUG = 60
# What a question lists unasked, at most, of what there is; and what is typed to see all.
_MOST_SHOWN, _HELP = 20, "?"


@dataclass(frozen=True)
class Talk:
    """The other side: `ask` gives an answer in one line, `tell` says a line."""

    language: Language
    ask: Callable[[], str]
    tell: Callable[[Sayable], None]

    def confirm(self, question: Message, *, plain: bool = False) -> bool:
        """Ask a question of which the plain answer is no, or yes."""
        yes = Message("{question} [Y/n]", question=question)
        self.tell(yes if plain else Message("{question} [y/N]", question=question))
        answer = self.ask().strip().casefold()
        return answer not in _NO if plain else answer in _YES


class Register(NamedTuple):
    """What a new row may refer to and resemble: keys of each table, names of bodies, all things."""

    keys: dict[str, set[str]]
    book: NameBook
    things: Mentionable


def read_register(project: Project, tables: tuple[Table, ...]) -> Register:
    """Read the keys and the names of the tables; what is wrong in them is left to the check."""
    register = Register({table.name: set() for table in tables}, NameBook(), Mentionable(project))
    for record in read_records(project, tables, lambda _: None):
        register.book.add_record(record)
        register.things.add_record(record)
        register.keys[record.table.name].add(", ".join(record.table.key_of(record.cells)))
    return register


def find_missing(table: Table, cells: Cells) -> list[str]:
    """Name the columns that must not be empty and are."""
    asked = (column for column in table.columns if not column.is_virtual)
    return [column.name for column in asked if _needs(column) and not cells.get(column.name)]


@dataclass
class Desk:
    """Where a person is asked: what is known, who answers, and the rows that are begun.

    `keep` is given these rows after each answer, the row asked for first; `kept` are rows of an
    earlier talk that may be cited again.
    """

    tables: Sequence[Table]
    register: Register
    talk: Talk
    defaults: Cells = field(default_factory=dict)
    keep: Callable[[list[Row]], None] = lambda _: None
    kept: list[Row] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)

    def interview(self, table: Table, cells: Cells) -> bool:
        """Ask for the cells that are not there; tell whether the person wants the row.

        As soon as the names are known, the bodies that look alike are shown. A row that is cited
        and is not there is asked for on the way. A cell that is there and cannot be is asked anew.
        """
        self.rows.append((table, cells))
        title = table.title.get(self.talk.language, table.name)
        self.talk.tell(
            Message(
                "{title} ({name}). Enter accepts what is in brackets, or leaves empty; “?” "
                "lists what may be given.",
                title=title,
                name=table.path.name,
            )
        )
        asked = [column for column in table.columns if not column.is_virtual]
        names = [column for column in asked if is_name(column.name)]
        others = [column for column in asked if column not in names]
        for column in [*names, *sorted(others, key=lambda column: not _needs(column))]:
            self._fill(table, column, cells)
            if names and column is names[-1] and not self._accept(table, cells):
                return False
        self.register.keys[table.name].add(", ".join(table.key_of(cells)))
        return True

    def _fill(self, table: Table, column: Column, cells: Cells) -> None:
        """Ask until the answer is one that the column takes."""
        answer, known = cells.get(column.name), self._list_known(table, column, cells)
        shown = known if len(known) <= _MOST_SHOWN else {}
        while answer is None or not self._takes(table, column, cells, known=known):
            default = self.defaults.get(column.name) or _propose(table, column, cells)
            self._show(column, default, shown)
            shown = {}
            answer = self.talk.ask().strip() or default
            if answer == _HELP:
                answer, shown = None, known
                if not known and not column.choices:
                    self.talk.tell(Message("expected is {expected}", expected=column.expected))
                continue
            cells[column.name] = answer
            self.keep([*self.rows, *self.kept])

    def _list_known(self, table: Table, column: Column, cells: Cells) -> dict[str, Text]:
        """List what a column may refer to, each with what it is called."""
        targets, named = (
            _find_targets(table, column),
            self.register.things.list_fitting(column, cells),
        )
        keys = set().union(*(self.register.keys[name] for name in targets)) if targets else named
        return {key: Text(named.get(key, {})) for key in sorted(keys)}

    def _show(self, column: Column, default: str, known: Mapping[str, Text]) -> None:
        """Ask for a cell, below what it may refer to."""
        for key, called in known.items():
            line = f"  {key}  {called.say(self.talk.language)}".rstrip()
            self.talk.tell(Text({}, otherwise=line))
        proposed = f" [{default}]" if default else "" if _needs(column) else " []"
        lines: dict[str, str] = {}
        for tag in LANGUAGES:
            choices = column.show_choices(" | ").say(tag)
            listed = f" ({choices})" if choices else ""
            name = column.description.get(tag, column.name)
            lines[tag] = f"{name} – {column.name}{listed}{proposed}"
        self.talk.tell(Text(lines))

    def _takes(
        self, table: Table, column: Column, cells: Cells, *, known: Mapping[str, Text]
    ) -> bool:
        """Tell whether a column takes its cell; say all that is wrong with it."""
        answer = cells[column.name]
        complaints = list(self._find_complaints(table, column, cells))
        for complaint in complaints:
            self.talk.tell(complaint)
        if complaints:
            return False
        return all(
            item in known or self._add_cited(item, target, table, known=known)
            for target in _find_targets(table, column)
            for item in column.split(answer)
        )

    def _find_complaints(self, table: Table, column: Column, cells: Cells) -> Iterator[Sayable]:
        answer, where = cells[column.name], Location(table.path.name)
        wrong = [*check_value(column, answer, where)]
        if wrong or not _find_targets(table, column):
            wrong = [*self.register.things.judge(Record(table, where, cells), column)] or wrong
        for finding in wrong:
            yield finding.said
        if table.primary_key == (column.name,) and answer in self.register.keys[table.name]:
            yield Message(
                "“{answer}” exists already in {table}: give another",
                answer=answer,
                table=table.path.name,
            )

    def _add_cited(
        self, item: str, target: str, citing: Table, *, known: Mapping[str, Text]
    ) -> bool:
        """Offer to add the row that is cited and is not there; tell whether it now is."""
        table = next((table for table in self.tables if table.name == target), None)
        begun = [row for row in (*self.rows, *self.kept) if _is_row(row, target, item)]
        if any(row in self.rows for row in begun):
            return True  # it is being asked for
        said = _say_unknown(item, target, known)
        question = Message("{said}. Add it now?", said=said)
        if table is None or begun:
            self.talk.tell(said)
        if table is None or not (begun or self.talk.confirm(question)):
            return False
        self.kept = [row for row in self.kept if row not in begun]
        count = len(self.rows)
        is_wanted = self.interview(table, begun[0][1] if begun else {table.primary_key[0]: item})
        del self.rows[len(self.rows) if is_wanted else count :]
        self.talk.tell(Message("Back to {name}.", name=citing.path.name))
        return is_wanted

    def _accept(self, table: Table, cells: Cells) -> bool:
        """Show the bodies that look like the new one, and ask whether to go on."""
        if (find_body(table),) != table.primary_key:
            return True  # the row speaks of a body that is there already
        where = Location(table.path.name)
        texts = {cells[c.name] for c in table.columns if is_name(c.name) and cells.get(c.name)}
        names = [Name(cells.get(table.primary_key[0], ""), text, where) for text in sorted(texts)]
        alike = self.register.book.find_undecided(names)
        for likeness in alike:
            show_alike(likeness, self.talk)
        return not alike or self.talk.confirm(Message("Go on all the same?"))


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


def _is_row(row: Row, name: str, key: str) -> bool:
    table, cells = row
    return table.name == name and table.key_of(cells) == (key,)


def _find_targets(table: Table, column: Column) -> list[str]:
    """Name the tables whose keys a column holds."""
    return [key.table for key in table.foreign_keys if key.columns == (column.name,)]


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


def _say_unknown(item: str, target: str, known: Mapping[str, Text]) -> Message:
    names = [(name, key) for key, told in known.items() for name in told.forms.values()]
    near = ", ".join(find_near(item, known, most=3, also=names))
    return Message(
        "“{item}” is not there yet in {target}{near}",
        item=item,
        target=target,
        near=Message("; near: {names}", names=near) if near else "",
    )
