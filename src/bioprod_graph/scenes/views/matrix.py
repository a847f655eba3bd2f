"""The matrix: what two things have in common, as a count in a cell, or a tie as a mark.

Its rows and columns are those of a grid. A cell has the id `ROW|COLUMN`, a mark that of its tie.
With `order=plain` and `order=alike` there are no groups, and a glyph tells the kind of a row.
"""

from __future__ import annotations

import math
from collections import Counter
from functools import cached_property, partial
from itertools import groupby
from typing import TYPE_CHECKING

from bioprod_graph.drawing import (
    LEADING,
    Box,
    Letters,
    Line,
    Mark,
    Picture,
    measure_text,
    wrap_text,
)
from bioprod_graph.language import Message, say_number, start_sentence
from bioprod_graph.scenes.grid import read_grid
from bioprod_graph.scenes.views.setting import Paper, make_mark

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bioprod_graph.networks import Link, Node
    from bioprod_graph.scenes.reading import Scene

_WIDTH = 1100.0
_HEAD = 200.0
_TOTAL = 50.0
# A cell is as high as this, or as low where columns are narrow, whose names are then turned.
_HIGH, _LOW = 42.0, 25.0
_WIDEST, _LONGEST, _WIDE = 110.0, 330.0, 280.0
# Up to so many rows are high; the others are lower.
_FEW, _LOWER = 16, 30.0
_GLYPH = 20.0
# How large the names of columns are that are not turned: as large as they fit.
_SIZES = (12.0, 11.5, 11.0, 10.5)
_SMALL, _TURN, _LEANING = 11.5, 60.0, 3
# A turned name has two lines where its column is as wide as this.
_ROOMY = 44.0
_TINT = (0.06, 0.4)


def _measure_lines(lines: Sequence[str]) -> float:
    return max(measure_text(line, _SMALL, 500) for line in lines)


def draw(scene: Scene, language: str) -> Picture:
    """Draw the matrix of a scene in a language."""
    return _Matrix(scene, language).draw()


