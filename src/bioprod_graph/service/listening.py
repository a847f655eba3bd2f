"""Listening on a port until the system says stop; then what is running is answered.

Uvicorn bounds neither the head of a request nor how long it takes to arrive: that is done here.
"""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
from functools import partial
from typing import TYPE_CHECKING, Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from bioprod_graph.errors import UsageError, say_reason
from bioprod_graph.language import Message
from bioprod_graph.service.app import Service, make_app
from bioprod_graph.service.echo import Echo, is_whole, write_headers
from bioprod_graph.service.operations import ALWAYS

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TextIO

    from starlette.types import ASGIApp

# Bytes of an address, of a whole head, and of what comes before it is known to be whole; fields.
_ADDRESS, _HEAD, _MOST, _FIELDS = 1 << 16, 1 << 17, 1 << 19, 100
# Seconds: for a head to be there, for a client to take what it was sent, for an idle connection.
_ARRIVAL, _DEPARTURE, _IDLE = 10.0, 30.0, 30
# Seconds after the end was asked for: what was on its way is taken, what runs may run, all is over.
_LINGER, _RUN, _OVER = 0.3, 6.0, 8
_BACKLOG = 2_048
_DONE = b"HTTP/1.1 200 OK\r\n"
_REFUSED = {
    400: "Bad Request",
    414: "URI Too Long",
    431: "Request Header Fields Too Large",
    505: "HTTP Version Not Supported",
}


class _Bounded(HttpToolsProtocol):
    """A connection: nobody holds it with half a request, or with an answer that is not taken."""

    most = 0
    echo: Echo

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._head, self._excess = 0, 400
        # So many requests began, were whole and were answered; what came when the next was due.
        self._begun = self._whole = self._answered = 0
        self._due: tuple[bytes, int] = b"", -1
        self._arrival: asyncio.TimerHandle | None = None
        self._departure: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        if len(self.connections) > self.most:
            transport.abort()
            return
        self._expect()

    def connection_lost(self, exc: Exception | None) -> None:
        self._arrived()
        self.resume_writing()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._begun == self._whole == self._answered and is_whole(data):
            if not self.flow.write_paused and self._repeat(data):
                return
            self._due = data, self._begun
        if self.cycle is None or self.cycle.response_complete:
            self._expect()
            self._head += len(data)
            if self._head > _MOST:
                self._excess = 431
                self.send_400_response("")
                return
        super().data_received(data)

    def _repeat(self, data: bytes) -> bool:
        """Answer a request as the same was answered before, if it was."""
        if (answer := self.echo.find(data)) is None:
            return False
        self._arrived()
        self.transport.writelines(
            (_DONE, write_headers(self.server_state.default_headers), *answer)
        )
        super().on_response_complete()
        return True

    def on_response_complete(self) -> None:
        self._answered += 1
        data, number = self._due
        if number + 1 == self._begun == self._whole == self._answered:
            self.echo.learn(data, self.cycle.scope)
        super().on_response_complete()

    def on_message_complete(self) -> None:
        self._whole += 1
        super().on_message_complete()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._begun += 1
        self._head = 0

    def on_url(self, url: bytes) -> None:
        super().on_url(url)
        if len(self.url) > _ADDRESS:
            self._excess = 414
            raise ValueError

    def on_header(self, name: bytes, value: bytes) -> None:
        super().on_header(name, value)
        self._head += len(name) + len(value)
        if self._head > _HEAD or len(self.headers) > _FIELDS:
            self._excess = 431
            raise ValueError

    def on_headers_complete(self) -> None:
        self._arrived()
        self._head = 0
        hosts = sum(name == b"host" for name, _ in self.headers)
        version = self.parser.get_http_version()
        is_known = version in ("1.0", "1.1")
        if not is_known or hosts > 1 or (not hosts and version == "1.1"):  # RFC 9112, 3.2
            self._excess = 400 if is_known else 505
            raise ValueError
        super().on_headers_complete()

    def send_400_response(self, msg: str) -> None:
        """Answer what is no request, or too large a one, and part."""
        del msg
        title = _REFUSED[self._excess]
        body = f'{{"type": "about:blank", "title": "{title}", "status": {self._excess}}}\n'
        head = (
            f"HTTP/1.1 {self._excess} {title}\r\ncontent-type: application/problem+json\r\n"
            f"content-length: {len(body)}\r\nconnection: close\r\n"
        )
        told = write_headers(ALWAYS)
        self.transport.write(head.encode() + told + b"\r\n" + body.encode())
        self.transport.close()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._departure = self.loop.call_later(_DEPARTURE, self.transport.abort)

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._departure is not None:
            self._departure.cancel()

    def _expect(self) -> None:
        if self._arrival is None:
            self._arrival = self.loop.call_later(_ARRIVAL, self.transport.abort)

    def _arrived(self) -> None:
        if self._arrival is not None:
            self._arrival.cancel()
            self._arrival = None


class _Server(uvicorn.Server):
    """A server that ends when all is answered."""

    service: Service
    ready: Callable[[], None]

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Tell that it is there, once a signal would stop it."""
        await super().startup(sockets)
        self.ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Take what was on its way, then no new connection, and answer what is running."""
        self.service.is_stopping = True
        await asyncio.sleep(_LINGER)  # or the system would refuse who waits to be accepted
        for server in self.servers:
            server.close()
        await asyncio.sleep(_LINGER)
        ending = asyncio.get_running_loop().call_later(_RUN, self.service.crew.nursery.close)
        await super().shutdown(sockets)
        ending.cancel()


def reserve(host: str, port: int) -> socket.socket:
    """Take a port, 0 for any that is free; nobody is answered at it yet.

    Raises UsageError for an address that is not to be had.
    """
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    try:
        # A server that ended a moment ago is not in the way.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        # Else another, who listens at it as little, could have it, too. Who comes early waits.
        listener.listen()
    except OSError as error:
        listener.close()
        is_named = not isinstance(error, socket.gaierror)
        reason = say_reason(error) if is_named else Message("the name of the host is not known")
        said = Message("{host}:{port} is not to be had ({reason})", host=host, port=port)
        raise UsageError(said.fill(reason=reason)) from None
    return listener


def serve(
    service: Service,
    listener: socket.socket,
    ready: Callable[[str], None],
    *,
    log: TextIO | None = None,
) -> None:
    """Serve at an address that was reserved until SIGTERM or SIGINT.

    `ready` is called with the address once it is answered. Raises an error of ours if there is
    nothing to serve.
    """
    logging.getLogger("uvicorn.error").setLevel(logging.ERROR)
    with listener, asyncio.Runner(loop_factory=_find_loop()) as runner:
        runner.run(_listen(make_app(service, log), service, listener, ready=ready))


async def _listen(
    app: ASGIApp, service: Service, listener: socket.socket, *, ready: Callable[[str], None]
) -> None:
    host, port = listener.getsockname()[:2]
    _Bounded.most, _Bounded.echo = service.settings.connections, Echo(service)
    config = uvicorn.Config(
        app,
        http=_Bounded,
        ws="none",
        backlog=_BACKLOG,
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=_IDLE,
        timeout_graceful_shutdown=_OVER,
    )
    server = _Server(config)
    address = f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"
    server.service, server.ready = service, partial(ready, address)
    # Before uvicorn catches signals, and when it raises them again: they end this, not the process.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: setattr(server, "should_exit", True))
    await service.start()
    try:
        await server.serve([listener])
    finally:
        await service.stop()


def _find_loop() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """Find the faster loop of events, which not every system has."""
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop
