"""Measures: what can be counted on a network that a query declares."""

from bioprod_graph.measures.catalogue import MEASURES, Measure
from bioprod_graph.measures.count import Result, measure_network
from bioprod_graph.measures.document import make_document
from bioprod_graph.measures.render import render_csv, render_json
from bioprod_graph.measures.statements import assert_results

__all__ = [
    "MEASURES",
    "Measure",
    "Result",
    "assert_results",
    "make_document",
    "measure_network",
    "render_csv",
    "render_json",
]
