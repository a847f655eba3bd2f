"""The application: one service, and the routes that modules give.

A module that answers something has `routes(service)`, which gives a list of routes of Starlette,
and its name in `MODULES`. It raises Problem, or any error of ours, for what it does not answer.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING

from starlette.applications import Starlette

from bioprod_graph.errors import BioprodError, LimitError, NotFoundError, UsageError
from bioprod_graph.service.problems import Problem, tell

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.requests import Request
    from starlette.responses import Response

    from bioprod_graph.dataset import Release
    from bioprod_graph.project import Project

# Modules of this package, in the order in which their routes are tried.
MODULES: tuple[str, ...] = ()


@dataclass
class Service:
    """What is served: a project, its release at this moment, and the folder of its site, if any."""

    project: Project
    release: Release
    site: Path | None = field(default=None)


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
