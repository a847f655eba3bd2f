"""Passages in a copy of their source: located by their first and last words, told by digests.

Web Annotation Data Model, section 4.2.5 (Text Position Selector): offsets count the characters of
the text in Unicode normal form C, from 0; the end is not part of the passage.
"""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bioprod_graph.files import read_text
from bioprod_graph.files.limits import DOCUMENT
from bioprod_graph.language import Message

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Passage:
    """A passage as it is recorded: where it stands, its digest, its first and last words."""

    name: str
    first: str
    last: str
    start: int | None = None
    end: int | None = None
    digest: str = ""


@dataclass(frozen=True)
class Verdict:
    """What a look at the document gave for a passage: `problem` is none when all agrees."""

    passage: Passage
    text: str
    problem: Message | None = None


class UnlocatedError(ValueError):
    """The words of a passage do not stand in the document."""

    def __init__(self, said: Message) -> None:
        self.said = said
        super().__init__(str(self.said))


def read_document(path: Path) -> str:
    """Read a document as text in normal form C.

    Raises UsageError if it cannot be read or is not UTF-8.
    """
    text = read_text(path, limit=DOCUMENT, option="--document", keep_line_ends=True)
    return unicodedata.normalize("NFC", text)


def digest_text(text: str) -> str:
    """Give the SHA-256 of a text, as UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def locate_passage(passage: Passage, text: str) -> tuple[int, int]:
    """Locate a passage by its first and last words.

    Raises UnlocatedError, saying which, if the first words stand nowhere or more than once, or the
    last do not follow.
    """
    start = text.find(passage.first)
    if start < 0:
        raise UnlocatedError(
            Message("the first words “{words}” are not in the document", words=passage.first)
        )
    if text.find(passage.first, start + 1) >= 0:
        raise UnlocatedError(
            Message(
                "the first words “{words}” stand more than once: give more of them",
                words=passage.first,
            )
        )
    if not passage.last:
        return start, start + len(passage.first)
    last = text.find(passage.last, start + len(passage.first))
    if last < 0:
        raise UnlocatedError(
            Message("the last words “{words}” do not follow the first", words=passage.last)
        )
    return start, last + len(passage.last)


def verify_passage(passage: Passage, text: str) -> Verdict:
    """Compare the recorded offsets, words and digest of a passage with the document."""
    if passage.start is None or passage.end is None:
        return Verdict(
            passage,
            "",
            Message("has no offsets yet: bioprod verify --update writes them"),
        )
    stretch = text[passage.start : passage.end]
    if digest_text(stretch) != passage.digest:
        return Verdict(passage, stretch, _guess(passage, text))
    if not stretch.startswith(passage.first) or not stretch.endswith(passage.last):
        return Verdict(
            passage,
            stretch,
            Message("does not begin and end with the recorded words"),
        )
    return Verdict(passage, stretch)


def _guess(passage: Passage, text: str) -> Message:
    """Say what became of a passage."""
    place = f"{passage.start}–{passage.end}"
    try:
        start, end = locate_passage(passage, text)
    except UnlocatedError as error:
        return Message("is not at {place}: {error}", place=place, error=error.said)
    if digest_text(text[start:end]) == passage.digest:
        moved = f"{start}–{end}"
        return Message("has moved from {place} to {moved}", place=place, moved=moved)
    return Message(
        "reads differently: its words have changed between {start} and {end}", start=start, end=end
    )
