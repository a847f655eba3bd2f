"""Columns: boxes from left to right, with arrows that pass behind none of them.

A row of the scene’s query may say in which ?column, a number, an item stands; else an item stands
one column after the last of those that lead to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from bioprod_graph.drawing import (
    Box,
    Letters,
    Line,
    Mark,
    Picture,
    Rect,
    measure_block,
    measure_text,
    wrap_text,
)
from bioprod_graph.language import LANGUAGES
from bioprod_graph.networks import Columns, arrange, find_columns

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bioprod_graph.drawing import Piece, Point
    from bioprod_graph.networks import Link, Node
    from bioprod_graph.scenes.reading import Kind, Scene

_WIDTH = 1440.0
_LEAST_HEIGHT = 0.42
_SIZE = 12.5
_LINE = 15.0
# Within a box: the glyph, and what is left round the text.
_GLYPH, _BESIDE, _PAD = 6.0, 26.0, 8.0
_NARROWEST, _WIDEST = 132.0, 250.0
_GAP = 58.0
# As many ties say what they mean; there is room for that between columns.
_SAID = 24
_TINT = 0.12


@dataclass(frozen=True)
class Plan:
    """Where all boxes of a scene stand, in pixels, and by which points each pair is linked."""

    width: float
    height: float
    boxes: Mapping[str, Rect]
    ways: Mapping[tuple[str, str], tuple[Point, ...]]


def plan_network(scene: Scene) -> Plan:
    """Place the boxes of a scene; they are as high as the name in any language needs."""
    network = scene.network
    nodes = sorted(network.nodes, key=lambda node: _rank(node, scene))
    given = {node.iri: node.values.get("column", "") for node in nodes}
    found = find_columns(network)
    number = {iri: int(told) if told.isdecimal() else found[iri] for iri, told in given.items()}
    columns = [
        [node.iri for node in nodes if number[node.iri] == each]
        for each in sorted(set(number.values()))
    ]
    gap = _find_gap(scene)
    each = (_WIDTH + gap) / max(1, len(columns)) - gap
    width = min(_WIDEST, max(_NARROWEST, each))
    heights = {node.iri: _find_height(node, width) for node in nodes}
    pairs = [pair for pair in network.pairs if pair[0] != pair[1]]
    positions = {n.iri: float(n.position) for n in nodes if n.position is not None}
    kinds = {node.iri: node.kind for node in nodes}
    across = [index * (width + gap) + 1 for index in range(len(columns))]
    total = len(columns) * (width + gap) - gap + 2
    down, passed = arrange(
        Columns(columns, heights, pairs, kinds, positions), least=_LEAST_HEIGHT * total
    )
    boxes = {
        iri: Rect(x, down[iri] - heights[iri] / 2 + 1, x + width, down[iri] + heights[iri] / 2 + 1)
        for x, column in zip(across, columns, strict=True)
        for iri in column
    }
    ways = {
        (source, target): _lead(
            boxes[source],
            boxes[target],
            [down[way] + 1 for way in passed[source, target]],
            step=width + gap,
        )
        for source, target in pairs
    }
    height = max((box.bottom for box in boxes.values()), default=0.0) + 1
    return Plan(max(total, 2.0), height, boxes, ways)


def _rank(node: Node, scene: Scene) -> tuple[object, ...]:
    kind = scene.kinds.get(node.kind)
    position = float("inf") if node.position is None else node.position
    return kind.order if kind else 0, position, *node.name.spread().values(), node.iri


def _find_gap(scene: Scene) -> float:
    if len(scene.network.links) > _SAID:
        return _GAP
    said = [text for link in scene.network.links for text in link.label.spread().values()]
    return max((measure_text(text, 11) + 44 for text in said), default=_GAP)


def _find_height(node: Node, width: float) -> float:
    lines = max(len(_break(node, width, tag)) for tag in LANGUAGES)
    return lines * _LINE + 2 * _PAD


def _break(node: Node, width: float, language: str) -> tuple[str, ...]:
    return wrap_text(node.name.say(language), width - _BESIDE - _PAD, size=_SIZE)


def _lead(source: Rect, target: Rect, passed: list[float], *, step: float) -> tuple[Point, ...]:
    """Lead a tie from the side of a box to that of another, straight through what it passes."""
    y1, y2 = (source.top + source.bottom) / 2, (target.top + target.bottom) / 2
    if source.left == target.left:
        bow = source.right + 18
        return (source.right, y1), (bow, y1), (bow, y2), (target.right + 1, y2)
    ahead = source.left < target.left
    width = source.right - source.left
    start, end = (source.right, target.left - 1) if ahead else (source.left, target.right + 1)
    points = [(start, y1)]
    for y, far in zip(passed, accumulate([step] * len(passed)), strict=True):
        left = source.left + far if ahead else source.left - far
        sides = (left, left + width) if ahead else (left + width, left)
        points += [(side, y) for side in sides]
    return tuple((round(x, 1), round(y, 1)) for x, y in (*points, (end, y2)))


def draw(scene: Scene, language: str, plan: Plan | None = None) -> Picture:
    """Draw a scene of this kind, by a plan of it if there is one."""
    plan = plan or plan_network(scene)
    pieces: list[Piece] = [*_draw_ties(scene, plan)]
    for node in scene.network.nodes:
        kind = scene.kinds.get(node.kind)
        pieces += _draw_box(plan.boxes[node.iri], kind, node, language=language)
    if len(scene.network.links) <= _SAID:
        pieces += _say_ties(scene, plan, language)
    title = scene.network.title.say(language)
    return Picture(plan.width, plan.height, title, "", language, tuple(pieces))


def _draw_box(box: Rect, kind: Kind | None, node: Node, *, language: str) -> Iterator[Piece]:
    shape, colour = (kind.shape, kind.colour) if kind else ("disc", "ink2")
    size = box.right - box.left, box.bottom - box.top
    of = node.iri
    yield Box(box.left, box.top, *size, "bg", 1, "", 4)
    yield Box(box.left, box.top, *size, colour, _TINT, colour, 4, of=of)
    middle = (box.top + box.bottom) / 2
    yield Mark(box.left + _BESIDE / 2 + 1, middle, _GLYPH, shape, colour, of=of)
    lines = _break(node, size[0], language)
    base = middle - (len(lines) - 1) * _LINE / 2 + _SIZE * 0.36
    yield Letters(box.left + _BESIDE, round(base, 1), lines, of=of)


def _draw_ties(scene: Scene, plan: Plan) -> Iterator[Line]:
    for link in scene.network.links:
        if (link.source, link.target) in plan.ways:
            kind = scene.kinds.get(link.kind)
            yield Line(
                plan.ways[link.source, link.target],
                kind.colour if kind else "edge",
                1.3,
                "dashed" if link.inferred else "solid",
                arrow=scene.network.directed,
                of=_identify(link),
            )


def _say_ties(scene: Scene, plan: Plan, language: str) -> Iterator[Letters]:
    """Say what ties mean, in the gap before their end."""
    for pair, links in scene.network.pairs.items():
        if pair in plan.ways:
            said = tuple(dict.fromkeys(link.label.say(language) for link in links))
            (x1, y1), (x2, y2) = plan.ways[pair][-2:]
            height = measure_block(said, 11)[1]
            at = round((x1 + x2) / 2, 1), round((y1 + y2) / 2 - height / 2 + 11 * 0.76, 1)
            of = _identify(links[0])
            yield Letters(*at, said, "middle", 11, 400, "ink2", halo=True, of=of)


def _identify(link: Link) -> str:
    return " ".join((link.source, link.relation, link.target, link.period[0]))
