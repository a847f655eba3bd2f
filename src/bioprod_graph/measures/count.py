"""Measures are computed by networkx; the same network gives the same figures everywhere.

Nodes are numbers while networkx works, in the order of their IRIs: sets of numbers are walked in
one order whatever the process, sets of text are not. Figures are rounded to what machines share.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING

from bioprod_graph.measures.catalogue import DAMPING, DIGITS, SEED, TOLERANCE, Measure

if TYPE_CHECKING:
    from collections.abc import Iterable

    import networkx as nx

    from bioprod_graph.measures.network import Network, Node

_ROUNDS = 1000


@dataclass(frozen=True)
class Result:
    """A measure of a network: a value for each node, the highest first (groups: the lowest)."""

    measure: Measure
    network: Network
    values: tuple[tuple[Node, float], ...]
    libraries: str

    @property
    def pairs(self) -> int:
        """How many pairs of nodes are linked."""
        return len({self.network.pair(link) for link in self.network.links})

    @property
    def isolated(self) -> int:
        """How many nodes have no link."""
        linked = {end for link in self.network.links for end in (link.source, link.target)}
        return len(self.network.nodes) - len(linked)


def measure_network(network: Network, measure: Measure) -> Result:
    """Compute a measure; nodes of the same value come in the order of their IRIs."""
    graph = make_graph(network)
    raw = _COMPUTE[measure.name](graph)
    values = ((node, raw[number]) for number, node in enumerate(network.nodes))
    sign = 1 if measure.groups else -1
    ordered = sorted(values, key=lambda item: (sign * item[1], item[0].iri))
    libraries = " · ".join(f"{name} {version(name)}" for name in measure.libraries)
    return Result(measure, network, tuple(ordered), libraries)


def make_graph(network: Network) -> nx.Graph[int]:
    """Make a graph of numbers; the weight of a pair is the sum of the weights of its relations."""
    import networkx as nx

    graph: nx.Graph[int] = nx.DiGraph() if network.directed else nx.Graph()
    numbers = {node.iri: number for number, node in enumerate(network.nodes)}
    graph.add_nodes_from(numbers.values())
    weights: dict[tuple[int, int], float] = {}
    for link in network.links:
        source, target = network.pair(link)
        pair = numbers[source], numbers[target]
        weights[pair] = weights.get(pair, 0.0) + link.weight
    graph.add_weighted_edges_from((*pair, weight) for pair, weight in sorted(weights.items()))
    return graph


def _compute_degree(graph: nx.Graph[int]) -> dict[int, float]:
    return {int(node): int(degree) for node, degree in graph.degree()}


def _compute_betweenness(graph: nx.Graph[int]) -> dict[int, float]:
    import networkx as nx

    return _round(nx.betweenness_centrality(graph))


def _compute_pagerank(graph: nx.Graph[int]) -> dict[int, float]:
    import networkx as nx

    return _round(nx.pagerank(graph, alpha=DAMPING, max_iter=_ROUNDS, tol=TOLERANCE))


def _compute_communities(graph: nx.Graph[int]) -> dict[int, float]:
    import networkx as nx

    return _number(nx.community.louvain_communities(graph, resolution=1, seed=SEED))


def _compute_components(graph: nx.Graph[int]) -> dict[int, float]:
    import networkx as nx

    return _number(nx.connected_components(graph.to_undirected()))


def _round(values: dict[int, float]) -> dict[int, float]:
    return {node: round(float(value), DIGITS) for node, value in values.items()}


def _number(groups: Iterable[set[int]]) -> dict[int, float]:
    """Number groups from the largest; of two as large, the one with the first node comes first."""
    ordered = sorted((sorted(group) for group in groups), key=lambda group: (-len(group), group))
    return {node: rank for rank, group in enumerate(ordered, start=1) for node in group}


_COMPUTE = {
    "betweenness": _compute_betweenness,
    "communities": _compute_communities,
    "components": _compute_components,
    "degree": _compute_degree,
    "pagerank": _compute_pagerank,
}
