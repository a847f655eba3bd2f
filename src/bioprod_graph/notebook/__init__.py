"""The graph in a notebook: what is asked, and what is looked at, shows itself."""

from typing import TYPE_CHECKING

from bioprod_graph.faces import lend

if TYPE_CHECKING:
    from bioprod_graph.notebook.graph import Graph, open_graph
    from bioprod_graph.notebook.shown import GraphAnswer, Showing, Written

__getattr__ = lend(__name__)
