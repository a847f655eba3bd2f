"""What is written otherwise in each language: lists, dates, numbers, ordinals, plurals, quotes.

Babel sets lists, dates and numbers by the CLDR (its only door); the words around them are messages,
and French grammar is ours. French follows the Imprimerie nationale: U+202F between thousands,
U+00A0 inside « », a plural from 2 on. English is that of Great Britain.

>>> say_when("2021-05", "fr"), say_ordinal(1, "fr", feminine=True)
('en mai 2021', '1re')
>>> join_names(["Genopole", "Medicen", "Choose"], "en")
'Genopole, Medicen and Choose'
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from bioprod_graph.language.contraction import contract_words
from bioprod_graph.language.messages import Message

if TYPE_CHECKING:
    from collections.abc import Sequence

MINUS = "\u2212"

# Of each language the country whose habits are followed, where the CLDR takes another one.
_LOCALES = {"en": "en_GB"}
# As precise as the source: 2021, 2021-05 or 2021-05-06 (gYear, gYearMonth and date of XSD 1.1).
_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_MIXED = re.compile(r"[a-z][A-Z]")
_SUFFIXES = {1: "st", 2: "nd", 3: "rd"}
_TEENS = range(11, 14)
_FIRST_FRENCH_PLURAL = 2


def join_names(names: Sequence[str], language: str) -> str:
    """Join names into a list: “A, B and C”, « A, B et C »; nothing gives nothing."""
    if len(names) < 2:  # noqa: PLR2004  a list of one is that one
        return "".join(names)
    from babel.lists import format_list

    return format_list(names, locale=_find_locale(language))


def quote(text: str, language: str) -> str:
    """Put a text in quotation marks: « texte », with U+00A0 inside, or “text”."""
    return Message("“{text}”", text=text).say(language)


def start_sentence(text: str) -> str:
    """Begin with a capital; a name such as mRNA or eLife stays as it is."""
    return text if _MIXED.match(text) else text[:1].upper() + text[1:]


def is_date(text: str) -> bool:
    """Tell whether a text is a date of the calendar: 2021, 2021-05 or 2021-05-06."""
    try:
        _parse_date(text)
    except ValueError:
        return False
    return True


def say_date(text: str, language: str) -> str:
    """Say a date as precisely as it is given: « 1er décembre 2021 », “May 2021”, “2021”.

    Raises ValueError for what is no date.
    """
    year, month, day = _parse_date(text)
    if not month:
        return year
    from babel.dates import format_date, format_skeleton

    when, locale = date(int(year), month, day or 1), _find_locale(language)
    if not day:
        return format_skeleton("yMMMM", when, locale=locale)
    said = format_date(when, "long", locale=locale)
    # The CLDR has no ordinals in dates: “1 décembre”.
    return f"1er{said[1:]}" if language == "fr" and day == 1 else said


def say_when(text: str, language: str) -> str:
    """Say when: « en mai 2021 », « le 12 mai 2021 », “in 2021”, “on 12 May 2021”.

    Raises ValueError for what is no date.
    """
    said = say_date(text, language)
    when = Message("on {day}", day=said) if _is_day(text) else Message("in {month}", month=said)
    return when.say(language)


def say_period(since: str, until: str, language: str) -> str:
    """Say a period of two dates, either of which may be empty: “from 2020 to May 2022”.

    Raises ValueError for what is no date.
    """
    begin, end = (text and _say_named(text, language) for text in (since, until))
    if begin and end:
        said = Message("from {begin} to {end}", begin=begin, end=end)
    elif begin:
        said = Message("since {date}", date=begin)
    else:
        said = Message("until {date}", date=end) if end else Message("")
    return contract_words(said.say(language), language)


def say_onset(text: str, language: str) -> str:
    """Say from when, whatever the end: « à partir du 31 mai 2021 », “from May 2021”.

    Raises ValueError for what is no date.
    """
    said = Message("from {date}", date=_say_named(text, language))
    return contract_words(said.say(language), language)


def say_number(value: Decimal | int | str, language: str) -> str:
    """Say a number: « 1 234,5 » with U+202F, “1,234.5”; zeros at the end are left out.

    Raises ArithmeticError for what is no number.
    """
    number = Decimal(value)
    written = f"{number.copy_abs():,f}"
    if "." in written:
        written = written.rstrip("0").rstrip(".")
    if not written.isdecimal():
        from babel.numbers import get_decimal_symbol, get_group_symbol

        # Its format_decimal refuses more digits than decimals usually have.
        locale = _find_locale(language)
        group, point = get_group_symbol(locale), get_decimal_symbol(locale)
        written = point.join(part.replace(",", group) for part in written.split("."))
    # The CLDR has the hyphen of a keyboard, after which a line may break.
    return f"{MINUS}{written}" if number < 0 else written


def say_ordinal(n: int, language: str, *, feminine: bool = False) -> str:
    """Say an ordinal in figures: 1er, 1re, 2e; 1st, 2nd, 3rd, 11th. Babel has none."""
    if language == "fr":
        first = "re" if feminine else "er"
        return f"{n}{first if n == 1 else 'e'}"
    suffix = "th" if n % 100 in _TEENS else _SUFFIXES.get(n % 10, "th")
    return f"{n}{suffix}"


def choose_plural(count: Decimal | int, singular: str, plural: str, *, language: str) -> str:
    """Choose the form that goes with a count: French has its plural from 2, English but for 1."""
    is_plural = abs(Decimal(count)) >= _FIRST_FRENCH_PLURAL if language == "fr" else count != 1
    return plural if is_plural else singular


def say_count(count: int, singular: str, plural: str, *, language: str) -> str:
    """Say how many: « 1 lien », « 1 234 liens », “0 links”."""
    noun = choose_plural(count, singular, plural, language=language)
    return f"{say_number(count, language)} {noun}"


def _parse_date(text: str) -> tuple[str, int, int]:
    """Give year, month and day; a part that is not told is 0."""
    match = _DATE.fullmatch(text)
    if match is None:
        raise ValueError(f"not a date (2021, 2021-05 or 2021-05-06): {text!r}")
    year, month, day = match[1], int(match[2] or 0), int(match[3] or 0)
    date(int(year), month if match[2] else 1, day if match[3] else 1)
    return year, month, day


def _is_day(text: str) -> bool:
    return _parse_date(text)[2] > 0


def _say_named(text: str, language: str) -> str:
    """Say a date as a name; in French a day has its article, which melts: « du 2 mai »."""
    said = say_date(text, language)
    return f"le {said}" if language == "fr" and _is_day(text) else said


def _find_locale(language: str) -> str:
    return _LOCALES.get(language, language)
