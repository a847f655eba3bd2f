"""Why a service gave no answer: one line that names it, in which its own words are harmless."""

from __future__ import annotations

import html
import re
import socket
import unicodedata
from http import HTTPStatus
from http.client import IncompleteRead, LineTooLong, RemoteDisconnected, responses
from ssl import SSLError
from typing import TYPE_CHECKING

from bioprod_graph.errors import BioprodError, EndpointError, say_reason
from bioprod_graph.language import Message

if TYPE_CHECKING:
    from email.message import Message as Fields

    from bioprod_graph.language import Sayable
    from bioprod_graph.questions.endpoint.address import Address

# Characters of a service’s own words that are told.
_MOST = 300
# Controls, what turns the direction of writing, lone surrogates and characters that are none.
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_MARKUP = re.compile(r"\s*<[!?A-Za-z][\w-]*[\s>/]")
_UNSHOWN = re.compile(r"<(script|style)\b[^<]*(?:</\1\s*>)?|<[^<>]*>", re.IGNORECASE)
# A service that prints its stack names the error in one of the first lines, not in the first.
_EXCEPTION = re.compile(r"(?:Exception|Error)\b\s*:|\b(?:[Ee]rror|ERROR)\b")

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
_ASKED = {
    "SELECT": Message("SELECT asks for rows in JSON or XML"),
    "ASK": Message("ASK asks for true or false in JSON or XML"),
    "CONSTRUCT": Message("CONSTRUCT asks for a graph in N-Triples, Turtle or RDF/XML"),
    "DESCRIBE": Message("DESCRIBE asks for a graph in N-Triples, Turtle or RDF/XML"),
}


class FlawError(BioprodError):
    """What is wrong with an address or an answer; who catches it says whose it is."""


class LargeError(FlawError):
    """More than any answer may have: its words say how much that is."""


def clean(text: str, most: int = _MOST) -> str:
    r"""Put a stranger’s text on one line, without controls, cut to what can be read.

    >>> clean("a\x1b[31m\u202e  b\nc")
    'a [31m b c'
    """
    seen = (" " if unicodedata.category(c) in _INVISIBLE else c for c in text[: 4 * most])
    line = " ".join("".join(seen).split())
    return line if len(line) <= most else f"{line[: most - 1]}…"


def find_words(page: str) -> str:
    """Find the first useful line of an error page, text or HTML; JSON is one line.

    >>> find_words("<html><head><title>403 &amp; out</title></head></html>")
    '403 & out'
    """
    if page.lstrip().startswith("{"):
        return clean(page)
    if _MARKUP.match(page):
        page = html.unescape(_UNSHOWN.sub("\n", page))
    lines = [line for line in page.splitlines() if any(c.isalnum() for c in line)]
    named = (line for line in lines if _EXCEPTION.search(line))
    return clean(next(named, next(iter(lines), "")))


def refuse(address: Address, said: Message, **words: Sayable | str) -> EndpointError:
    """Make the error that tells of a service; words of strangers are cleaned, secrets hidden."""
    shown = {
        name: _show(address, word) if isinstance(word, str) else word
        for name, word in words.items()
    }
    return EndpointError("{address} {said}", address=address, said=said.fill(**shown))


def refuse_exchange(address: Address, error: Exception) -> EndpointError:
    """Tell what the network, TLS or HTTP refused."""
    cause = getattr(error, "reason", None)
    found = cause if isinstance(cause, Exception) else error
    said = next(said for kind, said in _FAILURES if isinstance(found, kind))
    is_known = isinstance(found, OSError) and not isinstance(found, SSLError)
    reason = say_reason(found) if is_known else str(found) or type(found).__name__
    return refuse(address, said, reason=reason)


def refuse_answer(address: Address, error: Exception, *, media: str = "–") -> EndpointError:
    """Tell what is wrong with an answer: it is too large, or damaged."""
    if isinstance(error, LargeError):
        large = Message("answers with more than {most}: narrow the query, or ask in parts (LIMIT)")
        return refuse(address, large, most=error.said)
    said = Message("gave a malformed answer ({media}: {flaw})")
    flaw = error.said if isinstance(error, FlawError) else str(error)
    return refuse(address, said, media=media, flaw=flaw)


def refuse_status(address: Address, status: int, fields: Fields, *, page: str) -> EndpointError:
    """Tell a status that brings no answer, the service’s own words, and how long it asks to wait.

    RFC 9110, section 15; 204 and 206 are successes, but bring nothing, or a part.
    """
    told = f"{status} {responses.get(status, '')}".strip()
    if status < HTTPStatus.MULTIPLE_CHOICES:
        return refuse(address, Message("gave no whole answer: {told}"), told=told)
    wait = clean(str(fields.get("Retry-After", "")), 40)
    wait += " s" * wait.isdigit()
    hint: Sayable | str = Message("; it asks to wait: {wait}", wait=wait) if wait else ""
    if status == HTTPStatus.UNAUTHORIZED and not address.credentials:
        hint = Message("; a name and a password go before the host, as NAME:PASSWORD@")
    words = _quote(address, page)
    said = Message("refused the query: {told}{words}{hint}", words=words, hint=hint)
    return refuse(address, said, told=told)


def refuse_form(address: Address, form: str, came: Message) -> EndpointError:
    """Tell that an answer is of another form than the query."""
    return refuse(address, Message("answered {came}, and {asked}"), came=came, asked=_ASKED[form])


def refuse_type(address: Address, form: str, media: str, *, page: str) -> EndpointError:
    """Tell that what came is of no type in which an answer is read, and the words in it."""
    said = Message("answered {media}{words}, and {asked}: is it a SPARQL endpoint?")
    said = said.fill(media=media or Message("no type"), words=_quote(address, page))
    return refuse(address, said, asked=_ASKED[form])


def _quote(address: Address, page: str) -> str:
    words = _show(address, find_words(address.hide(page)))
    return f" ({words})" if words else ""


def _show(address: Address, text: str) -> str:
    """Hide before the text is cut, which could leave a part of a secret, and after."""
    return address.hide(clean(address.hide(text)))
