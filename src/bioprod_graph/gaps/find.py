"""Gaps are found: each kind is asked, each row of its answer becomes a gap with a draft."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, get_args

import pyoxigraph as ox

from bioprod_graph.dataset import read_label
from bioprod_graph.errors import ProjectError
from bioprod_graph.gaps.drafts import Draft, Tables, write_cell
from bioprod_graph.gaps.kinds import GapKind, fill_places
from bioprod_graph.identifiers import show_term
from bioprod_graph.language import Language
from bioprod_graph.rdf import read_terms, select

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bioprod_graph.gaps.drafts import Row
    from bioprod_graph.project import Project
    from bioprod_graph.rdf import Term
    from bioprod_graph.tables.schema import Table

_LANGUAGES: tuple[Language, ...] = get_args(Language)


@dataclass(frozen=True)
class Gap:
    """Something that is missing: of which thing, said in both languages, and what would fill it.

    `line` is 0 where a row is to be added; `draft` is a line of the file, with the columns in
    `missing` left to fill.
    """

    kind: GapKind
    focus: str
    say: dict[Language, str]
    file: str
    line: int
    draft: str
    cells: dict[str, str]
    missing: tuple[str, ...]


def find_gaps(store: ox.Store, project: Project, kinds: Sequence[GapKind]) -> Iterator[Gap]:
    """Find the gaps of these kinds, kind by kind, each by the name of what it is about.

    Raises ProjectError for a header that names what is no table or column.
    """
    search = _Search(store, project, Tables(project))
    for kind in kinds:
        found = {(gap.focus, gap.draft): gap for gap in search.find(kind)}
        yield from (gap for _, gap in sorted(found.items()))


@dataclass(frozen=True)
class _Search:
    """What is asked, and the tables in which gaps are filled."""

    store: ox.Store
    project: Project
    tables: Tables

    def find(self, kind: GapKind) -> Iterator[Gap]:
        store = self._choose_store(kind)
        for terms in read_terms(select(store, kind.file.text)):
            yield self._make_gap(kind, terms)

    def _choose_store(self, kind: GapKind) -> ox.Store:
        name = kind.file.get("reads")
        if not name:
            return self.store
        store = ox.Store()
        store.extend(self.tables.assert_cells(name, origin=str(kind.file.path)))
        return store

    def _make_gap(self, kind: GapKind, terms: dict[str, Term]) -> Gap:
        say = {
            language: fill_places(
                kind.file.get(f"say_{language}"),
                {name: self._name(term, language) for name, term in terms.items()},
            )
            for language in _LANGUAGES
        }
        draft, text = self._draft(kind, terms)
        return Gap(
            kind,
            terms["focus"].value,
            say,
            draft.file,
            draft.line,
            text,
            draft.cells,
            draft.missing,
        )

    def _draft(self, kind: GapKind, terms: dict[str, Term]) -> tuple[Draft, str]:
        values = {name: term.value for name, term in terms.items()}
        if not kind.file.get("table"):
            short = {name: show_term(term, self.project.prefixes) for name, term in terms.items()}
            file = fill_places(kind.file.get("file"), values)
            return Draft(file, 0, {}, ()), fill_places(kind.file.get("draft"), short)
        origin = str(kind.file.path)
        table = self.tables.find(fill_places(kind.file.get("table"), values), origin=origin)
        graph = fill_places(kind.file.get("change"), values)
        row = self.tables.find_row(table, graph) if graph else None
        cells = dict(_fill_cells(kind, table, row, terms=terms))
        draft = self.tables.draft(table, cells, row)
        return draft, draft.text

    def _name(self, term: Term, language: Language) -> str:
        """Name a thing in a language; what has no name goes by its identifier."""
        if isinstance(term, ox.Literal):
            return term.value
        short = self.project.prefixes.compress(term.value)
        return read_label(self.store, term, otherwise=short).say(language)


def _fill_cells(
    kind: GapKind, table: Table, row: Row | None, *, terms: dict[str, Term]
) -> Iterator[tuple[str, str]]:
    columns = {column.name: column for column in table.columns if not column.is_virtual}
    for cell in kind.cells:
        name = fill_places(cell.column, {n: term.value for n, term in terms.items()})
        column = columns.get(name)
        if column is None:
            raise ProjectError(
                "{path}: {name} has no column {name_2}",
                path=kind.file.path,
                name=table.name,
                name_2=name,
            )
        written = {n: write_cell(table, column, term) for n, term in terms.items()}
        text = fill_places(cell.value, written)
        if cell.is_added and row and row.cells.get(name):
            text = f"{row.cells[name]}{column.separator or ''}{text}"
        yield name, text
