"""A network of invented organisations, with names that are hard to write."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from bioprod_graph.networks import find_projection, project_network
from bioprod_graph.rdf import make_store

if TYPE_CHECKING:
    from bioprod_graph.networks import Network

ROOT = Path(__file__).resolve().parents[3]
BASE = "https://w3id.org/bioprod/"


@pytest.fixture(scope="session")
def scene() -> ox.Store:
    """Six organisations, two initiatives, two places."""
    path = ROOT / "tests" / "data" / "projections" / "actors.trig"
    return make_store(ox.parse(path=str(path), format=ox.RdfFormat.TRIG))


@pytest.fixture(scope="session", params=["actors", "things"])
def network(request: pytest.FixtureRequest, scene: ox.Store) -> Network:
    """A network without and one with direction; in the first, a pair has two relations."""
    projection = find_projection(ROOT / "queries" / "projections", request.param)
    return project_network(scene, projection, BASE)


@pytest.fixture(scope="session")
def actors(scene: ox.Store) -> Network:
    """The network without direction."""
    projection = find_projection(ROOT / "queries" / "projections", "actors")
    return project_network(scene, projection, BASE)
