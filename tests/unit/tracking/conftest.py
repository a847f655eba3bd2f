"""The tracker of a small scene, in which nothing is a fact."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pyoxigraph as ox
import pytest

from bioprod_graph.rdf import make_store
from bioprod_graph.tracking import read_track

if TYPE_CHECKING:
    from bioprod_graph.findings import Language
    from bioprod_graph.tracking import Track

ROOT = Path(__file__).resolve().parents[3]
SCENE = Path(__file__).with_name("scene.trig")


class Read(Protocol):
    """Reads the tracker."""

    def __call__(self, as_of: str = "", *, language: Language = "en") -> Track:
        """Give what was known at a date."""


@pytest.fixture
def scene() -> ox.Store:
    return make_store(ox.parse(path=str(SCENE)))


@pytest.fixture
def views() -> Path:
    return ROOT / "queries" / "views"


@pytest.fixture
def read(scene: ox.Store, views: Path) -> Read:
    def read_scene(as_of: str = "", *, language: Language = "en") -> Track:
        return read_track(scene, views, language=language, as_of=as_of)

    return read_scene
