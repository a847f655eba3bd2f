"""One exchange with a service: asked, asked again where it sends on to, and read within limits.

Limits: the time that is left, for all of it; 64 MB of answer, as sent and as decompressed; five
redirects; 100 header fields of 64 KiB (those of http.client); 16 KiB of an error page.
"""

from __future__ import annotations

from contextlib import closing, suppress
from dataclasses import dataclass
from email.message import Message
from functools import partial
from http import HTTPStatus
from http.client import HTTPException, IncompleteRead
from typing import TYPE_CHECKING

from bioprod_graph.questions.endpoint import redirects
from bioprod_graph.questions.endpoint.encoding import decompress
from bioprod_graph.questions.endpoint.failures import (
    explain_failure,
    refuse_malformed,
    refuse_size,
)
from bioprod_graph.questions.endpoint.request import Service
from bioprod_graph.questions.endpoint.words import FlawError, LargeError, fail

if TYPE_CHECKING:
    from collections.abc import Callable
    from http.client import HTTPResponse

    from bioprod_graph.questions.endpoint.address import Address
    from bioprod_graph.questions.endpoint.opening import Opening
    from bioprod_graph.questions.endpoint.request import Form

# A proxy that changed what it passes on says so by 203 (RFC 9110, section 15.3.4).
WHOLE = frozenset({HTTPStatus.OK, HTTPStatus.NON_AUTHORITATIVE_INFORMATION})
# Bytes of an answer, as sent and as decompressed.
LARGEST = 64_000_000
_PAGE = 16_384
_PIECE = 65_536


@dataclass(frozen=True)
class Question:
    """A query as it is sent, and its form."""

    text: str
    form: Form


@dataclass(frozen=True)
class Reply:
    """What came back in the end, and from where; the body of an error may be cut."""

    address: Address
    status: int
    headers: Message
    body: bytes


def exchange(
    address: Address, question: Question, *, opening: Opening, tell: Callable[[str, str], None]
) -> Reply:
    """Ask a service, and again where it sends on to; give its reply, whatever its status.

    `tell` is given a line in French and in English before another host is asked. Raises
    TimeoutError when the time is over, EndpointError where no reply comes.
    """
    here = address
    for _ in range(redirects.MOST + 1):
        reply = _ask_once(here, question, opening)
        location = redirects.find_location(reply.status, reply.headers)
        if not location:
            return reply
        there = redirects.follow(here, location)
        notice = redirects.say_where(here, there)
        if notice is not None:
            tell(*notice)
        here = there
    raise fail(
        address,
        Message(
            "sends on more than {most} times: look for the address of the service",
            most=redirects.MOST,
        ),
    )


def _ask_once(address: Address, question: Question, opening: Opening) -> Reply:
    send = partial(opening.send, address=address)
    service = Service(address, question.text, form=question.form, send=send)
    try:
        with closing(service.ask()) as response:
            body = _read(response, opening)
            return Reply(address, response.status, response.headers, body)
    except LargeError as large:
        raise refuse_size(address, large) from None
    except FlawError as flaw:
        raise refuse_malformed(address, "", flaw) from None
    except (HTTPException, OSError, ValueError) as error:
        if isinstance(getattr(error, "reason", error), TimeoutError):
            raise TimeoutError from None
        raise explain_failure(address, error) from None


def _read(response: HTTPResponse, opening: Opening) -> bytes:
    if response.status in WHOLE:
        return decompress(_read_whole(response, opening), response.headers, most=LARGEST)
    if redirects.find_location(response.status, response.headers):
        return b""
    with suppress(FlawError):
        return decompress(_read_page(response, opening), response.headers, most=LARGEST)[:_PAGE]
    return b""


def _read_whole(response: HTTPResponse, opening: Opening) -> bytes:
    """Read an answer whole; raises IncompleteRead if it is cut, LargeError if it is too large."""
    body = bytearray()
    while len(body) <= LARGEST and (response.length or 0) <= LARGEST:
        opening.find_time_left()
        try:
            # read1, because read trusts the size of a chunk, which may be negative: without end.
            piece = response.read1(_PIECE)
        except (ConnectionError, OverflowError):
            raise IncompleteRead(b"") from None
        if not piece and response.length:
            raise IncompleteRead(b"", response.length)
        if not piece:
            return bytes(body)
        body += piece
    raise LargeError(en=f"{LARGEST // 1_000_000} MB", fr=f"de {LARGEST // 1_000_000} Mo")


def _read_page(response: HTTPResponse, opening: Opening) -> bytes:
    """Read the beginning of what says that something is wrong, as far as it comes."""
    body = bytearray()
    with suppress(HTTPException, ConnectionError, OverflowError, ValueError):
        while len(body) < _PAGE and (piece := response.read1(_PAGE)):
            opening.find_time_left()
            body += piece
    return bytes(body[:_PAGE])
