"""Templates filled with terms: what is named, in one language, and which part of a text names it.

A slot without form gives a name with its article, or a text as it is. Other forms are those of
texts (see `language.sentences`), and `name`, `key` (the last part of an IRI), `undated` (a name
without `date` at its end), `mark` (a status with its rank, `…_step` of `…_steps`), `list` (all
values of the group, each with its article), `names` (the same without), `count` (how many),
`period` and `moment` (from this date until the one in `until`, if any; a moment alone is a date),
and `phrase`: for a property, its sentence on `thing` and the values of `object`.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Protocol, TypeAlias

import pyoxigraph as ox

from bioprod_graph.documents.model import Part
from bioprod_graph.errors import ProjectError
from bioprod_graph.language import (
    LIST_FORMS,
    PERIOD_FORMS,
    contract_pieces,
    drop_date,
    has_end,
    is_date,
    join_names,
    list_slots,
    quote,
    say_date,
    say_form,
    say_number,
    say_onset,
    say_period,
    sort_key,
    split_preposition,
    split_template,
    start_sentence,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Set

    from bioprod_graph.identifiers import PrefixTable
    from bioprod_graph.language import Language, Phrasebook
    from bioprod_graph.rdf import Term

__all__ = ["Group", "Namer", "Part", "Speaker", "read_slots"]

# What is told together: all values of each variable, in their order.
Group: TypeAlias = "Mapping[str, tuple[Term, ...]]"

_XSD = "http://www.w3.org/2001/XMLSchema#"
_NUMBERS = frozenset(f"{_XSD}{name}" for name in ("integer", "decimal", "nonNegativeInteger"))


class Namer(Protocol):
    """Something that names terms in one language."""

    language: Language
    prefixes: PrefixTable
    phrasebook: Phrasebook

    def name(self, term: Term) -> str:
        """Name a term."""


@lru_cache(maxsize=1024)
def read_slots(template: str) -> tuple[Set[str], Set[str]]:
    """Return the variables of a template: those with one value, those with a list of values."""
    slots = list_slots(template)
    listed = {name for name, form in slots.items() if form in LIST_FORMS}
    alone, objects = slots.keys() - listed, {"object"} if "phrase" in slots.values() else set()
    return frozenset(alone), frozenset(listed | objects)


class Speaker:
    """Fills templates in one language."""

    def __init__(self, names: Namer) -> None:
        self._names = names
        self.language = names.language

    def say(self, template: str, group: Group) -> list[Part]:
        """Fill a template; begin with a capital, end with a full stop."""
        first, *rest = self.compose(template, group) or [Part("")]
        parts = [first._replace(text=start_sentence(first.text)), *rest]
        return parts if has_end("".join(part.text for part in parts)) else [*parts, Part(".")]

    def say_phrase(self, curie: str, thing: Term, *objects: Term) -> list[Part] | None:
        """Say statements with one subject and property as a sentence; None if it has no phrase.

        Literals are told as they stand in a sentence.
        """
        phrase = self._names.phrasebook.phrases.get(curie)
        told = {"subject": (thing,), "object": tuple(map(self.tell, objects))}
        return self.say(phrase.say(self.language), told) if phrase else None

    def tell(self, term: Term) -> Term:
        """Give a literal as a sentence has it: a text in quotation marks, a name with its article.

        What has a language is a text, what has none is a name.
        """
        if not isinstance(term, ox.Literal):
            return term
        if term.language:
            return ox.Literal(quote(term.value, self.language))
        if term.datatype.value in _NUMBERS:
            return ox.Literal(say_number(term.value, self.language))
        if is_date(term.value):
            return term
        return ox.Literal(self._names.phrasebook.with_article(term.value, self.language))

    def compose(self, template: str, group: Group) -> list[Part]:
        """Fill a template as it stands, in parts; articles are contracted as the language does."""
        parts: list[Part] = []
        last = "", ""
        for before, variable, form, agreeing in split_template(template, group):
            text, link = split_preposition(before) if form == "list" else (before, "")
            said = agreeing[self._is_many(*last, group)] if any(agreeing) else ""
            parts.append(Part(text + said))
            if variable:
                parts += self._put(variable, form, group, link=link)
                last = variable, form
        texts = contract_pieces([part.text for part in parts], self.language)
        return [Part(t, *part[1:]) for part, t in zip(parts, texts, strict=True) if t]

    def fill(self, template: str, group: Group) -> str:
        """Fill a template as it stands, as text."""
        return "".join(part.text for part in self.compose(template, group))

    def sort(self, terms: Iterable[Term]) -> list[Term]:
        """Sort terms by name, as the language does; of terms with one name, keep the first."""
        terms = list(terms)
        if len(terms) < 2:  # noqa: PLR2004 - the most are alone, and keys of long texts take time
            return terms
        named: dict[str, Term] = {}
        for term in terms:
            named.setdefault(self._name(term), term)
        return [named[name] for name in sorted(named, key=lambda n: sort_key(n, self.language))]

    def _is_many(self, variable: str, form: str, group: Group) -> bool:
        """Tell whether the verb after a slot is in the plural; what is quoted is one thing."""
        terms = group.get(variable, ()) if form in ("", "list") else ()
        is_plural = self._names.phrasebook.is_plural
        return (form in ("list", "count") and len(group.get(variable, ())) > 1) or (
            bool(terms) and is_plural(self._name(terms[0], "name"))
        )

    def _put(self, variable: str, form: str, group: Group, *, link: str) -> list[Part]:
        """Put a value in the place of a slot, in parts that tell what is named."""
        if form in PERIOD_FORMS:
            return [Part(self._say_period(variable, form, group))]
        terms = group.get(variable, ())
        if form == "count":
            return [Part(say_number(len(terms), self.language))]
        if not terms:
            return []
        if form == "mark":
            return [Part(self._name(terms[0]), terms[0].value, _read_rank(variable, group))]
        if form == "phrase":
            curie = self._names.prefixes.compress(terms[0].value)
            parts = self.say_phrase(curie, group["thing"][0], *group["object"]) or []
            return parts[:-1] if parts[-1:] == [Part(".")] else parts
        named = self.sort(terms) if form in LIST_FORMS else list(terms[:1])
        if form in LIST_FORMS:
            text = join_names([link + self._name(each, form) for each in named], self.language)
        else:
            text = self._say_value(terms[0], form, group)
        return self._split(text, named)

    def _say_value(self, term: Term, form: str, group: Group) -> str:
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
        name = self._names.name(term).strip("<>")
        return self._names.phrasebook.put(name, form, self.language)


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
