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
_PARTS = re.compile(r"[0-9]+|[^\W\d_]")


@lru_cache(maxsize=1 << 16)  # the same names are sorted on many pages
def sort_key(
    text: str, language: str
) -> tuple[tuple[tuple[int, int, str], ...], tuple[str, ...], str]:
    """Return a sort key; two different texts never have the same key."""
    plain, accents = _take_apart(text)
    letters = tuple(
        (0, int(part), "") if part[0] in "0123456789" else (1, 0, part)
        for part in _PARTS.findall(plain)
    )
    return letters, tuple(accents[::-1] if language == "fr" else accents), text


def fold(text: str) -> str:
    """Return a text in lower case, without accents and ligatures.

    >>> fold("Cœur d’Évry")
    'coeur d’evry'
    """
    return _take_apart(text)[0]


def _take_apart(text: str) -> tuple[str, list[str]]:
    """Give the plain letters, and for each letter the accents that it bears."""
    plain: list[str] = []
    accents: list[str] = []
    folded = unicodedata.normalize("NFKC", text).casefold().translate(_LETTERS)
    for letter in unicodedata.normalize("NFD", folded):
        if not unicodedata.combining(letter):
            plain.append(letter)
            accents += [""] if letter.isalpha() else []
        elif accents:
            accents[-1] += letter
    return "".join(plain), accents
