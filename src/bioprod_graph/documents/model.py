"""What a document is: sentences, each with the notes that it rests on and the things it names."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from bioprod_graph.language import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bioprod_graph.drawing import Picture
    from bioprod_graph.language import Language


@dataclass(frozen=True)
class Note:
    """A footnote: what it says, and the address that it leads to, if any.

    Two notes that say the same and lead to the same place are one footnote, whichever `passage` it
    has, the IRI of what it tells.
    """

    text: str
    link: str = ""
    passage: str = field(default="", compare=False)


class Part(NamedTuple):
    """Some of a text: what names a thing has its IRI, a status its rank, of the highest one.

    How a status is drawn, by a glyph and a colour of the theme, is told where that is known.
    """

    text: str
    thing: str = ""
    rank: tuple[int, int] | None = None
    sign: tuple[str, str] | None = None


@dataclass(frozen=True)
class Sentence:
    """A sentence, or the text of a cell; plain text, whatever it looks like.

    Its `parts`, if it has any, are the text piece by piece: what names a thing is a link where one
    is wanted, what names a status has its sign before it, or a disc that is as full as its rank.
    The `graphs` are the IRIs of the named graphs that state it, where that is known.
    """

    text: str
    notes: tuple[Note, ...] = ()
    parts: tuple[Part, ...] = ()
    graphs: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True)
class Paragraph:
    """Sentences that are read together."""

    sentences: tuple[Sentence, ...]


@dataclass(frozen=True)
class Items:
    """Sentences that are read one by one, as a list."""

    sentences: tuple[Sentence, ...]


@dataclass(frozen=True)
class Figures:
    """Numbers that are read at a glance, each with its label."""

    pairs: tuple[tuple[Sentence, Sentence], ...]

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """Numbers and labels, in turn."""
        return tuple(sentence for pair in self.pairs for sentence in pair)


@dataclass(frozen=True)
class TableBlock:
    """A table: the names of its columns and its rows, whose first cell names the row.

    `headings` are sub-headings, one for each row that stands under it; or there are none. One that
    `is_noted` shows the marks of its notes even where there is little room.

    Raises ValueError if a row has more or fewer cells than there are columns.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[Sentence, ...], ...]
    headings: tuple[str, ...] = ()
    is_noted: bool = False

    def __post_init__(self) -> None:
        wrong = [number for number, row in enumerate(self.rows, 1) if len(row) != len(self.header)]
        if wrong:
            raise ValueError(f"row {wrong[0]} of the table has not {len(self.header)} cells")

    @property
    def groups(self) -> Iterator[tuple[str, list[tuple[Sentence, ...]]]]:
        """The rows that stand together under a sub-heading, which is empty where there is none."""
        headings = self.headings or ("",) * len(self.rows)
        headed = zip(headings, self.rows, strict=True)
        for heading, group in groupby(headed, key=itemgetter(0)):
            yield heading, [row for _, row in group]

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """The cells, row by row."""
        return tuple(cell for row in self.rows for cell in row)


@dataclass(frozen=True)
class Illustration:
    """A picture, which is drawn where one can be shown; a line of text tells of it anywhere."""

    text: str
    draw: Callable[[], Picture]


Block = Paragraph | Items | Figures | TableBlock


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
    illustration: Illustration | None = None

    def __post_init__(self) -> None:
        if self.language not in LANGUAGES:
            known = ", ".join(LANGUAGES)
            raise ValueError(f"unknown language “{self.language}”, known are {known}")

    @property
    def blocks(self) -> Iterator[Block]:
        """All blocks, in the order of reading."""
        if self.lead is not None:
            yield self.lead
        for section in self.sections:
            yield from section.blocks
