"""Measures: what can be counted on a network that a query declares.

Nothing but the names is read before it is asked for (PEP 562): the parser names the measures.
"""

from typing import TYPE_CHECKING

from bioprod_graph.faces import lend

if TYPE_CHECKING:
    from bioprod_graph.measures.catalogue import CAVEAT, MEASURES, Measure, Result, measure_network
    from bioprod_graph.measures.document import make_document
    from bioprod_graph.measures.records import make_record, make_rows
    from bioprod_graph.measures.statements import assert_results

_HOMES = {
    "catalogue": ("CAVEAT", "MEASURES", "Measure", "Result", "measure_network"),
    "document": ("make_document",),
    "records": ("make_record", "make_rows"),
    "statements": ("assert_results",),
}

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

__getattr__ = lend(__name__, _HOMES)
