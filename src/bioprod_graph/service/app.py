"""The application: one service, and the routes that modules give.

A module that answers something has `routes(service)`, which gives a list of routes of Starlette,
and its name in `MODULES`. It raises Problem, or any error of ours, for what it does not answer.
What asks the store is a job (`jobs`): done by a worker, within limits, with `sending.have`.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import asynccontextmanager, suppress
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.middleware import Middleware

from bioprod_graph.errors import BioprodError
from bioprod_graph.files import follow_mark
from bioprod_graph.service.crew import Crew, Nursery
from bioprod_graph.service.memory import Memory
from bioprod_graph.service.operations import Counts, Noted
from bioprod_graph.service.problems import TELLERS
from bioprod_graph.service.published import make_fallback, open_published

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path
    from typing import TextIO

    from bioprod_graph.service.settings import Settings

# Modules of this package, in the order in which their routes are tried; and those of a release.
MODULES = ("protocol", "operations", "rest", "agents")
_OF_RELEASE = frozenset({"rest", "agents"})
# How often it is looked whether there is another release, or another site.
_PAUSE = 0.5
_LOG = logging.getLogger(__name__)


class Service:
    """What is served, by whom, and how often: made of settings, and of the folder of a site."""

    crew: Crew
    memory: Memory

    def __init__(self, settings: Settings, folder: Path | None = None) -> None:
        self.settings, self.site = settings, open_published(folder)
        self.counts, self.is_stopping = Counts(), False
        # The first parts of addresses that are counted apart.
        self.parts: frozenset[str] = frozenset()
        self._release = self._find_release()
        self._watching: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Open the release and fork the workers. Raises an error of ours if it cannot be opened."""
        self.crew = Crew(self.settings, await Nursery.start(self.settings))
        self.memory = Memory(self.crew, self.settings.kept)
        self._watching = asyncio.ensure_future(self._watch())

    async def stop(self) -> None:
        """End the workers."""
        if self._watching is not None:
            self._watching.cancel()
        await self.crew.nursery.end()

    def _find_release(self) -> Path | None:
        """Find the folder of the release of now."""
        project = self.settings.project
        return follow_mark(project.current) if project else None

    async def _watch(self) -> None:
        """Go over to another release when there is one, and to another site."""
        while True:
            await asyncio.sleep(_PAUSE)
            with suppress(OSError, BioprodError):
                if self.site is not None:
                    self.site.refresh()
            try:
                folder = self._find_release()
                if folder != self._release or self.crew.nursery.is_dead:
                    await self.crew.switch(await Nursery.start(self.settings))
                    self._release = folder
            except (OSError, BioprodError) as error:
                _LOG.error("the release is not taken over: %s", error)


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
    service.parts = frozenset(route.path.split("/")[1] for route in routes)
    service.counts.log = log
    noted = Middleware(Noted, service=service)
    app = Starlette(routes=routes, lifespan=live, middleware=[noted], exception_handlers=TELLERS)
    # An address with a stroke at its end is another one, and what no route answers is of the site.
    app.router.redirect_slashes, app.router.default = False, make_fallback(service)
    return app
