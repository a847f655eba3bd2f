"""The measures of `measures.toml`, taken of a network.

A measure counts something in a network of recorded links. It is never said to be importance: what
nobody recorded is not counted, and another projection gives other figures.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from bioprod_graph.engines import open_engine
from bioprod_graph.errors import UsageError
from bioprod_graph.language import Message, read_blocks
from bioprod_graph.measures.by_sql import EDGES, list_tabular, measure_by_sql, read_pairs
from bioprod_graph.networks import DAMPING, DIGITS, SEED, TOLERANCE, compute

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bioprod_graph.networks import Network, Node

# Where the statements of a project lie.
_SQL = "queries/analytics"
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
    libraries = " · ".join(f"{name} {version(name)}" for name in measure.libraries)
    return _order(measure, network, compute(network, measure.name), libraries=libraries)


def measure_tabular(
    network: Network,
    names: Sequence[str],
    *,
    engine: str,
    folder: Path,
    edges: Path | None = None,
) -> list[Measurement]:
    """Take measures by the SQL of a folder, on an engine; write the pairs as Parquet if asked to.

    Without names, all for which there is a statement. Raises UsageError for another measure, and
    what `open_engine` raises.
    """
    known = list_tabular(folder)
    if unknown := [name for name in names if name not in known]:
        raise UsageError(
            "{engine} does not measure {name}: it measures {known}",
            engine=engine,
            name=unknown[0],
            known=", ".join(known),
        )
    with (
        tempfile.TemporaryDirectory(prefix="bioprod-") as scratch,
        open_engine(engine, Path(scratch)) as opened,
    ):
        read_pairs(opened, network)
        if edges is not None:
            opened.save("edges_saved", f"SELECT * FROM {EDGES}", edges)  # noqa: S608
        figures = {
            name: measure_by_sql(opened, network, name, folder=folder) for name in names or known
        }
        told_version = opened.version
    told = {name: replace(MEASURES[name], method=f"{_SQL}/{name}.sql") for name in figures}
    return [
        _order(told[name], network, found, libraries=told_version)
        for name, found in figures.items()
    ]


def _order(
    measure: Measure, network: Network, figures: Sequence[float], *, libraries: str
) -> Measurement:
    sign = 1 if measure.groups else -1
    values = zip(network.nodes, figures, strict=True)
    ordered = sorted(values, key=lambda item: (sign * item[1], item[0].iri))
    return Measurement(measure, network, tuple(ordered), libraries)


def show_value(value: float) -> str:
    """Write a value: a count as it is, a share with the digits that are kept (`DIGITS`)."""
    return str(value) if isinstance(value, int) else f"{value:.{DIGITS}f}"
