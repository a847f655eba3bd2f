"""The application: one service, and the routes that modules give.

A module that answers something has `routes(service)`, which gives a list of routes of Starlette,
and its name in `MODULES`. It raises Problem, or any error of ours, for what it does not answer.
What asks the store is a job (`jobs`): done by a worker, within limits, with `service.do`.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import asynccontextmanager, suppress
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, cast

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect
from starlette.responses import Response

from bioprod_graph.dataset import open_release
from bioprod_graph.errors import (
    BioprodError,
    FormatError,
    LimitError,
    NotFoundError,
    UsageError,
)
from bioprod_graph.files import follow_mark
from bioprod_graph.language import Message
from bioprod_graph.service.crew import Crew, CrowdedError, Nursery
from bioprod_graph.service.jobs import Job
from bioprod_graph.service.memory import Memory
from bioprod_graph.service.operations import Counts, Noted
from bioprod_graph.service.problems import Problem, tell
from bioprod_graph.service.published import open_published

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path
    from typing import TextIO

    from starlette.requests import Request

    from bioprod_graph.dataset import Release
    from bioprod_graph.project import Project
    from bioprod_graph.service.settings import Settings

# Modules of this package, in the order in which their routes are tried; and those of a release.
MODULES: tuple[str, ...] = ("protocol", "operations", "reconciling", "rest", "agents", "published")
_OF_RELEASE = frozenset({"reconciling", "rest", "agents"})
# How often it is looked whether there is another release, or another site.
_PAUSE = 0.5
# What is whose fault; of several that fit the first counts.
_STATUS = ((FormatError, 406), (UsageError, 400), (NotFoundError, 404), (LimitError, 503))
_AGAIN = {"Retry-After": "5"}
_LOG = logging.getLogger(__name__)


class Service:
    """What is served, by whom, and how often: made of settings, and of the folder of a site."""

    crew: Crew
    answers: Memory

    def __init__(self, settings: Settings, folder: Path | None = None) -> None:
        self.settings, self.site = settings, open_published(folder)
        self._release = self._open_release()
        self.counts, self.is_stopping = Counts(), False
        # The first parts of addresses that are counted apart.
        self.parts: frozenset[str] = frozenset()
        self._watching: asyncio.Task[None] | None = None

    @property
    def project(self) -> Project:
        """The project that is served; where a file is, no route asks for it."""
        return cast("Project", self.settings.project)

    @property
    def release(self) -> Release:
        """The release that is served now."""
        return cast("Release", self._release)

    async def start(self) -> None:
        """Open the release and fork the workers. Raises an error of ours if it cannot be opened."""
        self.crew = Crew(self.settings, await Nursery.start(self.settings))
        self.memory = Memory(self.crew, self.settings.kept)
        self._watching = asyncio.ensure_future(self._watch())

    async def stop(self) -> None:
        """End the workers."""
        if self._watching is not None:
            self._watching.cancel()
        self.crew.nursery.dismiss()
        await asyncio.to_thread(self.crew.nursery.end)

    async def do(self, kind: str, *, client: str = "", shape: str = "", **given: Any) -> bytes:
        """Have a job of some kind done; see `Crew.do`."""
        return await self.crew.do(Job(kind, given), shape=shape, client=client)

    def _open_release(self) -> Release | None:
        """Open the release of now, and hold it: no build removes it."""
        project = self.settings.project
        return open_release(project) if project else None

    async def _watch(self) -> None:
        """Go over to another release when there is one, and to another site."""
        while True:
            await asyncio.sleep(_PAUSE)
            with suppress(OSError, BioprodError):
                if self.site is not None:
                    self.site.refresh()
            try:
                await self._take_over()
            except (OSError, BioprodError, asyncio.IncompleteReadError) as error:
                _LOG.error("the release is not taken over: %s", error)

    async def _take_over(self) -> None:
        """Ask another release from now on, if there is one."""
        project, now = self.settings.project, self._release
        if project is None or now is None or follow_mark(project.current) == now.folder:
            return
        nursery = await Nursery.start(self.settings)
        self._release = await asyncio.to_thread(self._open_release)
        await self.crew.switch(nursery)


def make_app(service: Service, log: TextIO | None = None) -> Starlette:
    """Make the ASGI application; its lifespan starts and stops the service."""

    @asynccontextmanager
    async def live(_: Starlette) -> AsyncIterator[None]:
        await service.start()
        yield
        await service.stop()

    left_out = set() if service.settings.project else {*_OF_RELEASE}
    if find_spec("mcp") is None:
        left_out.add("agents")
    modules = [import_module(f"{__package__}.{n}") for n in MODULES if n not in left_out]
    routes = [route for module in modules for route in module.routes(service)]
    service.parts = frozenset(route.path.split("/")[1] for route in routes) - {"{path:path}"}
    return Starlette(
        routes=routes,
        lifespan=live,
        middleware=[Middleware(Noted, service=service, log=log)],
        exception_handlers={
            Problem: tell_problem,
            BioprodError: tell_error,
            HTTPException: _tell_status,
            ClientDisconnect: _tell_nobody,
        },
    )


async def tell_problem(request: Request, problem: Any) -> Response:
    """Answer a problem."""
    return tell(request, problem)


async def tell_error(request: Request, error: Any) -> Response:
    """Answer an error of ours; what is nobody's fault who asks keeps its details."""
    if isinstance(error, CrowdedError):
        return tell(request, Problem(error.status, error.said, _AGAIN))
    status = next((status for kind, status in _STATUS if isinstance(error, kind)), 500)
    return tell(request, Problem(status, error.said))


async def _tell_status(request: Request, error: Any) -> Response:
    """Answer what no route takes."""
    said = Message("there is no such address")
    if error.status_code == 405:  # noqa: PLR2004
        said = Message("this address is not asked so: see Allow")
    return tell(request, Problem(error.status_code, said, error.headers))


async def _tell_nobody(_: Request, __: Any) -> Response:
    return Response(status_code=499)
