"""The files of a published site, each with its digest: what its list does not name is not there.

So no path leaves the site. A page is known by its folder; what is text is packed once for all who
take brotli, and once for all who take gzip; a file that a client has is not sent again.
"""

from __future__ import annotations

import asyncio
import gzip
from collections import OrderedDict
from datetime import UTC
from email.utils import parsedate_to_datetime
from functools import partial
from mimetypes import MimeTypes
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import brotli
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import request_response

from bioprod_graph.errors import BioprodError
from bioprod_graph.files import SUMS, read_sums
from bioprod_graph.formats import list_formats
from bioprod_graph.language import Message
from bioprod_graph.service.addresses import find_target
from bioprod_graph.service.negotiation import choose, read_weights
from bioprod_graph.service.problems import Problem
from bioprod_graph.service.sending import has, send_bytes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from starlette.types import ASGIApp

    from bioprod_graph.service.app import Service

_INDEX, _MISSING, _GONE = "index.html", "404.html", "gone.txt"
_HTML = "text/html"
_UNIT = "bytes"
_UNKNOWN = "application/octet-stream"
# What the library does not know, or not in each version of Python; and a file without an ending.
_TYPES = {
    ".js": "text/javascript",
    ".woff2": "font/woff2",
    ".cff": "application/yaml",
    ".gz": "application/gzip",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "void": "text/turtle",
    "sparql-examples": "text/turtle",
    SUMS: "text/plain",
}
_PACKED = ("text/", "application/json", "application/ld+json", "application/xml")
_PACKED_TOO = ("application/rdf+xml", "application/n-triples", "image/svg+xml")
# How files are packed, what is smaller first: at the quality that takes about as long as gzip.
_PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "br": partial(brotli.compress, quality=6),
    "gzip": partial(gzip.compress, compresslevel=6, mtime=0),
}
# Less is sent as it is; more than that is not kept.
_LEAST, _MOST, _ROOM = 1_000, 8 << 20, 48 << 20
# Pages say themselves what they may do; that they are not framed, only a header can say.
_OF_PAGES = "frame-ancestors 'self'"
_OF_FILES = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; sandbox"
)


