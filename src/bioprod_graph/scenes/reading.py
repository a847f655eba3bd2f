"""Scenes as files: what a query shows, and how a table dresses it.

    queries/scenes/NAME.rq           rows that give an ?item, or a tie ?source ?target ?relation
    queries/scenes/looks/LOOK.csv    the kinds of items and ties: names, shape, colour, members

Further columns of a row: ?kind (else by the members of the look), ?parent, ?label_*, ?summary_*,
?position, ?start, ?end, ?graph (what says so); ?facet_NAME may have many values; any other is kept
for the view, that is, for the module that lays the scene out. Rows of one item are one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from bioprod_graph.dataset import LAYERS, find_layers
from bioprod_graph.errors import NotFoundError
from bioprod_graph.files import list_files, read_rows
from bioprod_graph.identifiers import find_kind
from bioprod_graph.language import SOURCE, Message, Text, name_forms
from bioprod_graph.names import suggest
from bioprod_graph.networks import Link, Network, Node, read_name
from bioprod_graph.rdf import match
from bioprod_graph.reports import Report
from bioprod_graph.sparql import QueryFile, read_queries, read_query

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from bioprod_graph.project import Project

    Row = Mapping[str, str]

_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_FACET = "facet_"
_KNOWN = frozenset(
    ["item", "kind", "parent", "position", "start", "end", "graph", "source", "target", "relation"]
)
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
    """A network to be shown: by which view, dressed how, and the query that it came from."""

    network: Network
    file: QueryFile
    kinds: Mapping[str, Kind]

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
    """List the scenes in the order of their tabs."""
    files = read_queries(project.queries / "scenes", "scenes")
    return sorted(files, key=lambda file: (int(file.get("rank") or 0), file.name))


def read_scene(store: ox.Store, project: Project, name: str) -> Scene:
    """Read a scene from a release; raises NotFoundError with the names there are, without one."""
    folder = project.queries / "scenes"
    names = [path.stem for path in list_files(folder, "*.rq")]
    if name not in names:
        listed = Message("there are {names}", names=", ".join(sorted(names)))
        hint = suggest(name, names, otherwise=listed)
        raise NotFoundError("no scene is named {name}; {hint}", name=name, hint=hint)
    file = read_query(folder / f"{name}.rq", "scenes")
    kinds: dict[str, Kind] = {}
    for look in file.get("look").split():
        kinds |= read_look(folder / "looks" / f"{look}.csv")
    # A scene may rest on what reports derive, as its header `with` says.
    found = Report(store, project, name, language=SOURCE).read(file)
    rows = [{key: term.value for key, term in row.items()} for row in found]
    reader = Reader(store, project, kinds)
    nodes = reader.read_items(rows)
    known = {node.iri for node in nodes}
    links = (k for k in reader.read_ties(rows) if {k.source, k.target} <= known)
    network = Network(file.name, file.text_of("title"), directed=True, nodes=nodes, links=(*links,))
    return Scene(network, file, kinds)


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


def _find_fault(cells: list[str]) -> Message | None:
    row = dict(zip(_HEADER[1:], cells, strict=True))
    if row["role"] not in _ROLES:
        return Message("role is “{text}”, expected {names}", text=row["role"], names=_LISTED)
    if not row["order"].isdecimal():
        return Message("order is “{text}”, expected a whole number", text=row["order"])
    return None


class Reader:
    """Reads the rows of a scene as items and ties, by the kinds of its look."""

    def __init__(self, store: ox.Store, project: Project, kinds: Mapping[str, Kind]) -> None:
        self._store, self._base, self._kinds = store, project.base, kinds
        layers = find_layers(store, project)
        self._inferred = frozenset(g for g, layer in layers.items() if layer == LAYERS[-1])
        self._labels: dict[str, Text] = {}

    def read_items(self, rows: Iterable[Row]) -> tuple[Node, ...]:
        """Read the items, each from all its rows, in the order of IRIs."""
        gathered: dict[str, list[Row]] = {}
        for row in rows:
            if row.get("item"):
                gathered.setdefault(row["item"], []).append(row)
        return tuple(self._make_item(iri, gathered[iri]) for iri in sorted(gathered))

    def read_ties(self, rows: Iterable[Row]) -> tuple[Link, ...]:
        """Read the ties; rows of one tie in one period are one, said by all their graphs."""
        gathered: dict[tuple[str, ...], list[Row]] = {}
        for row in sorted(rows, key=lambda row: sorted(row.items())):
            if row.get("source") and row["source"] != row["target"]:
                period = row.get("start", ""), row.get("end", "")
                key = row["source"], row["relation"], row["target"], *period
                gathered.setdefault(key, []).append(row)
        return tuple(self._make_tie(gathered[key]) for key in sorted(gathered))

    def _make_item(self, iri: str, rows: list[Row]) -> Node:
        row = _merge(rows)
        position = row.get("position")
        return Node(
            iri,
            Text.read(row, "label") or self._name(iri),
            row.get("kind") or self._find_kind(iri) or find_kind(iri, self._base),
            summary=Text.read(row, "summary"),
            position=int(position) if position else None,
            parent=row.get("parent", ""),
            period=(row.get("start", ""), row.get("end", "")),
            facets=_read_facets(rows),
            graphs=_list_graphs(rows),
            values={name: cell for name, cell in row.items() if not _is_known(name)},
        )

    def _make_tie(self, rows: list[Row]) -> Link:
        row = _merge(rows)
        relation, graphs = row["relation"], _list_graphs(rows)
        return Link(
            row["source"],
            row["target"],
            relation,
            Text.read(row, "relation") or self._name(relation),
            kind=row.get("kind") or self._choose({_localize(relation)}, "tie"),
            period=(row.get("start", ""), row.get("end", "")),
            facets=_read_facets(rows),
            graphs=graphs,
            inferred=bool(graphs) and self._inferred.issuperset(graphs),
        )

    def _find_kind(self, iri: str) -> str:
        types = (quad.object for quad in match(self._store, (ox.NamedNode(iri), _TYPE, None)))
        names = {_localize(term.value) for term in types if isinstance(term, ox.NamedNode)}
        return self._choose(names, "item")

    def _choose(self, names: set[str], role: str) -> str:
        """Choose the first kind of a role that has one of these members."""
        fitting = (kind.key for kind in self._kinds.values() if kind.role == role)
        return next((key for key in fitting if names & set(self._kinds[key].members)), "")

    def _name(self, iri: str) -> Text:
        return self._labels.setdefault(iri, read_name(self._store, iri))


def _merge(rows: Iterable[Row]) -> dict[str, str]:
    """Put the rows of one thing together: of several values, the first when sorted stays."""
    ordered = sorted(rows, key=lambda row: sorted(row.items()), reverse=True)
    return {name: cell for one in ordered for name, cell in one.items() if cell}


def _read_facets(rows: Iterable[Row]) -> dict[str, tuple[str, ...]]:
    found: dict[str, set[str]] = {}
    for row in rows:
        for name in filter(_is_facet, row):
            found.setdefault(name.removeprefix(_FACET), set()).add(row[name])
    return {name: tuple(sorted(found[name])) for name in sorted(found)}


def _list_graphs(rows: Iterable[Row]) -> tuple[str, ...]:
    return tuple(sorted({row["graph"] for row in rows if row.get("graph")}))


def _is_facet(name: str) -> bool:
    return name.startswith(_FACET)


def _is_known(name: str) -> bool:
    return name in _KNOWN or _is_facet(name)


def _localize(iri: str) -> str:
    return iri.replace("#", "/").rpartition("/")[2]
