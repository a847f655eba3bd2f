"""The kinds of nodes of a scene: a table says how each is called, looks and stands."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from bioprod_graph.errors import ProjectError
from bioprod_graph.files import find_bounds, read_text
from bioprod_graph.files.limits import TABLE
from bioprod_graph.language import Message, Text, name_forms

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from bioprod_graph.networks.model import Network, Node

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


_NAMES = ("kind", *name_forms("label"), *name_forms("plural"))
_COLOURS = tuple(f"{part}_{theme}" for theme in _THEMES for part in Paint._fields)
_FORMS = [
    (name, re.compile(form), expected)
    for names, form, expected in (
        (_NAMES, ".+", Message("a name")),
        (("shape",), "|".join(SHAPES), Message("one of {names}", names=", ".join(sorted(SHAPES)))),
        (_NUMBERS, r"-?\d{1,9}", Message("a whole number")),
        (_COLOURS, "#[0-9A-Fa-f]{6}", Message("a colour #RRGGBB")),
    )
    for name in names
]


@dataclass(frozen=True)
class Kind:
    """A kind of node: its names, one and many, its shape and colours, its place in the picture."""

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
        """Describe what a legend shows of it."""
        paints = {theme: getattr(self, theme)._asdict() for theme in _THEMES}
        names = {"label": self.label.spread(), "plural": self.plural.spread()}
        return {**names, "shape": self.shape, **paints}


def read_kinds(path: Path) -> dict[str, Kind]:
    """Read the table of kinds, by their rank.

    Raises ProjectError that names the file and the line for a row that cannot be used.
    """
    text = read_text(path, limit=TABLE, within=find_bounds(path))
    reader = csv.DictReader(io.StringIO(text, newline=""), restval="")
    for name, *_ in _FORMS:
        if name not in (reader.fieldnames or ()):
            raise ProjectError("{path}:1: the column {name} is missing", path=path, name=name)
    kinds: dict[str, Kind] = {}
    for row in reader:
        place = f"{path}:{reader.line_num}"
        kind = _parse_kind(row, place)
        if kind.kind in kinds:
            raise ProjectError(
                "{place}: the kind “{kind}” stands here for the second time",
                place=place,
                kind=kind.kind,
            )
        kinds[kind.kind] = kind
    return dict(sorted(kinds.items(), key=lambda item: (item[1].order, item[0])))


def sort_nodes(network: Network, kinds: Mapping[str, Kind]) -> list[Node]:
    """Sort the nodes by rank of kind, position and name."""

    def rank(node: Node) -> tuple[object, ...]:
        position = float("inf") if node.position is None else node.position
        return kinds[node.kind].order, position, *node.name.spread().values(), node.iri

    return sorted(network.nodes, key=rank)


def _parse_kind(row: Mapping[str, str], place: str) -> Kind:
    if None in row:
        raise ProjectError("{place}: more cells than columns", place=place)
    for name, form, expected in _FORMS:
        if not form.fullmatch(row[name].strip()):
            raise ProjectError(
                "{place}: {name} is “{text}”, expected {expected}",
                place=place,
                name=name,
                text=row[name],
                expected=expected,
            )
    numbers: dict[str, Any] = {name: int(row[name]) for name in _NUMBERS}
    light, dark = (Paint(*(row[f"{p}_{theme}"] for p in Paint._fields)) for theme in _THEMES)
    names = Text.read(row, "label"), Text.read(row, "plural")
    return Kind(row["kind"], *names, row["shape"], **numbers, light=light, dark=dark)
