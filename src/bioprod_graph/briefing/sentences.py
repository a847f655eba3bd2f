"""Sentences from templates, such as `{thing} a son siège à {place}[, {since|since}].`: see below.

A slot `{variable}` or `{variable|form}` stands for what a query bound; a part in square brackets is
left out when one of its slots is empty. Forms: none (a name with its article, text as it is),
`name`, `date`, `when`, `number`, `ordinal`, `quoted`, `lower`, `list` (all values of the group,
each with its article), `names` (the same without), `period` and `moment` (from this date until the
one in `until`, if any; a moment alone is a date), and `phrase`: for a property, its sentence on
`thing` and the values of `object`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from bioprod_graph.errors import ProjectError
from bioprod_graph.language import (
    contract_words,
    join_names,
    quote,
    say_date,
    say_number,
    say_onset,
    say_ordinal,
    say_period,
    say_when,
    sort_key,
    start_sentence,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bioprod_graph.explanation import Wording
    from bioprod_graph.findings import Language
    from bioprod_graph.rdf import Term

    Group = Mapping[str, tuple[Term, ...]]

_SLOT = re.compile(r"\{(\w+)(?:\|([a-z]+))?\}")
_PART = re.compile(r"\[([^\[\]]*)\]")
_LISTS = ("list", "names")
_PERIODS = ("period", "moment")
_FORMS: dict[str, Callable[[str, Language], str]] = {
    "date": say_date,
    "when": say_when,
    "number": say_number,
    "ordinal": lambda text, language: say_ordinal(int(text), language),
    "quoted": quote,
    "lower": lambda text, _: text[:1].lower() + text[1:],
}


def list_slots(template: str) -> dict[str, str]:
    """Give the form of each slot of a template, by variable; no form is an empty one.

    Raises ProjectError for a form that does not exist.
    """
    slots = {variable: form or "" for variable, form in _SLOT.findall(template)}
    known = {"", "name", "phrase", *_LISTS, *_PERIODS, *_FORMS}
    for variable, form in slots.items():
        if form not in known:
            raise ProjectError(
                en=f"{{{variable}|{form}}}: no such form, known are {', '.join(sorted(known)[1:])}",
                fr=f"{{{variable}|{form}}} : forme inconnue, il y a {', '.join(sorted(known)[1:])}",
            )
    return slots


def find_listed(template: str) -> tuple[str, ...]:
    """Give the variables of which a sentence takes all values of the group."""
    slots = list_slots(template)
    listed = [name for name, form in slots.items() if form in _LISTS]
    return (*listed, "object") if "phrase" in slots.values() else tuple(listed)


@dataclass(frozen=True)
class Speaker:
    """Fills templates in one language, with the names of the store."""

    wording: Wording

    @property
    def language(self) -> Language:
        """The language spoken."""
        return self.wording.language

    def say(self, template: str, group: Group) -> str:
        """Fill a template; begin with a capital, end with a full stop."""
        text = start_sentence(self.fill(template, group))
        return text if text.endswith((".", "!", "?", "…")) else f"{text}."

    def fill(self, template: str, group: Group) -> str:
        """Fill a template as it stands; articles are contracted as the language does."""

        def keep(part: re.Match[str]) -> str:
            return part[1] if all(group.get(v) for v, _ in _SLOT.findall(part[1])) else ""

        def put(slot: re.Match[str]) -> str:
            if slot[2] == "phrase":
                return self._phrase(group[slot[1]][0], group)
            if slot[2] in _PERIODS:
                return self._period(slot[1], slot[2], group)
            return self._word(group.get(slot[1], ()), slot[2] or "")

        return contract_words(_SLOT.sub(put, _PART.sub(keep, template)), self.language)

    def _phrase(self, term: Term, group: Group) -> str:
        curie = self.wording.prefixes.compress(term.value)
        thing = self._name(group["thing"][0])
        return self.wording.phrasebook.say(
            curie, thing, self._sort(group["object"]), language=self.language
        ).rstrip(".")

    def _period(self, variable: str, form: str, group: Group) -> str:
        since, until = (
            terms[0].value if (terms := group.get(name)) else "" for name in (variable, "until")
        )
        if not since or until:
            return say_period(since, until, self.language)
        if form == "moment":
            return say_date(since, self.language)
        # Not “since”: that the end is not known does not say that there is none.
        return say_onset(since, self.language)

    def _sort(self, terms: tuple[Term, ...]) -> list[str]:
        names = {self._name(term) for term in terms}
        return sorted(names, key=lambda name: sort_key(name, self.language))

    def _word(self, terms: tuple[Term, ...], form: str) -> str:
        if form in _LISTS:
            names = self._sort(terms)
            if form == "list":
                names = [
                    self.wording.phrasebook.with_article(name, self.language) for name in names
                ]
            return join_names(names, self.language)
        if not terms:
            return ""
        text = self._name(terms[0], with_article=not form)
        return _FORMS[form](text, self.language) if form in _FORMS else text

    def _name(self, term: Term, *, with_article: bool = False) -> str:
        if isinstance(term, ox.Literal):
            return term.value
        name = self.wording.name(term)
        return self.wording.phrasebook.with_article(name, self.language) if with_article else name
