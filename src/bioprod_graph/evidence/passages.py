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
    """What a look at the document gave for a passage: `problem` is empty when all agrees."""

    passage: Passage
    text: str
    problem: str = ""
    french: str = ""


class UnlocatedError(ValueError):
    """The words of a passage do not stand in the document; `french` says so in French."""

    def __init__(self, english: str, french: str) -> None:
        super().__init__(english)
        self.french = french


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
            f"the first words “{passage.first}” are not in the document",
            f"les premiers mots « {passage.first} » ne sont pas dans le document",
        )
    if text.find(passage.first, start + 1) >= 0:
        raise UnlocatedError(
            f"the first words “{passage.first}” stand more than once: give more of them",
            f"les premiers mots « {passage.first} » y sont plus d’une fois : en donner davantage",
        )
    if not passage.last:
        return start, start + len(passage.first)
    last = text.find(passage.last, start + len(passage.first))
    if last < 0:
        raise UnlocatedError(
            f"the last words “{passage.last}” do not follow the first",
            f"les derniers mots « {passage.last} » ne suivent pas les premiers",
        )
    return start, last + len(passage.last)


def verify_passage(passage: Passage, text: str) -> Verdict:
    """Compare the recorded offsets, words and digest of a passage with the document."""
    if passage.start is None or passage.end is None:
        return Verdict(
            passage,
            "",
            "has no offsets yet: bioprod verify --update writes them",
            "n’est pas encore situé : bioprod verify --update s’en charge",
        )
    stretch = text[passage.start : passage.end]
    if digest_text(stretch) != passage.digest:
        return Verdict(passage, stretch, *_guess(passage, text))
    if not stretch.startswith(passage.first) or not stretch.endswith(passage.last):
        return Verdict(
            passage,
            stretch,
            "does not begin and end with the recorded words",
            "ne commence et ne finit pas par les mots notés",
        )
    return Verdict(passage, stretch)


def _guess(passage: Passage, text: str) -> tuple[str, str]:
    """Say what became of a passage, in English and in French."""
    place = f"{passage.start}–{passage.end}"
    try:
        start, end = locate_passage(passage, text)
    except UnlocatedError as error:
        return f"is not at {place}: {error}", f"n’est pas en {place} : {error.french}"
    if digest_text(text[start:end]) == passage.digest:
        moved = f"{start}–{end}"
        return f"has moved from {place} to {moved}", f"s’est déplacé de {place} à {moved}"
    return (
        f"reads differently: its words have changed between {start} and {end}",
        f"se lit autrement : ses mots ont changé entre {start} et {end}",
    )
