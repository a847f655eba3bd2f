"""Networks read from a dataset: the rows of a projection or a scene become nodes and links.

A link from a node to itself, or to what is no node, is left out; in a network without direction, a
link given both ways is one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bioprod_graph.dataset import LAYERS, find_layers, find_subjects, mirror, restrict
from bioprod_graph.errors import NotFoundError, ProjectError
from bioprod_graph.identifiers import find_kind
from bioprod_graph.language import Message, Text
from bioprod_graph.names import suggest
from bioprod_graph.networks.declared import find_projection, list_networks, read_view
from bioprod_graph.networks.kinds import Kind, read_kinds
from bioprod_graph.networks.model import Link, Network, Node
from bioprod_graph.networks.things import find_classes, read_name
from bioprod_graph.rdf import read_rows, select

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from pathlib import Path

    import pyoxigraph as ox

    from bioprod_graph.networks.declared import Projection, View
    from bioprod_graph.project import Project
    from bioprod_graph.sparql.query_files import QueryFile

    Row = Mapping[str, str]

ALL = "all"
# The projection that “all” stands for where a network is asked for.
_EVERYTHING = "things"
_ENDS = ("source", "target")
_LINK = (*_ENDS, "relation")


@dataclass(frozen=True)
class Scene:
    """A network to be drawn, how each kind of its nodes looks, and the layers that are shown."""

    network: Network
    kinds: Mapping[str, Kind]
    layers: tuple[Text, ...] = ()


def read_network(store: ox.Store, project: Project, name: str) -> Network:
    """Read a network by name; `all` is everything that is linked.

    Raises NotFoundError, with the nearest name or all of them, if there is none.
    """
    wanted = _EVERYTHING if name == ALL else name
    known = list_networks(project)
    if wanted not in known:
        listed = ", ".join([ALL, *known])
        hint = suggest(name, known, otherwise=Message("there are {names}", names=listed))
        raise NotFoundError(
            "no projection or view is named {wanted}; {hint}", wanted=wanted, hint=hint
        )
    folder = known[wanted].parent
    if folder.name == "projections":
        return project_network(store, find_projection(folder, wanted), project.base)
    return read_scene(store, project, wanted).network


def project_network(store: ox.Store, projection: Projection, base: str) -> Network:
    """Ask the query of a projection, and give the network with the names of its nodes and links.

    Raises ProjectError for a weight that is no number over zero.
    """
    rows, path = _ask(store, projection.file), projection.file.path
    links = gather_links(rows, store, path, directed=projection.directed)
    iris = {row[end] for row in rows for end in _ENDS if row.get(end)}
    nodes = (describe_node(store, {"node": iri}, base) for iri in sorted(iris))
    name, directed = projection.name, projection.directed
    return Network(name, projection.title, directed, tuple(nodes), links)


def read_scene(
    store: ox.Store, project: Project, name: str, *, layers: Collection[str] = ()
) -> Scene:
    """Read a scene; with layers, the links that they say, and the nodes that these bring.

    Rows are those of the whole dataset, so that what is drawn keeps its names and kinds.
    """
    view = read_view(project, name)
    nodes, links = _ask(store, view.nodes), _ask(store, view.links)
    kept = restrict(store, layers, project=project)
    if kept is not store:
        told = {_identify(row) for row in _ask(mirror(kept), view.links)}
        known = {row.get("node") for row in nodes}
        links = [k for k in links if _identify(k) in told and {*_identify(k)[:2]} <= known]
        shown = {end for row in links for end in _identify(row)[:2]}
        shown |= find_subjects(kept, find_layers(store, project))
        nodes = [row for row in nodes if row.get("node") in shown]
    scene = make_scene(view, nodes, links, store=store, base=project.base)
    drawn = [layer for layer in LAYERS if not layers or layer in layers]
    names = (read_name(store, f"{project.base}id/concept/{layer}-layer") for layer in drawn)
    return replace(scene, layers=tuple(names))


def make_scene(
    view: View, nodes: Iterable[Row], links: Iterable[Row], *, store: ox.Store, base: str
) -> Scene:
    """Make a scene of rows, whose order does not matter.

    A node given under two kinds has the one of lower rank. Raises ProjectError for an unknown kind,
    or a cell that is missing or malformed.
    """
    gathered = gather_links(links, store, view.links.path, required=_LINK)
    kinds = read_kinds(view.kinds)
    chosen: dict[str, Node] = {}
    for row in sorted(nodes, key=lambda row: _rank(row, view, kinds)):
        chosen.setdefault(row["node"], describe_node(store, row, base))
    network = Network(
        view.name,
        view.nodes.text_of("title"),
        directed=True,
        nodes=tuple(node for _, node in sorted(chosen.items())),
        links=tuple(k for k in gathered if k.source in chosen and k.target in chosen),
    )
    return Scene(network, kinds)


def gather_links(
    rows: Iterable[Row],
    store: ox.Store,
    path: Path,
    *,
    directed: bool = True,
    required: tuple[str, ...] = (),
) -> tuple[Link, ...]:
    """Gather links; each stays as it was told, since a relation reads one way only.

    A link is named as its row does, else by the relation. Raises ProjectError with the path.
    """
    gathered: dict[tuple[str, ...], Link] = {}
    labels: dict[str, Text] = {}
    for row in sorted(rows, key=lambda row: sorted(row.items())):
        _require(row, required, path)
        source, target, relation = (row.get(name, "") for name in _LINK)
        if not source or not target or source == target:
            continue
        if relation not in labels:
            labels[relation] = Text.read(row, "relation") or read_name(store, relation)
        link = Link(source, target, relation, labels[relation], _parse_weight(row, path))
        ends = (source, target) if directed else (min(source, target), max(source, target))
        # Of a link that is given both ways, the first in order stays, with the greater weight.
        known = gathered.get((*ends, relation), link)
        gathered[*ends, relation] = replace(known, weight=max(known.weight, link.weight))
    return tuple(sorted(gathered.values(), key=lambda k: (k.source, k.target, k.relation)))


def describe_node(store: ox.Store, row: Row, base: str) -> Node:
    """Describe a thing by its row, and by what the store says of it."""
    iri, position = row["node"], row.get("position")
    if position and not re.fullmatch(r"-?\d{1,9}", position):
        raise ProjectError(
            "{node}: position is “{position}”, expected a whole number", node=iri, position=position
        )
    return Node(
        iri,
        Text.read(row, "label") or read_name(store, iri),
        row.get("kind") or find_kind(iri, base),
        find_classes(store, iri, base),
        Text.read(row, "summary"),
        int(position) if position else None,
    )


def _ask(store: ox.Store, file: QueryFile) -> list[dict[str, str]]:
    return read_rows(select(store, file.text))


def _identify(row: Row) -> tuple[str | None, ...]:
    return tuple(row.get(name) for name in _LINK)


def _rank(row: Row, view: View, kinds: Mapping[str, Kind]) -> tuple[int, str]:
    _require(row, ("node", "kind"), view.nodes.path)
    kind = kinds.get(row["kind"])
    if kind is None:
        raise ProjectError(
            "{node}: unknown kind “{kind}”: add a row for it to {path}",
            node=row["node"],
            kind=row["kind"],
            path=view.kinds,
        )
    return kind.order, str(sorted(row.items()))


def _require(row: Row, names: Iterable[str], path: Path) -> None:
    for name in names:
        if not row.get(name):
            raise ProjectError("{path}: a row has no ?{name}", path=path, name=name)


def _parse_weight(row: Row, path: Path) -> float:
    text = row.get("weight", "1")
    try:
        weight = float(text)
    except ValueError:
        weight = 0.0
    if not 0 < weight < float("inf"):
        raise ProjectError(
            "{path}: the weight “{text}” is no number over zero", path=path, text=text
        )
    return weight
