"""Which thing a person means: by its identifier, its slug, its name or its number.

The index of names is filled from the release, when a name is first asked for.
"""

from __future__ import annotations

import re
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from bioprod_graph.dataset.texts import read_label
from bioprod_graph.errors import NotFoundError, UsageError, one_line
from bioprod_graph.identifiers import find_kind
from bioprod_graph.language import LANGUAGES, Message, Text
from bioprod_graph.names import Index, Matcher, split_words
from bioprod_graph.rdf import match, read_values, select

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from bioprod_graph.language import Sayable
    from bioprod_graph.project import Project

# Registers give numbers: 91 is a département, too.
_NAMES = """
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX schema: <http://schema.org/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?thing ?name {
  ?thing rdfs:label|skos:altLabel|schema:identifier ?name FILTER(ISLITERAL(?name))
}
"""
# What is called by its class and number: “recommendation 3”, « axe 2 ».
_NUMBERS = """
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX schema: <http://schema.org/>
SELECT ?thing ?number ?name ?class {
  ?thing schema:position ?number ; a ?class .
  ?class rdfs:label ?name
}
"""
# What a parameter may take where no thing is called so: “company”, « entreprise », Company.
_CLASSES = """
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?thing ?name { ?thing a owl:Class ; rdfs:label ?name FILTER(ISIRI(?thing)) }
"""
_NUMBERED = re.compile(r"(?:(?P<word>[^\W\d_]+)[ -]?)?0*(?P<number>[0-9]{1,9})")
# <IRI>, an address, PREFIX:NAME or KIND/SLUG: what is no name of a thing in any language.
_IDENTIFIER = re.compile(r"<.*>|https?://.*|[\w.-]*:[^\s/]\S*|[a-z][a-z0-9-]*/[a-z0-9_.-]+")
# Things that are named after other things give way to them.
_NAMED_AFTER = frozenset({"passage", "source", "tie"})
_SHOWN = 5
_SUGGESTED = 3
# Of a hundred, so much is what may be meant like what was typed.
_LIKELY = 60


class _Named(NamedTuple):
    store: ox.Store
    project: Project
    kinds: Collection[str] | None = None


