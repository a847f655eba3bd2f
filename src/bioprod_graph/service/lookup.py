"""Which thing of a release a name from elsewhere stands for, and how likely that is.

`queries/views/lookup.rq` tells what is looked up: things with their classes, numbers, summaries,
what stands near them, and which are named after others; `ontology/wording/meanings.csv`, which
words of names mean the same. All is read once, so that any thread may look up.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import pyoxigraph as ox

from bioprod_graph.dataset import Names, read_label
from bioprod_graph.errors import UsageError
from bioprod_graph.files import read_rows
from bioprod_graph.language import Text
from bioprod_graph.names import Index, Matcher, Resemblance, is_certain, split_words
from bioprod_graph.rdf import match, read_terms, select
from bioprod_graph.sparql import read_query

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bioprod_graph.project import Project

_BROADER = """
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?class ?broader { ?class rdfs:subClassOf ?broader FILTER(?class != ?broader) }
"""
_USED = "SELECT DISTINCT ?class ?property { ?thing a ?class ; ?property ?value }"
# What is named after something else counts so much less.
_AFTER = 0.9
# So much of a score is lost where something that was said of the thing is not so, or not known.
_OTHERWISE, _UNKNOWN = 0.25, 0.03
_MOST = 50


class Condition(NamedTuple):
    """What is to be so of a thing: a property has any, all or none of these values."""

    property: str
    values: tuple[str, ...]
    quantifier: str = "any"
    is_required: bool = False


@dataclass(frozen=True)
class Sought:
    """What is looked for: by name or identifier, of some classes, with some properties."""

    name: str = ""
    classes: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = ()
    most: int = 10


class Candidate(NamedTuple):
    """A thing that may be meant: its score from 0 to 100, and the one of its name alone."""

    thing: str
    score: float
    of_name: float
    is_meant: bool = False


@dataclass
class Listed:
    """What is known of a thing that is looked up."""

    label: Text
    summary: Text
    classes: frozenset[str]
    identifiers: tuple[str, ...]
    beside: tuple[str, ...]
    is_after: bool


@dataclass(frozen=True)
class Lookup:
    """The things of a release, by what people call them."""

    store: ox.Store
    project: Project

    @cached_property
    def entries(self) -> dict[str, Listed]:
        """What is looked up, by IRI."""
        file = read_query(self.project.queries / "views" / "lookup.rq")
        told: defaultdict[str, defaultdict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
        for row in read_terms(select(self.store, file.text)):
            for name, term in row.items():
                told[row["thing"].value][name].append(term)
        return {iri: self._read_entry(iri, each) for iri, each in told.items() if each["class"]}

    def _read_entry(self, iri: str, told: dict[str, list[Any]]) -> Listed:
        values = {
            name: tuple(dict.fromkeys(t.value for t in terms)) for name, terms in told.items()
        }
        summaries = ((term.language or "", term.value) for term in told["summary"])
        return Listed(
            read_label(self.store, ox.NamedNode(iri)),
            Text.collect(summaries),
            frozenset(values["class"]),
            values.get("identifier", ()),
            values.get("beside", ()),
            bool(told["after"]),
        )

    @cached_property
    def names(self) -> dict[str, list[str]]:
        """The names of each thing, sorted."""
        called = Names(self.store, self.project).list_names()
        return {iri: sorted(called.get(iri, ())) for iri in self.entries}

    @cached_property
    def classes(self) -> dict[str, Text]:
        """The classes of what is looked up, with their names."""
        found = sorted({each for entry in self.entries.values() for each in entry.classes})
        return {iri: read_label(self.store, ox.NamedNode(iri)) for iri in found}

    @cached_property
    def broader(self) -> dict[str, set[str]]:
        """The classes above each class."""
        found: dict[str, set[str]] = {}
        for row in read_terms(select(self.store, _BROADER)):
            found.setdefault(row["class"].value, set()).add(row["broader"].value)
        return found

    @cached_property
    def properties(self) -> dict[str, Text]:
        """The properties that something is said by, with their names; our own ones first."""
        found = {name for iri in self.classes for name in self.list_properties(iri)}
        ordered = sorted(found, key=lambda iri: (not iri.startswith(self.project.base), iri))
        return {iri: read_label(self.store, ox.NamedNode(iri)) for iri in ordered}

    def list_properties(self, iri: str) -> list[str]:
        """List the properties by which something is said of what is of a class."""
        bindings = {"class": ox.NamedNode(iri)}
        found = read_terms(select(self.store, _USED, bindings))
        return sorted(row["property"].value for row in found)

    def list_kinds(self, iri: str) -> list[str]:
        """List the classes of a thing, but for those above another of them."""
        classes = self.entries[iri].classes
        above = {up for each in classes for up in self.broader.get(each, ())}
        return sorted(classes - above or classes)

    def show(self, iri: str) -> str:
        """Show what a client may call a thing, a class or a property by: KIND/SLUG or a CURIE."""
        return self.project.prefixes.show(iri)

    def find(self, identifier: str) -> str | None:
        """Find the thing of an identifier: KIND/SLUG, CURIE, IRI, or a public number of it."""
        if identifier in self._numbered:
            return self._numbered[identifier]
        iri = self.expand(identifier)
        return iri if iri in self.entries else None

    def expand(self, text: str) -> str:
        """Expand a CURIE or KIND/SLUG; what is none stays as it is."""
        try:
            return self.project.prefixes.expand(text).value
        except UsageError:
            return text

    def match(self, wanted: Sought) -> list[Candidate]:
        """Find the things that may be meant, the likest first; at most one of them is meant.

        One is, if its score is at least `names.CERTAIN` and no other is nearly as high.
        """
        found = [
            candidate
            for each in self._match_names(wanted)
            if self._is_of(each.thing, wanted.classes)
            and (candidate := self._weigh(each, wanted.conditions))
        ]
        found.sort(key=lambda each: (-each.score, each.thing))
        if is_certain([each.score for each in found]):
            found[0] = found[0]._replace(is_meant=True)
        return found[: min(wanted.most, _MOST)]

    def suggest(self, begun: str, classes: Iterable[str] = ()) -> list[str]:
        """Suggest things while a name or an identifier is typed; all of them for nothing."""
        wanted = tuple(classes)
        found = self._index.suggest(begun) if begun.strip() else list(self.entries)
        first = self.find(begun.strip()) if begun.strip() else None
        listed = dict.fromkeys([*([first] if first else []), *found])
        kept = [iri for iri in listed if iri in self.entries and self._is_of(iri, wanted)]
        return sorted(kept, key=lambda iri: iri != first and self.entries[iri].is_after)

    def read_values(self, iri: str, name: str) -> list[ox.NamedNode | ox.Literal]:
        """Read the values of a property of a thing, in their order."""
        try:
            pattern = (ox.NamedNode(iri), ox.NamedNode(self.expand(name)), None)
        except ValueError:
            return []
        found = {quad.object for quad in match(self.store, pattern)}
        kept = (term for term in found if isinstance(term, ox.NamedNode | ox.Literal))
        return sorted(kept, key=lambda term: (isinstance(term, ox.Literal), str(term)))

    def name(self, iri: str) -> Text:
        """Name a thing, or whatever else has a name in the release; what has none, as it is."""
        if (known := self.entries.get(iri)) is not None:
            return known.label
        try:
            return read_label(self.store, ox.NamedNode(iri))
        except ValueError:  # it is none
            return Text({}, otherwise=iri)

    @cached_property
    def _numbered(self) -> dict[str, str]:
        """The things of each public number, written in full or as its last part."""
        pairs = [(n, iri) for iri, each in self.entries.items() for n in each.identifiers]
        return {form: iri for number, iri in pairs for form in (number, number.rpartition("/")[2])}

    @cached_property
    def _index(self) -> Index:
        return Index((name, iri) for iri, names in self.names.items() for name in names)

    @cached_property
    def _matchers(self) -> tuple[Matcher, Matcher]:
        """Compare with what has a name of its own, and with what is named after others.

        What tells much in the ones tells little in the others.
        """
        path = self.project.ontology / "wording" / "meanings.csv"
        rows = read_rows(path, ("word", "meaning")) if path.exists() else ()
        meanings = {row["word"]: row["meaning"] for row in rows}
        own, after = (
            [
                (name, iri)
                for iri, names in self.names.items()
                if self.entries[iri].is_after is is_after
                for name in names
            ]
            for is_after in (False, True)
        )
        return (
            Matcher(own, meanings, self._list_beside),
            Matcher(after, meanings, self._list_beside),
        )

    def _list_beside(self, iri: str) -> list[str]:
        """List the names of what stands beside a thing."""
        return [name for near in self.entries[iri].beside for name in self.names.get(near, ())]

    def _match_names(self, wanted: Sought) -> Iterator[Resemblance]:
        """Find things by what they are called; without a name, all that a condition may choose."""
        if not wanted.name.strip():
            chosen = self.entries if wanted.conditions else ()
            yield from (Resemblance(iri, 100.0, "") for iri in chosen)
            return
        known = self.find(wanted.name.strip())
        if known:
            yield Resemblance(known, 100.0, wanted.name)
        for matcher, worth in zip(self._matchers, (1.0, _AFTER), strict=True):
            for each in matcher.match(wanted.name, most=len(self.entries)):
                if each.thing != known:
                    yield each._replace(score=each.score * worth)

    def _is_of(self, iri: str, classes: Sequence[str]) -> bool:
        """Tell whether a thing is of any of these classes: each an identifier or a name."""
        return not classes or any(
            self.expand(each) in self.entries[iri].classes or self._is_named(each, iri)
            for each in classes
        )

    def _is_named(self, text: str, iri: str) -> bool:
        words = split_words(text)
        return any(
            words in map(split_words, self.classes[each].forms.values())
            for each in self.entries[iri].classes
        )

    def _weigh(self, likeness: Resemblance, conditions: Sequence[Condition]) -> Candidate | None:
        """Weigh what else was said of a thing; none if a condition that is required is not so."""
        score = likeness.score
        for each in conditions:
            is_so = self._holds(likeness.thing, each)
            if not is_so and (each.is_required or not likeness.name):
                return None
            score *= 1 - {True: 0.0, False: _OTHERWISE, None: _UNKNOWN}[is_so]
        return Candidate(likeness.thing, round(score, 1), likeness.score)

    def _holds(self, iri: str, condition: Condition) -> bool | None:
        """Tell whether a condition holds; None if nothing is said by that property."""
        terms = self.read_values(iri, condition.property)
        if not terms and condition.quantifier != "none":
            return None
        said = {form for term in terms for form in self._list_forms(term)}
        has = [bool({value, " ".join(split_words(value))} & said) for value in condition.values]
        if condition.quantifier == "none":
            return not any(has)
        return all(has) if condition.quantifier == "all" else any(has)

    def _list_forms(self, term: ox.NamedNode | ox.Literal) -> Iterator[str]:
        """List what may be written for a value: its text, identifiers and names."""
        yield term.value
        if isinstance(term, ox.Literal):
            yield " ".join(split_words(term.value))
            return
        yield self.show(term.value)
        named = self.names.get(term.value) or self.name(term.value).forms.values()
        yield from (" ".join(split_words(name)) for name in named)
