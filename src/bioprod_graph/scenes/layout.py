"""Where the boxes of the network stand: columns from left to right, few crossings, no overlap.

Sizes come from an estimate of the widths of letters, so that the same graph has the same places on
every machine. Within a column the order is the barycentre of the neighbours (Sugiyama, Tagawa and
Toda 1981), then position, rank of kind and label; heights follow the neighbours as closely as
boxes that may not overlap allow (isotonic regression by pooling adjacent violators).
"""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from bioprod_graph.scenes.network import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import networkx as nx

    from bioprod_graph.scenes.network import Kind

FONT_SIZE = 13
LINE_HEIGHT = 15
PADDING = 14  # on each side: the shapes with slanted sides need it
MAX_LINES = 5
_MARGIN = 6  # above and below the text
_GAP = 8  # least space between two boxes of a column
_LINK_GAP = 24  # between two that are linked to each other: room for the arrow
_GROUP_GAP = 14  # more between boxes that hang from different neighbours
_COLUMN_GAP = 56  # room for the arrows, and for the name of a link when it is chosen
_HEIGHT = 730  # a graph that needs less is given air, up to the height of a usual screen
_SWEEPS = 4

# Widths in parts of the font size, after DejaVu Sans, the widest of the usual screen fonts.
_WIDTHS = (
    (0.32, frozenset("iIjl.,:;!|'’‘/\\ \u00a0\u202f·")),
    (0.42, frozenset("frtJ()[]-")),
    (0.54, frozenset("cszkvxy")),
    (0.95, frozenset("mwMW@%—…")),
)


class Box(NamedTuple):
    """Where a node stands (its centre), how large it is, and its text line by line."""

    x: float
    y: float
    width: float
    height: float
    lines: dict[str, list[str]]


@dataclass(frozen=True)
class _Size:
    width: float
    height: float
    lines: dict[str, list[str]]


def measure(text: str) -> float:
    """Estimate how wide a text is drawn at the font size of the picture.

    >>> measure("mm") > measure("ii")
    True
    """
    return sum(map(_measure_letter, text)) * FONT_SIZE


def _measure_letter(letter: str) -> float:
    base = unicodedata.normalize("NFD", letter)[0]
    if unicodedata.east_asian_width(base) in "WF":
        return 1.0
    known = (width for width, letters in _WIDTHS if base in letters)
    return next(known, 0.7 if base.isupper() else 0.63)


def wrap(text: str, width: float) -> list[str]:
    """Break a text into lines that fit a width; what exceeds the last line ends in “…”.

    No-break spaces hold; a word wider than a line is cut, after a hyphen if it has one.

    >>> wrap("Meeting places for researchers", 120)
    ['Meeting places', 'for researchers']
    """
    lines: list[str] = []
    for word in re.split(r"[ \t\r\n]+", text.strip()):
        for number, piece in enumerate(_cut(word, width)):
            joined = f"{lines[-1]} {piece}" if lines else piece
            if lines and not number and measure(joined) <= width:
                lines[-1] = joined
            else:
                lines.append(piece)
    if len(lines) <= MAX_LINES:
        return lines
    last = lines[MAX_LINES - 1]
    while last and measure(f"{last}…") > width:
        last = last[:-1]
    return [*lines[: MAX_LINES - 1], f"{last}…"]


def _cut(word: str, width: float) -> list[str]:
    pieces = [""]
    for letter in word:
        if pieces[-1] and measure(pieces[-1] + letter) > width:
            before, hyphen, after = pieces[-1].rpartition("-")
            pieces[-1:] = [before + hyphen, after] if before and after else [pieces[-1], ""]
        pieces[-1] += letter
    return pieces


def place_nodes(graph: nx.DiGraph[str], kinds: Mapping[str, Kind]) -> dict[str, Box]:
    """Give each node its box, around the origin."""
    sizes = {
        node: _size(data["name"], kinds[data["kind"]]) for node, data in graph.nodes(data=True)
    }
    columns = _order_columns(graph, kinds)
    heights = _settle_columns(graph, columns, sizes)
    left = 0.0
    boxes: dict[str, Box] = {}
    for column in columns:
        width = max(sizes[node].width for node in column)
        for node in column:
            size = sizes[node]
            boxes[node] = Box(left + width / 2, heights[node], size.width, size.height, size.lines)
        left += width + _COLUMN_GAP
    return _centre(boxes)


