"""Templates filled with terms: what is named, in one language, and which part of a text names it.

A slot without form gives a name with its article, or a text as it is. Other forms are those of
texts (see `templates`), and `name`, `key` (the last part of an IRI), `undated` (a name without
`date` at its end), `mark` (a status with its rank, `…_step` of `…_steps`), `list` (all values of
the group, each with its article), `names` (the same without), `count` (how many), `period` and
`moment` (from this date until the one in `until`, if any; a moment alone is a date), and `phrase`:
for a property, its sentence on `thing` and the values of `object`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeAlias

import pyoxigraph as ox

from bioprod_graph.errors import ProjectError
from bioprod_graph.language import (
    join_names,
    say_date,
    say_number,
    say_onset,
    say_period,
    sort_key,
    start_sentence,
)
from bioprod_graph.language.contraction import contract_pieces
from bioprod_graph.language.templates import drop_date, list_slots, say_form, split_template

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bioprod_graph.identifiers import PrefixTable
    from bioprod_graph.language import Language, Phrasebook
    from bioprod_graph.rdf import Term

# What is told together: all values of each variable, in their order.
Group: TypeAlias = "Mapping[str, tuple[Term, ...]]"

_LISTS = ("count", "list", "names")
_PERIODS = ("moment", "period")
_FORMS = ("key", "mark", "name", "phrase", "undated", *_LISTS, *_PERIODS)


class Names(Protocol):
    """Who names terms in a language."""

    language: Language
    prefixes: PrefixTable
    phrasebook: Phrasebook

    def name(self, term: Term) -> str:
        """Name a term."""


class Part(NamedTuple):
    """Some of a text: what names a thing has its IRI, a status its rank, of the highest one."""

    text: str
    thing: str = ""
    rank: tuple[int, int] | None = None


def read_slots(template: str) -> tuple[set[str], set[str]]:
    """Give the variables of which a template takes one value, and those of which it takes all.

    Raises ProjectError for a form that does not exist.
    """
    slots = list_slots(template, _FORMS)
    listed = {name for name, form in slots.items() if form in _LISTS}
    return set(slots) - listed, listed | ({"object"} if "phrase" in slots.values() else set())


class Speaker:
    """Fills templates in one language."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self.language = names.language

    def say(self, template: str, group: Group) -> list[Part]:
        """Fill a template; begin with a capital, end with a full stop."""
        first, *rest = self.compose(template, group) or [Part("")]
        parts = [first._replace(text=start_sentence(first.text)), *rest]
        has_end = parts[-1].text.endswith((".", "!", "?", "…"))
        return parts if has_end else [*parts, Part(".")]

    def compose(self, template: str, group: Group) -> list[Part]:
        """Fill a template as it stands; articles are contracted as the language does."""
        parts: list[Part] = []
        for before, variable, form in split_template(template, group):
            parts += [Part(before), *self._put(variable, form, group)]
        texts = contract_pieces([part.text for part in parts], self.language)
        return [part._replace(text=t) for part, t in zip(parts, texts, strict=True) if t]

    def fill(self, template: str, group: Group) -> str:
        """Fill a template as it stands, as text."""
        return "".join(part.text for part in self.compose(template, group))

    def sort(self, terms: Iterable[Term]) -> list[Term]:
        """Sort terms by name, as the language does; of one name, the first."""
        named: dict[str, Term] = {}
        for term in terms:
            named.setdefault(self._name(term), term)
        return [named[name] for name in sorted(named, key=lambda n: sort_key(n, self.language))]

    def _put(self, variable: str, form: str, group: Group) -> list[Part]:
        """Put a value in the place of a slot, in parts that tell what is named."""
        if form in _PERIODS:
            return [Part(self._say_period(variable, form, group))]
        terms = group.get(variable, ())
        if form == "count":
            return [Part(say_number(len(terms), self.language))]
        if not terms:
            return []
        if form == "mark":
            return [Part(self._name(terms[0]), terms[0].value, _read_rank(variable, group))]
        named = list(terms[:1])
        if form in _LISTS:
            named = self.sort(terms)
        elif form == "phrase":
            named = [group["thing"][0], *self.sort(group["object"])]
        return self._split(self._say_value(terms[0], form, group, named=named), named)

    def _say_value(self, term: Term, form: str, group: Group, *, named: list[Term]) -> str:
        if form in _LISTS:
            return join_names([self._name(each, form) for each in named], self.language)
        if form == "phrase":
            thing, *objects = map(self._name, named)
            curie, book = self._names.prefixes.compress(term.value), self._names.phrasebook
            return book.say(curie, thing, objects, language=self.language).rstrip(".")
        if form == "key":
            return term.value.rpartition("/")[2]
        text = self._name(term, form)
        if form == "undated":
            return drop_date(text, _get(group, "date"), self.language)
        return say_form(text, form, self.language)

    def _say_period(self, variable: str, form: str, group: Group) -> str:
        since, until = _get(group, variable), _get(group, "until")
        if not since or until:
            return say_period(since, until, self.language)
        # Not “since”: that the end is not known does not say that there is none.
        return (say_date if form == "moment" else say_onset)(since, self.language)

    def _split(self, text: str, named: Iterable[Term]) -> list[Part]:
        """Split a text where things are named."""
        parts, end = [], 0
        names = {self._name(term): term for term in named if isinstance(term, ox.NamedNode)}
        for name in sorted(names, key=text.find):
            if (start := text.find(name, end)) >= 0:
                parts += [Part(text[end:start]), Part(name, names[name].value)]
                end = start + len(name)
        return [*parts, Part(text[end:])]

    def _name(self, term: Term, form: str = "name") -> str:
        if isinstance(term, ox.Literal):
            return term.value
        name = self._names.name(term)
        with_article = self._names.phrasebook.with_article
        return with_article(name, self.language) if form in ("", "list") else name


def _get(group: Group, variable: str) -> str:
    terms = group.get(variable)
    return terms[0].value if terms else ""


def _read_rank(variable: str, group: Group) -> tuple[int, int]:
    """Read how far a status is.

    Raises ProjectError for one that has no place in a vocabulary: it is not guessed.
    """
    step, steps = (_get(group, f"{variable}_{name}") for name in ("step", "steps"))
    if not (step and steps):
        raise ProjectError(
            "the status {get} has no place in a vocabulary", get=_get(group, variable)
        )
    return int(step), int(steps)
