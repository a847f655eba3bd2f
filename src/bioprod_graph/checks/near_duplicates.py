"""Organisations whose names look alike: each pair is asked about once, and the answer recorded.

All names of a body are compared: those of tables about `id/organization/`, in columns named
`label_…` or `name…`, also of tables that make no statement (candidates). What
`data/name-decisions.csv` has decided is not asked again.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bioprod_graph.findings import Finding, Location
from bioprod_graph.language import Message
from bioprod_graph.names import pair_alike, split_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from bioprod_graph.tables import Record, Table

    Report = Callable[[Finding], None]

DECISIONS = "name-decisions"
# Measured on 565 names of bodies of the field. At 85, five pairs are found, of which two are one
# body; at 80 ten more, none of them one body (Institut Curie, Institut du Cerveau). A slip of one
# letter is found in 87 names of a hundred at 85, in 92 at 80, in 78 at 90.
LIKENESS = 85.0

_ABOUT = re.compile(r"(.*/)?id/organization/\{(?P<key>\w+)\}")
_NAMED = re.compile(r"(label|name)(_[a-z]+)?")
_ASIDE = re.compile(r"\([^()]*\)")
# What tells no two bodies apart: articles and prepositions, legal forms, what companies are called.
_COMMON = """
    a and at au aux by d de des du en et for in l la le les of on pour s sur the
    ag asso association bv eurl ev gie gmbh inc llc ltd nv plc sa sarl sas sasu scop selarl spa
    biosciences company compagnie group groupe holding pharma pharmaceuticals societe therapeutics
