"""What a picture is: marks, lines, areas, boxes and letters, each at its place.

Lengths are CSS pixels, from the left and from above. A colour is the name of a token of the theme
(`documents/layout/theme.css`), so that one picture serves light and dark. A part that shows a
thing, a fact or a tie has its id in `of`: a page finds its parts by it. Parts are drawn in order.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

Point = tuple[float, float]
# What the stroke of a line says: stated, inferred, or a link without a duration.
Stroke = Literal["solid", "dashed", "dotted"]


@dataclass(frozen=True)
class Mark:
    """A glyph, centred; `size` is its radius. A hollow one is assumed, or came before."""

    x: float
    y: float
    size: float
    shape: str
    colour: str
    hollow: bool = False
    of: str = ""


@dataclass(frozen=True)
class Line:
    """A line through points; with an arrow, its head stands at the last one.

    `tint` is how much of its colour it has, 0 to 1: many lines leave room to what they cross.
    """

    points: tuple[Point, ...]
    colour: str = "line"
    width: float = 1
    stroke: Stroke = "solid"
    arrow: bool = False
    of: str = ""
    tint: float = 1


@dataclass(frozen=True)
class Area:
    """Rings of points, filled by the even-odd rule; `tint` is how much of the colour, 0 to 1."""

    rings: tuple[tuple[Point, ...], ...]
    fill: str
    tint: float = 1
    outline: str = ""
    of: str = ""


@dataclass(frozen=True)
class Box:
    """A rectangle with rounded corners."""

    x: float
    y: float
    width: float
    height: float
    fill: str
    tint: float = 1
    outline: str = ""
    radius: float = 0
    of: str = ""


@dataclass(frozen=True)
class Letters:
    """Lines of text; x and y are of the first baseline, which may be turned about them, in degrees.

    A halo keeps them legible over lines.
    """

    x: float
    y: float
    lines: tuple[str, ...]
    anchor: Literal["start", "middle", "end"] = "start"
    size: float = 12.5
    weight: int = 400
    colour: str = "ink"
    halo: bool = False
    turn: float = 0
    of: str = ""


Piece = Mark | Line | Area | Box | Letters


class Entry(NamedTuple):
    """A line of a legend: how a kind looks, a glyph or a `line`, what it is called, its number."""

    shape: str
    colour: str
    label: str
    number: int = 0


@dataclass(frozen=True)
class Picture:
    """A picture in one language: its parts, and what it shows in a title and a description.

    The legend stands beside it in a page, and under it in a file.
    """

    width: float
    height: float
    parts: tuple[Piece, ...]
    language: str = ""
    title: str = ""
    description: str = ""
    legend: tuple[Entry, ...] = ()
