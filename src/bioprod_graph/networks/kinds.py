"""The kinds of nodes of a scene: a table says how each is called, looks and stands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from bioprod_graph.files import read_rows
from bioprod_graph.language import Message, Text, name_forms

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from bioprod_graph.networks.nodes import Network, Node

# Each is drawn by the script of the page; the text stands inside.
SHAPES = frozenset(
    "arrow box chevron cylinder frame hexagon note octagon pill slant ticket".split()  # noqa: SIM905
)
_THEMES = ("light", "dark")
_NUMBERS = ("column", "order", "width")


class Paint(NamedTuple):
    """The colours of a box: its inside, its text and its outline, each `#RRGGBB`."""

    fill: str
    text: str
    line: str


_NAMES = (*name_forms("label"), *name_forms("plural"))
_COLOURS = tuple(f"{part}_{theme}" for theme in _THEMES for part in Paint._fields)
# What stands in each column after the kind, and how that is said.
_FORMS = {
    **dict.fromkeys(_NAMES, (".+", Message("a name"))),
    "shape": ("|".join(SHAPES), Message("one of {names}", names=", ".join(sorted(SHAPES)))),
    **dict.fromkeys(_NUMBERS, (r"-?\d{1,9}", Message("a whole number"))),
    **dict.fromkeys(_COLOURS, ("#[0-9A-Fa-f]{6}", Message("a colour #RRGGBB"))),
}


@dataclass(frozen=True)
class KindStyle:
    """How a kind of node is drawn: its names, shape, colours, and place in the picture."""

    kind: str
    label: Text
    plural: Text
    shape: str
    column: int
    order: int
    width: int
    light: Paint
    dark: Paint

    def describe(self) -> dict[str, Any]:
        """Return what a legend shows of the kind, for JSON."""
        paints = {theme: getattr(self, theme)._asdict() for theme in _THEMES}
        names = {"label": self.label.spread(), "plural": self.plural.spread()}
        return {**names, "shape": self.shape, **paints}


def read_kinds(path: Path) -> dict[str, KindStyle]:
    """Read the table of kinds; they come by rank.

    Raises ProjectError that names the file and the line for a row that cannot be used.
    """
    kinds = map(_make_kind, read_rows(path, ("kind", *_FORMS), check=_check))
    return {kind.kind: kind for kind in sorted(kinds, key=lambda kind: (kind.order, kind.kind))}


def sort_nodes(network: Network, kinds: Mapping[str, KindStyle]) -> list[Node]:
    """Sort the nodes by rank of kind, position and name."""

    def rank(node: Node) -> tuple[object, ...]:
        position = float("inf") if node.position is None else node.position
        return kinds[node.kind].order, position, *node.name.spread().values(), node.iri

    return sorted(network.nodes, key=rank)


def _check(cells: list[str]) -> Message | None:
    for (name, (form, expected)), cell in zip(_FORMS.items(), cells, strict=True):
        if not re.fullmatch(form, cell):
            return Message(
                "{name} is “{text}”, expected {expected}", name=name, text=cell, expected=expected
            )
    return None


def _make_kind(row: Mapping[str, str]) -> KindStyle:
    numbers: dict[str, Any] = {name: int(row[name]) for name in _NUMBERS}
    light, dark = (Paint(*(row[f"{p}_{theme}"] for p in Paint._fields)) for theme in _THEMES)
    names = Text.read(row, "label"), Text.read(row, "plural")
    return KindStyle(row["kind"], *names, row["shape"], **numbers, light=light, dark=dark)
