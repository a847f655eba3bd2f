"""A grid: rows, columns, and what each pair of them has in common.

Rows and columns are the items whose row of the scene has `?axis` `row` or `column`; without any,
the sources and the targets of its ties. They stand in groups of their kind, by `?order` or
position, else by how much they hold. The other items are in the cells: each in those of its facets
that the options name (`rows=FACET columns=FACET`). With `order=plain` there are no groups; with
`order=alike` those that hold the same stand beside each other, too.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from bioprod_graph.language import sort_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bioprod_graph.networks import Link, Node
    from bioprod_graph.scenes.reading import Scene

_ROUNDS = 24
_NOTHING: frozenset[str] = frozenset()


class Grid(NamedTuple):
    """Rows and columns in their order, what each holds, and what is in the cell of each pair."""

    rows: tuple[Node, ...]
    columns: tuple[Node, ...]
    members: Mapping[tuple[str, str], tuple[str, ...]]
    ties: Mapping[tuple[str, str], tuple[Link, ...]]
    sides: tuple[Mapping[str, frozenset[str]], Mapping[str, frozenset[str]]]

    def gather(self, iri: str, side: int) -> frozenset[str]:
        """Gather what a row (side 0) or column (side 1) holds, in a cell or not, each once."""
        tied = {ends[1 - side] for ends in self.ties if ends[side] == iri}
        # Where cells count items, so does a row: marks beside them say something else.
        return self.sides[side].get(iri, _NOTHING if self.members and not side else frozenset(tied))


def read_grid(scene: Scene, language: str) -> Grid:
    """Find the rows, columns and cells of a scene."""
    nodes = scene.network.nodes
    ends = {"row": "source", "column": "target"}
    rows, columns = (
        tuple(node for node in nodes if node.values.get("axis") == axis)
        or scene.network.keep(getattr(link, end) for link in scene.network.links).nodes
        for axis, end in ends.items()
    )
    sides = tuple(_gather(nodes, scene.options.get(side, "")) for side in ("rows", "columns"))
    held = {
        (row.iri, column.iri): sides[0].get(row.iri, _NOTHING) & sides[1].get(column.iri, _NOTHING)
        for row in rows
        for column in columns
    }
    ties: dict[tuple[str, str], tuple[Link, ...]] = {}
    for link in sorted(scene.network.links, key=lambda link: link.id):
        if (pair := (link.source, link.target)) in held:
            ties[pair] = (*ties.get(pair, ()), link)
    members = {ends: tuple(sorted(found)) for ends, found in held.items() if found}
    return _order(Grid(rows, columns, members, ties, (sides[0], sides[1])), scene, language)


def _gather(nodes: Iterable[Node], facet: str) -> dict[str, frozenset[str]]:
    """Gather the items that have each value of a facet."""
    found: dict[str, set[str]] = {}
    for node in nodes:
        for value in node.facets.get(facet, ()):
            found.setdefault(value, set()).add(node.iri)
    return {value: frozenset(items) for value, items in found.items()}


def _order(grid: Grid, scene: Scene, language: str) -> Grid:
    kinds = {key: rank for rank, key in enumerate(scene.kinds)}

    def rank(node: Node, side: int) -> tuple[object, ...]:
        group = 0 if scene.options.get("order") else kinds.get(node.kind, len(kinds))
        position = float(node.values.get("order") or node.position or math.inf)
        amount = -len(grid.gather(node.iri, side))
        return group, position, amount, sort_key(node.name.say(language), language), node.iri

    rows = sorted(grid.rows, key=lambda node: rank(node, 0))
    columns = sorted(grid.columns, key=lambda node: rank(node, 1))
    if scene.options.get("order") == "alike":
        rows, columns = _seriate(rows, columns, {*grid.ties, *grid.members})
    return grid._replace(rows=tuple(rows), columns=tuple(columns))


def _seriate(
    rows: list[Node], columns: list[Node], cells: set[tuple[str, str]]
) -> tuple[list[Node], list[Node]]:
    """Order rows and columns by the mean place of what they hold, again and again."""
    for _ in range(_ROUNDS):
        before = [node.iri for node in (*rows, *columns)]
        rows = _sort_by_mean(rows, columns, cells)
        columns = _sort_by_mean(columns, rows, {(b, a) for a, b in cells})
        if before == [node.iri for node in (*rows, *columns)]:
            break
    return rows, columns


def _sort_by_mean(
    sorted_: Sequence[Node], others: Sequence[Node], cells: set[tuple[str, str]]
) -> list[Node]:
    places = {node.iri: place for place, node in enumerate(others)}

    def mean(node: Node) -> float:
        held = [places[other] for one, other in cells if one == node.iri]
        # Halves of a whole number: no order hangs on the last bit of a fraction.
        return round(sum(held) / len(held), 6) if held else math.inf

    return sorted(sorted_, key=mean)
