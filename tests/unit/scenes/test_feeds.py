"""The queries that feed the network, on a small scene with one of each kind."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from bioprod_graph.rdf import make_store, read_rows, select
from bioprod_graph.scenes import build_network
from bioprod_graph.sparql.query_files import read_query

if TYPE_CHECKING:
    import networkx as nx

    from bioprod_graph.scenes import Kind

SCENE = Path(__file__).resolve().parents[2] / "data" / "network" / "scene.trig"
BASE = "https://w3id.org/bioprod/id/"


@pytest.fixture
def scene() -> ox.Store:
    return make_store(ox.parse(path=str(SCENE)))


def answer(store: ox.Store, query: Path) -> list[dict[str, str]]:
    return read_rows(select(store, query.read_text(encoding="utf-8")))


@pytest.fixture
def network(scene: ox.Store, queries: Path, kinds: dict[str, Kind]) -> nx.DiGraph[str]:
    nodes = answer(scene, queries / "network-nodes.rq")
    return build_network(nodes, answer(scene, queries / "network-edges.rq"), kinds)


def test_each_kind_is_found(network: nx.DiGraph[str], kinds: dict[str, Kind]) -> None:
    found = Counter(data["kind"] for _, data in network.nodes(data=True))
    assert found == dict.fromkeys(kinds, 1) | {"therapy": 2}


def test_other_events_are_left_out(network: nx.DiGraph[str]) -> None:
    assert f"{BASE}event/another" not in network
    assert f"{BASE}organization/other" not in network


def test_a_body_that_the_page_does_not_name_is_left_out(network: nx.DiGraph[str]) -> None:
    assert f"{BASE}organization/sensorion" in network
    assert f"{BASE}organization/elsewhere" not in network


def test_links_are_named_in_both_languages(network: nx.DiGraph[str]) -> None:
    names = {
        (source.removeprefix(BASE), target.removeprefix(BASE)): [
            (each["fr"], each["en"]) for each in data["relations"]
        ]
        for source, target, data in network.edges(data=True)
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
