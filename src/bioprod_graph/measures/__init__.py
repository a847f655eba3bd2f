"""Measures: what can be counted on a network that a query declares."""

from bioprod_graph.measures.catalogue import MEASURES, Measure
from bioprod_graph.measures.count import Result, measure_network
from bioprod_graph.measures.document import make_document
from bioprod_graph.measures.network import Link, Network, Node, describe_node
from bioprod_graph.measures.projection import (
    Projection,
    find_projection,
    project_network,
    read_projections,
)
from bioprod_graph.measures.render import render_csv, render_json
from bioprod_graph.measures.statements import assert_results

__all__ = [
    "MEASURES",
    "Link",
    "Measure",
    "Network",
    "Node",
    "Projection",
    "Result",
    "assert_results",
    "describe_node",
    "find_projection",
    "make_document",
    "measure_network",
    "project_network",
    "read_projections",
    "render_csv",
    "render_json",
]
