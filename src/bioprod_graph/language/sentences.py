"""Templates of sentences: slots, parts that may be left out, and the forms of what fills a slot.

    {thing} [a|ont] pris le contrôle de {object|list}[, {date|when}].

A slot is `{variable}` or `{variable|form}`. A part in square brackets is left out when one of its
slots is empty; `[one|many]` agrees with what the slot before it names. This is the one syntax of
headers, phrases, messages of checks and gaps. What a form makes of a text is told here; what one
makes of a thing, by who fills (`documents.speaker`).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from bioprod_graph.language.cldr import is_date, say_date, say_number, say_ordinal, say_words
from bioprod_graph.language.grammar import quote, say_end, say_when
from bioprod_graph.language.messages import SOURCE, Message

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

_SLOT = re.compile(r"\{(\w+)(?:\|([a-z]+))?\}|\[([^|\[\]{}]*)\|([^|\[\]{}]*)\]")
_PART = re.compile(r"\[([^\[\]]*)\]")
_DATE_FORMS = {"date": say_date, "when": say_when, "end": say_end}
_TEXT_FORMS: dict[str, Callable[[str, str], str]] = {
    **_DATE_FORMS,
    "number": say_number,
    "ordinal": lambda text, language: say_ordinal(int(text), language),
    "words": lambda text, language: say_words(int(text), language),
    "feminine": lambda text, language: say_words(int(text), language, is_feminine=True),
    "quoted": quote,
    "lower": lambda text, _: text[:1].lower() + text[1:],
}
LIST_FORMS = ("count", "list", "names")
PERIOD_FORMS = ("moment", "period")
_FORMS = frozenset(
    ("key", "mark", "name", "phrase", "place", "undated", *LIST_FORMS, *PERIOD_FORMS, *_TEXT_FORMS)
)


class TemplateError(ValueError):
    """A template is malformed; `said` tells how."""

    def __init__(self, said: Message) -> None:
        super().__init__(str(said))
        self.said = said


class TemplateSlot(NamedTuple):
    """A place in a template, with the text before it; at last only a text.

    Either a variable with its form, which may be empty, or what agrees, for one and for many.
    """

    before: str
    variable: str = ""
    form: str = ""
    agreeing: tuple[str, str] = ("", "")


@lru_cache(maxsize=1024)
def list_slots(template: str) -> Mapping[str, str]:
    """Return the form of each slot of a template by variable; "" for a slot without one.

    Raises TemplateError for an unknown form, and for a brace or bracket without its pair.
    """
    slots = {slot[1]: slot[2] or "" for slot in _SLOT.finditer(template) if slot[1]}
    for variable, form in slots.items():
        if form not in ("", *_FORMS):
            said = Message(
                "{{{variable}|{form}}}: no such form, known are {names}",
                variable=variable,
                form=form,
                names=", ".join(sorted(_FORMS)),
            )
            raise TemplateError(said)
    if re.search(r"[{}\[\]]", _PART.sub(r"\1", _SLOT.sub("", template))):
        raise TemplateError(
            Message("“{template}”: expected {{name}}, [part] or [one|many]", template=template)
        )
    return slots


def split_template(template: str, filled: Collection[str]) -> tuple[TemplateSlot, ...]:
    """Split a template at its slots; parts in brackets with an unfilled slot are left out.

    >>> for slot in split_template("{a} [is|are]{b}[, {c|date}].", {"a", "b"}):
    ...     print(slot)
    TemplateSlot(before='', variable='a', form='', agreeing=('', ''))
    TemplateSlot(before=' ', variable='', form='', agreeing=('is', 'are'))
    TemplateSlot(before='', variable='b', form='', agreeing=('', ''))
    TemplateSlot(before='.', variable='', form='', agreeing=('', ''))
    """
    return _split(template, frozenset(filled))


@lru_cache(maxsize=4096)
def _split(template: str, filled: frozenset[str]) -> tuple[TemplateSlot, ...]:
    def keep(part: re.Match[str]) -> str:
        if _SLOT.fullmatch(part[0]):
            return part[0]
        return part[1] if list_slots(part[1]).keys() <= filled else ""

    kept, end = _PART.sub(keep, template), 0
    slots = []
    for slot in _SLOT.finditer(kept):
        variable, form, one, many = slot.groups("")
        slots.append(TemplateSlot(kept[end : slot.start()], variable, form, (one, many)))
        end = slot.end()
    return (*slots, TemplateSlot(kept[end:]))


def fill_template(
    template: str, values: Mapping[str, str], language: str, *, otherwise: str = ""
) -> str:
    """Fill a template with texts; `otherwise` stands for what has none.

    >>> fill_template("data/{table}.csv[, {since|when}]", {"table": "claims"}, "en")
    'data/claims.csv'
    """
    return "".join(
        f"{before}{say_form(values.get(name, otherwise), form, language) if name else one}"
        for before, name, form, (one, _) in split_template(template, values)
    )


def fill_counts(template: str, counts: Mapping[str, int], language: str) -> str:
    """Fill a template with numbers, with which what stands in brackets agrees.

    >>> fill_counts("{ties|words} tie[|s]", {"ties": 2}, "en")
    'two ties'
    """
    said, number = "", 0
    for before, name, form, agreeing in split_template(template, counts):
        number = counts.get(name, number)
        own = say_form(str(number), form or "number", language)
        # French says zero and one and a half in the singular.
        is_many = number > 1 or (not number and language == SOURCE)
        said += before + (own if name else agreeing[is_many])
    return said


def say_form(text: str, form: str, language: str) -> str:
    """Write a text in a form; a text that is no date, or an unknown form, leaves it as it is.

    >>> say_form("2022-05", "when", "fr"), say_form("spring", "when", "en")
    ('en mai 2022', 'spring')
    """
    is_said = form in _TEXT_FORMS and (form not in _DATE_FORMS or is_date(text))
    return _TEXT_FORMS[form](text, language) if is_said else text


def drop_date(name: str, date: str, language: str) -> str:
    """Drop the date at the end of a name, if it says no more than `date`.

    >>> drop_date("Accord signé le 12 mai 2022", "2022-05-12", "fr")
    'Accord signé'
    """
    # The day, else its month, else its year.
    for part in (date, date[:7], date[:4]) if is_date(date) else ():
        for ending in (f", {say_date(part, language)}", f" {say_when(part, language)}"):
            if name.endswith(ending):
                return name.removesuffix(ending).rstrip(" ,")
    return name
