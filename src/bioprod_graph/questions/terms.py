"""Why terms of a query match nothing: unknown, nearly known, written or placed otherwise here."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from bioprod_graph.dataset import find_names
from bioprod_graph.errors import BioprodError
from bioprod_graph.files import read_rows
from bioprod_graph.identifiers import find_kind
from bioprod_graph.language import Message
from bioprod_graph.names import find_near, pair_alike
from bioprod_graph.rdf import match, select
from bioprod_graph.sparql import resolve_terms, split_tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from bioprod_graph.project import Project
    from bioprod_graph.rdf import AnyTerm, Term

_PAGE = "docs/how-to/research.md"
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_TRANSITIVE = "http://www.w3.org/2002/07/owl#TransitiveProperty"
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_SCHEMES = ("http://", "https://")
# So many characters on, what follows a word is looked for.
_NEAR = 20
# So many of a hundred letters are alike in what may be meant.
_ALIKE = 80
_USED = "SELECT DISTINCT ?t { { ?t ?p ?o } UNION { ?s ?t ?o } UNION { ?s ?p ?t } }"
# What stands for a text, where no thing is.
TEXT = ""


class Cause(NamedTuple):
    """Why nothing is found: of which kind, and how it is said."""

    kind: str
    said: Message


def read_instead(path: Path) -> dict[str, str]:
    """Read what stands here in the place of terms that people look for; no file, nothing."""
    rows = read_rows(path, ("term", "instead")) if path.exists() else ()
    return {row["term"]: row["instead"] for row in rows}


@dataclass(frozen=True)
class Terms:
    """The terms that a store knows, compared with those of a query."""

    store: ox.Store
    project: Project
    query: str
    instead: Mapping[str, str] = field(default_factory=dict)

    def resolve(self, text: str) -> object:
        """Turn a term as the query writes it into one; None for a variable, a path or none."""
        if text[:1] in "?$_":
            return None
        return next(iter(resolve_terms(self.query, [text])), None)

    def list_iris(self, text: str) -> Iterator[tuple[str, ox.NamedNode]]:
        """List the IRIs in a part of the query, as written and as meant.

        Not those of functions and datatypes, nor those that are compared as text.
        """
        for token in split_tokens(text):
            before = text[max(token.start - _NEAR, 0) : token.start].rstrip().upper()
            after = text[token.end : token.end + _NEAR].lstrip()
            is_other = after.startswith("(") or before.endswith(("STR(", "^^"))
            is_asked = token.kind in ("iri", "name") and not is_other
            term = self.resolve(token.text) if is_asked else None
            if isinstance(term, ox.NamedNode):
                yield token.text, term

    def show(self, term: object) -> str:
        """Write a term as a query would."""
        return (
            self.project.prefixes.compress(term.value)
            if isinstance(term, ox.NamedNode)
            else str(term)
        )

    def find_unknown(self, text: str, *, is_empty: bool) -> Iterator[Cause]:
        """Find the terms in a part of the query that no statement has, and what is near them.

        Of an empty answer, also those that few statements have, and others instead.
        """
        for written, term in dict.fromkeys(self.list_iris(text)):
            name, is_used = self.show(term), self.is_used(term)
            instead = self.instead.get(name)
            if not is_used:
                yield self._find_meant(written, term)
            elif instead and is_empty:
                said = Message("few kinds of things have {name}: of others it is {instead}")
                yield Cause("unknown", said.fill(name=name, instead=instead))

    def is_used(self, term: ox.NamedNode) -> bool:
        """Tell whether any statement has a term, or any graph is named so."""
        patterns = ((term, None, None), (None, term, None), (None, None, term))
        found = (next(self.store.quads_for_pattern(*each), None) for each in patterns)
        return any(found) or self.store.contains_named_graph(term)

    def _find_meant(self, written: str, term: ox.NamedNode) -> Cause:
        name = self.show(term)
        if instead := self.instead.get(name):
            said = Message("no statement has {name}: here it is {instead}", name=name)
            return Cause("unknown", said.fill(instead=instead))
        one, other = _SCHEMES if term.value.startswith(_SCHEMES[0]) else _SCHEMES[::-1]
        rest = term.value.removeprefix(one)
        if rest != term.value and self.is_used(ox.NamedNode(other + rest)):
            said = Message("no statement has {name}: here it begins with {other}", name=name)
            return Cause("scheme", said.fill(other=other))
        prefix, colon, local = written.partition(":")
        known = self.project.prefixes.namespaces.get(prefix, "") if colon else ""
        if known and not term.value.startswith(known) and self.is_used(ox.NamedNode(known + local)):
            said = Message("the prefix {prefix}: is declared otherwise than here: <{known}>")
            return Cause("prefix", said.fill(prefix=prefix, known=known))
        kind, near = self._find_near(name)
        hint = Message("see {page}", page=_PAGE)
        hint = Message("did you mean {name}?", name=near) if near else hint
        return Cause(kind, Message("no statement has {name}: {hint}", name=name, hint=hint))

    def _find_near(self, name: str) -> tuple[str, str]:
        """Find the nearest term: of the same end in another namespace, else of the same one."""
        prefix, colon, local = name.partition(":")
        known = self.project.prefixes.namespaces
        if not colon or prefix not in known:
            return "unknown", ""
        ends = tuple(sign + local for sign in "#/")
        if local and (others := self._list_used(lambda iri: iri.endswith(ends))):
            return "prefix", others[0]
        # Properties begin with a small letter, classes with a capital: none is meant for the other.
        used = [
            each
            for each in self._list_used(lambda iri: iri.startswith(known[prefix]))
            if each.casefold() == name.casefold()
            or each.partition(":")[2][:1].isupper() == local[:1].isupper()
        ]
        # Of which the prefix is alike anyway: what begins with another letter is another word.
        begun = [each for each in used if each.partition(":")[2][:1] == local[:1]]
        alike = sorted((-score, other) for _, other, score in pair_alike([name], begun, _ALIKE))
        near = [*find_near(name, used), *(other for _, other in alike)]
        return ("near", near[0]) if near else ("unknown", "")

    def _list_used(self, is_meant: Callable[[str], bool]) -> list[str]:
        """List the names of the terms that stand in some statement, of those that are meant."""
        names = (self.project.prefixes.compress(iri) for iri in self._iris if is_meant(iri))
        return sorted(name for name in names if not name.startswith("<"))

    @cached_property
    def _iris(self) -> frozenset[str]:
        terms = (row["t"] for row in select(self.store, _USED))
        return frozenset(term.value for term in terms if isinstance(term, ox.NamedNode))

    def list_kinds(self, predicate: ox.NamedNode, place: int) -> frozenset[str]:
        """List the kinds of what stands as subject (0) or object (2) of a predicate."""
        return self._kinds[predicate.value, place]

    @cached_property
    def _kinds(self) -> _Kinds:
        return _Kinds(self)

    def tell_kind(self, term: AnyTerm) -> str:
        """Tell the kind of a thing, the namespace of any other IRI, and of a text nothing."""
        if not isinstance(term, ox.NamedNode):
            return TEXT
        kind = find_kind(term.value, self.project.base)
        return kind or term.value[: max(term.value.rfind("#"), term.value.rfind("/")) + 1]

    def list_members(self, of: ox.NamedNode) -> frozenset[str]:
        """List the kinds of what is of a class."""
        found = match(self.store, (None, ox.NamedNode(_TYPE), of))
        return frozenset(self.tell_kind(quad.subject) for quad in found)

    def list_ways(self, term: ox.NamedNode) -> list[ox.NamedNode]:
        """List the properties that lead to a thing by any number of steps, such as `within`."""
        kind = (ox.NamedNode(_TYPE), ox.NamedNode(_TRANSITIVE))
        used = {quad.predicate for quad in match(self.store, (None, None, term))}
        return sorted((p for p in used if next(match(self.store, (p, *kind)), None)), key=str)

    def is_declared(self, term: ox.NamedNode, predicate: ox.NamedNode, place: int) -> bool:
        """Tell whether the ontology lets a thing stand at an end of a property."""
        said = ox.NamedNode(f"{_RDFS}{'range' if place else 'domain'}")
        classes = [quad.object for quad in match(self.store, (predicate, said, None))]
        kind = ox.NamedNode(_TYPE)
        return any(
            next(match(self.store, (term, kind, each)), None)
            for each in classes
            if isinstance(each, ox.NamedNode)
        )

    def rewrite(self, text: str) -> Iterator[tuple[str, Term]]:
        """Give other ways to say a text or number of the query, with the kind of each cause.

        In another language, as a value of another datatype, or as the thing that is named so.
        """
        literal = self.resolve(text)
        if not isinstance(literal, ox.Literal):
            return
        said = ox.Literal(literal.value)
        for row in select(
            self.store, f"SELECT DISTINCT ?o {{ ?s ?p ?o FILTER(STR(?o) = {said}) }}"
        ):
            if isinstance(other := row["o"], ox.Literal) and other != literal:
                yield ("language" if other.language or literal.language else "datatype"), other
        with suppress(BioprodError):
            yield "name", find_names(self.store, self.project).find(literal.value)


def take_literal(text: str, start: int) -> str:
    """Take the literal that begins at a place of a text, with its language or datatype."""
    first, *rest = split_tokens(text[start:])
    end = first.end
    if rest and rest[0].kind == "language" and rest[0].start == end:
        end = rest[0].end
    elif text[start + end :].startswith("^^"):
        end = rest[2].end
    return text[start : start + end]


class _Kinds(dict[tuple[str, int], frozenset[str]]):
    """The kinds of what stands beside predicates, found when they are first asked for."""

    def __init__(self, terms: Terms) -> None:
        super().__init__()
        self._terms = terms

    def __missing__(self, key: tuple[str, int]) -> frozenset[str]:
        predicate, place = key
        found = match(self._terms.store, (None, ox.NamedNode(predicate), None))
        kinds = frozenset(
            self._terms.tell_kind(quad.object if place else quad.subject) for quad in found
        )
        self[key] = kinds
        return kinds
