"""The queries that feed the network, on a small scene with one of each kind."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from bioprod_graph.rdf import read_values, select
from bioprod_graph.sparql.query_files import read_query
from tests.unit.networks.samples import load, make_picture

if TYPE_CHECKING:
    from pathlib import Path

    import pyoxigraph as ox

    from bioprod_graph.networks import Network
    from bioprod_graph.networks.kinds import KindStyle

BASE = "https://w3id.org/bioprod/id/"


@pytest.fixture
def scene() -> ox.Store:
    return load("network/scene.trig")


def answer(store: ox.Store, query: Path) -> list[dict[str, str]]:
    return read_values(select(store, query.read_text(encoding="utf-8")))


def list_things(network: Network) -> set[str]:
    return {node.iri for node in network.nodes}


@pytest.fixture
def network(scene: ox.Store, queries: Path) -> Network:
    nodes = answer(scene, queries / "network-nodes.rq")
    return make_picture(nodes, answer(scene, queries / "network-edges.rq")).network


def test_each_kind_is_found(network: Network, kinds: dict[str, KindStyle]) -> None:
    found = Counter(node.kind for node in network.nodes)
    assert found == dict.fromkeys(kinds, 1) | {"therapy": 2}


def test_other_events_are_left_out(network: Network) -> None:
    assert f"{BASE}event/another" not in list_things(network)
    assert f"{BASE}organization/other" not in list_things(network)


def test_a_body_that_the_page_does_not_name_is_left_out(network: Network) -> None:
    assert f"{BASE}organization/sensorion" in list_things(network)
    assert f"{BASE}organization/elsewhere" not in list_things(network)


def test_links_are_named_in_both_languages(network: Network) -> None:
    names = {
        (source.removeprefix(BASE), target.removeprefix(BASE)): [
            tuple(link.label.spread().values()) for link in links
        ]
        for (source, target), links in network.pairs.items()
    }
    event, first = "event/assises-idf-2021", "recommendation/assises-idf-2021-01"
    assert names == {
        ("organization/genopole", event): [("partenaire", "partner")],
        ("person/nawal-ouzren", event): [("témoin", "witness")],
        ("person/nawal-ouzren", "organization/sensorion"): [
            ("est rattaché à", "is affiliated with")
        ],
        ("event/assises-idf-2021-workshops", event): [("prépare", "prepares")],
        (event, "strategy/smart-sante-2020-2022"): [("contribue à", "contributes to")],
        (event, "axis/assises-idf-2021-1"): [("a pour résultat", "has outcome")],
        ("axis/assises-idf-2021-1", first): [("a pour recommandation", "has recommendation")],
        (first, "therapy/gene-therapy"): [("cible", "targets")],
        (first, "initiative/dim"): [("propose", "proposes")],
        (first, "organization/eit-health"): [("mentionne", "mentions")],
    }


@pytest.mark.parametrize("name", ["network-nodes.rq", "network-edges.rq"])
def test_the_header_is_complete(queries: Path, name: str) -> None:
    file = read_query(queries / name, "views")
    assert file.text_of("title")
    assert file.text_of("question")
