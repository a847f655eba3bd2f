"""A picture as a sheet that stands for itself: its title above, its legend and origin below."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

from bioprod_graph.drawing.letters import LEADING, measure_text, wrap_text
from bioprod_graph.drawing.picture import Letters, Line, Mark, Picture

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bioprod_graph.drawing.picture import Entry, Piece, Point

MARGIN = 24.0
_TITLE, _TEXT, _SMALL = 22.0, 13.0, 11.0
_ROW, _GLYPH, _GAP = 20.0, 5.0, 22.0


def list_bands(picture: Picture, origin: str) -> tuple[Picture, Picture, Picture]:
    """List what stands on a sheet, from above: head, picture and foot, all of one width."""
    return _make_head(picture), picture, _make_foot(picture, origin)


def _make_head(picture: Picture) -> Picture:
    title = wrap_text(picture.title, picture.width, size=_TITLE, weight=600)
    told = wrap_text(picture.description, picture.width, size=_TEXT)
    top = MARGIN + _TITLE * 0.8
    below = top + _TITLE * LEADING * (len(title) - 1)
    parts: list[Piece] = [Letters(0, top, title, size=_TITLE, weight=600)]
    if told:
        parts.append(Letters(0, below + 24, told, size=_TEXT, colour="ink2"))
    height = below + 24 + _TEXT * LEADING * len(told)
    return Picture(picture.width, height, tuple(parts))


def _make_foot(picture: Picture, origin: str) -> Picture:
    parts: list[Piece] = []
    x, y, before = 0.0, _ROW, ""
    for entry in picture.legend:
        said = f"{entry.label}  {entry.number}" if entry.number else entry.label
        width = 2.8 * _GLYPH + 6 + measure_text(said, _TEXT)
        # Ties begin a line of their own.
        if x and (x + width > picture.width or (entry.shape == "line") != (before == "line")):
            x, y = 0.0, y + _ROW
        before = entry.shape
        parts += _draw_entry(entry, (x, y), said)
        x += width + _GAP
    y += 16 if picture.legend else 0
    lines = wrap_text(origin, picture.width, size=_SMALL)
    parts.append(Line(((0, y), (picture.width, y))))
    parts.append(Letters(0, y + 18, lines, size=_SMALL, colour="ink2"))
    height = y + 18 + _SMALL * LEADING * len(lines)
    return Picture(picture.width, height, tuple(parts))


def _draw_entry(entry: Entry, at: Point, said: str) -> Iterator[Piece]:
    x, y = at
    if entry.shape == "line":
        yield Line(((x, y), (x + 2.6 * _GLYPH, y)), entry.colour, 2)
    else:
        yield Mark(x + 1.3 * _GLYPH, y, _GLYPH, entry.shape, entry.colour)
    yield Letters(x + 2.8 * _GLYPH + 6, y + 4.5, (said,), size=_TEXT)


def stack(bands: tuple[Picture, ...]) -> Iterator[tuple[Picture, float]]:
    """Stack bands: each with the height at which it begins."""
    return zip(bands, accumulate((band.height for band in bands[:-1]), initial=0.0), strict=True)
