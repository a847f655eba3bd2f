"""A question in somebody’s own words: the nearest of the catalogue, and what it is asked of.

No model of a language is asked. Names of things are found by the one index; other words are
compared with the titles, texts and other wordings of each question by their beginnings, and rare
ones count more. A phrase much of which no question knows is refused, and so is one with a word that
turns what is asked round, such as “not” or “before”, unless a question says it, too.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import chain
from math import cbrt, log, sqrt
from typing import TYPE_CHECKING, Any, NamedTuple

from bioprod_graph.errors import NotFoundError
from bioprod_graph.files import read_rows
from bioprod_graph.findings import shorten
from bioprod_graph.language import Message, name_forms
from bioprod_graph.names import split_words
from bioprod_graph.questions.catalogue import list_askable
from bioprod_graph.questions.mentions import SPAN, Fillers, Finder, Mention, read_fillers, stem
from bioprod_graph.questions.phrasings import Nearest, Phrasing, part_wording, read_phrasing
from bioprod_graph.questions.values import Values, list_own, list_stems

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set

    from bioprod_graph.dataset import Names
    from bioprod_graph.questions.catalogue import Question

# A phrase is understood if so much of it is known, and it is so near to a question.
_KNOWN = 0.55
_NEAR = 0.3
# What is nearly as near as the nearest may be meant where that one cannot.
_AS_NEAR = 0.9
# So near is what is offered where none is.
_OFFERED = 0.2
# A word of so many questions is one of theirs, though it stands in a name.
_COMMON = 3
# So many letters more or less has a form of the same word.
_LONGER = 2
# So many questions may be meant.
_MOST = 3
# So many are looked at for what they leave out.
_LOOKED = 8
# So many words after one that turns round are turned round by it.
_TURNED = 2
# What of a question is said only where its value is given.
_OPTIONAL = re.compile(r"\[[^\]]*\]")


class Understood(NamedTuple):
    """A question that a phrase may mean, the values in it, and how near it is, from 0 to 1.

    Left out are values that the phrase has and the question has no parameter for, spoken the words
    of the wording that is nearest.
    """

    question: Question
    given: dict[str, str]
    nearness: float
    left_out: tuple[str, ...] = ()
    spoken: Set[str] = frozenset()

    @property
    def command(self) -> str:
        """The command that asks the same."""
        pairs = (f" --param {name}={value}" for name, value in self.given.items())
        return f"bioprod query {self.question.name}{''.join(pairs)}"

    @property
    def usual(self) -> dict[str, str]:
        """The values that narrow the answer because the phrase has none in their place."""
        ones = (p for p in self.question.parameters if p.has_usual and p.type != "language")
        return {each.name: each.default for each in ones if each.name not in self.given}

    def tell(self) -> Iterator[Message]:
        """Tell what of the phrase has no part in the answer, and what narrows it unsaid."""
        if self.left_out:
            yield Message("not taken into account: {values}", values=", ".join(self.left_out))
        if self.usual:
            values = ", ".join(f"{name}={value}" for name, value in self.usual.items())
            yield Message("not said, so as usual: {values}", values=values)


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
        words = split_words(phrase)
        mentions = list(self._finder.find(words))
        is_known, found = self._find(words, mentions)
        if found:
            _refuse_torn(mentions, found[0])
        least = max(_NEAR, _AS_NEAR * found[0].nearness) if found else _NEAR
        near = [each for each in found if is_known and each.nearness >= least]
        turns = [self._find_turn(phrase, each) for each in near]
        odd = [turn or self._find_other(each) for turn, each in zip(turns, near, strict=True)]
        # Another is meant where the nearest is not asked of the thing that is named.
        if "" in odd and not turns[0]:
            first = near[odd.index("")]
            return [first, *(each for each in found if each is not first)]
        if odd:
            raise NotFoundError(
                "no question takes “{word}” of “{phrase}” into account; the nearest: {names}",
                word=odd[0], phrase=shorten(phrase), names=_list_names(found),
            )  # fmt: skip
        things = [
            each.value
            for each in mentions
            if "/" in each.value and each.kind not in self.fillers.kinds
        ]
        hint = _find_home(phrase, self._homes, things=things[:2])
        if names := _list_names(each for each in found if each.nearness >= _OFFERED):
            hint = Message("{hint}; the nearest: {names}", hint=hint, names=names)
        raise NotFoundError(
            "no question comes near “{phrase}”: {hint}", phrase=shorten(phrase), hint=hint
        )

    def _find(
        self, words: Sequence[str], mentions: Sequence[Mention]
    ) -> tuple[bool, list[Understood]]:
        """Find the nearest questions; tell whether enough of the phrase is known at all."""
        strange = [each for each in mentions if each.kind not in self.fillers.kinds]
        taken = {place for each in strange for place in range(each.start, each.end)}
        heard = {
            word: self._reduce(word)
            for place, word in enumerate(words)
            if word not in self.fillers.words
            and (place not in taken or self._counts[self._reduce(word)] >= _COMMON)
        }
        # Who does no more than name a thing asks what it is.
        named = {each.start for each in strange}
        is_name = len(named) == 1 and all(words.index(word) in taken for word in heard)
        said = [] if is_name else [*heard.values()]
        kinds = [each.kind for each in strange if each.value not in self._finder.whole]
        stems = f" {' '.join(list_stems(words, self.fillers.words))} "
        before = {each.follows for each in strange}
        rank = partial(Nearest.rank, spoken=set(words), before=before)
        compare = partial(self._compare, said, kinds, rank=rank)
        fits = partial(Phrasing.fits, named=len(named), unnamed=self.fillers.agents - before)
        compared = [(each, compare([*filter(fits, forms)])) for each, forms in self._forms]
        compared.sort(key=lambda each: rank(each[1]), reverse=True)
        weights = {word: self._weigh(begun) for word, begun in heard.items()}
        weights |= {each.shown: _SLOT_WEIGHT for each in strange}
        # Who says companies, or names the region of all, may mean no more than all there is.
        all_said = {w for w, begun in heard.items() if begun in self._classes} | self._finder.whole
        found = []
        for each, near in compared[:_LOOKED]:
            told, used = self._fill(each, strange, stems, near=near)
            rest = {w: begun for w, begun in heard.items() if words.index(w) not in used}
            told = self._tell_unsaid(told, near.form, rest)
            lost = sum(weights[part] for part in ({*told.left_out} & {*weights}) - all_said)
            share = lost / (sum(weights.values()) or 1)
            less = near._replace(value=near.value * cbrt(max(0.0, 1 - share)))
            found.append((rank(less), told._replace(nearness=less.value)))
        found.sort(key=lambda each: each[0], reverse=True)
        is_known = is_name or self._measure_known(said) >= _KNOWN
        return is_known, [each for _, each in found[:_MOST]]

    def _tell_unsaid(
        self, understood: Understood, form: Phrasing, heard: Mapping[str, str]
    ) -> Understood:
        """Add to what is left out the words that neither chose the question nor became a value.

        Those that choose it are of the wording that is nearest, or of the question itself.
        """
        question, given = understood.question, understood.given
        terms = self._values.terms[question.name]
        called = (c for name, value in given.items() for c in terms[name].get(value, ()))
        own = list_own(question)
        # Where no more than a wording says companies, they stand for all bodies, unless it gives a
        # value: its words are that.
        classes = set() if form.given else self._classes - own
        known = {stem(word) for word in form.words} - classes
        known |= own | {word for name in called for word in name.split()}
        passed = self.fillers.passed
        left = (w for w, b in heard.items() if not (b in known or w in passed or w.isdecimal()))
        return understood._replace(left_out=(*understood.left_out, *left))

    def _list_calls(self, question: str) -> Iterator[str]:
        """List what the terms are called, by their stems, that a question may be asked of."""
        for terms in self._values.terms[question].values():
            for called in terms.values():
                yield from called

    @cached_property
    def _classes(self) -> set[str]:
        """The words, by their stems, that are the name of a class some question is asked of."""
        names = (name.split() for each in self._values.terms for name in self._list_calls(each))
        return {word for word, *more in names if not more}

    def _find_turn(self, phrase: str, understood: Understood) -> str:
        """Find the word that turns what a phrase asks round, or that no question asks of.

        Unless its nearest wording says it, too, of what is taken into account: largest amounts, and
        no largest company.
        """
        said, own = _pad(phrase), understood.spoken
        words = (*self.fillers.turns, *(word for words, _ in self._homes for word in words))
        for word in (word for word in words if _pad(word) in said):
            turned = said.partition(_pad(word))[2].split()[:_TURNED]
            if not own >= {*split_words(word)} or {*turned} & {*understood.left_out}:
                return word
        return ""

    def _find_other(self, understood: Understood) -> str:
        """Find the thing that a phrase names where the answer would be of the usual one."""
        question = understood.question
        said = " ".join(_OPTIONAL.sub("", text) for text in question.file.list_texts("question"))
        ones = (p for p in question.parameters if p.is_of_one and p.name in understood.usual)
        if not any(f"{{{each.name}" in said for each in ones):
            return ""
        whole = self._finder.whole
        return next((v for v in understood.left_out if "/" in v and v not in whole), "")

    @cached_property
    def _homes(self) -> list[tuple[list[str], str]]:
        """Words of what no question asks, and the table that would hold it."""
        path = self.names.project.ontology / "wording" / "homes.csv"
        rows = read_rows(path, (*name_forms("words"), "table")) if path.exists() else ()
        forms = name_forms("words")
        return [([w for key in forms for w in row[key].split("|")], row["table"]) for row in rows]

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
        rank: Callable[[Nearest], tuple[float, ...]],
    ) -> Nearest:
        """Find the nearest of some wordings."""
        return max((Nearest(self._compare_form(said, kinds, f), f) for f in forms), key=rank)

    def _compare_form(self, said: Sequence[str], kinds: Sequence[str], form: Phrasing) -> float:
        """Compare what is said with one wording: words in common, and things that it asks for."""
        # Who does not name what a wording speaks of does not ask of it.
        if form.marks and form.marks.isdisjoint({*said, *map(stem, said)}):
            return 0.0
        if form.words and not said:
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
        taken = {
            name
            for ks in self._values.kinds.values()
            for name, kinds in ks.items()
            if name in kinds
        }
        return Finder(self.names, self.fillers, self._counts, taken)

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
        taken = self._values.kinds[question.name]
        kinds = frozenset({SPAN} if question.bounds else ()).union(*taken.values())
        needs = [taken[each.name] for each in question.parameters if each.is_of_one]
        own = [text for key in ("title", "question") for text in question.file.list_texts(key)]
        turns = {*self.fillers.turns} - self.fillers.words
        others = chain.from_iterable(map(part_wording, question.file.list_texts("wording")))
        for text in (*own, *others):
            form = read_phrasing(text, self.fillers.words, self._values.list_words)
            form = form._replace(kinds=kinds, needs=needs)
            if text in own:
                # The question itself has a place for everything.
                yield form._replace(slots={})
            else:
                # What a wording denies is not asked by who denies nothing.
                yield form._replace(marks=form.marks or {*map(stem, form.spoken & turns)})

    def _fill(
        self, question: Question, mentions: Sequence[Mention], stems: str, *, near: Nearest
    ) -> tuple[Understood, set[int]]:
        """Give each parameter what the phrase has for it, tell what is left, and what is used."""
        free = [mention for mention in mentions if mention.value not in self._finder.whole]
        given = self._values.give(question, free, near.form)
        heard = {place for each in given.values() for place in range(each.start, each.end)}
        # A thing that is called by its number is one, not two.
        values = {**near.form.given, **dict(self._values.hear_terms(question.name, stems))}
        values |= {name: mention.value for name, mention in given.items()}
        lost = [m for m in mentions[::-1] if m.value not in near.form.given.values()]
        left = {m.start: m.shown for m in lost if heard.isdisjoint(range(m.start, m.end))}
        over = tuple(left[place] for place in sorted(left))
        return Understood(question, values, near.value, over, near.form.spoken), heard

    @cached_property
    def _values(self) -> Values:
        return Values(self.catalogue, self.names, self.fillers.words)


def make_ear(names: Names) -> Ear:
    """Make what hears phrases; what it finds out of the catalogue and the names it keeps."""
    project = names.project
    catalogue = list_askable(names.store, project, lambda _: None)
    return Ear(catalogue, names, read_fillers(project.ontology / "wording" / "fillers.csv"))


def _find_home(
    phrase: str, homes: Sequence[tuple[list[str], str]], *, things: Sequence[str]
) -> Message:
    """Find the table that would hold what a phrase speaks of, else tell of the things in it."""
    said = _pad(phrase)
    for words, table in homes:
        if any(_pad(word) in said for word in words):
            return Message("a row of {table}.csv would hold it: bioprod add {table}", table=table)
    if len(things) > 1:
        told = " ".join(things)
        return Message("bioprod explain {things} tells how they are tied", things=told)
    if things:
        return Message("bioprod explain {thing} tells what is known of it", thing=things[0])
    return Message("bioprod query --list tells what may be asked, bioprod gaps what is not known")


# What a thing of the right kind counts, among words, and one that is asked of and is not said.
_SLOT_WEIGHT = 2.0
_UNSAID_WEIGHT = 0.7


def _refuse_torn(mentions: Iterable[Mention], first: Understood) -> None:
    """Refuse a phrase with a word that may name several things, if one of them is asked of."""
    torn = {each.value: each for each in mentions if each.others}
    for name, value in first.given.items():
        if value in torn:
            ones = [first.given | {name: each} for each in (value, *torn[value].others)]
            raise NotFoundError(
                "“{word}” begins several names, say which is meant: {commands}",
                word=torn[value].word,
                commands="; ".join(first._replace(given=one).command for one in ones),
            )


def _list_names(found: Iterable[Understood]) -> str:
    return ", ".join(each.question.name for each in found)


def _pad(text: str) -> str:
    """Write the words of a text so that words of it are found whole."""
    return f" {' '.join(split_words(text))} "
