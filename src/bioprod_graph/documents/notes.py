"""Footnotes: their numbers, and where a sentence carries their marks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bioprod_graph.documents.model import Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bioprod_graph.documents.model import Block, Document, Note, Sentence
    from bioprod_graph.findings import Language

# What ends a French sentence stands after the mark, with the no-break space that goes before it.
_END = re.compile(r"(?:[\u00a0\u202f]?[;:!?]+|\.{3}|[.,…])\Z")


def number_notes(document: Document) -> dict[Note, int]:
    """Number the notes from 1, in the order in which a reader meets them; the same note once.

    >>> from bioprod_graph.documents.model import Document, Note, Paragraph, Sentence
    >>> page = Note("Page")
    >>> lead = Paragraph((Sentence("A.", (page,)), Sentence("B.", (Note("Map"), page))))
    >>> [note.text for note in number_notes(Document("T", "en", lead, (), ""))]
    ['Page', 'Map']
    """
    numbers: dict[Note, int] = {}
    for sentence in _read_sentences(document):
        for note in sentence.notes:
            numbers.setdefault(note, len(numbers) + 1)
    return numbers


def list_marks(sentence: Sentence, numbers: Mapping[Note, int]) -> list[int]:
    """List the numbers that a sentence is marked with, each once, in their order."""
    return sorted({numbers[note] for note in sentence.notes})


def split_end(text: str, language: Language) -> tuple[str, str]:
    """Split a sentence where its marks go: in French before the last stop, in English after it.

    >>> split_end("Une suite est connue.", "fr")
    ('Une suite est connue', '.')
    >>> split_end("One is known.", "en")
    ('One is known.', '')
    """
    match = _END.search(text) if language == "fr" else None
    return (text[: match.start()], match[0]) if match else (text, "")


def _read_sentences(document: Document) -> Iterator[Sentence]:
    if document.lead is not None:
        yield from document.lead.sentences
    for section in document.sections:
        for block in section.blocks:
            yield from _read_block(block)


def _read_block(block: Block) -> Iterator[Sentence]:
    if isinstance(block, Table):
        for row in block.rows:
            yield from row
    else:
        yield from block.sentences
