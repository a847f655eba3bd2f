"""The routes of /api/: an operation for each path, and the document that describes them."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from bioprod_graph import documents
from bioprod_graph._version import __version__
from bioprod_graph.errors import NotFoundError
from bioprod_graph.language import Message
from bioprod_graph.service.api import answer_operation, make_operations
from bioprod_graph.service.doors import find_language, guard
from bioprod_graph.service.holdings import Shelf
from bioprod_graph.service.negotiation import choose
from bioprod_graph.service.openapi import describe_api
from bioprod_graph.service.problems import Problem

if TYPE_CHECKING:
    from starlette.requests import Request

    from bioprod_graph.formats import Format
    from bioprod_graph.service.app import Service
    from bioprod_graph.service.holdings import Holdings
    from bioprod_graph.service.offers import Operation

_ROOT, _DOCUMENT = "/api", "/openapi.json"
_METHODS = ["GET", "HEAD", "OPTIONS"]
_HEADS = (Message("Address"), Message("What it gives"), Message("Parameters"), Message("Formats"))


def routes(service: Service) -> list[Route]:
    """List the routes."""
    door = _Door(service, Shelf(service))

    async def redirect(_: Request) -> Response:
        return RedirectResponse(f"{_ROOT}/", 308)

    return [
        Route(_ROOT, guard(redirect), methods=_METHODS),
        Route(f"{_ROOT}/{{path:path}}", guard(door.answer), methods=_METHODS),
    ]


@dataclass(frozen=True)
class _Door:
    service: Service
    shelf: Shelf

    async def answer(self, request: Request) -> Response:
        """Answer an operation in the format and the language that are asked for."""
        held, path = self.shelf.take(), f"/{request.path_params['path']}"
        operations = await run_in_threadpool(make_operations, held)
        if path == "/":
            return self._show_index(request, held, operations)
        if path == _DOCUMENT:
            return JSONResponse(self._describe(request, held, operations))
        operation, parts = _find(operations, path)
        given = [*parts.items(), *request.query_params.multi_items()]
        values = operation.read(given)
        language = find_language(request)
        name = values["format"]
        form = operation.formats[name] if name else _choose_format(request, operation)
        headers = _make_headers(held, request, language=language, form=form.name)
        if headers["ETag"] in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        call: dict[str, Any] = {"operation": operation.name, "values": values, "form": form.name}
        if operation.is_light:
            written = await run_in_threadpool(answer_operation, held, language=language, **call)
        else:
            written = await self.service.do("operation", language=language, **call)
        head, _, body = written.partition(b"\n")
        total = json.loads(head)
        if total is not None:
            headers |= _make_links(request, values, total)
        charset = "; charset=utf-8" if form.media_type.startswith("text/") else ""
        return Response(body, headers=headers, media_type=f"{form.media_type}{charset}")

    def _describe(
        self, request: Request, held: Holdings, operations: tuple[Operation, ...]
    ) -> dict[str, Any]:
        root = f"{str(request.base_url).rstrip('/')}{_ROOT}"
        language = find_language(request)
        told = Message("Questions, things and reports of “{title}”", title=held.title)
        return describe_api(
            operations, title=told.say(language), version=__version__, root=root, language=language
        )

    def _show_index(
        self, request: Request, held: Holdings, operations: tuple[Operation, ...]
    ) -> Response:
        """Show a table of the operations; the document to programs that want JSON."""
        accepted = request.headers.get("accept", "")
        if "html" not in accepted and "json" in accepted:
            return JSONResponse(self._describe(request, held, operations))
        style = documents.read_style("preview.css")
        language = find_language(request)
        page = documents.make_environment("bioprod_graph.service").get_template("api.html")
        written = page.render(
            language=language,
            title=held.title,
            style=style,
            policy=documents.make_policy([], [style]),
            document=f"{_ROOT}{_DOCUMENT}",
            heads=[head.say(language) for head in _HEADS],
            operations=[
                {
                    "path": f"{_ROOT}{each.path}",
                    "told": each.told.say(language),
                    "parameters": [one.name for one in each.all_parameters],
                    "formats": list(each.formats),
                }
                for each in operations
            ],
        )
        return HTMLResponse(written)


def _find(operations: tuple[Operation, ...], path: str) -> tuple[Operation, dict[str, str]]:
    """Find the operation of a path, and the values of its parts; NotFoundError if there is none."""
    for operation in operations:
        if (parts := operation.match(path)) is not None:
            return operation, parts
    raise NotFoundError("there is nothing at {path}: see {there}", path=path, there=f"{_ROOT}/")


def _choose_format(request: Request, operation: Operation) -> Format:
    """Choose the format that is accepted best. Raises Problem, with what there is, for none."""
    known = {form.media_type: form for form in reversed(operation.formats.values())}
    usual = next(iter(operation.formats.values()))
    # What is JSON of a kind of its own is JSON.
    aliases = {"application/json": usual} if usual.media_type.endswith("+json") else {}
    ordered = {usual.media_type: usual} | dict(reversed(known.items())) | aliases
    chosen = choose(request.headers.get("accept"), list(ordered))
    if not chosen:
        listed = ", ".join(known)
        raise Problem(406, Message("this answer is given as {names}", names=listed))
    return ordered[chosen]


def _make_headers(held: Holdings, request: Request, *, language: str, form: str) -> dict[str, str]:
    """Make the headers that tell which answer it is: that of a release, to what was asked."""
    asked = "\n".join((__version__, held.release.digest, str(request.url), language, form))
    return {
        "ETag": f'"{hashlib.sha256(asked.encode()).hexdigest()[:32]}"',
        "Cache-Control": "no-cache",
        "Vary": "Accept, Accept-Language",
        "Content-Language": language,
    }


def _make_links(request: Request, values: dict[str, Any], total: int) -> dict[str, str]:
    """Link to the pages before and after one (RFC 8288), and tell how many there are in all."""
    limit, offset = values["limit"], values["offset"]
    places = {"prev": max(offset - limit, 0) if offset else None,
              "next": offset + limit if offset + limit < total else None}  # fmt: skip
    links = [
        f'<{request.url.include_query_params(offset=place)}>; rel="{name}"'
        for name, place in places.items()
        if place is not None
    ]
    return {"X-Total-Count": str(total)} | ({"Link": ", ".join(links)} if links else {})
