"""The tracker of a small scene, in which nothing is a fact."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import pyoxigraph as ox
import pytest

from bioprod_graph.project import Project
from bioprod_graph.rdf import make_store
from bioprod_graph.reports import Report
from tests.rendering import render_json

if TYPE_CHECKING:
    from bioprod_graph.language import Language

ROOT = Path(__file__).resolve().parents[3]
SCENE = Path(__file__).with_name("scene.trig")
BASE = "https://w3id.org/bioprod/id/"


@dataclass(frozen=True)
class Told:
    """What reports tell of the scene, as known at a date."""

    store: ox.Store
    language: Language
    as_of: str

    @property
    def tracker(self) -> Report:
        """The report on all recommendations."""
        return self._make("tracker")

    def one(self, slug: str) -> Report:
        """The report on one of them."""
        return self.on(f"{BASE}recommendation/{slug}")

    def on(self, iri: str) -> Report:
        """The report on a thing."""
        return self._make(ox.NamedNode(iri))

    @property
    def records(self) -> dict[int, dict[str, Any]]:
        """The records of all recommendations, by number."""
        written = json.loads(render_json(self.tracker))
        return {each["number"]: each for each in written["recommendations"]}

    def _make(self, subject: ox.NamedNode | str) -> Report:
        project = Project(ROOT, ROOT / "build")
        report = Report(self.store, project, subject, language=self.language)
        if self.as_of:
            report.leave_out_unknown(self.as_of)
        return report


class Read(Protocol):
    """Reads what the scene tells."""

    def __call__(self, as_of: str = "", *, language: Language = "en") -> Told:
        """Give what was known at a date."""


@pytest.fixture
def scene() -> ox.Store:
    return make_store(ox.parse(path=str(SCENE)))


@pytest.fixture
def read(scene: ox.Store) -> Read:
    def read_scene(as_of: str = "", *, language: Language = "en") -> Told:
        return Told(scene, language, as_of)

    return read_scene
