"""The wordings of a question, as phrases are compared with them.

    wording_en: how much did the Region give {payer=organization/region-ile-de-france}
    wording_en: who funds {funded}

A wording may name what is asked of, with its value, or show the place of a parameter.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from bioprod_graph.names import split_words
from bioprod_graph.questions.mentions import stem

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

_SLOT = re.compile(r"\{(\w+)[^}]*\}")
_GIVEN = re.compile(r"\{(\w+)=([^}]+)\}")
_OPEN = re.compile(r"[\[\]]")


class Phrasing(NamedTuple):
    """A wording of a question: its words, the kinds of what it is asked of, those it needs.

    Given are the values that it speaks of, marks the words by which it names them; slots are the
    parameters whose place it shows, spoken all its words.
    """

    words: tuple[str, ...]
    given: Mapping[str, str]
    marks: set[str]
    slots: set[str]
    spoken: set[str]
    kinds: frozenset[str] = frozenset()
    needs: Sequence[frozenset[str]] = ()


class Nearest(NamedTuple):
    """The wording of a question that is nearest to what is said, and how near it is."""

    value: float
    form: Phrasing


def read_phrasing(
    text: str, fillers: Collection[str], list_names: Callable[[str], set[str]]
) -> Phrasing:
    """Read a wording; `list_names` gives the stems of the words that name a value."""
    plain = split_words(_SLOT.sub(" ", _OPEN.sub("", text)))
    given, words = dict(_GIVEN.findall(text)), tuple(w for w in plain if w not in fillers)
    named = {word for value in given.values() for word in list_names(value)}
    marks = named.intersection(map(stem, words))
    return Phrasing(words, given, marks, {*_SLOT.findall(text)} - {*given}, {*plain})
