"""Which value each parameter of a question takes of what a phrase speaks of.

A wording shows who does what to whom by the place of a parameter, `who funds {funded}`: a thing
stands there or nowhere, since in another place it would turn the question round.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING

import pyoxigraph as ox

from bioprod_graph.dataset import read_label
from bioprod_graph.identifiers import find_kind
from bioprod_graph.language import find_days
from bioprod_graph.names import split_words
from bioprod_graph.questions.asking import ask_oxigraph
from bioprod_graph.questions.mentions import DAY, NUMBER, SPAN, YEAR, Mention, stem
from bioprod_graph.questions.phrasings import ASIDE
from bioprod_graph.questions.remarks import Remarks, list_classes

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from bioprod_graph.dataset import Names
    from bioprod_graph.questions.catalogue import Parameter, Question
    from bioprod_graph.questions.phrasings import Phrasing


@dataclass(frozen=True)
class Values:
    """The values that the parameters of questions take, and their names but for what fills them."""

    catalogue: Sequence[Question]
    names: Names
    fillers: Collection[str]

    def give(
        self, question: Question, mentions: Sequence[Mention], form: Phrasing
    ) -> dict[str, Mention]:
        """Give each parameter a mention: one that it is in some answer, else the first of its kind.

        First to those whose place the wording shows, after the same word if it may be.
        """
        given: dict[str, Mention] = {}
        kinds = self.kinds[question.name]
        free = [name for name in kinds if name not in form.given]
        shown = [name for name in form.slots if name in free]
        for word in dict.fromkeys(form.slots[name] for name in shown):
            led = [m for m in mentions if m.follows == word]
            names = [name for name in shown if form.slots[name] == word]
            self._give(question, led, given, names=names, may=lambda *_: True)
        self._give(question, mentions, given, names=shown, may=lambda *_: True)
        # A place that takes nothing by itself is the end of a span: “in 2019” is until 2019, too.
        years = [m for m in mentions if m.kind == YEAR and m.follows in form.before]
        given |= {name: years[0] for name in shown if years and not kinds[name]}
        held = frozenset().union(*(kinds[name] for name in shown if name not in given))
        rest = [name for name in free if name not in shown and not kinds[name] & held]
        self._give(question, mentions, given, names=rest, may=partial(self._may_be, question))
        for name in (p.name for p in question.parameters if p.is_of_one and p.name in free):
            others = (m for m in mentions if "/" in m.value and m not in given.values())
            told = (m for m in others if self._answers(question, name, m))
            if name not in given and (mention := next(told, None)):
                given[name] = mention
        return given | _give_span(question, mentions, given, free=free)

    def _answers(self, question: Question, name: str, mention: Mention) -> bool:
        """Tell whether a question has an answer about a thing, of whatever kind that is."""
        if name not in question.file.variables:
            return False
        term = self.names.project.prefixes.expand(mention.value)
        results = ask_oxigraph(self.names.store, question.file.text, {name: term}).results
        return isinstance(results, ox.QuerySolutions) and next(results, None) is not None

    def _give(
        self,
        question: Question,
        mentions: Sequence[Mention],
        given: dict[str, Mention],
        *,
        names: Sequence[str],
        may: Callable[[str, Mention], bool],
    ) -> None:
        """Add what is given to parameters of these names: what is known, else what may be."""
        kinds, known = self.kinds[question.name], self.known[question.name]
        for is_known in (True, False):
            for name in (name for name in names if name not in given):
                # A word that may name two things names one.
                taken = {part for m in given.values() for part in (m.value, m.start)}
                open_ = (m for m in mentions if taken.isdisjoint((m.value, m.start)))
                free = (m for m in open_ if m.kind in kinds[name])
                fit = (
                    m
                    for m in free
                    if m.value in known.get(name, ()) or (not is_known and may(name, m))
                )
                if mention := next(fit, None):
                    given[name] = mention

    def _list_kinds(self, question: Question, parameter: Parameter) -> frozenset[str]:
        """List the kinds of what a parameter takes: that of its default, else of its values."""
        is_year = any(find_days([parameter.default]))
        if parameter.name in question.bounds:
            return frozenset({YEAR} if is_year else ())
        if parameter.type == "integer":
            return frozenset({YEAR if is_year else NUMBER})
        if parameter.type == "date" or is_year:
            return frozenset({DAY, YEAR})
        if parameter.type != "iri":
            return frozenset()
        kind, stroke, _ = parameter.default.partition("/")
        known = self.known[question.name][parameter.name].values()
        return frozenset({kind, *known} - {""} if stroke else known)

    def _may_be(self, question: Question, name: str, mention: Mention) -> bool:
        """Tell whether a mention is like the values of a parameter, and of no other left open.

        Of who paid and who was paid neither is guessed.
        """
        kinds, values = self.kinds[question.name], self.known[question.name]
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
        return {*list_classes(self.names.store, self.names.project.prefixes.expand(path))}

    def hear_terms(self, question: str, stems: str) -> Iterator[tuple[str, str]]:
        """Give each parameter the term of the ontology that a phrase names, such as hospitals."""
        for name, terms in self.terms[question].items():
            heard = (term for term, called in terms.items() if any(c in stems for c in called))
            if term := next(heard, None):
                yield name, term

    @cached_property
    def known(self) -> dict[str, dict[str, dict[str, str]]]:
        """The values, with their kinds, of parameters that take any thing, by question."""
        remarks = Remarks(self.names.store, self.names.project.prefixes)
        show, base = self.names.project.prefixes.show, self.names.project.base
        found: dict[str, dict[str, dict[str, str]]] = {}
        for question in self.catalogue:
            takes_any = any(p.type == "iri" and "/" not in p.default for p in question.parameters)
            terms = remarks.list_values(question, self.names) if takes_any else {}
            things = {p.name: terms.get(p.name, ()) for p in question.parameters if p.type == "iri"}
            found[question.name] = {
                p.name: {show(t.value): find_kind(t.value, base) for t in things.get(p.name, ())}
                for p in question.parameters
            }
        return found

    @cached_property
    def terms(self) -> dict[str, dict[str, dict[str, set[str]]]]:
        """The terms of the ontology among those values, each with its names by their stems.

        A word of the question itself is the name of none: whoever says it asks for all.
        """
        expand, found = self.names.project.prefixes.expand, {}
        for question in self.catalogue:
            own = {f" {word} " for word in list_own(question)}
            found[question.name] = {
                name: {
                    term: self._call(expand(term)) - own
                    for term, kind in values.items()
                    if not kind
                }
                for name, values in self.known[question.name].items()
            }
        return found

    def list_words(self, value: str) -> set[str]:
        """List the stems of the words that name a value; none of one that is no thing."""
        if not any(sign in value for sign in ":/"):
            return set()
        named = self._call(self.names.project.prefixes.expand(value))
        return {word for name in named for word in name.split()}

    def _call(self, term: ox.NamedNode) -> set[str]:
        said = read_label(self.names.store, term).spread().values()
        told = (" ".join(list_stems(split_words(text), self.fillers)) for text in said)
        return {f" {text} " for text in told if text}

    @cached_property
    def kinds(self) -> dict[str, dict[str, frozenset[str]]]:
        """The kinds of what each parameter of each question takes."""
        return {
            question.name: {p.name: self._list_kinds(question, p) for p in question.parameters}
            for question in self.catalogue
        }


def _give_span(
    question: Question,
    mentions: Sequence[Mention],
    given: Mapping[str, Mention],
    *,
    free: Collection[str],
) -> dict[str, Mention]:
    """Give the bounds of a question both ends of a span: the 1990s, between 2010 and 2015."""
    first, last = (*question.bounds, "", "")[:2]
    if last not in free or (last in given and given[last] != given.get(first)):
        return {}
    if first in free and first not in given:
        for span in (each for each in mentions if each.kind == SPAN):
            begin, _, end = span.value.partition("/")
            return {first: span._replace(value=begin), last: span._replace(value=end)}
        return {}
    begun = given[first].value if first in given else ""
    later = ({last: m} for m in mentions if begun and m.kind == YEAR and m.value > begun)
    return next(later, {})


def list_stems(words: Iterable[str], fillers: Collection[str]) -> list[str]:
    """List the beginnings of words that tell something: `entre` is none of a company’s.

    >>> list_stems(["companies", "between", "them"], {"between", "them"})
    ['compa']
    """
    return [stem(word) for word in words if word not in fillers]


def list_own(question: Question) -> set[str]:
    """List the words, by their stems, that a question itself has, not its other wordings."""
    own = (text for key in ("title", "question") for text in question.file.list_texts(key))
    texts = (ASIDE.sub("", text) for text in own)
    return {stem(word) for text in texts for word in split_words(text)}
