"""Flow: boxes in columns from left to right under a heading each, near those they are tied to.

`?column` and `?row` give a box its place in order, the lines `columns` of the header the headings.
The column that needs most room is stacked, the others follow their neighbours as closely as boxes
that may not overlap allow (isotonic regression). Ties run in the gaps and never behind a box.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, NamedTuple

from bioprod_graph.drawing import Box, Letters, Line, Picture, measure_block, wrap_text
from bioprod_graph.language import LANGUAGES, say_date
from bioprod_graph.networks import pool
from bioprod_graph.scenes.views.setting import make_mark

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from bioprod_graph.drawing import Piece, Point
    from bioprod_graph.networks import Node
    from bioprod_graph.scenes.reading import Scene

_WIDTH = 1400.0
# Where there is less room: boxes are narrower, and so higher, and letters as large.
NARROW = 1000.0
_HEAD, _MARGIN = 34.0, 6.0
# Between columns, of the whole width.
_COLUMN_GAP = 0.04
_GAP, _GROUP_GAP, _TIED_GAP = 9.0, 20.0, 22.0
# Of the height that a short column leaves free, so much goes between its groups.
_SPREAD = 0.45
_SIZE, _LINE = 12.5, 15.5
_SIGN, _PADDING = 24.0, 8.0
_BEND = 12


class _Place(NamedTuple):
    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        return self.y + self.height / 2


def draw(scene: Scene, language: str, *, width: float = _WIDTH) -> Picture:
    """Draw a scene of this kind; places are the same in every language."""
    whole, columns = width, _list_columns(scene)
    count = max(1, len(columns))
    gap = whole * _COLUMN_GAP
    width = (whole - 2 * _MARGIN - (count - 1) * gap) / count
    heights = {node.iri: _measure(node, width) for column in columns for node in column}
    tops = _Layout(scene, heights).settle(columns)
    places = {
        node.iri: _Place(
            round(_MARGIN + index * (width + gap), 1),
            round(_HEAD + tops[node.iri], 1),
            round(width, 1),
            heights[node.iri],
        )
        for index, column in enumerate(columns)
        for node in column
    }
    bottom = max((place.y + place.height for place in places.values()), default=_HEAD)
    pieces: list[Piece] = [*_draw_heads(scene, language, width + gap), *_draw_ties(scene, places)]
    for node in (node for column in columns for node in column):
        pieces += _draw_box(scene, node, places[node.iri], language=language)
    return Picture(whole, bottom + _MARGIN, tuple(pieces))


def _list_columns(scene: Scene) -> list[list[Node]]:
    """List the nodes of each column in their order; without a row, they stand by their number."""
    found: dict[int, list[Node]] = {}
    for node in scene.network.nodes:
        found.setdefault(_number(node, "column"), []).append(node)
    orders = {key: kind.order for key, kind in scene.kinds.items()}

    def rank(node: Node) -> tuple[object, ...]:
        names = tuple(node.name.spread().values())
        return _number(node, "row"), node.position or 0, orders.get(node.kind, 0), names, node.iri

    return [sorted(found[column], key=rank) for column in sorted(found)]


def _number(node: Node, name: str) -> int:
    text = node.values.get(name, "")
    return int(text) if text.isdecimal() else 0


class _Layout:
    """How high the boxes of each column stand: one is stacked, those beside it follow."""

    def __init__(self, scene: Scene, heights: Mapping[str, float]) -> None:
        self._heights = heights
        self._near: dict[str, set[str]] = {node.iri: set() for node in scene.network.nodes}
        for source, target in scene.network.pairs:
            self._near[source].add(target)
            self._near[target].add(source)

    def settle(self, columns: Sequence[Sequence[Node]]) -> dict[str, float]:
        """Give the top of each box."""
        stacks = [self._stack(column) for column in columns]
        totals = [max(top + self._heights[iri] for iri, top in each.items()) for each in stacks]
        base = max(range(len(stacks)), key=lambda i: (totals[i], -i), default=0)
        tops: dict[str, float] = {}
        for index in sorted(range(len(stacks)), key=lambda i: (abs(i - base), i)):
            if not tops:
                tops |= stacks[index]
                continue
            slack, stack = totals[base] - totals[index], stacks[index]
            if totals[index] < totals[base] / 2:
                stack = self._stack(columns[index], slack * _SPREAD)
                slack = totals[base] - max(top + self._heights[iri] for iri, top in stack.items())
            tops |= self._follow(stack, tops, slack=slack)
        return tops

    def _stack(self, column: Sequence[Node], spread: float = 0.0) -> dict[str, float]:
        """Stack a column closely, with more room between groups: that, and a share of `spread`."""
        gaps = [0.0]
        for upper, lower in pairwise(column):
            is_tied = lower.iri in self._near[upper.iri]
            is_other = not upper.parent and upper.kind != lower.kind
            is_group = is_other or (upper.kind == lower.kind and upper.parent != lower.parent)
            gaps.append(_TIED_GAP if is_tied else _GROUP_GAP if is_group else _GAP)
        parts = sum(gap > _GAP for gap in gaps)
        gaps = [gap + spread / parts if gap > _GAP else gap for gap in gaps]
        sizes = [0.0, *(self._heights[node.iri] for node in column)]
        offsets = accumulate(gap + size for gap, size in zip(gaps, sizes, strict=False))
        return {node.iri: offset for node, offset in zip(column, offsets, strict=False)}

    def _follow(
        self, stack: Mapping[str, float], tops: Mapping[str, float], *, slack: float
    ) -> dict[str, float]:
        """Move the boxes of a column to their neighbours; slack is how far down all may go."""
        shifts: dict[str, tuple[float, float]] = {}
        for iri, offset in stack.items():
            beside = [tops[n] + self._heights[n] / 2 for n in sorted(self._near[iri]) if n in tops]
            if beside:
                aim = sum(beside) / len(beside) - self._heights[iri] / 2
                shifts[iri] = aim - offset, float(len(beside))
        usual = [shift for shift, _ in shifts.values()] or [0.0]
        wanted = []
        for iri in stack:
            # What is tied to none of them goes with those of its own column.
            mates = [shifts[n][0] for n in sorted(self._near[iri]) if n in shifts] or usual
            wanted.append(shifts.get(iri) or (sum(mates) / len(mates), 0.05))
        moved = zip(stack.items(), pool(wanted), strict=True)
        return {iri: offset + min(max(by, 0.0), slack) for (iri, offset), by in moved}


def _write(node: Node, language: str, width: float) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give the lines of the name, and those of its date."""
    room = width - _SIGN - _PADDING
    name = wrap_text(node.name.say(language), room, size=_SIZE, weight=500)
    start = node.period[0]
    return name, (say_date(start, language),) if start else ()


