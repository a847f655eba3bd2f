"""Text and addresses from data, before they enter a document: on one line, and harmless."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

from bioprod_graph.notation.visible import REPLACEMENT, make_visible

# Not those without a break: French needs them where they stand.
_BLANKS = re.compile(r"[ \t\n]+")
# What an address may hold as it is (RFC 3986), the percent sign of what is encoded already too.
_KEPT = ":/?#[]@!$&'()*+,;=-._~%"


def clean(text: str) -> str:
    r"""Put a text on one line; what would act on a terminal, or turn the text, is shown.

    >>> clean(" two\n lines \u202e")
    'two lines �'
    """
    return _BLANKS.sub(" ", make_visible(text)).strip(" ")


def read_link(address: str, *, is_relative: bool = False) -> str | None:
    """Give the address as a link may hold it, or None if it is not one of the web or of mail.

    Nor is one that holds what would act on a terminal, or turn the text that it is shown as. With
    `is_relative`, it may also be one beside the page that it stands in.

    >>> read_link("https://example.org/é")
    'https://example.org/%C3%A9'
    >>> read_link("javascript:alert(1)")
    """
    shown = clean(address)
    if REPLACEMENT in shown:
        return None
    try:
        parts = urlsplit(shown)
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
