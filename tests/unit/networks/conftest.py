"""What the tests of networks share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bioprod_graph.dataset import open_release
from bioprod_graph.networks import find_projection
from tests.unit.networks.samples import PROJECTIONS, load

if TYPE_CHECKING:
    import pyoxigraph as ox

    from bioprod_graph.networks import Projection
    from bioprod_graph.project import Project


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
