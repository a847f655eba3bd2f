"""Organisations whose names look alike: each pair is asked about once, and the answer recorded.

All names of a body are compared: those of tables about `id/organization/`, in columns named
`label_…` or `name…`, also of tables that make no statement (candidates). What
`data/name-decisions.csv` has decided is not asked again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING

from bioprod_graph.findings import Finding, Location
from bioprod_graph.language import Message
from bioprod_graph.names import pair_alike, split_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from bioprod_graph.findings import Severity
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


class NameBook:
    """The names of all bodies, and what was decided about those that look alike."""

    def __init__(self) -> None:
        self.names: list[Name] = []
        # By pair of bodies: whether they were found to be the same, and where that stands.
        self._decisions: dict[tuple[str, str], tuple[bool, Location]] = {}

    def add_record(self, record: Record) -> None:
        """Note the names that a row gives, or what it decides."""
        self.names += _read_names(record)
        if record.table.name == DECISIONS:
            first, second, said = map(record.cells.get, ("first", "second", "decision"))
            if first and second and said:
                self._decisions[first, second] = said == "same", record.location

    def find_undecided(self, names: list[Name] | None = None) -> list[Likeness]:
        """Find the bodies that look alike and about which nothing is decided.

        With `names`, only what looks like one of these, which need not be in the book.
        """
        decided = {tuple(sorted(pair)) for pair in self._decisions}
        found = find_alike(self.names) if names is None else find_alike(names, among=self.names)
        return [each for each in found if each.pair not in decided]

    def check(self) -> Iterator[Finding]:
        """Give what is undecided, and decisions that do not hold or were not carried out."""
        bodies = {name.body: name for name in reversed(self.names)}
        for pair, decision in self._decisions.items():
            yield from _check_decision(pair, decision, bodies)
        yield from map(_ask, self.find_undecided())


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


def is_name(column: str) -> bool:
    """Tell whether a column of this name holds a name."""
    return _NAMED.fullmatch(column) is not None


def _read_names(record: Record) -> Iterator[Name]:
    """Give the names that a row gives to an organisation, each text once."""
    body = record.cells.get(find_body(record.table) or "")
    seen = {""}
    for column in record.table.columns if body else ():
        text = record.cells.get(column.name, "")
        if body and is_name(column.name) and text not in seen:
            seen.add(text)
            yield Name(body, text, record.location._replace(column=column.number))


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
    by_body = attrgetter("body")
    # The words stand in order of the alphabet: this is the likeness of sets of words.
    likenesses = (
        Likeness(min(one, other, key=by_body), max(one, other, key=by_body), score)
        for numbers, texts in known.items()
        if numbers in others
        for text, near, score in pair_alike(texts, others[numbers], LIKENESS)
        for one in texts[text]
        for other in others[numbers][near]
        if one.body != other.body
    )
    best: dict[tuple[str, str], Likeness] = {}
    for likeness in likenesses:
        if likeness.score > best.setdefault(likeness.pair, likeness).score:
            best[likeness.pair] = likeness
    return [best[pair] for pair in sorted(best)]


def _group(names: list[Name]) -> dict[tuple[str, ...], dict[str, list[Name]]]:
    """Group names by the numbers in them: UMR 9018 and UMR 9198 are never one body."""
    groups: dict[tuple[str, ...], dict[str, list[Name]]] = {}
    for name in names:
        text = normalize_name(name.text)
        if text:  # a name of no letters resembles none
            group = groups.setdefault(tuple(re.findall(r"\d+", text)), {})
            group.setdefault(text, []).append(name)
    return groups


def _check_decision(
    pair: tuple[str, str], decision: tuple[bool, Location], bodies: dict[str, Name]
) -> Iterator[Finding]:
    (first, second), (is_same, where) = pair, decision
    missing = [body for body in pair if body not in bodies]
    if first >= second:
        said = Message(
            "{second} comes before {first} in alphabetical order: exchange them",
            second=second,
            first=first,
        )
        shown = f"{first}, {second}"
        yield Finding(
            "error", "table:decision-order", said, where, path="first, second", value=shown
        )
    elif is_same and not missing:
        said = Message(
            "{body} is the same body as {body_2} ({location}), says {location_2}: "
            "keep one of the two identifiers, put it in place of the other in all "
            "tables, then remove this row or that one",
            body=second,
            body_2=first,
            location=bodies[first].location,
            location_2=where,
        )
        yield _find("error", "unmerged-organization", bodies[second], said=said, value=first)
    elif len(missing) > is_same:
        said = Message(
            "no table has a body {missing}: correct or remove this decision", missing=missing[0]
        )
        yield Finding("warning", "table:stale-decision", said, where, value=missing[0])


def _ask(likeness: Likeness) -> Finding:
    """Ask about two names that look alike, at the second."""
    first, second = likeness.first, likeness.second
    said = Message(
        "“{text}” ({body}) looks like “{text_2}” ({body_2}, {location}): say in "
        "data/{decisions}.csv whether they are the same body (same) or two "
        "(different), and why",
        text=second.text,
        body=second.body,
        text_2=first.text,
        body_2=first.body,
        location=first.location,
        decisions=DECISIONS,
    )
    return _find("warning", "near-duplicate-name", second, said=said, value=second.text)


def _find(severity: Severity, check: str, name: Name, *, said: Message, value: str) -> Finding:
    focus = f"organization:{name.body}"
    return Finding(severity, f"table:{check}", said, name.location, focus=focus, value=value)
