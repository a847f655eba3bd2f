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

import csv
import re
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from itertools import groupby
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from bioprod_graph.documents import Document, Figures, Paragraph, Section, Sentence, TableBlock
from bioprod_graph.errors import NotFoundError, ProjectError
from bioprod_graph.files import TABLE, find_bounds, read_csv, read_text, write_csv
from bioprod_graph.formats import set_rows
from bioprod_graph.graph import prepare_template
from bioprod_graph.identifiers import mint_graph, show_term
from bioprod_graph.language import LANGUAGES, Message, Text, fill_template, say_number, sort_key
from bioprod_graph.names import suggest
from bioprod_graph.proofs import read_wording
from bioprod_graph.rdf import make_store, read_terms, select
from bioprod_graph.sparql import QueryFile, read_queries
from bioprod_graph.tables import read_tables

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from bioprod_graph import tables
    from bioprod_graph.language import Language
    from bioprod_graph.project import Project
    from bioprod_graph.rdf import Term

_CELL = re.compile(r"(?P<column>\w[\w{}]*)(?P<sign>\+?=)(?P<value>.*)")
_COMMA = re.compile(r",\s*(?=[\w{}]+\+?=)")
_COLUMNS = ("kind", "thing", "gap", "file", "line", "row", "to_fill")
_BETWEEN = " · "


