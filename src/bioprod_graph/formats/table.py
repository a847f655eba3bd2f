"""Rows as a table for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from bioprod_graph.formats.registry import Format, register
from bioprod_graph.formats.results import read_cells, say_boolean
from bioprod_graph.language import Message
from bioprod_graph.notation.columns import set_table

if TYPE_CHECKING:
    from bioprod_graph.formats.registry import Setting
    from bioprod_graph.formats.results import Rows


def _render(rows: Rows, setting: Setting) -> str | bytes:
    if isinstance(rows, ox.QueryBoolean):
        return say_boolean(rows)
    header, *cells = read_cells(rows, setting)
    total = Message("({n} row)", many="({n} rows)", n=len(cells)).say(setting.language)
    return "\n".join([*set_table(header, cells, width=setting.width), total, ""])


register(Format("table", "rows", "text/plain", ".txt", _render, is_exact=False))
