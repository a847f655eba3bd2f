"""The wordings of a question, as phrases are compared with them.

    wording_en: how much did the Region give {payer=organization/region-ile-de-france}
    wording_en: who funds, finances {funded}
    wording_en: who paid for {payee|purpose}

A wording may name what is asked of, with its value, or show the place of a parameter, or of the
first of several that knows what stands there. Where it shows one, each part between commas is a
wording, too: words that stand for one another.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from bioprod_graph.language import find_governor
from bioprod_graph.names import split_words
from bioprod_graph.questions.mentions import stem

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence, Set

_SLOT = re.compile(r"\{(\w+)[^}]*\}")
_GIVEN = re.compile(r"\{(\w+)=([^}]+)\}")
_OPEN = re.compile(r"[\[\]]")
# What stands in brackets tells how to read an answer.
ASIDE = re.compile(r"\([^()]*\)")


class Phrasing(NamedTuple):
    """A wording of a question: its words, the kinds of what it is asked of, those it needs.

    Given are the values that it speaks of, marks the words by which it names them; slots are the
    parameters whose place it shows, each with the word that it comes after, spoken all its words,
    before the words that a place comes after.
    """

    words: tuple[str, ...]
    given: Mapping[str, str]
    marks: set[str]
    slots: Mapping[str, str]
    spoken: set[str]
    before: set[str]
    kinds: frozenset[str] = frozenset()
    needs: Sequence[frozenset[str]] = ()

    def fits(self, named: int, unnamed: Set[str]) -> bool:
        """Tell whether so many things may stand in its places, none of them after these words.

        Who does something is named after “by”: “when was it bought” is not “bought by whom”.
        """
        return not self.slots or (len(self.before) <= named and self.before.isdisjoint(unnamed))


class Nearest(NamedTuple):
    """The wording of a question that is nearest to what is said, and how near it is."""

    value: float
    form: Phrasing

    def rank(self, spoken: Set[str], before: Set[str]) -> tuple[float, int, int]:
        """Rank it among others; of two that are as near, the word before a thing tells, as “by”.

        Then other small words, as “whom”: that is who does what to whom.
        """
        said = self.form.before & before
        return round(self.value, 2), len(said), -len(self.form.spoken ^ spoken)


def part_wording(text: str) -> list[str]:
    """Give a wording and, where it shows the place of a parameter, its parts between commas.

    >>> part_wording("who funds, finances {funded}")[1:]
    ['who funds {funded}', 'finances {funded}']
    """
    shown = " ".join(found[0] for found in _SLOT.finditer(text) if "=" not in found[0])
    parts = [part.strip() for part in text.split(",")] if shown and "," in text else []
    given = "".join(f" {found[0]}" for found in _GIVEN.finditer(text))
    parts = [f"{_GIVEN.sub('', part).strip()}" for part in parts]
    return [text, *(f"{p if _SLOT.search(p) else f'{p} {shown}'}{given}" for p in parts)]


def read_phrasing(
    text: str, fillers: Collection[str], list_names: Callable[[str], set[str]]
) -> Phrasing:
    """Read a wording; `list_names` gives the stems of the words that name a value."""
    plain = split_words(_SLOT.sub(" ", _OPEN.sub("", ASIDE.sub("", text))))
    given, words = dict(_GIVEN.findall(text)), tuple(w for w in plain if w not in fillers)
    named = {word for value in given.values() for word in list_names(value)}
    marks = named.intersection(map(stem, words))
    places = [found for found in _SLOT.finditer(text) if found[1] not in given]
    slots = {
        name: find_governor(split_words(_SLOT.sub(" ", text[: found.start()])))
        for found in reversed(places)
        for name in found[0].strip("{}").split("|")
    }
    return Phrasing(words, given, marks, slots, {*plain}, {*slots.values()})
