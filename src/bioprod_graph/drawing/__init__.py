"""Pictures: what they consist of, how wide their letters are, and how they become SVG."""

from bioprod_graph.drawing.glyphs import GlyphPath, find_glyph, read_glyphs
from bioprod_graph.drawing.picture import Area, Box, Letters, Line, Mark, Picture, Piece, Point
from bioprod_graph.drawing.svg import draw_glyph, render_alone, render_inline
from bioprod_graph.drawing.theme import Theme, read_colours

__all__ = [
    "Area",
    "Box",
    "GlyphPath",
    "Letters",
    "Line",
    "Mark",
    "Picture",
    "Piece",
    "Point",
    "Theme",
    "draw_glyph",
    "find_glyph",
    "read_colours",
    "read_glyphs",
    "render_alone",
    "render_inline",
]
