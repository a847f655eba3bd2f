"""Where the names of marks go: beside them, over no other name and no mark, the first ones first.

Eight places round a mark are tried, then, for those that must be seen, places further off with a
line that leads to the mark. What finds none is left to pointer, search and outline.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Literal, NamedTuple

from bioprod_graph.drawing.letters import ASCENT, DESCENT, LEADING, measure_text
from bioprod_graph.drawing.picture import Letters, Line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bioprod_graph.drawing.picture import Point

Anchor = Literal["start", "middle", "end"]
_GAP = 3.0
_BESIDE = 20.0
_CELL = 40.0
# How far a name may stand from its mark, in steps, and in how many directions it is looked for.
_REACH = range(16, 240, 9)
_DIRECTIONS = 24
# Where the eye looks for a name first: right, left, below, above, then the corners.
_PLACES = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, -1), (1, 1), (-1, 1), (-1, -1))


class Rect(NamedTuple):
    """A rectangle: its left, upper, right and lower edge."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Rect) -> bool:
        """Tell whether two share some of their inside."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


class Caption(NamedTuple):
    """A name to be placed at a mark: its lines, those of a shorter form, if it must be seen."""

    of: str
    x: float
    y: float
    radius: float
    lines: tuple[str, ...]
    size: float = 11
    weight: int = 400
    must: bool = False
    short: tuple[str, ...] = ()


class PlacedCaption(NamedTuple):
    """A placed name: its letters, the room they take, and the line that leads to its mark."""

    letters: Letters
    room: Rect
    leader: Line | None = None


@dataclass
class Room:
    """What is taken of a picture, by cells, so that only what is near is looked at."""

    frame: Rect
    taken: dict[tuple[int, int], list[Rect]] = field(default_factory=dict)

    def take(self, rect: Rect) -> None:
        """Take a rectangle."""
        for cell in _list_cells(rect):
            self.taken.setdefault(cell, []).append(rect)

    def is_free(self, rect: Rect) -> bool:
        """Tell whether a rectangle is within the frame, and nothing of it is taken."""
        within = (
            self.frame.left <= rect.left
            and rect.right <= self.frame.right
            and self.frame.top <= rect.top
            and rect.bottom <= self.frame.bottom
        )
        return within and not any(
            rect.meets(other) for cell in _list_cells(rect) for other in self.taken.get(cell, ())
        )


def measure_block(lines: Sequence[str], size: float, weight: int = 400) -> tuple[float, float]:
    """Measure lines of text: the width of the widest and the height of all, in pixels."""
    width = max((measure_text(line, size, weight) for line in lines), default=0.0)
    return width, size * (ASCENT + DESCENT + LEADING * (len(lines) - 1))


def place_labels(
    names: Iterable[Caption],
    marks: Iterable[Rect],
    frame: Rect,
    *,
    apart: float = 0.0,
    ways: Sequence[tuple[Point, Point]] = (),
) -> dict[str, PlacedCaption]:
    """Place names in their order; those that find no place are left out.

    The marks are what no name may cover: among them those of the names. Of the places that are
    free beside a mark, the one that covers fewest of the ways, straight lines, is taken. With
    `apart`, names keep so many pixels from each other and from marks, none stands beside the mark
    of another, and lines that lead to marks cross neither, if they can.
    """
    room, marks = Room(frame), list(marks)
    for mark in marks:
        room.take(mark)
    placed: dict[str, PlacedCaption] = {}
    for name in names:
        near = _list_near(name)
        free = [label for label in near if room.is_free(_widen(label.room, apart))]
        if apart:
            free = [label for label in free if not _misleads(label.room, name, marks)]
        found = min(free, key=lambda label: _count_covered(label.room, ways), default=None)
        if found is None and name.must:
            forms = (name._replace(lines=lines) for lines in (name.lines, name.short) if lines)
            # Nearness counts for more than the form.
            led = zip(*(_lead(form) for form in forms), strict=True)
            found = _choose(chain.from_iterable(led), room, apart)
        if found:
            for rect in (found.room, *(_list_dots(found) if apart else ())):
                room.take(rect)
            placed[name.of] = found
    return placed


def _misleads(rect: Rect, name: Caption, marks: Sequence[Rect]) -> bool:
    """Tell whether a name stands in a line with a mark of another and close to it."""
    for mark in marks:
        x, y = (mark.left + mark.right) / 2, (mark.top + mark.bottom) / 2
        is_near = rect.left - _BESIDE < mark.right and mark.left < rect.right + _BESIDE
        is_other = math.hypot(x - name.x, y - name.y) > name.radius
        if is_near and is_other and rect.top < y < rect.bottom:
            return True
    return False


def _choose(labels: Iterable[PlacedCaption], room: Room, apart: float) -> PlacedCaption | None:
    """Choose the first that has room, and whose line crosses nothing, if that counts."""
    first = None
    for label in labels:
        if room.is_free(_widen(label.room, apart)):
            if not apart or all(map(room.is_free, _list_dots(label))):
                return label
            first = first or label
    return first


def _widen(rect: Rect, by: float) -> Rect:
    return Rect(rect.left - by, rect.top - by, rect.right + by, rect.bottom + by)


def _list_dots(label: PlacedCaption) -> list[Rect]:
    """List small rectangles along the line that leads to a mark, away from the mark itself."""
    if not label.leader:
        return []
    (x1, y1), (x2, y2) = label.leader.points
    length = math.hypot(x2 - x1, y2 - y1)
    parts = (far / length for far in range(int(_GAP) + 1, int(length), 3))
    dots = ((x1 + (x2 - x1) * part, y1 + (y2 - y1) * part) for part in parts)
    return [Rect(x - 0.5, y - 0.5, x + 0.5, y + 0.5) for x, y in dots]


def _list_near(name: Caption) -> Iterator[PlacedCaption]:
    """List the places beside a mark; those of the short form come last."""
    for lines in filter(None, (name.lines, name.short)):
        form = name._replace(lines=lines)
        for dx, dy in _PLACES:
            reach = name.radius + _GAP if 0 in (dx, dy) else name.radius * 0.7 + 1
            yield _set(form, (dx * reach, dy * reach))


def _count_covered(rect: Rect, ways: Sequence[tuple[Point, Point]]) -> int:
    return sum(_covers(rect, *way) for way in ways)


def _covers(rect: Rect, one: Point, other: Point) -> bool:
    """Tell whether a line passes a rectangle: whether what each side cuts off leaves some."""
    first, last = 0.0, 1.0
    for axis in (0, 1):
        low, high = rect[axis], rect[axis + 2]
        start, step = one[axis], other[axis] - one[axis]
        if not step:
            if not low < start < high:
                return False
            continue
        ends = sorted(((low - start) / step, (high - start) / step))
        first, last = max(first, ends[0]), min(last, ends[1])
    return first < last


def _lead(name: Caption) -> Iterator[PlacedCaption]:
    """Give places further off, from near to far, with lines that lead from the mark to them."""
    for distance in _REACH:
        for turn in range(_DIRECTIONS):
            angle = math.tau * turn / _DIRECTIONS
            across, down = math.cos(angle), math.sin(angle)
            start, reach = name.radius + 1, name.radius + distance
            label = _set(name, (round(across * reach, 2), round(down * reach, 2)))
            ends = (
                (round(name.x + across * far, 1), round(name.y + down * far, 1))
                for far in (start, reach - 2)
            )
            yield label._replace(leader=Line(tuple(ends), "ink2", of=name.of))


def _set(name: Caption, offset: Point) -> PlacedCaption:
    """Set the text so that it begins, ends or is centred at a point beside its mark."""
    (dx, dy), (width, height) = offset, measure_block(name.lines, name.size, name.weight)
    far = max(abs(dx), abs(dy)) * 0.35
    x, y = name.x + dx, name.y + dy
    anchor: Anchor = "middle" if abs(dx) <= far else "start" if dx > 0 else "end"
    left = x - {"start": 0.0, "middle": width / 2, "end": width}[anchor]
    top = y - (height / 2 if abs(dy) <= far else 0 if dy > 0 else height)
    base = top + name.size * ASCENT
    letters = Letters(
        round(x, 1), round(base, 1), name.lines, anchor, name.size, name.weight,
        halo=True, of=name.of,
    )  # fmt: skip
    return PlacedCaption(letters, Rect(left, top, left + width, top + height))


def _list_cells(rect: Rect) -> Iterator[tuple[int, int]]:
    for column in range(int(rect.left // _CELL), int(rect.right // _CELL) + 1):
        for row in range(int(rect.top // _CELL), int(rect.bottom // _CELL) + 1):
            yield column, row
