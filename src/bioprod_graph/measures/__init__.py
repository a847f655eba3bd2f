"""Measures: what can be counted on a network that a query declares."""

from bioprod_graph.measures.document import make_measures_document
from bioprod_graph.measures.figures import make_measures_json, make_measures_rows
from bioprod_graph.measures.measuring import (
    CAVEAT,
    MEASURES,
    Measurement,
    measure_network,
    measure_tabular,
)
from bioprod_graph.measures.observations import assert_measurements
