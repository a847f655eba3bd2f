"""The measures: what each counts, in words, and by which function of which library.

A measure counts something in a network of recorded links. It is never said to be importance: what
nobody recorded is not counted, and another projection gives other figures.
"""

from __future__ import annotations

from dataclasses import dataclass

from bioprod_graph.language import Message
from bioprod_graph.networks import DAMPING, SEED, TOLERANCE

CAVEAT = Message(
    "These figures describe the links recorded here, with their sources, and nothing "
    "else: they do not say how important an actor is. What nobody recorded is not "
    "counted."
)


@dataclass(frozen=True)
class Measure:
    """A measure: its name, what it counts, and how it is computed.

    `method` is the call of the library as it is made. A measure of groups numbers them from the
    largest; its value is the number of a node’s group.
    """

    name: str
    title: Message
    counted: Message
    method: str
    libraries: tuple[str, ...] = ("networkx",)
    groups: bool = False


_ALL = (
    Measure(
        "degree",
        Message("degree"),
        Message(
            "The number of nodes that a node is linked to, however many relations hold "
            "between them; in a directed network, links in and links out are added up."
        ),
        "networkx.Graph.degree",
    ),
    Measure(
        "betweenness",
        Message("betweenness"),
        Message(
            "The share of pairs of other nodes whose shortest paths go through the node "
            "(from 0 to 1, exact, without weights); where several paths are as short, "
            "each counts in proportion."
        ),
        "networkx.betweenness_centrality(k=None, normalized=True, weight=None)",
    ),
    Measure(
        "pagerank",
        Message("PageRank"),
        Message(
            "The share of time that a walker would spend on the node when following a "
            "link at random at each step, in proportion to weights, and about once in "
            "seven jumping anywhere; the sum is 1."
        ),
        f"networkx.pagerank(alpha={DAMPING}, max_iter=1000, tol={TOLERANCE}, weight='weight')",
        libraries=("networkx", "scipy"),
    ),
    Measure(
        "communities",
        Message("communities"),
        Message(
            "Groups of nodes more linked among themselves than to the rest, found by the "
            "Louvain method with a fixed seed and numbered from the largest; another seed"
            " may give other groups, as good."
        ),
        f"networkx.community.louvain_communities(weight='weight', resolution=1, seed={SEED})",
        groups=True,
    ),
    Measure(
        "components",
        Message("components"),
        Message(
            "Groups of nodes that links join step by step, whatever their direction, "
            "numbered from the largest; a node without a link is a group of its own."
        ),
        "networkx.connected_components",
        groups=True,
    ),
)
MEASURES: dict[str, Measure] = {measure.name: measure for measure in _ALL}