def _size(name: Mapping[str, str], kind: Kind) -> _Size:
    lines = {key: wrap(name[key], kind.width - 2 * PADDING) for key in LANGUAGES}
    # The taller of both languages: a change of language moves nothing.
    count = max(map(len, lines.values()))
    return _Size(kind.width, count * LINE_HEIGHT + 2 * _MARGIN, lines)


def _centre(boxes: Mapping[str, Box]) -> dict[str, Box]:
    if not boxes:
        return {}
    middles = []
    for low, high in (
        (lambda box: box.x - box.width / 2, lambda box: box.x + box.width / 2),
        (lambda box: box.y - box.height / 2, lambda box: box.y + box.height / 2),
    ):
        middles.append((min(map(low, boxes.values())) + max(map(high, boxes.values()))) / 2)
    across, down = middles
    return {
        node: box._replace(x=round(box.x - across, 1), y=round(box.y - down, 1))
        for node, box in boxes.items()
    }


def _order_columns(graph: nx.DiGraph[str], kinds: Mapping[str, Kind]) -> list[list[str]]:
    """Order the nodes of each column: rightwards, then back from the first numbered column."""
    columns: dict[int, list[str]] = {}
    for node, data in graph.nodes(data=True):  # build_network adds them by rank
        columns.setdefault(kinds[data["kind"]].column, []).append(node)
    ordered = [columns[number] for number in sorted(columns)]
    numbered = [any("position" in graph.nodes[node] for node in column) for column in ordered]
    first = numbered.index(True) if True in numbered else len(ordered)
    for _ in range(_SWEEPS):
        for index in range(1, len(ordered)):
            _sort_column(graph, ordered, index, beside=range(index))
        for index in reversed(range(min(first, len(ordered) - 1))):
            _sort_column(graph, ordered, index, beside=range(index + 1, len(ordered)))
    return ordered


def _sort_column(
    graph: nx.DiGraph[str], columns: list[list[str]], index: int, *, beside: Iterable[int]
) -> None:
    ranks = {
        node: (place + 0.5) / len(columns[other])
        for other in beside
        for place, node in enumerate(columns[other])
    }
    centres = _aim(graph, columns[index], ranks)
    before = {node: place for place, node in enumerate(columns[index])}

    def key(node: str) -> tuple[float, float, float, int]:
        position = graph.nodes[node].get("position", math.inf)
        near = [centres[each] for each in _neighbours(graph, node) if each in centres]
        # Of two that tie, the one with a link further down stands lower, next to it.
        pull = math.fsum(near) / len(near) if near else centres[node]
        # At first nodes stand by rank of kind, position and label: `before` keeps that order.
        return centres[node], position, pull, before[node]

    columns[index] = sorted(columns[index], key=key)


def _aim(
    graph: nx.DiGraph[str], column: Sequence[str], values: Mapping[str, float]
) -> dict[str, float]:
    """Give the mean of the neighbours' values; without any, that of the same kind, or of all."""
    own = {
        node: [values[near] for near in _neighbours(graph, node) if near in values]
        for node in column
    }
    everything = [value for found in own.values() for value in found]

    def mean(node: str) -> float:
        kind = graph.nodes[node]["kind"]
        kin = [value for each in column if graph.nodes[each]["kind"] == kind for value in own[each]]
        found = own[node] or kin or everything or [0.0]
        return round(math.fsum(found) / len(found), 6)

    return {node: mean(node) for node in column}


def _neighbours(graph: nx.DiGraph[str], node: str) -> list[str]:
    return [*graph.predecessors(node), *graph.successors(node)]


