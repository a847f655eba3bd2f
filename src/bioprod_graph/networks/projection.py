"""Networks read from a release: what a query declares as nodes and links.

    queries/projections/NAME.rq       ?source ?target ?relation ?weight; a ?source alone is a node

A link from a node to itself, or to what is no node, is left out; in a network without direction, a
link given both ways is one.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from bioprod_graph.dataset import read_label
from bioprod_graph.errors import NotFoundError, ProjectError
from bioprod_graph.files import list_files
from bioprod_graph.identifiers import find_kind
from bioprod_graph.language import Message, Text
from bioprod_graph.names import suggest
from bioprod_graph.networks.nodes import Link, Network, Node
from bioprod_graph.rdf import match, read_values, select
from bioprod_graph.sparql import QueryFile, read_queries, read_query

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
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
    otherwise = Message("there are {names}", names=", ".join(names))
    if not names:
        otherwise = Message("{folder} holds none", folder=folder)
    hint = suggest(name, names, otherwise=otherwise)
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
    name, title, _, directed, file = projection
    rows = _ask(store, file)
    links = _gather_links(rows, store, file.path, directed=directed)
    iris = sorted({row[end] for row in rows for end in _LINK[:2] if row.get(end)})
    nodes = tuple(_describe_node(store, iri, base) for iri in iris)
    return Network(name, title, directed, nodes, links)


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
) -> tuple[Link, ...]:
    """Gather links; each stays as it was told, since a relation reads one way only."""
    gathered: dict[tuple[str, ...], Link] = {}
    labels: dict[str, Text] = {}
    for row in sorted(rows, key=lambda row: sorted(row.items())):
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


def _describe_node(store: ox.Store, iri: str, base: str) -> Node:
    """Describe a thing by what the store says of it."""
    classes = "|".join(sorted(find_classes(store, iri, base)))
    return Node(iri, read_name(store, iri), find_kind(iri, base), classes)


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
