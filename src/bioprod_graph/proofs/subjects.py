"""Which thing a person means: by its identifier, its slug or its name; and which are named so."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

import pyoxigraph as ox

from bioprod_graph.errors import NotFoundError, UsageError, one_line
from bioprod_graph.identifiers import find_kind, mint_thing
from bioprod_graph.language import Message, sort_key
from bioprod_graph.rdf import match

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from bioprod_graph.project import Project

_NAMES = (
    ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label"),
    ox.NamedNode("http://www.w3.org/2004/02/skos/core#altLabel"),
)
_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_POSITION = ox.NamedNode("http://schema.org/position")
_INTEGER = ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer")
_NUMBERED = re.compile(r"(?P<word>[^\W\d_]+) 0*(?P<number>[0-9]{1,9})")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
# <IRI>, an address, PREFIX:NAME or KIND/SLUG: what is no name of a thing in any language.
_IDENTIFIER = re.compile(r"<.*>|https?://.*|[\w.-]*:[^\s/]\S*|[a-z][a-z0-9-]*/[a-z0-9_.-]+")
# Things that are named after other things give way to them.
_NAMED_AFTER = frozenset({"passage", "source", "tie"})
_SHOWN = 5
_SUGGESTED = 3
# Of difflib: one letter in six may be wrong.
_NEAR = 0.8


@dataclass(frozen=True)
class _Register:
    """The names of things of some kinds; of all kinds if none are given."""

    store: ox.Store
    project: Project
    kinds: Collection[str] | None

    def find(self, name: str) -> set[ox.NamedNode]:
        """Find the things of that slug, else of that name, what is named after others last."""
        found = self._find_by_slug(name)
        plain = {thing for thing in found if not self._is_named_after(thing)}
        if found:
            return plain or found
        return (
            self._find_by_name(name, after=False)
            or self._find_by_name(name, after=True)
            or self._find_by_number(name)
        )

    def find_near(self, name: str) -> list[str]:
        """Find the things whose slug or name is nearest, as KIND/SLUG, the nearest first."""
        start = f"{self.project.base}id/"
        things: dict[str, list[str]] = {}
        for thing, known in self._list_names():
            path = thing.value.removeprefix(start)
            words = () if self._is_named_after(thing) else (path.partition("/")[2], known)
            for word in words:
                things.setdefault(word.casefold(), []).append(path)
        kind, _, slug = name.casefold().replace(":", "/").rpartition("/")
        near = get_close_matches(slug, things, n=_SUGGESTED, cutoff=_NEAR)
        found = list(dict.fromkeys(path for word in near for path in things[word]))
        return [path for path in found if path.startswith(f"{kind}/")] or found

    def list_numbers(self, name: str) -> list[int]:
        """List the numbers of what is called as a name with a number is: “recommendation 12”."""
        numbered = _NUMBERED.fullmatch(name)
        placed = match(self.store, (None, _POSITION, None)) if numbered else ()
        return sorted(
            int(quad.object.value)
            for quad in placed
            if isinstance(quad.object, ox.Literal) and isinstance(quad.subject, ox.NamedNode)
            if numbered and self._is_called(quad.subject, numbered["word"])
        )

    def _find_by_slug(self, slug: str) -> set[ox.NamedNode]:
        """Find the things of that slug of which something is said."""
        if not _SLUG.fullmatch(slug):
            return set()
        kinds = self.kinds or {kind_of(thing, self.project) for thing, _ in self._list_names()}
        things = (mint_thing(self.project.base, kind, slug) for kind in kinds)
        return {thing for thing in things if is_spoken_of(thing, self.store)}

    def _find_by_name(self, name: str, *, after: bool) -> set[ox.NamedNode]:
        """Find the things of that name, but for case, accents and punctuation."""
        letters = sort_key(name, "fr")[0]
        return {
            thing
            for thing, known in self._list_names()
            if self._is_named_after(thing) == after and sort_key(known, "fr")[0] == letters
        }

    def _find_by_number(self, name: str) -> set[ox.NamedNode]:
        """Find what is called by its class and number: “recommendation 3”, « axe 2 »."""
        numbered = _NUMBERED.fullmatch(name)
        if numbered is None:
            return set()
        number = ox.Literal(str(int(numbered["number"])), datatype=_INTEGER)
        placed = match(self.store, (None, _POSITION, number))
        things = {quad.subject for quad in placed if isinstance(quad.subject, ox.NamedNode)}
        return {thing for thing in things if self._is_called(thing, numbered["word"])}

    def _is_called(self, thing: ox.NamedNode, word: str) -> bool:
        """Tell whether a class of a thing bears that name, in any language."""
        letters = sort_key(word, "fr")[0]
        return any(
            isinstance(label.object, ox.Literal)
            and sort_key(label.object.value, "fr")[0] == letters
            for quad in match(self.store, (thing, _TYPE, None))
            if isinstance(quad.object, ox.NamedNode)
            for label in match(self.store, (quad.object, _NAMES[0], None))
        )

    def _is_named_after(self, thing: ox.NamedNode) -> bool:
        return kind_of(thing, self.project) in _NAMED_AFTER

    def _list_names(self) -> Iterator[tuple[ox.NamedNode, str]]:
        start = f"{self.project.base}id/"
        for predicate in _NAMES:
            for quad in match(self.store, (None, predicate, None)):
                thing, name = quad.subject, quad.object
                if not isinstance(thing, ox.NamedNode) or not isinstance(name, ox.Literal):
                    continue
                is_thing = thing.value.startswith(start)
                if is_thing and (self.kinds is None or kind_of(thing, self.project) in self.kinds):
                    yield thing, name.value


def kind_of(thing: ox.NamedNode, project: Project) -> str:
    """Give the KIND in the IRI of a thing."""
    return find_kind(thing.value, project.base)


def is_spoken_of(thing: ox.NamedNode, store: ox.Store) -> bool:
    """Tell whether something is said of a thing."""
    return next(match(store, (thing, None, None)), None) is not None


def find_thing(
    name: str, store: ox.Store, project: Project, *, kinds: Collection[str] | None = None
) -> ox.NamedNode:
    """Find the one thing that is meant, by CURIE, IRI or KIND/SLUG, else by slug or name.

    With `kinds`, a slug or a name is that of a thing of these kinds.

    Raises NotFoundError, with what is named nearly so, if there is none, or more than one;
    UsageError for a CURIE with an unknown prefix.
    """
    wrong: UsageError | None = None
    try:
        thing = project.prefixes.expand(name)
    except UsageError as error:
        wrong = error
    else:
        if is_spoken_of(thing, store):
            return thing
    register = _Register(store, project, kinds)
    named = set() if name.startswith("<") else register.find(name)
    found = sorted(named, key=lambda node: node.value)
    if len(found) == 1:
        return found[0]
    if found:
        raise _ambiguous(name, [project.prefixes.compress(node.value) for node in found])
    if wrong is not None and _IDENTIFIER.fullmatch(name):
        raise wrong
    raise _unknown(name, project, register)


def _ambiguous(name: str, found: list[str]) -> NotFoundError:
    listed = ", ".join(found[:_SHOWN])
    return NotFoundError(
        "{name} names {n} things, give one of {listed}", name=name, n=len(found), listed=listed
    )


def _unknown(name: str, project: Project, register: _Register) -> NotFoundError:
    if numbers := register.list_numbers(name):
        return NotFoundError(
            "nothing is named {name}: numbers go from {numbers} to {numbers_2}",
            name=name,
            numbers=numbers[0],
            numbers_2=numbers[-1],
        )
    near = register.find_near(name)
    name = one_line(name)
    said = Message("nothing is named {name}", name=name)
    if _IDENTIFIER.fullmatch(name):
        short = project.prefixes.compress(project.prefixes.expand(name).value)
        said = Message("nothing is said of {name}", name=short)
    if near:
        *others, last = near
        names = Message("{names} or {last}", names=", ".join(others), last=last) if others else last
        return NotFoundError("{said}: did you mean {names}?", said=said, names=names)
    return NotFoundError("{said}: give KIND/SLUG, or try bioprod query", said=said)
