"""Scenes as files: what a query shows, and how a table dresses it.

    queries/scenes/NAME.rq           rows that give an ?item, or a tie ?source ?target ?relation
    queries/scenes/looks/LOOK.csv    the kinds of items and ties: names, shape, colour, members

Rows are those of a network (`networks/row_reader.py`); a kind that is not given is that of the
look by its members. What a row has beside is kept for the view, that is, for the module that lays
the scene out.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from bioprod_graph.dataset import LAYERS, Portion, find_layers, find_left_out
from bioprod_graph.errors import NotFoundError
from bioprod_graph.files import list_files, read_rows
from bioprod_graph.findings import MALFORMED, Finding, Location
from bioprod_graph.language import SOURCE, Message, Text, name_forms
from bioprod_graph.names import suggest
from bioprod_graph.networks import Network, RowReader
from bioprod_graph.reports import Report
from bioprod_graph.scenes.checking import check_named, find_looks, find_odd_look
from bioprod_graph.sparql import QueryFile, read_each, read_queries, read_query

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    import pyoxigraph as ox

    from bioprod_graph.networks import Link, Node
    from bioprod_graph.project import Project

# Several scenes are read from one store, which nobody changes.
_ROLES = ("item", "tie")
_LISTED = ", ".join(_ROLES)
_HEADER = ("key", "role", *name_forms("label"), "shape", "colour", "members", "order")


class Kind(NamedTuple):
    """A line of the legend: which items or ties it counts, and how they look."""

    key: str
    role: str
    label: Text
    shape: str
    colour: str
    members: tuple[str, ...]
    order: int


@dataclass(frozen=True)
class Scene:
    """A network to be shown: by which view, dressed how, the query and the store it came from."""

    network: Network
    file: QueryFile
    kinds: Mapping[str, Kind]
    store: ox.Store = field(repr=False)

    @property
    def view(self) -> str:
        """The kind of view that lays the scene out."""
        return self.file.get("view") or ""

    @property
    def options(self) -> dict[str, str]:
        """What the header tells the view: `NAME=VALUE`, parted by blanks."""
        pairs = (option.partition("=") for option in self.file.get("options").split())
        return {name: value for name, _, value in pairs}


def list_scenes(project: Project) -> list[QueryFile]:
    """List the scenes in the order of their tabs; those that need to be given something have none.

    Raises FileError if their folder is missing, ProjectError for a file that is not well made.
    """
    files = read_queries(project.queries / "scenes", "scenes")
    shown = (file for file in files if not file.get("given"))
    return sorted(shown, key=lambda file: (int(file.get("rank")), file.name))


def read_scene(store: ox.Store, project: Project, name: str) -> Scene:
    """Read a scene from a release; raises NotFoundError with the names there are, without one."""
    names = [file.name for file in list_scenes(project)]
    if name not in names:
        raise NotFoundError(
            "no scene is named {name}; {hint}", name=name, hint=suggest(name, names)
        )
    reader = Reader(store, project, name)
    rows = reader.read_rows()
    nodes, links = reader.read_items(rows), reader.read_ties(rows)
    return reader.make_scene(nodes, links, reader.file.text_of("title"))


def keep_part(scene: Scene, project: Project, kept: Portion) -> Scene:
    """Keep what is said in some layers, or was read so well, and the items that it needs.

    A tie, or an item, counts for each graph that states it. Where none is named, a tie stays, and
    an item that never had one. Without layers and grade, all of it.
    """
    told, network = find_layers(scene.store, project), scene.network
    left_out = find_left_out(scene.store, kept, project)
    if not left_out:
        return scene

    def is_kept(graphs: Collection[str], *, otherwise: bool) -> bool:
        found = {graph for graph in graphs if graph in told}
        return not found <= left_out if found else otherwise

    links = tuple(link for link in network.links if is_kept(link.graphs, otherwise=True))
    needed, tied = ({end for k in some for end in (k.source, k.target)}
                    for some in (links, network.links))  # fmt: skip
    needed |= {n.iri for n in network.nodes if is_kept(n.graphs, otherwise=n.iri not in tied)}
    # What stands under another is not torn from it.
    parents = {node.iri: node.parent for node in network.nodes}
    while above := {parents[iri] for iri in needed if parents[iri] in parents} - needed:
        needed |= above
    nodes = tuple(node for node in network.nodes if node.iri in needed)
    return replace(scene, network=replace(network, nodes=nodes, links=links))


def read_look(path: Path) -> dict[str, Kind]:
    """Read the kinds of a look, in order. Raises ProjectError for a row that cannot be used."""
    kinds = [
        Kind(
            row["key"],
            row["role"],
            Text.read(row, "label"),
            row["shape"],
            row["colour"],
            tuple(row["members"].split("|")),
            int(row["order"]),
        )
        for row in read_rows(path, _HEADER, check=_find_fault)
    ]
    return {kind.key: kind for kind in sorted(kinds, key=lambda kind: (kind.role, kind.order))}


def read_signs(project: Project, look: str) -> Callable[[str], tuple[str, str] | None]:
    """Read how statuses, or what is told of evidence, are drawn: a glyph and a colour by IRI."""
    path = project.queries / "scenes" / "looks" / f"{look}.csv"
    kinds = read_look(path) if path.exists() else {}

    def find(iri: str) -> tuple[str, str] | None:
        kind = kinds.get(iri.rpartition("/")[2])
        return (kind.shape, kind.colour) if kind else None

    return find


def _find_fault(cells: list[str]) -> Message | None:
    row = dict(zip(_HEADER[1:], cells, strict=True))
    if row["role"] not in _ROLES:
        return Message("role is “{text}”, expected {names}", text=row["role"], names=_LISTED)
    if not row["order"].isdecimal():
        return Message("order is “{text}”, expected a whole number", text=row["order"])
    return find_odd_look(row["shape"], row["colour"])


def read_dress(path: Path, project: Project) -> tuple[QueryFile, dict[str, Kind]]:
    """Read the query of a scene and the kinds of its looks.

    Raises ProjectError, with file and line, for what one of them names and is not there.
    """
    file = read_query(path, "scenes")
    kinds: dict[str, Kind] = {}
    for look in find_looks(file):
        kinds |= read_look(look)
    check_named(file, project, kinds)
    return file, kinds


def check_scenes(project: Project) -> list[Finding]:
    """Check the files of all scenes, without drawing them: one finding a scene at most."""
    found: list[Finding] = []

    def report(finding: Finding) -> None:
        # A person knows a file by its place in the project.
        where = finding.location
        name = project.relative(Path(where.file)) if where else ""
        found.append(finding._replace(location=Location(name)))

    paths = list_files(project.queries / "scenes", "*.rq", is_required=False)
    blank = Finding("error", MALFORMED, Text({}))
    read_each(paths, partial(read_dress, project=project), report, blank=blank)
    return found


class Reader(RowReader):
    """Reads the rows of a scene as items and ties, by the kinds of its look."""

    def __init__(self, store: ox.Store, project: Project, name: str) -> None:
        self.file, self.kinds = read_dress(project.queries / "scenes" / f"{name}.rq", project)
        layers = find_layers(store, project)
        inferred = (graph for graph, layer in layers.items() if layer == LAYERS[-1])
        super().__init__(store, project.base, self.file.path, inferred=inferred)
        self._project = project

    def choose(self, names: set[str], role: str) -> str:
        """Choose the first kind of a role that has one of these members."""
        fitting = (kind for kind in self.kinds.values() if kind.role == role)
        return next((kind.key for kind in fitting if names & set(kind.members)), "")

    def read_rows(self) -> list[dict[str, str]]:
        """Read the rows; a scene may rest on what reports derive, as its header `with` says."""
        found = Report(self._store, self._project, self.file.name, language=SOURCE).read(self.file)
        return [{key: term.value for key, term in row.items()} for row in found]

    def make_scene(self, nodes: Iterable[Node], links: Iterable[Link], title: Text) -> Scene:
        """Make a scene; a tie to what is no item is left out."""
        nodes = tuple(nodes)
        known = {node.iri for node in nodes}
        kept = tuple(link for link in links if {link.source, link.target} <= known)
        network = Network(self.file.name, title, directed=True, nodes=nodes, links=kept)
        return Scene(network, self.file, self.kinds, self._store)
