"""What workers do, by kind of job: each gives bytes, or raises an error of ours.

A job gets the bench, a wall to be raised around what asks the store, and what it was given by name.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import pyoxigraph as ox

from bioprod_graph import rdf
from bioprod_graph.apart import is_open
from bioprod_graph.dataset import EVERYTHING, Portion, open_release, restrict
from bioprod_graph.errors import DatasetError, LimitError, QueryError, UsageError, one_line
from bioprod_graph.files import QUADS, read_bytes
from bioprod_graph.formats import Setting, find_format
from bioprod_graph.identifiers import PrefixTable
from bioprod_graph.questions import (
    WRITTEN_BY_ENGINE,
    ask_oxigraph,
    holds_nothing,
    prepare_query,
)
from bioprod_graph.service.api import answer_request, link_why
from bioprod_graph.service.cutting import FullError, bound_rows, cut_rows, tell_cut
from bioprod_graph.service.frames import write_answer
from bioprod_graph.service.holdings import Holdings
from bioprod_graph.service.negotiation import choose, list_types
from bioprod_graph.service.reconciling import reconcile
from bioprod_graph.service.toolbox import answer_tool
from bioprod_graph.sparql import DatasetClause, guard_size, strip_mark

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bioprod_graph.dataset import Release
    from bioprod_graph.formats import Content
    from bioprod_graph.project import Project
    from bioprod_graph.questions import Results
    from bioprod_graph.service.offers import Around
    from bioprod_graph.service.settings import Settings

    Handler = Callable[..., bytes]

# So many named graphs are described.
_GRAPHS = 1_000


class Job(NamedTuple):
    """A piece of work: who does it, and with what."""

    kind: str
    given: dict[str, Any]


@dataclass(frozen=True)
class Bench:
    """What is asked: a store, the digest of what it holds, and the release that it is of, if any.

    `is_open` tells whether the store will open no file more.
    """

    store: ox.Store
    digest: str
    prefixes: PrefixTable
    settings: Settings
    is_open: bool = True
    release: Release | None = None
    project: Project | None = None

    def restrict(self, kept: Portion) -> ox.Store:
        """Give what is to be kept of the release. Raises UsageError where there is none."""
        if kept == EVERYTHING:
            return self.store
        if self.project is None:
            raise UsageError("this dataset has no layers and grades")
        return restrict(self.store, kept, project=self.project)

    @cached_property
    def holdings(self) -> Holdings:
        """What is read of the release once."""
        return Holdings(cast("Release", self.release), cast("Project", self.project))


def open_bench(settings: Settings) -> Bench:
    """Open the release of a project, or read a file of quads, which then lies in memory.

    Raises DatasetError, FileError or UsageError for what is none.
    """
    if settings.dataset is not None:
        store, digest = _read_file(settings.dataset)
        return Bench(store, digest, PrefixTable("", {}), settings)
    project = cast("Project", settings.project)
    release = open_release(project)
    store, has_all = release.store, is_open(release.folder / "store")
    if release.dataset.stat().st_size <= settings.held:
        release = release.load()
        store = release.store
    return Bench(store, release.digest, project.prefixes, settings, has_all, release, project)


def _read_file(path: Path) -> tuple[ox.Store, str]:
    """Read a file of quads or triples in the format that its ending names, and its digest."""
    form = ox.RdfFormat.from_extension(path.suffix.removeprefix("."))
    if form is None:
        raise UsageError("{file} has none of the endings .nq, .trig, .ttl, .nt, .rdf", file=path)
    content = read_bytes(path, limit=QUADS)
    try:
        store = rdf.arrange(rdf.make_store(ox.parse(content, form)))
    except SyntaxError as error:
        reason = one_line(str(error))
        raise DatasetError("{file} cannot be read: {reason}", file=path, reason=reason) from None
    return store, hashlib.sha256(content).hexdigest()


def answer_query(
    bench: Bench,
    wall: Around,
    *,
    query: str,
    accept: str,
    graphs: tuple[list[str], list[str]] | None = None,
    kept: Portion = EVERYTHING,
) -> bytes:
    """Answer a query in the form that is accepted best.

    `graphs` are the default and the named ones of the protocol, `kept` is the part that is asked.
    """
    own = strip_mark(query)
    guard_size(own)
    dataset = _read_graphs(*graphs) if graphs else None
    ask = partial(_ask, bench.restrict(kept), own, bench.prefixes.namespaces, dataset=dataset)
    setting, bounds = Setting(prefixes=bench.prefixes), bench.settings
    with wall():
        results = ask()
        kind: Content = "statements" if isinstance(results, ox.QueryTriples) else "rows"
        types = list_types(kind)
        if not (name := types.get(choose(accept, tuple(types)))):
            return write_answer(b"", acceptable=[*types])
        form, told = find_format(name, kind), {}
        try:
            written = form.write(bound_rows(results, bounds.answer), setting)
        except FullError:
            first = cut_rows(ask(), bounds.rows, bounds.answer)
            written = tell_cut(form.write(first, setting), bounds.rows)
            told = {"X-Rows-Max": str(bounds.rows), "X-Bytes-Max": str(bounds.answer)}
    if len(written) > bounds.answer:
        raise LimitError("the answer has more than {size} MB: add LIMIT, or ask for less",
                         size=bounds.answer >> 20)  # fmt: skip
    is_plain = bench.project is not None and not graphs and kept == EVERYTHING
    if is_plain and name in WRITTEN_BY_ENGINE and holds_nothing(written, name):
        told["Link"] = link_why("api/sparql", [("query", own)])
    return write_answer(written, form.media_type, **told)


def _ask(
    store: ox.Store, own: str, known: Mapping[str, str], *, dataset: DatasetClause | None
) -> Results:
    # Where it is malformed is looked for when it was found to be: no query is parsed twice.
    query = prepare_query(own, known, is_checked=False)
    try:
        return ask_oxigraph(store, query, {}, dataset=dataset).results
    except QueryError:
        prepare_query(own, known)
        raise


def _read_graphs(default: list[str], named: list[str]) -> DatasetClause:
    """Read the graphs of the protocol. Raises UsageError for what is no IRI."""
    try:
        return DatasetClause(
            *(tuple(map(ox.NamedNode, dict.fromkeys(each))) for each in (default, named))
        )
    except ValueError:
        raise UsageError("a graph is named by an IRI with its scheme, such as https:") from None


def describe(bench: Bench, wall: Around, *, endpoint: str, accept: str) -> bytes:
    """Describe the service, in the form of statements that is accepted best."""
    try:
        ox.NamedNode(endpoint)
    except ValueError:
        raise UsageError("{name} is no address", name=endpoint) from None
    text = Path(__file__).with_name("description.rq").read_text("utf-8")
    rows = f"{bench.prefixes.base}graph/record/"
    for name, value in {"endpoint": endpoint, "rows": rows, "most": str(_GRAPHS)}.items():
        text = text.replace(f"{{{name}}}", value)
    return answer_query(bench, wall, query=text, accept=accept)


def operate(bench: Bench, wall: Around, **given: Any) -> bytes:
    """Answer an operation of the API: mostly a query of the project, with checked values."""
    return answer_request(bench.holdings, wall, **given)


def match_names(bench: Bench, _: Around, **given: Any) -> bytes:
    """Answer what clients of reconciliation ask: nothing of it is a query."""
    return reconcile(bench.holdings, **given)


def use_tool(bench: Bench, wall: Around, **given: Any) -> bytes:
    """Use a tool of agents."""
    return answer_tool(bench.holdings, wall, **given)


HANDLERS: dict[str, Handler] = {
    "query": answer_query,
    "describe": describe,
    "operation": operate,
    "reconcile": match_names,
    "tool": use_tool,
}
