"""What is exported: everything that is linked, a projection, a view, or what lies near a thing."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from bioprod_graph.errors import NotFoundError, ProjectError
from bioprod_graph.files import list_files
from bioprod_graph.language import Message
from bioprod_graph.measures import Link, Network, Node, find_projection, project_network
from bioprod_graph.measures.network import describe_node
from bioprod_graph.names import suggest
from bioprod_graph.rdf import read_rows, select
from bioprod_graph.sparql.query_files import read_query

if TYPE_CHECKING:
    from pathlib import Path

    import pyoxigraph as ox

    from bioprod_graph.project import Project

ALL = "all"
# The projection that “all” stands for where a network is asked for.
_EVERYTHING = "things"


def list_networks(project: Project) -> dict[str, Path]:
    """List projections and views that are networks, by name, with the file that gives the links.

    Raises FileError if the folder of either is missing or cannot be looked into.
    """
    projections = list_files(project.queries / "projections", "*.rq")
    views = list_files(project.queries / "views", "*-edges.rq")
    found = {
        path.stem.removesuffix("-edges"): path for path in views if os.path.lexists(_nodes(path))
    }
    return dict(sorted({**found, **{path.stem: path for path in projections}}.items()))


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
    path = known[wanted]
    if path.parent.name == "projections":
        return project_network(store, find_projection(path.parent, wanted), project.base)
    return _read_view(store, path, project)


def find_neighbours(network: Network, iri: str, hops: int) -> Network:
    """Give the part of a network at most so many links from a node, whatever their direction.

    Raises NotFoundError if the thing is no node of the network.
    """
    import networkx as nx

    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(node.iri for node in network.nodes)
    graph.add_edges_from((link.source, link.target) for link in network.links)
    if iri not in graph:
        raise NotFoundError(
            "{iri} is no node of {name}: no link of it is recorded there",
            iri=iri,
            name=network.name,
        )
    return network.keep(nx.ego_graph(graph, iri, radius=hops))


def _nodes(edges: Path) -> Path:
    return edges.with_name(edges.name.replace("-edges.rq", "-nodes.rq"))


def _read_view(store: ox.Store, edges: Path, project: Project) -> Network:
    """Read a view from its two feeds; a link to something that is no node is left out."""
    file = read_query(edges, "views")
    rows = read_rows(select(store, read_query(_nodes(edges), "views").text))
    nodes = {row["node"]: _make_node(store, row, project.base) for row in rows if row.get("node")}
    links = {_make_link(row, edges) for row in read_rows(select(store, file.text))}
    return Network(
        edges.stem.removesuffix("-edges"),
        file.get("title_fr", edges.stem),
        file.get("title_en", edges.stem),
        directed=True,
        nodes=tuple(node for _, node in sorted(nodes.items())),
        links=tuple(k for k in sorted(links) if k.source in nodes and k.target in nodes),
    )


def _make_node(store: ox.Store, row: dict[str, str], base: str) -> Node:
    """Name a node as the view does; its kind is that of the view, as in its legend."""
    node = describe_node(store, row["node"], base)
    french, english = row.get("label_fr"), row.get("label_en")
    return Node(
        node.iri,
        french or english or node.label_fr,
        english or french or node.label_en,
        row.get("kind") or node.kind,
        node.classes,
    )


def _make_link(row: dict[str, str], path: Path) -> Link:
    try:
        source, target, relation = row["source"], row["target"], row["relation"]
    except KeyError as error:
        raise ProjectError("{path}: a row has no ?{args}", path=path, args=error.args[0]) from None
    french, english = row.get("relation_fr"), row.get("relation_en")
    name = relation.replace("#", "/").rpartition("/")[2]
    return Link(source, target, relation, french or english or name, english or french or name)
