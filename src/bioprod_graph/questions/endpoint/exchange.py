"""One exchange with a service: asked, asked again where it sends on to, and read within limits.

A redirect (RFC 9110, section 15.4) is sent the query again by POST, whatever the status: 301 to 303
may turn into a GET, but a GET of what moved is a page about it. Header fields have the limits of
http.client: 100, of 64 KiB.
"""

from __future__ import annotations

from contextlib import closing, suppress
from dataclasses import dataclass, replace
from http import HTTPStatus
from http.client import HTTPException, IncompleteRead
from typing import TYPE_CHECKING
from urllib.parse import urljoin

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
from bioprod_graph.questions.endpoint.request import Service

if TYPE_CHECKING:
    from collections.abc import Callable
    from email.message import Message as Fields
    from http.client import HTTPResponse

    from bioprod_graph.language import Sayable
    from bioprod_graph.questions.endpoint.address import Address
    from bioprod_graph.questions.endpoint.request import Opening

# A proxy that changed what it passes on says so by 203 (RFC 9110, section 15.3.4).
WHOLE = frozenset({HTTPStatus.OK, HTTPStatus.NON_AUTHORITATIVE_INFORMATION})
# Bytes of an answer, as sent and as decompressed, and of an error page.
LARGEST, PAGE = 64_000_000, 16_384
# How often a service may send on.
FARTHEST = 5
_MOVED = frozenset({301, 302, 303, 307, 308})
_PIECE = 65_536


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
            if reply.status in WHOLE:
                return replace(reply, body=_read_whole(response))
            return reply if reply.location else replace(reply, body=_read_page(response))
    except LargeError as error:
        raise refuse_answer(address, error) from None
    except (HTTPException, OSError, ValueError) as error:
        if isinstance(getattr(error, "reason", error), TimeoutError):
            raise LimitError from None
        raise refuse_exchange(address, error) from None


def _read_whole(response: HTTPResponse) -> bytes:
    """Read an answer; raises IncompleteRead if it is cut, LargeError if it is too large."""
    try:
        body = b"" if (response.length or 0) > LARGEST else _read(response, LARGEST)
    except (ConnectionError, OverflowError):
        raise IncompleteRead(b"") from None
    if len(body) > LARGEST or (response.length or 0) > LARGEST:
        raise LargeError("{size} MB", size=LARGEST // 1_000_000)
    if response.length:
        raise IncompleteRead(body, response.length)
    return body


def _read_page(response: HTTPResponse) -> bytes:
    """Read the beginning of what says that something is wrong; nothing if that breaks off."""
    with suppress(HTTPException, ConnectionError, OverflowError, ValueError):
        return _read(response, PAGE)[:PAGE]
    return b""


def _read(response: HTTPResponse, most: int) -> bytes:
    """Read a piece more than that at most."""
    body = bytearray()
    # read1, because read trusts the size of a chunk, which may be negative: without end.
    while len(body) <= most and (piece := response.read1(_PIECE)):
        body += piece
    return bytes(body)