class Names(_Named):
    """The names of the things in a release: of some kinds, or of all (None)."""

    def expand(self, text: str, kind: str = "") -> ox.NamedNode:
        """Find the thing that is meant, as `find` does; any other IRI stays as it is.

        Where any kind will do, what no thing is called may name a class, such as “company”.
        """
        try:
            node = self.project.prefixes.expand(text)
        except UsageError:
            is_thing = kind or self._find_by_name(text)
            classes = set() if is_thing else {*self._find_classes(text)}
            return ox.NamedNode(classes.pop()) if len(classes) == 1 else self.find(text, kind)
        return self.find(text, kind) if find_kind(node.value, self.project.base) else node

    def find(self, text: str, kind: str = "") -> ox.NamedNode:
        """Find the one thing that is meant, by identifier, else by slug, name or number.

        Where there is none, those of a kind are suggested before others.

        Raises NotFoundError, with similar names, if there is none or more than one;
        UsageError for a CURIE with an unknown prefix.
        """
        wrong: Sayable | None = None
        if not text.strip():
            raise UsageError("a name is empty: give KIND/SLUG, a slug or a name")
        try:
            thing = self.project.prefixes.expand(text)
        except UsageError as error:
            # Its words alone: its traceback would hold what holds it, answers of the engine too.
            wrong = error.said
        else:
            if any(match(self.store, (thing, None, None))):
                return thing
        found = [] if text.startswith("<") else sorted(self._find_by_name(text))
        if len(found) == 1:
            return ox.NamedNode(found[0])
        if found:
            raise NotFoundError(
                "{name} names {n} things, give one of {listed}",
                name=text,
                n=len(found),
                listed=", ".join(map(self.project.prefixes.show, found[:_SHOWN])),
            )
        if wrong and _IDENTIFIER.fullmatch(text):
            raise UsageError(wrong)
        raise self._say_unknown(text, kind)

    def list_names(self) -> dict[str, set[str]]:
        """List all names of each thing, with those by class and number."""
        names: dict[str, set[str]] = {}
        for thing, name in self._named:
            names.setdefault(thing, set()).add(name)
        for row in read_values(select(self.store, _NUMBERS)):
            names.setdefault(row["thing"], set()).add(f"{row['name']} {row['number']}")
        return names

    def list_begun(self, begun: str) -> list[str]:
        """List the things whose KIND/SLUG begins so; without a stroke, kinds, and those by slug."""
        iris = [iri for iri in dict(self._named) if find_kind(iri, self.project.base)]
        paths = sorted(map(self.project.prefixes.show, iris))
        if "/" in begun:
            return [path for path in paths if path.startswith(begun)]
        slugs = sorted(
            path
            for path in map(self.project.prefixes.show, filter(self._is_first, iris))
            if begun and path.partition("/")[2].startswith(begun)
        )
        return [*sorted({f"{path.partition('/')[0]}/" for path in paths}), *slugs]

    def _find_by_name(self, name: str) -> set[str]:
        """Find the things of that slug, else of that name, else of that number."""
        found = {thing for thing, _ in self._named if thing.endswith(f"/{name}")}
        found = found or set(self._index.find(name))
        if not found:
            numbered = self._list_numbered(name)
            found = {thing for thing, number, wanted, _ in numbered if number == wanted}
        return set(filter(self._is_first, found)) or found

    @cached_property
    def _named(self) -> list[tuple[str, str]]:
        """All things with their names."""
        base, kinds = self.project.base, self.kinds
        return [
            (row["thing"], row["name"])
            for row in read_values(select(self.store, _NAMES))
            if (kind := find_kind(row["thing"], base)) and (kinds is None or kind in kinds)
        ]

    @cached_property
    def _index(self) -> Index:
        """The names and slugs of all things."""
        slugs = ((thing.rpartition("/")[2], thing) for thing in dict(self._named))
        return Index([*((name, thing) for thing, name in self._named), *slugs])

    @cached_property
    def _matcher(self) -> Matcher:
        """The same names, compared word by word: it takes longer, and finds what two slips hide."""
        return Matcher((name, thing) for thing, name in self._named)

    def _is_first(self, iri: str) -> bool:
        return find_kind(iri, self.project.base) not in _NAMED_AFTER

    def _list_numbered(self, name: str) -> Iterator[tuple[str, int, int, str]]:
        """List what is of the class that a name begins with, both numbers, and the class.

        A number alone may be that of any class; `R3` and `rec 3` are of those that begin so.
        """
        if numbered := _NUMBERED.fullmatch(name):
            begun, wanted = " ".join(split_words(numbered["word"] or "")), int(numbered["number"])
            for row in read_values(select(self.store, _NUMBERS)):
                is_kept = not self.kinds or find_kind(row["thing"], self.project.base) in self.kinds
                if is_kept and " ".join(split_words(row["name"])).startswith(begun):
                    yield row["thing"], int(row["number"]), wanted, row["class"]

    def _find_classes(self, name: str) -> Iterator[str]:
        """Find the classes of that name, in any language or as their IRI ends."""
        for row in read_values(select(self.store, _CLASSES)):
            called = row["name"], row["thing"].rpartition("#")[2]
            if split_words(name) in map(split_words, called):
                yield row["thing"]

    def _say_unknown(self, name: str, kind: str) -> NotFoundError:
        """Say that nothing is named so, and what is nearly."""
        if numbers := sorted(number for _, number, _, _ in self._list_numbered(name)):
            called = {each for *_, each in self._list_numbered(name)}
            labels = [read_label(self.store, ox.NamedNode(each)) for each in sorted(called)]
            kinds = Text({tag: ", ".join(each.say(tag) for each in labels) for tag in LANGUAGES})
            return NotFoundError(
                "nothing is named {name}: numbers go from {first} to {last} ({kinds})",
                name=name, kinds=kinds, first=numbers[0], last=numbers[-1],
            )  # fmt: skip
        said = Message("nothing is named {name}", name=one_line(name))
        if _IDENTIFIER.fullmatch(name):
            prefixes = self.project.prefixes
            short = prefixes.show(prefixes.expand(name).value)
            said = Message("nothing is said of {name}", name=short)
        near = self._find_near(name, kind)
        few = [path for each in self.kinds or () for path in self.list_begun(f"{each}/")]
        if self.kinds is not None and (
            known := find_names(self.store, self.project)._find_by_name(name)
        ):
            path = self.project.prefixes.show(min(known))
            return NotFoundError("{said} here: bioprod explain {path} tells of it",
                                 said=said, path=path)  # fmt: skip
        if 0 < len(few) <= _SHOWN and not near:
            return NotFoundError("{said}: there is {names}", said=said, names=", ".join(few))
        if not near:
            return NotFoundError(
                "{said}: bioprod query directory names bodies, bioprod track recommendations, "
                "bioprod sources the sources",
                said=said,
            )
        *others, last = near
        listed = ", ".join(others)
        names = Message("{names} or {last}", names=listed, last=last) if others else last
        return NotFoundError("{said}: did you mean {names}?", said=said, names=names)

    def _find_near(self, name: str, kind: str) -> list[str]:
        """Find the things of nearly that name, as KIND/SLUG: of its kind if any, begun so first."""
        own, _, slug = name.replace(":", "/").rpartition("/")
        begun = f"/{'-'.join(split_words(slug))}-"
        likely = (e.thing for e in self._matcher.match(slug) if e.score >= _LIKELY)
        things = filter(self._is_first, self._index.guess(slug) or likely)
        found = sorted(map(self.project.prefixes.show, things), key=lambda path: begun not in path)
        whole = [path for path in found if "#" not in path]
        of_kind = [path for path in whole if path.startswith(f"{own or kind}/")]
        return (of_kind or whole)[:_SUGGESTED]


@lru_cache(maxsize=1)
def find_names(store: ox.Store, project: Project) -> Names:
    """Find the names of a release: what was indexed for one search is known for the next."""
    return Names(store, project)


def find_thing(
    name: str, store: ox.Store, project: Project, *, kinds: Collection[str] | None = None
) -> ox.NamedNode:
    """Find the one thing of these kinds, or of any, that is meant: see `Names.find`."""
    return Names(store, project, kinds).find(name)
