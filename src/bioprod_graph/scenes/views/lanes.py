"""Lanes: who is where along a chain, by name; a lane for each column of a grid, in it each row.

The scene is told as that of a matrix is. What has a column but no row stands at the end of its
lane, under the text `none` of the header.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bioprod_graph.drawing import LEADING, Letters, Picture, measure_text, wrap_text
from bioprod_graph.language import say_number, sort_key, start_sentence
from bioprod_graph.scenes.grid import read_grid
from bioprod_graph.scenes.views.setting import Paper, make_mark

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bioprod_graph.networks import Node
    from bioprod_graph.scenes.reading import Scene

_WIDTH = 1100.0
# Where the parts of a lane begin and their names; the size of a name, from line to line, the gaps.
_LEFT, _NAMES, _SIZE, _STEP = 150.0, 322.0, 12.0, 20.0
_GLYPH, _GAP, _PART = 13.0, 14.0, 5.0


def draw(scene: Scene, language: str) -> Picture:
    """Draw the lanes of a scene in a language."""
    return _Lanes(scene, language).draw()


class _Lanes:
    def __init__(self, scene: Scene, language: str) -> None:
        self.scene, self.language = scene, language
        self.grid = read_grid(scene, language)
        self.nodes = {node.iri: node for node in scene.network.nodes}
        self.paper = Paper()

    def draw(self) -> Picture:
        y = 0.0
        for lane in self.grid.columns:
            y = self._draw_lane(lane, y)
        return Picture(_WIDTH, y + 10, tuple(self.paper.parts))

    def _draw_lane(self, lane: Node, top: float) -> float:
        held = self.grid.gather(lane.iri, 1)
        self.paper.rule(0, top + 1, _WIDTH, colour="ink", thick=2)
        name = wrap_text(
            start_sentence(lane.name.say(self.language)), _LEFT - 20, size=14, weight=600
        )
        self.paper.parts.append(Letters(0, top + 24, name, size=14, weight=600, of=lane.iri))
        below = top + 24 + 14 * LEADING * len(name)
        self.paper.write(0, below, say_number(len(held), self.language), colour="ink2")
        parts = [
            (row.label, f"{row.iri}|{lane.iri}", self.grid.members.get((row.iri, lane.iri), ()))
            for row in self.grid.rows
        ]
        rest = tuple(held.difference(*(members for *_, members in parts)))
        parts.append((self.scene.file.text_of("none"), "", rest))
        y = top + 24 - _STEP - _PART
        for label, cell, members in parts:
            if members:
                said = start_sentence(label.say(self.language))
                y = self._draw_part(said, cell, members, y=y + _STEP + _PART)
        return max(y, below) + 14

    def _draw_part(self, label: str, cell: str, members: Sequence[str], *, y: float) -> float:
        """Write a part, its names in a column of their own; returns where its last line is."""
        named = ((self.nodes[iri].name.say(self.language), iri) for iri in members)
        names = sorted(named, key=lambda each: (sort_key(each[0], self.language), each[1]))
        end = self.paper.write(_LEFT, y, label, size=_SIZE, weight=600, of=cell)
        count = say_number(len(names), self.language)
        self.paper.write(end + 5, y, count, size=_SIZE, colour="ink2")
        x = _NAMES
        for name, iri in names:
            width = _GLYPH + measure_text(name, _SIZE)
            if x > _NAMES and x + width > _WIDTH:
                x, y = _NAMES, y + _STEP
            self.paper.parts.append(make_mark(self.scene, self.nodes[iri], (x + 4.5, y - 4)))
            self.paper.write(x + _GLYPH, y, name, size=_SIZE, of=iri)
            x += width + _GAP
        return y
