"""Networks: what a query declares as nodes and links, what lies near, paths, places, figures."""

from bioprod_graph.networks.declared import (
    Projection,
    View,
    find_projection,
    list_networks,
    read_projections,
)
from bioprod_graph.networks.kinds import SHAPES, Kind, read_kinds, sort_nodes
from bioprod_graph.networks.layout import LINE_HEIGHT, PADDING, Box, place_nodes
from bioprod_graph.networks.lettering import FONT_SIZE
from bioprod_graph.networks.metrics import DAMPING, DIGITS, SEED, TOLERANCE, compute, make_graph
from bioprod_graph.networks.model import Link, Network, Node
from bioprod_graph.networks.paths import LONGEST, Steps, find_neighbours, read_steps
from bioprod_graph.networks.points import read_points
from bioprod_graph.networks.reading import (
    ALL,
    Scene,
    make_scene,
    project_network,
    read_network,
    read_scene,
)

__all__ = [
    "ALL",
    "DAMPING",
    "DIGITS",
    "FONT_SIZE",
    "LINE_HEIGHT",
    "LONGEST",
    "PADDING",
    "SEED",
    "SHAPES",
    "TOLERANCE",
    "Box",
    "Kind",
    "Link",
    "Network",
    "Node",
    "Projection",
    "Scene",
    "Steps",
    "View",
    "compute",
    "find_neighbours",
    "find_projection",
    "list_networks",
    "make_graph",
    "make_scene",
    "place_nodes",
    "project_network",
    "read_kinds",
    "read_network",
    "read_points",
    "read_projections",
    "read_scene",
    "read_steps",
    "sort_nodes",
]
