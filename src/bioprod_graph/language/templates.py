"""Templates of sentences: slots, parts that may be left out, and the forms of what fills a slot.

A slot is `{variable}` or `{variable|form}`; a part in square brackets is left out when one of its
slots is empty. What a form makes of a text is told here; what one makes of a thing, by who fills.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bioprod_graph.errors import ProjectError
from bioprod_graph.language.cldr import say_date, say_number
from bioprod_graph.language.typography import is_date, quote, say_end, say_ordinal, say_when

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator


_SLOT = re.compile(r"\{(\w+)(?:\|([a-z]+))?\}")
_PART = re.compile(r"\[([^\[\]]*)\]")
_DATES = {"date": say_date, "when": say_when, "end": say_end}
TEXT_FORMS: dict[str, Callable[[str, str], str]] = {
    **_DATES,
    "number": say_number,
    "ordinal": lambda text, language: say_ordinal(int(text), language),
    "quoted": quote,
    "lower": lambda text, _: text[:1].lower() + text[1:],
}
# A year stands alone where a month is not told, and a month where a day is not.
_PRECISIONS = (len("2022-05-31"), len("2022-05"), len("2022"))


def list_slots(template: str, forms: Collection[str] = ()) -> dict[str, str]:
    """Give the form of each slot of a template, by variable; no form is an empty one.

    Raises ProjectError for a form that is neither one of a text nor among those given, if any are.
    """
    slots = {variable: form or "" for variable, form in _SLOT.findall(template)}
    known = sorted({*TEXT_FORMS, *forms})
    for variable, form in slots.items():
        if forms and form and form not in known:
            raise ProjectError(
                "{{{variable}|{form}}}: no such form, known are {names}",
                variable=variable,
                form=form,
                names=", ".join(known),
            )
    return slots


def split_template(template: str, filled: Collection[str]) -> Iterator[tuple[str, str, str]]:
    """Split a template at its slots, without the parts that have one which is not filled.

    Gives the text before each slot, its variable and its form, and at last the text after them.

    >>> list(split_template("{a}[, {b|date}].", {"a"}))
    [('', 'a', ''), ('.', '', '')]
    """

    def keep(part: re.Match[str]) -> str:
        return part[1] if set(list_slots(part[1])) <= set(filled) else ""

    kept, end = _PART.sub(keep, template), 0
    for slot in _SLOT.finditer(kept):
        yield kept[end : slot.start()], slot[1], slot[2] or ""
        end = slot.end()
    yield kept[end:], "", ""


def say_form(text: str, form: str, language: str) -> str:
    """Say a text in a form; what is no date, as data may hold, and another form leave it as it is.

    >>> say_form("2022-05", "when", "fr"), say_form("spring", "when", "en")
    ('en mai 2022', 'spring')
    """
    is_said = form in TEXT_FORMS and (form not in _DATES or is_date(text))
    return TEXT_FORMS[form](text, language) if is_said else text


def drop_date(name: str, date: str, language: str) -> str:
    """Name a fact without the date that its name ends with, where that says no more than `date`.

    >>> drop_date("Accord signé le 12 mai 2022", "2022-05-12", "fr")
    'Accord signé'
    """
    for part in (date[:length] for length in _PRECISIONS if is_date(date)):
        for ending in (f", {say_date(part, language)}", f" {say_when(part, language)}"):
            if name.endswith(ending):
                return name.removesuffix(ending).rstrip(" ,")
    return name
