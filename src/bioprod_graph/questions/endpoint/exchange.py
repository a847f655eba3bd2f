"""A query sent to a service, and again where it sends on to; its answer read, within limits.

The request of SPARQL 1.1 Protocol (section 2.1.2, POST) is built by SPARQLWrapper: its only door.
It is opened here, since the library sets neither a limit nor what becomes of a redirect. The
protocol has no parameters: a term goes as a VALUES block, written by the library that made it.

A redirect (RFC 9110, section 15.4) is sent the query again by POST, whatever the status: 301 to 303
may turn into a GET, but a GET of what moved is a page about it. Header fields have the limits of
http.client: 100, of 64 KiB.
"""

from __future__ import annotations

import socket
import sys
from contextlib import closing, suppress
from dataclasses import replace
from http.client import HTTPException, IncompleteRead, LineTooLong, RemoteDisconnected
from ssl import SSLError
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin
from urllib.request import HTTPHandler, HTTPSHandler, OpenerDirector, ProxyHandler

from SPARQLWrapper import POST, SPARQLWrapper, __agent__

from bioprod_graph._version import PROGRAM, __version__
from bioprod_graph.apart import Limits, run_in_thread
from bioprod_graph.errors import EndpointError, LimitError, QueryError, say_reason
from bioprod_graph.language import Message, Sayable
from bioprod_graph.questions.answer import read_answer
from bioprod_graph.questions.endpoint.address import (
    FlawError,
    parse_address,
    quote_words,
    read_address,
    show_anything,
)
from bioprod_graph.questions.endpoint.replies import (
    ACCEPTED,
    EXPECTED,
    LARGEST,
    PAGE,
    WHOLE,
    Reply,
    read_reply,
    refuse_large,
)
from bioprod_graph.sparql import find_group, find_query_form, guard_query, strip_comments

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from http.client import HTTPConnection, HTTPResponse
    from urllib.request import Request

    from bioprod_graph.questions.answer import Answer
    from bioprod_graph.questions.endpoint.address import Address
    from bioprod_graph.rdf import Term

# How often a service may send on.
FARTHEST = 5
_MOVED = frozenset({301, 302, 303, 307, 308})
_PIECE = 65_536
# What the network, TLS or HTTP refused, by the error of the library that found it: first come.
_FAILURES: tuple[tuple[type[Exception], Message], ...] = (
    (IncompleteRead, Message("broke off its answer: ask again, or narrow the query")),
    (RemoteDisconnected, Message("closed the connection without an answer")),
    (socket.gaierror, Message("cannot be reached: the name of its host is not known")),
    (SSLError, Message("cannot be reached by TLS: {reason}")),
    (OSError, Message("cannot be reached: {reason}")),
    (LineTooLong, Message("does not answer as HTTP does: a line of its headers is too long")),
    (Exception, Message("does not answer as HTTP does: {reason}")),
)


def _tell(said: Sayable) -> None:
    sys.stderr.write(f"{said}\n")


def ask_endpoint(
    url: str,
    query: str,
    bindings: Mapping[str, Term],
    *,
    timeout: float = 60.0,
    allow_service: bool = False,
    tell: Callable[[Sayable], None] = _tell,
) -> Answer:
    """Ask the service at `url`, within `timeout` seconds; give its answer, whole.

    `url` may hold a name and a password (Basic, RFC 7617): they go to its host alone and are never
    printed. `tell` is given a line before another host is asked, and when the service limits its
    rows. Answers are read as SPARQL results in JSON or XML, and as RDF, up to 64 MB.

    Raises UsageError for what is no http address, QueryError for a query that is refused here,
    EndpointError if the service cannot be reached or gives no whole answer of the form asked for.
    """
    address = parse_address(url)
    guard_query(query, allow_service=allow_service, allow_escapes=False)
    form, opening = find_query_form(query), Opening(timeout)
    if not form:
        raise QueryError("the query has no SELECT, ASK, CONSTRUCT or DESCRIBE")
    # Comments are for whoever reads the file; a service has no need of them.
    text = strip_comments(bind_in_text(query, bindings))

    def work(_: object) -> bytes:
        reply = exchange(address, text, form, opening=opening, tell=tell)
        written = read_reply(reply, form)
        # Virtuoso leaves out the rest.
        if most := quote_words(str(reply.fields.get("X-SPARQL-MaxRows", "")), 20):
            tell(Message("{address} gives at most {most} rows", address=reply.address, most=most))
        return written

    try:
        # No other way bounds everything: the look-up of a name has no time limit, that of a socket
        # begins again with each byte, and an answer of many megabytes takes its time to be read.
        written = run_in_thread(work, Limits(timeout))
    except LimitError:
        opening.cut()
        said = Message("timed out: no whole answer within {seconds} s; give more with --timeout")
        raise address.refuse(said, seconds=f"{timeout:g}") from None
    return read_answer(written, is_graph=EXPECTED[form] == "graph")


