"""A question in somebody’s own words: the nearest of the catalogue, and what it is asked of.

No model of a language is asked. Names of things are found by the one index; other words are
compared with the titles, texts and other wordings of each question by their beginnings, and rare
ones count more. A phrase much of which no question knows is refused, and so is one with a word that
turns what is asked round, such as “not” or “before”, unless a question says it, too.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property, partial
from math import log, sqrt
from typing import TYPE_CHECKING, Any, NamedTuple

import pyoxigraph as ox

from bioprod_graph.dataset import read_label
from bioprod_graph.errors import NotFoundError
from bioprod_graph.files import read_rows
from bioprod_graph.findings import shorten
from bioprod_graph.identifiers import find_kind
from bioprod_graph.language import Message, find_days, name_forms
from bioprod_graph.names import split_words
from bioprod_graph.questions.catalogue import list_askable, read_fillers
from bioprod_graph.questions.mentions import DAY, NUMBER, YEAR, Finder, Mention, stem
from bioprod_graph.questions.phrasings import Nearest, Phrasing, read_phrasing
from bioprod_graph.questions.remarks import Remarks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from bioprod_graph.dataset import Names
    from bioprod_graph.questions.catalogue import Fillers, Parameter, Question

# A phrase is understood if so much of it is known, and it is so near to a question.
_KNOWN = 0.55
_NEAR = 0.35
# A word of so many questions is one of theirs, though it stands in a name.
_COMMON = 3
# So many letters more or less has a form of the same word.
_LONGER = 2
# So many questions may be meant.
_MOST = 3
_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


class Understood(NamedTuple):
    """A question that a phrase may mean, the values in it, and how near it is, from 0 to 1.

    Left out are values that the phrase has and the question has no parameter for.
    """

    question: Question
    given: dict[str, str]
    nearness: float
    left_out: tuple[str, ...] = ()

    @property
    def usual(self) -> dict[str, str]:
        """The things that it is asked of because the phrase has none in their place."""
        ones = (each for each in self.question.parameters if each.is_of_one)
        return {each.name: each.default for each in ones if each.name not in self.given}


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
            if turned := self._find_turn(phrase, found[0].question.name):
                raise NotFoundError(
                    "no question takes “{word}” of “{phrase}” into account: {name} is the nearest",
                    word=turned, phrase=shorten(phrase), name=found[0].question.name,
                )  # fmt: skip
            return found
        wording = self.names.project.ontology / "wording" / "homes.csv"
        things = (
            each.value
            for each in self._finder.find(split_words(phrase))
            if "/" in each.value and each.kind not in self.fillers.kinds
        )
        hint = _find_home(phrase, wording, thing=next(things, ""))
        raise NotFoundError(
            "no question comes near “{phrase}”: {hint}", phrase=shorten(phrase), hint=hint
        )

    def _find(self, phrase: str) -> list[Understood]:
        words = split_words(phrase)
        mentions = list(self._finder.find(words))
        strange = [each for each in mentions if each.kind not in self.fillers.kinds]
        taken = {place for each in strange for place in range(each.start, each.end)}
        heard = {
            word: self._reduce(word)
            for place, word in enumerate(words)
            if word not in self.fillers.words
            and (place not in taken or self._counts[self._reduce(word)] >= _COMMON)
        }
        said = [*heard.values()]
        kinds = [each.kind for each in strange if each.value not in self._finder.whole]
        if self._measure_known(said) < _KNOWN:
            return []
        stems = f" {' '.join(map(stem, words))} "
        compare = partial(self._compare, said, kinds, spoken=frozenset(words))
        compared = ((each, compare(forms)) for each, forms in self._forms)
        found = [self._fill(each, strange, stems, near=near) for each, near in compared]
        found = sorted(found, key=lambda each: (-each.nearness, each.question.name))
        if not found or found[0].nearness < _NEAR:
            return []
        return [self._tell_unsaid(found[0], heard), *found[1:]]

    def _tell_unsaid(self, understood: Understood, heard: Mapping[str, str]) -> Understood:
        """Add to what is left out the words that no wording of the question has."""
        name = understood.question.name
        forms = next(forms for question, forms in self._forms if question.name == name)
        said = understood.given.items()
        fit = (form for form in forms if form.given.items() <= said)
        known = {stem(word) for form in fit for word in form.words}
        terms = {w for called in self._list_calls(name) for w in called.split()}
        # Where no more than a wording says companies, they stand for all bodies.
        loose = self._classes - terms - _list_own(understood.question)
        known = (known | terms) - loose
        left = (w for w, begun in heard.items() if begun not in known and not w.isdecimal())
        return understood._replace(left_out=(*understood.left_out, *left))

    def _list_calls(self, question: str) -> Iterator[str]:
        """List what the terms are called, by their stems, that a question may be asked of."""
        for terms in self._terms[question].values():
            for called in terms.values():
                yield from called

    @cached_property
    def _classes(self) -> set[str]:
        """The words, by their stems, that are the name of a class some question is asked of."""
        names = (name.split() for each in self._terms for name in self._list_calls(each))
        return {word for word, *more in names if not more}

    def _find_turn(self, phrase: str, question: str) -> str:
        """Find the word that turns what a phrase asks round, unless a question says it, too."""
        said, own = _pad(phrase), self._wordings[question]
        turned = next((word for word in self.fillers.turns if _pad(word) in said), "")
        return "" if _pad(turned) in own else turned

    def _reduce(self, word: str) -> str:
        """Give the beginning of a word, if a word of about its length begins so in a question."""
        near = self._words.get(stem(word), ())
        return stem(word) if any(abs(size - len(word)) <= _LONGER for size in near) else word

    def _measure_known(self, said: Sequence[str]) -> float:
        """Measure how much of what is said some question says too."""
        known = sum(self._weigh(word) for word in said if word in self._counts)
        return known / (sum(map(self._weigh, said)) or 1)

    def _compare(
        self,
        said: Sequence[str],
        kinds: Sequence[str],
        forms: Sequence[Phrasing],
        *,
        spoken: frozenset[str],
    ) -> Nearest:
        """Find the nearest of some wordings; of two that are as near, small words tell."""
        told = (Nearest(self._compare_form(said, kinds, form), form) for form in forms)
        return max(told, key=lambda near: (near.value, len(near.form.spoken & spoken)))

    def _compare_form(self, said: Sequence[str], kinds: Sequence[str], form: Phrasing) -> float:
        """Compare what is said with one wording: words in common, and things that it asks for."""
        # Who does not name what a wording speaks of does not ask of it.
        if form.marks and form.marks.isdisjoint(map(stem, said)):
            return 0.0
        heard: dict[Any, float] = {word: self._weigh(word) for word in said}
        heard |= dict.fromkeys(kinds, _SLOT_WEIGHT)
        told: dict[Any, float] = {word: self._weigh(word) for word in map(stem, form.words)}
        told |= dict.fromkeys(form.kinds.intersection(kinds), _SLOT_WEIGHT)
        told |= {need: _UNSAID_WEIGHT for need in form.needs if need.isdisjoint(kinds)}
        common = sum(heard[word] for word in heard.keys() & told.keys())
        size = sqrt(sum(heard.values()) * sum(told.values()))
        return common / size if size else 0.0

    def _weigh(self, word: str) -> float:
        return log((1 + len(self._forms)) / (0.5 + self._counts.get(word, 0)))

    @cached_property
    def _finder(self) -> Finder:
        return Finder(self.names, self.fillers, self._counts)

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
        taken = self._kinds[question.name]
        kinds = frozenset().union(*taken.values())
        needs = [taken[each.name] for each in question.parameters if each.is_of_one]
        for key in ("title", "question", "wording"):
            for text in question.file.list_texts(key):
                form = read_phrasing(text, self.fillers.words, self._list_words)
                # The question itself has a place for everything.
                slots = form.slots if key == "wording" else set()
                yield form._replace(kinds=kinds, needs=needs, slots=slots)

    @cached_property
    def _wordings(self) -> dict[str, str]:
        """How each question may be worded, as one text."""
        return {
            question.name: "".join(
                _pad(text) for key in ("title", "wording") for text in question.file.list_texts(key)
            )
            for question in self.catalogue
        }

    def _list_kinds(self, question: Question, parameter: Parameter) -> frozenset[str]:
        """List the kinds of what a parameter takes: that of its default, else of its values."""
        is_year = any(find_days([parameter.default]))
        if parameter.type == "integer":
            return frozenset({YEAR if is_year else NUMBER})
        if parameter.type == "date" or is_year:
            return frozenset({DAY, YEAR})
        if parameter.type != "iri":
            return frozenset()
        kind, stroke, _ = parameter.default.partition("/")
        known = self._values[question.name][parameter.name].values()
        return frozenset({kind, *known} - {""} if stroke else known)

    def _fill(
        self, question: Question, mentions: Sequence[Mention], stems: str, *, near: Nearest
    ) -> Understood:
        """Give each parameter a mention that it is in some answer, else the first of its kind."""
        given: dict[str, Mention] = {}
        known, slots = self._values[question.name], near.form.slots
        order = sorted(self._kinds[question.name].items(), key=lambda each: each[0] not in slots)
        for is_known in (True, False):
            for name, kinds in order:
                may = partial(self._may_be, question, name)
                taken = {*self._finder.whole, *(m.value for m in given.values())}
                free = (m for m in mentions if m.kind in kinds and m.value not in taken)
                fit = (m for m in free if m.value in known[name] or (not is_known and may(m)))
                is_free = name not in (*given, *near.form.given)
                if is_free and (mention := next(fit, None)):
                    given[name] = mention
        heard = {place for each in given.values() for place in range(each.start, each.end)}
        # A thing that is called by its number is one, not two.
        left = {m.start: m.value for m in mentions[::-1] if heard.isdisjoint(range(m.start, m.end))}
        values = {**near.form.given, **dict(self._hear_terms(question.name, stems))}
        values |= {name: mention.value for name, mention in given.items()}
        over = tuple(left[place] for place in sorted(left))
        return Understood(question, values, near.value, over)

    def _may_be(self, question: Question, name: str, mention: Mention) -> bool:
        """Tell whether a mention is like the values of a parameter, and of no other left open.

        Of who paid and who was paid neither is guessed.
        """
        kinds, values = self._kinds[question.name], self._values[question.name]
        fit = [
            each
            for each in question.parameters
            if mention.kind in kinds[each.name] and not self._differs(mention, values[each.name])
        ]
        is_torn = sum(not (each.has_usual or each.is_needed) for each in fit) > 1
        return any(each.name == name and (each.has_usual or not is_torn) for each in fit)

    def _differs(self, mention: Mention, values: Iterable[str]) -> bool:
        """Tell whether a thing is of another class than all values: a region is no commune."""
        if "/" not in mention.value or not (classes := [*map(self._list_classes, values)]):
            return False
        own = self._list_classes(mention.value) - set.intersection(*classes)
        return bool(own) and own.isdisjoint(set.union(*classes))

    def _list_classes(self, path: str) -> set[object]:
        thing, store = self.names.project.prefixes.expand(path), self.names.store
        return {quad.object for quad in store.quads_for_pattern(thing, _TYPE, None)}

    def _hear_terms(self, question: str, stems: str) -> Iterator[tuple[str, str]]:
        """Give each parameter the term of the ontology that a phrase names, such as hospitals."""
        for name, terms in self._terms[question].items():
            heard = (term for term, called in terms.items() if any(c in stems for c in called))
            if term := next(heard, None):
                yield name, term

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
            own = {f" {word} " for word in _list_own(question)}
            found[question.name] = {
                name: {
                    term: self._call(expand(term)) - own
                    for term, kind in values.items()
                    if not kind
                }
                for name, values in self._values[question.name].items()
            }
        return found

    def _list_words(self, value: str) -> set[str]:
        named = self._call(self.names.project.prefixes.expand(value))
        return {word for name in named for word in name.split()}

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


def make_ear(names: Names) -> Ear:
    """Make what hears phrases; what it finds out of the catalogue and the names it keeps."""
    project = names.project
    catalogue = list_askable(names.store, project, lambda _: None)
    return Ear(catalogue, names, read_fillers(project.ontology / "wording" / "fillers.csv"))


def _find_home(phrase: str, path: Path, *, thing: str) -> Message:
    """Find the table that would hold what a phrase speaks of, else tell of the thing in it."""
    said = _pad(phrase)
    for row in read_rows(path, (*name_forms("words"), "table")) if path.exists() else ():
        words = (text for key in name_forms("words") for text in row[key].split("|"))
        if any(_pad(text) in said for text in words):
            return Message("a row of {table}.csv would hold it: bioprod add {table}",
                           table=row["table"])  # fmt: skip
    if thing:
        return Message("bioprod explain {thing} tells what is known of it", thing=thing)
    return Message("bioprod query --list tells what may be asked, bioprod gaps what is not known")


# What a thing of the right kind counts, among words, and one that is asked of and is not said.
_SLOT_WEIGHT = 2.0
_UNSAID_WEIGHT = 0.7


def _list_own(question: Question) -> set[str]:
    """List the words, by their stems, that a question itself has, not its other wordings."""
    texts = (text for key in ("title", "question") for text in question.file.list_texts(key))
    return {stem(word) for text in texts for word in split_words(text)}


def _pad(text: str) -> str:
    """Write the words of a text so that words of it are found whole."""
    return f" {' '.join(split_words(text))} "
