"""Sentences from templates, such as `{thing} a son siège à {place}[, {since|since}].`: see below.

A slot `{variable}` or `{variable|form}` stands for what a query bound; a part in square brackets is
left out when one of its slots is empty. Forms: none (a name with its article, text as it is),
`name`, `date`, `when`, `since`, `until`, `number`, `ordinal`, `quoted`, `lower`, `list` (all values
of the group) and `phrase`: for a property, its sentence on the values of `subject` and `object`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from bioprod_graph.errors import ProjectError
from bioprod_graph.wording import (
    contract_words,
    join_names,
    quote,
    say_date,
    say_number,
    say_ordinal,
    say_when,
    sort_key,
    start_sentence,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bioprod_graph.explanation import Wording
    from bioprod_graph.findings import Language
    from bioprod_graph.rdf import Term
    from bioprod_graph.wording import Phrasebook

    Group = Mapping[str, tuple[Term, ...]]

_SLOT = re.compile(r"\{(\w+)(?:\|([a-z]+))?\}")
_PART = re.compile(r"\[([^\[\]]*)\]")
_DAY = len("2021-05-31")


def _since(date: str, language: Language) -> str:
    if language == "en":
        return f"since {say_date(date, language)}"
    return f"depuis {'le ' if len(date) == _DAY else ''}{say_date(date, language)}"


def _until(date: str, language: Language) -> str:
    if language == "en":
        return f"until {say_date(date, language)}"
    return f"{'jusqu’au' if len(date) == _DAY else 'jusqu’en'} {say_date(date, language)}"


_FORMS: dict[str, Callable[[str, Language], str]] = {
    "date": say_date,
    "when": say_when,
    "since": _since,
    "until": _until,
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
    known = {"", "name", "list", "phrase", *_FORMS}
    for variable, form in slots.items():
        if form not in known:
            raise ProjectError(
                f"{{{variable}|{form}}}: no such form, known are {', '.join(sorted(known)[1:])}"
            )
    return slots


def find_listed(template: str) -> tuple[str, ...]:
    """Give the variables of which a sentence takes all values of the group."""
    slots = list_slots(template)
    listed = [name for name, form in slots.items() if form == "list"]
    return (*listed, "subject", "object") if "phrase" in slots.values() else tuple(listed)


@dataclass(frozen=True)
class Speaker:
    """Fills templates in one language, with the names of the store."""

    wording: Wording
    phrasebook: Phrasebook

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
            return self._word(group.get(slot[1], ()), slot[2] or "")

        return contract_words(_SLOT.sub(put, _PART.sub(keep, template)), self.language)

    def _phrase(self, term: Term, group: Group) -> str:
        curie = self.wording.prefixes.compress(term.value)
        subject, value = (self._word(group[name], "list") for name in ("subject", "object"))
        return self.phrasebook.say(curie, subject, value, language=self.language).rstrip(".")

    def _word(self, terms: tuple[Term, ...], form: str) -> str:
        if form == "list":
            names = {self._name(term, with_article=True): self._name(term) for term in terms}
            ordered = sorted(names, key=lambda each: sort_key(names[each], self.language))
            return join_names(ordered, self.language)
        if not terms:
            return ""
        text = self._name(terms[0], with_article=not form)
        return _FORMS[form](text, self.language) if form in _FORMS else text

    def _name(self, term: Term, *, with_article: bool = False) -> str:
        if isinstance(term, ox.Literal):
            return term.value
        name = self.wording.name(term)
        return self.phrasebook.with_article(name, self.language) if with_article else name
