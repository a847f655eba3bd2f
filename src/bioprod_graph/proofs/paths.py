"""The shortest paths between two things, over statements that say something of both.

Which statements are steps, and through which things no path leads, are the answers to two queries
of the project: `queries/views/path-steps.rq` and `path-ends.rq`. A step is walked in either
direction; between two things there is one, which says most.
"""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, TypeGuard

import pyoxigraph as ox

from bioprod_graph.rdf import select
from bioprod_graph.sparql.query_files import read_query

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from bioprod_graph.proofs.patterns import Statement

# Steps beyond which two things have little to do with each other.
LONGEST = 6

Trail = tuple[ox.NamedNode, ...]


@dataclass(frozen=True)
class Network:
    """The neighbours of each thing, with the statements that link the two, best rank first."""

    links: Mapping[ox.NamedNode, Mapping[ox.NamedNode, tuple[Statement, ...]]]
    ends: frozenset[ox.NamedNode]

    def choose(
        self, trail: Trail, is_inferred: Callable[[Statement], bool]
    ) -> tuple[Statement, ...]:
        """Give a statement for each step of a trail: a stated one, else the one that says most."""
        steps = pairwise(trail)
        return tuple(min(self.links[one][other], key=is_inferred) for one, other in steps)


def read_network(store: ox.Store, views: Path) -> Network:
    """Ask the dataset for the steps and the ends of paths.

    Raises ProjectError if a query of the folder cannot be read.
    """
    links: dict[ox.NamedNode, dict[ox.NamedNode, list[tuple[int, str, Statement]]]]
    links = defaultdict(lambda: defaultdict(list))
    for row in select(store, read_query(views / "path-steps.rq", "views").text):
        source, relation, target, rank = (row[n] for n in ("source", "relation", "target", "rank"))
        if _is_name(source) and _is_name(relation) and _is_name(target):
            weight = int(rank.value) if isinstance(rank, ox.Literal) else 0
            link = weight, relation.value, (source, relation, target)
            links[source][target].append(link)
            links[target][source].append(link)
    ends = (row["thing"] for row in select(store, read_query(views / "path-ends.rq", "views").text))
    return Network(
        {
            one: {other: tuple(link[2] for link in sorted(found)) for other, found in near.items()}
            for one, near in links.items()
        },
        frozenset(end for end in ends if isinstance(end, ox.NamedNode)),
    )


def find_trails(
    network: Network, start: ox.NamedNode, goal: ox.NamedNode, *, longest: int = LONGEST
) -> Iterator[Trail]:
    """Give the paths from one thing to another, shortest first, none through a thing twice."""
    distances = _measure(network, goal)
    for length in range(distances.get(start, longest + 1), longest + 1):
        yield from _walk(network, (start,), distances, length=length)


def _walk(
    network: Network, trail: Trail, distances: Mapping[ox.NamedNode, int], *, length: int
) -> Iterator[Trail]:
    """Give the continuations of a trail that reach the goal, distance 0, in just so many steps."""
    here = trail[-1]
    if length == 0:
        yield trail
        return
    for near in sorted(network.links[here], key=lambda node: node.value):
        distance = distances.get(near, length)
        is_goal = distance == 0
        is_closed = near in network.ends and not is_goal
        if distance < length and near not in trail and is_goal == (length == 1) and not is_closed:
            yield from _walk(network, (*trail, near), distances, length=length - 1)


def _measure(network: Network, goal: ox.NamedNode) -> dict[ox.NamedNode, int]:
    """Count the steps from each thing to the goal; an end has a distance but leads no further."""
    distances = {goal: 0}
    waiting = deque([goal])
    while waiting:
        here = waiting.popleft()
        found = [near for near in network.links.get(here, {}) if near not in distances]
        distances |= dict.fromkeys(found, distances[here] + 1)
        waiting.extend(near for near in found if near not in network.ends)
    return distances


def _is_name(term: object) -> TypeGuard[ox.NamedNode]:
    return isinstance(term, ox.NamedNode)
