"""An index of names: what is called so, and what is called nearly so, the nearest first.

Exact is a name of the same letters, whatever their accents, case and punctuation; then come names
of the same words in another order, names with all the words that were asked for, and names whose
words differ from these by one slip of the fingers each. The cases in `tests/data/names/cases.json`
hold for this index and for any other one that shares its rules.

>>> index = Index([("Institut Pasteur", "a"), ("Hôpital Cœur-Joie", "b")])
>>> index.find("coeur joie, hopital"), index.find("pasteur"), index.search("Pastuer")
(['b'], [], ['a'])
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from bioprod_graph.language import Message, Sayable
from bioprod_graph.names.words import find_slips, split_words

if TYPE_CHECKING:
    from collections.abc import Iterable


class _Name(NamedTuple):
    """The words of a name: most names of things differ by more than their length."""

    words: tuple[str, ...]
    thing: str

    @property
    def letters(self) -> str:
        return "".join(self.words)


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
            self._by_letters[name.letters].add(name)
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
        return list(dict.fromkeys(name.thing for name, _ in self._rank(asked)))

    def guess(self, asked: str) -> list[str]:
        """Guess which things are meant: those of nearly that name, else those found at all."""
        ranked = self._rank(asked)
        whole = [name for name, extra in ranked if extra <= len(split_words(asked))]
        found = whole or [name for name, _ in ranked]
        return list(dict.fromkeys(name.thing for name in found))

    def _rank(self, asked: str) -> list[tuple[_Name, int]]:
        """Rank the names that come near, with how many letters they have more or less."""
        words = split_words(asked)
        exact = set(self.find(asked))
        held, near = self._hold(words), self._hold(words, slips=True)
        for letters in find_slips("".join(words), self._by_letters):
            near |= self._by_letters[letters]

        extra = {
            name: abs(len(name.letters) - sum(map(len, words)))
            for name in self._by_letters.get("".join(words), set()) | held | near
        }

        def distance(name: _Name) -> tuple[bool, bool, int, _Name]:
            return name.thing not in exact, name not in held, extra[name], name

        return [(name, extra[name]) for name in sorted(extra, key=distance)]

    def _hold(self, words: Iterable[str], *, slips: bool = False) -> set[_Name]:
        """Find the names that hold all these words, each maybe with a slip."""
        found: list[set[_Name]] = []
        for word in words:
            known = find_slips(word, self._by_word) if slips else set()
            found.append(set().union(*(self._by_word.get(each, ()) for each in known | {word})))
        return set.intersection(*found) if found else set()


def find_near(name: str, known: Iterable[str], *, most: int = 1) -> list[str]:
    """Find the known names that are nearest to one; what resembles none is not guessed at."""
    return Index((each, each) for each in known).guess(name)[:most]


def suggest(name: str, known: Iterable[str], *, otherwise: Sayable) -> Sayable:
    """Suggest the known name that is nearest; else say what is given.

    >>> str(suggest("organisation", ["organisers"], otherwise=Message("see the list")))
    'see the list'
    >>> str(suggest("organiser", ["organisers"], otherwise=Message("see the list")))
    'did you mean organisers?'
    """
    near = find_near(name, known)
    return Message("did you mean {name}?", name=near[0]) if near else otherwise
