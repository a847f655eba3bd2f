"""Rows as a map in a terminal: a dot where each stands, and names where there is room for them."""

from __future__ import annotations

import re
from math import cos, radians
from typing import TYPE_CHECKING

import pyoxigraph as ox

from bioprod_graph.errors import FormatError
from bioprod_graph.formats.registry import Format, register
from bioprod_graph.formats.results import read_cells, say_boolean
from bioprod_graph.notation import show_line, wrap

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bioprod_graph.formats.registry import Setting
    from bioprod_graph.formats.results import Rows

_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_ENDS = ("longitude", "latitude")
# A cell is about twice as high as it is wide; a map has at most so many lines.
_HIGH, _LINES = 2, 40


def _render(rows: Rows, setting: Setting) -> str | bytes:
    """Render rows, those with the greatest number first; FormatError where none has a place."""
    if isinstance(rows, ox.QueryBoolean):
        return say_boolean(rows, setting.language)
    header, *cells = read_cells(rows, setting._replace(heads={}))
    found = [dict(zip(header, row, strict=True)) for row in cells]
    found = [r for r in found if all(_NUMBER.fullmatch(r.get(end, "")) for end in _ENDS)]
    if not found:
        raise FormatError("a map is drawn of ?latitude and ?longitude, and no row has both")
    others = [name for name in header if name not in _ENDS]
    counts = [n for n in others if all(_NUMBER.fullmatch(row[n]) for row in found)]
    if counts:
        found.sort(key=lambda row: -float(row[counts[-1]]))
    named = next((n for n in others if n not in counts), others[0] if others else _ENDS[0])
    points = [(float(row[_ENDS[0]]), float(row[_ENDS[1]])) for row in found]
    title = [*wrap(setting.title, setting.width), ""] if setting.title else []
    names = [show_line(row[named]) for row in found]
    return "\n".join([*title, *_draw(points, names, setting.width), ""])


def _draw(points: list[tuple[float, float]], names: list[str], width: int) -> Iterable[str]:
    flat = cos(radians(sum(north for _, north in points) / len(points)))
    across, up = [east * flat for east, _ in points], [north for _, north in points]
    wide, high = max(across) - min(across), max(up) - min(up)
    scale = min((width - 1) / (wide or 1e-9), (_LINES - 1) * _HIGH / (high or 1e-9))
    grid = [[" "] * width for _ in range(round(high * scale / _HIGH) + 1)]
    places = [
        (round((max(up) - y) * scale / _HIGH), round((x - min(across)) * scale))
        for x, y in zip(across, up, strict=True)
    ]
    for line, column in places:
        grid[line][column] = "•"
    for (line, column), name in zip(places, names, strict=True):
        end = column + len(name) + 3
        if end <= width + 1 and not "".join(grid[line][column + 1 : end]).strip():
            grid[line][column + 2 : end - 1] = name
    return ("".join(line).rstrip() for line in grid)


register(Format("map", "rows", "text/plain", ".txt", _render, is_exact=False))
