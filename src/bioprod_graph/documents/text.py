"""What enters a document: text and addresses from data, made harmless; marks of notes."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from bioprod_graph.documents.model import Part
from bioprod_graph.language import Message, split_end
from bioprod_graph.notation import REPLACEMENT, make_visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from bioprod_graph.documents.model import Block, Note, Sentence
    from bioprod_graph.language import Language

    Address = Callable[[str], str]
    FindSign = Callable[[str], tuple[str, str] | None]

WORDS = {
    "notes": Message("Notes"),
    "note": Message("Note"),
    "back": Message("Back to the text"),
    "contents": Message("Contents"),
    "skip": Message("Skip to the content"),
    "version": Message("Version"),
    "language": Message("Language"),
}

# Not those without a break: French needs them where they stand.
_BLANKS = re.compile(r"[ \t\n]+")
# What an address may hold as it is (RFC 3986), the percent sign of what is encoded already too.
_KEPT = ":/?#[]@!$&'()*+,;=-._~%"


@lru_cache(maxsize=1 << 14)  # the same texts stand on many pages
def clean(text: str) -> str:
    r"""Put a text on one line; control and direction characters are made visible.

    >>> clean(" two\n lines \u202e")
    'two lines �'
    """
    return _BLANKS.sub(" ", make_visible(text)).strip(" ")


@lru_cache(maxsize=1 << 14)
def read_link(address: str, *, is_relative: bool = False) -> str | None:
    """Return an address as a link may hold it; None unless it is of the web or of mail.

    An address with control or direction characters gives None too. With `is_relative`, an address
    relative to the page is allowed.

    >>> read_link("https://example.org/é")
    'https://example.org/%C3%A9'
    >>> read_link("javascript:alert(1)")
    """
    shown = clean(address)
    if REPLACEMENT in shown:
        return None
    try:
        parts = urlsplit(shown)
    except ValueError:  # such as an unclosed bracket in the host
        return None
    is_beside = is_relative and not parts.scheme
    if (is_beside or parts.scheme == "mailto") and parts.path and not parts.netloc:
        return quote(parts.geturl(), safe=_KEPT)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return None
    return quote(parts.geturl(), safe=_KEPT)


def name_host(link: str) -> str:
    """Return the host of a link, without “www.”.

    >>> name_host("https://www.example.org/a/b#c")
    'example.org'
    """
    parts = urlsplit(link)
    return (parts.hostname or parts.path).removeprefix("www.")


class Marker:
    """Numbers the notes of blocks, and marks their sentences with them."""

    def __init__(
        self,
        blocks: Iterable[Block],
        language: Language,
        address: Address | None = None,
        *,
        sign: FindSign | None = None,
    ) -> None:
        """Number from 1 in the order in which a reader meets the notes, the same note once.

        `address` gives where the page of a thing is, by IRI; without it names are not linked.
        `sign` gives how a status is drawn, by IRI.
        """
        met = (note for block in blocks for sentence in block.sentences for note in sentence.notes)
        self.numbers: dict[Note, int] = {n: i for i, n in enumerate(dict.fromkeys(met), start=1)}
        self._language = language
        self._address = address
        self._sign = sign

    def mark(self, sentence: Sentence) -> tuple[list[Part], list[int], str]:
        """Return what to write of a sentence: its parts, the numbers of its notes, the rest.

        The parts are cleaned, and have the link of the thing that they name in its place. The
        numbers are there once, in their order, for those notes that have one.
        """
        parts = [
            # The ends of a part are not those of the text: they keep their blanks.
            part._replace(
                text=clean(f"_{part.text}_")[1:-1],
                thing=self._link(part.thing),
                sign=self._find_sign(part),
            )
            for part in sentence.parts or (Part(sentence.text),)
        ]
        marks = sorted({self.numbers[note] for note in sentence.notes if note in self.numbers})
        if not marks:
            return parts, [], ""
        text, end = split_end(parts[-1].text, self._language)
        return [*parts[:-1], parts[-1]._replace(text=text)], marks, end

    def _find_sign(self, part: Part) -> tuple[str, str] | None:
        if part.rank is None:
            return None
        known = self._sign(part.thing) if self._sign else None
        return known or (f"{part.rank[0]}/{part.rank[1]}", "done")

    def _link(self, thing: str) -> str:
        address = self._address(thing) if self._address and thing else ""
        return read_link(address, is_relative=True) or ""
