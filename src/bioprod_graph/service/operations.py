"""What whoever runs the service asks of it, and what is noted of each request.

Neither addresses of clients nor queries are noted: a line tells when, what kind of thing was asked,
how it ended, how many bytes it took and how long.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bioprod_graph._version import __version__
from bioprod_graph.documents import make_environment
from bioprod_graph.service.echo import SENT

if TYPE_CHECKING:
    from typing import TextIO

    from starlette.requests import Request
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from bioprod_graph.service.app import Service

_TEXT = "text/plain; version=0.0.4; charset=utf-8"
# Upper bounds of what is counted together, in seconds.
_BOUNDS = (0.005, 0.025, 0.1, 0.5, 1.0, 5.0, 30.0)
# Of everybody, by everybody, and what it says it is.
ALWAYS = [
    (b"access-control-allow-origin", b"*"),
    (
        b"access-control-expose-headers",
        b"*, ETag, Link, Retry-After, Content-Language, X-Total-Count",
    ),
    (b"x-content-type-options", b"nosniff"),
]
_PREFLIGHT = [
    (b"access-control-allow-methods", b"GET, HEAD, POST, OPTIONS"),
    (b"access-control-allow-headers", b"Accept, Accept-Language, Content-Type, If-None-Match, *"),
    (b"access-control-max-age", b"86400"),
]


class Counts:
    """How many requests ended how, and how long they took, since the start; and the log."""

    log: TextIO | None = None

    def __init__(self) -> None:
        self.ended: Counter[tuple[str, int]] = Counter()
        self.within: Counter[float] = Counter()
        self.seconds = 0.0

    def note(self, method: str, part: str, status: int, *, size: int, seconds: float) -> None:
        """Count a request, and write its line."""
        self.ended[part, status] += 1
        self.seconds += seconds
        for bound in _BOUNDS:
            self.within[bound] += seconds <= bound
        if self.log is None:
            return
        line = {
            "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "method": method,
            "part": part,
            "status": status,
            "bytes": size,
            "seconds": round(seconds, 4),
        }
        with suppress(OSError):
            self.log.write(json.dumps(line) + "\n")


class Noted:
    """An application around another: headers that every answer has, and notes of each."""

    def __init__(self, app: ASGIApp, service: Service) -> None:
        self._app, self._service = app, service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the other does, and note it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        start, told = time.perf_counter(), {"status": 499, "bytes": 0}
        scope["headers"] = fold_lines(scope["headers"])

        async def note(message: Message) -> None:
            if message["type"] == "http.response.start":
                told["status"] = message["status"]
                headers = [*message["headers"], *self._add(scope, message["headers"])]
                message["headers"] = headers
                scope[SENT] = message["status"], headers
            else:
                told["bytes"] += len(message.get("body", b""))
            await send(message)

        try:
            await self._app(scope, receive, note)
        finally:
            self._tell(scope, told, time.perf_counter() - start)

    def _add(self, scope: Scope, headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
        """Give the headers that an answer lacks."""
        known = {name for name, _ in headers}
        more = ALWAYS + (_PREFLIGHT if scope["method"] == "OPTIONS" else [])
        if self._service.is_stopping:
            more = [*more, (b"connection", b"close")]
        return [each for each in more if each[0] not in known]

    def _tell(self, scope: Scope, told: dict[str, int], seconds: float) -> None:
        """Note a request."""
        # The first part of a path that answers: what strangers make up is no name of a count.
        path = scope["path"] if told["status"] < 400 else ""  # noqa: PLR2004
        part = path.removeprefix("/").partition("/")[0]
        part = part if part in self._service.parts else "site"
        self._service.counts.note(
            scope["method"], part, told["status"], size=told["bytes"], seconds=seconds
        )


def fold_lines(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """Fold the lines of a header that has several into one (RFC 9110, 5.3).

    >>> fold_lines([(b"accept", b"text/csv"), (b"accept", b"text/turtle;q=0.5")])
    [(b'accept', b'text/csv, text/turtle;q=0.5')]
    """
    folded: dict[bytes, bytes] = {}
    for name, value in headers:
        folded[name] = b"%b, %b" % (folded[name], value) if name in folded else value
    return [*folded.items()]


def routes(service: Service) -> list[Route]:
    """Give the routes of operations."""

    async def tell_health(_: Request) -> Response:
        return JSONResponse({"status": "pass"}, headers={"Cache-Control": "no-store"})

    async def tell_ready(_: Request) -> Response:
        told = {"status": "pass", "version": __version__, "release": service.crew.nursery.digest}
        if service.is_stopping:
            told["status"] = "fail"
        status = 503 if service.is_stopping else 200
        return JSONResponse(told, status, {"Cache-Control": "no-store"})

    async def tell_metrics(_: Request) -> Response:
        return PlainTextResponse(write_metrics(service), media_type=_TEXT)

    told = {"health": tell_health, "ready": tell_ready, "metrics": tell_metrics}
    return [Route(f"/{name}", tell) for name, tell in told.items()]


def write_metrics(service: Service) -> str:
    """Write what is counted: https://prometheus.io/docs/instrumenting/exposition_formats/ ."""
    template = make_environment("bioprod_graph.service").get_template("metrics.txt")
    return template.render(
        counts=service.counts,
        bounds=_BOUNDS,
        crew=service.crew,
        kept=service.memory.counts["kept"],
        version=__version__,
    )
