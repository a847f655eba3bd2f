"""What a phrase speaks of: things by their names and numbers, days, years, and other numbers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from bioprod_graph.files import read_rows
from bioprod_graph.identifiers import find_kind
from bioprod_graph.language import find_days, find_decades, find_governor, make_singular, name_forms
from bioprod_graph.names import split_words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from pathlib import Path

    from bioprod_graph.dataset import Names

NUMBER, DAY, YEAR, SPAN = "#number", "#day", "#year", "#span"
# So many letters of a word are its beginning, which its forms share.
_STEM = 5
# So many words may name a thing.
_LONGEST = 8
# A word that more names begin with is not meant for one of them.
_TORN = 5
# So short a word names nothing, `the`, unless it stands for a longer name: LFB.
_SHORTEST = 3
_SPATIAL = ox.NamedNode("http://purl.org/dc/terms/spatial")


class Fillers(NamedTuple):
    """Words that mean nothing in a question, kinds of things whose names are words, and turns.

    These, of one word or more, turn round what is asked. Passed are words by which questions are
    told apart, but which nobody misses in an answer, such as `who`; agents come before who does it.
    """

    words: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    turns: tuple[str, ...] = ()
    passed: frozenset[str] = frozenset()
    agents: frozenset[str] = frozenset()


def read_fillers(path: Path) -> Fillers:
    """Read the words and kinds that tell little, and the turns; no file, none."""
    further = (form for name in ("turns", "passed", "agents") for form in name_forms(name))
    header = (*name_forms("words"), "kinds", *further)
    rows = list(read_rows(path, header)) if path.exists() else []
    words, passed, agents = (
        frozenset(
            word for row in rows for key in name_forms(name) for word in split_words(row[key])
        )
        for name in ("words", "passed", "agents")
    )
    turns = (turn for row in rows for key in name_forms("turns") for turn in row[key].split("|"))
    kinds = frozenset(kind for row in rows for kind in row["kinds"].split())
    return Fillers(words, kinds, tuple(turns), passed, agents)


class Mention(NamedTuple):
    """A thing, number or day that a phrase speaks of: its value, of a kind, in these words.

    Of a word that several names begin with, others are the things that it may mean, too; the word
    before it, articles apart, is what it follows.
    """

    kind: str
    value: str
    start: int
    end: int
    word: str = ""
    others: tuple[str, ...] = ()
    follows: str = ""

    @property
    def shown(self) -> str:
        """What it is called where it is told of."""
        return self.word or self.value


@dataclass(frozen=True)
class Finder:
    """Finds what phrases speak of; the words that questions ask by are the names of nothing.

    Taken are the kinds that a parameter is named after: a number of such a thing is none by itself.
    """

    names: Names
    fillers: Fillers
    asked: Collection[str]
    taken: Collection[str]

    def find(self, words: Sequence[str]) -> Iterator[Mention]:
        """Find days, things by the longest names, and numbers."""
        for each in self._find(words):
            yield each._replace(follows=find_governor(words[: each.start]))

    def _find(self, words: Sequence[str]) -> Iterator[Mention]:
        spans = [
            Mention(SPAN, told, start, end, " ".join(words[start:end]))
            for start, end, told in find_decades(words)
        ]
        days = spans + [
            Mention(YEAR if day.isdecimal() else DAY, day, start, end)
            for start, end, day in find_days(words)
            if all(end != span.end for span in spans)
        ]
        yield from days
        place = 0
        while place < len(words):
            is_number = words[place].isdecimal()
            is_count = is_number and any(map(self._is_counted, words[place + 1 : place + 2]))
            is_day = any(day.start <= place < day.end for day in days)
            found = [] if is_count else list(self._find_things(words, place))
            if not found and is_number and not (is_day or is_count):
                found = [Mention(NUMBER, words[place], place, place + 1)]
            yield from found
            # What questions are asked of by a number is told by that, too.
            for each in found:
                is_told = each.kind not in (NUMBER, *self.taken)
                if is_told and words[each.end - 1].isdecimal():
                    yield each._replace(kind=NUMBER, value=words[each.end - 1])
            place = found[-1].end if found else place + 1

    def _is_counted(self, word: str) -> bool:
        """Tell whether a number before a word counts things: “the 11 recommendations” are all."""
        return word != (one := make_singular(word)) and (one, "1") in self._things

    def _find_things(self, words: Sequence[str], start: int) -> Iterator[Mention]:
        """Find the thing with the longest name, or whose name begins so; of one word, each kind."""
        said = tuple(map(make_singular, words[start : start + _LONGEST]))
        for end in range(start + len(said), start, -1):
            key = said[: end - start]
            is_name = key in self._things and (key[1:] or self._may_name(words[start]))
            meant = {self._things[key]} if is_name else self._list_begun(key, words[end - 1])
            for kind, ones in groupby(sorted(meant), key=self._find_kind):
                path, *others = map(self.names.project.prefixes.show, ones)
                word = " ".join(words[start:end]) if others else ""
                yield Mention(kind, path, start, end, word, tuple(others))
            if meant:
                return

    def _list_begun(self, key: tuple[str, ...], last: str) -> set[str]:
        """List the things whose names begin so: not too many of one word, of more words one."""
        begun = self._begun.get(key, set())
        if len(begun) > (1 if key[1:] else _TORN) or last in self.fillers.words:
            return set()
        # What begins names of several kinds means what it is all of, brackets apart.
        is_torn = len({*map(self._find_kind, begun)}) > 1
        return begun & self._bare if is_torn else begun

    def _find_kind(self, iri: str) -> str:
        return find_kind(iri, self.names.project.base)

    def _may_name(self, word: str) -> bool:
        """Tell whether a word by itself may be a name."""
        is_long = len(word) > _SHORTEST or word.isdecimal()
        return is_long or (word in self._initials and stem(word) not in self.asked)

    @cached_property
    def _initials(self) -> set[str]:
        """The short names that are written in capitals, and fill no question."""
        names = (name for names in self.names.list_names().values() for name in names)
        short = (name.casefold() for name in names if name.isupper() and len(name) == _SHORTEST)
        return {*short} - self.fillers.words

    @cached_property
    def whole(self) -> set[str]:
        """What the dataset is of, such as its region: who names it leaves nothing out."""
        told = self.names.store.quads_for_pattern(None, _SPATIAL, None)
        return {self.names.project.prefixes.show(str(quad.object)[1:-1]) for quad in told}

    @cached_property
    def _begun(self) -> dict[tuple[str, ...], set[str]]:
        """Things by the first words of their names, where questions do not have the first."""
        found: dict[tuple[str, ...], set[str]] = {}
        for key, iri in self._things.items():
            is_named = self._find_kind(iri) not in self.fillers.kinds
            if is_named and stem(key[0]) not in self.asked:
                for size in range(1, len(key)):
                    found.setdefault(key[:size], set()).add(iri)
        return found

    @cached_property
    def _bare(self) -> set[str]:
        """The things with a name of one word, but for what stands in brackets."""
        named = self.names.list_names().items()
        return {iri for iri, names in named if any(" " not in n.partition(" (")[0] for n in names)}

    @cached_property
    def _things(self) -> dict[tuple[str, ...], str]:
        """Things by the beginnings of the words of their names.

        Of those that a bracket tells apart, the one with the shortest name is called so without it;
        not by one word, which may begin other names.
        """
        named = [(n, iri) for iri, names in self.names.list_names().items() for n in names]
        named.sort(key=lambda each: (each[1], each[0]))
        apart = sorted((each for each in named if " (" in each[0]), key=lambda each: len(each[0]))
        bare = ((name.partition(" (")[0], iri) for name, iri in apart)
        found: dict[tuple[str, ...], str] = {}
        for name, iri in [*named, *(each for each in bare if " " in each[0])]:
            if words := split_words(name):
                found.setdefault(tuple(map(make_singular, words)), iri)
        return found


def stem(word: str) -> str:
    """Give the beginning of a word, which its forms share: plurals, genders, tenses.

    >>> stem("cite") == stem("cites"), stem("funded")
    (True, 'fund')
    """
    return make_singular(word)[:_STEM].rstrip("e")
