"""Rows of text as a table for a terminal: each column as wide as the width of the whole lets it.

Columns that ask for less than their share get it; the widest give way first, and their cells are
folded: between words where that is possible, else within them. Every character is shown.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bioprod_graph.notation.visible import make_visible
from bioprod_graph.notation.width import chop, is_narrow, measure, pad

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_WORD = re.compile(r"\s*\S+\s*")
# Between two columns, and at either end of a line.
_GAP = 3
_EDGE = 1
_RULE = "─"


def set_table(header: Sequence[str], rows: Sequence[Sequence[str]], *, width: int) -> list[str]:
    """Set rows under a header and a rule, no line wider than so many cells; give the lines.

    A line feed in a cell begins a line within it, a tab goes to the next stop of eight. Where
    there are more columns than fit, each has one cell and lines are longer. Blank lines are left
    out.
    """
    columns = list(zip(header, *rows, strict=True))
    cells = [
        {text: make_visible(text).expandtabs().split("\n") for text in set(column)}
        for column in columns
    ]
    asked = (max(measure(line) for lines in texts.values() for line in lines) for texts in cells)
    sizes = _fit([longest or 1 for longest in asked], width)
    folded = [
        {
            text: [pad(part, size) for line in lines for part in _fold(line, size)]
            for text, lines in texts.items()
        }
        for texts, size in zip(cells, sizes, strict=True)
    ]
    first, *rest = (
        [texts[text] for texts, text in zip(folded, row, strict=True)] for row in (header, *rows)
    )
    rule = " " + _RULE * (sum(sizes) + _GAP * (len(sizes) - 1)) if sizes else ""
    lines = [*_set_header(first, sizes), rule, *_set_rows(rest, sizes)]
    return [line for line in lines if line]


def _fit(sizes: Sequence[int], width: int) -> list[int]:
    """Take from the widest columns, each with its share of the gaps, until all fit the width."""
    if not sizes:
        return []
    shares = [_GAP - _EDGE] * len(sizes)
    shares[0] -= _EDGE
    shares[-1] -= _EDGE
    room = width - len(sizes) - 1
    full = [min(size + share, room) for size, share in zip(sizes, shares, strict=True)]
    excess = sum(full) - room
    while excess > 0 and max(full) > _GAP:
        excess -= _narrow(full, excess)
    return [max(size - share, 1) for size, share in zip(full, shares, strict=True)]


def _narrow(sizes: list[int], excess: int) -> int:
    """Narrow the widest to the next in size, or by what is too much; give how much that was."""
    widest = max(sizes)
    tied = [place for place, size in enumerate(sizes) if size == widest]
    step = widest - max((size for size in sizes if size < widest), default=0)
    left = excess
    for count, place in zip(range(len(tied), 0, -1), tied, strict=True):
        taken = min(step, round(left / count))
        sizes[place] -= taken
        left -= taken
    return excess - left


def _fold(line: str, size: int) -> Iterator[str]:
    """Fold a line into parts of so many cells at most; what is blank beyond them is dropped."""
    count = len if is_narrow(line) else measure
    if count(line) <= size:
        yield line
        return
    part, used = "", 0
    for word in _WORD.findall(line):
        length = count(word.rstrip())
        if length > size - used and (part or length > size):
            if part:
                yield part if used <= size else part.rstrip()
            *whole, part = chop(word, size) if length > size else [word]
            yield from whole
            used = count(part)
        else:
            part += word
            used += count(word)
    yield part if used <= size else part.rstrip()


def _set_rows(rows: Iterable[Sequence[list[str]]], sizes: Sequence[int]) -> Iterator[str]:
    blanks = [[" " * size] for size in sizes]
    gap = " " * _GAP
    for row in rows:
        height = max(map(len, row), default=0)
        full = (
            cell if len(cell) == height else cell + blank * (height - len(cell))
            for cell, blank in zip(row, blanks, strict=True)
        )
        for parts in zip(*full, strict=True):
            yield (" " + gap.join(parts)).rstrip()


def _set_header(row: Sequence[list[str]], sizes: Sequence[int]) -> Iterator[str]:
    """Set names so that those of fewer lines stand on the rule."""
    height = max(map(len, row), default=0)
    above = ([" " * size] * (height - len(cell)) for cell, size in zip(row, sizes, strict=True))
    return _set_rows([[[*a, *c] for a, c in zip(above, row, strict=True)]], sizes)
