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

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from bioprod_graph.documents import Document, Figures, Paragraph, Section, Sentence, Table
from bioprod_graph.errors import NotFoundError, ProjectError
from bioprod_graph.formats import set_rows
from bioprod_graph.language import LANGUAGES, Message, Text, say_number, sort_key
from bioprod_graph.names import suggest
from bioprod_graph.proofs import read_wording
from bioprod_graph.rdf import make_store, read_terms, select
from bioprod_graph.reports.drafts import Draft, Tables, read_cells
from bioprod_graph.sparql.query_files import QueryFile, read_queries

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pyoxigraph as ox

    from bioprod_graph.language import Language
    from bioprod_graph.project import Project

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
        read_cells(kind)
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


def make_document(gaps: Sequence[Gap], language: Language, *, top: int | None = None) -> Document:
    """Make a document: how many there are of each kind, then at most `top` of each (None: all)."""
    groups = [list(group) for _, group in groupby(_sort(gaps, language), lambda gap: gap.kind)]
    sections = [_write_group(group, language, top) for group in groups]
    head = count = Message("{n} gap", many="{n} gaps", n=len(gaps))
    if len(groups) > 1:
        head = Message("{count}, most important first", count=count)
        figures = (
            (say_number(len(group), language), _BETWEEN.join(_name(group[0].kind, language)))
            for group in groups
        )
        counts = Figures(tuple((Sentence(count), Sentence(name)) for count, name in figures))
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
    table = Table(tuple(name.say(language) for name in header), rows)
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
    cells = gap.said.say(language), place, _BETWEEN.join(known or [draft.text])
    return tuple(map(Sentence, cells))


def _sort(gaps: Sequence[Gap], language: Language) -> list[Gap]:
    """Sort gaps kind by kind, each by its words."""

    def key(gap: Gap) -> tuple[Any, ...]:
        words = sort_key(gap.said.say(language), language)
        return int(gap.kind.get("rank")), gap.kind.name, words, gap.draft.text

    return sorted(gaps, key=key)


def make_rows(gaps: Sequence[Gap], language: Language) -> ox.QuerySolutions:
    """Make rows for programs, one a gap; what is to be filled is separated by “|”."""
    rows = []
    for gap in _sort(gaps, language):
        told = [gap.kind.name, gap.focus, gap.said.say(language), gap.draft.file]
        line, missing = str(gap.draft.line or ""), "|".join(gap.draft.missing)
        rows.append([*told, line, gap.draft.text, missing])
    return set_rows(_COLUMNS, rows)


def make_record(gaps: Sequence[Gap], language: Language) -> list[dict[str, Any]]:
    """Make a record for programs, an object a gap, each said in every language."""
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