def _measure(node: Node, width: float) -> float:
    """Measure a box: the tallest of all languages, so that a change of language moves nothing."""
    lines = max(len([line for part in _write(node, tag, width) for line in part])
                for tag in LANGUAGES)  # fmt: skip
    return round(lines * _LINE + 10, 1)


def _draw_heads(scene: Scene, language: str, step: float) -> Iterator[Letters]:
    said = scene.file.text_of("columns").say(language)
    for index, head in enumerate(filter(None, said.split(" | "))):
        x = _MARGIN + index * step
        yield Letters(round(x, 1), 16, (head,), size=13, weight=600, colour="ink2")


def _draw_box(scene: Scene, node: Node, place: _Place, *, language: str) -> Iterator[Piece]:
    x, y, width, height = place
    name, date = _write(node, language, width)
    top = y + (height - measure_block((*name, *date), _SIZE)[1]) / 2 + _SIZE * 0.92
    mark = make_mark(scene, node, (x + 13, round(top - 4.4, 1)), size=6)
    box = Box(x, y, width, height, "bg", radius=4, of=node.iri)
    yield box
    yield replace(box, fill=mark.colour, tint=0.09, outline=mark.colour)
    yield mark
    left = x + _SIGN
    yield Letters(left, round(top, 1), name, size=_SIZE, weight=500, of=node.iri)
    if date:
        y = round(top + len(name) * _LINE, 1)
        yield Letters(left, y, date, size=11.5, colour="ink2", of=node.iri)


def _draw_ties(scene: Scene, places: Mapping[str, _Place]) -> Iterator[Line]:
    for link in scene.network.links:
        kind = scene.kinds.get(link.kind)
        yield Line(
            _lead(places[link.source], places[link.target]),
            kind.colour if kind else "edge",
            1.4,
            "dashed" if link.inferred else "solid",
            arrow=True,
            of=link.id,
            tint=0.8,
        )


def _lead(start: _Place, end: _Place) -> tuple[Point, ...]:
    """Lead from the side of a box to that of another, as a curve; in a column, straight down."""
    if start.x == end.x:
        x = start.x + 22
        return ((x, start.y + start.height), (x, end.y)) if start.y < end.y else (
            (x, start.y), (x, end.y + end.height))  # fmt: skip
    is_right = start.x < end.x
    x1, x2 = (start.x + start.width, end.x - 2) if is_right else (start.x, end.x + end.width + 2)
    return _bend((x1, start.middle), (x2, end.middle))


def _bend(start: Point, end: Point) -> tuple[Point, ...]:
    (x1, y1), (x2, y2) = start, end
    steps: Iterable[float] = (step / _BEND for step in range(_BEND + 1))
    return tuple(
        (round(x1 + (x2 - x1) * t, 1), round(y1 + (y2 - y1) * t * t * (3 - 2 * t), 1))
        for t in steps
    )
