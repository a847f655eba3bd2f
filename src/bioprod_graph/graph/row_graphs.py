"""Rows become quads: Generating RDF from Tabular Data on the Web, minimal mode.

https://www.w3.org/TR/csv2rdf/ – with three additions. The statements of a row stand in the row's
own named graph; statements about that graph (columns whose `aboutUrl` names it) stand in
graph/provenance. Each item of a list column makes its own IRI. A template with an empty
variable makes no statement.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from bioprod_graph.errors import ProjectError
from bioprod_graph.findings import Finding, Location, shorten
from bioprod_graph.graph.uri_templates import find_variables, prepare_template
from bioprod_graph.identifiers import mint_graph, parse_link
from bioprod_graph.language import Message

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from bioprod_graph.identifiers import PrefixTable
    from bioprod_graph.tables import Column, Record, Table

    Report = Callable[[Finding], None]
    Fill = Callable[[Mapping[str, str]], str]
    Make = Callable[[Mapping[str, str], str], ox.NamedNode | ox.Literal]

_XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"
# The prefixes that CSVW itself knows (RDFa 1.1 initial context), as far as tables of ours use them.
_CSVW_PREFIXES = {"dc": "dcterms"}
# Schemes of IRIs that have no slashes after the colon, as prefixed names have none.
_OPAQUE_SCHEMES = ("urn", "mailto", "tag")


class _Cell(NamedTuple):
    """How one column makes statements: subject, predicate and object, ready to be filled."""

    column: Column
    subject: Fill
    predicate: Fill
    make: Make
    needs: tuple[str, ...]
    is_evidence: bool


class _Plan(NamedTuple):
    """How a table makes quads; the graph of each row is named by `about`, which `fill` fills."""

    about: str
    fill: Fill
    cells: tuple[_Cell, ...]


class RowWriter:
    """Writes records as quads; what a table needs is prepared once."""

    def __init__(self, prefixes: PrefixTable) -> None:
        self._prefixes = prefixes
        self._provenance = mint_graph(prefixes.base, "provenance")
        self._plans: dict[str, _Plan] = {}
        self._node = lru_cache(maxsize=65_536)(ox.NamedNode)
        self._link = lru_cache(maxsize=4_096)(parse_link)

    def assert_records(self, records: Iterable[Record], report: Report) -> Iterator[ox.Quad]:
        """Return the quads of records; a malformed IRI is reported as a finding and left out."""
        for record in records:
            yield from self._assert_record(record, self._plan(record.table), report)

    def trace_rows(self, table: Table) -> tuple[str, Fill]:
        """Return the names of a table’s row graphs: their common beginning, and each name."""
        plan = self._plan(table)
        return self._expand(plan.about.partition("{")[0]), plan.fill

    def _plan(self, table: Table) -> _Plan:
        if table.name not in self._plans:
            self._plans[table.name] = self._prepare(table)
        return self._plans[table.name]

    def _assert_record(self, record: Record, plan: _Plan, report: Report) -> list[ox.Quad]:
        cells, node = record.cells, self._node
        graph = node(plan.fill(cells))
        quads: list[ox.Quad] = []
        for column, subject, predicate, make, needs, is_evidence in plan.cells:
            if not all(map(cells.get, needs)):
                continue
            target = self._provenance if is_evidence else graph
            for item in record.values(column) or [""]:
                filling = {**cells, column.name: item} if column.separator else cells
                try:
                    value = make(filling, item)
                    quads.append(
                        ox.Quad(node(subject(filling)), node(predicate(filling)), value, target)
                    )
                except ValueError as error:
                    report(_refuse(record, column, item, reason=error.args[0]))
        return quads

    def _prepare(self, table: Table) -> _Plan:
        if not table.primary_key:
            raise ProjectError(
                "{source}: {name}: has no primaryKey", source=table.source, name=table.path.name
            )
        row_prefix = mint_graph(self._prefixes.base, "record").value + "/"
        # What follows is the name of a table; else a row of another is stated something of.
        about = next(
            (
                c.about
                for c in table.columns
                if c.about and c.about.startswith(row_prefix) and f"{row_prefix}{{" not in c.about
            ),
            row_prefix + "/".join([table.name, "_".join(f"{{{k}}}" for k in table.primary_key)]),
        )
        cells = [self._prepare_cell(table, column, about) for column in table.columns]
        return _Plan(about, self._fill(about), tuple(c for c in cells if c.column.property))

    def _prepare_cell(self, table: Table, column: Column, row_graph: str) -> _Cell:
        own = [column.about or table.about or "", column.property or "", column.value or ""]
        for template in own:
            self._check_template(table, template)
        about, *rest = own
        about = about or row_graph
        needs = {name for each in (about, *rest) for name in find_variables(each)} - {column.name}
        # First what is missing most: the cell itself.
        needed = sorted(needs) if column.is_virtual else [column.name, *sorted(needs)]
        subject, predicate = self._fill(about), self._fill(rest[0])
        is_evidence = about == row_graph
        return _Cell(column, subject, predicate, self._maker(column), tuple(needed), is_evidence)

    def _maker(self, column: Column) -> Make:
        """Make what makes the object of a statement from cells, and from the item of a list."""
        if column.value is None:
            if column.language:
                return lambda _, item: ox.Literal(item, language=column.language)
            if column.datatype == _XSD_STRING:
                return lambda _, item: ox.Literal(item)
            return lambda _, item: ox.Literal(item, datatype=self._node(column.datatype))
        if column.value == f"{{+{column.name}}}":
            # An IRI stands as it is written: encoding a blank of it would make another IRI of it.
            return lambda cells, _: self._link(self._expand(cells[column.name]))
        fill = self._fill(column.value)
        make = self._link if column.value.startswith("{+") else self._node
        return lambda cells, _: make(fill(cells))

    def _fill(self, template: str) -> Fill:
        """Prepare a template that gives a whole IRI; a prefix may come with the first cell."""
        if ":" in template.partition("{")[0]:
            return prepare_template(self._expand(template))
        fill = prepare_template(template)
        return lambda cells: self._expand(fill(cells))

    def _expand(self, text: str) -> str:
        prefix, colon, local = text.partition(":")
        return self._prefixes.expand_known(f"{_CSVW_PREFIXES.get(prefix, prefix)}{colon}{local}")

    def _check_template(self, table: Table, template: str) -> None:
        """A misspelt variable or prefix would lose statements, or make wrong ones, in silence."""
        where = f"{table.source}: {table.path.name}"
        for name in find_variables(template):
            if name not in table.header:
                raise ProjectError(
                    "{where}: {{{name}}} in {template} is not a column",
                    where=where,
                    name=name,
                    template=template,
                )
        prefix, colon, rest = template.partition("{")[0].partition(":")
        known = (*self._prefixes.namespaces, *_CSVW_PREFIXES, *_OPAQUE_SCHEMES)
        if colon and prefix not in known and not rest.startswith("//"):
            raise ProjectError(
                "{where}: unknown prefix {prefix}: in {template}; see ontology/prefixes.ttl",
                where=where,
                prefix=prefix,
                template=template,
            )


def _refuse(record: Record, column: Column, item: str, *, reason: object) -> Finding:
    where = Location(record.location.file, record.location.line, column.number)
    shown = shorten(item)
    said = Message(
        "“{shown}” cannot become an IRI ({reason}): correct the column “{name}”",
        shown=shown,
        reason=reason,
        name=column.name,
    )
    return Finding("error", "table:bad-iri", said, where, path=column.name, value=shown)
