"""Pictures: what they consist of, how wide their letters are, and how they become SVG."""

from bioprod_graph.drawing.fonts import list_font_files, read_fonts
from bioprod_graph.drawing.glyphs import GlyphPath, find_glyph, read_glyphs
from bioprod_graph.drawing.labels import (
    Caption,
    PlacedCaption,
    Rect,
    Room,
    measure_block,
    place_labels,
)
from bioprod_graph.drawing.letters import (
    ASCENT,
    DESCENT,
    LEADING,
    balance_name,
    measure_text,
    wrap_text,
)
from bioprod_graph.drawing.picture import (
    Area,
    Box,
    Entry,
    Letters,
    Line,
    Mark,
    Picture,
    Piece,
    Point,
)
from bioprod_graph.drawing.svg import draw_glyph, render_alone, render_inline
from bioprod_graph.drawing.theme import Theme, read_colours

__all__ = [
    "ASCENT",
    "DESCENT",
    "LEADING",
    "Area",
    "Box",
    "Caption",
    "Entry",
    "GlyphPath",
    "Letters",
    "Line",
    "Mark",
    "Picture",
    "Piece",
    "PlacedCaption",
    "Point",
    "Rect",
    "Room",
    "Theme",
    "balance_name",
    "draw_glyph",
    "find_glyph",
    "list_font_files",
    "measure_block",
    "measure_text",
    "place_labels",
    "read_colours",
    "read_fonts",
    "read_glyphs",
    "render_alone",
    "render_inline",
    "wrap_text",
]
