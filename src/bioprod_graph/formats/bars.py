"""Rows as bars in a terminal: the last column of numbers, each as long as it is great.

A blank is no bar; years are no such numbers.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyoxigraph as ox

from bioprod_graph.errors import FormatError
from bioprod_graph.formats.registry import Format, register
from bioprod_graph.formats.results import read_cells, say_boolean
from bioprod_graph.notation import measure, pad, show_line, wrap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bioprod_graph.formats.registry import Setting
    from bioprod_graph.formats.results import Rows

_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?|")
_YEAR = re.compile(r"(?:1[5-9]|2[01])[0-9]{2}|")
# The whole and the eighths of a cell.
_WHOLE, _EIGHTHS = "█", " ▏▎▍▌▋▊▉"


def _render(rows: Rows, setting: Setting) -> str | bytes:
    """Render rows; raises FormatError where no column has numbers alone."""
    if isinstance(rows, ox.QueryBoolean):
        return say_boolean(rows, setting.language)
    header, *cells = read_cells(rows, setting)
    columns = dict(enumerate(zip(*cells, strict=True)))
    places = [n for n, column in columns.items() if _has_all(_NUMBER, column)]
    places = [n for n in places if any(columns[n]) and not _has_all(_YEAR, columns[n])]
    if not places:
        raise FormatError("bars are drawn of numbers, and no column has them alone")
    place = places[-1]
    labels = [_name(row, place) for row in cells]
    wide = min(max(map(measure, labels)), setting.width // 2)
    values = [row[place] for row in cells]
    room = max(setting.width - wide - max(map(len, values)) - 2, 1)
    lengths = [float(value or 0) for value in values]
    most = max(lengths) or 1
    title = [*wrap(setting.title, setting.width), ""] if setting.title else []
    lines = [
        f"{pad(_cut(label, wide), wide)} {_draw(length / most * room)} {value}".rstrip()
        for label, length, value in zip(labels, lengths, values, strict=True)
    ]
    return "\n".join([*title, header[place], *lines, ""])


def _has_all(pattern: re.Pattern[str], column: Sequence[str]) -> bool:
    return all(map(pattern.fullmatch, column))


def _name(row: Sequence[str], place: int) -> str:
    return show_line(" · ".join(cell for n, cell in enumerate(row) if n != place and cell))


def _cut(label: str, width: int) -> str:
    return next(iter(wrap(label, width)), "") if width else ""


def _draw(length: float) -> str:
    whole, eighths = divmod(round(length * 8), 8)
    return (_WHOLE * whole + _EIGHTHS[eighths]).rstrip()


register(Format("bars", "rows", "text/plain", ".txt", _render, is_exact=False))
