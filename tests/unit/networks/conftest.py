"""The rows, kinds and scenes that the tests of networks and of the page share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bioprod_graph.dataset import open_release
from bioprod_graph.networks import find_projection
from bioprod_graph.networks.kinds import read_kinds
from tests.unit.networks.samples import PROJECTIONS, VIEWS, load, make_picture, read_rows

if TYPE_CHECKING:
    from pathlib import Path

    import pyoxigraph as ox

    from bioprod_graph.networks import Projection, Scene
    from bioprod_graph.networks.kinds import KindStyle
    from bioprod_graph.project import Project


@pytest.fixture
def queries() -> Path:
    return VIEWS


@pytest.fixture
def kinds() -> dict[str, KindStyle]:
    return read_kinds(VIEWS / "network-kinds.csv")


@pytest.fixture
def nodes() -> list[dict[str, str]]:
    return read_rows("nodes.csv")


@pytest.fixture
def edges() -> list[dict[str, str]]:
    return read_rows("edges.csv")


@pytest.fixture
def picture(nodes: list[dict[str, str]], edges: list[dict[str, str]]) -> Scene:
    return make_picture(nodes, edges)


@pytest.fixture(scope="session")
def scene() -> ox.Store:
    """Six invented organisations and two initiatives."""
    return load("projections/actors.trig")


@pytest.fixture(scope="session")
def actors() -> Projection:
    """The projection `actors` as it is published."""
    return find_projection(PROJECTIONS, "actors")


@pytest.fixture(scope="session")
def built_store(built: Project) -> ox.Store:
    """The store of the real project."""
    return open_release(built).store
