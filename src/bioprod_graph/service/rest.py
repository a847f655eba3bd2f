"""The routes of /api/, of reconciliation, and of what is suggested while somebody types.

There is a root of reconciliation for each version and language: /reconcile, /reconcile/1.0-draft,
/fr/reconcile … What is asked at any of these is answered by a worker.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from starlette.responses import RedirectResponse
from starlette.routing import Route

from bioprod_graph.language import LANGUAGES
from bioprod_graph.service.jobs import Job
from bioprod_graph.service.reconciliation import VERSIONS
from bioprod_graph.service.reconciling import BELOW_ROOT, Errand
from bioprod_graph.service.sending import have, read_body

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.requests import Request
    from starlette.responses import Response

    from bioprod_graph.service.app import Service


def routes(service: Service) -> list[Route]:
    """Give the routes."""

    async def operate(request: Request) -> Response:
        given = {
            "path": request.path_params["path"],
            "given": request.query_params.multi_items(),
            "accept": request.headers.get("accept", ""),
            "languages": request.headers.get("accept-language", ""),
            "root": f"{request.base_url}api",
        }
        shape = f"operation {given['path']}"
        return await have(request, service, Job("operation", given), shape=shape)

    async def redirect(_: Request) -> Response:
        return RedirectResponse("/api/", 308)

    async def reconcile(
        request: Request, *, root: str, version: str, tag: str, part: str
    ) -> Response:
        site = str(request.base_url).rstrip("/")
        sent = await read_body(request, service.settings) if request.method == "POST" else b""
        header = request.headers.get
        asked = Errand(
            part, version, site, f"{site}{root}",
            (tag, request.query_params.get("lang", ""), header("accept-language", "")),
            request.path_params.get("kind", "entity"), request.query_params.multi_items(),
            sent, "json" in header("content-type", ""),
        )  # fmt: skip
        return await have(request, service, Job("reconcile", {"asked": asked}))

    suggest = partial(reconcile, root="", version=VERSIONS[0], tag="", part="/suggest/{kind}")
    return [
        Route("/api", redirect),
        Route("/api/{path:path}", operate),
        Route("/suggest", suggest),
        *(
            Route(
                root + part,
                partial(reconcile, root=root, version=version, tag=tag, part=part),
                methods=methods,
            )
            for root, version, tag in _list_roots()
            for part, methods in BELOW_ROOT.items()
        ),
    ]


def _list_roots() -> Iterator[tuple[str, str, str]]:
    """List the roots of reconciliation, each with its version, and its language if it has one."""
    for tag in ("", *LANGUAGES):
        for version in reversed(VERSIONS):
            root = f"/{tag}/reconcile" if tag else "/reconcile"
            yield root if version == VERSIONS[0] else f"{root}/{version}", version, tag