@dataclass(frozen=True)
class Filler:
    """What fills a gap: a row to add (line 0) or to complete, and its columns to fill."""

    file: str
    line: int = 0
    cells: dict[str, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    text: str = ""


@dataclass(frozen=True)
class Gap:
    """Something that is missing: of which thing, what is said of it, and what would fill it."""

    kind: QueryFile
    focus: str
    said: Text
    draft: Filler


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
            hint = suggest(name, known)
            raise NotFoundError("no kind of gap is named {name}; {hint}", name=name, hint=hint)
    chosen = (kind for kind in kinds if not names or kind.name in names)
    return sorted(chosen, key=lambda kind: (int(kind.get("rank")), kind.name))


def find_gaps(store: ox.Store, project: Project, kinds: Sequence[QueryFile]) -> list[Gap]:
    """Find the gaps of these kinds, kind by kind, each by the name of what it is about.

    Raises ProjectError for a header that names what is no table or column.
    """
    tables = Tables(project)
    speakers = {tag: read_wording(store, project, tag).speaker for tag in LANGUAGES}
    gaps: list[Gap] = []
    for kind in kinds:
        asked, templates = store, kind.text_of("sentence")
        if name := kind.get("reads"):
            asked = make_store(tables.assert_cells(name, origin=str(kind.path)))
        found: dict[tuple[str, str], Gap] = {}
        for terms in read_terms(select(asked, kind.text)):
            group = {name: (term,) for name, term in terms.items()}
            said: dict[str, str] = {
                tag: "".join(part.text for part in speaker.say(templates.say(tag), group))
                for tag, speaker in speakers.items()
            }
            gap = Gap(kind, terms["focus"].value, Text(said), tables.draft(kind, terms))
            found[gap.focus, gap.draft.text] = gap
        gaps += (gap for _, gap in sorted(found.items()))
    return gaps


class Tables:
    """The tables of a project, for drafts of their rows."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._index = cache(self._read_index)

    @cached_property
    def _tables(self) -> dict[str, tables.Table]:
        return {table.name: table for table in read_tables(self._project)}

    def draft(self, kind: QueryFile, terms: Mapping[str, Term]) -> Filler:
        """Draft what would fill a gap of a kind, with the terms that its query gives.

        To be filled are required columns that are empty, and cells that are given without a value
        or end in the separator of their column.

        Raises ProjectError if the header names what is no table or column, and if a file has
        changed since the dataset was built.
        """
        values = {name: term.value for name, term in terms.items()}
        if not kind.get("table"):
            short = {n: show_term(term, self._project.prefixes) for n, term in terms.items()}
            text = fill_template(kind.get("draft"), short, "")
            return Filler(fill_template(kind.get("file"), values, ""), text=text)
        table = self._find(fill_template(kind.get("table"), values, ""), str(kind.path))
        graph = fill_template(kind.get("change"), values, "")
        row = self._find_row(table, graph) if graph else Filler(self._project.relative(table.path))
        given = dict(_fill_cells(kind, table, row, terms=terms))
        cells = {name: given.get(name, row.cells.get(name, "")) for name in table.header}
        missing = tuple(each.name for each in table.columns if _awaits(each, cells, given.keys()))
        return replace(row, cells=cells, missing=missing, text=write_line(cells.values()))

    def assert_cells(self, name: str, *, origin: str) -> Iterator[ox.Quad]:
        """Give the cells of a table as statements, a property a column.

        https://www.w3.org/TR/csv2rdf/ – a column without a property of its own has the address of
        the table and, after #, its name.
        """
        table = self._find(name, origin)
        start = f"{self._project.base}data/{table.path.name}#"
        for graph, row in self._index(table.name).items():
            for column, text in row.cells.items():
                if text:
                    predicate = ox.NamedNode(f"{start}{column}")
                    yield ox.Quad(ox.NamedNode(graph), predicate, ox.Literal(text))

    def _find(self, name: str, origin: str) -> tables.Table:
        if name not in self._tables:
            raise ProjectError("{origin}: there is no table named {name}", origin=origin, name=name)
        return self._tables[name]

    def _find_row(self, table: tables.Table, graph: str) -> Filler:
        row = self._index(table.name).get(graph)
        if row is None:
            place = self._project.relative(table.path)
            raise ProjectError(
                "{place}: has no row of {graph}: run bioprod build", place=place, graph=graph
            )
        return row

    def _read_index(self, name: str) -> dict[str, Filler]:
        """Read the rows of a table as they stand, by the graphs that they are built into."""
        table = self._tables[name]
        fill = prepare_template("_".join(f"{{{key}}}" for key in table.primary_key))
        start = mint_graph(self._project.base, "record", table.name).value
        file = self._project.relative(table.path)
        text = read_text(table.path, limit=TABLE, within=find_bounds(table.path))
        try:
            rows = read_csv(text, table.dialect)
            _, header = next(rows, (1, []))
            found = [Filler(file, line, dict(zip(header, row, strict=False))) for line, row in rows]
        except csv.Error as error:
            raise ProjectError(
                "{path}: cannot be read ({error}): bioprod check", path=table.path, error=error
            ) from None
        return {f"{start}/{fill(row.cells)}": row for row in found}


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
    kind: QueryFile, table: tables.Table, row: Filler, *, terms: Mapping[str, Term]
) -> Iterator[tuple[str, str]]:
    columns = {column.name: column for column in table.columns if not column.is_virtual}
    for cell in _read_cells(kind):
        name = fill_template(cell["column"], {n: term.value for n, term in terms.items()}, "")
        column = columns.get(name)
        if column is None:
            raise ProjectError(
                "{path}: {name} has no column {name_2}",
                path=kind.path,
                name=table.name,
                name_2=name,
            )
        written = {n: write_cell(table, column, term) for n, term in terms.items()}
        text = fill_template(cell["value"], written, "")
        known = row.cells.get(name) if cell["sign"] == "+=" else ""
        yield name, f"{known}{column.separator or ''}{text}" if known else text


def _awaits(column: tables.Column, written: dict[str, str], given: Container[str]) -> bool:
    text = written.get(column.name)
    if text is None:  # a virtual column
        return False
    is_open = bool(column.separator) and text.endswith(column.separator or "")
    return is_open or (not text and (column.is_required or column.name in given))


def write_cell(table: tables.Table, column: tables.Column, term: Term) -> str:
    """Write a term as a cell of a column: the address of a thing as its template takes it apart."""
    template = column.value or (table.about if column.name in table.primary_key else None) or ""
    before, _, rest = template.partition("{")
    after = rest.partition("}")[2]
    text = term.value
    if isinstance(term, ox.NamedNode) and before and text.startswith(before):
        return text.removeprefix(before).removesuffix(after)
    return text


def write_line(cells: Iterable[str]) -> str:
    """Write cells as a line of CSV (RFC 4180), without the end of the line."""
    # What is quoted depends on the end of the line: it is written, then taken away.
    return write_csv([cells], end="\r\n").removesuffix("\r\n")


def make_gaps_document(
    gaps: Sequence[Gap], language: Language, *, top: int | None = None
) -> Document:
    """Make a document: the number of gaps by kind, then at most `top` of each (None: all)."""
    groups = [list(group) for _, group in groupby(_sort(gaps, language), lambda gap: gap.kind)]
    sections = [_write_group(group, language, top) for group in groups]
    head = count = Message("{n} gap", many="{n} gaps", n=len(gaps))
    if len(groups) > 1:
        head = Message("{count}, most important first", count=count)
        figures = (
            (say_number(len(group), language), _BETWEEN.join(_name(group[0].kind, language)))
            for group in groups
        )
        counts = Figures(tuple((Sentence(size), Sentence(name)) for size, name in figures))
        sections.insert(0, Section(Message("Kinds of gaps").say(language), (counts,)))
    title = (head if gaps else Message("No gaps")).say(language)
    return Document(title, language, None, tuple(sections), "")


def _name(kind: QueryFile, language: Language) -> tuple[str, str]:
    return kind.text_of("title").say(language), kind.name


def _write_group(group: Sequence[Gap], language: Language, top: int | None) -> Section:
    title, name = _name(group[0].kind, language)
    counted = f"{title} ({say_number(len(group), language)}){_BETWEEN}{name}"
    header = Message("what is missing"), Message("where"), Message("what is known")
    rows = tuple(_tell(gap, language) for gap in group[:top])
    table = TableBlock(tuple(name.say(language) for name in header), rows)
    left = len(group) - len(rows)
    more = Message(
        "… and {n} more: --kind {kind} shows it.",
        many="… and {n} more: --kind {kind} shows all.",
        n=left,
        kind=name,
    )
    rest = Paragraph((Sentence(more.say(language)),))
    return Section(counted, (table, rest) if left else (table,))


def _tell(gap: Gap, language: Language) -> tuple[Sentence, ...]:
    """Tell what is missing, in which file, what is to be done there, and what is known of it."""
    draft = gap.draft
    where: list[Message] = []
    if draft.cells:
        change = Message("row to complete at line {line}", line=draft.line)
        where.append(change if draft.line else Message("row to add"))
    if draft.missing:
        where.append(Message("to fill: {names}", names=", ".join(draft.missing)))
    known = [f"{column}={value}" for column, value in draft.cells.items() if value]
    place = _BETWEEN.join([draft.file, *(part.say(language) for part in where)])
    cells = gap.said.say(language), place, _BETWEEN.join(known if draft.cells else [draft.text])
    return tuple(map(Sentence, cells))


def _sort(gaps: Sequence[Gap], language: Language) -> list[Gap]:
    """Sort gaps kind by kind, each by its words."""

    def key(gap: Gap) -> tuple[Any, ...]:
        words = sort_key(gap.said.say(language), language)
        return int(gap.kind.get("rank")), gap.kind.name, words, gap.draft.text

    return sorted(gaps, key=key)


def make_gaps_rows(gaps: Sequence[Gap], language: Language) -> ox.QuerySolutions:
    """Make rows for programs, one for each gap; the columns to fill are joined by “|”."""
    rows = []
    for gap in _sort(gaps, language):
        told = [gap.kind.name, gap.focus, gap.said.say(language), gap.draft.file]
        line, missing = str(gap.draft.line or ""), "|".join(gap.draft.missing)
        rows.append([*told, line, gap.draft.text, missing])
    return set_rows(_COLUMNS, rows)


def make_gaps_json(gaps: Sequence[Gap], language: Language) -> list[dict[str, Any]]:
    """Make a list for JSON: an object for each gap, with its sentence in every language."""
    return [
        {
            "kind": gap.kind.name,
            "thing": gap.focus,
            "gap": dict(gap.said.forms),
            "file": gap.draft.file,
            "line": gap.draft.line or None,
            "row": gap.draft.text,
            "cells": gap.draft.cells,
            "to_fill": gap.draft.missing,
        }
        for gap in _sort(gaps, language)
    ]
