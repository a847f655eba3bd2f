"""Where things stand in rows and columns: what is told by ties, and what comes nearest to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bioprod_graph.networks.metrics import make_graph

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bioprod_graph.networks.nodes import Network


def find_columns(network: Network) -> dict[str, int]:
    """Give each node the number of steps from where ties begin; those of a circle share one."""
    import networkx as nx

    # Without direction a tie leads both ways, and what hangs together is one.
    whole: nx.DiGraph[int] = nx.condensation(nx.DiGraph(make_graph(network)))
    ranks: dict[int, int] = {}
    for part in nx.topological_sort(whole):
        ranks[part] = max((ranks[before] + 1 for before in whole.predecessors(part)), default=0)
    iris = [node.iri for node in network.nodes]
    return {iris[node]: ranks[part] for node, part in whole.graph["mapping"].items()}


def pool(wanted: Sequence[tuple[float, float]]) -> list[float]:
    """Return the nearest values that never fall, for (value, weight) pairs (least squares).

    >>> pool([(1, 1), (5, 1), (3, 1)])
    [1.0, 4.0, 4.0]
    """
    from scipy.optimize import isotonic_regression

    if not wanted:
        return []
    values, weights = zip(*wanted, strict=True)
    found: list[float] = isotonic_regression(values, weights=weights).x.tolist()
    return found
