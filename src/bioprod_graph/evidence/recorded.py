"""The passages that a dataset records, by source: what `bioprod verify` compares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bioprod_graph.errors import NotFoundError, UsageError
from bioprod_graph.evidence.passages import Passage
from bioprod_graph.language import Message
from bioprod_graph.rdf import read_rows, select
from bioprod_graph.sparql.query_files import read_query

if TYPE_CHECKING:
    import pyoxigraph as ox

    from bioprod_graph.project import Project


@dataclass(frozen=True)
class RecordedSource:
    """A source with its digest, if it has one, and its passages in the order of the text."""

    name: str
    digest: str
    passages: tuple[Passage, ...]


def read_recorded(store: ox.Store, project: Project) -> list[RecordedSource]:
    """Read all sources that have passages with first and last words."""
    query = read_query(project.queries / "views" / "passages.rq", "views")
    digests: dict[str, str] = {}
    passages: dict[str, list[Passage]] = {}
    for row in read_rows(select(store, query.text)):
        digests[row["source"]] = row.get("source_digest", "")
        passages.setdefault(row["source"], []).append(_make_passage(row))
    return [RecordedSource(_slug(s), digests[s], tuple(passages[s])) for s in sorted(passages)]


def choose_source(sources: list[RecordedSource], name: str | None, digest: str) -> RecordedSource:
    """Choose what a document is a copy of: the source named, the one with its digest, the only one.

    Raises NotFoundError for a name that no source has, UsageError if it cannot be told.
    """
    if name is not None:
        for source in sources:
            if source.name == name:
                return source
        names = ", ".join(source.name for source in sources)
        raise NotFoundError(
            "no source {name} has passages with offsets; those that have: {names}",
            name=name,
            names=names or Message("none"),
        )
    same = [source for source in sources if source.digest == digest]
    if len(same or sources) == 1:
        return (same or sources)[0]
    raise UsageError("which source is it a copy of? name it with --source SLUG")


def _make_passage(row: dict[str, str]) -> Passage:
    return Passage(
        name=_slug(row["passage"]),
        first=row["first"],
        last=row.get("last", ""),
        start=int(row["start"]) if "start" in row else None,
        end=int(row["end"]) if "end" in row else None,
        digest=row.get("digest", ""),
    )


def _slug(iri: str) -> str:
    return iri.rpartition("/")[2]
