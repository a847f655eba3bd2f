"""The graph in a notebook: what is asked, and what is looked at, shows itself."""

from typing import TYPE_CHECKING

from bioprod_graph.faces import lend

if TYPE_CHECKING:
    from bioprod_graph.notebook.shown import Graph, Rows, open_graph

__getattr__ = lend(__name__, {"shown": "Graph Rows open_graph"})
