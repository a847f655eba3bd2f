"""Views drawn from the answers to `queries/views/`: the network, as one HTML file.

    rows of nodes and links → graph (networkx) → places (layout) → page (pyvis, one HTML file)

The heavy libraries are imported by the functions that need them: importing this package is cheap.
"""

from bioprod_graph.scenes.network import Kind, Paint, build_network, read_kinds
from bioprod_graph.scenes.page import render_network

__all__ = ["Kind", "Paint", "build_network", "read_kinds", "render_network"]
