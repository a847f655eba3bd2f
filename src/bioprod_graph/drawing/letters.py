"""How wide text is in Inter, the font that pages carry, and where its lines break.

The widths are those of `widths.csv`: the same text has the same lines on every machine. With
another font nothing is promised about what overlaps.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from functools import cache, lru_cache
from importlib import resources
from itertools import combinations, pairwise

SIZE = 12.5
# From one baseline to the next; how far letters rise above the baseline and sink below, in sizes.
LEADING = 1.2
ASCENT = 0.76
DESCENT = 0.22
_WIDE, _OTHER = 1000, 620
# No line begins with a dash or with what closes a phrase.
_BREAK = re.compile(r"[ \t\r\n]+(?![–—:;!?»] ?)")
# Where a word may be broken that is wider than a line: after a hyphen or a stroke within it.
_JOINT = re.compile(r"(?<=\w[-–/])(?=\w)")
_MOST = 5


@cache
def _read_widths(weight: int) -> dict[str, int]:
    text = resources.files(__package__).joinpath("widths.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return {chr(int(row["code"], 16)): int(row[str(weight)]) for row in rows}


@lru_cache(maxsize=65536)
def measure_text(text: str, size: float = SIZE, weight: int = 400) -> float:
    """Measure a line of text in pixels; the weight is 400, 500 or 600.

    >>> measure_text("mm") > measure_text("ii")
    True
    """
    widths = _read_widths(weight)
    return sum(widths.get(c) or _estimate(c, widths) for c in text) * size / 1000


def _estimate(letter: str, widths: dict[str, int]) -> int:
    """Estimate the width of a letter that another font will draw."""
    if unicodedata.combining(letter):
        return 0
    base = unicodedata.normalize("NFD", letter)[0]
    if unicodedata.east_asian_width(base) in "WF":
        return _WIDE
    return widths.get(base, _OTHER)


def wrap_text(
    text: str, width: float, *, size: float = SIZE, weight: int = 400, most: int = _MOST
) -> tuple[str, ...]:
    """Break a text into lines that fit a width; what exceeds `most` lines ends in “…”.

    No-break spaces hold; a word wider than a line is broken where it is joined, else cut.

    >>> wrap_text("Meeting places for researchers", 110)
    ('Meeting places', 'for researchers')
    """
    lines: list[str] = []
    for piece, space in _split(text, width, size=size, weight=weight):
        joined = f"{lines[-1]}{space}{piece}" if lines else piece
        if lines and measure_text(joined, size, weight) <= width:
            lines[-1] = joined
        else:
            lines.append(piece)
    if len(lines) <= most:
        return tuple(lines)
    last = lines[most - 1]
    while last and measure_text(f"{last}…", size, weight) > width:
        last = last[:-1]
    return (*lines[: most - 1], f"{last}…")


def balance_name(
    text: str, low: float = 118, high: float = 150, *, size: float = SIZE, weight: int = 400
) -> tuple[str, ...]:
    """Break a name as evenly as it can be: one line up to `low`, then two up to `high`, or three.

    >>> balance_name("Centre MEARY de thérapie cellulaire et génique")
    ('Centre MEARY de', 'thérapie cellulaire', 'et génique')
    """
    words = [word for word in _BREAK.split(text) if word]
    length = measure_text(" ".join(words), size, weight)
    if length <= low:
        return (" ".join(words),)
    for count in (2, 3) if length < 3 * high else ():
        broken = [_cut(words, ends) for ends in combinations(range(1, len(words)), count - 1)]
        sized = [
            (max(measure_text(line, size, weight) for line in lines), lines) for lines in broken
        ]
        if sized and min(sized)[0] <= high:
            return min(sized)[1]
    return wrap_text(text, high, size=size, weight=weight)


def _cut(words: list[str], ends: tuple[int, ...]) -> tuple[str, ...]:
    bounds = (0, *ends, len(words))
    return tuple(" ".join(words[a:b]) for a, b in pairwise(bounds))


def _split(text: str, width: float, *, size: float, weight: int) -> list[tuple[str, str]]:
    """Give the pieces that a line may hold, each with what joins it to the one before."""
    pieces: list[tuple[str, str]] = []
    for word in _BREAK.split(text.strip()):
        joints = _JOINT.split(word) if measure_text(word, size, weight) > width else [word]
        for number, joint in enumerate(joints):
            for count, piece in enumerate(_chop(joint, width, size=size, weight=weight)):
                pieces.append((piece, "" if number or count else " "))
    return pieces


def _chop(word: str, width: float, *, size: float, weight: int) -> list[str]:
    pieces = [""]
    for letter in word:
        if pieces[-1] and measure_text(pieces[-1] + letter, size, weight) > width:
            pieces.append("")
        pieces[-1] += letter
    return pieces
