"""Pictures: what they consist of, how wide their letters are, and how they become SVG."""

from bioprod_graph.drawing.picture import Area, Box, Letters, Line, Mark, Part, Picture, Point

__all__ = ["Area", "Box", "Letters", "Line", "Mark", "Part", "Picture", "Point"]