def _settle_columns(
    graph: nx.DiGraph[str], columns: Sequence[Sequence[str]], sizes: Mapping[str, _Size]
) -> dict[str, float]:
    """Give each node its height: one column is spread evenly, the others follow it."""
    if not columns:
        return {}
    base = _choose_base(graph, columns)
    gaps = [_find_gaps(graph, column) for column in columns]
    totals = [_total(gap, column, sizes) for gap, column in zip(gaps, columns, strict=True)]
    room = max(*totals, _HEIGHT)
    spread = _spread_gaps(graph, columns, base, room=room - totals[base])
    heights = dict(zip(columns[base], _stack(columns[base], spread, sizes), strict=True))
    for index in sorted(range(len(columns)), key=lambda each: (abs(each - base), each)):
        if index != base:
            offsets = _stack(columns[index], gaps[index], sizes)
            slack = room - totals[index]
            heights |= _follow(graph, columns[index], heights, offsets=offsets, slack=slack)
    return heights


def _follow(
    graph: nx.DiGraph[str],
    column: Sequence[str],
    heights: Mapping[str, float],
    *,
    offsets: Sequence[float],
    slack: float,
) -> dict[str, float]:
    """Move the boxes of a column towards their neighbours, from where they stand closest.

    Slack is how far the whole may move down without making the picture higher.
    """
    aims = _aim(graph, column, heights)
    wanted = [
        (aims[node] - offset, sum(near in heights for near in _neighbours(graph, node)) or 0.05)
        for node, offset in zip(column, offsets, strict=True)
    ]
    moved = zip(column, pool(wanted), offsets, strict=True)
    return {node: min(max(value, 0.0), slack) + offset for node, value, offset in moved}


def _choose_base(graph: nx.DiGraph[str], columns: Sequence[Sequence[str]]) -> int:
    """Choose the column with the most numbered nodes, or else with the most nodes."""

    def weight(index: int) -> tuple[int, int, int]:
        numbered = sum("position" in graph.nodes[node] for node in columns[index])
        return numbered, len(columns[index]), -index

    return max(range(len(columns)), key=weight)


def _find_gaps(graph: nx.DiGraph[str], column: Sequence[str]) -> list[float]:
    """Give the least space above each box of a column."""
    gaps = [
        _LINK_GAP if graph.has_edge(upper, lower) or graph.has_edge(lower, upper) else _GAP
        for upper, lower in pairwise(column)
    ]
    return [0, *gaps]


def _spread_gaps(
    graph: nx.DiGraph[str], columns: Sequence[Sequence[str]], base: int, *, room: float
) -> list[float]:
    """Give the space above each box of the base column, with more between groups."""
    column = columns[base]
    earlier = {node for before in columns[:base] for node in before}
    parents = [sorted(set(_neighbours(graph, node)) & earlier) for node in column]
    extra = [0, *(_GROUP_GAP if one != other else 0 for one, other in pairwise(parents))]
    share = max(0.0, room - sum(extra)) / max(1, len(column) - 1)
    gaps = zip(_find_gaps(graph, column), extra, strict=True)
    return [gap + more + (share if index else 0) for index, (gap, more) in enumerate(gaps)]


def _total(gaps: Sequence[float], column: Sequence[str], sizes: Mapping[str, _Size]) -> float:
    return sum(gaps) + sum(sizes[node].height for node in column)


def _stack(column: Sequence[str], gaps: Sequence[float], sizes: Mapping[str, _Size]) -> list[float]:
    """Give the centre of each box when they stand one under another, from zero."""
    centres: list[float] = []
    bottom = 0.0
    for node, gap in zip(column, gaps, strict=True):
        centres.append(bottom + gap + sizes[node].height / 2)
        bottom += gap + sizes[node].height
    return centres


def pool(wanted: Sequence[tuple[float, float]]) -> list[float]:
    """Give the nearest values that never fall, each wanted value having a weight.

    >>> pool([(1, 1), (5, 1), (3, 1)])
    [1.0, 4.0, 4.0]
    """
    blocks: list[tuple[float, float, int]] = []
    for value, weight in wanted:
        blocks.append((float(value), weight, 1))
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            (first, first_weight, many), (second, second_weight, more) = blocks[-2:]
            total = first_weight + second_weight
            mean = (first * first_weight + second * second_weight) / total
            blocks[-2:] = [(mean, total, many + more)]
    return [value for value, _, count in blocks for _ in range(count)]
