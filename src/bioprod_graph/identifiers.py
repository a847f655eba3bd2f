"""Identifiers: the one prefix table, CURIEs, the IRIs of a project, and IRIs from outside.

>>> table = PrefixTable("https://example.org/", {"ex": "https://example.org/id/"})
>>> table.expand("ex:a").value
'https://example.org/id/a'
>>> table.compress("https://example.org/id/a")
'ex:a'
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, urlsplit

import pyoxigraph as ox

from bioprod_graph.errors import ProjectError, UsageError, one_line
from bioprod_graph.language import Message
from bioprod_graph.names import suggest
from bioprod_graph.turtle import read_turtle

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

# What may follow the colon so that the result is also valid as a Turtle PN_LOCAL without escapes.
_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?")
# RFC 3986 schemes that a reader may be led to; javascript:, data: and file: never are.
_LINK_SCHEMES = frozenset({"http", "https", "mailto"})
_DOT_SEGMENT = re.compile(r"(^|/)\.{1,2}(/|$)")


class _Prefixes(NamedTuple):
    base: str
    namespaces: Mapping[str, str]


class PrefixTable(_Prefixes):
    """The base of all identifiers of a project, and its prefixes (CURIE Syntax 1.0)."""

    def expand(self, text: str) -> ox.NamedNode:
        """Turn a CURIE, an IRI (with or without angle brackets) or KIND/SLUG into an IRI.

        Raises UsageError for an unknown prefix or what is no IRI.
        """
        text = text.strip()
        prefix, colon, local = text.partition(":")
        if text.startswith("<") and text.endswith(">"):
            text = text[1:-1]
        elif colon and not local.startswith("//"):
            text = self._find_namespace(prefix, local) + local
        elif not colon and "/" in text:
            text = f"{self.base}id/{text}"
        try:
            return ox.NamedNode(text)
        except ValueError:
            raise UsageError(
                "not an IRI, a CURIE or KIND/SLUG: “{iri}”", iri=one_line(text)
            ) from None

    def compress(self, iri: str) -> str:
        """Turn an IRI into its shortest CURIE, or into `<IRI>` if no prefix fits."""
        found = self._compressible.fullmatch(iri)
        if not found:
            return f"<{iri}>"
        return f"{self._prefixes[found['namespace']]}:{found['local']}"

    @cached_property
    def _compressible(self) -> re.Pattern[str]:
        """The IRIs that have a CURIE: the longest namespace first, of which the rest is a name."""
        longest = sorted(map(re.escape, self._prefixes), key=len, reverse=True)
        return re.compile(f"(?P<namespace>{'|'.join(longest)})(?P<local>{_LOCAL.pattern})")

    @cached_property
    def _prefixes(self) -> dict[str, str]:
        """The prefix of each namespace, the last one where it has several."""
        return {namespace: prefix for prefix, namespace in sorted(self.namespaces.items())}

    def show(self, iri: str) -> str:
        """Write an IRI as a person may type it: a thing as KIND/SLUG, what else there is as CURIE.

        >>> PrefixTable("https://example.org/", {}).show("https://example.org/id/axis/one")
        'axis/one'
        """
        return (
            iri.removeprefix(f"{self.base}id/") if find_kind(iri, self.base) else self.compress(iri)
        )

    def expand_known(self, text: str) -> str:
        """Expand a CURIE with a known prefix; give any other text back as it is."""
        prefix, colon, local = text.partition(":")
        if colon and prefix in self.namespaces and not local.startswith("//"):
            return self.namespaces[prefix] + local
        return text

    def _find_namespace(self, prefix: str, local: str) -> str:
        if prefix in self.namespaces:
            return self.namespaces[prefix]
        known = [f"{name}:" for name in self.namespaces]
        raise UsageError(
            "unknown prefix {prefix}: in {prefix}:{local}; {hint}",
            prefix=prefix,
            local=local,
            hint=suggest(f"{prefix}:", known, otherwise=Message("see ontology/prefixes.ttl")),
        )


def read_prefixes(path: Path) -> PrefixTable:
    """Read the prefix table; its `@base` is the base of every identifier.

    Raises ProjectError if the file is missing, malformed or states no base.
    """
    file = read_turtle(path)
    if file.triples:
        raise ProjectError(
            "{path}: holds a statement; this file holds only @base and @prefix", path=path
        )
    if file.base is None:
        raise ProjectError("{path}: states no @base, from which all identifiers derive", path=path)
    return PrefixTable(file.base, dict(sorted(file.prefixes.items())))


def show_term(term: object, prefixes: PrefixTable) -> str:
    """Write a term for people: an IRI as CURIE, a literal as its text, None as ""."""
    if isinstance(term, ox.NamedNode):
        return prefixes.compress(term.value)
    return term.value if isinstance(term, ox.Literal) else str(term or "")


def find_kind(iri: str, base: str) -> str:
    """Return KIND of an IRI `id/KIND/SLUG`; "" for any other.

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

    Raises ValueError, with a Message that says why, for a relative IRI, another scheme than http,
    https or mailto, a space or control character, or a dot segment (RFC 3986, section 5.2.4).
    """
    try:
        node = ox.NamedNode(text)
        parts = urlsplit(text)
    except ValueError:
        said = Message("not an IRI: it has no scheme, or a character that none holds")
        raise ValueError(said) from None
    if parts.scheme.lower() not in _LINK_SCHEMES:
        said = Message("the scheme {scheme}: is not allowed, only http, https and mailto")
        raise ValueError(said.fill(scheme=parts.scheme))
    if _DOT_SEGMENT.search(parts.path):
        raise ValueError(Message("the path holds a dot segment (./ or ../)"))
    return node
