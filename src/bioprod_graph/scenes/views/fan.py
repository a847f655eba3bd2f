"""A thing and what it is tied to: in two columns beside it, each with its name and its ties.

Nothing has to be searched for a place, so that thousands are drawn quickly: names stand outside of
the columns, ties lead from the middle to them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bioprod_graph.drawing import Letters, Line, Picture, balance_name, wrap_text
from bioprod_graph.scenes.views.setting import make_mark

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bioprod_graph.drawing import Piece, Point
    from bioprod_graph.networks import Link, Node
    from bioprod_graph.scenes.reading import Scene

WIDTH = 420.0
# From the middle to a column of marks, and to where a tie leaves its level; the radii of marks.
_COLUMN, _BEND = 64.0, 30.0
_OWN, _OTHER = 12.0, 5.0
# Between a mark and its name; a line of text, and what parts two things.
_GAP, _STEP, _APART = 10.0, 15.0, 12.0
_NAME, _SAID = 12.0, 11.0


def draw(scene: Scene, language: str, centre: str = "") -> Picture:
    """Draw a thing and its own ties; without a thing, the first one."""
    nodes = {node.iri: node for node in scene.network.nodes}
    own = nodes.pop(centre or min(nodes))
    ties: dict[str, list[Link]] = {}
    for link in scene.network.links:
        if own.iri in (link.source, link.target):
            other = link.target if link.source == own.iri else link.source
            ties.setdefault(other, []).append(link)
    # What a thing is tied to by itself stands before what is tied to it.
    order = sorted(ties, key=lambda iri: (ties[iri][0].source != own.iri, iri))
    half = -(-len(order) // 2)
    blocks = [
        [(nodes[iri], ties[iri], _say(nodes[iri], ties[iri], language)) for iri in part]
        for part in (order[:half], order[half:])
    ]
    heights = [sum(len(lines) * _STEP + _APART for *_, lines in block) for block in blocks]
    height = max(*heights, 2 * _OWN + _APART)
    middle = WIDTH / 2, height / 2
    pieces: list[Piece] = []
    for side, block, room in zip((-1, 1), blocks, heights, strict=True):
        pieces += _draw_side(scene, block, middle, side=side, top=(height - room) / 2)
    return Picture(WIDTH, height, (*pieces, make_mark(scene, own, middle, size=_OWN)))


def _say(node: Node, links: Sequence[Link], language: str) -> tuple[tuple[str, bool], ...]:
    """Give the lines of a thing: its name, then what its ties mean, which is small."""
    widest = WIDTH / 2 - _COLUMN - _GAP - _OTHER
    name = balance_name(node.name.say(language), widest, widest, size=_NAME, weight=500)
    said = ", ".join(dict.fromkeys(link.label.say(language) for link in links))
    small = wrap_text(said, widest, size=_SAID, most=2)
    return (*((line, False) for line in name), *((line, True) for line in small))


def _draw_side(
    scene: Scene,
    block: Sequence[tuple[Node, Sequence[Link], tuple[tuple[str, bool], ...]]],
    middle: Point,
    *,
    side: int,
    top: float,
) -> Iterator[Piece]:
    x, y = middle[0] + side * _COLUMN, top + _APART / 2
    for node, links, lines in block:
        level = y + _STEP / 2
        yield from _draw_ties(scene, links, (middle, (x, level)), side=side)
        yield make_mark(scene, node, (x, level), size=_OTHER)
        at = x + side * (_OTHER + _GAP)
        for line, is_small in lines:
            size, weight, colour = (_SAID, 400, "ink2") if is_small else (_NAME, 500, "ink")
            y += _STEP
            yield Letters(
                at, y - 3.5, (line,), "start" if side > 0 else "end", size, weight, colour
            )
        y += _APART


def _draw_ties(
    scene: Scene, links: Sequence[Link], ends: tuple[Point, Point], *, side: int
) -> Iterator[Line]:
    """Draw ties side by side, from the middle along the level of a thing to its mark."""
    middle, end = ends
    for number, link in enumerate(links):
        kind, off = scene.kinds.get(link.kind), (number - (len(links) - 1) / 2) * 3
        start, bend = middle[0] + side * (_OWN + 2), middle[0] + side * _BEND
        points = (
            (start, middle[1] + off),
            (start + side * 4, middle[1] + off),
            (bend, end[1] + off),
            (end[0] - side * (_OTHER + 2), end[1] + off),
        )
        colour = kind.colour if kind else "edge"
        yield Line(points, colour, 1.4, "dashed" if link.inferred else "solid")
