"""What a document is: sentences, each with the notes that it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bioprod_graph.findings import Language

LANGUAGES = ("fr", "en")


@dataclass(frozen=True)
class Note:
    """A footnote: what it says, and the address that it leads to, if any.

    Two notes that say the same and lead to the same place are one footnote.
    """

    text: str
    link: str = ""


@dataclass(frozen=True)
class Sentence:
    """A sentence, or the text of a cell, and its notes; plain text, whatever it looks like."""

    text: str
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class Paragraph:
    """Sentences that are read together."""

    sentences: tuple[Sentence, ...]


@dataclass(frozen=True)
class Table:
    """A table: the names of its columns and its rows, whose first cell names the row.

    Raises ValueError if a row has more or fewer cells than there are columns.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[Sentence, ...], ...]

    def __post_init__(self) -> None:
        wrong = [number for number, row in enumerate(self.rows, 1) if len(row) != len(self.header)]
        if wrong:
            raise ValueError(f"row {wrong[0]} of the table has not {len(self.header)} cells")


Block = Paragraph | Table


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Document:
    """A document in one language; the colophon says what it was made of.

    Raises ValueError for a language in which documents are not written.
    """

    title: str
    language: Language
    lead: Paragraph | None
    sections: tuple[Section, ...]
    colophon: str

    def __post_init__(self) -> None:
        if self.language not in LANGUAGES:
            known = ", ".join(LANGUAGES)
            raise ValueError(f"unknown language “{self.language}”, known are {known}")
