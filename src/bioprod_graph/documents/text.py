"""Text and addresses from data, before they enter a document: on one line, and harmless."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote, urlsplit

# Not those without a break: French needs them where they stand.
_BLANKS = re.compile(r"[ \t\n\r\f\v\u0085\u2028\u2029]+")
# They turn the direction of what comes after them, beyond the text that they stand in.
_TURNS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# What an address may hold as it is (RFC 3986), the percent sign of what is encoded already too.
_KEPT = ":/?#[]@!$&'()*+,;=-._~%"


def clean(text: str) -> str:
    r"""Put a text on one line, without control characters or marks that turn its direction.

    >>> clean("two\n lines \u202e")
    'two lines'
    """
    kept = (c for c in _BLANKS.sub(" ", text) if c not in _TURNS and not _is_control(c))
    return "".join(kept).strip()


def _is_control(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cs")


def read_link(address: str, *, is_relative: bool = False) -> str | None:
    """Give the address as a link may hold it, or None if it is not one of the web or of mail.

    With `is_relative`, it may also be one beside the page that it stands in.

    >>> read_link("https://example.org/é")
    'https://example.org/%C3%A9'
    >>> read_link("javascript:alert(1)")
    """
    try:
        parts = urlsplit(clean(address))
    except ValueError:  # such as an unclosed bracket in the host
        return None
    is_beside = is_relative and not parts.scheme
    if (is_beside or parts.scheme == "mailto") and parts.path and not parts.netloc:
        return quote(parts.geturl(), safe=_KEPT)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return None
    return quote(parts.geturl(), safe=_KEPT)


def name_host(link: str) -> str:
    """Name where a link leads, shortly.

    >>> name_host("https://www.example.org/a/b#c")
    'example.org'
    """
    parts = urlsplit(link)
    return (parts.hostname or parts.path).removeprefix("www.")
