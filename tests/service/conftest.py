"""The lookup, the API and their routes, over the real project."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.testclient import TestClient

from bioprod_graph.apart import Limits, run_apart
from bioprod_graph.dataset import open_release
from bioprod_graph.service import reconciling, rest
from bioprod_graph.service.api import answer_operation
from bioprod_graph.service.holdings import Holdings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bioprod_graph.apart import Wall
    from bioprod_graph.project import Project


@pytest.fixture(scope="session")
def held(built: Project) -> Holdings:
    """The release of the real project."""
    return Holdings(open_release(built), built)


def _answer(held: Holdings, given: dict[str, Any], _: Wall) -> bytes:
    return answer_operation(Holdings(open_release(held.source), held.source), **given)


@pytest.fixture(scope="session")
def client(held: Holdings) -> Iterator[TestClient]:
    """A client of its routes."""

    async def do(_: str, **given: Any) -> bytes:
        return await run_in_threadpool(run_apart, partial(_answer, held, given), Limits(30.0))

    routes = [
        *rest.list_routes(lambda: held, do),
        *reconciling.list_routes(lambda: held),
    ]
    with TestClient(Starlette(routes=routes)) as client:
        yield client
