"""The one prefix table, read from `ontology/prefixes.ttl`; CURIE Syntax 1.0.

>>> table = PrefixTable("https://example.org/", {"ex": "https://example.org/id/"})
>>> table.expand("ex:a").value
'https://example.org/id/a'
>>> table.compress("https://example.org/id/a")
'ex:a'
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

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


@dataclass(frozen=True)
class PrefixTable:
    """The base of all identifiers of a project, and its prefixes."""

    base: str
    namespaces: Mapping[str, str]

    def expand(self, text: str) -> ox.NamedNode:
        """Turn a CURIE, an IRI (with or without angle brackets) or KIND/SLUG into an IRI.

        Raises UsageError for an unknown prefix or what is no IRI.
        """
        text = text.strip()
        if text.startswith("<") and text.endswith(">"):
            return self._absolute(text[1:-1])
        prefix, colon, local = text.partition(":")
        if colon and not local.startswith("//"):
            return self._from_prefix(prefix, local)
        if not colon and "/" in text:
            return self._absolute(f"{self.base}id/{text}")
        return self._absolute(text)

    def compress(self, iri: str) -> str:
        """Turn an IRI into its shortest CURIE, or into `<IRI>` if no prefix fits."""
        fitting = [
            (len(namespace), prefix)
            for prefix, namespace in self.namespaces.items()
            if iri.startswith(namespace) and _LOCAL.fullmatch(iri, len(namespace))
        ]
        if not fitting:
            return f"<{iri}>"
        length, prefix = max(fitting)
        return f"{prefix}:{iri[length:]}"

    def expand_known(self, text: str) -> str:
        """Expand a CURIE with a known prefix; give any other text back as it is."""
        prefix, colon, local = text.partition(":")
        if colon and prefix in self.namespaces and not local.startswith("//"):
            return self.namespaces[prefix] + local
        return text

    def _from_prefix(self, prefix: str, local: str) -> ox.NamedNode:
        namespace = self.namespaces.get(prefix)
        if namespace is None:
            known = [f"{name}:" for name in self.namespaces]
            raise UsageError(
                "unknown prefix {prefix}: in {prefix}:{local}; {hint}",
                prefix=prefix,
                local=local,
                hint=suggest(f"{prefix}:", known, otherwise=Message("see ontology/prefixes.ttl")),
            )
        return self._absolute(namespace + local)

    def _absolute(self, iri: str) -> ox.NamedNode:
        try:
            return ox.NamedNode(iri)
        except ValueError as error:
            raise UsageError(
                "not an IRI, a CURIE or KIND/SLUG: “{iri}” ({error})",
                iri=one_line(iri),
                error=error,
            ) from None


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
    """Write a term for a person: an IRI as CURIE, a literal as its text, nothing as nothing."""
    if term is None:
        return ""
    if isinstance(term, ox.NamedNode):
        return prefixes.compress(term.value)
    return term.value if isinstance(term, ox.Literal) else str(term)
