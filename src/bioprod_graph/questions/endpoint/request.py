"""The request of SPARQL 1.1 Protocol (section 2.1.2, POST), built by SPARQLWrapper: its only door.

The library encodes the query as a form and names itself; what is overridden is how it guesses the
form of a query (it takes the first word that it knows, in comments and prefixes too) and how the
request is opened (the library sets neither a limit nor what becomes of a redirect).
"""

from __future__ import annotations

import socket
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from urllib.request import HTTPHandler, HTTPSHandler, OpenerDirector, ProxyHandler

from SPARQLWrapper import POST, SPARQLWrapper, __agent__

from bioprod_graph._version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable
    from http.client import HTTPConnection, HTTPResponse
    from urllib.request import Request

    from bioprod_graph.questions.endpoint.address import Address

# Only what is whole or told to be broken: CSV and TSV may stop after any row.
_ROWS = "application/sparql-results+json, application/sparql-results+xml;q=0.9, */*;q=0.1"
_GRAPH = "application/n-triples, text/turtle;q=0.9, application/rdf+xml;q=0.8, */*;q=0.1"
GRAPH_FORMS = frozenset({"CONSTRUCT", "DESCRIBE"})


class Service(SPARQLWrapper):
    """One question to the service at an address, and its form."""

    def __init__(self, address: Address, query: str, form: str, *, opening: Opening) -> None:
        self._form, self._opening = form, opening
        super().__init__(address.uri, agent=f"bioprod-graph/{__version__} {__agent__}")
        self.setMethod(POST)
        # Content negotiation alone: some services obey format=, others refuse it.
        self.setOnlyConneg(True)
        self.setQuery(query)
        self.addCustomHttpHeader("Accept", _GRAPH if form in GRAPH_FORMS else _ROWS)
        self.addCustomHttpHeader("Accept-Encoding", "gzip")
        if address.authorization:
            self.addCustomHttpHeader("Authorization", address.authorization)
        self._proxies = ProxyHandler({} if address.is_loopback else None)

    def ask(self) -> HTTPResponse:
        """Send the question; give the response, whatever its status, its body unread."""
        return self.query().response

    def _parseQueryType(self, query: str) -> str:  # noqa: ARG002, N802  a name of the library
        return self._form

    def _query(self) -> tuple[HTTPResponse, str]:
        opener = OpenerDirector()
        opener.add_handler(self._proxies)
        opener.add_handler(self._opening)
        sent = opener.open(self._createRequest(), timeout=self._opening.seconds)
        return sent, self.returnFormat


class Opening(HTTPHandler, HTTPSHandler):
    """Opens connections that can be cut, and neither follows nor judges what comes back.

    Certificates are checked. The proxies of the environment (http_proxy, https_proxy, no_proxy) are
    used as urllib uses them, but never for this machine.
    """

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self.seconds = seconds
        self._connections: list[HTTPConnection] = []
        self._is_cut = False

    def cut(self) -> None:
        """Cut what is open, so that whoever waits for it wakes up, and open nothing more."""
        self._is_cut = True
        for connection in self._connections:
            # Between this look and the next word it may have been closed.
            with suppress(OSError, AttributeError):
                connection.sock.shutdown(socket.SHUT_RDWR)

    def do_open(
        self, http_class: Callable[..., HTTPConnection], req: Request, **given: Any
    ) -> HTTPResponse:
        """Open a connection, and keep it in sight: a name that urllib looks for."""

        def connect(host: str, /, **named: Any) -> HTTPConnection:
            if self._is_cut:
                raise TimeoutError
            self._connections.append(http_class(host, **named))
            return self._connections[-1]

        return super().do_open(connect, req, **given)
