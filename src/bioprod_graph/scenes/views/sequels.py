"""Sequels: what became of things over time, a row each, and the event that they came of as a rule.

A scene is drawn by its depth: what stands under nothing is an event, its date the rule; below it
are headings, below these rows, below these marks. Of a row the values `reached_status` and
`reached_date`, `later_status` and `later_date`, `searches` and `searched` are told; of an event,
`released` is where the axis ends. A row of a kind of the legend has nothing known after the event.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from typing import TYPE_CHECKING, NamedTuple

from bioprod_graph.drawing import Letters, Line, Mark, Picture, measure_text, wrap_text
from bioprod_graph.language import Message, drop_date, say_date, say_form, start_sentence
from bioprod_graph.scenes.views.axis import Axis, draw_moment, find_edges, find_span, list_under
from bioprod_graph.scenes.views.tracks import BOLD, DROP, MOST_LINES, NAME_SIZE, Lanes, Wanted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bioprod_graph.drawing import Piece
    from bioprod_graph.networks import Node
    from bioprod_graph.scenes.reading import Scene

_HEAD = 36
_FOOT = 30
_TITLE = 14.0
_NUMBER = 20
_INDENT = 33
_SIGN = 6.0
# A number that begins so near before the rule would cross it.
_BESIDE = 34
# A date that is as precise as the month is so long.
_MONTH = 7
# How wide a picture is, and where there is less room.
_WIDTH, NARROW = 1376, 968


class _Spacing(NamedTuple):
    """How far apart lanes, rows, headings and lines stand, and the edges of the axis."""

    lane: float
    pad: float
    heading: float
    title: float
    status: float
    left: tuple[float, float, float]
    right: tuple[float, float, float]


# The edges: least, part of the width, most.
_SCREEN = _Spacing(20.5, 10, 38, 18, 20, (190, 0.2, 272), (120, 0.18, 262))
_PAPER = _Spacing(16, 4.5, 27, 16, 17, (190, 0.33, 340), (30, 0.03, 40))


@dataclass
class _Sequels:
    """One picture in the making: its pieces, those behind all others apart, and its height so far.

    With `numbers`, marks have these instead of their names.
    """

    scene: Scene
    language: str
    width: float
    space: _Spacing
    numbers: Iterator[int] | None = None
    y: float = 0
    rule: float | None = None
    behind: list[Piece] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)

    @cached_property
    def axis(self) -> Axis:
        """The axis, beside the names and statuses of rows."""
        nodes = self.scene.network.nodes
        statuses = (told for node in nodes for _, told in self._tell_status(node))
        widest = max((measure_text(told, NAME_SIZE, BOLD) for told in statuses), default=0)
        left, right = (
            min(max(self.width * part, least), most)
            for least, part, most in (self.space.left, self.space.right)
        )
        dates = (node.period[0] for node in nodes)
        ends = (node.values.get("released", "") for node in nodes)
        left = max(left, _INDENT + 30 + widest)
        return Axis.over((*dates, *ends), left, self.width - right)

    def draw_event(self, event: Node) -> None:
        """Draw all that came of an event, with the rule at its date."""
        top = self.y
        self.rule = self.axis.find(event.period[0])
        self.pieces += self.axis.draw_years(top + 32, self.rule)
        self.y += _HEAD
        for heading in self._list_under(event):
            self._draw_group(heading)
        self.pieces += self.axis.draw_years(self.y + _FOOT - DROP)
        self.behind += self.axis.draw_grid(top + _HEAD + 4, self.y + 8)
        self.behind += self.axis.draw_rule(event, self.language, top=top, bottom=self.y + 8)
        self.y += _FOOT

    def _draw_group(self, heading: Node) -> None:
        self.y += self.space.heading
        name = (heading.name.say(self.language),)
        at = self.y - 7
        self.pieces += [
            Letters(0, at, name, "start", NAME_SIZE, BOLD, "ink2", halo=True, of=heading.iri),
            Line(((0, self.y), (self.width, self.y)), "ink"),
        ]
        for place, row in enumerate(self._list_under(heading)):
            if place:
                self.behind.append(Line(((0, self.y), (self.width, self.y))))
            self._draw_row(row)

    def _draw_row(self, row: Node) -> None:
        top = self.y + self.space.pad
        named = self._name_row(row, top + 14)
        lanes = Lanes(self.axis.left + 4, self.width)
        marks = self._list_under(row)
        for node, label in zip(marks, lanes.place(map(self._want, marks)), strict=True):
            y = top + label.lane * self.space.lane + 9
            self.pieces += draw_moment(self.scene, self.axis, node, y=y)
            self.pieces += label.write(y, self.space.lane, of=node.iri)
        if row.kind in self.scene.kinds:
            self._tell_nothing(row, lanes, top)
        self.y = max(named, top + len(lanes) * self.space.lane) + self.space.pad

    def _name_row(self, row: Node, y: float) -> float:
        """Write number, name and status of a row from a baseline on; return where they end."""
        if row.position is not None:
            number = (str(row.position),)
            self.pieces.append(Letters(_NUMBER, y, number, "end", _TITLE, BOLD, of=row.iri))
        room = self.axis.left - _INDENT - 10
        name = row.label.say(self.language)
        for line in wrap_text(name, room, size=_TITLE, weight=BOLD, most=MOST_LINES):
            of = row.iri
            self.pieces.append(Letters(_INDENT, y, (line,), "start", _TITLE, BOLD, "link", of=of))
            y += self.space.title
        x: float = _INDENT
        y += self.space.status - self.space.title
        for key, told in self._tell_status(row):
            width = 20 + measure_text(told, NAME_SIZE, BOLD)
            if x > _INDENT and (x + width > self.axis.left or self.numbers is None):
                x, y = _INDENT, y + self.space.status
            kind = self.scene.kinds[key]
            sign = Mark(x + _SIGN, y - DROP, _SIGN, kind.shape, kind.colour, of=row.iri)
            colour, of = kind.colour, row.iri
            word = Letters(x + 20, y, (told,), "start", NAME_SIZE, BOLD, colour, of=of)
            self.pieces += [sign, word]
            x += width + 12
        return y + DROP

    def _tell_status(self, row: Node) -> Iterator[tuple[str, str]]:
        """Tell by its kind the status of a row, with its date; where a later one follows, when."""
        is_way = bool(row.values.get("later_status"))
        for stage in ("reached", "later"):
            key, date = (row.values.get(f"{stage}_{what}", "") for what in ("status", "date"))
            if key in self.scene.kinds:
                word = self.scene.kinds[key].label.say(self.language)
                when = self._say_short(date[:_MONTH])
                dated = f"{word} {say_form(date, 'when', self.language)}"
                yield key, dated if is_way else ", ".join(filter(None, (word, when)))

    def _want(self, node: Node) -> Wanted:
        start, end = find_edges(self.axis, node)
        is_early = self.rule is not None and end < self.rule
        if self.numbers:
            crosses = is_early and end + _BESIDE > (self.rule or 0)
            return Wanted(start, end, str(next(self.numbers)), "", crosses, BOLD)
        date = node.period[0]
        name = drop_date(node.label.say(self.language), date, self.language)
        span = find_span(date)
        is_last = span is not None and span[0] >= self.axis.last
        return Wanted(start, end, name, self._say_short(date), is_early or is_last)

    def _tell_nothing(self, row: Node, lanes: Lanes, top: float) -> None:
        """Say after the event that nothing is known, and how it was searched for."""
        start, end = (self.rule or self.axis.left) + 10, self.axis.right
        y = top + lanes.take(start, end) * self.space.lane + 9
        kind, middle = self.scene.kinds[row.kind], (start + end) / 2
        told = what = start_sentence(kind.label.say(self.language))
        if row.values.get("searches", "").isdecimal():
            number = Message(
                "{n} dated search", many="{n} dated searches", n=row.values["searches"]
            ).say(self.language)
            when = self._say_short(row.values.get("searched", ""))
            # Where room is short, the day of the last is left out.
            for known in (", ".join(filter(None, (number, when))), number):
                told = Message("{what}: {told}", what=what, told=known).say(self.language)
                if measure_text(told, NAME_SIZE) < end - start - 40:
                    break
        half = measure_text(told, NAME_SIZE) / 2 + 8
        for ends in ((start, middle - half), (middle + half, end)):
            way = tuple((x, y) for x in ends)
            self.pieces.append(Line(way, kind.colour, 1.3, "dotted", of=row.iri))
        at, of = y + DROP, row.iri
        word = Letters(middle, at, (told,), "middle", NAME_SIZE, 400, "ink2", halo=True, of=of)
        self.pieces.append(word)

    def _say_short(self, date: str) -> str:
        return say_date(date, self.language, short=True) if find_span(date) else date

    def _list_under(self, node: Node) -> Sequence[Node]:
        return list_under(self.scene.network.nodes, node.iri, self.language)


def draw(scene: Scene, language: str, *, width: float = _WIDTH, numbered: bool = False) -> Picture:
    """Draw a scene of this kind; in a narrow picture years are closer.

    A numbered one, for paper, has the numbers of `list_numbered` beside its marks, not their names.
    """
    space = _PAPER if numbered else _SCREEN
    drawn = _Sequels(scene, language, width, space, count(1) if numbered else None)
    for event in list_under(scene.network.nodes, "", language):
        drawn.draw_event(event)
    return Picture(width, drawn.y, (*drawn.behind, *drawn.pieces))


def list_numbered(scene: Scene, language: str) -> Iterator[tuple[Node, tuple[Node, ...]]]:
    """List rows with their marks, in the order in which a numbered picture counts these."""
    nodes = scene.network.nodes
    for event in list_under(nodes, "", language):
        for heading in list_under(nodes, event.iri, language):
            for row in list_under(nodes, heading.iri, language):
                yield row, tuple(list_under(nodes, row.iri, language))
