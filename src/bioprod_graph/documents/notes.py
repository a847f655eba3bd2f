"""What stands in a sentence besides its text: marks of footnotes, links of what it names, discs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bioprod_graph.documents.speaker import Part
from bioprod_graph.documents.text import clean, read_link
from bioprod_graph.language import Message, split_end

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from bioprod_graph.documents.model import Block, Note, Sentence
    from bioprod_graph.language import Language

    Address = Callable[[str], str]

WORDS = {
    "notes": Message("Notes"),
    "note": Message("Note"),
    "back": Message("Back to the text"),
}


class Marker:
    """Numbers the notes of blocks, and marks their sentences with them."""

    def __init__(
        self, blocks: Iterable[Block], language: Language, address: Address | None = None
    ) -> None:
        """Number from 1 in the order in which a reader meets the notes, the same note once.

        `address` gives where the page of a thing is, by IRI; without it names are not linked.
        """
        met = (note for block in blocks for sentence in block.sentences for note in sentence.notes)
        self.numbers: dict[Note, int] = {n: i for i, n in enumerate(dict.fromkeys(met), start=1)}
        self._language = language
        self._address = address

    def mark(self, sentence: Sentence) -> tuple[list[Part], list[int], str]:
        """Give what is written of a sentence: its parts, the numbers of its notes, what follows.

        The parts are cleaned, and have the link of the thing that they name in its place. The
        numbers are there once, in their order, for those notes that have one.
        """
        parts = [
            part._replace(text=_clean_part(part.text), thing=self._link(part.thing))
            for part in sentence.parts or (Part(sentence.text),)
        ]
        marks = sorted({self.numbers[note] for note in sentence.notes if note in self.numbers})
        if not marks:
            return parts, [], ""
        text, end = split_end(parts[-1].text, self._language)
        return [*parts[:-1], parts[-1]._replace(text=text)], marks, end

    def _link(self, thing: str) -> str:
        address = self._address(thing) if self._address and thing else ""
        return read_link(address, is_relative=True) or ""


def _clean_part(text: str) -> str:
    """Clean a part of a text, whose ends are not those of the text."""
    return clean(f"_{text}_")[1:-1]
