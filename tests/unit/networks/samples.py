"""Small networks and scenes, made of rows as queries give them."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox

from bioprod_graph.language import LANGUAGES, Text
from bioprod_graph.rdf import make_store

ROOT = Path(__file__).resolve().parents[3]
BASE = "https://w3id.org/bioprod/"
PROJECTIONS = ROOT / "queries" / "projections"


def both(*forms: str) -> Text:
    """A text in each language, in their order; one form is that of all."""
    return Text(dict(zip(LANGUAGES, forms * len(LANGUAGES), strict=False)))


def load(name: str) -> ox.Store:
    """The store of an invented dataset of tests/data."""
    path = ROOT / "tests" / "data" / name
    return make_store(ox.parse(path=str(path), format=ox.RdfFormat.TRIG))
