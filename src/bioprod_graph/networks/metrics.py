"""Figures of a network, computed by networkx; the same network gives the same ones everywhere.

Nodes are numbers while networkx works, in the order of their IRIs: sets of numbers are walked in
one order whatever the process, sets of text are not. Figures are rounded to what machines share.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import networkx as nx

    from bioprod_graph.networks.nodes import Network

# Digits after the point that are kept: what lies beyond may differ between machines.
DIGITS = 6
SEED = 2021
DAMPING = 0.85
# Sum of the changes in a round, by node, at which PageRank is taken to have settled.
TOLERANCE = 1e-12
_ROUNDS = 1000


def compute(network: Network, name: str) -> list[float]:
    """Compute degree, betweenness, pagerank, communities or components, a figure for each node.

    The last two give each node the number of its group; the largest group is number one.
    """
    figures = _compute(make_graph(network), name)
    return [round(figures[number], DIGITS) for number in range(len(network.nodes))]


def _compute(graph: nx.Graph[int], name: str) -> Mapping[int, Any]:
    import networkx as nx

    match name:
        case "degree":
            return dict(graph.degree())
        case "betweenness":
            return nx.betweenness_centrality(graph)
        case "pagerank":
            return nx.pagerank(graph, alpha=DAMPING, max_iter=_ROUNDS, tol=TOLERANCE)
        case "communities":
            return number_groups(nx.community.louvain_communities(graph, resolution=1, seed=SEED))
        case "components":
            return number_groups(nx.connected_components(graph.to_undirected()))
    raise ValueError(f"no measure is named {name}")


def make_graph(network: Network) -> nx.Graph[int]:
    """Make a networkx graph of node numbers; the weight of a pair sums those of its links."""
    import networkx as nx

    graph: nx.Graph[int] = nx.DiGraph() if network.directed else nx.Graph()
    numbers = {node.iri: number for number, node in enumerate(network.nodes)}
    graph.add_nodes_from(numbers.values())
    for (source, target), links in network.pairs.items():
        weight = sum(link.weight for link in links)
        graph.add_edge(numbers[source], numbers[target], weight=weight)
    return graph


def number_groups(groups: Iterable[set[int]]) -> dict[int, int]:
    """Number groups from the largest; of two as large, the one with the first node comes first."""
    ordered = sorted((sorted(group) for group in groups), key=lambda group: (-len(group), group))
    return {node: rank for rank, group in enumerate(ordered, start=1) for node in group}
