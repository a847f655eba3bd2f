"""Names as people write them: brought to one form, found, and the nearest suggested.

Exact is a name of the same letters, whatever their accents, case and punctuation; then come names
of the same words in another order, names with all the words that were asked for, and names whose
words differ from these by one slip of the fingers each. The cases in `tests/data/names/cases.json`
hold for this index and for any other one that shares its rules.

>>> index = Index([("Institut Pasteur", "a"), ("Hôpital Cœur-Joie", "b")])
>>> index.find("coeur joie, hopital"), index.find("pasteur"), index.search("Pastuer")
(['b'], [], ['a'])
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from bioprod_graph.language import Message, Sayable, fold

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

__all__ = ["Index", "find_near", "pair_alike", "split_words", "suggest"]

_WORD = re.compile(r"[^\W_]+")
# In a shorter word, another letter is another word.
_SHORTEST = 3
# So many letters of a word are its beginning, and its end.
_EDGES = (2, 3)
# With so many others a text is compared, if so many begin or end alike.
_COMPARED = 600


class _Name(NamedTuple):
    """The words of a name: most names of things differ by more than their length."""

    words: tuple[str, ...]
    thing: str


class Index:
    """Names of things; a thing may have several, and a name several things."""

    def __init__(self, names: Iterable[tuple[str, str]] = ()) -> None:
        self._by_letters: defaultdict[str, set[_Name]] = defaultdict(set)
        self._by_word: defaultdict[str, set[_Name]] = defaultdict(set)
        for text, thing in names:
            self.add(text, thing)

    def add(self, text: str, thing: str) -> None:
        """Note a name of a thing; one without letters and figures names nothing."""
        name = _Name(split_words(text), thing)
        if name.words:
            self._by_letters["".join(name.words)].add(name)
        for word in name.words:
            self._by_word[word].add(name)

    def find(self, asked: str) -> list[str]:
        """Find the things of that name, else of its words in another order, sorted."""
        words = split_words(asked)
        exact = self._by_letters.get("".join(words), set())
        found = exact or {n for n in self._hold(words) if sorted(n.words) == sorted(words)}
        return sorted({name.thing for name in found})

    def search(self, asked: str) -> list[str]:
        """Find the things of that name, or whose name holds it or nearly so, the nearest first."""
        return list(dict.fromkeys(name.thing for *_, name in self._rank(asked)))

    def guess(self, asked: str) -> list[str]:
        """Guess which things are meant: those of nearly that name, else those found at all."""
        return self.search_near(asked) or self.search(asked)

    def search_near(self, asked: str) -> list[str]:
        """Find the things of nearly that name: a slip in each word, no more."""
        most, ranked = len(split_words(asked)), self._rank(asked)
        return list(dict.fromkeys(name.thing for *_, extra, name in ranked if extra <= most))

    def suggest(self, asked: str) -> list[str]:
        """Suggest things while a name is typed: of that name, begun so, then what comes near."""
        words = split_words(asked)
        begun = [
            (sum(map(len, name.words)), name)
            for names in self._by_letters.values()
            for name in names
            if words and all(any(other.startswith(each) for other in name.words) for each in words)
        ]
        found = (name.thing for _, name in sorted(begun))
        return list(dict.fromkeys([*self.find(asked), *found, *self.search(asked)]))

    def _rank(self, asked: str) -> list[tuple[bool, bool, int, _Name]]:
        """Rank the names that come near, by how many letters they have more or less in the end."""
        words = split_words(asked)
        letters, exact, held = "".join(words), set(self.find(asked)), self._hold(words)
        near = held | self._hold(words, slips=True)
        for each in find_slips(letters, self._by_letters) | {letters}:
            near |= self._by_letters.get(each, set())
        return sorted(
            (n.thing not in exact, n not in held, abs(sum(map(len, n.words)) - len(letters)), n)
            for n in near
        )

    def _hold(self, words: Iterable[str], *, slips: bool = False) -> set[_Name]:
        """Find the names that hold all these words, each maybe with a slip."""
        found: list[set[_Name]] = []
        for word in words:
            # Of short words, any is like many others.
            known = find_slips(word, self._by_word) if slips and len(word) > _SHORTEST else set()
            found.append(set().union(*(self._by_word.get(each, ()) for each in known | {word})))
        return set.intersection(*found) if found else set()


def find_near(
    name: str, known: Iterable[str], *, most: int = 1, also: Iterable[tuple[str, str]] = ()
) -> list[str]:
    """Find the known names that are nearest to one; what resembles none is not guessed at.

    `also` holds other texts by which they are known, each before its name.
    """
    known = list(known)
    start = name.rstrip(":")
    # `dct:` is how dcterms: begins.
    begun = [each for each in known if len(start) >= _SHORTEST and each.startswith(start)]
    return (begun or Index([*((each, each) for each in known), *also]).guess(name))[:most]


def suggest(
    name: str,
    known: Iterable[str],
    *,
    otherwise: Sayable | None = None,
    also: Iterable[tuple[str, str]] = (),
) -> Sayable:
    """Suggest the known name that is nearest, as `find_near` does; else say what is given, or all.

    >>> str(suggest("organiser", ["organisers"], otherwise=Message("see the list")))
    'did you mean organisers?'
    """
    known = list(known)
    if near := find_near(name, known, also=also):
        return Message("did you mean {name}?", name=near[0])
    return otherwise or Message("there are {names}", names=", ".join(known))


def split_words(text: str) -> tuple[str, ...]:
    """Give the words of a name: plain small letters; full stops do not part, nor noughts count.

    >>> split_words("L’Œuvre du C.N.R.S., no 07")
    ('l', 'oeuvre', 'du', 'cnrs', 'no', '7')
    """
    words = _WORD.findall(fold(text.replace(".", "")))
    return tuple(word.lstrip("0") or "0" if word.isdecimal() else word for word in words)


def find_slips(text: str, known: Collection[str]) -> set[str]:
    """Find what is a text but for one letter: left out, too many, another, or two exchanged.

    The same letters in another order are a slip as well.
    """
    if len(text) < _SHORTEST:
        return set()
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    letters = sorted(text)
    found = process.extract(text, list(known), scorer=OSA.distance, score_cutoff=1, limit=None)
    return {each for each, _, _ in found} | {each for each in known if sorted(each) == letters}


def pair_alike(
    texts: Collection[str], others: Collection[str], least: float
) -> Iterator[tuple[str, str, float]]:
    """Give the pairs of a text and another that have so many of a hundred letters in common.

    Only those are compared of which two words begin or end alike, by the rarest way first and, of
    very many, no more than tell something: the time grows with the number of texts.
    """
    from rapidfuzz import fuzz, process

    choices = sorted(others, key=len)
    holders: defaultdict[str, list[int]] = defaultdict(list)
    for place, choice in enumerate(choices):
        for edge in _list_edges(choice):
            holders[edge].append(place)
    for text in texts:
        near: set[int] = set()
        for held in sorted((holders.get(edge, []) for edge in _list_edges(text)), key=len):
            if len(near) + len(held) <= _COMPARED or not near:
                near.update(held)
        among = [choices[place] for place in sorted(near)]
        found = process.extract(text, among, scorer=fuzz.ratio, score_cutoff=least, limit=None)
        yield from ((text, other, score) for other, score, _ in found)


def _list_edges(text: str) -> set[str]:
    """List how words begin and end: a slip of the fingers leaves one of the two as it was."""
    pairs = [(word, size) for word in text.split() for size in _EDGES]
    return {f"{word[:size]}-" for word, size in pairs} | {
        f"-{word[-size:]}" for word, size in pairs
    }
