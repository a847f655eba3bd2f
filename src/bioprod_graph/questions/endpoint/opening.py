"""Connections within a time: of one question, with its redirects, until its answer is whole."""

from __future__ import annotations

import socket
import time
from contextlib import suppress
from http.client import HTTPConnection, HTTPSConnection
from typing import TYPE_CHECKING, Any
from urllib.request import AbstractHTTPHandler, OpenerDirector, ProxyHandler

if TYPE_CHECKING:
    from http.client import HTTPResponse
    from urllib.request import Request

    from bioprod_graph.questions.endpoint.address import Address


class Opening(AbstractHTTPHandler):
    """Opens requests by http and https, and neither follows nor judges what comes back.

    Certificates are checked. The proxies of the environment (http_proxy, https_proxy, no_proxy) are
    used as urllib uses them, but never for this machine.
    """

    http_request = https_request = AbstractHTTPHandler.do_request_

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self._end = time.monotonic() + seconds
        self._connections: list[HTTPConnection] = []

    def find_time_left(self) -> float:
        """Give the seconds that are left; raises TimeoutError if none are."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left

    def send(self, request: Request, address: Address) -> HTTPResponse:
        """Send a request; raises OSError, HTTPException or ValueError as the library does."""
        opener = OpenerDirector()
        opener.add_handler(ProxyHandler({} if address.is_loopback else None))
        opener.add_handler(self)
        response: HTTPResponse = opener.open(request, timeout=self.find_time_left())
        return response

    def cut(self) -> None:
        """Cut what is still open, so that whoever waits for it wakes up."""
        for connection in self._connections:
            # Between this look and the next word it may have been closed.
            with suppress(OSError, AttributeError):
                connection.sock.shutdown(socket.SHUT_RDWR)

    def http_open(self, request: Request) -> HTTPResponse:
        """Open by http: a name that urllib looks for."""
        return self.do_open(self._connect, request)

    def https_open(self, request: Request) -> HTTPResponse:
        """Open by https: a name that urllib looks for."""
        return self.do_open(self._connect_safely, request)

    def _connect(self, host: str, /, **given: Any) -> HTTPConnection:
        return self._keep(HTTPConnection(host, **given))

    def _connect_safely(self, host: str, /, **given: Any) -> HTTPConnection:
        return self._keep(HTTPSConnection(host, **given))

    def _keep(self, connection: HTTPConnection) -> HTTPConnection:
        self._connections.append(connection)
        return connection
