"""Gaps: what is missing, by kind, each with the row that would fill it. A gap is no error.

A kind is a file `queries/gaps/NAME.rq`, where each row of the answer is something that is missing.
The header says what, how soon it is shown (most important first), and where it would be filled in:

    #+ rank: 1
    #+ sentence_en: Nothing is known to have come of “{focus|name}”.
    #+ table: follow-ups
    #+ row: recommendation={focus}

`queries/gaps/README.md` tells what headers hold.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from bioprod_graph.documents import Document, Figures, Paragraph, Section, Sentence, Table
from bioprod_graph.documents.speaker import Speaker
from bioprod_graph.errors import NotFoundError, ProjectError
from bioprod_graph.formats import write_json
from bioprod_graph.identifiers import show_term
from bioprod_graph.language import LANGUAGES, Message, Text, fill_template, say_number, sort_key
from bioprod_graph.names import suggest
from bioprod_graph.proofs import read_wording
from bioprod_graph.rdf import read_terms, select
from bioprod_graph.reports.drafts import Draft, Tables, write_cell, write_line
from bioprod_graph.sparql.query_files import QueryFile, read_queries

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from bioprod_graph.language import Language, Sayable
    from bioprod_graph.project import Project
    from bioprod_graph.rdf import Term
    from bioprod_graph.reports.drafts import Row
    from bioprod_graph.tables import schema

_CELL = re.compile(r"(?P<column>\w[\w{}]*)(?P<sign>\+?=)(?P<value>.*)")
_COMMA = re.compile(r",\s*(?=[\w{}]+\+?=)")
_COLUMNS = ("kind", "thing", "gap", "file", "line", "row", "to_fill")
_BETWEEN = " · "


@dataclass(frozen=True)
class Gap:
    """Something that is missing: of which thing, what is said of it, and what would fill it."""

    kind: QueryFile
    focus: str
    said: Text
    draft: Draft


def choose_kinds(folder: Path, names: Sequence[str] = ()) -> list[QueryFile]:
    """Choose the kinds of a folder by name, all of them without names; by rank, then by name.

    Raises NotFoundError, with the nearest name or all of them, for a name that none has;
    ProjectError for a folder without any, and for a file that is not well made.
    """
    kinds = read_queries(folder, "gaps")
    if not kinds:
        raise ProjectError(
            "{folder}: there are no kinds of gaps, one a file NAME.rq", folder=folder
        )
    for kind in kinds:
        if bool(kind.get("table")) == bool(kind.get("file") and kind.get("draft")):
            raise ProjectError(
                "{path}: the header needs either #+ table: … or #+ file: … and #+ draft: …",
                path=kind.path,
            )
        _read_cells(kind)
    known = [kind.name for kind in kinds]
    for name in names:
        if name not in known:
            there = Message("there are {names}", names=", ".join(known))
            hint = suggest(name, known, otherwise=there)
            raise NotFoundError("no kind of gap is named {name}; {hint}", name=name, hint=hint)
    chosen = (kind for kind in kinds if not names or kind.name in names)
    return sorted(chosen, key=lambda kind: (int(kind.get("rank")), kind.name))


def find_gaps(store: ox.Store, project: Project, kinds: Sequence[QueryFile]) -> list[Gap]:
    """Find the gaps of these kinds, kind by kind, each by the name of what it is about.

    Raises ProjectError for a header that names what is no table or column.
    """
    search = _Search(store, project)
    gaps: list[Gap] = []
    for kind in kinds:
        found = {(gap.focus, gap.draft.text): gap for gap in search.find(kind)}
        gaps += (gap for _, gap in sorted(found.items()))
    return gaps


class _Search:
    """What is asked, who names things, and the tables in which gaps are filled."""

    def __init__(self, store: ox.Store, project: Project) -> None:
        self._store = store
        self._prefixes = project.prefixes
        self._tables = Tables(project)
        self._speakers = {tag: Speaker(read_wording(store, project, tag)) for tag in LANGUAGES}

    def find(self, kind: QueryFile) -> Iterator[Gap]:
        store = self._store
        if name := kind.get("reads"):
            store = ox.Store()
            store.extend(self._tables.assert_cells(name, origin=str(kind.path)))
        templates = kind.text_of("sentence")
        for terms in read_terms(select(store, kind.text)):
            group = {name: (term,) for name, term in terms.items()}
            said: dict[str, str] = {
                tag: "".join(part.text for part in speaker.say(templates.say(tag), group))
                for tag, speaker in self._speakers.items()
            }
            yield Gap(kind, terms["focus"].value, Text(said), self._draft(kind, terms))

    def _draft(self, kind: QueryFile, terms: dict[str, Term]) -> Draft:
        values = {name: term.value for name, term in terms.items()}
        if not kind.get("table"):
            short = {name: show_term(term, self._prefixes) for name, term in terms.items()}
            return Draft(_fill(kind.get("file"), values), text=_fill(kind.get("draft"), short))
        table = self._tables.find(_fill(kind.get("table"), values), origin=str(kind.path))
        graph = _fill(kind.get("change"), values)
        row = self._tables.find_row(table, graph) if graph else None
        return self._tables.draft(table, dict(_fill_cells(kind, table, row, terms=terms)), row)


def _fill(template: str, values: dict[str, str]) -> str:
    return fill_template(template, values, "")


def _read_cells(kind: QueryFile) -> list[re.Match[str]]:
    """Read the cells of the row that would fill a gap; raises ProjectError for a malformed one."""
    cells = []
    for part in (part for line in kind.header.get("row", ()) for part in _COMMA.split(line)):
        match = _CELL.fullmatch(part.strip())
        if match is None:
            raise ProjectError(
                "{path}: malformed row “{part}”: expected column=value", path=kind.path, part=part
            )
        cells.append(match)
    return cells


def _fill_cells(
    kind: QueryFile, table: schema.Table, row: Row | None, *, terms: dict[str, Term]
) -> Iterator[tuple[str, str]]:
    columns = {column.name: column for column in table.columns if not column.is_virtual}
    for cell in _read_cells(kind):
        name = _fill(cell["column"], {n: term.value for n, term in terms.items()})
        column = columns.get(name)
        if column is None:
            raise ProjectError(
                "{path}: {name} has no column {name_2}",
                path=kind.path,
                name=table.name,
                name_2=name,
            )
        text = _fill(cell["value"], {n: write_cell(table, column, t) for n, t in terms.items()})
        if cell["sign"] == "+=" and row and row.cells.get(name):
            text = f"{row.cells[name]}{column.separator or ''}{text}"
        yield name, text


def make_document(gaps: Sequence[Gap], language: Language, *, top: int | None = None) -> Document:
    """Make a document: how many there are of each kind, then at most `top` of each (None: all)."""
    groups = [list(group) for _, group in groupby(sort_gaps(gaps, language), lambda g: g.kind)]
    counts = Figures(
        tuple(
            (Sentence(say_number(len(group), language)), Sentence(_name(group[0].kind, language)))
            for group in groups
        )
    )
    counted = Section(Message("Kinds of gaps").say(language), (counts,))
    sections = [_write_group(group, language, top) for group in groups]
    count = Message("{n} gap", many="{n} gaps", n=len(gaps))
    head = Message("{count}, most important first", count=count) if len(groups) > 1 else count
    title = (head if gaps else Message("No gaps")).say(language)
    return Document(title, language, None, (*[counted][: len(groups) > 1], *sections), "")


def _write_group(group: Sequence[Gap], language: Language, top: int | None) -> Section:
    kind = group[0].kind
    count = say_number(len(group), language)
    title = f"{kind.text_of('title').say(language)} ({count}){_BETWEEN}{kind.name}"
    header = Message("what is missing"), Message("where"), Message("what is known")
    rows = tuple(_tell(gap, language) for gap in group[:top])
    table = Table(tuple(name.say(language) for name in header), rows)
    left = len(group) - len(rows)
    more = Message(
        "… and {n} more: --kind {kind} shows it.",
        many="… and {n} more: --kind {kind} shows all.",
        n=left,
        kind=kind.name,
    )
    rest = Paragraph((Sentence(more.say(language)),))
    return Section(title, (table, rest) if left else (table,))


def _name(kind: QueryFile, language: Language) -> str:
    return f"{kind.text_of('title').say(language)}{_BETWEEN}{kind.name}"


def _tell(gap: Gap, language: Language) -> tuple[Sentence, ...]:
    """Tell what is missing, in which file, what is to be done there, and what is known of it."""
    draft = gap.draft
    where: list[Sayable] = []
    if draft.cells:
        change = Message("row to complete at line {line}", line=draft.line)
        where.append(change if draft.line else Message("row to add"))
    if draft.missing:
        where.append(Message("to fill: {names}", names=", ".join(draft.missing)))
    known = [f"{column}={value}" for column, value in draft.cells.items() if value]
    place = _BETWEEN.join([draft.file, *(part.say(language) for part in where)])
    cells = gap.said.say(language), place, _BETWEEN.join(known or [draft.text])
    return tuple(map(Sentence, cells))


def sort_gaps(gaps: Sequence[Gap], language: Language) -> list[Gap]:
    """Sort gaps kind by kind, each by its words."""

    def key(gap: Gap) -> tuple[Any, ...]:
        words = sort_key(gap.said.say(language), language)
        return int(gap.kind.get("rank")), gap.kind.name, words, gap.draft.text

    return sorted(gaps, key=key)


def render_csv(gaps: Sequence[Gap], language: Language) -> str:
    """Write gaps as CSV (RFC 4180), a row each."""
    rows: list[tuple[object, ...]] = [_COLUMNS]
    for gap in sort_gaps(gaps, language):
        told, draft = (gap.kind.name, gap.focus, gap.said.say(language)), gap.draft
        rows.append((*told, draft.file, draft.line or "", draft.text, "|".join(draft.missing)))
    return "".join(f"{write_line(map(str, row))}\r\n" for row in rows)


def render_json(gaps: Sequence[Gap], language: Language) -> str:
    """Write gaps as a JSON list, each said in every language."""
    listed = []
    for gap in sort_gaps(gaps, language):
        told = {"kind": gap.kind.name, "thing": gap.focus, "gap": dict(gap.said.forms)}
        where = {"file": gap.draft.file, "line": gap.draft.line or None, "row": gap.draft.text}
        listed.append(told | where | {"cells": gap.draft.cells, "to_fill": gap.draft.missing})
    return write_json(listed)
