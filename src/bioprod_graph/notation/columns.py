"""Rows of text as a table for a terminal: each column as wide as the width of the whole lets it.

Columns that ask for less than their share get it; the widest give way first, and their cells are
folded between words. Where words do not fit, those that are put together – addresses, identifiers –
are folded after “/”, “:” and “-”, then what is longer than any word is cut. Where that is not
enough, each row is written value by value. Every character is shown.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import partial
from typing import TYPE_CHECKING

from bioprod_graph.notation.visible import make_visible
from bioprod_graph.notation.width import chop, is_narrow, measure, pad

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    # The lines of each text of a column, and those of each text when they are folded.
    Column = dict[str, list[str]]
    # What counts the cells that a text takes.
    Count = Callable[[str], int]

# Blanks alone part words: a no-break space, wide or narrow, does not.
_WORD = re.compile(" *[^ ]+ *")
# Nor does a hyphen between figures: 2020-03-27 is one word.
_BARE_PART = "(?:[^ /:-]|(?<=[0-9])-(?=[0-9]))+[/:-]*|[/:-]+"
_PART = re.compile(f" *(?:{_BARE_PART}) *")
_BARE = {_WORD: re.compile("[^ ]+"), _PART: re.compile(_BARE_PART)}
# Where a line may end: before a blank or the end; after these marks, but for the hyphen above.
_ENDS = {_WORD: "(?= |$)"}
_ENDS[_PART] = f"{_ENDS[_WORD]}|(?<=[/:-])(?![/:-])(?!(?<=[0-9]-)[0-9])"
_LONGEST_WORD = 24
_NUMBER = re.compile(
    r"[-+−]?[0-9]+(?:[.,\u00a0\u202f]?[0-9]+)*(?:[eE][-+]?[0-9]+)?(?:[ \u00a0\u202f]?%)?"
)
# Between two columns, and before the first.
_GAP = 3
_EDGE = 1
_RULE = "─"
# What names of columns may take of the width where each row is written value by value.
_NAMES = 3


def set_table(header: Sequence[str], rows: Sequence[Sequence[str]], *, width: int) -> list[str]:
    """Set rows under a header and a rule, no line wider than so many cells; give the lines.

    A column of numbers alone stands to the right. A line feed in a cell begins a line within it, a
    tab goes to the next stop of eight. Blank lines are left out.
    """
    given = list(zip(header, *rows, strict=True))
    columns: list[Column] = [
        {text: make_visible(text).expandtabs().split("\n") for text in {*column}}
        for column in given
    ]
    words, sizes = _choose_sizes(columns, width - _EDGE - _GAP * (len(columns) - 1))
    if len(sizes) < len(columns):
        return list(_stack(header, rows, columns, width=width))
    folded = [
        _fold_column(column, name, size=size, words=words)
        for column, name, size in zip(columns, header, sizes, strict=True)
    ]
    cells = [[*map(texts.__getitem__, column)] for texts, column in zip(folded, given, strict=True)]
    rule = " " + _RULE * (sum(sizes) + _GAP * (len(sizes) - 1)) if sizes else ""
    rest = _set_rows([column[1:] for column in cells], sizes)
    lines = [*_set_header([column[0] for column in cells], sizes), rule, *rest]
    return [line for line in lines if line]


def _choose_sizes(columns: Sequence[Column], room: int) -> tuple[re.Pattern[str], list[int]]:
    """Choose the widths of columns, and what is not broken in them; none where nothing fits."""
    lines = [[line for text in column.values() for line in text] for column in columns]
    asked = [max(map(_choose_measure(each), each)) or 1 for each in lines]
    if sum(asked) <= room:
        return _WORD, asked
    for words, limits in ((_WORD, [max(asked)]), (_PART, [max(asked), _LONGEST_WORD])):
        longest = [_find_longest(each, words) for each in lines]
        for limit in limits:
            if sizes := _fit(asked, [min(each, limit) for each in longest], room):
                return words, sizes
    return _PART, []


def _choose_measure(lines: Iterable[str]) -> Count:
    """Choose what counts the cells that each of some lines takes: of most, their characters."""
    return len if is_narrow("".join(lines)) else measure


def _find_longest(lines: Sequence[str], words: re.Pattern[str]) -> int:
    """Find how many cells the longest word takes."""
    count, longest = _choose_measure(lines), 1
    for line in lines:
        # Most lines are too short to hold a longer one.
        if count(line) > longest:
            longest = max(longest, *map(count, _BARE[words].findall(line)), 1)
    return longest


def _fit(asked: Sequence[int], least: Sequence[int], room: int) -> list[int]:
    """Let all columns fit that ask for no more than one same width, and others be as narrow."""

    def narrow(most: int) -> list[int]:
        return [max(low, min(full, most)) for full, low in zip(asked, least, strict=True)]

    if sum(least) > room:
        return []
    most = bisect_right(range(max(asked)), room, key=lambda most: sum(narrow(most))) - 1
    sizes = narrow(most)
    for place, size in enumerate(sizes):
        sizes[place] += int(size < asked[place] and sum(sizes) < room)
    return sizes


def choose_side(values: Iterable[str]) -> str:
    """Choose the side on which a column stands, as `pad` names it: numbers alone on the right."""
    told = [text for text in values if text]
    return ">" if told and all(map(_NUMBER.fullmatch, told)) else "<"


def _fold_column(column: Column, name: str, *, size: int, words: re.Pattern[str]) -> Column:
    """Fold the texts of a column, filled with blanks to its width."""
    side = choose_side(text for text in column if text != name)
    count = _choose_measure(line for lines in column.values() for line in lines)
    plain = str.ljust if side == "<" else str.rjust
    fill = plain if count is len else partial(pad, side=side)
    fold = _find_folds(size, words) if count is len else partial(_fold, size=size, words=words)
    return {
        text: [fill(part, size) for line in lines for part in fold(line)]
        for text, lines in column.items()
    }


def _find_folds(size: int, words: re.Pattern[str]) -> Callable[[str], Iterable[str]]:
    """Give what folds a line of narrow characters as `_fold` does, by one search for all its parts.

    A part is as long as it may be where it ends between words, else it is cut.
    """
    ends = _ENDS[words]
    find = re.compile(f"(.{{1,{size}}}(?:{ends})|.{{1,{size}}}) *").findall

    def fold(line: str) -> Iterable[str]:
        # Blanks before the first word are a part of it.
        if len(line) <= size:
            return (line,)
        return _fold(line, size, words) if line.startswith(" ") else find(line)

    return fold


def _fold(line: str, size: int, words: re.Pattern[str], *, count: Count = measure) -> Iterator[str]:
    """Fold a line into parts of so many cells at most; what is blank beyond them is dropped."""
    if count(line) <= size:
        yield line
        return
    part, used = "", 0
    for word in words.findall(line):
        length = count(word.rstrip(" "))
        if length > size - used and (part or length > size):
            if part:
                yield part if used <= size else part.rstrip(" ")
            *whole, part = chop(word, size) if length > size else [word]
            yield from whole
            used = count(part)
        else:
            part += word
            used += count(word)
    yield part if used <= size else part.rstrip(" ")


def _stack(
    header: Sequence[str], rows: Iterable[Sequence[str]], columns: Sequence[Column], *, width: int
) -> Iterator[str]:
    """Write the values of each row one under the other, each beside its name."""
    names = [column[name] for column, name in zip(columns, header, strict=True)]
    longest = max(measure(line) for name in names for line in name)
    first = max(min(longest, width // _NAMES), 1)
    sizes = [first, max(width - _EDGE - _GAP - first, 1)]
    for row in rows:
        for column, name, text in zip(columns, names, row, strict=True):
            cells = [
                [[pad(part, size) for line in lines for part in _fold_freely(line, size)]]
                for lines, size in zip((name, column[text]), sizes, strict=True)
            ]
            yield from _set_rows(cells, sizes) if text else ()
        yield ""


def _fold_freely(line: str, size: int) -> Iterator[str]:
    """Fold a line between words if they fit, else in them."""
    words = _WORD if _find_longest([line], _WORD) <= size else _PART
    return _fold(line, size, words, count=_choose_measure([line]))


def _set_rows(columns: Sequence[Sequence[list[str]]], sizes: Sequence[int]) -> list[str]:
    """Set cells, each the lines of one, beside each other; columns are faster to put than rows."""
    counts = [[*map(len, column)] for column in columns]
    heights = [*map(max, *counts, counts[0])] if counts else []
    full = [
        _fill_cells(column, heights, " " * size)
        for column, size in zip(columns, sizes, strict=True)
    ]
    edge, gap = " " * _EDGE, " " * _GAP
    return [(edge + gap.join(row)).rstrip() for row in zip(*full, strict=True)]


def _fill_cells(column: Sequence[list[str]], heights: Sequence[int], blank: str) -> list[str]:
    """Give the lines of a column, each cell as high as its row."""
    lines: list[str] = []
    for cell, height in zip(column, heights, strict=True):
        lines += cell
        if len(cell) < height:
            lines += [blank] * (height - len(cell))
    return lines


def _set_header(row: Sequence[list[str]], sizes: Sequence[int]) -> list[str]:
    """Set names so that those of fewer lines stand on the rule."""
    height = max(map(len, row), default=0)
    above = ([" " * size] * (height - len(cell)) for cell, size in zip(row, sizes, strict=True))
    return _set_rows([[[*a, *c]] for a, c in zip(above, row, strict=True)], sizes)
