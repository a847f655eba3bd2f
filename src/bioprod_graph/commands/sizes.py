"""How large a network is, as the commands that write one tell it."""

from __future__ import annotations

from bioprod_graph.language import Message


def describe_size(nodes: int, links: int) -> Message:
    """Describe a network by its number of nodes and of links."""
    return Message(
        "{nodes}, {links}",
        nodes=Message("{n} node", many="{n} nodes", n=nodes),
        links=Message("{n} link", many="{n} links", n=links),
    )
