"""One exchange with a service: asked, asked again where it sends on to, and read within limits.

Limits: the time that is given, for all of it; 64 MB of answer, as sent and as decompressed; five
redirects; 100 header fields of 64 KiB (those of http.client); 16 KiB of an error page.
"""

from __future__ import annotations

from concurrent.futures import Future
from contextlib import closing, suppress
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from http.client import HTTPException, IncompleteRead
from threading import Thread
from typing import TYPE_CHECKING

from bioprod_graph.questions.endpoint import redirects
from bioprod_graph.questions.endpoint.encoding import decompress
from bioprod_graph.questions.endpoint.failures import (
    LARGEST,
    explain_failure,
    explain_late,
    refuse_malformed,
    refuse_size,
)
from bioprod_graph.questions.endpoint.opening import Opening
from bioprod_graph.questions.endpoint.request import Service
from bioprod_graph.questions.endpoint.words import FlawError, fail

if TYPE_CHECKING:
    from collections.abc import Callable
    from email.message import Message
    from http.client import HTTPResponse

    from bioprod_graph.questions.endpoint.address import Address
    from bioprod_graph.questions.endpoint.request import Form

# A proxy that changed what it passes on says so by 203 (RFC 9110, section 15.3.4).
WHOLE = frozenset({HTTPStatus.OK, HTTPStatus.NON_AUTHORITATIVE_INFORMATION})
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
    address: Address, question: Question, *, seconds: float, tell: Callable[[str, str], None]
) -> Reply:
    """Ask a service, in a thread that is waited for no longer than the time.

    No other way bounds everything: the look-up of a name has no time limit of its own, and that of
    a socket begins again with each byte. Raises EndpointError where no reply comes.
    """
    opening = Opening(seconds)
    reply: Future[Reply] = Future()

    def work() -> None:
        try:
            reply.set_result(_ask(address, question, opening=opening, tell=tell))
        except BaseException as error:  # noqa: BLE001  raised where the reply is waited for
            reply.set_exception(error)

    Thread(target=work, daemon=True, name="endpoint").start()
    try:
        return reply.result(seconds)
    except TimeoutError:
        opening.cut()
        raise explain_late(address, seconds) from None


def _ask(
    address: Address, question: Question, *, opening: Opening, tell: Callable[[str, str], None]
) -> Reply:
    here = address
    for _ in range(redirects.MOST + 1):
        reply = _ask_once(here, question, opening)
        location = reply.headers.get("Location")
        if reply.status not in redirects.STATUSES or not location:
            return reply
        there = redirects.follow(here, location)
        notice = redirects.say_where(here, there)
        if notice is not None:
            tell(*notice)
        here = there
    raise fail(
        address,
        en=f"sends on more than {redirects.MOST} times: look for the address of the service",
        fr=f"renvoie plus de {redirects.MOST} fois : chercher l’adresse du service",
    )


def _ask_once(address: Address, question: Question, opening: Opening) -> Reply:
    send = partial(opening.send, address=address)
    service = Service(address, question.text, form=question.form, send=send)
    try:
        with closing(service.ask()) as response:
            body = _read(response, opening, address)
            return Reply(address, response.status, response.headers, body)
    except FlawError as flaw:
        raise refuse_malformed(address, "", flaw) from None
    except (HTTPException, OSError, ValueError) as error:
        if isinstance(getattr(error, "reason", error), TimeoutError):
            raise TimeoutError from None
        raise explain_failure(address, error) from None


def _read(response: HTTPResponse, opening: Opening, address: Address) -> bytes:
    if response.status not in WHOLE:
        with suppress(FlawError):
            return decompress(_read_page(response, opening), response.headers, most=_PAGE) or b""
        return b""
    sent = _read_whole(response, opening)
    body = decompress(sent, response.headers, most=LARGEST) if sent is not None else None
    if body is None:
        raise refuse_size(address)
    return body


def _read_whole(response: HTTPResponse, opening: Opening) -> bytes | None:
    """Read an answer whole, None if it is too large; raises IncompleteRead if it is cut."""
    body = bytearray()
    while len(body) <= LARGEST and (response.length or 0) <= LARGEST:
        opening.find_time_left()
        try:
            # read1, because read trusts the size of a chunk, which may be negative: without end.
            piece = response.read1(_PIECE)
        except ConnectionError:
            raise IncompleteRead(b"") from None
        if not piece and response.length:
            raise IncompleteRead(b"", response.length)
        if not piece:
            return bytes(body)
        body += piece
    return None


def _read_page(response: HTTPResponse, opening: Opening) -> bytes:
    """Read the beginning of what says that something is wrong, as far as it comes."""
    body = bytearray()
    with suppress(HTTPException, OSError, ValueError):
        while len(body) < _PAGE and (piece := response.read1(_PAGE)):
            opening.find_time_left()
            body += piece
    return bytes(body[:_PAGE])
