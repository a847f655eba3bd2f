"""Where the nodes of a network stand: near those they are linked to, over the whole frame, apart.

Distances in the picture follow those in the network: stress, as Kamada and Kawai (1989) have it,
brought down one pair after another (Zheng, Pawar and Goodman 2018). What networkx does with
matrices differs in the last digits from one machine to another, and then in the picture; here there
are sums, products and square roots, which do not.
"""

from __future__ import annotations

import random
from itertools import combinations
from math import sqrt
from typing import TYPE_CHECKING

from bioprod_graph.networks.metrics import SEED, make_graph

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import networkx as nx

    from bioprod_graph.networks.nodes import Network

    Point = tuple[float, float]
    Places = list[list[float]]

# Rounds over all pairs, over a hundred nodes with fewer as there are more; the least step at last.
_ROUNDS = 40
_PAIRS = 1_500_000
_LEAST = 0.1
# Of more nodes, each is placed by its neighbours and by so many others, the same for all.
_MANY, _PIVOTS = 700, 60
# How much of a place is its rank, from one edge to the other, and how much its position.
_BY_RANK = 0.75
_PUSHES = 60
# What lies between two marks at least; what is added to a push, so that the last one ends.
_CLEAR = 4.0
_NUDGE = 0.05


def spread_nodes(
    network: Network, boxes: Mapping[str, tuple[Point, float]], frame: Point, *, margin: float = 26
) -> dict[str, Point]:
    """Give each node its place in a frame (width, height), in pixels.

    A box is the width and the height that a node would have with its name, and the radius that no
    other may enter. Boxes are pushed apart while that helps, marks until they are. The same network
    has the same places on every machine.
    """
    graph = make_graph(network).to_undirected()
    iris = [node.iri for node in network.nodes]
    if len(iris) < 2:  # noqa: PLR2004 - one stands in the middle
        return dict.fromkeys(iris, (frame[0] / 2, frame[1] / 2))
    places = _turn(_lower_stress(graph))
    for axis in (0, 1):
        _fill(places, axis, (margin, frame[axis] - margin))
    _push(places, [boxes[iri][0] for iri in iris], frame, margin=margin)
    marks = [2 * boxes[iri][1] + _CLEAR for iri in iris]
    _push(places, list(zip(marks, marks, strict=True)), frame, margin=margin)
    return {iri: (round(x, 1), round(y, 1)) for iri, (x, y) in zip(iris, places, strict=True)}


def _lower_stress(graph: nx.Graph[int]) -> Places:
    """Place nodes so that the distance of two is the number of steps between them."""
    import networkx as nx

    count = len(graph)
    chance = random.Random(SEED)  # noqa: S311 - a start, not a secret
    places = [[chance.random(), chance.random()] for _ in range(count)]
    pivots = range(count) if count <= _MANY else sorted(chance.sample(range(count), _PIVOTS))
    steps = {node: nx.single_source_shortest_path_length(graph, node) for node in pivots}
    # Those that no path joins are as far apart as any two, and a step more.
    far = max(max(found.values()) for found in steps.values()) + 1
    if count <= _MANY:
        ends: Iterable[tuple[int, int]] = combinations(range(count), 2)
    else:
        ends = ((a, b) for a in pivots for b in range(count) if a != b)
    pairs = [(a, b, steps[a].get(b, far)) for a, b in ends]
    pairs += [(a, b, 1) for a, b in graph.edges if len(pivots) < count and a != b]
    rounds = max(4, min(_ROUNDS, _PAIRS // max(1, len(pairs))))
    shrink = (_LEAST / far**2) ** (1 / (rounds - 1))
    step = float(far**2)
    for _ in range(rounds):
        chance.shuffle(pairs)
        for a, b, wanted in pairs:
            one, other = places[a], places[b]
            x, y = one[0] - other[0], one[1] - other[1]
            found = sqrt(x * x + y * y) or 1e-9
            pull = min(1.0, step / (wanted * wanted)) * (found - wanted) / (2 * found)
            x, y = x * pull, y * pull
            one[0] -= x
            one[1] -= y
            other[0] += x
            other[1] += y
        step *= shrink
    return places


def _turn(places: Places) -> Places:
    """Turn a picture so that it is widest from left to right."""
    count = len(places)
    x0, y0 = (sum(place[axis] for place in places) / count for axis in (0, 1))
    xx = sum((x - x0) ** 2 for x, _ in places)
    yy = sum((y - y0) ** 2 for _, y in places)
    xy = sum((x - x0) * (y - y0) for x, y in places)
    # The axis of the greatest spread: the first eigenvector of a symmetric two by two matrix.
    largest = (xx + yy + sqrt((xx - yy) ** 2 + 4 * xy * xy)) / 2
    u, v = (largest - yy, xy) if xx >= yy else (xy, largest - xx)
    length = sqrt(u * u + v * v) or 1.0
    u, v = u / length, v / length
    return [[(x - x0) * u + (y - y0) * v, (y - y0) * u - (x - x0) * v] for x, y in places]


def _fill(places: Places, axis: int, ends: Point) -> None:
    """Spread places along an axis, partly by rank, so that no part of the frame is empty."""
    order = sorted(range(len(places)), key=lambda node: (round(places[node][axis], 9), node))
    low, high = places[order[0]][axis], places[order[-1]][axis]
    first, last = ends
    for rank, node in enumerate(order):
        share = (places[node][axis] - low) / ((high - low) or 1.0)
        part = _BY_RANK * rank / (len(order) - 1) + (1 - _BY_RANK) * share
        places[node][axis] = first + part * (last - first)


def _push(places: Places, sizes: Sequence[Point], frame: Point, *, margin: float) -> None:
    """Push boxes apart, each pair along the axis where they overlap less."""
    reach = max(width for width, _ in sizes), max(height for _, height in sizes)
    for _ in range(_PUSHES):
        found = [_part(*pair, places=places, sizes=sizes) for pair in _list_near(places, reach)]
        if not any(found):
            return
        for place in places:
            for axis in (0, 1):
                place[axis] = min(max(place[axis], margin), frame[axis] - margin)


def _list_near(places: Places, reach: Point) -> Iterator[tuple[int, int]]:
    """List the pairs that are as near from left to right and from top to bottom."""
    across, down = reach
    order = sorted(range(len(places)), key=lambda node: (places[node][0], node))
    for rank, node in enumerate(order):
        place = places[node]
        for after in range(rank + 1, len(order)):
            other = places[order[after]]
            if other[0] - place[0] > across:
                break
            if abs(other[1] - place[1]) < down:
                yield node, order[after]


def _part(node: int, other: int, *, places: Places, sizes: Sequence[Point]) -> bool:
    """Push two boxes apart by half of what they overlap; tell whether they did."""
    (x1, y1), (x2, y2) = places[node], places[other]
    over_x = (sizes[node][0] + sizes[other][0]) / 2 - abs(x2 - x1)
    over_y = (sizes[node][1] + sizes[other][1]) / 2 - abs(y2 - y1)
    if over_x <= 0 or over_y <= 0:
        return False
    axis, over, away = (1, over_y, y2 - y1) if over_y <= over_x else (0, over_x, x2 - x1)
    move = over / 4 + _NUDGE if away >= 0 else -over / 4 - _NUDGE
    places[node][axis] -= move
    places[other][axis] += move
    return True


def pool(wanted: Sequence[Point]) -> list[float]:
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
