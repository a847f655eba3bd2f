"""Sheets for people: `queries/sheets/NN-NAME.rq` → one sheet, a row a thing.

A column is a variable, in the order of SELECT, headed as `ontology/wording/heads.csv` says. Rows of
the same `?identifier` are merged, so that each block of a UNION may give one column; several values
are joined, sorted as the language does. Things are named, `?identifier` is written in full. The
named graphs of a row (`graph`, `…_graph`) are what it rests on: `?graph` shows the passages that
they cite, by the number that the sheet `cited` gives them.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pyoxigraph as ox

from bioprod_graph.dataset import EVERYTHING, Portion, find_left_out, read_label, read_passages
from bioprod_graph.formats import Sheet
from bioprod_graph.language import sort_key
from bioprod_graph.questions import read_heads
from bioprod_graph.reports.groups import group_rows, is_graph
from bioprod_graph.reports.report import Report
from bioprod_graph.sparql import read_queries

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from bioprod_graph.documents import Group
    from bioprod_graph.language import Language
    from bioprod_graph.project import Project
    from bioprod_graph.rdf import Term
    from bioprod_graph.sparql import QueryFile

    Cell = str | ox.Literal | None

_SHEETS = "sheets"
_IDENTIFIER = "identifier"
_GRAPH = "graph"
_SEPARATOR = "; "
# Rows are sorted by their first cells; what is equal in them, by identifier.
_SORTED_BY = 3


def make_sheets(
    store: ox.Store,
    project: Project,
    language: Language,
    *,
    kept: Portion = EVERYTHING,
    about: ox.NamedNode | None = None,
) -> list[Sheet]:
    """Make the sheets of a project, in the order of their files; those without a row are left out.

    Only what rows that are `kept` state is in them; `about` a thing, the rows that name it and the
    passages that they cite. Names are those of all. Same data, same sheets.
    """
    report = Report(store, project, _SHEETS, language=language)
    report.left_out |= find_left_out(store, kept, project)
    writer = _Writer(store, project, language)
    read = []
    for file in read_queries(project.queries / _SHEETS, _SHEETS):
        groups = group_rows(report.read(file), {_IDENTIFIER})
        read.append((file, [g for g in groups if about is None or writer.concerns(g, about, file)]))
    # The sheet that others cite is written first, so that its rows have their numbers.
    first = sorted(read, key=lambda each: not each[0].get("cited"))
    made = {file.name: writer.write(file, groups) for file, groups in first}
    return [made[file.name] for file, _ in read if made[file.name].rows]


class _Writer:
    """Writes sheets in one language; knows the numbers of passages once their sheet is written."""

    def __init__(self, store: ox.Store, project: Project, language: Language) -> None:
        self._store = store
        self._language = language
        self._heads = read_heads(project.ontology / "wording" / "heads.csv")
        self._name = cache(self._read_name)
        self._numbers: dict[Term, int] = {}
        self._cited: set[Term] = set()

    def concerns(self, group: Group, thing: ox.NamedNode, file: QueryFile) -> bool:
        """Tell whether a row names a thing, or is a passage that a row before it cites."""
        names = any(thing in terms for terms in group.values())
        if names and not file.get("cited"):
            self._cited.update(self._read_passages(group))
        return names or group[_IDENTIFIER][0] in self._cited

    def write(self, file: QueryFile, groups: Iterable[Group]) -> Sheet:
        """Write a sheet, its rows sorted; those of a sheet that is cited are numbered."""
        columns = [n for n in file.variables if n == _GRAPH or not is_graph(n)]
        rows = [(group[_IDENTIFIER][0], self._write_row(columns, group)) for group in groups]
        rows.sort(key=lambda row: self._order(row[1]))
        if number := file.get("cited"):
            place = columns.index(number)
            for count, (term, cells) in enumerate(rows, start=1):
                self._numbers[term] = count
                cells[place] = ox.Literal(count)
        heads = (self._heads[n].say(self._language) if n in self._heads else n for n in columns)
        title, told = (file.text_of(key).say(self._language) for key in ("title", "description"))
        return Sheet(title, tuple(heads), tuple(tuple(cells) for _, cells in rows), told)

    def _order(self, row: Sequence[Cell]) -> list[object]:
        first = (row[place] or "" for place in (*range(min(_SORTED_BY, len(row))), -1))
        texts = (cell.value if isinstance(cell, ox.Literal) else cell for cell in first)
        return [sort_key(text, self._language) for text in texts]

    def _write_row(self, columns: Iterable[str], group: Group) -> list[Cell]:
        return [
            self._cite(group)
            if name == _GRAPH
            else group[name][0].value
            if name == _IDENTIFIER
            else self._write_cell(group.get(name, ()))
            for name in columns
        ]

    def _write_cell(self, terms: Sequence[Term]) -> Cell:
        """Write values: those in the language if any, a literal alone as it is."""
        chosen = [t for t in terms if self._is_spoken(t)] or terms
        if len(chosen) == 1 and isinstance(chosen[0], ox.Literal):
            return chosen[0]
        texts: Collection[str] = {
            t.value if isinstance(t, ox.Literal) else self._name(t) for t in chosen
        }
        if len(texts) > 1:  # keys of long texts take time
            texts = sorted(texts, key=lambda text: sort_key(text, self._language))
        return _SEPARATOR.join(texts) or None

    def _read_name(self, term: ox.NamedNode) -> str:
        """Name a thing; an address that has no name is written in full."""
        return read_label(self._store, term, otherwise=term.value).say(self._language)

    def _is_spoken(self, term: Term) -> bool:
        return not isinstance(term, ox.Literal) or term.language in (None, self._language)

    def _cite(self, group: Group) -> Cell:
        """Give the numbers of the passages that a row rests on; one alone is a number."""
        found = sorted(self._numbers[p] for p in self._read_passages(group) if p in self._numbers)
        if len(found) == 1:
            return ox.Literal(found[0])
        return _SEPARATOR.join(map(str, found)) or None

    def _read_passages(self, group: Group) -> tuple[ox.NamedNode, ...]:
        graphs = [term for name in filter(is_graph, group) for term in group[name]]
        return read_passages(self._store, [g for g in graphs if isinstance(g, ox.NamedNode)])