def bind_in_text(query: str, bindings: Mapping[str, Term]) -> str:
    """Write the parameters at the start of the WHERE clause of a query, as VALUES blocks."""
    if not bindings:
        return query
    place = find_group(query)
    blocks = " ".join(f"VALUES ?{name} {{ {term} }}" for name, term in sorted(bindings.items()))
    return f"{query[:place]} {blocks} {query[place:]}"


def exchange(
    address: Address, query: str, form: str, *, opening: Opening, tell: Callable[[Sayable], None]
) -> Reply:
    """Ask a service, and again where it sends on to; give its reply, whatever its status."""
    here = address
    for _ in range(FARTHEST + 1):
        reply, location = _ask_once(here, _make_request(here, query, form), opening)
        if not location:
            return reply
        there = follow(here, location)
        if not here.is_origin_of(there):
            without = Message(" (without the password)") if here.credentials else ""
            said = Message("{here} sends on to another host, which is asked: {there}{without}")
            tell(said.fill(here=here, there=there, without=without))
        here = there
    said = Message("sends on more than {most} times: look for the address of the service")
    raise address.refuse(said, most=str(FARTHEST))


def follow(here: Address, location: str) -> Address:
    """Give the address where to ask again; it keeps name and password on the same host alone.

    Refused is what would leave http and https, lose encryption, or turn from the network to here.
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
        said = Message("sends on to {place}, which is not asked: {flaw}", flaw=flaw.said)
        raise here.refuse(said, place=show_anything(text)) from None
    return replace(there, credentials=here.credentials if here.is_origin_of(there) else "")


def _make_request(address: Address, query: str, form: str) -> Request:
    service = SPARQLWrapper(address.uri, agent=f"{PROGRAM}/{__version__} {__agent__}")
    service.setMethod(POST)
    # Content negotiation alone: some services obey format=, others refuse it.
    service.setOnlyConneg(True)
    # Set and not found: it would be the first word that the library knows, in comments too.
    service.queryString, service.queryType = query, form
    service.addCustomHttpHeader("Accept", ACCEPTED[EXPECTED[form]])
    service.addCustomHttpHeader("Accept-Encoding", "gzip")
    if address.authorization:
        service.addCustomHttpHeader("Authorization", address.authorization)
    return service._createRequest()  # opened otherwise than the library does


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


def _ask_once(address: Address, request: Request, opening: Opening) -> tuple[Reply, str]:
    """Give a reply, and where it sends on to; "" if it does not."""
    opener = OpenerDirector()
    opener.add_handler(ProxyHandler({} if address.is_loopback else None))
    opener.add_handler(opening)
    try:
        with closing(opener.open(request, timeout=opening.seconds)) as response:
            location = response.headers.get("Location", "") if response.status in _MOVED else ""
            body = b"" if location else _read(address, response)
            return Reply(address, response.status, response.headers, body), str(location)
    except (HTTPException, OSError, ValueError) as error:
        cause = getattr(error, "reason", None)
        found = cause if isinstance(cause, Exception) else error
        if isinstance(found, TimeoutError):
            raise LimitError from None
        raise refuse_failure(address, found) from None


def refuse_failure(address: Address, found: Exception) -> EndpointError:
    """Make the error that tells what the network, TLS or HTTP refused."""
    said = next(said for kind, said in _FAILURES if isinstance(found, kind))
    is_known = isinstance(found, OSError) and not isinstance(found, SSLError)
    reason = say_reason(found) if is_known else str(found) or type(found).__name__
    error = address.refuse(said, reason=reason)
    error.is_unreached = is_known and not isinstance(found, RemoteDisconnected)
    return error


def _read(address: Address, response: HTTPResponse) -> bytes:
    """Read an answer whole, or the beginning of a page that says that something is wrong."""
    is_whole = response.status in WHOLE
    most = LARGEST if is_whole else PAGE
    body = bytearray()
    try:
        # read1, because read trusts the size of a chunk, which may be negative: without end.
        while (response.length or 0) <= LARGEST and len(body) <= most:
            if not (piece := response.read1(_PIECE)):
                break
            body += piece
    except (HTTPException, ConnectionError, OverflowError, ValueError):
        if is_whole:
            raise IncompleteRead(b"") from None
    if is_whole and (len(body) > LARGEST or (response.length or 0) > LARGEST):
        raise refuse_large(address)
    if is_whole and response.length:
        raise IncompleteRead(b"")
    return bytes(body[:most])
