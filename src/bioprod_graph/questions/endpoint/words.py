"""What is told of a service, and what a service says itself: cleaned, on one line, and short."""

from __future__ import annotations

import html
import json
import re
import unicodedata
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from bioprod_graph.errors import BioprodError, EndpointError

if TYPE_CHECKING:
    from email.message import Message

    from bioprod_graph.language import Sayable
    from bioprod_graph.questions.endpoint.address import Address

# Characters of a service’s own words that are told.
_MOST = 300
_MARKUP = re.compile(r"\s*<[!?A-Za-z][\w-]*[\s>/]")
_TITLE = re.compile(r"<title\b[^<>]*>([^<]*)", re.IGNORECASE)
_HIDDEN = re.compile(r"<(script|style)\b[^<]*(?:</\1\s*>)?", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
# A service that prints its stack names the error in one of the first lines, not in the first.
_EXCEPTION = re.compile(r"(?:Exception|Error)\b\s*:|\b(?:[Ee]rror|ERROR)\b")
# Fields of the JSON in which services, and RFC 9457, say what went wrong; the best first.
_FIELDS = ("message", "detail", "error", "exception", "title", "description")
# Controls, what turns the direction of writing, lone surrogates and characters that are none.
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


class FlawError(BioprodError):
    """What is wrong with an address or an answer; who catches it says whose it is."""


class LargeError(FlawError):
    """What is more than any answer may have; its words say how much that is."""


def fail(address: Address, said: Sayable) -> EndpointError:
    """Make the error that tells of a service: its address, then what happened."""
    return EndpointError("{address} {said}", address=address, said=said)


def clean(text: str, most: int = _MOST) -> str:
    r"""Put a stranger’s text on one line, without controls, cut to what can be read.

    >>> clean("a\x1b[31m\u202e  b\nc")
    'a [31m b c'
    """
    seen = (" " if unicodedata.category(c) in _INVISIBLE else c for c in text[: 4 * most])
    line = " ".join("".join(seen).split())
    return line if len(line) <= most else f"{line[: most - 1]}…"


def find_words(text: str) -> str:
    """Find the first useful line of an error page: plain text, HTML or JSON; "" if it has none.

    >>> find_words("<html><head><title>403 &amp; out</title></head></html>")
    '403 & out'
    >>> find_words('{"status": 400, "message": "no such prefix: ex"}')
    'no such prefix: ex'
    """
    if text.lstrip().startswith("{"):
        return clean(_find_in_json(text))
    if _MARKUP.match(text):
        return clean(_find_in_html(text))
    lines = [line for line in text.splitlines() if any(c.isalnum() for c in line)]
    named = (line for line in lines if _EXCEPTION.search(line))
    return clean(next(named, next(iter(lines), "")))


def say_wait(headers: Message) -> tuple[str, str]:
    """Say, in English and in French, how long a service asks to wait (RFC 9110, section 10.2.3)."""
    asked = str(headers.get("Retry-After", "")).strip()
    if re.fullmatch(r"[0-9]{1,9}", asked):
        return f"; it asks to wait {int(asked)} s", f" ; il demande d’attendre {int(asked)} s"
    try:
        until = f"{parsedate_to_datetime(asked).astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    except (TypeError, ValueError, IndexError, OverflowError):
        return "", ""
    return f"; it asks to wait until {until}", f" ; il demande d’attendre jusqu’au {until}"


def _find_in_html(text: str) -> str:
    title = _TITLE.search(text)
    if title is not None and title[1].strip():
        return html.unescape(title[1])
    shown = html.unescape(_TAG.sub("\n", _HIDDEN.sub("", text)))
    return next((line for line in shown.splitlines() if any(c.isalnum() for c in line)), "")


def _find_in_json(text: str) -> str:
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return text
    inner = said.get("error")
    fields = {**said, **(inner if isinstance(inner, dict) else {})}
    found = (fields[name] for name in _FIELDS if isinstance(fields.get(name), str))
    return next(found, text)
