"""French and English as they are set: lists, dates, numbers, ordinals, plurals, quotes.

French follows the Imprimerie nationale: U+202F between thousands, U+00A0 inside « », a plural
from 2 on. English is that of Great Britain.

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

from bioprod_graph.wording.contraction import contract_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bioprod_graph.findings import Language

NO_BREAK = "\u00a0"
NARROW = "\u202f"
MINUS = "\u2212"

_MONTHS: dict[Language, str] = {
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "en": "January February March April May June July August September October November December",
}
# As precise as the source: 2021, 2021-05 or 2021-05-06 (gYear, gYearMonth and date of XSD 1.1).
_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_MIXED = re.compile(r"[a-z][A-Z]")
_SUFFIXES = {1: "st", 2: "nd", 3: "rd"}
_TEENS = range(11, 14)
_FIRST_FRENCH_PLURAL = 2


def join_names(names: Sequence[str], language: Language) -> str:
    """Join names into a list: “A, B and C”, « A, B et C »; nothing gives nothing."""
    if len(names) < 2:  # noqa: PLR2004  a list of one is that one
        return "".join(names)
    conjunction = "et" if language == "fr" else "and"
    return f"{', '.join(names[:-1])} {conjunction} {names[-1]}"


def quote(text: str, language: Language) -> str:
    """Put a text in quotation marks: « texte », with U+00A0 inside, or “text”."""
    return f"«{NO_BREAK}{text}{NO_BREAK}»" if language == "fr" else f"“{text}”"


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


def say_date(text: str, language: Language) -> str:
    """Say a date as precisely as it is given: « 1er décembre 2021 », “May 2021”, “2021”.

    Raises ValueError for what is no date.
    """
    year, month, day = _parse_date(text)
    words = [year]
    if month:
        words.insert(0, _MONTHS[language].split()[month - 1])
    if day:
        words.insert(0, "1er" if language == "fr" and day == 1 else str(day))
    return " ".join(words)


def say_when(text: str, language: Language) -> str:
    """Say when: « en mai 2021 », « le 12 mai 2021 », “in 2021”, “on 12 May 2021”.

    Raises ValueError for what is no date.
    """
    is_day = _parse_date(text)[2] > 0
    before = {"fr": "le" if is_day else "en", "en": "on" if is_day else "in"}
    return f"{before[language]} {say_date(text, language)}"


def say_end(text: str, language: Language) -> str:
    """Say until when: « à la fin de mai 2021 », “at the end of 2021”; a day is meant as it is.

    Raises ValueError for what is no date.
    """
    if _parse_date(text)[2]:
        return say_when(text, language)
    end = "à la fin de " if language == "fr" else "at the end of "
    return contract_words(end + say_date(text, language), language)


def say_period(since: str, until: str, language: Language) -> str:
    """Say a period of two dates, either of which may be empty: “from 2020 to May 2022”.

    Raises ValueError for what is no date.
    """
    begin, end = (text and say_date(text, language) for text in (since, until))
    is_french = language == "fr"
    if begin and end:
        first, second = _find_prepositions(since, until) if is_french else ("from ", "to ")
        return f"{first}{begin} {second}{end}"
    if begin:
        return f"depuis {_with_day(begin, since)}" if is_french else f"since {begin}"
    if end:
        return f"jusqu’{_until(until)}{end}" if is_french else f"until {end}"
    return ""


def say_onset(date: str, language: Language) -> str:
    """Say from when, whatever the end: « à partir du 31 mai 2021 », “from May 2021”.

    Raises ValueError for what is no date.
    """
    said = say_date(date, language)
    if language == "fr":
        return contract_words(f"à partir de {_with_day(said, date)}", language)
    return f"from {said}"


def say_number(value: Decimal | int | str, language: Language) -> str:
    """Say a number: « 1 234,5 » with U+202F, “1,234.5”; zeros at the end are left out.

    Raises ArithmeticError for what is no number.
    """
    number = Decimal(value)
    written = f"{abs(number):,f}"
    if "." in written:
        written = written.rstrip("0").rstrip(".")
    if language == "fr":
        written = written.replace(",", NARROW).replace(".", ",")
    return f"{MINUS}{written}" if number < 0 else written


def say_ordinal(n: int, language: Language, *, feminine: bool = False) -> str:
    """Say an ordinal in figures: 1er, 1re, 2e; 1st, 2nd, 3rd, 11th."""
    if language == "fr":
        first = "re" if feminine else "er"
        return f"{n}{first if n == 1 else 'e'}"
    suffix = "th" if n % 100 in _TEENS else _SUFFIXES.get(n % 10, "th")
    return f"{n}{suffix}"


def choose_plural(count: Decimal | int, singular: str, plural: str, *, language: Language) -> str:
    """Choose the form that goes with a count: French has its plural from 2, English but for 1."""
    is_plural = abs(Decimal(count)) >= _FIRST_FRENCH_PLURAL if language == "fr" else count != 1
    return plural if is_plural else singular


def say_count(count: int, singular: str, plural: str, *, language: Language) -> str:
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


def _find_prepositions(since: str, until: str) -> tuple[str, str]:
    first = "du " if _parse_date(since)[2] else _elide_month(since)
    return first, _until(until)


def _elide_month(text: str) -> str:
    """Put « de » before a year or a month; avril, août and octobre take « d’ »."""
    return "d’" if say_date(text, "fr")[0] in "ao" else "de "


def _until(text: str) -> str:
    return "au " if _parse_date(text)[2] else "à "


def _with_day(said: str, text: str) -> str:
    return f"le {said}" if _parse_date(text)[2] else said
