"""Where the boxes of a scene stand: columns from left to right, few crossings, no overlap.

Within a column the order is the barycentre of the neighbours (Sugiyama, Tagawa and Toda 1981), then
position, rank of kind and name; heights follow the neighbours as closely as boxes that may not
overlap allow (isotonic regression). What networkx places are points without size.
"""

from __future__ import annotations

import math
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, NamedTuple

from bioprod_graph.networks.kinds import sort_nodes
from bioprod_graph.networks.lettering import wrap_label

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bioprod_graph.networks.kinds import KindStyle
    from bioprod_graph.networks.nodes import Node
    from bioprod_graph.networks.projection import Scene

LINE_HEIGHT = 15
PADDING = 14  # on each side: the shapes with slanted sides need it
_MARGIN = 6  # above and below the text
_GAP = 8  # least space between two boxes of a column
_LINK_GAP = 24  # between two that are linked to each other: room for the arrow
_GROUP_GAP = 14  # more between boxes that hang from different neighbours
_COLUMN_GAP = 56  # room for the arrows, and for the name of a link when it is chosen
_HEIGHT = 730  # a graph that needs less is given air, up to the height of a usual screen
_SWEEPS = 4


class Box(NamedTuple):
    """Where a node stands (its centre), how large it is, and its text line by line."""

    x: float
    y: float
    width: float
    height: float
    lines: dict[str, list[str]]


def place_nodes(scene: Scene) -> dict[str, Box]:
    """Return the box of each node by IRI, in pixels around the origin, in order of rank."""
    layout = _Layout(scene)
    if not layout.columns:
        return {}
    heights = layout.settle()
    left = 0.0
    xs: dict[str, float] = {}
    for column in layout.columns:
        width = max(layout.boxes[node].width for node in column)
        xs |= dict.fromkeys(column, left + width / 2)
        left += width + _COLUMN_GAP
    boxes = {node: box._replace(x=xs[node], y=heights[node]) for node, box in layout.boxes.items()}
    across = _middle((box.x, box.width) for box in boxes.values())
    down = _middle((box.y, box.height) for box in boxes.values())
    return {
        node: box._replace(x=round(box.x - across, 1), y=round(box.y - down, 1))
        for node, box in boxes.items()
    }


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


class _Layout:
    """The columns of a scene, which are ordered when it is made, and the size of each box."""

    def __init__(self, scene: Scene) -> None:
        nodes = sort_nodes(scene.network, scene.kinds)
        self.kinds = {node.iri: node.kind for node in nodes}
        self.positions = {n.iri: math.inf if n.position is None else n.position for n in nodes}
        self.boxes = {node.iri: _size(node, scene.kinds[node.kind]) for node in nodes}
        self.near: dict[str, list[str]] = {node.iri: [] for node in nodes}
        for source, target in scene.network.pairs:
            self.near[source].append(target)
            self.near[target].append(source)
        columns: dict[int, list[str]] = {}
        for node in nodes:
            columns.setdefault(scene.kinds[node.kind].column, []).append(node.iri)
        self.columns = [columns[number] for number in sorted(columns)]
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

        # At first nodes stand by rank of kind, position and name: what ties keeps that order.
        self.columns[index].sort(key=key)

    def _aim(self, column: Sequence[str], values: Mapping[str, float]) -> dict[str, float]:
        """Give the mean of the neighbours’ values; without any, of those of the kind, or all."""
        own = {node: [values[n] for n in self.near[node] if n in values] for node in column}
        kin: dict[str, list[float]] = {}
        for node in column:
            kin.setdefault(self.kinds[node], []).extend(own[node])
        everything = [value for found in own.values() for value in found]

        def mean(node: str) -> float:
            found = own[node] or kin[self.kinds[node]] or everything or [0.0]
            return round(math.fsum(found) / len(found), 6)

        return {node: mean(node) for node in column}

    def settle(self) -> dict[str, float]:
        """Give each node its height: one column is spread evenly, the others follow it."""
        # The column with the most numbered nodes, or else with the most nodes, is the base.
        indices = range(len(self.columns))
        base = max(indices, key=lambda i: (self.numbered[i], len(self.columns[i]), -i))
        gaps = [self._find_gaps(column) for column in self.columns]
        totals = [
            sum(gap) + sum(self.boxes[node].height for node in column)
            for gap, column in zip(gaps, self.columns, strict=True)
        ]
        room = max(*totals, _HEIGHT)
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
        heights = [self.boxes[node].height for node in self.columns[index]]
        bottoms = accumulate(gap + height for gap, height in zip(gaps, heights, strict=True))
        placed = zip(self.columns[index], bottoms, heights, strict=True)
        return {node: bottom - height / 2 for node, bottom, height in placed}


def _size(node: Node, kind: KindStyle) -> Box:
    names = node.name.spread().items()
    lines = {tag: wrap_label(name, kind.width - 2 * PADDING) for tag, name in names}
    # The tallest of all languages: a change of language moves nothing.
    count = max(map(len, lines.values()))
    return Box(0, 0, kind.width, count * LINE_HEIGHT + 2 * _MARGIN, lines)


def _middle(spans: Iterable[tuple[float, float]]) -> float:
    edges = [centre + sign * size / 2 for centre, size in spans for sign in (-1, 1)]
    return (min(edges) + max(edges)) / 2
