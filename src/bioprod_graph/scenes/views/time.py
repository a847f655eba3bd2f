"""Time: what has a moment, in lanes by kind, and the event that tells before from after.

Each kind of the legend is a band, its items marks at their dates, as wide as what is known of
these. An item with the value `rule` is the event, and is called by its label; its value `released`
is where the axis ends. Years long before the event are drawn closer, the most distant ones closest.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import chain
from typing import TYPE_CHECKING

from bioprod_graph.drawing import Box, Letters, Line, Picture, measure_text
from bioprod_graph.language import Message, drop_date, say_date
from bioprod_graph.scenes.views.axis import Axis, draw_moment, find_edges, find_span, list_under
from bioprod_graph.scenes.views.tracks import BOLD, NAME_SIZE, Lanes, Wanted, tell_under

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bioprod_graph.drawing import Piece
    from bioprod_graph.networks import Node
    from bioprod_graph.scenes.reading import Scene

_HEAD = 56
_HEADING = 30
_LANE = 17.5
_PAD = 8
_FOOT = 26
_EDGE = 16
# How wide a picture is, and where there is less room.
_WIDTH, NARROW = 1376, 968
# So many years before the event are as wide as those after it. What is older is drawn closer, in
# parts that begin at these quantiles, as round years, and end at these parts of the width.
_NEAR, _ROUND = 5, 5
_QUANTILES, _PARTS = (0.2, 0.5), (0.06, 0.21, 0.46)


@dataclass
class _Time:
    scene: Scene
    language: str
    width: float
    axis: Axis
    rule: float | None
    y: float = _HEAD
    pieces: list[Piece] = field(default_factory=list)

    def draw_band(self, key: str, nodes: Sequence[Node]) -> None:
        """Draw the items of a kind, under its name and how many there are before and after."""
        self.y += _HEADING
        label = self.scene.kinds[key].label.say(self.language)
        self.pieces += [
            Letters(0, self.y - 8, (label,), "start", NAME_SIZE, BOLD, "ink2", halo=True),
            Line(((0, self.y), (self.width, self.y)), "ink"),
        ]
        if self.rule is not None:
            self._count(nodes, self.rule)
        top = self.y + _PAD
        lanes = Lanes(0, self.width, dense=True, rule=self.rule)
        for node, placed in zip(nodes, lanes.place(map(self._want, nodes)), strict=True):
            y = top + placed.lane * _LANE + _LANE / 2
            self.pieces += draw_moment(self.scene, self.axis, node, y=y)
            self.pieces += placed.write(y, _LANE, of=node.iri)
        self.y = top + len(lanes) * _LANE + _PAD

    def _count(self, nodes: Iterable[Node], rule: float) -> None:
        middles = [sum(find_edges(self.axis, node)) / 2 for node in nodes]
        early = sum(middle < rule for middle in middles)
        for number, at in ((early, -1), (len(middles) - early, 1)):
            told = Letters(rule + at * 8, self.y - 8, (str(number),), "start" if at > 0 else "end")
            self.pieces.append(replace(told, colour="ink2", halo=True))

    def _want(self, node: Node) -> Wanted:
        date = node.period[0]
        name = drop_date(node.label.say(self.language), date, self.language)
        start, end = find_edges(self.axis, node)
        span = find_span(date)
        is_last = span is not None and span[0] >= self.axis.last
        # The year of a bar is read from the axis.
        short = say_date(date, self.language, short=True) if len(date) > len("2021") else ""
        return Wanted(start, end, name, short, is_last)

    def draw_frame(self, event: Node | None) -> list[Piece]:
        """Draw what stands behind: years, and the event with what was before it shaded."""
        bottom = self.y + 6
        found: list[Piece] = []
        if event and self.rule is not None:
            found.append(Box(0, 18, self.rule, bottom - 18, "bg2"))
        found += self.axis.draw_grid(44, bottom)
        for y, rule in ((36, self.rule), (bottom + 18, None)):
            found += self.axis.draw_years(y, rule)
        if event and self.rule is not None:
            drawn = [*self.axis.draw_rule(event, self.language, top=0, bottom=bottom)]
            names = (piece for piece in drawn if isinstance(piece, Letters))
            found += [*drawn, *chain.from_iterable(map(self._tell_sides, names))]
        self.y = bottom + _FOOT
        return found

    def _tell_sides(self, name: Letters) -> Iterator[Letters]:
        half = measure_text(name.lines[0], NAME_SIZE, BOLD) / 2
        for said, at in ((Message("before"), -1), (Message("after"), 1)):
            x, word = name.x + at * (half + 14), said.say(self.language)
            yield Letters(x, name.y, (word,), "start" if at > 0 else "end", colour="ink2")


def draw(scene: Scene, language: str, *, width: float = _WIDTH) -> Picture:
    """Draw a scene of this kind; what has no date is told under the picture."""
    nodes = list_under(scene.network.nodes, "", language)
    dated = [node for node in nodes if find_span(node.period[0])]
    event = next((node for node in dated if node.values.get("rule")), None)
    axis = _make_axis(dated, event, width)
    rule = axis.find(event.period[0]) if event else None
    drawn = _Time(scene, language, width, axis, rule)
    for key in scene.kinds:
        if band := [node for node in dated if node.kind == key and node is not event]:
            drawn.draw_band(key, band)
    frame = drawn.draw_frame(event)
    undated = [(node.label.say(language), node.iri) for node in nodes if node not in dated]
    under, end = tell_under(Message("Undated").say(language), undated, y=drawn.y, width=width)
    return Picture(width, end, (*frame, *drawn.pieces, *under))


def _make_axis(dated: Sequence[Node], event: Node | None, width: float) -> Axis:
    dates = [node.period[0] for node in dated]
    released = event.values.get("released", "") if event else ""
    axis = Axis.over([*dates, released], _EDGE, width - _EDGE)
    span = find_span(event.period[0]) if event else None
    near = int(span[0]) - _NEAR if span else axis.last - 2 * _NEAR
    older = sorted(int(each[0]) for date in dates if (each := find_span(date)) and each[0] < near)
    if not older:
        return axis
    years = [older[int(len(older) * part)] // _ROUND * _ROUND for part in _QUANTILES]
    knots = dict(zip((*years, near), _PARTS, strict=True))
    kept = tuple((year, part) for year, part in knots.items() if axis.first < year <= near)
    return Axis(axis.first, axis.last, axis.left, axis.right, kept)
