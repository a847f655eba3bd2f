"""The graph of the network view: kinds of nodes, read from a table, and the rows of two queries."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from bioprod_graph.files import find_bounds, read_text
from bioprod_graph.files.limits import TABLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    import networkx as nx

LANGUAGES = ("fr", "en")
THEMES = ("light", "dark")

# Each is drawn by templates/shapes.js; the text stands inside.
SHAPES = frozenset(
    "arrow box chevron cylinder frame hexagon note octagon pill slant ticket".split()  # noqa: SIM905
)

_NAMES = ("kind", "label_fr", "label_en", "plural_fr", "plural_en", "shape")
_NUMBERS = ("column", "order", "width")
_COLOURS = tuple(f"{part}_{theme}" for theme in THEMES for part in ("fill", "text", "line"))
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")


class Paint(NamedTuple):
    """The colours of a box: its inside, its text and its outline, each `#RRGGBB`."""

    fill: str
    text: str
    line: str


@dataclass(frozen=True)
class Kind:
    """A kind of node: its names, its shape and colours, and its place in the picture."""

    kind: str
    label_fr: str
    label_en: str
    plural_fr: str
    plural_en: str
    shape: str
    column: int
    order: int
    width: int
    light: Paint
    dark: Paint

    @property
    def label(self) -> dict[str, str]:
        """Its name in each language."""
        return {"fr": self.label_fr, "en": self.label_en}

    @property
    def plural(self) -> dict[str, str]:
        """The name of many of them in each language."""
        return {"fr": self.plural_fr, "en": self.plural_en}


def read_kinds(path: Path) -> dict[str, Kind]:
    """Read the table of kinds, by their rank.

    Raises ValueError that names the file and the line for a row that cannot be used.
    """
    kinds: dict[str, Kind] = {}
    for place, row in _read_rows(path):
        try:
            kind = _parse_kind(row)
        except ValueError as error:
            raise ValueError(f"{place}: {error}") from None
        if kind.kind in kinds:
            raise ValueError(f"{place}: the kind “{kind.kind}” stands here for the second time")
        kinds[kind.kind] = kind
    return dict(sorted(kinds.items(), key=lambda item: (item[1].order, item[0])))


def _read_rows(path: Path) -> Iterator[tuple[str, dict[str, str]]]:
    text = read_text(path, limit=TABLE, within=find_bounds(path))
    reader = csv.DictReader(io.StringIO(text, newline=""), restval="")
    header = reader.fieldnames or ()
    missing = [name for name in (*_NAMES, *_NUMBERS, *_COLOURS) if name not in header]
    if missing:
        raise ValueError(f"{path}:1: the column {missing[0]} is missing")
    for row in reader:
        place = f"{path}:{reader.line_num}"
        if None in row:
            raise ValueError(f"{place}: more cells than columns")
        yield place, row


def _parse_kind(row: Mapping[str, str]) -> Kind:
    empty = [name for name in _NAMES if not row[name].strip()]
    if empty:
        raise ValueError(f"the cell {empty[0]} is empty")
    if row["shape"] not in SHAPES:
        raise ValueError(f"unknown shape “{row['shape']}”, known are {', '.join(sorted(SHAPES))}")
    wrong = [name for name in _COLOURS if not _COLOUR.fullmatch(row[name])]
    if wrong:
        raise ValueError(f"{wrong[0]} is “{row[wrong[0]]}”, expected a colour #RRGGBB")
    values: dict[str, Any] = {name: row[name] for name in _NAMES}
    values |= {name: _parse_number(row[name], name) for name in _NUMBERS}
    for theme in THEMES:
        values[theme] = Paint(*(row[f"{part}_{theme}"] for part in Paint._fields))
    return Kind(**values)


def _parse_number(text: str, name: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise ValueError(f"{name} is “{text}”, expected a whole number") from None


def build_network(
    nodes: Iterable[Mapping[str, str]],
    edges: Iterable[Mapping[str, str]],
    kinds: Mapping[str, Kind],
) -> nx.DiGraph[str]:
    """Build the graph from the rows of `network-nodes.rq` and `network-edges.rq`.

    The order of the rows does not matter. A node given under two kinds has the one of lower rank; a
    link to something that is no node is left out. Raises ValueError for an unknown kind or a cell
    that is missing or malformed.
    """
    import networkx as nx

    graph: nx.DiGraph[str] = nx.DiGraph()
    parsed = [_parse_node(row, kinds) for row in nodes]
    for node, values in sorted(parsed, key=lambda item: _rank(item, kinds)):
        if node not in graph:
            graph.add_node(node, **values)
    for (source, target), relations in sorted(_gather_relations(edges).items()):
        if source in graph and target in graph:
            listed = [{"iri": iri, **label} for iri, label in sorted(relations.items())]
            graph.add_edge(source, target, relations=listed)
    return graph


def _parse_node(row: Mapping[str, str], kinds: Mapping[str, Kind]) -> tuple[str, dict[str, Any]]:
    node = _require(row, "node")
    kind = _require(row, "kind")
    if kind not in kinds:
        raise ValueError(
            f"{node}: unknown kind “{kind}”: add a row for it to queries/views/network-kinds.csv"
        )
    label = _in_both(row, "label", fallback=node)
    values: dict[str, Any] = {
        "kind": kind,
        "name": label,
        "summary": _in_both(row, "summary", fallback=""),
    }
    if row.get("position"):
        try:
            values["position"] = _parse_number(row["position"], "position")
        except ValueError as error:
            raise ValueError(f"{node}: {error}") from None
        values["name"] = {key: _number(text, values["position"]) for key, text in label.items()}
    return node, values


def _number(label: str, position: int) -> str:
    """Put the number before a label that does not yet begin with it, as “Axis 1: …” does."""
    if re.match(rf"\D{{0,20}}\b0*{position}\b", label):
        return label
    return f"{position} · {label}"


def _rank(
    item: tuple[str, dict[str, Any]], kinds: Mapping[str, Kind]
) -> tuple[int, float, str, str, str]:
    node, values = item
    position = values.get("position", float("inf"))
    kind = kinds[values["kind"]]
    # The last entry keeps rows that differ in English alone from depending on their order.
    return kind.order, position, values["name"]["fr"], node, str(sorted(values.items(), key=str))


def _gather_relations(
    rows: Iterable[Mapping[str, str]],
) -> dict[tuple[str, str], dict[str, dict[str, str]]]:
    pairs: dict[tuple[str, str], dict[str, dict[str, str]]] = {}
    for row in rows:
        pair = _require(row, "source"), _require(row, "target")
        iri = _require(row, "relation")
        label = _in_both(row, "relation", fallback=re.split(r"[/#]", iri)[-1] or iri)
        seen = pairs.setdefault(pair, {}).setdefault(iri, label)
        pairs[pair][iri] = min(seen, label, key=lambda each: sorted(each.items()))
    return pairs


def _in_both(row: Mapping[str, str], name: str, *, fallback: str) -> dict[str, str]:
    """Give a text in each language; where one is missing, the other stands for it."""
    found = {language: row.get(f"{name}_{language}", "").strip() for language in LANGUAGES}
    other = next((text for text in found.values() if text), fallback)
    return {language: text or other for language, text in found.items()}


def _require(row: Mapping[str, str], name: str) -> str:
    value = row.get(name, "")
    if not value:
        raise ValueError(f"the row {dict(row)} has no ?{name}")
    return value
