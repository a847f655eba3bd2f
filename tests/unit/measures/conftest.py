"""Networks small enough to count by hand."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pyoxigraph as ox
import pytest

from bioprod_graph.networks import Link, Network, Node, find_projection
from bioprod_graph.rdf import make_store
from tests.unit.networks.samples import both

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bioprod_graph.networks import Projection

ROOT = Path(__file__).resolve().parents[3]
SCENE = ROOT / "tests" / "data" / "projections" / "actors.trig"


class MakeNetwork(Protocol):
    """Makes a network of nodes that are named by letters."""

    def __call__(
        self, edges: Iterable[tuple[str, str]], *, directed: bool = False, alone: str = ""
    ) -> Network:
        """Give the network of these edges, and of the letters in `alone`."""


@pytest.fixture
def make_network() -> MakeNetwork:
    """A network from pairs of names."""

    def make(
        edges: Iterable[tuple[str, str]], *, directed: bool = False, alone: str = ""
    ) -> Network:
        pairs = sorted(set(edges))
        names = sorted({name for pair in pairs for name in pair} | set(alone))
        base = "https://example.org/id/letter/"
        nodes = tuple(Node(base + n, both(f"{n} fr", f"{n} en"), "letter", "Letter") for n in names)
        links = tuple(Link(base + a, base + b, f"{base}tie", both("lien", "tie")) for a, b in pairs)
        return Network("small", both("Petit", "Small"), directed=directed, nodes=nodes, links=links)

    return make


@pytest.fixture(scope="session")
def scene() -> ox.Store:
    """Six invented organisations and two initiatives."""
    return make_store(ox.parse(path=str(SCENE), format=ox.RdfFormat.TRIG))


@pytest.fixture(scope="session")
def actors() -> Projection:
    """The projection `actors` as it is published."""
    return find_projection(ROOT / "queries" / "projections", "actors")
