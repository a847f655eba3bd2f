"""From files to a closed and checked graph, in memory: all of a build but the writing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from bioprod_graph.checks import (
    Locator,
    check_characters,
    check_names,
    check_numbers,
    check_shapes,
    check_style,
    check_violations,
    fold_findings,
    read_shapes,
)
from bioprod_graph.closure import derive_closure
from bioprod_graph.findings import TABLES, UNCHECKED, Finding, Location, sort_findings
from bioprod_graph.graph import RowWriter, assert_ontology, find_modules
from bioprod_graph.identifiers import mint_graph
from bioprod_graph.language import Message
from bioprod_graph.questions import assert_questions
from bioprod_graph.rdf import merge_graphs
from bioprod_graph.registers import assert_register, find_joined
from bioprod_graph.sparql import read_queries
from bioprod_graph.tables import KeyIndex, read_records, read_tables
from bioprod_graph.turtle import read_turtle

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from bioprod_graph.checks import ShapesEngine
    from bioprod_graph.pipeline.runs import QuadRuns
    from bioprod_graph.project import Project
    from bioprod_graph.tables import Table

    Progress = Callable[[str], None]

_CHUNK = 50_000


@dataclass
class Assembly:
    """A closed graph, what was counted on the way, and what was found."""

    store: ox.Store = field(default_factory=ox.Store)
    tables: tuple[Table, ...] = ()
    records: Counter[str] = field(default_factory=Counter)
    inferred: dict[str, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def assemble_project(
    project: Project,
    *,
    runs: QuadRuns | None = None,
    progress: Progress = lambda _: None,
    shapes_engine: ShapesEngine = "oxishacl",
    instead: Mapping[Path, bytes] | None = None,
) -> Assembly:
    """Read, close and check a project; stated quads also go to `runs`.

    Files of the ontology of which `instead` says what they hold are read as if they held that.

    Raises ProjectError where a file other than a table cannot be read; problems in tables and
    graph are findings of the result.
    """
    assembly = Assembly()
    store, prefixes, findings = assembly.store, project.prefixes, assembly.findings
    report = partial(_report_draft, project, findings)
    rules = read_queries(project.ontology / "rules", "rules", report=report)
    shapes = read_shapes(project.ontology / "shapes")
    checks = read_queries(project.queries / "checks", "checks", report=report)
    findings += check_characters(project)
    progress("reading")
    writer, keys = RowWriter(prefixes), KeyIndex()
    likely: list[Finding] = []
    quads = _read_all(project, writer, assembly, keys=keys, likely=likely, instead=instead)
    while chunk := list(islice(quads, _CHUNK)):
        store.bulk_extend(chunk)
    # They are said by the names of what they ask about.
    store.bulk_extend(list(assert_questions(project, store, report)))
    if wrong := [f for f in findings if f.severity == "error" and f.check.startswith(TABLES)]:
        # What these tables lack would be missed everywhere else: the cause is told, and only that.
        assembly.findings = sort_findings([*findings, _say_unchecked(wrong)])
        return assembly
    if runs is not None:
        # From the store they come back in the one form in which all else has them.
        runs.add_store(store)
    merge_graphs(store)
    findings += likely
    progress("deriving")
    assembly.inferred = derive_closure(store, rules, project.base)
    progress("checking")
    found = [
        *check_shapes(store, shapes, prefixes, engine=shapes_engine),
        *check_violations(store, checks, prefixes),
    ]
    locator = Locator(project, assembly.tables, keys=keys, writer=writer)
    located = [locator.locate(finding, store) for finding in (*findings, *found)]
    assembly.findings = sort_findings(fold_findings(located, checks, store, prefixes=prefixes))
    return assembly


def read_inferred(assembly: Assembly, base: str) -> Iterator[ox.Quad]:
    """Give the inferred quads, rule by rule."""
    for rule in assembly.inferred:
        graph = mint_graph(base, "inferred", rule)
        yield from assembly.store.quads_for_pattern(None, None, None, graph)


def read_stated(project: Project) -> Iterator[ox.Triple]:
    """Give what ontology and tables state, with blank nodes, as an OWL reasoner needs them."""
    for path in find_modules(project).values():
        yield from read_turtle(path).triples
    records = read_records(project, read_tables(project), lambda _: None)
    for quad in RowWriter(project.prefixes).assert_records(records, lambda _: None):
        yield quad.triple


def _read_all(
    project: Project,
    writer: RowWriter,
    assembly: Assembly,
    *,
    keys: KeyIndex,
    likely: list[Finding],
    instead: Mapping[Path, bytes] | None,
) -> Iterator[ox.Quad]:
    """Read all that is stated; what comparing the names of all tables finds is kept apart."""
    report = assembly.findings.append
    assembly.tables = read_tables(project)
    records = read_records(project, assembly.tables, report, keys=keys)
    records = check_style(check_numbers(records, project.prefixes, report), report)
    records = check_names(records, likely.append)
    for record in records:
        assembly.records[record.table.name] += 1
        yield from writer.assert_records((record,), report)
    yield from assert_ontology(project, instead)
    for name in find_joined(project):
        yield from assert_register(project, name)


def _report_draft(project: Project, findings: list[Finding], finding: Finding) -> None:
    """Note what is wrong with a query file, which a person knows by its place in the project."""
    where = finding.location
    name = project.relative(Path(where.file)) if where else ""
    said = finding.said.fill(path=name) if isinstance(finding.said, Message) else finding.said
    findings.append(replace(finding, said=said, location=Location(name)))


def _say_unchecked(wrong: list[Finding]) -> Finding:
    files = ", ".join(sorted({finding.location.file for finding in wrong if finding.location}))
    said = Message(
        "rules, shapes, checks and the comparison of names wait until these are mended: {files}",
        files=files,
    )
    return Finding("info", UNCHECKED, said)
