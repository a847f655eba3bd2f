"""Networks: what a query declares as nodes and links, what lies near, paths, places, figures."""

from bioprod_graph.networks.metrics import DAMPING, DIGITS, SEED, TOLERANCE, compute, number_groups
from bioprod_graph.networks.nodes import Link, Network, Node
from bioprod_graph.networks.paths import LONGEST, find_neighbours, find_paths, read_steps
from bioprod_graph.networks.points import read_points
from bioprod_graph.networks.projection import (
    Projection,
    find_projection,
    list_networks,
    project_network,
    read_network,
    read_projections,
)
from bioprod_graph.networks.row_reader import FACET, RowReader, is_facet, read_name
from bioprod_graph.networks.spread import pool, spread_nodes
