"""The lookup, the API and their routes, over the real project."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bioprod_graph.apart import Limits, run_apart
from bioprod_graph.dataset import open_release
from bioprod_graph.service import reconciling, rest
from bioprod_graph.service.desk import Desk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bioprod_graph.project import Project


@pytest.fixture(scope="session")
def desk(built: Project) -> Desk:
    """The release of the real project."""
    return Desk(open_release(built), built)


@pytest.fixture(scope="session")
def client(desk: Desk) -> Iterator[TestClient]:
    """A client of its routes."""
    routes = [
        *rest.list_routes(lambda: desk, lambda task: run_apart(task, Limits(30.0))),
        *reconciling.list_routes(lambda: desk),
    ]
    with TestClient(Starlette(routes=routes)) as client:
        yield client
