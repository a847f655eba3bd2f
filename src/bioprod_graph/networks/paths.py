"""What lies near a node, and the shortest paths between two things.

Which statements are steps of a path, and through which things none leads, are the answers to two
queries of the project: `queries/views/path-steps.rq` and `path-ends.rq`. A step is walked in either
direction; between two things there is one, which says most.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice, pairwise, takewhile
from typing import TYPE_CHECKING

from bioprod_graph.errors import NotFoundError, UsageError
from bioprod_graph.rdf import read_values, select
from bioprod_graph.sparql import read_query

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    import networkx as nx
    import pyoxigraph as ox

    from bioprod_graph.networks.nodes import Network
    from bioprod_graph.project import Project

    Pair = tuple[str, str]
    Trail = tuple[str, ...]
    Step = tuple[str, str, str]

# Steps beyond which two things have little to do with each other.
LONGEST = 6


@dataclass(frozen=True)
class Steps:
    """The statements that link each pair of things, best rank first, and where paths end."""

    pairs: Mapping[Pair, tuple[Step, ...]]
    ends: frozenset[str]

    def find_trails(self, start: str, goal: str, *, longest: int = LONGEST) -> Iterator[Trail]:
        """List the paths from one thing to another: shortest first, no thing twice."""
        import networkx as nx

        graph = _join(self.pairs)
        graph.remove_nodes_from(self.ends - {start, goal})
        if not {start, goal} <= graph.nodes or not nx.has_path(graph, start, goal):
            return
        trails = nx.shortest_simple_paths(graph, start, goal)
        yield from takewhile(lambda trail: len(trail) <= longest + 1, map(tuple, trails))

    def choose(self, trail: Trail, is_inferred: Callable[[Step], bool]) -> tuple[Step, ...]:
        """Choose a statement for each step of a trail: a stated one, else what says most."""
        pairs = (self.pairs[min(pair), max(pair)] for pair in pairwise(trail))
        return tuple(min(steps, key=is_inferred) for steps in pairs)


def read_steps(store: ox.Store, views: Path) -> Steps:
    """Ask the dataset for the steps and the ends of paths; raises ProjectError for a bad query."""
    files = (read_query(views / f"path-{name}.rq", "views") for name in ("steps", "ends"))
    steps, ends = (read_values(select(store, file.text)) for file in files)
    pairs: dict[Pair, list[Step]] = {}
    # By rank, then by relation and ends, whatever the order of rows.
    names = ("relation", "source", "target")
    for row in sorted(steps, key=lambda r: (int(r.get("rank", 0)), *(r[name] for name in names))):
        relation, source, target = (row[name] for name in names)
        pair = min(source, target), max(source, target)
        pairs.setdefault(pair, []).append((source, relation, target))
    chosen = {pair: tuple(found) for pair, found in pairs.items()}
    return Steps(chosen, frozenset(row["thing"] for row in ends))


def find_paths(
    store: ox.Store, project: Project, ends: tuple[ox.NamedNode, ox.NamedNode], *, most: int
) -> tuple[Steps, list[Trail]]:
    """Find the shortest paths from a thing to another, at most so many, and all steps there are.

    Raises UsageError for the same thing twice, NotFoundError if they are further apart than paths
    go.
    """
    start, goal = (end.value for end in ends)
    if start == goal:
        raise UsageError("a path leads from a thing to another: give two different things")
    steps = read_steps(store, project.queries / "views")
    trails = list(islice(steps.find_trails(start, goal), most))
    if not trails:
        raise NotFoundError(
            "no path of at most {longest} steps leads from {one} to {other}",
            longest=LONGEST,
            one=project.prefixes.show(start),
            other=project.prefixes.show(goal),
        )
    return steps, trails


def find_neighbours(network: Network, iri: str, hops: int) -> Network:
    """Return the part of a network within `hops` links of a node, in either direction.

    Raises NotFoundError if the thing is no node of the network.
    """
    import networkx as nx

    graph = _join(network.pairs)
    graph.add_nodes_from(node.iri for node in network.nodes)
    if iri not in graph:
        raise NotFoundError(
            "{iri} is no node of {name}: no link of it is recorded there",
            iri=iri,
            name=network.name,
        )
    return network.keep(nx.ego_graph(graph, iri, radius=hops))


def _join(pairs: Iterable[Pair]) -> nx.Graph[str]:
    import networkx as nx

    # In order, whatever that of the pairs: of paths as short, the same come first.
    graph: nx.Graph[str] = nx.Graph()
    graph.add_edges_from(sorted((min(pair), max(pair)) for pair in pairs))
    return graph
