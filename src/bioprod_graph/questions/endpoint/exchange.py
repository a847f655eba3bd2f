"""One exchange with a service: asked, asked again where it sends on to, and read within limits.

The request of SPARQL 1.1 Protocol (section 2.1.2, POST) is built by SPARQLWrapper: its only door.
The library encodes the query as a form and names itself; what is overridden is how it guesses the
form of a query (it takes the first word that it knows, in comments and prefixes too) and how the
request is opened (the library sets neither a limit nor what becomes of a redirect).

A redirect (RFC 9110, section 15.4) is sent the query again by POST, whatever the status: 301 to 303
may turn into a GET, but a GET of what moved is a page about it. Header fields have the limits of
http.client: 100, of 64 KiB.
"""

from __future__ import annotations

import socket
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from http import HTTPStatus
from http.client import HTTPException, IncompleteRead
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin
from urllib.request import HTTPHandler, HTTPSHandler, OpenerDirector, ProxyHandler

from SPARQLWrapper import POST, SPARQLWrapper, __agent__

from bioprod_graph._version import __version__
from bioprod_graph.errors import LimitError
from bioprod_graph.language import Message
from bioprod_graph.questions.endpoint.address import read_address, show_anything
from bioprod_graph.questions.endpoint.refusals import (
    FlawError,
    LargeError,
    refuse,
    refuse_answer,
    refuse_exchange,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from email.message import Message as Fields
    from http.client import HTTPConnection, HTTPResponse
    from urllib.request import Request

    from bioprod_graph.language import Sayable
    from bioprod_graph.questions.endpoint.address import Address

# Only what is whole or told to be broken: CSV and TSV may stop after any row.
_ROWS = "application/sparql-results+json, application/sparql-results+xml;q=0.9, */*;q=0.1"
_GRAPH = "application/n-triples, text/turtle;q=0.9, application/rdf+xml;q=0.8, */*;q=0.1"
GRAPH_FORMS = frozenset({"CONSTRUCT", "DESCRIBE"})
# A proxy that changed what it passes on says so by 203 (RFC 9110, section 15.3.4).
WHOLE = frozenset({HTTPStatus.OK, HTTPStatus.NON_AUTHORITATIVE_INFORMATION})
# Bytes of an answer, as sent and as decompressed, and of an error page.
LARGEST, PAGE = 64_000_000, 16_384
# How often a service may send on.
FARTHEST = 5
_MOVED = frozenset({301, 302, 303, 307, 308})
_PIECE = 65_536


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


@dataclass(frozen=True)
class Reply:
    """What came back in the end, and from where; the body of an error may be cut."""

    address: Address
    status: int
    fields: Fields
    body: bytes = b""

    @property
    def location(self) -> str:
        """Where it sends on to; "" if it does not."""
        return str(self.fields.get("Location", "")) if self.status in _MOVED else ""


def exchange(
    address: Address, query: str, form: str, *, opening: Opening, tell: Callable[[Sayable], None]
) -> Reply:
    """Ask a service, and again where it sends on to; give its reply, whatever its status.

    `tell` is given a line before another host is asked. Raises LimitError when the time is over,
    EndpointError where no reply comes.
    """
    here = address
    for _ in range(FARTHEST + 1):
        reply = _ask_once(here, Service(here, query, form, opening=opening))
        if not reply.location:
            return reply
        there = follow(here, reply.location)
        if not here.is_origin_of(there):
            without = Message(" (without the password)") if here.credentials else ""
            said = Message("{here} sends on to another host, which is asked: {there}{without}")
            tell(said.fill(here=here, there=there, without=without))
        here = there
    said = Message("sends on more than {most} times: look for the address of the service")
    raise refuse(address, said, most=str(FARTHEST))


def follow(here: Address, location: str) -> Address:
    """Give the address where to ask again; it keeps name and password on the same host alone.

    Refused is what would leave http and https, lose encryption, or turn from the network to this
    machine. Raises EndpointError for an address that is not asked.
    """
    # Fields are read as Latin-1 (RFC 9110, section 5.5); addresses beyond ASCII are UTF-8.
    text = joined = location.encode("latin-1", "replace").decode("utf-8", "replace")
    with suppress(ValueError):
        joined = urljoin(here.uri, text)
    try:
        there = read_address(joined)
        if here.scheme == "https" and there.scheme == "http":
            raise FlawError("it is not encrypted; give that address if you trust it")
        if there.is_loopback and not here.is_loopback:
            raise FlawError("it is this machine; give that address if it is meant")
    except FlawError as flaw:
        said = Message("sends on to {place}, which is not asked: {flaw}")
        raise refuse(here, said, place=show_anything(text), flaw=flaw.said) from None
    return replace(there, credentials=here.credentials if here.is_origin_of(there) else "")


def _ask_once(address: Address, service: Service) -> Reply:
    try:
        with closing(service.ask()) as response:
            reply = Reply(address, response.status, response.headers)
            return reply if reply.location else replace(reply, body=_read(response))
    except LargeError as error:
        raise refuse_answer(address, error) from None
    except (HTTPException, OSError, ValueError) as error:
        if isinstance(getattr(error, "reason", error), TimeoutError):
            raise LimitError from None
        raise refuse_exchange(address, error) from None


def _read(response: HTTPResponse) -> bytes:
    """Read an answer whole, or the beginning of a page that says that something is wrong.

    Raises IncompleteRead for an answer that is cut, LargeError for one that is too large.
    """
    is_whole = response.status in WHOLE
    most = LARGEST if is_whole else PAGE
    body = bytearray()
    try:
        # read1, because read trusts the size of a chunk, which may be negative: without end.
        while (response.length or 0) <= LARGEST and len(body) <= most:
            piece = response.read1(_PIECE)
            if not piece:
                break
            body += piece
    except (HTTPException, ConnectionError, OverflowError, ValueError):
        if is_whole:
            raise IncompleteRead(b"") from None
    if is_whole and (len(body) > LARGEST or (response.length or 0) > LARGEST):
        raise LargeError("{size} MB", size=LARGEST // 1_000_000)
    if is_whole and response.length:
        raise IncompleteRead(b"")
    return bytes(body[:most])
