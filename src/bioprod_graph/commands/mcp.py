"""Answer agents over the Model Context Protocol: search, things, questions, SPARQL, proofs, gaps.

A program that works with agents starts it and talks to it on the standard input and output; set it
up there as `bioprod mcp`. Every answer comes from the graph, with the passages it was read in; what
the graph does not say is said to be missing. The same tools are at /mcp of bioprod serve.
"""

from bioprod_graph.commands.context import Context
from bioprod_graph.errors import needing

OPTIONS = ()


def run(context: Context) -> int:
    """Answer until the standard input ends."""
    with needing("mcp"):
        from bioprod_graph.service import answer_on_stdio

    answer_on_stdio(context.dataset, context.language)
    return 0
