"""What workers do, by kind of job: each gives bytes, or raises an error of ours."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import pyoxigraph as ox

from bioprod_graph import rdf
from bioprod_graph.dataset import open_release
from bioprod_graph.errors import DatasetError, LimitError, UsageError, one_line
from bioprod_graph.files import QUADS, read_bytes
from bioprod_graph.formats import Setting, find_format
from bioprod_graph.identifiers import PrefixTable
from bioprod_graph.questions import ask_oxigraph, prepare_query
from bioprod_graph.service.description import describe_service
from bioprod_graph.sparql import DatasetClause

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bioprod_graph.apart import Wall
    from bioprod_graph.project import Project
    from bioprod_graph.service.settings import Settings

    Handler = Callable[..., bytes]


@dataclass(frozen=True)
class Desk:
    """What is asked: a store, the digest of what it holds, and where it lies if it is on disk."""

    store: ox.Store
    digest: str
    prefixes: PrefixTable
    store_folder: Path | None = None
    project: Project | None = None


def open_desk(settings: Settings) -> Desk:
    """Open the release of a project, or read a file of quads, which then lies in memory.

    Raises DatasetError, FileError or UsageError for what is none.
    """
    if settings.dataset is not None:
        return _read_desk(settings.dataset)
    project = cast("Project", settings.project)
    release = open_release(project)
    folder = release.folder / "store"
    return Desk(release.store, release.digest, project.prefixes, folder, project)


def _read_desk(path: Path) -> Desk:
    """Read a file of quads or triples in the format that its ending names."""
    form = ox.RdfFormat.from_extension(path.suffix.removeprefix("."))
    if form is None:
        raise UsageError("{file} has none of the endings .nq, .trig, .ttl, .nt, .rdf", file=path)
    content = read_bytes(path, limit=QUADS)
    try:
        quads = list(ox.parse(content, form))
    except SyntaxError as error:
        raise DatasetError(
            "{file} cannot be read: {reason}", file=path, reason=one_line(str(error))
        ) from None
    store = rdf.make_store(quads)
    return Desk(store, hashlib.sha256(content).hexdigest(), PrefixTable("", {}))


def answer_query(
    desk: Desk,
    wall: Wall,
    *,
    query: str,
    graphs: tuple[tuple[str, ...], tuple[str, ...]] | None,
    form: str,
    most: int,
) -> bytes:
    """Answer a query in a format; `graphs` are the default and the named ones of the protocol."""
    asked = prepare_query(query, desk.prefixes.namespaces)
    dataset = (
        DatasetClause(*(tuple(map(ox.NamedNode, each)) for each in graphs)) if graphs else None
    )
    with wall(None):
        answer = ask_oxigraph(desk.store, asked, {}, dataset=dataset)
        kind = "rows" if not isinstance(answer.results, ox.QueryTriples) else "statements"
        written = find_format(form, kind).write(answer.results, Setting(prefixes=desk.prefixes))
    if len(written) > most:
        raise LimitError(
            "the answer has more than {size} MB: add LIMIT, or ask for less", size=most >> 20
        )
    return written


def describe(desk: Desk, wall: Wall, *, endpoint: str, form: str, media_types: list[str]) -> bytes:
    """Describe the service in a format of statements."""
    with wall(None):
        triples = describe_service(desk.store, endpoint, media_types)
    return find_format(form, "statements").write(triples, Setting(prefixes=desk.prefixes))


HANDLERS: dict[str, Handler] = {"query": answer_query, "describe": describe}
