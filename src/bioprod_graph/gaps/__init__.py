"""Gaps: what is missing, by kind, each with the row that would fill it. A gap is no error."""

from bioprod_graph.gaps.find import Gap, find_gaps
from bioprod_graph.gaps.kinds import GapKind, choose_kinds, read_kinds
from bioprod_graph.gaps.render import FORMATS, render_gaps

__all__ = [
    "FORMATS",
    "Gap",
    "GapKind",
    "choose_kinds",
    "find_gaps",
    "read_kinds",
    "render_gaps",
]
