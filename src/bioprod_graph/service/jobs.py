"""What workers do, by kind of job: each gives bytes, or raises an error of ours.

A job gets the bench, a wall to be raised around what asks the store, and what it was given by name.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import pyoxigraph as ox

from bioprod_graph import rdf
from bioprod_graph.apart import is_open
from bioprod_graph.dataset import open_release
from bioprod_graph.errors import DatasetError, LimitError, UsageError, one_line
from bioprod_graph.files import QUADS, read_bytes
from bioprod_graph.formats import Setting, find_format
from bioprod_graph.identifiers import PrefixTable
from bioprod_graph.questions import ask_oxigraph, prepare_query
from bioprod_graph.service.api import answer_operation
from bioprod_graph.service.description import describe_service
from bioprod_graph.service.holdings import Holdings
from bioprod_graph.service.toolbox import answer_tool
from bioprod_graph.sparql import DatasetClause, guard_size, strip_mark

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from pathlib import Path

    from bioprod_graph.dataset import Release
    from bioprod_graph.project import Project
    from bioprod_graph.service.settings import Settings

    Handler = Callable[..., bytes]
    Around = Callable[[], AbstractContextManager[None]]


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
    is_open: bool = True
    release: Release | None = None
    project: Project | None = None

    @cached_property
    def holdings(self) -> Holdings:
        """What is read of the release once."""
        return Holdings(cast("Release", self.release), cast("Project", self.project))


def open_bench(settings: Settings) -> Bench:
    """Open the release of a project, or read a file of quads, which then lies in memory.

    Raises DatasetError, FileError or UsageError for what is none.
    """
    if settings.dataset is not None:
        return _read_file(settings.dataset)
    project = cast("Project", settings.project)
    release = open_release(project)
    store = release.store
    return Bench(
        store, release.digest, project.prefixes, is_open(release.folder / "store"), release, project
    )


def _read_file(path: Path) -> Bench:
    """Read a file of quads or triples in the format that its ending names."""
    form = ox.RdfFormat.from_extension(path.suffix.removeprefix("."))
    if form is None:
        raise UsageError("{file} has none of the endings .nq, .trig, .ttl, .nt, .rdf", file=path)
    content = read_bytes(path, limit=QUADS)
    try:
        store = rdf.make_store(ox.parse(content, form))
    except SyntaxError as error:
        reason = one_line(str(error))
        raise DatasetError("{file} cannot be read: {reason}", file=path, reason=reason) from None
    return Bench(store, hashlib.sha256(content).hexdigest(), PrefixTable("", {}))


def answer_query(
    bench: Bench,
    wall: Around,
    *,
    query: str,
    graphs: tuple[list[str], list[str]] | None,
    forms: tuple[str, str],
    most: int,
) -> bytes:
    """Answer a query: the media type on a line of its own, then the answer.

    `graphs` are the default and the named ones of the protocol, `forms` the names of formats, for
    rows and for a graph; where that is "", there is a line for the kind alone.
    """
    own = strip_mark(query)
    guard_size(own)
    asked = prepare_query(own, bench.prefixes.namespaces)
    dataset = _read_graphs(*graphs) if graphs else None
    with wall():
        answer = ask_oxigraph(bench.store, asked, {}, dataset=dataset)
        is_graph = isinstance(answer.results, ox.QueryTriples)
        if not (name := forms[is_graph]):
            return b"%d\n" % is_graph
        form = find_format(name, "statements" if is_graph else "rows")
        written = form.write(answer.results, Setting(prefixes=bench.prefixes))
    if len(written) > most:
        raise LimitError(
            "the answer has more than {size} MB: add LIMIT, or ask for less", size=most >> 20
        )
    return form.media_type.encode() + b"\n" + written


def _read_graphs(default: list[str], named: list[str]) -> DatasetClause:
    """Read the graphs of the protocol. Raises UsageError for what is no IRI."""
    try:
        return DatasetClause(
            *(tuple(map(ox.NamedNode, dict.fromkeys(each))) for each in (default, named))
        )
    except ValueError:
        raise UsageError("a graph is named by an IRI with its scheme, such as https:") from None


def describe(
    bench: Bench, wall: Around, *, endpoint: str, form: str, media_types: list[str]
) -> bytes:
    """Describe the service in a format of statements."""
    with wall():
        triples = describe_service(bench.store, endpoint, media_types)
    return find_format(form, "statements").write(triples, Setting(prefixes=bench.prefixes))


def operate(bench: Bench, _: Around, **given: Any) -> bytes:
    """Answer an operation of the API: a query of the project, with values that were checked."""
    return answer_operation(bench.holdings, **given)


def use_tool(bench: Bench, wall: Around, **given: Any) -> bytes:
    """Use a tool of agents."""
    return answer_tool(bench.holdings, wall, **given)


HANDLERS: dict[str, Handler] = {
    "query": answer_query,
    "describe": describe,
    "operation": operate,
    "tool": use_tool,
}
