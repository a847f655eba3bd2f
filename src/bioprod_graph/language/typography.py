"""What stands around names, dates and numbers in a sentence: words, quotation marks, endings.

The words are messages, French grammar is ours. French follows the Imprimerie nationale: U+00A0
inside « », a plural from 2 on. English is that of Great Britain.

>>> say_when("2021-05", "fr"), say_ordinal(1, "fr", feminine=True)
('en mai 2021', '1re')
"""

from __future__ import annotations

import re
from decimal import Decimal

from bioprod_graph.language.cldr import parse_date, say_date
from bioprod_graph.language.contraction import contract_words
from bioprod_graph.language.messages import Message

_MIXED = re.compile(r"[a-z][A-Z]")
_SUFFIXES = {1: "st", 2: "nd", 3: "rd"}
_TEENS = range(11, 14)
_FIRST_FRENCH_PLURAL = 2
# What ends a French sentence stands after its marks, with the no-break space that goes before it.
_END = re.compile(r"(?:[\u00a0\u202f]?[;:!?]+|\.{3}|[.,…])\Z")


def quote(text: str, language: str) -> str:
    """Put a text in quotation marks: « texte », with U+00A0 inside, or “text”."""
    return Message("“{text}”", text=text).say(language)


def start_sentence(text: str) -> str:
    """Begin with a capital; a name such as mRNA or eLife stays as it is."""
    return text if _MIXED.match(text) else text[:1].upper() + text[1:]


def split_end(text: str, language: str) -> tuple[str, str]:
    """Split a sentence where its marks go: in French before the last stop, in English after it.

    >>> split_end("Une suite est connue.", "fr"), split_end("One is known.", "en")
    (('Une suite est connue', '.'), ('One is known.', ''))
    """
    match = _END.search(text) if language == "fr" else None
    return (text[: match.start()], match[0]) if match else (text, "")


def has_end(text: str) -> bool:
    """Tell whether a sentence has its full stop, be it within quotation marks."""
    return text.rstrip("\u00a0»”").endswith((".", "!", "?", "…"))


def is_date(text: str) -> bool:
    """Tell whether a text is a date of the calendar: 2021, 2021-05 or 2021-05-06."""
    try:
        parse_date(text)
    except ValueError:
        return False
    return True


def say_when(text: str, language: str) -> str:
    """Say when: « en mai 2021 », « le 12 mai 2021 », “in 2021”, “on 12 May 2021”.

    Raises ValueError for what is no date.
    """
    said = say_date(text, language)
    is_day = parse_date(text).day > 0
    when = Message("on {day}", day=said) if is_day else Message("in {month}", month=said)
    return when.say(language)


def say_end(text: str, language: str) -> str:
    """Say until when: « à la fin de mai 2021 », “at the end of 2021”; a day is meant as it is.

    Raises ValueError for what is no date.
    """
    if parse_date(text)[2]:
        return say_when(text, language)
    end = "à la fin de " if language == "fr" else "at the end of "
    return contract_words(end + say_date(text, language), language)


def say_period(since: str, until: str, language: str) -> str:
    """Say a period of two dates, either of which may be empty: “from 2020 to May 2022”.

    Raises ValueError for what is no date.
    """
    begin, end = (text and _name_date(text, language) for text in (since, until))
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
    said = Message("from {date}", date=_name_date(text, language))
    return contract_words(said.say(language), language)


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


def _name_date(text: str, language: str) -> str:
    """Say a date as a name; in French a day has its article, which melts: « du 2 mai »."""
    said = say_date(text, language)
    return f"le {said}" if language == "fr" and parse_date(text).day else said
