"""Measures taken by an engine of SQL, with the statements of `queries/analytics/`."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from bioprod_graph.files import QUERY, list_files, read_text
from bioprod_graph.networks import number_groups

if TYPE_CHECKING:
    from pathlib import Path

    from bioprod_graph.engines import Engine
    from bioprod_graph.networks import Network

EDGES = "edges"
_NODES = "nodes"
_GROUPS = "components"


def list_tabular(folder: Path) -> list[str]:
    """List the measures that there is a statement for, by name."""
    return [path.stem for path in list_files(folder, "*.sql", is_required=False)]


def read_pairs(engine: Engine, network: Network) -> None:
    """Make the nodes and the linked pairs of a network known to an engine."""
    engine.fill(_NODES, ("node",), [(node.iri,) for node in network.nodes])
    engine.fill(EDGES, ("source", "target"), list(network.pairs))


def measure_by_sql(engine: Engine, network: Network, name: str, *, folder: Path) -> list[float]:
    """Take a measure of a network that an engine has read; a figure for each node."""
    statement = read_text(folder / f"{name}.sql", limit=QUERY)
    if name == _GROUPS:
        return _number_labels(network, _find_labels(engine, statement))
    found = dict(engine.ask(statement))
    return [found[node.iri] for node in network.nodes]


def _find_labels(engine: Engine, statement: str) -> dict[str, str]:
    engine.make("labels_0", f"SELECT node, node AS value FROM {_NODES}", order="node")  # noqa: S608
    turn, changed = 0, 1
    while changed:
        before, turn = f"labels_{turn}", turn + 1
        known = f"WITH labels AS (SELECT * FROM {before})"  # noqa: S608
        engine.make(f"labels_{turn}", f"{known} {statement}", order="node")
        ((changed,),) = engine.ask(
            f"SELECT count(*) FROM {before} AS one JOIN labels_{turn} AS other "  # noqa: S608
            "ON one.node = other.node WHERE one.value <> other.value"
        )
    return dict(engine.ask(f"SELECT node, value FROM labels_{turn}"))  # noqa: S608


def _number_labels(network: Network, labels: dict[str, str]) -> list[float]:
    groups = defaultdict[str, set[int]](set)
    for number, node in enumerate(network.nodes):
        groups[labels[node.iri]].add(number)
    numbers = number_groups(groups.values())
    return [numbers[number] for number in range(len(network.nodes))]
