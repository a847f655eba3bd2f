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
from typing import TYPE_CHECKING, NamedTuple

from bioprod_graph.views.network import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    import networkx as nx

    from bioprod_graph.views.network import Kind

FONT_SIZE = 13
LINE_HEIGHT = 16
PADDING = 14  # on each side: the shapes with slanted sides need it
MAX_LINES = 4
_MARGIN = 7  # above and below the text
_GAP = 10  # least space between two boxes of a column
_GROUP_GAP = 14  # more between boxes that hang from different neighbours
_COLUMN_GAP = 62  # room for the arrows, and for the name of a link when it is chosen
_SWEEPS = 4

# Widths in parts of the font size, after DejaVu Sans, the widest of the usual screen fonts.
_NARROW = frozenset("iIjlf.,:;!|'’‘()[]/\\ \u00a0\u202f·")
_WIDE = frozenset("mwMW@%—…")


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
    if base in _NARROW:
        return 0.36
    if base in _WIDE or unicodedata.east_asian_width(base) in "WF":
        return 1.0
    return 0.7 if base.isupper() else 0.61


def wrap(text: str, width: float) -> list[str]:
    """Break a text into lines that fit a width; what exceeds the last line ends in “…”.

    No-break spaces hold; a word wider than a line is cut.
    """
    lines: list[str] = []
    for word in re.split(r"[ \t\r\n]+", text.strip()):
        for piece in _cut(word, width):
            joined = f"{lines[-1]} {piece}" if lines else piece
            if lines and measure(joined) <= width:
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
            pieces.append("")
        pieces[-1] += letter
    return pieces


def place_nodes(graph: nx.DiGraph[str], kinds: Mapping[str, Kind]) -> dict[str, Box]:
    """Give each node its box, around the origin."""
    sizes = {node: _size(data["name"], kinds[data["kind"]]) for node, data in graph.nodes(data=True)}
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
    """Order the nodes of each column: from the left, and the columns before the numbered ones back."""
    columns: dict[int, list[str]] = {}
    for node, data in graph.nodes(data=True):  # build_network adds them by rank
        columns.setdefault(kinds[data["kind"]].column, []).append(node)
    ordered = [columns[number] for number in sorted(columns)]
    numbered = [any("position" in graph.nodes[node] for node in column) for column in ordered]
    first = numbered.index(True) if True in numbered else len(ordered)
    for _ in range(_SWEEPS):
        for index in range(1, len(ordered)):
            _sort_column(graph, ordered, index, range(index))
        for index in reversed(range(min(first, len(ordered) - 1))):
            _sort_column(graph, ordered, index, range(index + 1, len(ordered)))
    return ordered


def _sort_column(
    graph: nx.DiGraph[str], columns: list[list[str]], index: int, beside: Iterable[int]
) -> None:
    ranks = {
        node: (place + 0.5) / len(columns[other])
        for other in beside
        for place, node in enumerate(columns[other])
    }
    centres = _aim(graph, columns[index], ranks)
    before = {node: place for place, node in enumerate(columns[index])}

    def key(node: str) -> tuple[float, float, str, str, int]:
        data = graph.nodes[node]
        position = data.get("position", math.inf)
        return centres[node], position, data["kind"], data["name"]["fr"], before[node]

    columns[index] = sorted(columns[index], key=key)


def _aim(
    graph: nx.DiGraph[str], column: Sequence[str], values: Mapping[str, float]
) -> dict[str, float]:
    """Give the mean of the neighbours' values; without neighbours, that of the same kind, or of all."""
    own = {node: [values[near] for near in _neighbours(graph, node) if near in values] for node in column}
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
    """Give each node its height: one column is spread evenly, the others follow their neighbours."""
    if not columns:
        return {}
    base = _choose_base(graph, columns)
    tallest = max(_stack(column, sizes)[1] for column in columns)
    heights = _spread(graph, columns, base, sizes=sizes, room=tallest)
    for index in sorted(range(len(columns)), key=lambda each: (abs(each - base), each)):
        if index == base:
            continue
        column = columns[index]
        aims = _aim(graph, column, heights)
        linked = [sum(near in heights for near in _neighbours(graph, node)) for node in column]
        offsets = _stack(column, sizes)[0]
        wanted = [aims[node] - offset for node, offset in zip(column, offsets, strict=True)]
        settled = pool([(want, count or 0.05) for want, count in zip(wanted, linked, strict=True)])
        heights |= {
            node: value + offset
            for node, value, offset in zip(column, settled, offsets, strict=True)
        }
    return heights


def _choose_base(graph: nx.DiGraph[str], columns: Sequence[Sequence[str]]) -> int:
    """Choose the column with the most numbered nodes, or else with the most nodes."""

    def weight(index: int) -> tuple[int, int, int]:
        numbered = sum("position" in graph.nodes[node] for node in columns[index])
        return numbered, len(columns[index]), -index

    return max(range(len(columns)), key=weight)


def _stack(
    column: Sequence[str], sizes: Mapping[str, _Size], gap: Callable[[int], float] = lambda _: _GAP
) -> tuple[list[float], float]:
    """Stack boxes from zero: the centre of each, and the height of all."""
    centres: list[float] = []
    bottom = 0.0
    for index, node in enumerate(column):
        top = bottom + gap(index) if index else 0.0
        centres.append(top + sizes[node].height / 2)
        bottom = top + sizes[node].height
    return centres, bottom


def _spread(
    graph: nx.DiGraph[str],
    columns: Sequence[Sequence[str]],
    base: int,
    *,
    sizes: Mapping[str, _Size],
    room: float,
) -> dict[str, float]:
    """Spread a column over the room there is, with more space between groups."""
    column = columns[base]
    earlier = {node for before in columns[:base] for node in before}
    parents = [sorted(set(_neighbours(graph, node)) & earlier) for node in column]
    starts = [index > 0 and parents[index] != parents[index - 1] for index in range(len(column))]
    _, height = _stack(column, sizes)
    extra = _GROUP_GAP * sum(starts)
    gap = _GAP + max(0.0, room - height - extra) / max(1, len(column) - 1)
    centres, _ = _stack(column, sizes, lambda index: gap + _GROUP_GAP * starts[index])
    return dict(zip(column, centres, strict=True))


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
