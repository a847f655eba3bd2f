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
        path, header = request.path_params["path"], request.headers.get
        given = {
            "path": path,
            "given": request.query_params.multi_items(),
            "accepted": (header("accept", ""), header("accept-language", "")),
            "root": f"{request.base_url}api",
        }
        job = Job("operation", given)
        return await have(request, service, job, shape=f"operation {path}")

    async def redirect(_: Request) -> Response:
        return RedirectResponse("/api/", 308)

    return [
        Route("/api", redirect),
        Route("/api/{path:path}", operate),
        Route("/suggest", partial(_reconcile, service, root="", part="/suggest/{kind}")),
        *_list_parts(service),
    ]


def _list_parts(service: Service) -> Iterator[Route]:
    """List what there is below each root of reconciliation, one for each version and language."""
    for tag in ("", *LANGUAGES):
        for version in reversed(VERSIONS):
            root = f"/{tag}/reconcile" if tag else "/reconcile"
            root = root if version == VERSIONS[0] else f"{root}/{version}"
            answer = partial(_reconcile, service, root=root, version=version, tag=tag)
            for part, methods in BELOW_ROOT.items():
                yield Route(f"{root}{part}", partial(answer, part=part), methods=methods)


async def _reconcile(
    service: Service,
    request: Request,
    *,
    root: str,
    part: str,
    version: str = VERSIONS[0],
    tag: str = "",
) -> Response:
    site, header = str(request.base_url).rstrip("/"), request.headers.get
    sent = await read_body(request, service.settings) if request.method == "POST" else b""
    asked = Errand(
        part, version, site, f"{site}{root}",
        (tag, request.query_params.get("lang", ""), header("accept-language", "")),
        request.path_params.get("kind", "entity"), request.query_params.multi_items(),
        sent, "json" in header("content-type", ""),
    )  # fmt: skip
    return await have(request, service, Job("reconcile", {"asked": asked}))
