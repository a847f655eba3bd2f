"""Records as JSON: what a command tells, whole and for programs, in fields of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bioprod_graph.formats.registry import Format, register, write_json

if TYPE_CHECKING:
    from bioprod_graph.formats.registry import Setting


def _render(record: object, setting: Setting) -> str:
    del setting
    return write_json(record)


register(Format("json", "record", "application/json", ".json", _render))
