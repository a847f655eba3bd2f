"""The routes of reconciliation, and of what is suggested while somebody types.

There is a root for each version and language: /reconcile, /reconcile/1.0-draft, /fr/reconcile …
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, JSONResponse
from starlette.routing import Route

from bioprod_graph.errors import NotFoundError
from bioprod_graph.language import LANGUAGES
from bioprod_graph.service.doors import find_language, guard, read_json
from bioprod_graph.service.holdings import Shelf
from bioprod_graph.service.reconciliation import VERSIONS, Reconciler
from bioprod_graph.service.sending import read_body

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.requests import Request
    from starlette.responses import Response

    from bioprod_graph.service.app import Service
    from bioprod_graph.service.doors import Handler

_READ = ["GET", "HEAD", "OPTIONS"]
_SENT = ["POST", "OPTIONS"]
_SUGGESTED = ("entity", "property", "type")
# Frames of others may show a preview, which runs nothing.
_MOST, _FURTHEST = 100, 100_000


def routes(service: Service) -> list[Route]:
    """List the routes: those of each root, and /suggest for a box of names."""
    shelf = Shelf(service)
    suggest = guard(_Door(shelf, "", VERSIONS[0], "").suggest)
    return [*_list_roots(shelf), Route("/suggest", suggest, methods=_READ)]


def _list_roots(shelf: Shelf) -> Iterator[Route]:
    for language in ("", *LANGUAGES):
        for version in reversed(VERSIONS):
            root = f"/{language}/reconcile" if language else "/reconcile"
            root = root if version == VERSIONS[0] else f"{root}/{version}"
            door = _Door(shelf, root, version, language)
            parts: dict[str, tuple[Handler, list[str]]] = {
                "": (door.answer_root, [*_READ, "POST"]),
                "/match": (door.match, _SENT),
                "/reconcile": (door.match, _SENT),
                "/suggest/{kind}": (door.suggest, _READ),
                "/flyout/{kind}": (door.fly_out, _READ),
                "/preview": (door.preview, _READ),
                "/extend": (door.extend, _SENT),
                "/extend/propose": (door.propose, _READ),
            }
            for path, (handler, methods) in parts.items():
                yield Route(f"{root}{path}", guard(handler), methods=methods)


@dataclass(frozen=True)
class _Door:
    """The routes below one root."""

    shelf: Shelf
    root: str
    version: str
    language: str

    def _find(self, request: Request) -> Reconciler:
        held, site = self.shelf.take(), str(request.base_url).rstrip("/")
        language = next((each for each in LANGUAGES if each == self.language), None)
        return Reconciler(
            held.lookup,
            held.title,
            f"{site}{self.root}",
            site,
            language or find_language(request),
        )

    async def answer_root(self, request: Request) -> Response:
        """Give the manifest, or answer what version 0.2 asks at the root."""
        asked = dict(request.query_params)
        if request.method == "POST":
            body = await read_body(request, self.shelf.service.settings)
            if "json" in request.headers.get("content-type", ""):
                return await self._do(request, "answer_match", read_json(body))
            sent = parse_qs(body.decode(errors="replace"), keep_blank_values=True)
            asked |= {name: values[0] for name, values in sent.items()}
        if "queries" in asked:
            return await self._do(request, "answer_batch", read_json(asked["queries"]))
        if "query" in asked:
            text = asked["query"]
            query = read_json(text) if text.lstrip().startswith("{") else {"query": text}
            answered = await run_in_threadpool(self._find(request).answer_batch, {"q": query})
            return JSONResponse(answered["q"])
        if "extend" in asked:
            return await self._do(request, "extend", read_json(asked["extend"]), VERSIONS[0])
        return await self._do(request, "make_manifest", self.version)

    async def match(self, request: Request) -> Response:
        """Answer a batch of version 1.0."""
        return await self._do(
            request,
            "answer_match",
            read_json(await read_body(request, self.shelf.service.settings)),
        )

    async def suggest(self, request: Request) -> Response:
        """Suggest things, classes or properties."""
        kind, asked = request.path_params.get("kind", _SUGGESTED[0]), request.query_params
        _check_kind(kind)
        begun = asked.get("prefix", asked.get("q", ""))
        skip, types = _count(asked.get("cursor", ""), 0), tuple(filter(None, asked.getlist("type")))
        return await self._do(request, "suggest", kind, begun[:_MOST], skip=skip, types=types)

    async def fly_out(self, request: Request) -> Response:
        """Tell something in a few lines."""
        kind = request.path_params["kind"]
        _check_kind(kind)
        return await self._do(request, "make_flyout", kind, request.query_params.get("id", ""))

    async def preview(self, request: Request) -> Response:
        """Show the page of a thing in small: any page may hold it in a frame."""
        name = request.query_params.get("id", "")
        page = await run_in_threadpool(self._find(request).make_preview, name)
        return HTMLResponse(page, headers={"Content-Security-Policy": "frame-ancestors *"})

    async def extend(self, request: Request) -> Response:
        """Give values of properties, in the form of version 1.0."""
        return await self._do(
            request,
            "extend",
            read_json(await read_body(request, self.shelf.service.settings)),
            VERSIONS[1],
        )

    async def propose(self, request: Request) -> Response:
        """Propose properties of what is of a class."""
        asked = request.query_params
        limit = max(_count(asked.get("limit", ""), _MOST), 1)
        return await self._do(request, "propose", asked.get("type", ""), limit)

    async def _do(self, request: Request, name: str, *given: Any, **more: Any) -> Response:
        """Do something in a thread, and give what comes of it as JSON."""
        reconciler = self._find(request)
        answer = await run_in_threadpool(getattr(reconciler, name), *given, **more)
        return JSONResponse(answer, headers={"Vary": "Accept-Language"})


def _check_kind(kind: str) -> None:
    if kind not in _SUGGESTED:
        raise NotFoundError(
            "there is no {name}: there are {names}", name=kind, names=", ".join(_SUGGESTED)
        )


def _count(text: str, otherwise: int) -> int:
    is_number = text.isascii() and text.isdecimal() and len(text) < len(str(_FURTHEST))
    return int(text) if is_number else otherwise
