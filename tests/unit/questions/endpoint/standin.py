"""A stand-in for SPARQL services, on loopback: it answers as it is told, well or badly."""

from __future__ import annotations

import socket
import struct
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

if TYPE_CHECKING:
    from collections.abc import Iterator

JSON = "application/sparql-results+json"
XML = "application/sparql-results+xml"

# Longer than any test waits, and ended when the test is.
_PATIENCE = 30


@dataclass(frozen=True)
class Page:
    """An answer as HTTP has it; without a type if that is empty."""

    body: bytes = b""
    media: str = JSON
    status: int = 200
    fields: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Raw:
    """Bytes as they are, then the end of the connection: closed, reset, or left open in silence."""

    sent: bytes = b""
    end: str = "close"
    # Sent again and again, until the other side has gone.
    again: bytes = b""
    # Seconds between one time and the next.
    pause: float = 0.0


@dataclass(frozen=True)
class Asked:
    """A request as it came."""

    method: str
    path: str
    fields: dict[str, str]
    form: dict[str, list[str]]


@dataclass
class StandIn:
    """What is answered, by path, and what was asked."""

    port: int = 0
    pages: dict[str, Page | Raw] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def put(self, page: Page | Raw, path: str = "/sparql") -> str:
        """Answer so at a path; give its address."""
        self.pages[path] = page
        return self.find(path)

    def find(self, path: str, host: str = "127.0.0.1", *, userinfo: str = "") -> str:
        """Give the address of a path."""
        return f"http://{userinfo}{host}:{self.port}{path}"


class _Server(ThreadingHTTPServer):
    """Its threads have ended, and their sockets are closed, when it is closed."""

    daemon_threads = False
    request_queue_size = 64

    def __init__(self, standin: StandIn) -> None:
        super().__init__(("127.0.0.1", 0), _Request)
        self.standin = standin

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of who has gone before the end."""


class _Request(BaseHTTPRequestHandler):
    server: _Server

    def do_POST(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        self._answer()

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"] or 0)).decode()
        standin = self.server.standin
        fields = {name.lower(): value for name, value in self.headers.items()}
        standin.asked.append(Asked(self.command, self.path, fields, parse_qs(body)))
        page = standin.pages.get(self.path.partition("?")[0], Page(b"no such path", "", 404))
        if isinstance(page, Page):
            self._send(page)
        else:
            self._send_raw(page, standin.over)

    def _send(self, page: Page) -> None:
        self.send_response(page.status)
        if page.media:
            self.send_header("Content-Type", page.media)
        self.send_header("Content-Length", str(len(page.body)))
        for name, value in page.fields:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(page.body)

    def _send_raw(self, raw: Raw, over: threading.Event) -> None:
        self.wfile.write(raw.sent)
        while raw.again and not over.wait(raw.pause):
            self.wfile.write(raw.again)
        if raw.end == "silence":
            over.wait(_PATIENCE)
        if raw.end == "reset":
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()


@contextmanager
def serve() -> Iterator[StandIn]:
    """Serve on a free port of this machine until the block ends."""
    standin = StandIn()
    with _Server(standin) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        standin.port = server.server_port
        try:
            yield standin
        finally:
            standin.over.set()
            server.shutdown()
            thread.join()
