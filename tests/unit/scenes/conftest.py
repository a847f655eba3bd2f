"""The rows, kinds and graph that the tests of the views share."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bioprod_graph.scenes import Kind, build_network, read_kinds

if TYPE_CHECKING:
    import networkx as nx

ROOT = Path(__file__).resolve().parents[3]


def read_rows(name: str) -> list[dict[str, str]]:
    with (ROOT / "tests" / "data" / "network" / name).open(encoding="utf-8") as lines:
        return [{key: cell for key, cell in row.items() if cell} for row in csv.DictReader(lines)]


@pytest.fixture
def queries() -> Path:
    return ROOT / "queries" / "views"


@pytest.fixture
def kinds(queries: Path) -> dict[str, Kind]:
    return read_kinds(queries / "network-kinds.csv")


@pytest.fixture
def nodes() -> list[dict[str, str]]:
    return read_rows("nodes.csv")


@pytest.fixture
def edges() -> list[dict[str, str]]:
    return read_rows("edges.csv")


@pytest.fixture
def graph(
    nodes: list[dict[str, str]], edges: list[dict[str, str]], kinds: dict[str, Kind]
) -> nx.DiGraph[str]:
    return build_network(nodes, edges, kinds)
