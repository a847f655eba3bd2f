"""How likely a thing is meant by a name that somebody typed elsewhere: in a spreadsheet, a form.

A name and what was typed are compared word by word. A word counts for as much as it tells: one
that many things have in their names counts for little. With m for what the two have in common, x
for what was typed besides and y for what of the name was not typed, the score is

    100 · m / (m + x/2 + y/4)

where words that are alike but for slips of the fingers are alike in part, and words that name
what stands beside the thing, such as its town, are typed besides for a tenth of what they tell.
Names are compared letter by letter as well, and the better of the two counts. 100 is the name
itself, whatever its case, accents and punctuation. What else a thing is called counts as what
stands beside it.

>>> names = [("Institut Pasteur", "a"), ("Institut Curie", "b"), ("Curie Cam", "c")]
>>> matcher = Matcher(names, {"institute": "institut", "sa": ""})
>>> [(each.thing, each.score) for each in matcher.match("Pastuer Institute, SA")]
[('a', 91.4), ('b', 50.4)]
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from bioprod_graph.names.index import split_words

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

# With so many points a thing is meant, if no other has as many but for so few.
CERTAIN, APART, FULL = 85.0, 8.0, 100.0
# What was typed besides, what was not typed, and what is typed besides of what stands near.
_EXTRA, _MISSING, _BESIDE = 0.5, 0.25, 0.1
# No likeness below this is one; nor is that of a word below that.
_LEAST, _LEAST_WORD = 25.0, 0.72
# The beginning of a word stands for it if it has so many letters; a bit less than the word does.
_BEGUN, _AS_BEGUN, _AS_INITIAL = 4, 0.85, 0.6
# A name without what stands in brackets is not quite the name; its initials are a guess.
_PART, _INITIALS = 0.98, 0.8
_BRACKETS = re.compile(r"\s*[(\[]([^()\[\]]*)[)\]]\s*")
_DASH = " – "
_NUMBER = re.compile(r"[0-9]+")
_FEWEST = 3
_KEPT = 1 << 12


class Resemblance(NamedTuple):
    """A thing that may be meant: its score, from 0 to 100, and the name that is the most like."""

    thing: str
    score: float
    name: str


class _Known(NamedTuple):
    """A name that is compared: its words, what they tell together, and how much it counts."""

    thing: str
    name: str
    words: tuple[str, ...]
    worth: float = 1.0


class Matcher:
    """Names of things, to compare others with.

    `meanings` gives words that stand for others, or for nothing: `institute` for `institut`, `inc`
    for an empty text. `beside` gives names of what stands beside a thing.
    """

    def __init__(
        self,
        names: Iterable[tuple[str, str]],
        meanings: Mapping[str, str] | None = None,
        beside: Callable[[str], Collection[str]] = lambda _: (),
    ) -> None:
        self._meanings = {word: split_words(meant) for word, meant in (meanings or {}).items()}
        self._known = [each for name, thing in names for each in self._make(name, thing)]
        called: defaultdict[str, set[str]] = defaultdict(set)
        for each in self._known:
            called[each.thing].update(each.words)
        self._beside = lru_cache(_KEPT)(
            lambda thing: called[thing].union(*map(self._read, beside(thing)))
        )
        holders: defaultdict[str, set[str]] = defaultdict(set)
        self._by_word: defaultdict[str, list[int]] = defaultdict(list)
        self._pairs: dict[str, tuple[str, str]] = {}
        for place, each in enumerate(self._known):
            for word in dict.fromkeys(each.words):
                holders[word].add(each.thing)
                self._by_word[word].append(place)
            self._pairs |= {a + b: (a, b) for a, b in pairwise(each.words)}
        most = len({each.thing for each in self._known}) + 1
        self._weights = {
            word: math.log(1 + most / len(things)) / math.log(1 + most)
            for word, things in holders.items()
        }
        self._vocabulary = list(self._by_word)
        self._letters = ["".join(each.words) for each in self._known]

    def match(self, asked: str, *, most: int = 5) -> list[Resemblance]:
        """Find the things that are most likely meant, the likest first.

        Things of the same score are in the order of their identifiers.
        """
        best: dict[str, Resemblance] = {}
        words = self._mend(self._read(asked))
        if not words:
            return []
        for place, share in self._score(words, split_words(asked)):
            each = self._known[place]
            score = round(FULL * share * each.worth, 1)
            known = best.get(each.thing)
            if score >= _LEAST and (known is None or score > known.score):
                best[each.thing] = Resemblance(each.thing, score, each.name)
        return sorted(best.values(), key=lambda each: (-each.score, each.thing))[:most]

    def _make(self, name: str, thing: str) -> Iterator[_Known]:
        """Make what is compared of a name: all of it, parts of it, and its initials."""
        yield _Known(thing, name, self._read(name))
        if _DASH in name:
            yield _Known(thing, name, self._read(name.partition(_DASH)[0]), _PART)
        for inner in _BRACKETS.findall(name):
            yield _Known(thing, name, self._read(_BRACKETS.sub(" ", name)), _PART)
            if len(split_words(inner)) == 1:
                yield _Known(thing, name, self._read(inner), _PART)
        for words in {split_words(name), self._read(name)}:
            if len(words) >= _FEWEST:
                yield _Known(thing, name, ("".join(word[0] for word in words),), _INITIALS)

    def _read(self, text: str) -> tuple[str, ...]:
        """Read the words of a name as what they stand for; all of them if all stand for nothing."""
        words = split_words(text)
        meant = [each for word in words for each in self._meanings.get(word, (word,))]
        return tuple(meant) or words

    def _mend(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """Join words that are one in a name, and part those that are two."""
        mended: list[str] = []
        for word in words:
            if (
                mended
                and mended[-1] + word in self._by_word
                and not (mended[-1] in self._by_word and word in self._by_word)
            ):
                mended[-1] += word
            elif word not in self._by_word and word in self._pairs:
                mended += self._pairs[word]
            else:
                mended.append(word)
        return tuple(mended)

    def _score(self, words: tuple[str, ...], typed: tuple[str, ...]) -> Iterator[tuple[int, float]]:
        """Score the names that have a word or their letters in common with what was typed."""
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        alike = {word: self._find_alike(word) for word in {*words}}
        near = {
            place for found in alike.values() for word in found for place in self._by_word[word]
        }
        for place in sorted(near):
            yield place, self._compare(words, self._known[place], alike)
        letters, exact, numbers = "".join(words), "".join(typed), _NUMBER.findall(" ".join(words))
        scorer = OSA.normalized_similarity
        for _, score, place in process.extract(
            letters, self._letters, scorer=scorer, score_cutoff=_LEAST_WORD, limit=None
        ):
            known = self._known[place]
            if "".join(split_words(known.name)) == exact:
                yield place, 1.0
            elif _NUMBER.findall(" ".join(known.words)) == numbers:
                yield place, min(score * score, 0.99)
        initials = ("".join(word[0] for word in each) for each in {words, typed})
        for short in initials if len(words) >= _FEWEST else ():
            yield from (
                (place, _INITIALS)
                for place in self._by_word.get(short, ())
                if len(self._known[place].words) == 1
            )

    def _find_alike(self, word: str) -> dict[str, float]:
        """Find the words of names that a word may stand for, and how like it they are."""
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        if word.isdecimal() or len(word) < _BEGUN:
            return {word: 1.0} if word in self._by_word else {}
        scorer = OSA.normalized_similarity
        found = {
            each: score * score
            for each, score, _ in process.extract(
                word, self._vocabulary, scorer=scorer, score_cutoff=_LEAST_WORD, limit=None
            )
            if each == word or not any(map(str.isdecimal, each))
        }
        begun = {each: _AS_BEGUN for each in self._vocabulary if each.startswith(word)}
        return begun | found

    def _compare(
        self, words: tuple[str, ...], known: _Known, alike: Mapping[str, Mapping[str, float]]
    ) -> float:
        """Compare words with those of a name, each with the one that is the most like it."""
        left = list(known.words)
        common = extra = 0.0
        for word in words:
            likeness = alike[word]
            best = max(left, key=lambda each: likeness.get(each, 0.0), default="")
            share = likeness.get(best, 0.0)
            if not share and len(word) == 1 and word.isalpha():
                best = next((each for each in left if each.startswith(word)), "")
                share = _AS_INITIAL if best else 0.0
            weight = self._weights.get(best if share else word, 1.0)
            common += weight * share
            if share:
                left.remove(best)
                extra += weight * (1 - share)
            else:
                extra += weight * (_BESIDE if word in self._beside(known.thing) else 1)
        missing = sum(self._weights[word] for word in left)
        total = common + _EXTRA * extra + _MISSING * missing
        # What is of the same words is the name itself only if it is so letter by letter.
        return min(common / total, 0.99) if common else 0.0


def is_certain(scores: Sequence[float]) -> bool:
    """Tell whether the first of what was found is meant: likely enough, and no other nearly so.

    A name that is given letter by letter is meant if no other thing has it.
    """
    first, second, *_ = *scores, 0.0, 0.0
    return first >= CERTAIN and (second <= first - APART or second < first == FULL)
