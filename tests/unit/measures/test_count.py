"""Measures give what can be counted by hand, and what networkx gives."""

from __future__ import annotations

import subprocess
import sys
from itertools import combinations
from math import isclose
from typing import TYPE_CHECKING

import networkx as nx
import pytest

from bioprod_graph.measures import MEASURES, measure_network
from bioprod_graph.networks import DIGITS
from bioprod_graph.networks.metrics import make_graph

if TYPE_CHECKING:
    from bioprod_graph.networks import Network
    from tests.unit.measures.conftest import MakeNetwork

STAR = [("a", leaf) for leaf in "bcde"]
PATH = [("a", "b"), ("b", "c"), ("c", "d"), ("d", "e")]
CLIQUES = [*combinations("abcd", 2), *combinations("wxyz", 2), ("d", "w")]


def _values(network: Network, name: str) -> dict[str, float]:
    result = measure_network(network, MEASURES[name])
    return {node.iri.rpartition("/")[2]: value for node, value in result.values}


class TestStar:
    """One node in the middle of four."""

    def test_degree(self, make_network: MakeNetwork) -> None:
        """Four for the middle, one for each leaf."""
        assert _values(make_network(STAR), "degree") == {"a": 4, "b": 1, "c": 1, "d": 1, "e": 1}

    def test_betweenness(self, make_network: MakeNetwork) -> None:
        """Every path between two leaves goes through the middle, none through a leaf."""
        values = _values(make_network(STAR), "betweenness")
        assert values == {"a": 1.0, "b": 0.0, "c": 0.0, "d": 0.0, "e": 0.0}

    def test_pagerank(self, make_network: MakeNetwork) -> None:
        """m = 0.03 + 0.85 (1 - m), since all that leaves have goes to the middle."""
        values = _values(make_network(STAR), "pagerank")
        middle = (0.15 / 5 + 0.85) / 1.85
        assert values["a"] == pytest.approx(middle, abs=1e-6)
        assert values["b"] == pytest.approx((1 - middle) / 4, abs=1e-6)

    def test_a_directed_star_has_no_between(self, make_network: MakeNetwork) -> None:
        """All links leave the middle, so no path goes on from a leaf."""
        assert set(_values(make_network(STAR, directed=True), "betweenness").values()) == {0.0}

    def test_a_directed_degree_adds_both_directions(self, make_network: MakeNetwork) -> None:
        """Links out of and into a node."""
        network = make_network([*STAR, ("b", "a")], directed=True)
        assert _values(network, "degree")["a"] == 5


class TestPath:
    """Five nodes in a row."""

    def test_betweenness(self, make_network: MakeNetwork) -> None:
        """Of six pairs of others, three have b between them, four c."""
        values = _values(make_network(PATH), "betweenness")
        assert values == {"a": 0.0, "b": 3 / 6, "c": round(4 / 6, DIGITS), "d": 3 / 6, "e": 0.0}

    def test_equal_values_come_in_the_order_of_iris(self, make_network: MakeNetwork) -> None:
        """The highest first."""
        assert list(_values(make_network(PATH), "degree")) == ["b", "c", "d", "a", "e"]


class TestCliques:
    """Two cliques of four that one link joins."""

    def test_communities(self, make_network: MakeNetwork) -> None:
        """Each clique is one; of two as large, the one with the first node is number 1."""
        values = _values(make_network(CLIQUES), "communities")
        assert {name for name, group in values.items() if group == 1} == set("abcd")
        assert {name for name, group in values.items() if group == 2} == set("wxyz")

    def test_components(self, make_network: MakeNetwork) -> None:
        """One with the link, two without, and one more for a node that has none."""
        assert set(_values(make_network(CLIQUES), "components").values()) == {1}
        apart = make_network(CLIQUES[:-1], alone="m")
        values = _values(apart, "components")
        assert (values["a"], values["z"], values["m"]) == (1, 2, 3)

    def test_components_do_not_see_direction(self, make_network: MakeNetwork) -> None:
        """A link joins its ends whichever way it goes."""
        values = _values(make_network([("a", "b"), ("c", "b")], directed=True), "components")
        assert set(values.values()) == {1}

    def test_the_bridge_is_between(self, make_network: MakeNetwork) -> None:
        """d and w alone join the cliques: 12 of 21 pairs of others for each."""
        values = _values(make_network(CLIQUES), "betweenness")
        assert values["d"] == values["w"] == round(12 / 21, DIGITS)
        assert values["a"] == 0.0


