"""Where networks are declared: a projection by one query, a scene by one of nodes, one of links.

    queries/projections/NAME.rq       ?source ?target ?relation ?weight; a ?source alone is a node
    queries/views/NAME-nodes.rq       ?node ?kind ?label_* ?summary_* ?position
    queries/views/NAME-edges.rq       ?source ?target ?relation ?relation_*
    queries/views/NAME-kinds.csv      how each kind of node looks

The query says which properties are links, and which nodes collapse into them.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bioprod_graph.errors import NotFoundError
from bioprod_graph.files import list_files
from bioprod_graph.language import Message, Text
from bioprod_graph.names import suggest
from bioprod_graph.sparql.query_files import QueryFile, read_queries, read_query

if TYPE_CHECKING:
    from pathlib import Path

    from bioprod_graph.project import Project

_NODES, _LINKS, _KINDS = "-nodes.rq", "-edges.rq", "-kinds.csv"


@dataclass(frozen=True)
class Projection:
    """A network that one query declares."""

    file: QueryFile

    @property
    def directed(self) -> bool:
        """Whether its links have a direction."""
        return self.file.get("directed") == "yes"

    @property
    def name(self) -> str:
        """The name to ask for it by."""
        return self.file.name

    @property
    def title(self) -> Text:
        """What the network is."""
        return self.file.text_of("title")

    @property
    def description(self) -> Text:
        """What is a node, and what is a link."""
        return self.file.text_of("description")


@dataclass(frozen=True)
class View:
    """A network that two queries declare, with a table of the kinds of its nodes."""

    name: str
    nodes: QueryFile
    links: QueryFile
    kinds: Path


def list_networks(project: Project) -> dict[str, Path]:
    """List projections and views that are networks, by name, with the file that gives the links.

    Raises FileError if the folder of either is missing or cannot be looked into.
    """
    projections = list_files(project.queries / "projections", "*.rq")
    folder = project.queries / "views"
    views = {path.name.removesuffix(_LINKS): path for path in list_files(folder, f"*{_LINKS}")}
    found = {
        name: path for name, path in views.items() if os.path.lexists(folder / (name + _NODES))
    }
    return dict(sorted({**found, **{path.stem: path for path in projections}}.items()))


def read_view(project: Project, name: str) -> View:
    """Read the queries of a view; raises FileError or ProjectError for one that cannot be read."""
    folder = project.queries / "views"
    nodes, links = (read_query(folder / f"{name}{end}", "views") for end in (_NODES, _LINKS))
    return View(name, nodes, links, folder / f"{name}{_KINDS}")


def read_projections(folder: Path) -> list[Projection]:
    """Read all projections by name; raises ProjectError for a file that is not well made."""
    return [Projection(file) for file in read_queries(folder, "projections")]


def find_projection(folder: Path, name: str) -> Projection:
    """Find a projection by name.

    Raises NotFoundError, with the names there are, if there is none.
    """
    names = sorted(path.stem for path in list_files(folder, "*.rq"))
    if name in names:
        return Projection(read_query(folder / f"{name}.rq", "projections"))
    otherwise = Message("there are {names}", names=", ".join(names))
    if not names:
        otherwise = Message("{folder} holds none", folder=folder)
    hint = suggest(name, names, otherwise=otherwise)
    raise NotFoundError("no projection is named {name}; {hint}", name=name, hint=hint)
