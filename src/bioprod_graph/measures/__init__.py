"""Measures: what can be counted on a network that a query declares."""

from bioprod_graph.measures.catalogue import CAVEAT, MEASURES, Measure, Result, measure_network
from bioprod_graph.measures.document import make_document
from bioprod_graph.measures.records import make_record, make_rows
from bioprod_graph.measures.statements import assert_results

__all__ = [
    "CAVEAT",
    "MEASURES",
    "Measure",
    "Result",
    "assert_results",
    "make_document",
    "make_record",
    "make_rows",
    "measure_network",
]
