"""Rows as bars in a terminal: the last column of numbers, each as long as it is great."""

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

_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
# The whole and the eighths of a cell.
_WHOLE, _EIGHTHS = "█", " ▏▎▍▌▋▊▉"


def _render(rows: Rows, setting: Setting) -> str | bytes:
    """Render rows; raises FormatError where no column has a number in each of them."""
    if isinstance(rows, ox.QueryBoolean):
        return say_boolean(rows, setting.language)
    header, *cells = read_cells(rows, setting)
    places = [n for n in range(len(header)) if all(_NUMBER.fullmatch(row[n]) for row in cells)]
    if not (cells and places):
        raise FormatError("bars are drawn of numbers, and no column has one in each row")
    place = places[-1]
    labels = [_name(row, place) for row in cells]
    wide = min(max(map(measure, labels)), setting.width // 2)
    values = [row[place] for row in cells]
    room = max(setting.width - wide - max(map(len, values)) - 2, 1)
    most = max(map(float, values)) or 1
    title = [*wrap(setting.title, setting.width), ""] if setting.title else []
    lines = [
        f"{pad(_cut(label, wide), wide)} {_draw(float(value) / most * room)} {value}"
        for label, value in zip(labels, values, strict=True)
    ]
    return "\n".join([*title, header[place], *lines, ""])


def _name(row: Sequence[str], place: int) -> str:
    return show_line(" · ".join(cell for n, cell in enumerate(row) if n != place and cell))


def _cut(label: str, width: int) -> str:
    return next(iter(wrap(label, width)), "") if width else ""


def _draw(length: float) -> str:
    whole, eighths = divmod(round(length * 8), 8)
    return (_WHOLE * whole + _EIGHTHS[eighths]).rstrip()


register(Format("bars", "rows", "text/plain", ".txt", _render, is_exact=False))
