"""How wide a text is drawn, and where its lines break.

Widths are estimated, so that the same text has the same lines on every machine.
"""

from __future__ import annotations

import re
import unicodedata

FONT_SIZE = 13
MAX_LINES = 5

# Widths in parts of the font size, after DejaVu Sans, the widest of the usual screen fonts.
_WIDTHS = (
    (0.32, frozenset("iIjl.,:;!|'’‘/\\ \u00a0\u202f·")),
    (0.42, frozenset("frtJ()[]-")),
    (0.54, frozenset("cszkvxy")),
    (0.95, frozenset("mwMW@%—…")),
)


def measure_label(text: str) -> float:
    """Estimate the width of a text in pixels, at the font size of the picture.

    >>> measure_label("mm") > measure_label("ii")
    True
    """
    return sum(map(_measure_letter, text)) * FONT_SIZE


def _measure_letter(letter: str) -> float:
    base = unicodedata.normalize("NFD", letter)[0]
    if unicodedata.east_asian_width(base) in "WF":
        return 1.0
    known = (width for width, letters in _WIDTHS if base in letters)
    return next(known, 0.7 if base.isupper() else 0.63)


def wrap_label(text: str, width: float) -> list[str]:
    """Break a text into lines that fit a width; what exceeds the last line ends in “…”.

    No-break spaces hold; a word wider than a line is cut, after a hyphen if it has one.

    >>> wrap_label("Meeting places for researchers", 120)
    ['Meeting places', 'for researchers']
    """
    lines: list[str] = []
    for word in re.split(r"[ \t\r\n]+", text.strip()):
        for number, piece in enumerate(_cut(word, width)):
            joined = f"{lines[-1]} {piece}" if lines else piece
            if lines and not number and measure_label(joined) <= width:
                lines[-1] = joined
            else:
                lines.append(piece)
    if len(lines) <= MAX_LINES:
        return lines
    last = lines[MAX_LINES - 1]
    while last and measure_label(f"{last}…") > width:
        last = last[:-1]
    return [*lines[: MAX_LINES - 1], f"{last}…"]


def _cut(word: str, width: float) -> list[str]:
    pieces = [""]
    for letter in word:
        if pieces[-1] and measure_label(pieces[-1] + letter) > width:
            before, hyphen, after = pieces[-1].rpartition("-")
            pieces[-1:] = [before + hyphen, after] if before and after else [pieces[-1], ""]
        pieces[-1] += letter
    return pieces
