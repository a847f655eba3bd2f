"""The order of a French or English dictionary, without a locale of the system.

Letters are compared first, each accented one with its plain letter, œ as oe; case, spaces and
punctuation do not count, and numbers go by their value. What is equal then goes by its accents:
in French from the end of the word, as dictionaries print it (cote, côte, coté, côté), in English
from its beginning. This is the Unicode Collation Algorithm (UTS #10), alternate = shifted, cut
down to Latin letters.

>>> sorted(["Œuvre", "Ouvrage", "Éligo", "Elvesys", "Odéon"], key=lambda t: sort_key(t, "fr"))
['Éligo', 'Elvesys', 'Odéon', 'Œuvre', 'Ouvrage']
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# What Unicode does not take apart: each is sorted as the letters that it is made of.
_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d"})
_MARKS = "\u0300-\u036f"
_NUMBER, _OTHER = re.compile(r"0*([0-9]+)"), re.compile(r"[^\w\x01]|_")
_BARE, _ACCENTS = re.compile(f"[{_MARKS}]+"), re.compile(rf"[^\W\d_]([{_MARKS}]*)")


@lru_cache(maxsize=1 << 16)  # the same names are sorted on many pages
def sort_key(text: str, language: str) -> tuple[str, tuple[str, ...], str]:
    """Return a sort key; two different texts never have the same key."""
    told = _take_apart(text)
    accents = _ACCENTS.findall(told)
    letters = _OTHER.sub("", _NUMBER.sub(_rank, _BARE.sub("", told)))
    return letters, tuple(accents[::-1] if language == "fr" else accents), text


def fold(text: str) -> str:
    """Return a text in lower case, without accents and ligatures.

    >>> fold("Cœur d’Évry")
    'coeur d’evry'
    """
    return _BARE.sub("", _take_apart(text))


def _rank(number: re.Match[str]) -> str:
    """Write a number so that it comes before letters, and after those that are less."""
    return f"\x01{len(number[1]):04d}{number[1]}"


def _take_apart(text: str) -> str:
    """Give the letters in lower case, each with the accents that it bears after it."""
    folded = unicodedata.normalize("NFKC", text).casefold().translate(_LETTERS)
    return unicodedata.normalize("NFD", folded)
