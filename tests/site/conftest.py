"""What tests of the site share: all that it has for programs, of the real project, once a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bioprod_graph.dataset import open_release, read_statements
from bioprod_graph.site import Publication, Publisher, Site, make_forms

if TYPE_CHECKING:
    from pathlib import Path

    import pyoxigraph as ox

    from bioprod_graph.project import Project
    from tests.conftest import MakeOnce

PUBLISHER = Publisher(
    publisher="A publisher",
    address="1 street, a town",
    director="A person",
    host="A host",
    contact="desk@example.org",
    kind="NonProfitOrganisation",
    endpoint="https://example.org/sparql",
)
# Of a site of these pages.
PAGES = ("index.html", "en/index.html", "a/index.html", "a/picture.svg")


@pytest.fixture(scope="session")
def quads(built: Project) -> list[ox.Quad]:
    """The statements of the release."""
    return read_statements(open_release(built).dataset)


@pytest.fixture(scope="session")
def publication(built: Project) -> Publication:
    """What the site of the real project tells programs."""
    return Publication(Site(open_release(built), built, PUBLISHER))


@pytest.fixture(scope="session")
def files(built: Project, make_once: MakeOnce) -> Path:
    """The files of that, in a folder."""

    def make(folder: Path) -> None:
        told = Publication(Site(open_release(built), built, PUBLISHER))
        for name, content in (*told.make_files(), *make_forms(told, PAGES)):
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)

    return make_once("publication", make)
