"""A question in somebody’s own words: the nearest of the catalogue, and what it is asked of.

No model of a language is asked. Names of things are found by the one index; other words are
compared with the titles, texts and other wordings of each question by their beginnings, and rare
ones count more. A phrase much of which no question knows is refused.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from math import log, sqrt
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from bioprod_graph.dataset import read_label
from bioprod_graph.errors import NotFoundError
from bioprod_graph.files import read_rows
from bioprod_graph.findings import shorten
from bioprod_graph.identifiers import find_kind
from bioprod_graph.language import Message, find_days, name_forms
from bioprod_graph.names import split_words
from bioprod_graph.questions.catalogue import list_questions
from bioprod_graph.questions.remarks import Remarks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from bioprod_graph.dataset import Names
    from bioprod_graph.questions.catalogue import Parameter, Question

# So many letters of a word are its beginning, which its forms share.
_STEM = 5
_LONGEST = 8
_SLOT = re.compile(r"\{(\w+)[^}]*\}")
_OPEN = re.compile(r"[\[\]]")
# The most that a name of one word may lack to be one: `Evry`, not `the`.
_SHORTEST = 3
# A phrase is understood if so much of it is known, and it is so near to a question.
_KNOWN = 0.55
_NEAR = 0.35
# A word of so many questions is one of theirs, though it stands in a name.
_COMMON = 3
# So many letters more or less has a form of the same word.
_LONGER = 2
# So many questions may be meant.
_MOST = 3
_NUMBER = "#number"
_DAY = "#day"
_YEAR = "#year"
_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


class Understood(NamedTuple):
    """A question that a phrase may mean, the values in it, and how near it is, from 0 to 1.

    Left out are values that the phrase has and the question has no parameter for.
    """

    question: Question
    given: dict[str, str]
    nearness: float
    left_out: tuple[str, ...] = ()


class Mention(NamedTuple):
    """A thing, number or day that a phrase speaks of: its value, of a kind, in these words."""

    kind: str
    value: str
    start: int
    end: int


@dataclass(frozen=True)
class Ear:
    """Hears phrases against a catalogue and the names of things."""

    catalogue: Sequence[Question]
    names: Names
    fillers: Fillers

    def hear(self, phrase: str) -> list[Understood]:
        """Give the questions that a phrase may mean, at most three, the nearest first.

        Raises NotFoundError for a phrase that no question of the catalogue comes near.
        """
        if found := self._find(phrase)[:_MOST]:
            return found
        wording = self.names.project.ontology / "wording" / "homes.csv"
        things = (
            each.value
            for each in self._find_mentions(split_words(phrase))
            if "/" in each.value and each.kind not in self.fillers.kinds
        )
        hint = _find_home(phrase, wording, thing=next(things, ""))
        raise NotFoundError(
            "no question comes near “{phrase}”: {hint}", phrase=shorten(phrase), hint=hint
        )

    def _find(self, phrase: str) -> list[Understood]:
        words = split_words(phrase)
        mentions = list(self._find_mentions(words))
        strange = [each for each in mentions if each.kind not in self.fillers.kinds]
        taken = {place for each in strange for place in range(each.start, each.end)}
        said = [
            self._reduce(word)
            for place, word in enumerate(words)
            if word not in self.fillers.words
            and (place not in taken or self._counts[self._reduce(word)] >= _COMMON)
        ]
        kinds = [each.kind for each in strange]
        if self._measure_known(said) < _KNOWN:
            return []
        stems = f" {' '.join(map(stem, words))} "
        found = [
            self._fill(question, strange, stems, nearness=self._compare(said, kinds, forms))
            for question, forms in self._forms
        ]
        found = sorted(found, key=lambda each: (-each.nearness, each.question.name))
        return found if found and found[0].nearness >= _NEAR else []

    def _reduce(self, word: str) -> str:
        """Give the beginning of a word, if a word of about its length begins so in a question."""
        near = self._words.get(stem(word), ())
        return stem(word) if any(abs(size - len(word)) <= _LONGER for size in near) else word

    def _measure_known(self, said: Sequence[str]) -> float:
        """Measure how much of what is said some question says too."""
        whole = sum(map(self._weigh, said))
        return (
            sum(self._weigh(word) for word in said if word in self._counts) / whole if whole else 0
        )

    def _compare(
        self, said: Sequence[str], kinds: Sequence[str], forms: Sequence[Phrasing]
    ) -> float:
        return max(self._compare_form(said, kinds, form) for form in forms)

    def _compare_form(self, said: Sequence[str], kinds: Sequence[str], form: Phrasing) -> float:
        """Compare what is said with one wording: words in common, and things that it asks for."""
        heard = {word: self._weigh(word) for word in said} | dict.fromkeys(kinds, _SLOT_WEIGHT)
        told = {stem(word): self._weigh(stem(word)) for word in form.words}
        told |= dict.fromkeys(form.kinds.intersection(kinds), _SLOT_WEIGHT)
        common = sum(heard[word] for word in heard.keys() & told.keys())
        size = sqrt(sum(heard.values()) * sum(told.values()))
        return common / size if size else 0.0

    def _weigh(self, word: str) -> float:
        return log((1 + len(self._forms)) / (0.5 + self._counts.get(word, 0)))

    @cached_property
    def _forms(self) -> list[tuple[Question, list[Phrasing]]]:
        return [(question, list(self._read_forms(question))) for question in self.catalogue]

    @cached_property
    def _counts(self) -> Counter[str]:
        """In how many questions each word stands."""
        return Counter(
            word
            for _, forms in self._forms
            for word in {stem(word) for form in forms for word in form.words}
        )

    @cached_property
    def _words(self) -> dict[str, set[int]]:
        """How long the words of questions are, by their beginnings."""
        found: dict[str, set[int]] = {}
        for _, forms in self._forms:
            for word in (word for form in forms for word in form.words):
                found.setdefault(stem(word), set()).add(len(word))
        return found

    def _read_forms(self, question: Question) -> Iterator[Phrasing]:
        kinds = frozenset().union(*self._kinds[question.name].values())
        for key in ("title", "question", "wording"):
            for text in question.file.list_texts(key):
                plain = _SLOT.sub(" ", _OPEN.sub("", text))
                yield Phrasing(
                    tuple(word for word in split_words(plain) if word not in self.fillers.words),
                    kinds,
                )

    def _list_kinds(self, question: Question, parameter: Parameter) -> frozenset[str]:
        """List the kinds of what a parameter takes: that of its default, else of its values."""
        is_year = any(find_days([parameter.default]))
        if parameter.type == "integer":
            return frozenset({_YEAR if is_year else _NUMBER})
        if parameter.type == "date" or is_year:
            return frozenset({_DAY, _YEAR})
        if parameter.type != "iri":
            return frozenset()
        kind, stroke, _ = parameter.default.partition("/")
        known = self._values[question.name][parameter.name].values()
        return frozenset({kind, *known} - {""} if stroke else known)

    def _fill(
        self, question: Question, mentions: Sequence[Mention], stems: str, *, nearness: float
    ) -> Understood:
        """Give each parameter a mention that it is in some answer, else the first of its kind."""
        given: dict[str, Mention] = {}
        known = self._values[question.name]
        for is_known in (True, False):
            for name, kinds in self._kinds[question.name].items():
                own = known[name]
                free = (m for m in mentions if m.kind in kinds and m not in given.values())
                fit = (m for m in free if m.value in own or not (is_known or self._differs(m, own)))
                if name not in given and (mention := next(fit, None)):
                    given[name] = mention
        heard = {place for each in given.values() for place in range(each.start, each.end)}
        # A thing that is called by its number is one, not two.
        left = {m.start: m.value for m in mentions[::-1] if heard.isdisjoint(range(m.start, m.end))}
        values = dict(self._hear_terms(question.name, stems))
        values |= {name: mention.value for name, mention in given.items()}
        return Understood(question, values, nearness, tuple(left[place] for place in sorted(left)))

    def _differs(self, mention: Mention, values: Iterable[str]) -> bool:
        """Tell whether a thing lacks a class that all values share: a region is no commune."""
        if "/" not in mention.value or not (classes := [*map(self._list_classes, values)]):
            return False
        return not set.intersection(*classes) <= self._list_classes(mention.value)

    def _list_classes(self, path: str) -> set[object]:
        thing, store = self.names.project.prefixes.expand(path), self.names.store
        return {quad.object for quad in store.quads_for_pattern(thing, _TYPE, None)}

    def _hear_terms(self, question: str, stems: str) -> Iterator[tuple[str, str]]:
        """Give each parameter the term of the ontology that a phrase names, such as hospitals."""
        for name, terms in self._terms[question].items():
            heard = (term for term, called in terms.items() if any(c in stems for c in called))
            if term := next(heard, None):
                yield name, term

    def _find_mentions(self, words: Sequence[str]) -> Iterator[Mention]:
        """Find days, things by the longest names, and numbers."""
        days = [
            Mention(_YEAR if day.isdecimal() else _DAY, day, start, end)
            for start, end, day in find_days(words)
        ]
        yield from days
        place = 0
        while place < len(words):
            found = self._find_thing(words, place)
            is_day = any(day.start <= place < day.end for day in days)
            is_count = any(map(self._is_counted, words[place + 1 : place + 2]))
            if found is None and words[place].isdecimal() and not (is_day or is_count):
                found = Mention(_NUMBER, words[place], place, place + 1)
            if found:
                yield found
            if found and found.kind != _NUMBER and words[found.end - 1].isdecimal():
                yield found._replace(kind=_NUMBER, value=words[found.end - 1])
            place = found.end if found else place + 1

    def _is_counted(self, word: str) -> bool:
        """Tell whether a number before a word counts things: “the 11 recommendations” are all."""
        return word != (one := _make_singular(word)) and (one, "1") in self._things

    def _find_thing(self, words: Sequence[str], start: int) -> Mention | None:
        for end in range(min(len(words), start + _LONGEST), start, -1):
            key = tuple(map(_make_singular, words[start:end]))
            iri = self._things.get(key)
            if iri and (len(key) > 1 or len(words[start]) > _SHORTEST):
                path = self.names.project.prefixes.show(iri)
                return Mention(find_kind(iri, self.names.project.base), path, start, end)
        begun = self._begun.get(words[start], set())
        if len(begun) == 1 and words[start] not in self.fillers.words:
            (iri,) = begun
            path = self.names.project.prefixes.show(iri)
            return Mention(find_kind(iri, self.names.project.base), path, start, start + 1)
        return None

    @cached_property
    def _begun(self) -> dict[str, set[str]]:
        """Things by the first word of their names, where questions do not have it."""
        found: dict[str, set[str]] = {}
        for (first, *rest), iri in self._things.items():
            is_named = find_kind(iri, self.names.project.base) not in self.fillers.kinds
            if rest and is_named and stem(first) not in self._counts:
                found.setdefault(first, set()).add(iri)
        return found

    @cached_property
    def _values(self) -> dict[str, dict[str, dict[str, str]]]:
        """The values, with their kinds, of parameters that take any thing, by question."""
        remarks = Remarks(self.names.store, self.names.project.prefixes)
        show, base = self.names.project.prefixes.show, self.names.project.base
        found: dict[str, dict[str, dict[str, str]]] = {}
        for question in self.catalogue:
            takes_any = any(p.type == "iri" and "/" not in p.default for p in question.parameters)
            terms = remarks.list_values(question, self.names) if takes_any else {}
            found[question.name] = {
                p.name: {show(t.value): find_kind(t.value, base) for t in terms.get(p.name, ())}
                for p in question.parameters
            }
        return found

    @cached_property
    def _terms(self) -> dict[str, dict[str, dict[str, set[str]]]]:
        """The terms of the ontology among those values, each with its names by their stems.

        A word of the question itself is the name of none: whoever says it asks for all.
        """
        expand, found = self.names.project.prefixes.expand, {}
        for question in self.catalogue:
            texts = (
                text for key in ("title", "question") for text in question.file.list_texts(key)
            )
            own = {f" {stem(word)} " for text in texts for word in split_words(text)}
            found[question.name] = {
                name: {
                    term: self._call(expand(term)) - own
                    for term, kind in values.items()
                    if not kind
                }
                for name, values in self._values[question.name].items()
            }
        return found

    def _call(self, term: ox.NamedNode) -> set[str]:
        said = read_label(self.names.store, term).spread().values()
        return {f" {' '.join(map(stem, split_words(text)))} " for text in said}

    @cached_property
    def _kinds(self) -> dict[str, dict[str, frozenset[str]]]:
        """The kinds of what each parameter of each question takes."""
        return {
            question.name: {p.name: self._list_kinds(question, p) for p in question.parameters}
            for question in self.catalogue
        }

    @cached_property
    def _things(self) -> dict[tuple[str, ...], str]:
        """Things by the beginnings of the words of their names."""
        found: dict[tuple[str, ...], str] = {}
        for iri, names in sorted(self.names.list_names().items()):
            for name in names:
                found.setdefault(tuple(map(_make_singular, split_words(name))), iri)
        return found


def make_ear(names: Names) -> Ear:
    """Make what hears phrases; what it finds out of the catalogue and the names it keeps."""
    project = names.project
    catalogue = list_questions(names.store, project, lambda _: None)
    return Ear(catalogue, names, read_fillers(project.ontology / "wording" / "fillers.csv"))


def _find_home(phrase: str, path: Path, *, thing: str) -> Message:
    """Find the table that would hold what a phrase speaks of, else tell of the thing in it."""
    said = f" {' '.join(split_words(phrase))} "
    for row in read_rows(path, (*name_forms("words"), "table")) if path.exists() else ():
        words = (text for key in name_forms("words") for text in row[key].split("|"))
        if any(f" {' '.join(split_words(text))} " in said for text in words):
            return Message("a row of {table}.csv would hold it: bioprod add {table}",
                           table=row["table"])  # fmt: skip
    if thing:
        return Message("bioprod explain {thing} tells what is known of it", thing=thing)
    return Message("bioprod query --list tells what may be asked, bioprod gaps what is not known")


class Fillers(NamedTuple):
    """Words that mean nothing in a question, and kinds of things whose names are words."""

    words: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()


def read_fillers(path: Path) -> Fillers:
    """Read the words and kinds that tell little; no file, none."""
    rows = list(read_rows(path, (*name_forms("words"), "kinds"))) if path.exists() else []
    words = (word for row in rows for key in name_forms("words") for word in split_words(row[key]))
    return Fillers(frozenset(words), frozenset(k for row in rows for k in row["kinds"].split()))


class Phrasing(NamedTuple):
    """A wording of a question: its words, and the kinds of what it is asked of."""

    words: tuple[str, ...]
    kinds: frozenset[str]


# What a thing of the right kind counts, among words.
_SLOT_WEIGHT = 2.0


def stem(word: str) -> str:
    """Give the beginning of a word, which its forms share: plurals, genders, tenses.

    >>> stem("cite") == stem("cites"), stem("funded")
    (True, 'funde')
    """
    return _make_singular(word)[:_STEM]


def _make_singular(word: str) -> str:
    return word.rstrip("s") if len(word) > _SHORTEST else word
