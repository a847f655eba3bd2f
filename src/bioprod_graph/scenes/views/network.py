"""Networks: marks near those they are tied to, as large as their ties are many, hubs named first.

What hangs together with little is packed in cells under the picture, what has no tie stands in a
strip below. Places are the same in all languages; a name has its place in each.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING, NamedTuple

from bioprod_graph.drawing import (
    Caption,
    Letters,
    Line,
    Picture,
    Rect,
    balance_name,
    measure_block,
    measure_text,
    place_labels,
)
from bioprod_graph.language import Message
from bioprod_graph.networks import compute, spread_nodes
from bioprod_graph.scenes.views.setting import make_mark

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from bioprod_graph.drawing import Piece, PlacedCaption, Point
    from bioprod_graph.networks import Link, Network, Node
    from bioprod_graph.scenes.reading import Scene

# What the number of things without a tie is of; a page counts again what its filters leave.
UNTIED = "untied"
# A page shows it on the canvas.
SURFACE = "canvas"

# The largest picture; a small one has this much width, times the root of what it holds.
_WIDTH, _HEIGHT = 1500.0, 860.0
_LEAST, _EACH = 640.0, 190.0
# It holds so many; of more, each has as much room.
_HELD = 600
_SMALLEST, _BY_TIES = 3.6, 1.75
# How far the corners of a glyph are from its middle, in radii.
_REAL = 1.2
# Hubs: how many there are at most, one in how many; how they are written; how others are.
_HUBS, _ONE_IN = 20, 6
_HUB = (13.0, 600, 165.0)
_PLAIN = (11.0, 400, 150.0)
_NARROW = 118.0
# How much of its name a node keeps clear, where there is room for some names and not for all.
_CLEAR = 0.85
# Components of fewer nodes are packed apart.
_SMALL = 5
# With more ties than these, where they lead is left to the panel; with more than those, what they
# mean. Where there are few nodes, each is named, if need be from afar.
_LED, _SAID, _FEW = 70, 28, 60
_CELL = (206.0, 27.0)
_STRIP, _STEP = 34.0, 19.0
_MARGIN = 26.0
# Communities of fewer are not named from afar.
_GROUP = 6


class Community(NamedTuple):
    """A community, seen from afar: its largest node, which names it, its centre and its members."""

    hub: Node
    centre: Point
    members: tuple[str, ...]


@dataclass(frozen=True)
class Plan:
    """Where all nodes of a network stand, and how large they are, in pixels."""

    width: float
    height: float
    bottom: float
    places: Mapping[str, Point]
    sizes: Mapping[str, float]
    hubs: frozenset[str]
    apart: frozenset[str]
    single: tuple[str, ...]
    groups: tuple[Community, ...]


def plan_network(scene: Scene) -> Plan:
    """Place the nodes of a scene."""
    network = scene.network
    ties = Counter(end for pair in network.pairs for end in set(pair))
    sizes = {n.iri: round(_SMALLEST + _BY_TIES * sqrt(ties[n.iri]), 2) for n in network.nodes}
    parts = _list_parts(network)
    large = [part for part in parts if len(part) >= _SMALL] or [p for p in parts[:1] if p[1:]]
    small = [part for part in parts if part not in large and part[1:]]
    single = tuple(part[0] for part in parts if part not in large and not part[1:])
    main = network.keep(iri for part in large for iri in part)
    ranked = sorted(main.nodes, key=lambda node: (-sizes[node.iri], node.iri))
    most = min(_HUBS, -(-len(ranked) // _ONE_IN))
    hubs = frozenset(node.iri for node in ranked[:most])
    most_wide = _WIDTH * max(1.0, sqrt(len(main.nodes) / _HELD))
    width = min(most_wide, max(_LEAST, _EACH * sqrt(len(main.nodes))))
    cells = _pack(small, width)
    rows = len({y for _, y in cells.values()}) if cells else 0
    left = _MARGIN + _CELL[0] / 1.5
    # Those without a tie are named where they are few.
    is_named = (len(single) - 1) * _CELL[0] < width - left - _NARROW
    step, high = (_CELL[0], _CELL[1] * 2) if is_named else (_STEP, _STRIP)
    foot = rows * _CELL[1] + (16 if rows else 0) + (high if single else 0)
    bottom = width * _HEIGHT / _WIDTH - foot if main.nodes else 0.0
    boxes = {n.iri: _clear(n, sizes[n.iri], n.iri in hubs) for n in main.nodes}
    places = spread_nodes(main, boxes, (width, bottom), margin=_MARGIN)
    top = bottom + 16
    places |= {iri: (x, top + y) for iri, (x, y) in cells.items()}
    strip = bottom + foot - high / 2
    row = max(1, int((width - left - _MARGIN) / step))
    for number, iri in enumerate(single):
        places[iri] = (left + number % row * step, strip + number // row * _STEP)
    foot += max(0, len(single) - 1) // row * _STEP
    apart = frozenset((*cells, *single) if is_named else cells)
    return Plan(
        width, bottom + foot, bottom, places, sizes, hubs,
        apart, single, tuple(_list_groups(main, places, ranked)),
    )  # fmt: skip


def _list_parts(network: Network) -> list[list[str]]:
    """List what hangs together, the largest first, each in the order of IRIs."""
    parts: dict[float, list[str]] = {}
    for node, number in zip(network.nodes, compute(network, "components"), strict=True):
        parts.setdefault(number, []).append(node.iri)
    return [parts[number] for number in sorted(parts)]


def _list_groups(
    network: Network, places: Mapping[str, Point], ranked: Sequence[Node]
) -> Iterator[Community]:
    numbers = compute(network, "communities")
    group = {node.iri: number for node, number in zip(network.nodes, numbers, strict=True)}
    for number in sorted(set(numbers)):
        members = tuple(iri for iri in group if group[iri] == number)
        if len(members) >= _GROUP:
            hub = next(node for node in ranked if group[node.iri] == number)
            x, y = (sum(places[iri][axis] for iri in members) / len(members) for axis in (0, 1))
            yield Community(hub, (round(x, 1), round(y, 1)), members)


def _pack(parts: Sequence[Sequence[str]], width: float) -> dict[str, Point]:
    """Pack small networks in cells from left to right, each a column of its nodes."""
    columns = max(1, int(width // _CELL[0]))
    tops = [0.0] * columns
    cells: dict[str, Point] = {}
    for part in parts:
        column = tops.index(min(tops))
        for iri in part:
            cells[iri] = (_MARGIN + column * _CELL[0], tops[column] + _CELL[1] / 2)
            tops[column] += _CELL[1]
    return cells


def _break(name: str, form: tuple[float, int, float]) -> tuple[str, ...]:
    size, weight, widest = form
    return balance_name(name, _NARROW, widest, size=size, weight=weight)


def _clear(node: Node, radius: float, is_hub: bool) -> tuple[Point, float]:
    """Give what a node keeps clear of others, so that most names find a place in any language."""
    form = _HUB if is_hub else _PLAIN
    blocks = [
        measure_block(_break(name, form), *form[:2]) for name in set(node.name.spread().values())
    ]
    width, height = (max(sizes) for sizes in zip(*blocks, strict=True))
    return ((2 * radius + width) * _CLEAR, max(2 * radius + 5, height + 4)), radius * _REAL


def label_network(scene: Scene, plan: Plan, language: str) -> dict[str, PlacedCaption]:
    """Place the names of a scene: hubs first, then those that have most ties."""
    nodes = sorted(scene.network.nodes, key=lambda n: (-plan.sizes[n.iri], n.iri))
    names = [_write(node, plan, language) for node in nodes if _is_named(node, plan)]
    frame = Rect(4, 4, plan.width - 4, plan.height - 4)
    # Where there are few ties, names leave them free, and the arrows at their ends.
    few = scene.network.links if len(scene.network.links) <= _LED else ()
    ways = [(plan.places[link.source], plan.places[link.target]) for link in few]
    return place_labels(names, (_cover(plan, node.iri) for node in nodes), frame, ways=ways)


def _is_named(node: Node, plan: Plan) -> bool:
    return node.iri in plan.apart or node.iri not in plan.single


def _write(node: Node, plan: Plan, language: str) -> Caption:
    form = _HUB if node.iri in plan.hubs else _PLAIN
    name = node.name.say(language)
    short = node.values.get("short", "")
    fits = bool(short) and _is_acronym(short, name)
    # What would need more than two short lines is known by its acronym.
    is_long = measure_text(name, *form[:2]) > 2 * _NARROW
    lines = (short,) if fits and is_long else _break(name, form)
    x, y = plan.places[node.iri]
    return Caption(
        node.iri, x, y, plan.sizes[node.iri] * _REAL, lines, *form[:2],
        must=node.iri in plan.hubs or len(plan.places) <= _FEW, short=(short,) if fits else (),
    )  # fmt: skip


def _is_acronym(short: str, name: str) -> bool:
    """Tell whether a short form consists of initials of a name, in their order."""
    words = iter(name.replace("-", " ").replace("’", " ").casefold().split())
    return all(any(word[0] == c for word in words) for c in short.casefold() if c.isalpha())


def _cover(plan: Plan, iri: str) -> Rect:
    (x, y), r = plan.places[iri], plan.sizes[iri] * _REAL
    return Rect(x - r, y - r, x + r, y + r)


def draw(scene: Scene, language: str, plan: Plan | None = None) -> Picture:
    """Draw a scene of this kind, by a plan of it if there is one."""
    plan = plan or plan_network(scene)
    labels = label_network(scene, plan, language)
    places, sizes, nodes = plan.places, plan.sizes, scene.network.nodes
    pieces: list[Piece] = [*_draw_ties(scene, plan)]
    pieces += (make_mark(scene, n, places[n.iri], size=sizes[n.iri]) for n in nodes)
    pieces += (label.leader for label in labels.values() if label.leader)
    pieces += (label.letters for label in labels.values())
    if len(scene.network.links) <= _SAID:
        rooms = (label.room for label in labels.values())
        pieces += _say_ties(scene, plan, language, taken=rooms)
    if plan.bottom and (plan.apart or plan.single):
        ends = (_MARGIN - _SMALLEST, plan.bottom), (plan.width - _MARGIN, plan.bottom)
        pieces.append(Line(ends))
    if plan.single:
        told = Message("no known tie: {count}", count=len(plan.single)).say(language)
        at = _MARGIN - _SMALLEST, plan.places[plan.single[0]][1] + 4
        pieces.append(Letters(*at, (told,), size=11, colour="ink2", of=UNTIED))
    return Picture(plan.width, plan.height, tuple(pieces))


def _draw_ties(scene: Scene, plan: Plan) -> Iterator[Line]:
    """Draw the ties of each pair side by side; where there are few, with their direction."""
    is_small = len(scene.network.links) <= _LED
    between = Counter(frozenset((link.source, link.target)) for link in scene.network.links)
    drawn: Counter[frozenset[str]] = Counter()
    for link in scene.network.links:
        pair = frozenset((link.source, link.target))
        side = (drawn[pair] - (between[pair] - 1) / 2) * 3
        drawn[pair] += 1
        kind = scene.kinds.get(link.kind)
        yield Line(
            _lead(link, plan, side if link.source < link.target else -side),
            kind.colour if kind else "edge",
            1.7 if kind and kind.order == 1 else 1.1,
            "dashed" if link.inferred else "solid",
            arrow=is_small and scene.network.directed,
            of=link.id,
            tint=0.8 if is_small else 0.5,
        )


def _lead(link: Link, plan: Plan, side: float) -> tuple[Point, Point]:
    """Give the ends of a tie, at the edges of its marks, off the middle by some pixels."""
    (x1, y1), (x2, y2) = plan.places[link.source], plan.places[link.target]
    dx, dy = x2 - x1, y2 - y1
    length = sqrt(dx * dx + dy * dy) or 1.0
    dx, dy = dx / length, dy / length
    start, end = plan.sizes[link.source], plan.sizes[link.target] * _REAL + 1.5
    x1, x2 = x1 + dx * start - dy * side, x2 - dx * end - dy * side
    y1, y2 = y1 + dy * start + dx * side, y2 - dy * end + dx * side
    return (round(x1, 1), round(y1, 1)), (round(x2, 1), round(y2, 1))


def _list_relations(scene: Scene, links: Iterable[Link], language: str) -> tuple[str, ...]:
    """List what ties mean, but for what the legend says by the same word."""
    legend = {kind.label.say(language).casefold() for kind in scene.kinds.values()}
    said = dict.fromkeys(link.label.say(language) for link in links)
    return tuple(each for each in said if each.casefold() not in legend)


def _say_ties(
    scene: Scene, plan: Plan, language: str, *, taken: Iterable[Rect]
) -> Iterator[Letters]:
    """Say what ties mean beside their middle, over no mark and no name."""
    rooms = [*taken, *(_cover(plan, node.iri) for node in scene.network.nodes)]
    for (source, target), links in scene.network.pairs.items():
        said = _list_relations(scene, links, language)
        if not said:
            continue
        width, height = measure_block(said, 11)
        (x1, y1), (x2, y2) = plan.places[source], plan.places[target]
        for part in (0.5, 0.42, 0.58, 0.34, 0.66):
            x, y = x1 + (x2 - x1) * part, y1 + (y2 - y1) * part
            room = Rect(x - width / 2, y - height / 2, x + width / 2, y + height / 2)
            if not any(room.meets(other) for other in rooms):
                rooms.append(room)
                at = round(x, 1), round(room.top + 11 * 0.76, 1)
                of = links[0].id
                yield Letters(*at, said, "middle", 11, 400, "ink2", halo=True, of=of)
                break
