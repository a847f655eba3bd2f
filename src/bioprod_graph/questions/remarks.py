"""For which values of its parameters a question has an answer."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any, cast

import pyoxigraph as ox

from bioprod_graph.dataset import read_label
from bioprod_graph.language import Message
from bioprod_graph.names import find_near
from bioprod_graph.questions.asking import ask_oxigraph
from bioprod_graph.rdf import match

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from bioprod_graph.dataset import Names
    from bioprod_graph.identifiers import PrefixTable
    from bioprod_graph.questions.catalogue import Question
    from bioprod_graph.rdf import Term

_SHOWN = 8
# What so many of the known ones are is the class that a parameter takes.
_MOST = 0.8
_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


@dataclass(frozen=True)
class Remarks:
    """Remarks on answers that a store gives."""

    store: ox.Store
    prefixes: PrefixTable

    def remark_on_values(
        self, question: Question, bindings: Mapping[str, Term]
    ) -> Iterator[Message]:
        """Tell of bounds that are crossed, else for which values there is an answer."""
        crossed = list(self._remark_on_bounds(question, bindings))
        yield from crossed or self._remark_on_each(question, bindings)

    def _remark_on_each(
        self, question: Question, bindings: Mapping[str, Term]
    ) -> Iterator[Message]:
        """Tell for which values of a parameter the question has an answer, the others kept.

        First whether a value is of a kind that no answer has there.
        """
        whole = self._find_values(question, {})
        for each in question.parameters:
            if not whole[each.name] and each.type == "iri" and "/" in each.default:
                whole[each.name] = {self.prefixes.expand(each.default)}
        for name in [p.name for p in question.parameters if p.type != "language"]:
            if name not in bindings:
                continue
            others = {each: term for each, term in bindings.items() if each != name}
            values = {*map(self._show, self._find_values(question, others)[name])} - {""}
            asked = self._show(bindings[name])
            if said := self._tell_kind(name, bindings[name], whole[name]):
                yield said
            elif classes := self._tell_apart(name, bindings[name], whole[name]):
                own, known = (read_label(self.store, each) for each in classes)
                said = Message("{value} is of class “{own}”, and {name} takes “{known}”{more}")
                near = [p for p, terms in whole.items() if bindings[name] in terms]
                more = Message(": give it as {name}", name=near[0]) if near else ""
                yield said.fill(value=asked, own=own, name=name, known=known, more=more)
            if values and asked not in values:
                yield _tell_known(name, asked, values)

    def _remark_on_bounds(
        self, question: Question, bindings: Mapping[str, Term]
    ) -> Iterator[Message]:
        """Tell of bounds that are crossed: nothing is from 2010 on and up to 2005."""
        given = [(n, self._show(bindings[n])) for n in question.bounds if n in bindings]
        for name, end in given[1:]:
            first, begun = given[0]
            if begun > end:
                said = Message("{first}={begun} is later than {name}={end}: exchange them")
                yield said.fill(first=first, begun=begun, name=name, end=end)

    def tell_terms(
        self, question: Question, name: str, asked: str, *, kinds: Collection[str]
    ) -> Message | None:
        """Tell for which values a question has an answer, where all of them are terms.

        Of the ontology, or of kinds of things whose names are words; None where others are taken.
        """
        terms = {self._show(each): each for each in self._find_values(question, {})[name]}
        if not terms or not {"", *kinds} >= {*map(_find_kind, terms)}:
            return None
        called = [
            (text, shown)
            for shown, term in terms.items()
            if isinstance(term, ox.NamedNode)
            for text in read_label(self.store, term).spread().values()
        ]
        return _tell_known(name, asked, {*terms}, called=called)

    def remark_on_kinds(
        self, question: Question, bindings: Mapping[str, Term]
    ) -> Iterator[Message]:
        """Tell of values of a kind that no answer has in their place, though there is an answer."""
        ones = [p for p in question.parameters if p.is_of_one and p.name in bindings]
        usual = {each.name: [self.prefixes.expand(each.default)] for each in ones}
        odd = [name for name in usual if self._tell_kind(name, bindings[name], usual[name])]
        whole = self._find_values(question, {}) if odd else {}
        yield from filter(None, (self._tell_kind(n, bindings[n], whole[n]) for n in odd))

    def _tell_kind(self, name: str, given: Term, known: Iterable[Term]) -> Message | None:
        """Tell that a value is of a kind that none of the known ones is of."""
        asked, kinds = self._show(given), {*map(_find_kind, map(self._show, known))} - {""}
        kind = _find_kind(asked)
        if not kind or not kinds or kind in kinds:
            return None
        said = Message("{value} is of kind {kind}, and {name} takes what is of kind {kinds}")
        return said.fill(value=asked, kind=kind, name=name, kinds=", ".join(sorted(kinds)))

    def _tell_apart(
        self, name: str, thing: Term, known: Iterable[Term]
    ) -> tuple[ox.NamedNode, ox.NamedNode] | None:
        """Tell the class of a thing and that of most known ones, where it has none of theirs.

        One known thing does not show of which class all are, unless the parameter is called so.
        """
        classes = [found for each in known if (found := list_classes(self.store, each))]
        is_called = any(each.value.casefold().endswith(f"#{name}") for each in chain(*classes))
        if len(classes) <= 1 and not is_called:
            return None
        theirs = Counter(each for found in classes for each in found)
        all_own = list_classes(self.store, thing)
        own = {each for each in all_own if theirs[each] < len(classes)}
        others = Counter({each: n for each, n in theirs.items() if each not in all_own})
        if not own or not others or own & theirs.keys():
            return None
        ((common, count),) = others.most_common(1)
        return (min(own, key=str), common) if count > _MOST * len(classes) else None

    def list_values(
        self, question: Question, names: Names
    ) -> dict[str, list[ox.NamedNode | ox.Literal]]:
        """List by parameter the terms for which a question has an answer, all of them left open.

        Where it does not tell them: what is of the kind of the default.
        """
        found = self._find_values(question, {})
        for parameter in question.parameters:
            kind, stroke, _ = parameter.default.rpartition("/")
            if not found[parameter.name] and parameter.type == "iri" and stroke:
                found[parameter.name] = {*map(names.expand, names.list_begun(f"{kind}/"))}
        return {name: sorted(terms, key=str) for name, terms in found.items()}

    def _find_values(
        self, question: Question, bindings: Mapping[str, Term]
    ) -> dict[str, set[ox.NamedNode | ox.Literal]]:
        """Find what each parameter is in the answers; one that they do not tell is nothing."""
        found: dict[str, set[Any]] = {parameter.name: set() for parameter in question.parameters}
        if told := found.keys() & question.file.variables:
            results = ask_oxigraph(self.store, question.file.text, bindings).results
            for row in cast("ox.QuerySolutions", results):
                for name in told:
                    found[name].add(row[name])
        known = (ox.NamedNode, ox.Literal)
        return {name: {t for t in each if isinstance(t, known)} for name, each in found.items()}

    def _show(self, term: object) -> str:
        if isinstance(term, ox.NamedNode):
            thing = term.value.removeprefix(f"{self.prefixes.base}id/")
            return self.prefixes.compress(term.value) if thing == term.value else thing
        return term.value if isinstance(term, ox.Literal) else ""


def list_classes(store: ox.Store, thing: Term) -> set[ox.NamedNode]:
    """List the classes that a thing is said to be of."""
    if not isinstance(thing, ox.NamedNode):
        return set()
    found = (quad.object for quad in match(store, (thing, _TYPE, None)))
    return {each for each in found if isinstance(each, ox.NamedNode)}


def _find_kind(shown: str) -> str:
    """Give the first part of KIND/SLUG; nothing of what is no thing."""
    return shown.rpartition("/")[0]


def _tell_known(
    name: str, asked: str, values: set[str], *, called: Iterable[tuple[str, str]] = ()
) -> Message:
    """Tell the values that are nearest to one, by what they are called too, then the others."""
    ordered = sorted(values, key=lambda text: (len(text) if text.isdigit() else 0, text))
    near = list(dict.fromkeys([*find_near(asked, ordered, most=3, also=called), *ordered]))
    listed = ", ".join(near[:_SHOWN]) + (", …" if len(near) > _SHOWN else "")
    said = Message("this question has an answer for {name} = {values}", name=name)
    return said.fill(values=listed)
