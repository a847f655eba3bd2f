"""Pictures: what they consist of, how wide their letters are, and how they become SVG."""

from bioprod_graph.drawing.fonts import list_font_files, read_fonts
from bioprod_graph.drawing.glyphs import find_glyph, read_glyphs
from bioprod_graph.drawing.labels import (
    Caption,
    PlacedCaption,
    Rect,
    Room,
    measure_block,
    place_labels,
)
from bioprod_graph.drawing.letters import (
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
