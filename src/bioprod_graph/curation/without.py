"""What falls with a source: the tables without it, and what the graph then says less, or otherwise.

A row goes when all that a cell of it which must be filled refers to has gone: passages with their
source, facts with their passages, what is said of a thing with the thing. All else stays, and is
derived and asked as ever.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from bioprod_graph.dataset import Names, compare_said, list_said, open_release, read_said
from bioprod_graph.errors import FindingsError
from bioprod_graph.files import write_csv
from bioprod_graph.findings import TABLES, has_error
from bioprod_graph.graph import RowWriter, prepare_template
from bioprod_graph.pipeline import assemble_project, rebase_project
from bioprod_graph.questions import ask_oxigraph, bind_parameters, list_askable
from bioprod_graph.rdf import DEFAULT
from bioprod_graph.reports import Report, make_report_rows
from bioprod_graph.tables import read_records, read_tables

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from bioprod_graph.dataset import Change
    from bioprod_graph.language import Language
    from bioprod_graph.project import Project
    from bioprod_graph.tables import Column, Record


class Loss(NamedTuple):
    """What would change: statements by thing, and how many rows of each answer went and came."""

    stated: list[Change]
    inferred: list[Change]
    answers: dict[str, tuple[int, int]]


def weigh_thing(
    project: Project,
    thing: str,
    *,
    report: str,
    language: Language,
    progress: Callable[[str], None] = lambda _: None,
) -> Loss:
    """Weigh a source, by its IRI: what would not be said, or be said otherwise, without it.

    Asked are all questions with their usual values, and a report that is on no one thing. Raises
    FindingsError where the tables are not sound, DatasetError if nothing was built.
    """
    release, base = open_release(project), project.base
    with TemporaryDirectory() as folder:
        other = rebase_project(project, base, Path(folder))
        drop_thing(other, thing)
        assembly = assemble_project(other, progress=progress)
        if has_error(f for f in assembly.findings if f.check.startswith(TABLES)):
            raise FindingsError(assembly.findings)
        left = [quad for quad in assembly.store if quad.graph_name != DEFAULT]
        stated, everything = (
            compare_said(
                read_said(release.folder, base=base, with_inferred=is_all),
                list_said(left, base=base, with_inferred=is_all),
            )
            for is_all in (False, True)
        )
        told = [
            _answer(store, project, report=report, language=language)
            for store in (release.store, assembly.store)
        ]
    return Loss(
        stated,
        [change for change in everything if change not in stated],
        {
            name: _count(told[0][name], rows)
            for name, rows in told[1].items()
            if rows != told[0][name]
        },
    )


def _answer(
    store: ox.Store, project: Project, *, report: str, language: Language
) -> dict[str, Counter[str]]:
    """Give the rows of all answers, in whatever order, by question."""
    names = Names(store, project)
    asked: dict[str, Iterable[object]] = {
        report: make_report_rows(Report(store, project, report, language=language))
    }
    for question in list_askable(store, project, lambda _: None):
        bindings = bind_parameters(question.parameters, question.fill({}, language), names)
        results = ask_oxigraph(store, question.file.text, bindings).results
        asked[question.name] = [results] if isinstance(results, ox.QueryBoolean) else results
    return {name: Counter(map(_write, rows)) for name, rows in asked.items()}


def _write(row: object) -> str:
    return str(bool(row)) if isinstance(row, ox.QueryBoolean) else str(row)


def _count(before: Counter[str], after: Counter[str]) -> tuple[int, int]:
    return (before - after).total(), (after - before).total()


def drop_thing(project: Project, thing: str) -> None:
    """Write the tables of a project anew without a thing, and without what rests on it alone."""
    tables = read_tables(project)
    writer = RowWriter(project.prefixes)
    rows = [_Row(record, writer) for record in read_records(project, tables, lambda _: None)]
    gone, size = {thing}, 0
    while size < len(gone):
        size = len(gone)
        left = []
        for row in rows:
            if row.stands_without(gone):
                left.append(row)
            else:
                gone.add(row.graph)
        declared = {row.thing for row in left if row.declares}
        gone |= {row.thing for row in rows if row.declares} - declared
        rows = left
    for table in tables:
        own = [row.record.cells for row in rows if row.record.table is table]
        cells = ([each.get(name, "") for name in table.header] for each in own)
        lines = table.path.read_text(encoding="utf-8").splitlines(keepends=True)
        mark = table.dialect.comment
        notes = [line for line in lines if mark and line.startswith(mark)]
        text = "".join(notes) + write_csv([table.header, *cells], table.dialect)
        table.path.write_text(text, encoding="utf-8")


class _Row:
    """A row: what it is about, and what its cells refer to."""

    def __init__(self, record: Record, writer: RowWriter) -> None:
        self.record = record
        table, cells = record.table, record.cells
        self.graph = writer.trace_rows(table)[1](cells)
        self.thing = prepare_template(table.about or "")(cells).partition("#")[0]
        self.declares = (table.about or "").endswith("{id}")

    def stands_without(self, gone: set[str]) -> bool:
        """Take what has gone from the lists of the row, and tell whether it has what it needs."""
        if self.thing in gone:
            return False
        return all(self._keep(column, gone) for column in self.record.table.columns)

    def _keep(self, column: Column, gone: set[str]) -> bool:
        items = self.record.values(column) if column.value else []
        fill = prepare_template(column.value or "")
        left = [i for i in items if fill({**self.record.cells, column.name: i}) not in gone]
        if len(left) < len(items):
            self.record.cells[column.name] = (column.separator or "").join(left)
        return bool(left) or not items or not column.is_required
