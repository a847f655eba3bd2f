"""The IRIs of a project: things, graphs, questions; and what an IRI from outside must look like."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

import pyoxigraph as ox

from bioprod_graph.errors import one_line

# RFC 3986 schemes that a reader may be led to; javascript:, data: and file: never are.
LINK_SCHEMES = frozenset({"http", "https", "mailto"})

_DOT_SEGMENT = re.compile(r"(^|/)\.{1,2}(/|$)")


def mint_thing(base: str, kind: str, slug: str) -> ox.NamedNode:
    """Mint the IRI of a thing, `id/KIND/SLUG`."""
    return ox.NamedNode(f"{base}id/{kind}/{slug}")


def find_kind(iri: str, base: str) -> str:
    """Give KIND of an IRI `id/KIND/SLUG`; nothing for any other.

    >>> find_kind("https://example.org/id/axis/one", "https://example.org/")
    'axis'
    """
    kind, slash, _ = iri.removeprefix(f"{base}id/").partition("/")
    return kind if slash and iri.startswith(f"{base}id/") else ""


def mint_graph(base: str, *segments: str) -> ox.NamedNode:
    """Mint the IRI of a named graph; each segment is percent-encoded but for its slashes."""
    path = "/".join(quote(segment, safe="/") for segment in segments)
    return ox.NamedNode(f"{base}graph/{path}")


def parse_link(text: str) -> ox.NamedNode:
    """Parse an IRI that came from outside.

    Raises ValueError, saying why, for a relative IRI, another scheme than http, https or mailto,
    a space or control character, or a dot segment (RFC 3986, section 5.2.4).
    """
    try:
        node = ox.NamedNode(text)
        parts = urlsplit(text)
    except ValueError as error:
        reason = one_line(str(error))
        raise ValueError(f"not an IRI: {reason[0].lower()}{reason[1:]}") from None
    if parts.scheme.lower() not in LINK_SCHEMES:
        raise ValueError(f"the scheme {parts.scheme}: is not allowed, only http, https and mailto")
    if _DOT_SEGMENT.search(parts.path):
        raise ValueError("the path holds a dot segment (./ or ../)")
    return node
