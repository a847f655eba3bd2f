"""Reports for programs: CSV and JSON, from the rows of the queries whose header names columns.

    #+ columns: number title=recommendation|name observes[]=observed sources[]=graph
    #+ record: follow_ups[]
    #+ fields: id=fact status.key=status|key observes[].id=observed observes[].name=observed|name

A column is NAME=VARIABLE|FORM, with the forms of templates; without VARIABLE it is that of the same
name, without FORM the value as it stands. A name in several parts is an object of JSON, `[]` a list
of all values of a group of rows. A graph gives the passages that it was read in.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

import pyoxigraph as ox

from bioprod_graph.errors import UsageError
from bioprod_graph.formats import set_rows
from bioprod_graph.identifiers import find_kind
from bioprod_graph.reports.groups import group_rows, is_graph

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bioprod_graph.documents import Group
    from bioprod_graph.rdf import Term
    from bioprod_graph.reports.groups import Row
    from bioprod_graph.reports.report import Report
    from bioprod_graph.sparql import QueryFile

_INTEGER = "^^<http://www.w3.org/2001/XMLSchema#integer>"
_SEPARATOR = "|"
_COLUMN = re.compile(r"([^\s=]+)(?:=(\w+)(?:\|(\w+))?)?")


class _Column(NamedTuple):
    name: str
    variable: str
    form: str


def make_report_rows(report: Report) -> ox.QuerySolutions:
    """Make the rows of all queries with columns; the first query gives the column names.

    Several values are separated by “|”; a passage is written as its link, else as its source.

    Raises UsageError if no query of the report has columns.
    """
    files = [file for file in report.queries.read_kind(report.kind) if file.get("columns")]
    if not files:
        raise UsageError("a report of the kind {kind} has no table for programs", kind=report.kind)
    names = [column.name.removesuffix("[]") for column in _read_columns(files[0], "columns")]
    rows = [
        [_SEPARATOR.join(map(_write_text, _list_values(report, each, group))) for each in columns]
        for file in files
        for columns in [_read_columns(file, "columns")]
        for group in _group(columns, report.read(file))
    ]
    return set_rows(names, rows)


def make_report_json(report: Report, **only: Term) -> dict[str, Any]:
    """Make the JSON of a report; with `only`, the rows where variables have these values.

        {"language": "fr" | "en", "as_of": date | null, RECORD: …}

    Each `record` is a list if its name ends in `[]`, else the one object that there is, or null. A
    record that is `about` a thing holds those of the report on it.
    """
    as_of = report.given["as_of"].value if "as_of" in report.given else None
    records = _make_records(report, report.kind, only)
    return {"language": report.language, "as_of": as_of, **records}


def _make_records(report: Report, kind: str, given: dict[str, Term]) -> dict[str, Any]:
    records: dict[str, Any] = {}
    for file in report.queries.read_kind(kind):
        if name := file.get("record"):
            columns = _read_columns(file, "fields")
            groups = _group(columns, report.read(file, **given))
            made = [_describe(report, columns, g) | _add(report, file, g) for g in groups]
            alone = made[0] if len(made) == 1 else None
            records[name.removesuffix("[]")] = made if name.endswith("[]") else alone
    return records


def _add(report: Report, file: QueryFile, group: Group) -> dict[str, Any]:
    """Make the records of the thing that a record is about."""
    for thing in group.get(file.get("about"), ()):
        if isinstance(thing, ox.NamedNode):
            kind = find_kind(thing.value, report.project.base)
            return _make_records(report, kind, {"thing": thing})
    return {}


def _describe(report: Report, columns: Iterable[_Column], group: Group) -> dict[str, Any]:
    record: dict[str, Any] = {}
    for column in columns:
        name, is_list, inner = column.name.partition("[]")
        outer, _, last = name.rpartition(".")
        values = _list_values(report, column, group)
        if inner:
            items = record.setdefault(name, [{} for _ in values])
            for item, value in zip(items, values, strict=True):
                item[inner.removeprefix(".")] = value
        else:
            target = record.setdefault(outer, {}) if outer else record
            target[last] = values if is_list else next(iter(values), None)
    return record


def _list_values(report: Report, column: _Column, group: Group) -> list[Any]:
    """List the values of a column, in the order of their names; passages are records."""
    terms = group.get(column.variable, ())
    if is_graph(column.variable):
        fields = _read_columns(report.note, "fields")
        return [_describe(report, fields, told) for told in report.find_passages(terms)]
    named, slot = report.speaker.sort(terms), f"{{{column.variable}|{column.form}}}"
    if column.form:
        return [report.speaker.fill(slot, {column.variable: (term,)}) for term in named]
    return [int(t.value) if str(t).endswith(_INTEGER) else t.value for t in named]


def _write_text(value: Any) -> str:
    return str(value["link"] or value["id"] if isinstance(value, dict) else value)


def _read_columns(file: QueryFile, key: str) -> list[_Column]:
    found = _COLUMN.findall(" ".join(file.header.get(key, ())))
    return [_Column(name, variable or name, form) for name, variable, form in found]


def _group(columns: Iterable[_Column], rows: Iterable[Row]) -> list[Group]:
    """Group rows by all that is neither a list nor a graph."""
    kept = {c.variable for c in columns if "[]" not in c.name and not is_graph(c.variable)}
    return group_rows(rows, kept)
