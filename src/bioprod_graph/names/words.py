"""The words of a name without what people write differently; which of them are alike.

rapidfuzz compares letters: `find_slips` and `pair_alike` are its only door.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from math import ceil, floor
from typing import TYPE_CHECKING

from bioprod_graph.language import fold

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

_WORD = re.compile(r"[^\W_]+")
# In a shorter word, another letter is another word.
_SHORTEST = 3


def split_words(text: str) -> tuple[str, ...]:
    """Give the words of a name: plain small letters; full stops do not part, nor noughts count.

    >>> split_words("L’Œuvre du C.N.R.S., no 07")
    ('l', 'oeuvre', 'du', 'cnrs', 'no', '7')
    """
    words = _WORD.findall(fold(text.replace(".", "")))
    return tuple(word.lstrip("0") or "0" if word.isdecimal() else word for word in words)


def find_slips(text: str, known: Collection[str]) -> set[str]:
    """Find what is a text but for one letter: left out, too many, another, or two exchanged."""
    if len(text) < _SHORTEST:
        return set()
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    found = process.extract(text, list(known), scorer=OSA.distance, score_cutoff=1, limit=None)
    return {each for each, _, _ in found}


def pair_alike(
    texts: Collection[str], others: Collection[str], least: float
) -> Iterator[tuple[str, str, float]]:
    """Give the pairs of a text and another that have so many of a hundred letters in common."""
    from rapidfuzz import fuzz, process

    choices = sorted(others, key=len)
    lengths = [len(choice) for choice in choices]
    # Letters that only one of two texts has are at least as many as their lengths differ by.
    stretch = (200 - least) / least
    for text in texts:
        start = bisect_left(lengths, floor(len(text) / stretch))
        end = bisect_right(lengths, ceil(len(text) * stretch))
        for other, score, _ in process.extract(
            text, choices[start:end], scorer=fuzz.ratio, score_cutoff=least, limit=None
        ):
            yield text, other, score
