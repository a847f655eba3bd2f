"""Networks read from a release: what a query declares as nodes and links.

    queries/projections/NAME.rq       ?source ?target ?relation ?weight; a ?source alone is a node

A link from a node to itself, or to what is no node, is left out; in a network without direction, a
link given both ways is one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from bioprod_graph.errors import NotFoundError
from bioprod_graph.files import list_files
from bioprod_graph.language import Message, Text
from bioprod_graph.names import suggest
from bioprod_graph.networks.nodes import Network
from bioprod_graph.networks.row_reader import RowReader
from bioprod_graph.rdf import read_values, select
from bioprod_graph.sparql import QueryFile, read_queries, read_query

if TYPE_CHECKING:
    from pathlib import Path

    import pyoxigraph as ox

    from bioprod_graph.project import Project

ALL = "all"
# The projection that “all” stands for where a network is asked for.
_EVERYTHING = "things"


class Projection(NamedTuple):
    """A network that one query declares: what it is, and whether its links have a direction."""

    name: str
    title: Text
    description: Text
    directed: bool
    file: QueryFile


def list_networks(project: Project) -> list[str]:
    """List the networks by name. Raises FileError if their folder cannot be looked into."""
    return sorted(path.stem for path in list_files(project.queries / "projections", "*.rq"))


def read_projections(folder: Path) -> list[Projection]:
    """Read all projections by name; raises ProjectError for a file that is not well made."""
    return [_declare(file) for file in read_queries(folder, "projections")]


def find_projection(folder: Path, name: str) -> Projection:
    """Find a projection by name; raises NotFoundError, with the names there are, without one."""
    names = sorted(path.stem for path in list_files(folder, "*.rq"))
    if name in names:
        return _declare(read_query(folder / f"{name}.rq", "projections"))
    none = Message("{folder} holds none", folder=folder)
    hint = suggest(name, names, otherwise=None if names else none)
    scenes = list_files(folder.parent / "scenes", "*.rq", is_required=False)
    if name in (path.stem for path in scenes):
        hint = Message("it is a scene: bioprod draw {name}", name=name)
    raise NotFoundError("no projection is named {name}; {hint}", name=name, hint=hint)


def read_network(store: ox.Store, project: Project, name: str) -> Network:
    """Read a network by name; `all` is everything that is linked.

    Raises NotFoundError, with the nearest name or all of them, if there is none.
    """
    name = _EVERYTHING if name == ALL else name
    projection = find_projection(project.queries / "projections", name)
    return project_network(store, projection, project.base)


def project_network(store: ox.Store, projection: Projection, base: str) -> Network:
    """Ask the query of a projection; return the network, with names of nodes and links.

    Raises ProjectError for a weight that is not a number above zero.
    """
    file, directed = projection.file, projection.directed
    reader = RowReader(store, base, file.path)
    rows = read_values(select(store, file.text))
    links = reader.read_ties((row for row in rows if row.get("target")), directed=directed)
    nodes = reader.read_items(
        {"item": row.get(end, "")} for row in rows for end in ("source", "target")
    )
    ordered = tuple(sorted(links, key=lambda k: (k.source, k.target, k.relation)))
    return Network(projection.name, projection.title, directed, nodes, ordered)


def _declare(file: QueryFile) -> Projection:
    title, description = file.text_of("title"), file.text_of("description")
    return Projection(file.name, title, description, file.get("directed") == "yes", file)
