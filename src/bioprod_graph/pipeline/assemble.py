"""From files to a closed and checked graph, in memory: all of a build but the writing."""

from __future__ import annotations

from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
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
from bioprod_graph.language import Message
from bioprod_graph.pipeline.runs import QuadRuns, cut_graphs, load_sorted
from bioprod_graph.questions import assert_questions
from bioprod_graph.rdf import merge_graphs
from bioprod_graph.registers import assert_register, find_joined
from bioprod_graph.sparql import read_queries, split_tokens
from bioprod_graph.tables import KeyIndex, read_records, read_tables
from bioprod_graph.turtle import read_turtle

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from bioprod_graph.checks import ShapesEngine
    from bioprod_graph.project import Project
    from bioprod_graph.sparql import QueryFile
    from bioprod_graph.tables import Table

    Progress = Callable[[str], None]

_CHUNK = 50_000
DATASET = "dataset.nq"


@dataclass
class Assembly:
    """A closed graph, what was counted on the way, and what was found; on which day, if told."""

    store: ox.Store = field(default_factory=ox.Store)
    quads: int = 0
    tables: tuple[Table, ...] = ()
    records: Counter[str] = field(default_factory=Counter)
    inferred: dict[str, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    today: str = ""


def assemble_project(
    project: Project,
    *,
    folder: Path | None = None,
    progress: Progress = lambda _: None,
    shapes_engine: ShapesEngine = "oxishacl",
    instead: Mapping[Path, bytes] | None = None,
    today: str = "",
) -> Assembly:
    """Read, close and check a project; where a folder is given, its dataset stays there instead.

    Files of the ontology of which `instead` says what they hold are read as if they held that. Days
    to come are found where it is told which day is today: what is built knows no clock.

    Raises ProjectError where a file other than a table cannot be read; problems in tables and
    graph are findings of the result.
    """
    assembly, prefixes = Assembly(today=today), project.prefixes
    findings = assembly.findings
    report = partial(_report_draft, project, findings)
    rules = read_queries(project.ontology / "rules", "rules", report=report)
    shapes = read_shapes(project.ontology / "shapes")
    checks = read_queries(project.queries / "checks", "checks", report=report)
    findings += check_characters(project)
    progress("reading")
    writer, keys = RowWriter(prefixes), KeyIndex()
    likely: list[Finding] = []
    quads = _read_all(project, writer, assembly, keys=keys, likely=likely, instead=instead)
    with ExitStack() as stack:
        made = folder or Path(stack.enter_context(TemporaryDirectory()))
        draft = _Draft(made)
        draft.state(quads)
        # They are said by the names of what they ask about.
        draft.state(assert_questions(project, draft.merge, report))
        if wrong := [f for f in findings if f.severity == "error" and f.check.startswith(TABLES)]:
            # What these tables lack would be missed everywhere else: only the cause is told.
            assembly.findings = sort_findings([*findings, _say_unchecked(wrong)])
            return assembly
        findings += likely
        progress("deriving")
        assembly.inferred = derive_closure(draft.merge, rules, project.base, keep=draft.infer)
        progress("checking")
        findings += check_shapes(draft.merge, shapes, prefixes, engine=shapes_engine)
        of_graphs = [check for check in checks if names_graphs(check)]
        of_merge = [check for check in checks if check not in of_graphs]
        findings += check_violations(draft.merge, of_merge, prefixes)
        assembly.quads, store = draft.finish()
    findings += check_violations(store, of_graphs, prefixes, union=True)
    locator = Locator(project, assembly.tables, keys=keys, writer=writer)
    located = [locator.locate(finding, store) for finding in findings]
    folded = fold_findings(located, checks, store, prefixes=prefixes)
    assembly.findings = sort_findings(folded)
    if folder is None:
        merge_graphs(store)
        assembly.store = store
    return assembly


def names_graphs(check: QueryFile) -> bool:
    """Tell whether a check asks for named graphs, and so over their union, not over the merge."""
    return any(token.keyword == "GRAPH" for token in split_tokens(check.text))


class _Draft:
    """A dataset in the making: its lines on disk, and in memory their merge, of which all follows.

    A quad in memory takes some 400 bytes: there are never both named graphs and merge. Rules,
    shapes and most checks ask for the merge alone; for the others, named graphs take its place.
    """

    def __init__(self, folder: Path) -> None:
        self.merge = ox.Store()
        self._folder, self._runs = folder, QuadRuns(folder)

    def state(self, quads: Iterator[ox.Quad]) -> None:
        """Add quads to lines and merge."""
        while chunk := list(islice(quads, _CHUNK)):
            piece = ox.Store()
            piece.bulk_extend(chunk)
            merged = cut_graphs(self._runs.add_store(piece))
            self.merge.bulk_load(merged, ox.RdfFormat.N_TRIPLES, lenient=True)

    def infer(self, graph: ox.NamedNode, lines: Iterable[bytes]) -> None:
        """Add what a rule gives to the lines."""
        rest = iter(lines)
        while chunk := list(islice(rest, _CHUNK)):
            piece = ox.Store()
            piece.bulk_load(b"".join(chunk), ox.RdfFormat.N_TRIPLES, to_graph=graph, lenient=True)
            self._runs.add_store(piece)

    def finish(self) -> tuple[int, ox.Store]:
        """Forget the merge and write the lines; give their number, and the named graphs."""
        path = self._folder / DATASET
        self.merge = ox.Store()
        number = self._runs.write_sorted(path)
        load_sorted(self.merge, path, merged=False)
        return number, self.merge


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
    records = check_numbers(records, project.prefixes, report)
    records = check_style(records, report, today=assembly.today)
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
    findings.append(finding._replace(said=said, location=Location(name)))


def _say_unchecked(wrong: list[Finding]) -> Finding:
    files = ", ".join(sorted({finding.location.file for finding in wrong if finding.location}))
    said = Message(
        "rules, shapes, checks and the comparison of names wait until these are mended: {files}",
        files=files,
    )
    return Finding("info", UNCHECKED, said)
