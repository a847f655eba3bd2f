"""Exports: the whole graph, a network or a neighbourhood, in the formats of other programs."""

from bioprod_graph.formats.features import render_geojson
from bioprod_graph.formats.files import write_whole
from bioprod_graph.formats.formats import FORMATS, Format
from bioprod_graph.formats.graphs import (
    make_graph,
    render_cytoscape,
    render_gexf,
    render_graphml,
)
from bioprod_graph.formats.spreadsheet import Sheet, render_workbook
from bioprod_graph.formats.statements import read_statements, write_statements
from bioprod_graph.formats.tables import make_sheets
from bioprod_graph.formats.texts import render_csv, render_dot, render_vosviewer

__all__ = [
    "FORMATS",
    "Format",
    "Sheet",
    "make_graph",
    "make_sheets",
    "read_statements",
    "render_csv",
    "render_cytoscape",
    "render_dot",
    "render_geojson",
    "render_gexf",
    "render_graphml",
    "render_vosviewer",
    "render_workbook",
    "write_statements",
    "write_whole",
]
