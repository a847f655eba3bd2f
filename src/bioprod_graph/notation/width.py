"""How many cells of a terminal a text takes, and text broken into lines by them.

A Chinese character or an emoji takes two cells, a combining mark none: rich has the tables.
"""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

# Of these each takes one cell, whatever its neighbours: Latin, Greek, Cyrillic, punctuation,
# arrows, mathematics and boxes. The tables are only read for text that holds others.
_NARROW = re.compile(
    "[ -~\u00a0-\u02ff\u0370-\u0482\u1e00-\u200a\u2010-\u2027\u202f-\u205f\u2070-\u20cf"
    "\u2100-\u2319\u2500-\u25fc\ufffd]*"
)


# Between a name and the text beside it; before a text below its name.
_GAP = 2
_INDENT = 4
# A column of text that is narrower is hard to read.
_LEAST = 24


def is_narrow(text: str) -> bool:
    """Tell whether a text takes as many cells as it has characters, wherever it is cut."""
    return text.isascii() or _NARROW.fullmatch(text) is not None


def measure(text: str) -> int:
    """Count the cells that a line takes.

    >>> measure("été"), measure("漢字"), measure("e\u0301")
    (3, 4, 1)
    """
    if is_narrow(text):
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def pad(text: str, width: int, side: str = "<") -> str:
    """Fill a line with blanks to so many cells; text stands on the left, with > on the right."""
    blanks = " " * (width - measure(text))
    return text + blanks if side == "<" else blanks + text


def chop(text: str, width: int) -> list[str]:
    """Cut a text into pieces of so many cells at most, the last one shorter; no letter is cut."""
    if is_narrow(text):
        return [text[start : start + width] for start in range(0, len(text), width)]
    from rich.cells import chop_cells

    # A letter that is wider than a line has one for itself, and marks alone are a piece too.
    return list(filter(None, chop_cells(text, width))) or [text]


def wrap(
    text: str, width: int, *, indent: int = 0, hanging: int = 0, cuts_words: bool = False
) -> list[str]:
    """Break a text into lines of so many cells; the first begins with `indent` blanks.

    Those that follow begin with `hanging` more. A word that is longer than a line is cut, or
    stays whole and stands out. No-break spaces hold; a text without words gives no line.
    """
    kind = textwrap.TextWrapper if is_narrow(text) else _CellWrapper
    wrapper = kind(
        width,
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent + hanging),
        break_long_words=cuts_words,
        break_on_hyphens=False,
    )
    return wrapper.wrap(text)


def set_beside(pairs: Sequence[tuple[str, str]], width: int, *, indent: int = 0) -> str:
    """Write names, each with a text beside it, or below where names leave too little of a line.

    >>> print(set_beside([("one", "a"), ("other", "b c d")], 11), end="")
    one
        a
    other
        b c d
    """
    column = indent + max((measure(name) for name, _ in pairs), default=0) + _GAP
    lines: list[str] = []
    for name, text in pairs:
        start = f"{' ' * indent}{name}"
        if width - column < _LEAST:
            lines += [start, *wrap(text, width, indent=indent + _INDENT)]
        else:
            first, *rest = wrap(text, width - column) or [""]
            lines += [f"{pad(start, column)}{first}".rstrip(), *(" " * column + r for r in rest)]
    return "".join(f"{line}\n" for line in lines)


class _Cells(str):
    """A piece of text whose length is that on the terminal."""

    __slots__ = ()

    def __len__(self) -> int:
        return measure(str(self))


class _CellWrapper(textwrap.TextWrapper):
    """Fills lines by cells: what is too long for any is cut before lines are filled."""

    def _split_chunks(self, text: str) -> list[str]:
        room = max(self.width - len(self.subsequent_indent), 1)
        chunks: list[str] = super()._split_chunks(text)
        pieces = (
            piece
            for chunk in chunks
            for piece in (chop(chunk, room) if self.break_long_words else [chunk])
        )
        return [_Cells(piece) for piece in pieces]
