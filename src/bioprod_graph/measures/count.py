"""A measure of a network: a figure for each node, and with what it was computed."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING

from bioprod_graph.networks import compute

if TYPE_CHECKING:
    from bioprod_graph.measures.catalogue import Measure
    from bioprod_graph.networks import Network, Node


@dataclass(frozen=True)
class Result:
    """A measure of a network: a value for each node, the highest first (groups: the lowest)."""

    measure: Measure
    network: Network
    values: tuple[tuple[Node, float], ...]
    libraries: str


def measure_network(network: Network, measure: Measure) -> Result:
    """Compute a measure; nodes of the same value come in the order of their IRIs."""
    values = zip(network.nodes, compute(network, measure.name), strict=True)
    sign = 1 if measure.groups else -1
    ordered = sorted(values, key=lambda item: (sign * item[1], item[0].iri))
    libraries = " · ".join(f"{name} {version(name)}" for name in measure.libraries)
    return Result(measure, network, tuple(ordered), libraries)