"""
_EMPTY = frozenset(_COMMON.split())


@dataclass(frozen=True)
class Name:
    """A name of a body, as a cell of a table has it."""

    body: str
    text: str
    location: Location


@dataclass(frozen=True)
class Likeness:
    """Two names of two bodies that look alike; `first` is of the body that sorts first."""

    first: Name
    second: Name
    score: float

    @property
    def pair(self) -> tuple[str, str]:
        """The two bodies, as a row of name-decisions.csv has them."""
        return self.first.body, self.second.body


@dataclass(frozen=True)
class _Decision:
    """A row of name-decisions.csv."""

    pair: tuple[str, str]
    is_same: bool
    location: Location


class NameBook:
    """The names of all bodies, and what was decided about those that look alike."""

    def __init__(self) -> None:
        self.names: list[Name] = []
        self._decisions: list[_Decision] = []

    def add_record(self, record: Record) -> None:
        """Note the names that a row gives, or what it decides."""
        self.names += read_names(record)
        if record.table.name == DECISIONS:
            self._decisions += _read_decision(record)

    def find_undecided(self, names: list[Name] | None = None) -> list[Likeness]:
        """Find the bodies that look alike and about which nothing is decided.

        With `names`, only what looks like one of these, which need not be in the book.
        """
        decided = {tuple(sorted(decision.pair)) for decision in self._decisions}
        found = find_alike(self.names) if names is None else find_alike(names, among=self.names)
        return [likeness for likeness in found if likeness.pair not in decided]

    def check(self) -> Iterator[Finding]:
        """Give what is undecided, and decisions that do not hold or were not carried out."""
        bodies = {name.body: name for name in reversed(self.names)}
        for decision in self._decisions:
            yield from _check_decision(decision, bodies)
        for likeness in self.find_undecided():
            yield _undecided(likeness)


def check_names(records: Iterable[Record], report: Report) -> Iterator[Record]:
    """Give the records on as they come; when all have passed, report the names that look alike."""
    book = NameBook()
    for record in records:
        book.add_record(record)
        yield record
    for finding in book.check():
        report(finding)


def find_body(table: Table) -> str | None:
    """Give the column that says of which organisation a table speaks, if of any."""
    about = _ABOUT.fullmatch(table.about or "")
    return about["key"] if about else None


def read_names(record: Record) -> Iterator[Name]:
    """Give the names that a row gives to an organisation, each text once."""
    body = record.cells.get(find_body(record.table) or "")
    if not body:
        return
    seen = set()
    for column in record.table.columns:
        text = record.cells.get(column.name)
        if text and is_name(column.name) and text not in seen:
            seen.add(text)
            where = Location(record.location.file, record.location.line, column.number)
            yield Name(body, text, where)


def is_name(column: str) -> bool:
    """Tell whether a column of this name holds a name."""
    return _NAMED.fullmatch(column) is not None


def normalize_name(text: str) -> str:
    """Reduce a name to the words that tell it from others, in order of the alphabet.

    >>> normalize_name("L’Institut Pasteur, S.A.S. (Paris)")
    'institut pasteur'
    """
    plain = split_words(_ASIDE.sub(" ", text)) or split_words(text)
    telling = [word for word in plain if word not in _EMPTY]
    return " ".join(sorted(telling or plain))


def find_alike(names: list[Name], *, among: list[Name] | None = None) -> list[Likeness]:
    """Find the pairs of bodies of which two names look alike, with the two that do most.

    With `among`, `names` are compared with these only, and not with each other.
    """
    known = _group(names)
    others = known if among is None else _group(among)
    best: dict[tuple[str, str], Likeness] = {}
    for numbers, texts in known.items():
        for likeness in _compare(texts, others.get(numbers, {})):
            found = best.get(likeness.pair)
            if found is None or found.score < likeness.score:
                best[likeness.pair] = likeness
    return [best[pair] for pair in sorted(best)]


_Group = dict[str, list[Name]]


def _group(names: list[Name]) -> dict[tuple[str, ...], _Group]:
    """Group names by the numbers in them: UMR 9018 and UMR 9198 are never one body."""
    groups: defaultdict[tuple[str, ...], _Group] = defaultdict(lambda: defaultdict(list))
    for name in names:
        text = normalize_name(name.text)
        if text:  # a name of no letters resembles none
            groups[tuple(re.findall(r"\d+", text))][text].append(name)
    return groups


def _compare(texts: _Group, others: _Group) -> Iterator[Likeness]:
    # The words stand in order of the alphabet: this is the likeness of sets of words.
    for text, other, score in pair_alike(texts, others, LIKENESS):
        yield from _pair_up(texts[text], others[other], score)


def _pair_up(some: list[Name], others: list[Name], score: float) -> Iterator[Likeness]:
    for one in some:
        for other in others:
            if one.body < other.body:
                yield Likeness(one, other, score)
            elif one.body > other.body:
                yield Likeness(other, one, score)


def _read_decision(record: Record) -> Iterator[_Decision]:
    first, second, decision = (record.cells.get(n) for n in ("first", "second", "decision"))
    if first and second and decision:
        yield _Decision((first, second), decision == "same", record.location)


def _check_decision(decision: _Decision, bodies: dict[str, Name]) -> Iterator[Finding]:
    present = [body for body in decision.pair if body in bodies]
    if decision.pair[0] >= decision.pair[1]:
        yield _misplaced(decision)
    elif decision.is_same and len(present) > 1:
        yield _unmerged(decision, bodies)
    elif len(present) < (1 if decision.is_same else 2):
        missing = next(body for body in decision.pair if body not in bodies)
        yield _stale(decision, missing)


def _undecided(likeness: Likeness) -> Finding:
    first, second = likeness.first, likeness.second
    return Finding(
        "warning",
        "table:near-duplicate-name",
        Message(
            "“{text}” ({body}) looks like “{text_2}” ({body_2}, {location}): say in "
            "data/{decisions}.csv whether they are the same body (same) or two "
            "(different), and why",
            text=second.text,
            body=second.body,
            text_2=first.text,
            body_2=first.body,
            location=first.location,
            decisions=DECISIONS,
        ),
        second.location,
        focus=f"organization:{second.body}",
        value=second.text,
    )


def _unmerged(decision: _Decision, bodies: dict[str, Name]) -> Finding:
    first, second = (bodies[body] for body in decision.pair)
    return Finding(
        "error",
        "table:unmerged-organization",
        Message(
            "{body} is the same body as {body_2} ({location}), says {location_2}: "
            "keep one of the two identifiers, put it in place of the other in all "
            "tables, then remove this row or that one",
            body=second.body,
            body_2=first.body,
            location=first.location,
            location_2=decision.location,
        ),
        second.location,
        focus=f"organization:{second.body}",
        value=first.body,
    )


def _misplaced(decision: _Decision) -> Finding:
    first, second = decision.pair
    return Finding(
        "error",
        "table:decision-order",
        Message(
            "{second} comes before {first} in alphabetical order: exchange them",
            second=second,
            first=first,
        ),
        decision.location,
        path="first, second",
        value=f"{first}, {second}",
    )


def _stale(decision: _Decision, missing: str) -> Finding:
    return Finding(
        "warning",
        "table:stale-decision",
        Message("no table has a body {missing}: correct or remove this decision", missing=missing),
        decision.location,
        value=missing,
    )
