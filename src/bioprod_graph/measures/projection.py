"""Projections: `queries/projections/NAME.rq`, each a network that a query declares.

The query says which properties are links and which nodes collapse into them. It gives ?source,
?target, ?relation and, where links differ in it, ?weight; a row with a ?source alone is a node
that may have no link.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bioprod_graph.errors import NotFoundError, ProjectError
from bioprod_graph.files import list_files
from bioprod_graph.language import Message
from bioprod_graph.measures.network import Link, Network, describe_node, read_labels
from bioprod_graph.names import suggest
from bioprod_graph.rdf import read_rows, select
from bioprod_graph.sparql.query_files import QueryFile, read_queries, read_query

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    import pyoxigraph as ox

    from bioprod_graph.language import Language


@dataclass(frozen=True)
class Projection:
    """A projection: its query, and whether its links have a direction."""

    file: QueryFile
    directed: bool

    @property
    def name(self) -> str:
        """The name to ask for it by."""
        return self.file.name

    def title(self, language: Language) -> str:
        """Give the title in a language."""
        return self.file.get(f"title_{language}")

    def description(self, language: Language) -> str:
        """Say in a language what is a node and what is a link."""
        return self.file.get(f"description_{language}")


def read_projections(folder: Path) -> list[Projection]:
    """Read all projections by name; raises ProjectError for a file that is not well made."""
    return [_parse_projection(file) for file in read_queries(folder, "projections")]


def find_projection(folder: Path, name: str) -> Projection:
    """Find a projection by name.

    Raises NotFoundError, with the names there are, if there is none.
    """
    names = sorted(path.stem for path in list_files(folder, "*.rq"))
    if name in names:
        return _parse_projection(read_query(folder / f"{name}.rq", "projections"))
    listed = ", ".join(names)
    otherwise = Message("there are {names}", names=listed)
    if not names:
        otherwise = Message("{folder} holds none", folder=folder)
    hint = suggest(name, names, otherwise=otherwise)
    raise NotFoundError("no projection is named {name}; {hint}", name=name, hint=hint)


def project_network(store: ox.Store, projection: Projection, base: str) -> Network:
    """Ask the query, and give the network with the names of its nodes and links.

    A link from a node to itself is left out; in a network without direction, a link given both
    ways is one. Raises ProjectError for a weight that is no number over zero.
    """
    rows = read_rows(select(store, projection.file.text))
    links = _gather_links(rows, projection)
    iris = {row[name] for row in rows for name in ("source", "target") if row.get(name)}
    labels = {relation: read_labels(store, relation) for _, _, relation in links}
    return Network(
        projection.name,
        projection.title("fr"),
        projection.title("en"),
        directed=projection.directed,
        nodes=tuple(describe_node(store, iri, base) for iri in sorted(iris)),
        links=tuple(
            Link(*link, *labels[link[2]], weight=weight) for link, weight in sorted(links.items())
        ),
    )


def _parse_projection(file: QueryFile) -> Projection:
    return Projection(file, file.get("directed") == "yes")


def _gather_links(
    rows: list[dict[str, str]], projection: Projection
) -> dict[tuple[str, str, str], float]:
    """Gather links by weight; each stays as it was told, since a relation reads one way only."""
    gathered: dict[tuple[str, str, str], tuple[tuple[str, str, str], float]] = {}
    for link, weight in _read_links(rows, projection):
        source, target, relation = link
        key = link if projection.directed else (min(source, target), max(source, target), relation)
        known, most = gathered.get(key, (link, weight))
        gathered[key] = min(known, link), max(most, weight)
    return dict(gathered.values())


def _read_links(
    rows: list[dict[str, str]], projection: Projection
) -> Iterator[tuple[tuple[str, str, str], float]]:
    for row in rows:
        source, target = row.get("source", ""), row.get("target", "")
        if source and target and source != target:
            weight = _parse_weight(row, projection)
            yield (source, target, row.get("relation", "")), weight


def _parse_weight(row: Mapping[str, str], projection: Projection) -> float:
    text = row.get("weight", "1")
    try:
        weight = float(text)
    except ValueError:
        weight = 0.0
    if not 0 < weight < float("inf"):
        raise ProjectError(
            "{path}: the weight “{text}” is no number over zero",
            path=projection.file.path,
            text=text,
        )
    return weight
