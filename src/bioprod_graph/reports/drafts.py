"""Drafts of rows: the cells that are known, in the order of the columns of their table."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from bioprod_graph.errors import ProjectError
from bioprod_graph.files import TABLE, find_bounds, read_csv, read_text, write_csv
from bioprod_graph.graph.templates import prepare_template
from bioprod_graph.identifiers import mint_graph
from bioprod_graph.tables import read_tables

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

    from bioprod_graph.project import Project
    from bioprod_graph.rdf import Term
    from bioprod_graph.tables import Column, Table


class Row(NamedTuple):
    """A row as it stands in its file."""

    line: int
    cells: dict[str, str]


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
        self._index = lru_cache(maxsize=None)(self._read_index)

    @cached_property
    def _tables(self) -> dict[str, Table]:
        return {table.name: table for table in read_tables(self._project)}

    def find(self, name: str, *, origin: str) -> Table:
        """Find a table by name; raises ProjectError that names the file which asks for it."""
        table = self._tables.get(name)
        if table is None:
            raise ProjectError("{origin}: there is no table named {name}", origin=origin, name=name)
        return table

    def find_row(self, table: Table, graph: str) -> Row:
        """Find the row whose graph this is.

        Raises ProjectError if the file has changed since the dataset was built.
        """
        row = self._index(table.name).get(graph)
        if row is None:
            place = self._project.relative(table.path)
            raise ProjectError(
                "{place}: has no row of {graph}: run bioprod build", place=place, graph=graph
            )
        return row

    def draft(self, table: Table, cells: dict[str, str], row: Row | None) -> Draft:
        """Draft a row: the one that stands there, or an empty one, with these cells.

        To be filled are required columns that are empty, and cells that are given without a value
        or end in the separator of their column.
        """
        found = row.cells if row else {}
        written = {name: cells.get(name, found.get(name, "")) for name in table.header}
        missing = tuple(
            column.name for column in table.columns if _awaits(column, written, cells.keys())
        )
        file = self._project.relative(table.path)
        text = write_line(written.values())
        return Draft(file, row.line if row else 0, written, missing, text)

    def assert_cells(self, name: str, *, origin: str) -> Iterator[ox.Quad]:
        """Give the cells of a table as statements, a property a column.

        https://www.w3.org/TR/csv2rdf/ – a column without a property of its own has the address of
        the table and, after #, its name.
        """
        table = self.find(name, origin=origin)
        for graph, row in self._index(table.name).items():
            for column, text in row.cells.items():
                predicate = ox.NamedNode(f"{self._project.base}data/{table.path.name}#{column}")
                if text:
                    yield ox.Quad(ox.NamedNode(graph), predicate, ox.Literal(text))

    def _read_index(self, name: str) -> dict[str, Row]:
        table = self._tables[name]
        fill = prepare_template("_".join(f"{{{key}}}" for key in table.primary_key))
        start = mint_graph(self._project.base, "record", table.name).value
        text = read_text(table.path, limit=TABLE, within=find_bounds(table.path))
        try:
            rows = read_csv(text, table.dialect)
            _, header = next(rows, (1, []))
            found = [Row(line, dict(zip(header, cells, strict=False))) for line, cells in rows]
        except csv.Error as error:
            raise ProjectError(
                "{path}: cannot be read ({error}): bioprod check", path=table.path, error=error
            ) from None
        return {f"{start}/{fill(row.cells)}": row for row in found}


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
    # What is quoted depends on the end of the line: it is written, then taken away.
    return write_csv([cells], end="\r\n").removesuffix("\r\n")
