"""What is exported: networks by name, and what lies near a thing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from bioprod_graph.dataset import open_release
from bioprod_graph.errors import FileError, NotFoundError
from bioprod_graph.networks import Link, Network, Node, find_neighbours, list_networks, read_network
from tests.unit.networks.samples import both

if TYPE_CHECKING:
    from bioprod_graph.project import Project


@pytest.fixture
def path() -> Network:
    """a → b → c, and d alone."""
    nodes = tuple(Node(f"urn:{name}", both(name)) for name in "abcd")
    links = tuple(Link(f"urn:{a}", f"urn:{b}", "urn:r", both("")) for a, b in ("ab", "bc"))
    return Network("path", both(""), directed=True, nodes=nodes, links=links)


class TestNeighbours:
    """`find_neighbours`."""

    @pytest.mark.parametrize(
        ("start", "hops", "found"),
        [("c", 0, "c"), ("c", 1, "bc"), ("c", 2, "abc"), ("a", 9, "abc"), ("d", 3, "d")],
    )
    def test_links_count_in_both_directions(
        self, path: Network, *, start: str, hops: int, found: str
    ) -> None:
        """So many links away, whichever way they go."""
        near = find_neighbours(path, f"urn:{start}", hops)
        assert [node.label.say("fr") for node in near.nodes] == list(found)
        assert len(near.links) == max(len(found) - 1, 0)

    def test_a_thing_that_is_no_node_is_told(self, path: Network) -> None:
        """With the name of the network."""
        with pytest.raises(NotFoundError, match="urn:z is no node of path"):
            find_neighbours(path, "urn:z", 1)


class TestNames:
    """`read_network` and `list_networks`."""

    def test_they_are_listed_in_order(self, built: Project) -> None:
        """Each is a file of the folder."""
        names = list_networks(built)
        assert names == sorted(names)
        assert {"actors", "assises", "things"} <= set(names)

    def test_all_is_everything_that_is_linked(self, built: Project) -> None:
        """The projection `things`."""
        store = open_release(built).store
        assert read_network(store, built, "all") == read_network(store, built, "things")

    @pytest.mark.parametrize(("name", "said"), [("actor", "did you mean actors"), ("zz", "things")])
    def test_an_unknown_name_is_told(self, built: Project, *, name: str, said: str) -> None:
        """With the nearest, or all."""
        with pytest.raises(NotFoundError, match=f"no projection is named {name}; .*{said}"):
            read_network(open_release(built).store, built, name)

    def test_a_project_without_projections_is_told(self, tiny: Project) -> None:
        """By the folder that is missing, or that it has none."""
        folder = tiny.queries / "projections"
        with pytest.raises(FileError, match=r"queries/projections: cannot be read \(No such"):
            read_network(ox.Store(), tiny, "all")
        folder.mkdir()
        with pytest.raises(NotFoundError, match="no projection is named things"):
            read_network(ox.Store(), tiny, "all")
