"""Rows become quads: Generating RDF from Tabular Data on the Web, minimal mode.

https://www.w3.org/TR/csv2rdf/ – with three additions. The statements of a row stand in the row's
own named graph; statements about that graph (columns whose `aboutUrl` names it) stand in
graph/provenance. Each item of a list column makes its own IRI. A template with an empty
variable makes no statement.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import pyoxigraph as ox

from bioprod_graph.errors import ProjectError
from bioprod_graph.findings import Finding, Location, shorten
from bioprod_graph.graph.templates import find_variables, prepare_template
from bioprod_graph.identifiers import mint_graph, parse_link
from bioprod_graph.language import Message

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from bioprod_graph.identifiers import PrefixTable
    from bioprod_graph.tables import Column, Record, Table

    Report = Callable[[Finding], None]
    Fill = Callable[[Mapping[str, str]], str]

_XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"
# The prefixes that CSVW itself knows (RDFa 1.1 initial context), as far as tables of ours use them.
_CSVW_PREFIXES = {"dc": "dcterms"}
# Schemes of IRIs that have no slashes after the colon, as prefixed names have none.
_OPAQUE_SCHEMES = ("urn", "mailto", "tag")


@dataclass(frozen=True)
class _Cell:
    """How one column makes statements: subject, predicate and object, ready to be filled."""

    column: Column
    subject: Fill
    predicate: Fill
    value: Fill | None
    needs: tuple[str, ...]
    is_evidence: bool
    is_open: bool


@dataclass(frozen=True)
class _Plan:
    """How a table makes quads; the graph of each row is named by `about`, which `fill` fills."""

    about: str
    fill: Fill
    cells: tuple[_Cell, ...]


class RowWriter:
    """Writes the quads of records, with what each table needs prepared once."""

    def __init__(self, prefixes: PrefixTable) -> None:
        self._prefixes = prefixes
        self._provenance = mint_graph(prefixes.base, "provenance")
        self._plans: dict[str, _Plan] = {}
        self._node = lru_cache(maxsize=65_536)(self._make_node)
        self._link = lru_cache(maxsize=4_096)(parse_link)

    def assert_records(self, records: Iterable[Record], report: Report) -> Iterator[ox.Quad]:
        """Give the quads of the records; an IRI that is refused is reported, and left out."""
        for record in records:
            yield from self._assert_record(record, self._plan(record.table), report)

    def trace_rows(self, table: Table) -> tuple[str, Fill]:
        """Tell how the graphs of the rows of a table are named: how all begin, and each whole."""
        plan = self._plan(table)
        return self._expand(plan.about.partition("{")[0]), lambda c: self._expand(plan.fill(c))

    def _plan(self, table: Table) -> _Plan:
        plan = self._plans.get(table.name)
        if plan is None:
            plan = self._plans[table.name] = self._prepare(table)
        return plan

    def _assert_record(self, record: Record, plan: _Plan, report: Report) -> list[ox.Quad]:
        cells, node = record.cells, self._node
        graph = node(plan.fill(cells))
        quads: list[ox.Quad] = []
        for cell in plan.cells:
            if any(not cells.get(name) for name in cell.needs):
                continue
            target = self._provenance if cell.is_evidence else graph
            column = cell.column
            for item in record.values(column) or [""]:
                filling = {**cells, column.name: item} if column.separator else cells
                try:
                    value = self._make_value(cell, filling, item)
                    subject, predicate = node(cell.subject(filling)), node(cell.predicate(filling))
                except ValueError as error:
                    report(_refused(record, column, item, reason=str(error)))
                else:
                    quads.append(ox.Quad(subject, predicate, value, target))
        return quads

    def _make_value(
        self, cell: _Cell, cells: Mapping[str, str], item: str
    ) -> ox.NamedNode | ox.Literal:
        column = cell.column
        if cell.value is not None:
            text = cell.value(cells)
            return self._link(self._expand(text)) if cell.is_open else self._node(text)
        if column.language:
            return ox.Literal(item, language=column.language)
        if column.datatype == _XSD_STRING:
            return ox.Literal(item)
        return ox.Literal(item, datatype=self._node(column.datatype))

    def _make_node(self, text: str) -> ox.NamedNode:
        return ox.NamedNode(self._expand(text))

    def _expand(self, text: str) -> str:
        prefix, colon, local = text.partition(":")
        return self._prefixes.expand_known(f"{_CSVW_PREFIXES.get(prefix, prefix)}{colon}{local}")

    def _prepare(self, table: Table) -> _Plan:
        for template in _find_templates(table):
            self._check_template(table, template)
        if not table.primary_key:
            raise ProjectError(
                "{source}: {name}: has no primaryKey", source=table.source, name=table.path.name
            )
        row_prefix = mint_graph(self._prefixes.base, "record").value + "/"
        about = next(
            (c.about for c in table.columns if c.about and c.about.startswith(row_prefix)),
            row_prefix + "/".join([table.name, "_".join(f"{{{k}}}" for k in table.primary_key)]),
        )
        cells = [_prepare_cell(table, column, about) for column in table.columns if column.property]
        return _Plan(about, prepare_template(about), tuple(cells))

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


def _find_templates(table: Table) -> Iterator[str]:
    for column in table.columns:
        for template in (column.about or table.about, column.property, column.value):
            if template:
                yield template


def _prepare_cell(table: Table, column: Column, row_graph: str) -> _Cell:
    about = column.about or table.about or row_graph
    templates = [about, column.property or "", column.value or ""]
    needs = {name for template in templates for name in find_variables(template)}
    if not column.is_virtual:
        needs.add(column.name)
    return _Cell(
        column=column,
        subject=prepare_template(about),
        predicate=prepare_template(column.property or ""),
        value=_prepare_value(column),
        needs=tuple(sorted(needs)),
        is_evidence=about == row_graph,
        is_open=column.value is not None and column.value.startswith("{+"),
    )


def _prepare_value(column: Column) -> Fill | None:
    if column.value is None:
        return None
    if column.value == f"{{+{column.name}}}":
        # An IRI stands as it is written: encoding a blank of it would make another IRI of it.
        return lambda cells: cells[column.name]
    return prepare_template(column.value)


def _refused(record: Record, column: Column, item: str, *, reason: str) -> Finding:
    where = Location(record.location.file, record.location.line, column.number)
    shown = shorten(item)
    return Finding(
        "error",
        "table:bad-iri",
        Message(
            "“{shown}” cannot become an IRI ({reason}): correct the column “{name}”",
            shown=shown,
            reason=reason,
            name=column.name,
        ),
        where,
        path=column.name,
        value=shown,
    )
