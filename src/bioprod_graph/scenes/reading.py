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
from bioprod_graph.language import Message, Text, name_forms
from bioprod_graph.names import suggest
from bioprod_graph.networks import Link, Network, Node, read_name
from bioprod_graph.rdf import match, read_values, select
from bioprod_graph.sparql import QueryFile, read_queries, read_query

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from bioprod_graph.project import Project

_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_FACET = "facet_"
_KNOWN = frozenset(
    ["item", "kind", "parent", "position", "start", "end", "graph", "source", "target", "relation"]
)
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


def name_tie(link: Link) -> str:
    """Name a tie in a picture, as what shows it has in `of`."""
    return " ".join((link.source, link.relation, link.target, link.period[0])).rstrip()


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
    rows = read_values(select(store, file.text))
    inferred = _find_inferred(store, project)
    nodes = _read_items(rows, store, kinds, project.base)
    links = _read_ties(rows, store, kinds, inferred)
    known = {node.iri for node in nodes}
    kept = tuple(link for link in links if {link.source, link.target} <= known)
    network = Network(file.name, file.text_of("title"), directed=True, nodes=nodes, links=kept)
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
        for row in read_rows(path, _HEADER)
    ]
    return {kind.key: kind for kind in sorted(kinds, key=lambda kind: (kind.role, kind.order))}


def _find_inferred(store: ox.Store, project: Project) -> frozenset[str]:
    layers = find_layers(store, project)
    return frozenset(graph for graph, layer in layers.items() if layer == LAYERS[-1])


def _read_items(
    rows: Iterable[Mapping[str, str]], store: ox.Store, kinds: Mapping[str, Kind], base: str
) -> tuple[Node, ...]:
    gathered: dict[str, list[Mapping[str, str]]] = {}
    for row in rows:
        if row.get("item"):
            gathered.setdefault(row["item"], []).append(row)
    return tuple(_make_item(iri, gathered[iri], store, kinds, base) for iri in sorted(gathered))


def _make_item(
    iri: str,
    rows: list[Mapping[str, str]],
    store: ox.Store,
    kinds: Mapping[str, Kind],
    base: str,
) -> Node:
    rows = sorted(rows, key=lambda row: sorted(row.items()))
    row = {name: cell for one in reversed(rows) for name, cell in one.items() if cell}
    facets = {
        name.removeprefix(_FACET): tuple(sorted({one[name] for one in rows if one.get(name)}))
        for name in sorted({name for one in rows for name in one if name.startswith(_FACET)})
    }
    position = row.get("position")
    return Node(
        iri,
        Text.read(row, "label") or read_name(store, iri),
        row.get("kind") or _find_kind(iri, store, kinds) or find_kind(iri, base),
        summary=Text.read(row, "summary"),
        position=int(position) if position else None,
        parent=row.get("parent", ""),
        period=(row.get("start", ""), row.get("end", "")),
        facets=facets,
        graphs=tuple(sorted({one["graph"] for one in rows if one.get("graph")})),
        values={name: cell for name, cell in row.items() if name not in _KNOWN | facets.keys()},
    )


def _find_kind(iri: str, store: ox.Store, kinds: Mapping[str, Kind]) -> str:
    types = (quad.object for quad in match(store, (ox.NamedNode(iri), _TYPE, None)))
    names = {_localize(term.value) for term in types if isinstance(term, ox.NamedNode)}
    return _choose(names, "item", kinds)


def _choose(names: set[str], role: str, kinds: Mapping[str, Kind]) -> str:
    fitting = (kind.key for kind in kinds.values() if kind.role == role)
    return next((key for key in fitting if names & set(kinds[key].members)), "")


def _localize(iri: str) -> str:
    return iri.replace("#", "/").rpartition("/")[2]


def _read_ties(
    rows: Iterable[Mapping[str, str]],
    store: ox.Store,
    kinds: Mapping[str, Kind],
    inferred: frozenset[str],
) -> tuple[Link, ...]:
    gathered: dict[tuple[str, ...], Link] = {}
    labels: dict[str, Text] = {}
    for row in sorted(rows, key=lambda row: sorted(row.items())):
        if not row.get("source"):
            continue
        relation = row["relation"]
        label = labels.setdefault(relation, read_name(store, relation))
        period = row.get("start", ""), row.get("end", "")
        graph = row.get("graph", "")
        key = row["source"], relation, row["target"], *period
        link = Link(
            row["source"],
            row["target"],
            relation,
            Text.read(row, "relation") or label,
            kind=row.get("kind") or _choose({_localize(relation)}, "tie", kinds),
            period=period,
            graphs=(graph,) if graph else (),
            inferred=graph in inferred,
        )
        gathered.setdefault(key, link)
    return tuple(link for _, link in sorted(gathered.items()))
