"""Glyphs: what stands for a kind, a status, a layer, a grade, a confidence or a review.

They are paths in a box from -1 to 1, as `glyphs.csv` has them: pictures, legends, documents and
scripts draw all of them from there. A fraction such as “1/4” is a disc that is as full as that.
"""

from __future__ import annotations

import csv
import math
import re
from functools import cache
from importlib import resources
from typing import NamedTuple

_PIE = re.compile(r"(\d{1,2})/(\d{1,2})")
_HOLLOW = "hollow "
_RING = 0.88
# A hollow glyph has an outline of this width, within its edge.
_OUTLINE = 0.26


class GlyphPath(NamedTuple):
    """One path of a glyph. Fill and stroke are `colour`, `outline`, `paper`, `none` or empty."""

    path: str
    fill: str
    stroke: str
    width: float
    dash: str = ""


@cache
def read_glyphs() -> dict[str, tuple[GlyphPath, ...]]:
    """Read the glyphs by name."""
    text = resources.files(__package__).joinpath("glyphs.csv").read_text(encoding="utf-8")
    found: dict[str, tuple[GlyphPath, ...]] = {}
    for row in csv.DictReader(text.splitlines()):
        stroke, width = row["stroke"], float(row["width"])
        path = GlyphPath(row["path"], row["fill"], stroke, width, row["dash"])
        found[row["glyph"]] = (*found.get(row["glyph"], ()), path)
    return found


def find_glyph(name: str, hollow: bool = False) -> tuple[GlyphPath, ...]:
    """Find the paths of a glyph; an unknown name, which data may give, is a disc.

    A name after the word `hollow`, as looks have it, is that glyph with nothing inside.
    """
    if name.startswith(_HOLLOW):
        return find_glyph(name.removeprefix(_HOLLOW), hollow=True)
    if (pie := _PIE.fullmatch(name)) and int(pie[2]):
        return _fill_disc(min(1.0, int(pie[1]) / int(pie[2])))
    known = read_glyphs()
    strokes = known.get(name, known["disc"])
    if not hollow:
        return strokes
    first = strokes[0]
    return (GlyphPath(first.path, "paper", first.stroke or "colour", _OUTLINE), *strokes[1:])


def _fill_disc(part: float) -> tuple[GlyphPath, ...]:
    disc = read_glyphs()["disc"]
    if part == 1:
        return disc
    r = _RING
    ring = GlyphPath(f"M{-r} 0A{r} {r} 0 1 1 {r} 0A{r} {r} 0 1 1 {-r} 0Z", "paper", "colour", 0.22)
    if not part:
        return (ring,)
    x, y = math.sin(part * math.tau) * r, -math.cos(part * math.tau) * r
    wide = int(part > 0.5)  # noqa: PLR2004 - more than half a turn
    slice_ = GlyphPath(f"M0 0V{-r}A{r} {r} 0 {wide} 1 {x:.3f} {y:.3f}Z", "colour", "", 0)
    return ring, slice_
