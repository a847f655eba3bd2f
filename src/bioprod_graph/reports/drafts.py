"""Drafts of what would fill a gap: a row of a table with the cells that are known, or a statement.

The header of a kind of gaps says which: `table`, `row` and `change`, or `file` and `draft`.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from typing import TYPE_CHECKING

import pyoxigraph as ox

from bioprod_graph.errors import ProjectError
from bioprod_graph.files import find_bounds, read_text
from bioprod_graph.files.limits import TABLE
from bioprod_graph.graph.templates import prepare_template
from bioprod_graph.identifiers import mint_graph, show_term
from bioprod_graph.language.templates import fill_template
from bioprod_graph.tables import read_tables
from bioprod_graph.tables.schema import read_rows

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping

    from bioprod_graph.project import Project
    from bioprod_graph.rdf import Term
    from bioprod_graph.sparql.query_files import QueryFile
    from bioprod_graph.tables.schema import Column, Table

_CELL = re.compile(r"(?P<column>\w[\w{}]*)(?P<sign>\+?=)(?P<value>.*)")
_COMMA = re.compile(r",\s*(?=[\w{}]+\+?=)")


@dataclass(frozen=True)
class Draft:
    """A row to add (line 0) or to complete, the columns to fill, and the line of the file."""

    file: str
    line: int = 0
    cells: dict[str, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    text: str = ""


class Tables:
    """The tables of a project, for drafts of their rows."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._index = cache(self._read_index)

    @cached_property
    def _tables(self) -> dict[str, Table]:
        return {table.name: table for table in read_tables(self._project)}

    def draft(self, kind: QueryFile, terms: Mapping[str, Term]) -> Draft:
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
            return Draft(fill_template(kind.get("file"), values, ""), text=text)
        table = self._find(fill_template(kind.get("table"), values, ""), str(kind.path))
        graph = fill_template(kind.get("change"), values, "")
        row = self._find_row(table, graph) if graph else Draft(self._project.relative(table.path))
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

    def _find(self, name: str, origin: str) -> Table:
        if name not in self._tables:
            raise ProjectError("{origin}: there is no table named {name}", origin=origin, name=name)
        return self._tables[name]

    def _find_row(self, table: Table, graph: str) -> Draft:
        row = self._index(table.name).get(graph)
        if row is None:
            place = self._project.relative(table.path)
            raise ProjectError(
                "{place}: has no row of {graph}: run bioprod build", place=place, graph=graph
            )
        return row

    def _read_index(self, name: str) -> dict[str, Draft]:
        """Read the rows of a table as they stand, by the graphs that they are built into."""
        table = self._tables[name]
        fill = prepare_template("_".join(f"{{{key}}}" for key in table.primary_key))
        start = mint_graph(self._project.base, "record", table.name).value
        file = self._project.relative(table.path)
        text = read_text(table.path, limit=TABLE, within=find_bounds(table.path))
        try:
            rows = read_rows(table, list(io.StringIO(text, newline="")))
            _, header = next(rows, (1, []))
            found = [Draft(file, line, dict(zip(header, row, strict=False))) for line, row in rows]
        except csv.Error as error:
            raise ProjectError(
                "{path}: cannot be read ({error}): bioprod check", path=table.path, error=error
            ) from None
        return {f"{start}/{fill(row.cells)}": row for row in found}


def read_cells(kind: QueryFile) -> list[re.Match[str]]:
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
    kind: QueryFile, table: Table, row: Draft, *, terms: Mapping[str, Term]
) -> Iterator[tuple[str, str]]:
    columns = {column.name: column for column in table.columns if not column.is_virtual}
    for cell in read_cells(kind):
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


def _awaits(column: Column, written: dict[str, str], given: Container[str]) -> bool:
    text = written.get(column.name)
    if text is None:  # a virtual column
        return False
    is_open = bool(column.separator) and text.endswith(column.separator or "")
    return is_open or (not text and (column.is_required or column.name in given))


def write_cell(table: Table, column: Column, term: Term) -> str:
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
    out = io.StringIO()
    # What is quoted depends on the end of the line: it is written, then taken away.
    csv.writer(out, lineterminator="\r\n").writerow(cells)
    return out.getvalue().removesuffix("\r\n")
