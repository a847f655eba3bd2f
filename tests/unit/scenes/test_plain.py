"""Scenes as graphs of networkx and as pages of pyvis."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import networkx as nx
import pytest
from pyvis.network import Network as Drawn

import bioprod_graph
from bioprod_graph.dataset import open_release
from bioprod_graph.errors import NotFoundError
from bioprod_graph.language import LANGUAGES, Text
from bioprod_graph.scenes import read_scene, render_plain

if TYPE_CHECKING:
    from bioprod_graph.project import Project
    from bioprod_graph.scenes import Scene

HOSTILE = [
    "<script>alert(1)</script>",
    "</script><img src=x onerror=alert(1)>",
    '<a href="javascript:alert(1)">x</a>',
    "{{7*7}} {% raw %} ${alert(1)}",
    "one\u2028two",
    '<link href="https://example.org/x.css">',
]


@pytest.fixture(scope="module")
def scene(built: Project) -> Scene:
    return read_scene(open_release(built).store, built, "ontology")


def test_pyvis_takes_a_graph_as_it_is(built: Project) -> None:
    """Every node and its label, in the language of the call; ties keep their direction."""
    graph = bioprod_graph.network("ecosystem", project=built, language="fr")
    assert isinstance(graph, nx.MultiDiGraph)
    drawn = Drawn(directed=True)
    drawn.from_nx(graph)
    labels = {iri: graph.nodes[iri]["label"] for iri in graph}
    assert {node["id"]: node["label"] for node in drawn.nodes} == labels
    assert labels["https://w3id.org/bioprod/id/organization/region-ile-de-france"] == (
        "Région Île-de-France"
    )


def test_a_thing_gives_what_lies_around_it(built: Project) -> None:
    """By any of its names; with more hops, more."""
    near = bioprod_graph.network("Sensorion", project=built)
    far = bioprod_graph.network("sensorion", project=built, hops=2)
    assert set(near) < set(far)


def test_a_plain_page_asks_no_other_host(scene: Scene) -> None:
    """What pyvis would load from elsewhere is left out."""
    page = render_plain(scene, "en")
    assert "new vis.Network(" in page
    assert re.findall(r'<(?:script|link)\b[^>]*(?:src|href)="http', page) == []


@pytest.mark.parametrize("label", HOSTILE)
def test_a_plain_page_shows_labels_as_text(scene: Scene, label: str) -> None:
    """None ends the script that it stands in, or becomes an element."""
    text = Text(dict.fromkeys(LANGUAGES, label))
    nodes = tuple(replace(node, label=text) for node in scene.network.nodes)
    links = tuple(replace(link, label=text) for link in scene.network.links)
    hostile = replace(scene, network=replace(scene.network, nodes=nodes, links=links))
    page, usual = (render_plain(each, "en") for each in (hostile, scene))
    assert re.findall(r"<\w+", page) == re.findall(r"<\w+", usual)
    assert label not in page or not re.search(r"[<>&\u2028]", label)


def test_a_name_that_is_no_scene_is_told_the_nearest(built: Project) -> None:
    with pytest.raises(NotFoundError, match="did you mean ecosystem"):
        bioprod_graph.network("ecosystm", project=built)