class _Matrix:
    def __init__(self, scene: Scene, language: str) -> None:
        self.scene, self.language = scene, language
        self.grid = read_grid(scene, language)
        self.paper = Paper()
        names = [
            measure_text(start_sentence(row.name.say(language)), weight=500)
            for row in self.grid.rows
        ]
        longest = max(names, default=0.0)
        self.inset = 0.0 if not scene.options.get("order") else _GLYPH
        named = longest if longest < _HEAD else max(longest / 2 + 20, _HEAD)
        self.head = min(named + 12 + self.inset, _WIDE)
        self.beside, self.high = 0.0, _HIGH if len(names) <= _FEW else _LOWER
        self.is_grouped = not scene.options.get("order")
        self.heads = [start_sentence(column.name.say(language)) for column in self.grid.columns]
        count = max(len(self.heads), 1)
        self.step = min(_WIDEST, (_WIDTH - self.head - _TOTAL) / count)
        words = [word for head in self.heads for word in head.split()]
        fitting = (
            size
            for size in _SIZES
            if all(measure_text(word, size, 500) < self.step - 4 for word in words)
        )
        self.size = next(fitting, 0.0)
        self.is_dense = not self.size
        if self.is_dense:
            # Names of columns are turned, and the last ones lean over the right end.
            self.head = min(longest + 10 + self.inset, _LONGEST)
            self.high = _LOW if self.head < _LONGEST else _LOW + 4
            is_roomy = (_WIDTH - self.head - _TOTAL) / count > _ROOMY
            width, most = (_LONGEST * 0.6, 2) if is_roomy else (_LONGEST, 1)
            fit = partial(wrap_text, width=width, size=_SMALL, weight=500, most=most)
            self.turned = [fit(head) for head in self.heads]
            length = max(map(_measure_lines, self.turned[-_LEANING:]))
            self.beside = length * math.cos(math.radians(_TURN)) - _LOW / 2
            self.step = min(_WIDEST, (_WIDTH - self.head - _TOTAL - self.beside) / count)

    def draw(self) -> Picture:
        top = self._draw_heads()
        bottom = self._draw_rows(top)
        return Picture(_WIDTH, bottom + 10, tuple(self.paper.parts))

    @cached_property
    def largest(self) -> int:
        return max((len(members) for members in self.grid.members.values()), default=1)

    def number(self, n: int) -> str:
        return say_number(n, self.language)

    def _left(self, column: int) -> float:
        return self.head + _TOTAL + column * self.step

    def _draw_heads(self) -> float:
        base = self._draw_turned() if self.is_dense else self._draw_level()
        for n, column in enumerate(self.grid.columns):
            total = self.number(len(self.grid.gather(column.iri, 1)))
            x = self._left(n) + self.step / 2
            self.paper.write(
                x, base, total, anchor="middle", size=12, colour="ink2", of=f"|{column.iri}"
            )
        end = self.head + _TOTAL - 14
        total = Message("in all").say(self.language)
        self.paper.write(end, base, total, anchor="end", size=12, colour="ink2")
        self.paper.rule(0, base + 11, self._left(len(self.heads)), colour="ink", thick=2)
        return base + 11

    def _draw_level(self) -> float:
        size, step = self.size, self.size * LEADING
        wrapped = [wrap_text(head, self.step - 4, size=size, weight=500) for head in self.heads]
        kinds = Counter(column.kind for column in self.grid.columns)
        # Where each column has a kind of its own, its glyph stands over its name.
        glyphs = [len(kinds) > 1 and kinds[column.kind] == 1 for column in self.grid.columns]
        base = 14 + step * max(map(len, wrapped), default=1) + (18 if any(glyphs) else 0)
        for n, (column, lines) in enumerate(zip(self.grid.columns, wrapped, strict=True)):
            x, y = self._left(n) + self.step / 2, base - step * len(lines)
            self.paper.parts.append(Letters(x, y, lines, "middle", size, 500, of=column.iri))
            if glyphs[n] and column.kind in self.scene.kinds:
                self.paper.parts.append(make_mark(self.scene, column, (x, y - 19), size=6))
        return base + 3

    def _draw_turned(self) -> float:
        turn, step = math.radians(_TURN), _SMALL * LEADING
        more = max(map(len, self.turned)) - 1
        rise = max(map(_measure_lines, self.turned)) * math.sin(turn)
        base = rise + more * step * math.cos(turn) + 34
        for n, (column, lines) in enumerate(zip(self.grid.columns, self.turned, strict=True)):
            # Lines below the first stand to its right, and lower.
            below = (len(lines) - 1) * step
            x = self._left(n) + self.step / 2 + 4 - below / 2 * math.sin(turn)
            y = base - 16 - below * math.cos(turn)
            letters = Letters(x, y, lines, "start", _SMALL, 500, turn=-_TURN, of=column.iri)
            self.paper.parts.append(letters)
        return base

    def _draw_rows(self, top: float) -> float:
        kinds = groupby(self.grid.rows, lambda row: row.kind if self.is_grouped else "")
        y, before = top, len(self.paper.parts)
        for kind, rows in kinds:
            if kind in self.scene.kinds:
                label = self.scene.kinds[kind].label.say(self.language)
                self.paper.write(0, y + 28, label, size=12, weight=500, colour="ink2")
                y += 38
                self.paper.rule(0, y, self._left(len(self.grid.columns)))
            for row in rows:
                self._draw_row(row, y)
                y += self.high
                self.paper.rule(0, y, self._left(len(self.grid.columns)))
        if self.is_dense:
            # From a turned name down to its marks the eye follows a line.
            middles = (self._left(n) + self.step / 2 for n in range(len(self.heads)))
            self.paper.parts[before:before] = [Line(((x, top), (x, y))) for x in middles]
        return y

    def _draw_row(self, row: Node, y: float) -> None:
        base = y + self.high / 2 + 4.5
        if self.inset and row.kind in self.scene.kinds:
            self.paper.parts.append(make_mark(self.scene, row, (7, base - 4.5), size=5.5))
        name, size = start_sentence(row.name.say(self.language)), 12.5
        room = self.head - self.inset - 6
        lines = wrap_text(name, room, weight=500)
        if len(lines) * size * LEADING > self.high:
            size = 10.5
            lines = wrap_text(name, room, size=size, weight=500)
        first = base - size * LEADING / 2 * (len(lines) - 1)
        self.paper.parts.append(
            Letters(self.inset, first, lines, size=size, weight=500, of=row.iri)
        )
        total = self.number(len(self.grid.gather(row.iri, 0)))
        end = self.head + _TOTAL - 14
        self.paper.write(end, base, total, anchor="end", colour="ink2", of=f"{row.iri}|")
        for n, column in enumerate(self.grid.columns):
            ends = row.iri, column.iri
            if members := self.grid.members.get(ends):
                self._draw_count(ends, len(members), self._left(n), y=y)
            self._draw_ties(self.grid.ties.get(ends, ()), self._left(n) + self.step / 2, base - 4.5)

    def _draw_count(self, ends: tuple[str, str], count: int, x: float, *, y: float) -> None:
        cell = "|".join(ends)
        weak, strong = _TINT
        tint = weak + (strong - weak) * math.sqrt(count / self.largest)
        box = Box(
            x + 2, y + 2, self.step - 4, self.high - 4, "link", round(tint, 3), radius=2, of=cell
        )
        text = self.number(count)
        middle, base = x + self.step / 2, y + self.high / 2 + 4.5
        self.paper.parts += box, Letters(middle, base, (text,), "middle", 13, 600, of=cell)

    def _draw_ties(self, ties: Sequence[Link], x: float, y: float) -> None:
        for n, tie in enumerate(ties):
            kind = self.scene.kinds.get(tie.kind)
            shape = kind.shape if kind and kind.shape != "line" else "disc"
            left = x + 14 * (n - (len(ties) - 1) / 2)
            self.paper.parts.append(
                Mark(left, y, 5.5, shape, kind.colour if kind else "ink2", of=tie.id)
            )