class TestAnyNetwork:
    """What holds of every network."""

    @pytest.mark.parametrize("directed", [False, True])
    @pytest.mark.parametrize("name", ["betweenness", "pagerank"])
    def test_agrees_with_networkx(
        self, make_network: MakeNetwork, *, name: str, directed: bool
    ) -> None:
        """On a known network, asked by names instead of numbers, to the digits that are kept."""
        known = nx.karate_club_graph()
        edges = [(f"n{a:02}", f"n{b:02}") for a, b in known.edges()]
        plain: nx.Graph[str] = nx.DiGraph(edges) if directed else nx.Graph(edges)
        is_rank = name == "pagerank"
        expected = nx.pagerank(plain) if is_rank else nx.betweenness_centrality(plain)
        found = _values(make_network(edges, directed=directed), name)
        assert found.keys() == set(plain)
        # networkx itself stops at 1e-6 a node unless told otherwise; we go on further.
        assert all(isclose(found[node], expected[node], abs_tol=1e-5) for node in plain)

    def test_weights_of_a_pair_are_summed(self, make_network: MakeNetwork) -> None:
        """A pair linked by two relations is one edge of weight 2."""
        network = make_network([("a", "b")])
        link = network.links[0]
        twice = type(network)(
            network.name,
            network.title,
            directed=False,
            nodes=network.nodes,
            links=(link, type(link)(link.source, link.target, "urn:other", link.label, 0.5)),
        )
        assert list(make_graph(twice).edges(data="weight")) == [(0, 1, 1.5)]
        assert _values(twice, "degree") == {"a": 1, "b": 1}

    @pytest.mark.parametrize("name", sorted(MEASURES))
    def test_nodes_without_links_are_measured(self, make_network: MakeNetwork, name: str) -> None:
        """No measure fails where there is no link at all."""
        values = _values(make_network([], alone="ab"), name)
        assert values.keys() == {"a", "b"}

    def test_counts_of_the_result(self, make_network: MakeNetwork) -> None:
        """Linked pairs, and nodes without a link."""
        result = measure_network(make_network(STAR, alone="z"), MEASURES["pagerank"])
        assert (len(result.network.pairs), result.network.isolated) == (4, 1)
        assert result.libraries.startswith("networkx ")
        assert "scipy " in result.libraries

    def test_the_order_of_sets_does_not_show(self) -> None:
        """Communities are the same whatever the seed with which a process hashes text."""
        code = (
            "import networkx as nx\n"
            "from bioprod_graph.measures import *\n"
            "from bioprod_graph.language import Text\n"
            "from bioprod_graph.networks import *\n"
            "names = {n: f'urn:{(n * 7) % 34}' for n in range(34)}\n"
            "edges = sorted((names[a], names[b]) for a, b in nx.karate_club_graph().edges())\n"
            "nodes = tuple(Node(n, Text({'en': n})) for n in sorted(names.values()))\n"
            "links = tuple(Link(a, b, 'urn:x', Text({})) for a, b in edges)\n"
            "net = Network('k', Text({}), directed=False, nodes=nodes, links=links)\n"
            "print([v for m in MEASURES.values() for v in measure_network(net, m).values])\n"
        )
        outputs = {
            subprocess.run(
                [sys.executable, "-c", code],
                env={"PYTHONHASHSEED": seed, "PATH": ""},
                check=True,
                capture_output=True,
            ).stdout
            for seed in ("0", "1", "4242")
        }
        assert len(outputs) == 1
