"""Small networks and scenes, made of rows as queries give them."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from bioprod_graph.language import LANGUAGES, Text
from bioprod_graph.networks.projection import SceneQueries, make_scene
from bioprod_graph.rdf import make_store
from bioprod_graph.sparql.query_files import read_query

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bioprod_graph.networks import Scene

    Rows = list[dict[str, str]]

ROOT = Path(__file__).resolve().parents[3]
BASE = "https://w3id.org/bioprod/"
VIEWS = ROOT / "queries" / "views"
PROJECTIONS = ROOT / "queries" / "projections"


def both(*forms: str) -> Text:
    """A text in each language, in their order; one form is that of all."""
    return Text(dict(zip(LANGUAGES, forms * len(LANGUAGES), strict=False)))


def read_rows(name: str) -> Rows:
    """The rows of a table of tests/data/network, without empty cells."""
    with (ROOT / "tests" / "data" / "network" / name).open(encoding="utf-8") as lines:
        return [{key: cell for key, cell in row.items() if cell} for row in csv.DictReader(lines)]


def load(name: str) -> ox.Store:
    """The store of an invented dataset of tests/data."""
    path = ROOT / "tests" / "data" / name
    return make_store(ox.parse(path=str(path), format=ox.RdfFormat.TRIG))


def make_picture(
    nodes: Iterable[Mapping[str, str]],
    links: Iterable[Mapping[str, str]],
    *,
    kinds: Path = VIEWS / "network-kinds.csv",
    title: Text | None = None,
) -> Scene:
    """The scene of these rows, of which no store says more."""
    feeds = (read_query(VIEWS / f"network-{part}.rq") for part in ("nodes", "edges"))
    view = SceneQueries("network", next(feeds), next(feeds), kinds)
    scene = make_scene(view, nodes, links, store=ox.Store(), base=BASE)
    if title is None:
        return scene
    return replace(scene, network=replace(scene.network, title=title))
