"""Where a finding about a thing stands: the row and field that said it, or a block of Turtle.

Each row states what it says in a graph of its own, whose IRI tells the table and the key. In a file
of Turtle, a block begins with its subject at the left margin.
"""

from __future__ import annotations

import re
from functools import cache, cached_property
from typing import TYPE_CHECKING

import pyoxigraph as ox

from bioprod_graph.files import TURTLE, find_bounds, list_files, read_text
from bioprod_graph.findings import Location
from bioprod_graph.graph import find_modules
from bioprod_graph.rdf import match_named

if TYPE_CHECKING:
    from bioprod_graph.findings import Finding
    from bioprod_graph.graph import RowWriter
    from bioprod_graph.project import Project
    from bioprod_graph.tables import KeyIndex, Table

    # A row: the place of its table among the tables, and its line, so that rows sort as they stand.
    Row = tuple[int, int]

_BLOCK = re.compile(r"([\w-]*:[^\s;,]+|<[^>\s]+>)\s")


class Locator:
    """Finds the rows and fields that say something, once all tables are read."""

    def __init__(
        self, project: Project, tables: tuple[Table, ...], *, keys: KeyIndex, writer: RowWriter
    ) -> None:
        self._project, self._tables, self._keys = project, tables, keys
        self._traces = [writer.trace_rows(table) for table in tables]
        self._read_rows = cache(self._trace_rows)

    def locate(self, finding: Finding, store: ox.Store) -> Finding:
        """Give a finding with file, line and column, where a row or a block is about its focus."""
        if finding.location and finding.location.line:
            return finding
        expand = self._project.prefixes.expand_known
        iri, predicate = (expand(text.strip("<>")) for text in (finding.focus, finding.path))
        said = self._find_rows(iri, store) if finding.location is None and iri else []
        if not said:
            return finding._replace(location=self._blocks.get(iri, finding.location))
        exact = [row for row, property_ in said if property_ == predicate]
        place, line = min(exact or [row for row, _ in said])
        table = self._tables[place]
        stating = (c for c in table.columns if c.property and expand(c.property) == predicate)
        column = next(stating, None) if exact else None
        number = column.number if column and not column.is_virtual else 0
        return finding._replace(location=Location(self._project.relative(table.path), line, number))

    @cached_property
    def _blocks(self) -> dict[str, Location]:
        """The place of the first block of each subject, by its IRI."""
        found: dict[str, Location] = {}
        expand = self._project.prefixes.expand_known
        shapes = list_files(self._project.ontology / "shapes", "*.ttl")
        for path in (*find_modules(self._project).values(), *shapes):
            text = read_text(path, limit=TURTLE, within=find_bounds(path))
            for number, line in enumerate(text.splitlines(), start=1):
                if match := _BLOCK.match(f"{line} "):
                    where = Location(self._project.relative(path), number)
                    found.setdefault(expand(match[1].strip("<>")), where)
        return found

    def _find_rows(self, iri: str, store: ox.Store) -> list[tuple[Row, str]]:
        """Give the rows that speak of a thing, or are it, each with the property it states."""
        try:
            quads = match_named(store, (ox.NamedNode(iri), None, None))
        except ValueError:
            return []
        own = self._find_row(iri)
        found = ((own or self._find_row(str(q.graph_name)[1:-1]), q.predicate.value) for q in quads)
        return [(row, property_) for row, property_ in found if row is not None]

    def _find_row(self, graph: str) -> Row | None:
        near = (n for n, (start, _) in enumerate(self._traces) if graph.startswith(start))
        rows = (self._read_rows(place).get(graph) for place in near)
        return next(filter(None, rows), None)

    def _trace_rows(self, place: int) -> dict[str, Row]:
        """Give the rows of a table by the IRIs of their graphs."""
        _, fill = self._traces[place]
        return {fill(cells): (place, line) for cells, line in self._keys.rows(self._tables[place])}
