"""Networks: what a query declares as nodes and links, what lies near, paths, places, figures."""

from bioprod_graph.networks.layout import LINE_HEIGHT, PADDING, Box, place_nodes
from bioprod_graph.networks.lettering import FONT_SIZE
from bioprod_graph.networks.metrics import DAMPING, DIGITS, SEED, TOLERANCE, compute
from bioprod_graph.networks.nodes import Link, Network, Node
from bioprod_graph.networks.paths import LONGEST, find_neighbours, read_steps
from bioprod_graph.networks.points import read_points
from bioprod_graph.networks.projection import (
    Projection,
    Scene,
    find_classes,
    find_projection,
    list_networks,
    project_network,
    read_name,
    read_network,
    read_projections,
    read_scene,
)
from bioprod_graph.networks.spread import spread_nodes

__all__ = [
    "DAMPING",
    "DIGITS",
    "FONT_SIZE",
    "LINE_HEIGHT",
    "LONGEST",
    "PADDING",
    "SEED",
    "TOLERANCE",
    "Box",
    "Link",
    "Network",
    "Node",
    "Projection",
    "Scene",
    "compute",
    "find_classes",
    "find_neighbours",
    "find_projection",
    "list_networks",
    "place_nodes",
    "project_network",
    "read_name",
    "read_network",
    "read_points",
    "read_projections",
    "read_scene",
    "read_steps",
    "spread_nodes",
]
