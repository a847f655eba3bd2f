"""Nodes in columns from left to right, few crossings, no overlap, no tie behind what it passes.

Within a column the order is the barycentre of the neighbours (Sugiyama, Tagawa and Toda 1981), then
position and the order given; heights follow the neighbours as closely as boxes that may not overlap
allow (isotonic regression). A tie over several columns has a place of its own in each.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from bioprod_graph.networks.metrics import make_graph

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bioprod_graph.networks.nodes import Network

Pair = tuple[str, str]

_GAP = 8  # least space between two boxes of a column
_LINK_GAP = 24  # between two that are linked to each other: room for the arrow
_GROUP_GAP = 14  # more between boxes that hang from different neighbours
_WAY = 6  # what a tie takes that passes a column
_SWEEPS = 4


@dataclass(frozen=True)
class Columns:
    """Boxes in columns: which, in what order, how high, linked by which pairs.

    Groups tell which boxes are of a kind: one without links stands with those. Positions are ranks
    that a column keeps where links do not say otherwise.
    """

    columns: list[list[str]]
    heights: Mapping[str, float]
    pairs: Sequence[Pair]
    groups: Mapping[str, str] = field(default_factory=dict)
    positions: Mapping[str, float] = field(default_factory=dict)


def arrange(given: Columns, *, least: float = 0) -> tuple[dict[str, float], dict[Pair, list[str]]]:
    """Give each box the height of its centre, in pixels from the top, and each pair its ways.

    The ways of a pair are the names of the places, among the boxes, where it passes a column. A
    picture that needs less than the least height is given air up to that.
    """
    if not given.columns:
        return {}, {}
    whole, ways = _add_ways(given)
    heights = _Layout(whole).settle(least)
    top = min(heights[node] - whole.heights[node] / 2 for node in heights)
    return {node: round(y - top, 1) for node, y in heights.items()}, ways


def find_columns(network: Network) -> dict[str, int]:
    """Give each node the number of steps from where ties begin; those of a circle share one."""
    import networkx as nx

    # Without direction a tie leads both ways, and what hangs together is one.
    whole: nx.DiGraph[int] = nx.condensation(nx.DiGraph(make_graph(network)))
    ranks: dict[int, int] = {}
    for part in nx.topological_sort(whole):
        ranks[part] = max((ranks[before] + 1 for before in whole.predecessors(part)), default=0)
    iris = [node.iri for node in network.nodes]
    return {iris[node]: ranks[part] for node, part in whole.graph["mapping"].items()}


def pool(wanted: Sequence[tuple[float, float]]) -> list[float]:
    """Return the nearest values that never fall, for (value, weight) pairs (least squares).

    >>> pool([(1, 1), (5, 1), (3, 1)])
    [1.0, 4.0, 4.0]
    """
    from scipy.optimize import isotonic_regression

    if not wanted:
        return []
    values, weights = zip(*wanted, strict=True)
    found: list[float] = isotonic_regression(values, weights=weights).x.tolist()
    return found


def _add_ways(given: Columns) -> tuple[Columns, dict[Pair, list[str]]]:
    """Add a place for each pair in each column that it passes, and link these in its stead."""
    columns = [list(column) for column in given.columns]
    rank = {node: index for index, column in enumerate(columns) for node in column}
    heights, ways = dict(given.heights), {}
    pairs: list[Pair] = []
    for source, target in given.pairs:
        first, last = sorted((rank[source], rank[target]))
        passed = [f"{source} {target} {index}" for index in range(first + 1, last)]
        for index, way in enumerate(passed, start=first + 1):
            columns[index].append(way)
            heights[way] = _WAY
        chain = passed if rank[source] < rank[target] else passed[::-1]
        ways[source, target] = chain
        pairs += pairwise((source, *chain, target))
    return replace(given, columns=columns, heights=heights, pairs=pairs), ways


class _Layout:
    """Columns, which are ordered when it is made."""

    def __init__(self, given: Columns) -> None:
        self.columns = given.columns
        self.heights = given.heights
        nodes = [node for column in self.columns for node in column]
        self.groups = {node: given.groups.get(node, "") for node in nodes}
        self.positions = {node: given.positions.get(node, math.inf) for node in nodes}
        self.near: dict[str, list[str]] = {node: [] for node in nodes}
        for source, target in given.pairs:
            self.near[source].append(target)
            self.near[target].append(source)
        self.numbered = [sum(self.positions[n] < math.inf for n in c) for c in self.columns]
        self._order()

    def _order(self) -> None:
        """Order the nodes of each column: rightwards, then back from the first numbered column."""
        count = len(self.columns)
        first = next((index for index in range(count) if self.numbered[index]), count - 1)
        for _ in range(_SWEEPS):
            for index in range(1, count):
                self._sort(index, beside=range(index))
            for index in reversed(range(first)):
                self._sort(index, beside=range(index + 1, count))

    def _sort(self, index: int, *, beside: Iterable[int]) -> None:
        others = [self.columns[other] for other in beside]
        ranks = {n: (place + 0.5) / len(each) for each in others for place, n in enumerate(each)}
        centres = self._aim(self.columns[index], ranks)

        def key(node: str) -> tuple[float, float, float]:
            near = [centres[each] for each in self.near[node] if each in centres]
            # Of two that tie, the one with a link further down stands lower, next to it.
            pull = math.fsum(near) / len(near) if near else centres[node]
            return centres[node], self.positions[node], pull

        self.columns[index].sort(key=key)

    def _aim(self, column: Sequence[str], values: Mapping[str, float]) -> dict[str, float]:
        """Give the mean of the neighbours’ values; without any, of those of the group, or all."""
        own = {node: [values[n] for n in self.near[node] if n in values] for node in column}
        kin: dict[str, list[float]] = {}
        for node in column:
            kin.setdefault(self.groups[node], []).extend(own[node])
        everything = [value for found in own.values() for value in found]

        def mean(node: str) -> float:
            found = own[node] or kin[self.groups[node]] or everything or [0.0]
            return round(math.fsum(found) / len(found), 6)

        return {node: mean(node) for node in column}

    def settle(self, least: float) -> dict[str, float]:
        """Give each node its height: one column is spread evenly, the others follow it."""
        # The column with the most numbered nodes, or else with the most nodes, is the base.
        indices = range(len(self.columns))
        base = max(indices, key=lambda i: (self.numbered[i], len(self.columns[i]), -i))
        gaps = [self._find_gaps(column) for column in self.columns]
        totals = [
            sum(gap) + sum(self.heights[node] for node in column)
            for gap, column in zip(gaps, self.columns, strict=True)
        ]
        room = max(*totals, least)
        heights = self._stack(base, self._spread(base, gaps[base], room=room - totals[base]))
        for index in sorted(indices, key=lambda each: (abs(each - base), each)):
            if index != base:
                offsets = self._stack(index, gaps[index])
                heights |= self._follow(offsets, heights, slack=room - totals[index])
        return heights

    def _follow(
        self, offsets: Mapping[str, float], heights: Mapping[str, float], *, slack: float
    ) -> dict[str, float]:
        """Move the boxes of a column towards their neighbours, from where they stand closest.

        Slack is how far the whole may move down without making the picture higher.
        """
        aims = self._aim(list(offsets), heights)
        wanted = [
            (aims[node] - offset, sum(near in heights for near in self.near[node]) or 0.05)
            for node, offset in offsets.items()
        ]
        moved = zip(offsets.items(), pool(wanted), strict=True)
        return {node: min(max(value, 0.0), slack) + offset for (node, offset), value in moved}

    def _find_gaps(self, column: Sequence[str]) -> list[float]:
        """Give the least space above each box of a column."""
        pairs = pairwise(column)
        return [0, *(_LINK_GAP if lower in self.near[upper] else _GAP for upper, lower in pairs)]

    def _spread(self, base: int, gaps: Sequence[float], *, room: float) -> list[float]:
        """Give the space above each box of the base column, with more between groups."""
        column = self.columns[base]
        earlier = {node for before in self.columns[:base] for node in before}
        parents = [set(self.near[node]) & earlier for node in column]
        extra = [_GROUP_GAP if one != other else 0 for one, other in pairwise(parents)]
        share = max(0.0, room - sum(extra)) / max(1, len(column) - 1)
        return [0, *(gap + more + share for gap, more in zip(gaps[1:], extra, strict=True))]

    def _stack(self, index: int, gaps: Sequence[float]) -> dict[str, float]:
        """Give the centre of each box when they stand one under another, from zero."""
        heights = [self.heights[node] for node in self.columns[index]]
        bottoms = accumulate(gap + height for gap, height in zip(gaps, heights, strict=True))
        placed = zip(self.columns[index], bottoms, heights, strict=True)
        return {node: bottom - height / 2 for node, bottom, height in placed}
