"""Pictures: what they consist of, how wide their letters are, and how they become SVG."""

from bioprod_graph.drawing.glyphs import Stroke, find_glyph, read_glyphs
from bioprod_graph.drawing.picture import Area, Box, Letters, Line, Mark, Part, Picture, Point
from bioprod_graph.drawing.svg import draw_glyph, render_alone, render_inline
from bioprod_graph.drawing.theme import Theme, read_colours

__all__ = [
    "Area",
    "Box",
    "Letters",
    "Line",
    "Mark",
    "Part",
    "Picture",
    "Point",
    "Stroke",
    "Theme",
    "draw_glyph",
    "find_glyph",
    "read_colours",
    "read_glyphs",
    "render_alone",
    "render_inline",
]
