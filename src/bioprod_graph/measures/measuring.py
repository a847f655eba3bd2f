"""The measures of `measures.toml`, taken of a network.

A measure counts something in a network of recorded links. It is never said to be importance: what
nobody recorded is not counted, and another projection gives other figures.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from bioprod_graph.language import Message, read_blocks
from bioprod_graph.networks import DAMPING, DIGITS, SEED, TOLERANCE, compute

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bioprod_graph.networks import Network, Node

CAVEAT = Message(
    "These figures describe the links recorded here, with their sources, and nothing "
    "else: they do not say how important an actor is. What nobody recorded is not "
    "counted."
)


@dataclass(frozen=True)
class Measure:
    """A measure as `measures.toml` describes it; the file says what each field means."""

    name: str
    title: Message
    counted: Message
    method: str
    libraries: Sequence[str] = ("networkx",)
    groups: bool = False


@dataclass(frozen=True)
class Measurement:
    """The values of a measure for each node of a network: highest first (groups: lowest)."""

    measure: Measure
    network: Network
    values: tuple[tuple[Node, float], ...]
    libraries: str


def _read_measures() -> dict[str, Measure]:
    chosen = {"damping": DAMPING, "seed": SEED, "tolerance": TOLERANCE}
    blocks = read_blocks(Path(__file__).with_name("measures.toml"))
    return {
        name: Measure(name, **{**block, "method": block["method"].format(**chosen)})
        for name, block in blocks.items()
    }


MEASURES = _read_measures()


def measure_network(network: Network, measure: Measure) -> Measurement:
    """Take a measure of a network; nodes with the same value come in order of IRI."""
    values = zip(network.nodes, compute(network, measure.name), strict=True)
    sign = 1 if measure.groups else -1
    ordered = sorted(values, key=lambda item: (sign * item[1], item[0].iri))
    libraries = " · ".join(f"{name} {version(name)}" for name in measure.libraries)
    return Measurement(measure, network, tuple(ordered), libraries)


def show_value(value: float) -> str:
    """Write a value: a count as it is, a share with the digits that are kept (`DIGITS`)."""
    return str(value) if isinstance(value, int) else f"{value:.{DIGITS}f}"
