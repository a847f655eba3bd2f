"""Lineage: from an origin to a body to who took control of it, from left to right over time.

Ties of a kind with the shape `dotted` lead to an origin, those of the shape `arrow` to an owner;
both begin at the body. A body has a row below its first origin; further origins and what has no
date are told under the picture. An item with the value `rule` is an event, whose date is marked;
its value `released` is where the axis ends. `group` and `country` of an owner are told.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from bioprod_graph.drawing import Area, Box, Letters, Line, Mark, Picture, measure_text, wrap_text
from bioprod_graph.language import Message, Text, say_date, sort_key
from bioprod_graph.scenes.views.axis import BAR, GLYPH, Axis, find_span, list_under
from bioprod_graph.scenes.views.tracks import BOLD, DROP, MOST_LINES, NAME_SIZE, tell_under

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bioprod_graph.drawing import Piece
    from bioprod_graph.networks import Link, Node
    from bioprod_graph.scenes.reading import Scene

_HEAD = 48
_FOOT = 30
_ROW = 34
_LINE = 15
_PAD = 9
_SMALL = 11.0
_FIRM, _CONTROL = 2.5, 6
# How far back a line begins of which the beginning is not known.
_STUB = 50
# How wide a picture is, and where there is less room.
_WIDTH, NARROW = 1376, 968
_LEFT, _RIGHT = 0.15, 0.17
# The last words of a row are never broken, whatever the width.
_UNKNOWN = Message("no change known")


@dataclass
class _Lineage:
    scene: Scene
    language: str
    width: float
    axis: Axis
    nodes: dict[str, Node]
    origins: dict[str, list[Link]]
    owners: dict[str, list[Link]]
    y: float = _HEAD
    # How far to the right the name of the last body goes, and how deep what is told beside it.
    named_to: float = 0
    deep: float = 0
    pieces: list[Piece] = field(default_factory=list)
    behind: list[Piece] = field(default_factory=list)

    def draw_group(self, origin: Node | None, firms: Sequence[Node]) -> None:
        """Draw the rows of what came of one origin, or of what has none that is known."""
        y = above = self.y + _PAD + 24
        branch = self.axis.left - 6
        named, self.deep = self._name_origin(origin, y)
        for place, firm in enumerate(firms):
            start = self._draw_firm(firm, y)
            if origin:
                tie = self.origins[firm.iri][0]
                line = Line(((branch if place else named, y), (start, y)), width=1.4, of=tie.id)
                line = replace(line, colour=self.scene.kinds[tie.kind].colour, stroke="dotted")
                down = ((branch, above), (branch, y))
                self.behind += [line, replace(line, points=down)] if place else [line]
            above, y = y, max(y + _ROW, self.deep + 12 if place < len(firms) - 1 else 0)
        self.y = max(above + 12, self.deep) + _PAD
        self.behind.append(Line(((0, self.y), (self.width, self.y))))

    def _name_origin(self, origin: Node | None, y: float) -> tuple[float, float]:
        """Name the origin at the left; return where its line begins, and how deep the name goes."""
        name = origin.label if origin else Message("no known origin")
        room = self.axis.left - 40
        lines = wrap_text(name.say(self.language), room, weight=BOLD, most=MOST_LINES)
        of = origin.iri if origin else ""
        if origin and (kind := self.scene.kinds.get(origin.kind)):
            self.pieces.append(Mark(8, y, 6, kind.shape, kind.colour, of=of))
        colour = "link" if origin else "ink2"
        self.pieces.append(
            Letters(22, y + DROP, lines, "start", NAME_SIZE, BOLD, colour, halo=True, of=of)
        )
        return 30 + measure_text(lines[0], NAME_SIZE, BOLD), y + (len(lines) - 1) * _LINE + 6

    def _draw_firm(self, firm: Node, y: float) -> float:
        """Draw the line of a body, and who took control; return where it begins."""
        controls = [tie for tie in self.owners.get(firm.iri, []) if find_span(tie.period[0])]
        founded = firm.period[0] or self._find_founding(firm)
        span = self.axis.spread(founded)
        first = self.axis.spread(controls[0].period[0]) if controls else None
        begin = sum(span) / 2 if span else (sum(first) / 2 if first else self.axis.right) - _STUB
        end = sum(first) / 2 if first else self.axis.right
        kind = self.scene.kinds.get(firm.kind) or next(iter(self.scene.kinds.values()))
        line = Line(((begin, y), (end, y)), kind.colour, _FIRM, of=firm.iri)
        self.pieces.append(line if span else replace(line, width=1.4, stroke="dotted"))
        edge = begin
        if span:
            edge = min(span[0], begin - GLYPH)
            self.pieces += self._draw_bar(span, y, colour=kind.colour, of=firm.iri)
            self.pieces.append(Mark(begin, y, GLYPH - 1.5, kind.shape, kind.colour, of=firm.iri))
        date = say_date(founded, self.language, short=True) if span else ""
        self._name_firm(firm, date, x=edge, y=y)
        for tie, following in zip(controls, [*controls[1:], None][: len(controls)], strict=True):
            self._draw_control(tie, following, y)
        if not controls:
            told = (_UNKNOWN.say(self.language),)
            at = self.axis.right + 12
            self.pieces.append(
                Letters(at, y + DROP, told, "start", NAME_SIZE, 400, "ink2", of=firm.iri)
            )
        return edge

    def _find_founding(self, firm: Node) -> str:
        dates = (tie.period[0] for tie in self.origins.get(firm.iri, []))
        return next(filter(find_span, dates), "")

    def _name_firm(self, firm: Node, date: str, *, x: float, y: float) -> None:
        name = firm.label.say(self.language)
        long = measure_text(name, NAME_SIZE, 500) + (7 + measure_text(date) if date else 0)
        x = min(x, self.axis.right - long)
        self.named_to = x + long + 12
        at, of = y - 9, firm.iri
        self.pieces.append(
            Letters(x, at, (name,), "start", NAME_SIZE, 500, "link", halo=True, of=of)
        )
        if date:
            x += measure_text(name, NAME_SIZE, 500) + 7
            self.pieces.append(Letters(x, at, (date,), colour="ink2", halo=True, of=of))

    def _draw_bar(
        self, span: tuple[float, float], y: float, *, colour: str, of: str
    ) -> Iterator[Piece]:
        if span[1] > span[0]:
            half = max((span[1] - span[0]) / 2, GLYPH + 4)
            middle = sum(span) / 2
            yield Box(middle - half, y - BAR / 2, 2 * half, BAR, "bg", 1, "", BAR / 2)
            yield Box(middle - half, y - BAR / 2, 2 * half, BAR, colour, 0.2, colour, BAR / 2, of)

    def _draw_control(self, tie: Link, following: Link | None, y: float) -> None:
        """Draw from when on an owner has control, up to the next one, and name it."""
        of, colour = tie.id, self.scene.kinds[tie.kind].colour
        span = self.axis.spread(tie.period[0]) or (self.axis.right, self.axis.right)
        until = following.period[0] if following else tie.period[1]
        stop = self.axis.spread(until)
        x, end = sum(span) / 2, (sum(stop) / 2 - 8 if stop else self.axis.right)
        self.pieces.append(Line(((x, y), (max(x, end), y)), colour, _CONTROL, of=of))
        self.pieces += self._draw_bar(span, y, colour=colour, of=of)
        tip = ((x - 6, y - 6), (x + 6, y), (x - 6, y + 6))
        self.pieces.append(Area((tip,), colour, of=of))
        owner = self.nodes[tie.target]
        told = ", ".join(filter(None, (self._say_period(tie), *self._tell_owner(owner))))
        name = owner.label.say(self.language)
        if following:
            self._name_between(tie, name, told, at=(x + 10, y))
            return
        self._end(name, told, owner=owner.iri, tie=tie.id, y=y)

    def _end(self, name: str, told: str, *, owner: str, tie: str, y: float) -> None:
        """Name at the right end who has control, with what is told of it below."""
        x = self.axis.right + 12
        lines = wrap_text(name, self.width - x, weight=BOLD, most=MOST_LINES)
        below = wrap_text(told, self.width - x, size=_SMALL, most=MOST_LINES)
        under = y - 4 + len(lines) * _LINE
        self.pieces += [
            Letters(x, y - 2, lines, "start", NAME_SIZE, BOLD, "link", of=owner),
            Letters(x, under, below, "start", _SMALL, 400, "ink2", of=tie),
        ]
        self.deep = max(self.deep, under + len(below) * _SMALL * 1.2 - 6)

    def _name_between(self, tie: Link, name: str, told: str, *, at: tuple[float, float]) -> None:
        """Name an owner above his stretch, unless the name of the body reaches there."""
        (x, y), of = at, tie.id
        end = self.axis.right - 4
        if x < self.named_to or x + measure_text(name, NAME_SIZE, BOLD) > end:
            told = f"{name}, {told}"
        else:
            owner = Letters(x, y - 9, (name,), "start", NAME_SIZE, BOLD, "link", halo=True)
            self.pieces.append(replace(owner, of=tie.target))
        x = max(self.axis.left, min(x, end - measure_text(told, _SMALL)))
        below = Letters(x, y + 15, (told,), "start", _SMALL, 400, "ink2", halo=True, of=of)
        self.pieces.append(below)

    def _say_period(self, tie: Link) -> str:
        dates = (say_date(date, self.language, short=True) for date in tie.period if date)
        return " – ".join(dates)

    def _tell_owner(self, owner: Node) -> Iterator[str]:
        for name in ("group", "country"):
            yield Text.read(owner.values, name).say(self.language)

    def draw_frame(self, events: Sequence[Node]) -> list[Piece]:
        """Draw the years, and each event at its date."""
        bottom = self.y
        found: list[Piece] = [*self.axis.draw_grid(40, bottom)]
        for event in events:
            found += self.axis.draw_rule(event, self.language, top=0, bottom=bottom)
        rule = self.axis.find(events[0].period[0]) if events else None
        found += self.axis.draw_years(34, rule)
        found += self.axis.draw_years(bottom + 18)
        self.y += _FOOT
        return found


def draw(scene: Scene, language: str, *, width: float = _WIDTH) -> Picture:
    """Draw a scene of this kind."""
    nodes = {node.iri: node for node in scene.network.nodes}
    origins, owners = (_gather(scene, shape) for shape in ("dotted", "arrow"))
    rows = [
        node
        for iri, node in nodes.items()
        if iri in origins or any(find_span(tie.period[0]) for tie in owners.get(iri, []))
    ]
    events = [node for node in list_under(nodes.values(), "", language) if node.values.get("rule")]
    shown = [node.period[0] for node in rows] + [node.values.get("released", "") for node in events]
    shown += [date for tie in scene.network.links for date in tie.period]
    right = max(width * _RIGHT, measure_text(_UNKNOWN.say(language)) + 16)
    axis = Axis.over(shown, width * _LEFT, width - right)
    drawn = _Lineage(scene, language, width, axis, nodes, origins, owners)
    groups: dict[str, list[Node]] = {}
    for node in list_under(rows, "", language):
        first = origins[node.iri][0].target if node.iri in origins else ""
        groups.setdefault(first, []).append(node)
    for origin in sorted(groups, key=lambda iri: _rank(nodes.get(iri), groups[iri], language)):
        drawn.draw_group(nodes.get(origin), groups[origin])
    frame = drawn.draw_frame(events)
    under, end = _tell_rest(drawn)
    return Picture(width, end, (*frame, *drawn.behind, *drawn.pieces, *under))


def _rank(origin: Node | None, firms: Sequence[Node], language: str) -> tuple[object, ...]:
    """Put what has many descendants first, and what has no origin last."""
    name = origin.label.say(language) if origin else ""
    return origin is None, -len(firms), sort_key(name, language), name


def _gather(scene: Scene, shape: str) -> dict[str, list[Link]]:
    """Gather the ties of kinds of a shape by the body at which they begin, by date.

    Of one date, the one to the body to which most others lead comes first.
    """
    kinds = {key for key, kind in scene.kinds.items() if kind.shape == shape}
    ties = [tie for tie in scene.network.links if tie.kind in kinds]
    often = Counter(tie.target for tie in ties)
    found: dict[str, list[Link]] = {}
    for tie in sorted(ties, key=lambda tie: (tie.period, -often[tie.target], tie.target)):
        found.setdefault(tie.source, []).append(tie)
    return found


def _tell_rest(drawn: _Lineage) -> tuple[list[Letters], float]:
    undated = [
        tie for ties in drawn.owners.values() for tie in ties if not find_span(tie.period[0])
    ]
    further = [tie for ties in drawn.origins.values() for tie in ties[1:]]
    letters, y = [], drawn.y
    for head, ties in ((Message("Undated"), undated), (Message("Further origins"), further)):
        told = [(_say_tie(drawn, tie), tie.id) for tie in ties]
        said = head.say(drawn.language)
        more, y = tell_under(said, told, y=y, width=drawn.width)
        letters += more
    return letters, y


def _say_tie(drawn: _Lineage, tie: Link) -> str:
    ends = (drawn.nodes[end].label.say(drawn.language) for end in (tie.source, tie.target))
    return f" – {tie.label.say(drawn.language)} – ".join(ends)
