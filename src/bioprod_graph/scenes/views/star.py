"""The star: what became of things over time, a row each, and the event that they came of as a rule.

A scene is drawn by its depth: what stands under nothing is an event, its date the rule; below it
headings, below these rows, below these marks. Of a row the values `reached_status`, `reached_date`,
`later_status`, `later_date`, `searches` and `searched` are told; of an event `released`, where the
axis ends.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING

from bioprod_graph.drawing import Box, Letters, Line, Mark, Picture
from bioprod_graph.language import Message, drop_date, say_date, say_form, sort_key, start_sentence
from bioprod_graph.scenes.views.axis import Axis, find_span
from bioprod_graph.scenes.views.stub import measure, wrap
from bioprod_graph.scenes.views.tracks import SIZE, Lanes, Placed, Wanted, find_date

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bioprod_graph.drawing import Piece
    from bioprod_graph.networks import Node
    from bioprod_graph.scenes.reading import Scene

_TOP = 36
_BOTTOM = 30
_GROUP = 38
_LANE = 20.5
_PAD = 10
_GLYPH = 7.0
_BAR = 9
_SMALL = 6.0
_TITLE = 14
_TITLE_STEP = 18
_STATUS_STEP = 20
_NUMBER = 20
_INDENT = 33
_BOLD = 600
# A date as precise as the month is so long.
_MONTH = 7


@dataclass
class _Star:
    """One picture in the making: its pieces so far, and how far down it has come."""

    scene: Scene
    language: str
    axis: Axis
    width: float
    y: float = 0
    rule: float | None = None
    back: list[Piece] = field(default_factory=list)
    front: list[Piece] = field(default_factory=list)

    def draw_event(self, event: Node) -> None:
        """Draw all that came of an event, with the rule at its date."""
        span = self.axis.spread(event.period[0])
        self.rule = sum(span) / 2 if span else None
        top = self.y
        self._write_head(event, top)
        self.y += _TOP
        for heading in self._list_under(event):
            self._draw_group(heading)
        self.front += self.axis.draw_years(self.y + _BOTTOM - 10)
        grid = self.axis.draw_grid(top + _TOP + 4, self.y + 8)
        rule = [] if self.rule is None else [(self.rule, top + 18), (self.rule, self.y + 8)]
        self.back += [*grid, *([Line(tuple(rule), "ink", 2)] if rule else [])]
        self.y += _BOTTOM

    def _write_head(self, event: Node, top: float) -> None:
        if self.rule is not None:
            named = start_sentence(event.label.say(self.language))
            told = f"{named}, {say_date(event.period[0], self.language)}"
            half = measure(told, SIZE, _BOLD) / 2
            x = min(max(self.rule, half), self.width - half)
            self.front.append(Letters(x, top + 13, (told,), "middle", SIZE, _BOLD, of=event.iri))
        self.front += self.axis.draw_years(top + 32, self.rule)

    def _draw_group(self, heading: Node) -> None:
        name = heading.name.say(self.language)
        line = self.y + _GROUP
        self.front.append(
            Letters(0, line - 7, (name,), size=SIZE, weight=_BOLD, colour="ink2", halo=True, of=heading.iri)
        )
        self.front.append(Line(((0, line), (self.width, line)), "ink"))
        self.y = line
        rows = self._list_under(heading)
        for place, row in enumerate(rows):
            self._draw_row(row)
            if place < len(rows) - 1:
                self.back.append(Line(((0, self.y), (self.width, self.y)), "line"))

    def _draw_row(self, row: Node) -> None:
        top = self.y + _PAD
        under = self._name_row(row, top)
        lanes = Lanes(self.axis.left + 4, self.width)
        marks = self._list_under(row)
        for node, placed in zip(marks, lanes.place(map(self._want, marks)), strict=True):
            self._draw_mark(node, placed, top)
        if row.kind in self.scene.kinds:
            self._tell_nothing(row, lanes, top)
        self.y = max(under, top + len(lanes) * _LANE) + _PAD

    def _name_row(self, row: Node, top: float) -> float:
        """Write number, name and status of a row; return where they end."""
        y = top + 14
        if row.position is not None:
            told = (str(row.position),)
            self.front.append(
                Letters(_NUMBER, y, told, "end", _TITLE, _BOLD, of=row.iri)
            )
        room = self.axis.left - _INDENT - 10
        lines = tuple(wrap(row.label.say(self.language), room, _TITLE, _BOLD))
        for n, line in enumerate(lines):
            at = y + n * _TITLE_STEP
            self.front.append(
                Letters(_INDENT, at, (line,), size=_TITLE, weight=_BOLD, colour="link", of=row.iri)
            )
        y += (len(lines) - 1) * _TITLE_STEP
        for key, told in self._tell_status(row):
            kind = self.scene.kinds[key]
            y += _STATUS_STEP
            self.front.append(
                Mark(_INDENT + _SMALL, y - 4.5, _SMALL, kind.shape, kind.colour, of=row.iri)
            )
            text = Letters(_INDENT + 20, y, (told,), size=SIZE, weight=_BOLD, colour=kind.colour, of=row.iri)
            self.front.append(text)
        return y + 4

    def _tell_status(self, row: Node) -> Iterator[tuple[str, str]]:
        """Tell the status of a row, by its kind: with its date, or when, if a later one follows."""
        values = row.values
        later = values.get("later_status", "")
        for stage in ("reached", "later"):
            key, date = values.get(f"{stage}_status", ""), values.get(f"{stage}_date", "")
            if key in self.scene.kinds:
                word = self.scene.kinds[key].label.say(self.language)
                if later:
                    yield key, f"{word} {say_form(date, 'when', self.language)}"
                else:
                    yield key, f"{word}, {self._say_short(date[:_MONTH])}" if date else word

    def _want(self, node: Node) -> Wanted:
        start, end = self._find_edges(node)
        date = node.period[0]
        name = drop_date(node.label.say(self.language), date, self.language)
        is_early = self.rule is not None and end < self.rule
        is_last = bool(span := find_span(date)) and span[0] >= self.axis.last
        return Wanted(node.iri, start, end, name, self._say_short(date), is_early or is_last)

    def _find_edges(self, node: Node) -> tuple[float, float]:
        """Find the edges of a mark: those of its glyph, or of the bar around it."""
        span = self.axis.spread(node.period[0])
        if span is None:
            return self.axis.right + 2, self.axis.right + 2 + 2 * _GLYPH
        start, end = span
        middle, half = (start + end) / 2, _GLYPH if start == end else _GLYPH + 6
        return min(start, middle - half), max(end, middle + half)

    def _draw_mark(self, node: Node, placed: Placed, top: float) -> None:
        kind = self.scene.kinds[node.kind]
        start, end = self._find_edges(node)
        y = top + placed.lane * _LANE + 9
        if end - start > 2 * _GLYPH + 1:
            self.front.append(
                Box(start, y - _BAR / 2, end - start, _BAR, kind.colour, 0.2, kind.colour, _BAR / 2, node.iri)
            )
        glyph = Mark((start + end) / 2, y, _GLYPH, kind.shape, kind.colour, of=node.iri)
        self.front.append(glyph)
        anchor = "end" if placed.is_left and not placed.date else "start"
        x = find_date(placed) - measure(placed.lines[0], SIZE) - 7 if placed.date else placed.x
        for n, line in enumerate(placed.lines):
            at = y + 4.5 + n * _LANE
            self.front.append(Letters(x, at, (line,), anchor, SIZE, halo=True, of=node.iri))
        if placed.date:
            told = Letters(find_date(placed), y + 4.5, (placed.date,), size=SIZE, colour="ink2", halo=True, of=node.iri)
            self.front.append(told)

    def _tell_nothing(self, row: Node, lanes: Lanes, top: float) -> None:
        """Say in the empty row of which nothing is known that it is, and how it was searched."""
        kind = self.scene.kinds[row.kind]
        told = kind.label.say(self.language)
        if row.values.get("searches", "").isdecimal():
            count = Message("{n} dated search", many="{n} dated searches", n=row.values["searches"])
            parts = [count.say(self.language), self._say_short(row.values.get("searched", ""))]
            found = Message("{what}: {told}", what=told, told=", ".join(filter(None, parts)))
            told = found.say(self.language)
        told = start_sentence(told)
        start, end = (self.rule or self.axis.left) + 10, self.axis.right
        half = measure(told, SIZE) / 2 + 8
        y = top + lanes.take(start, end) * _LANE + 9
        middle = (start + end) / 2
        for ends in ((start, middle - half), (middle + half, end)):
            line = Line(tuple((x, y) for x in ends), kind.colour, 1.3, "dotted", of=row.iri)
            self.front.append(line)
        self.front.append(
            Letters(middle, y + 4.5, (told,), "middle", SIZE, colour="ink2", halo=True, of=row.iri)
        )

    def _say_short(self, date: str) -> str:
        return say_date(date, self.language, short=True) if find_span(date) else date

    def _list_under(self, node: Node) -> Sequence[Node]:
        return list_under(self.scene.network.nodes, node.iri, self.language)


def draw(scene: Scene, language: str, *, width: float = 1376) -> Picture:
    """Draw a scene of this kind in a language; a narrow one has its years closer."""
    nodes = scene.network.nodes
    events = list_under(nodes, "", language)
    star = _Star(scene, language, _make_axis(nodes, width), width)
    for event in events:
        star.draw_event(event)
    sentence = scene.file.text_of("sentence").say(language)
    title = scene.network.title.say(language)
    return Picture(width, star.y, title, sentence, language, (*star.back, *star.front))


def list_under(nodes: Iterable[Node], parent: str, language: str) -> list[Node]:
    """List what stands under a node, in the order of positions, dates and names."""

    def rank(node: Node) -> tuple[object, ...]:
        span = find_span(node.period[0]) or (float("inf"),) * 2
        at = (span[1], span[0]) if node.position is None else (node.position,)
        return *at, sort_key(node.label.say(language), language), node.iri

    return sorted((node for node in nodes if node.parent == parent), key=rank)


def _make_axis(nodes: Sequence[Node], width: float) -> Axis:
    dates = chain.from_iterable((node.period[0], node.values.get("released", "")) for node in nodes)
    spans = [span for date in dates if (span := find_span(date))]
    years = [int(start) for start, _ in spans] or [0]
    title = min(272.0, max(width * 0.2, 190.0))
    late = min(262.0, max(width * 0.18, 120.0))
    return Axis(min(years), max(years), title, width - late)