class Published:
    """The files of a site by name, as its list of digests names them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._types = MimeTypes(filenames=())
        self._forms = {form.suffix: form.media_type for form in list_formats("statements")}
        self._packed: OrderedDict[tuple[str, str], bytes] = OrderedDict()
        self._digests: dict[str, str] = {}
        self._read: tuple[int, int] = (0, 0)
        self._gone: frozenset[str] = frozenset()
        self.refresh()

    def refresh(self) -> None:
        """Read the list of digests again if it is another one. Raises an error of ours."""
        status = (self.folder / SUMS).stat()
        if (now := (status.st_ino, status.st_mtime_ns)) != self._read:
            digests, _ = read_sums(self.folder)
            gone = (self.folder / _GONE).read_text("utf-8").split() if _GONE in digests else ()
            self._digests, self._read, self._gone = digests, now, frozenset(gone)

    def find(self, name: str) -> str:
        """Find the digest of a file; "" if there is none."""
        return self._digests.get(name, "")

    def is_gone(self, path: str) -> bool:
        """Tell whether what an address names was withdrawn so that it answers 410."""
        return any(f"{path}/".startswith(f"{each}/") for each in self._gone)

    def find_type(self, name: str) -> str:
        """Find the media type of a file."""
        suffix = PurePosixPath(name).suffix or PurePosixPath(name).name
        known = self._forms.get(suffix) or _TYPES.get(suffix)
        return known or self._types.guess_type(name)[0] or _UNKNOWN

    async def pack(self, name: str, coding: str) -> bytes | None:
        """Pack a file in a content coding, once; none for one that is not worth it."""
        key = (self.find(name), coding)
        if (packed := self._packed.get(key)) is None:
            if not _LEAST <= (self.folder / name).stat().st_size <= _MOST:
                return None
            packed = await asyncio.to_thread(self._pack, name, coding)
            self._packed[key] = packed
            while sum(map(len, self._packed.values())) > _ROOM:
                self._packed.popitem(last=False)
        return packed

    def _pack(self, name: str, coding: str) -> bytes:
        return _PACKERS[coding]((self.folder / name).read_bytes())

    def describe(self, name: str) -> tuple[str, dict[str, str]]:
        """Give the type of a file, and the header that says what it may do where it is shown."""
        media_type = self.find_type(name)
        policy = _OF_PAGES if media_type == _HTML else _OF_FILES
        return media_type, {"Content-Security-Policy": policy}


def make_fallback(service: Service) -> ASGIApp:
    """Make what answers all that no route does: identifiers, and the files of the site."""
    site = service.site

    async def answer(request: Request) -> Response:
        if request.method not in ("GET", "HEAD"):
            raise HTTPException(405, headers={"Allow": "GET, HEAD"})
        path = request.scope["path"].removeprefix("/")
        liked = (request.headers.get(name) for name in ("accept", "accept-language"))
        target = find_target(path, *liked)
        headers = {} if target is None else {"Vary": "Accept, Accept-Language"}
        if site is not None and target is not None and site.is_gone(path):
            return _tell_gone(site, target.partition("#")[0], headers=headers)
        if target is not None and target != path:
            query = f"?{request.url.query}" if request.url.query else ""
            return RedirectResponse(f"/{target}{query}", 303, headers)
        if site is None:
            raise Problem(404, Message("there is no such address"))
        return await _send(request, site, path, headers=headers)

    return request_response(answer)


async def _send(
    request: Request, site: Published, path: str, *, headers: dict[str, str]
) -> Response:
    is_range = request.headers.get("range", _UNIT).startswith(_UNIT) and request.method == "GET"
    if not is_range:  # RFC 9110, 14.2: is ignored
        request = _drop_range(request)
    name = f"{path}{_INDEX}" if path.endswith("/") or not path else path
    if not site.find(name):
        if site.find(f"{path}/{_INDEX}"):
            return RedirectResponse(f"{request.url.path}/", 301)
        return _miss(request, site)
    media_type, policy = site.describe(name)
    tag = f'"{site.find(name)[:32]}"'
    headers |= {"ETag": tag, "Cache-Control": "no-cache", "Referrer-Policy": "same-origin"} | policy
    may_pack = media_type.startswith(_PACKED) or media_type in _PACKED_TOO
    if may_pack:
        headers["Vary"] = ", ".join(filter(None, (headers.get("Vary"), "Accept-Encoding")))
    if has(request, tag) or _is_older(request, site.folder / name):
        return Response(status_code=304, headers=headers)
    liked = read_weights(request.headers.get("accept-encoding", ""))
    coding = max(_PACKERS, key=lambda each: liked.get(each, 0.0))
    is_packed = may_pack and liked.get(coding) and "range" not in request.headers
    if is_packed and (packed := await site.pack(name, coding)) is not None:
        headers |= {"Content-Encoding": coding, "ETag": f"W/{tag}"}
        return send_bytes(packed, media_type, headers)
    return _give(site, name, 200, headers=headers)


def _is_older(request: Request, file: Path) -> bool:
    """Tell whether a file is no newer than what a client has that knows no tag."""
    if "if-none-match" in request.headers:  # RFC 9110, 13.1.3
        return False
    try:
        since = parsedate_to_datetime(request.headers.get("if-modified-since", ""))
    except (ValueError, OverflowError):
        return False
    return int(file.stat().st_mtime) <= since.replace(tzinfo=since.tzinfo or UTC).timestamp()


def _drop_range(request: Request) -> Request:
    kept = [each for each in request.scope["headers"] if each[0] != b"range"]
    request.scope["headers"] = kept  # who sends the file reads them there
    return Request(request.scope)


def _miss(request: Request, site: Published) -> Response:
    """Tell people by the page of the site, and programs as they are told all else."""
    is_person = choose(request.headers.get("accept"), ("application/problem+json", _HTML)) == _HTML
    if not (is_person and site.find(_MISSING)):
        raise Problem(404, Message("there is no such address"))
    return _give(site, _MISSING, 404, headers={"Vary": "Accept"})


def _tell_gone(site: Published, target: str, *, headers: dict[str, str]) -> Response:
    """Give what says why something was withdrawn, with the status that says so to programs."""
    name = f"{target}{_INDEX}" if target.endswith("/") else target
    if not site.find(name):
        raise Problem(410, Message("this was withdrawn"))
    return _give(site, name, 410, headers=headers)


def _give(site: Published, name: str, status: int, *, headers: dict[str, str]) -> Response:
    media_type, policy = site.describe(name)
    return FileResponse(site.folder / name, status, headers | policy, media_type)


def open_published(folder: Path | None) -> Published | None:
    """Open a site. Raises an error of ours for a folder that is none."""
    if folder is None:
        return None
    try:
        return Published(folder)
    except OSError:
        raise BioprodError("{folder} holds no site: see bioprod publish", folder=folder) from None
