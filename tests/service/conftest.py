"""The service over the real project, and a client of its routes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from starlette.testclient import TestClient

from bioprod_graph.dataset import open_release
from bioprod_graph.service.app import Service, make_app
from bioprod_graph.service.holdings import Holdings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bioprod_graph.project import Project


@pytest.fixture(scope="session")
def held(built: Project) -> Holdings:
    """The release of the real project."""
    return Holdings(open_release(built), built)


@pytest.fixture(scope="session")
def client(held: Holdings) -> Iterator[TestClient]:
    """A client of its routes."""
    with TestClient(make_app(Service(held.source, held.release))) as client:
        yield client
