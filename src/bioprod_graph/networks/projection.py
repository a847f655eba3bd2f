"""Networks read from a release: what a query declares as nodes and links.

    queries/projections/NAME.rq       ?source ?target ?relation ?weight; a ?source alone is a node
    queries/views/NAME-nodes.rq       ?node ?kind ?label_* ?summary_* ?position
    queries/views/NAME-edges.rq       ?source ?target ?relation ?relation_*
    queries/views/NAME-kinds.csv      how each kind of node looks

A link from a node to itself, or to what is no node, is left out; in a network without direction, a
link given both ways is one.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from bioprod_graph.dataset import LAYERS, find_layers, find_subjects, mirror, read_label, restrict
from bioprod_graph.errors import NotFoundError, ProjectError
from bioprod_graph.files import list_files
from bioprod_graph.identifiers import find_kind
from bioprod_graph.language import Message, Text
from bioprod_graph.names import suggest
from bioprod_graph.networks.kinds import KindStyle, read_kinds
from bioprod_graph.networks.nodes import Link, Network, Node
from bioprod_graph.rdf import match, read_values, select
from bioprod_graph.sparql import QueryFile, read_queries, read_query

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from pathlib import Path

    from bioprod_graph.project import Project

    Row = Mapping[str, str]

ALL = "all"
# The projection that “all” stands for where a network is asked for.
_EVERYTHING = "things"
_LINK = ("source", "target", "relation")
_SUBCLASS = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#subClassOf")
_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


class Projection(NamedTuple):
    """A network that one query declares: what it is, and whether its links have a direction."""

    name: str
    title: Text
    description: Text
    directed: bool
    file: QueryFile


class SceneQueries(NamedTuple):
    """The two queries of a scene, for its nodes and links, and the table of its kinds."""

    name: str
    nodes: QueryFile
    links: QueryFile
    kinds: Path


@dataclass(frozen=True)
class Scene:
    """A network to be drawn, how each kind of its nodes looks, and the layers that are shown."""

    network: Network
    kinds: Mapping[str, KindStyle]
    layers: tuple[Text, ...] = ()


def list_networks(project: Project) -> dict[str, Path]:
    """List projections and views that are networks, by name, with the file that gives the links.

    Raises FileError if the folder of either is missing or cannot be looked into.
    """
    views = project.queries / "views"
    found = {path.stem: path for path in list_files(project.queries / "projections", "*.rq")}
    for path in list_files(views, "*-edges.rq"):
        name = path.name.removesuffix("-edges.rq")
        if os.path.lexists(views / f"{name}-nodes.rq"):
            found.setdefault(name, path)
    return dict(sorted(found.items()))


def read_projections(folder: Path) -> list[Projection]:
    """Read all projections by name; raises ProjectError for a file that is not well made."""
    return [_declare(file) for file in read_queries(folder, "projections")]


def find_projection(folder: Path, name: str) -> Projection:
    """Find a projection by name; raises NotFoundError, with the names there are, without one."""
    names = sorted(path.stem for path in list_files(folder, "*.rq"))
    if name in names:
        return _declare(read_query(folder / f"{name}.rq", "projections"))
    otherwise = Message("there are {names}", names=", ".join(names))
    if not names:
        otherwise = Message("{folder} holds none", folder=folder)
    hint = suggest(name, names, otherwise=otherwise)
    raise NotFoundError("no projection is named {name}; {hint}", name=name, hint=hint)


def read_network(store: ox.Store, project: Project, name: str) -> Network:
    """Read a network by name; `all` is everything that is linked.

    Raises NotFoundError, with the nearest name or all of them, if there is none.
    """
    wanted = _EVERYTHING if name == ALL else name
    known = list_networks(project)
    if wanted not in known:
        listed = Message("there are {names}", names=", ".join([ALL, *known]))
        hint = suggest(name, known, otherwise=listed)
        raise NotFoundError(
            "no projection or view is named {wanted}; {hint}", wanted=wanted, hint=hint
        )
    folder = known[wanted].parent
    if folder.name == "projections":
        return project_network(store, find_projection(folder, wanted), project.base)
    return read_scene(store, project, wanted).network


def project_network(store: ox.Store, projection: Projection, base: str) -> Network:
    """Ask the query of a projection; return the network, with names of nodes and links.

    Raises ProjectError for a weight that is not a number above zero.
    """
    name, title, _, directed, file = projection
    rows = _ask(store, file)
    links = _gather_links(rows, store, file.path, directed=directed)
    iris = sorted({row[end] for row in rows for end in _LINK[:2] if row.get(end)})
    nodes = tuple(_describe_node(store, {"node": iri}, base) for iri in iris)
    return Network(name, title, directed, nodes, links)


def read_scene(
    store: ox.Store, project: Project, name: str, *, layers: Collection[str] = ()
) -> Scene:
    """Read a scene; with `layers`, only their links and the nodes that these need.

    Rows are those of the whole dataset, so that what is drawn keeps its names and kinds.
    """
    folder = project.queries / "views"
    said, drawn = (read_query(folder / f"{name}-{part}.rq", "views") for part in ("nodes", "edges"))
    view = SceneQueries(name, said, drawn, folder / f"{name}-kinds.csv")
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
    shown_layers = (layer for layer in LAYERS if not layers or layer in layers)
    names = (read_name(store, f"{project.base}id/concept/{layer}-layer") for layer in shown_layers)
    return replace(scene, layers=tuple(names))


def make_scene(
    view: SceneQueries, nodes: Iterable[Row], links: Iterable[Row], *, store: ox.Store, base: str
) -> Scene:
    """Make a scene of rows, whose order does not matter.

    A node given under two kinds has the one of lower rank. Raises ProjectError for an unknown kind,
    or a cell that is missing or malformed.
    """
    gathered = _gather_links(links, store, view.links.path, required=_LINK)
    kinds = read_kinds(view.kinds)
    chosen: dict[str, Node] = {}
    for row in sorted(nodes, key=lambda row: _rank(row, view, kinds)):
        chosen.setdefault(row["node"], _describe_node(store, row, base))
    network = Network(
        view.name,
        view.nodes.text_of("title"),
        directed=True,
        nodes=tuple(node for _, node in sorted(chosen.items())),
        links=tuple(k for k in gathered if {k.source, k.target} <= chosen.keys()),
    )
    return Scene(network, kinds)


def read_name(store: ox.Store, iri: str) -> Text:
    """Read the name of a thing; a text that is no IRI is its own name."""
    node = _make_node(iri)
    return read_label(store, node) if node else Text({}, otherwise=iri)


def find_classes(store: ox.Store, iri: str, base: str) -> set[str]:
    """Find the most specific classes of ours that a thing is of, by their local names."""
    own = f"{base}ontology#"
    types = {term for term in _follow(store, iri, _TYPE) if term.startswith(own)}
    above = {term for each in types for term in _follow(store, each, _SUBCLASS) if term != each}
    return {each.removeprefix(own) for each in types - above}


def _declare(file: QueryFile) -> Projection:
    title, description = file.text_of("title"), file.text_of("description")
    return Projection(file.name, title, description, file.get("directed") == "yes", file)


def _gather_links(
    rows: Iterable[Row],
    store: ox.Store,
    path: Path,
    *,
    directed: bool = True,
    required: tuple[str, ...] = (),
) -> tuple[Link, ...]:
    """Gather links; each stays as it was told, since a relation reads one way only."""
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
        ends = (source, target) if directed else sorted((source, target))
        # Of a link that is given both ways, the first in order stays, with the greater weight.
        known = gathered.get((*ends, relation), link)
        gathered[*ends, relation] = replace(known, weight=max(known.weight, link.weight))
    return tuple(sorted(gathered.values(), key=lambda k: (k.source, k.target, k.relation)))


def _describe_node(store: ox.Store, row: Row, base: str) -> Node:
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
        "|".join(sorted(find_classes(store, iri, base))),
        Text.read(row, "summary"),
        int(position) if position else None,
    )


def _follow(store: ox.Store, iri: str, predicate: ox.NamedNode) -> list[str]:
    node = _make_node(iri)
    found = (quad.object for quad in match(store, (node, predicate, None))) if node else ()
    return [term.value for term in found if isinstance(term, ox.NamedNode)]


def _make_node(iri: str) -> ox.NamedNode | None:
    """A query may give what is no IRI, of which nothing is said."""
    try:
        return ox.NamedNode(iri)
    except ValueError:
        return None


def _ask(store: ox.Store, file: QueryFile) -> list[dict[str, str]]:
    return read_values(select(store, file.text))


def _identify(row: Row) -> tuple[str | None, ...]:
    return tuple(row.get(name) for name in _LINK)


def _rank(row: Row, view: SceneQueries, kinds: Mapping[str, KindStyle]) -> tuple[int, str]:
    _require(row, ("node", "kind"), view.nodes.path)
    if row["kind"] not in kinds:
        raise ProjectError(
            "{node}: unknown kind “{kind}”: add a row for it to {path}",
            node=row["node"],
            kind=row["kind"],
            path=view.kinds,
        )
    return kinds[row["kind"]].order, str(sorted(row.items()))


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
