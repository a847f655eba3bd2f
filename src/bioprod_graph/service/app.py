"""The application: one service, and the routes that modules give.

A module that answers something has `routes(service)`, which gives a list of routes of Starlette,
and its name in `MODULES`. It raises Problem, or any error of ours, for what it does not answer.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool

from bioprod_graph.apart import USUAL, run_apart
from bioprod_graph.dataset import open_release
from bioprod_graph.errors import BioprodError, LimitError, NotFoundError, UsageError
from bioprod_graph.service.problems import Problem, tell

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.requests import Request
    from starlette.responses import Response

    from bioprod_graph.apart import Wall
    from bioprod_graph.dataset import Release
    from bioprod_graph.project import Project

# Modules of this package, in the order in which their routes are tried.
MODULES: tuple[str, ...] = ("reconciling", "rest", "agents")


@dataclass
class Service:
    """What is served: a project, its release at this moment, and the folder of its site, if any."""

    project: Project
    release: Release
    site: Path | None = field(default=None)

    async def do(self, job: str, **given: Any) -> bytes:
        """Have a job done in a process of its own, which can be stopped.

        Raises what it raises, LimitError if it took too much.
        """
        work = partial(_work, self.project, job, given=given)
        return await run_in_threadpool(run_apart, work, USUAL)


def _work(project: Project, job: str, wall: Wall, *, given: dict[str, Any]) -> bytes:
    from bioprod_graph.service.api import answer_operation
    from bioprod_graph.service.holdings import Holdings
    from bioprod_graph.service.toolbox import answer_tool

    held = Holdings(open_release(project), project)
    if job == "tool":
        return answer_tool(held, partial(wall, held.release.folder / "store"), **given)
    return answer_operation(held, **given)


def make_app(service: Service) -> Starlette:
    """Make the ASGI application."""
    modules = [import_module(f"{__package__}.{name}") for name in MODULES]
    return Starlette(
        routes=[route for module in modules for route in module.routes(service)],
        exception_handlers={Problem: tell_problem, BioprodError: tell_error},  # type: ignore[dict-item]
    )


async def tell_problem(request: Request, problem: Problem) -> Response:
    """Answer a problem."""
    return tell(request, problem)


async def tell_error(request: Request, error: BioprodError) -> Response:
    """Answer an error of ours: what is asked wrongly is 400, what is not there 404."""
    kinds = ((UsageError, 400), (NotFoundError, 404), (LimitError, 503))
    status = next((status for kind, status in kinds if isinstance(error, kind)), 500)
    return tell(request, Problem(status, error.said))
