"""Rows of a query as the nodes and links of a network: what projections and scenes are read by.

A row gives an ?item, or a tie ?source ?target ?relation, maybe of a ?weight. Further columns are
?kind, ?parent, ?label_*, ?relation_*, ?summary_*, ?position, ?start, ?end, ?graph (what says so);
?facet_NAME may have many values; any other is kept with the item. Rows of one item, or of one tie
in one period, are one.
"""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING

import pyoxigraph as ox

from bioprod_graph.dataset import read_label
from bioprod_graph.errors import ProjectError
from bioprod_graph.identifiers import find_kind
from bioprod_graph.language import Text
from bioprod_graph.networks.nodes import Link, Node
from bioprod_graph.rdf import match

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    Row = Mapping[str, str]

FACET = "facet_"
_KNOWN = frozenset(
    ["item", "kind", "parent", "position", "start", "end", "graph", "source", "target", "relation"]
)
_SUBCLASS = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#subClassOf")
_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


class RowReader:
    """Reads the rows of a query file, with names and classes from the store.

    `inferred` are the named graphs that hold what follows. Raises ProjectError, with the file, for
    a row that cannot be used.
    """

    def __init__(
        self, store: ox.Store, base: str, path: Path, *, inferred: Iterable[str] = ()
    ) -> None:
        self._store, self._base, self._path = store, base, path
        self._inferred = frozenset(inferred)
        self._name = cache(partial(read_name, store))

    def choose(self, names: set[str], role: str) -> str:  # noqa: ARG002 - without a look
        """Choose the kind of an item or a tie by the local names of its classes or its relation."""
        return ""

    def read_items(self, rows: Iterable[Row]) -> tuple[Node, ...]:
        """Read the items, each from all its rows, in the order of IRIs."""
        gathered: dict[str, list[Row]] = {}
        for row in rows:
            if row.get("item"):
                gathered.setdefault(row["item"], []).append(row)
        return tuple(self._make_item(iri, gathered[iri]) for iri in sorted(gathered))

    def read_ties(self, rows: Iterable[Row], *, directed: bool = True) -> tuple[Link, ...]:
        """Read the ties, said by all their graphs, with the greatest weight; none to itself.

        Each stays as it was told, since a relation reads one way only; without direction, of one
        that is given both ways the first in order stays.
        """
        gathered: dict[tuple[str, ...], list[Row]] = {}
        for row in sorted(rows, key=lambda row: sorted(row.items())):
            if not row.get("source"):
                continue
            for name in ("target", "relation"):
                if not row.get(name):
                    raise ProjectError("{path}: a row has no ?{name}", path=self._path, name=name)
            ends = row["source"], row["target"]
            source, target = ends if directed else sorted(ends)
            if source != target:
                key = source, row["relation"], target, row.get("start", ""), row.get("end", "")
                gathered.setdefault(key, []).append(row)
        return tuple(self._make_tie(gathered[key]) for key in sorted(gathered))

    def read_ends(self, links: Iterable[Link], *further: str) -> tuple[Node, ...]:
        """Read the items that ties have as their ends, and further ones."""
        ends = {end for link in links for end in (link.source, link.target)}
        return self.read_items({"item": iri} for iri in ends.union(further))

    def _make_item(self, iri: str, rows: list[Row]) -> Node:
        row = _merge(rows)
        classes = find_classes(self._store, iri, self._base)
        return Node(
            iri,
            Text.read(row, "label") or self._name(iri),
            row.get("kind") or self.choose(classes, "item") or find_kind(iri, self._base),
            "|".join(sorted(classes)),
            summary=Text.read(row, "summary"),
            position=self._parse_position(row.get("position")),
            parent=row.get("parent", ""),
            period=(row.get("start", ""), row.get("end", "")),
            facets=_read_facets(rows),
            graphs=_list_graphs(rows),
            values={
                name: cell
                for name, cell in row.items()
                if name not in _KNOWN and not is_facet(name)
            },
        )

    def _make_tie(self, rows: list[Row]) -> Link:
        row = _merge(rows)
        relation, graphs = row["relation"], _list_graphs(rows)
        return Link(
            row["source"],
            row["target"],
            relation,
            Text.read(row, "relation") or self._name(relation),
            max(self._parse_weight(one.get("weight", "1")) for one in rows),
            kind=row.get("kind") or self.choose({_localize(relation)}, "tie"),
            period=(row.get("start", ""), row.get("end", "")),
            facets=_read_facets(rows),
            graphs=graphs,
            inferred=bool(graphs) and self._inferred.issuperset(graphs),
        )

    def _parse_position(self, text: str | None) -> int | None:
        if text and not text.removeprefix("-").isdecimal():
            raise ProjectError(
                "{path}: position is “{text}”, expected a whole number", path=self._path, text=text
            )
        return int(text) if text else None

    def _parse_weight(self, text: str) -> float:
        try:
            weight = float(text)
        except ValueError:
            weight = 0.0
        if not 0 < weight < float("inf"):
            raise ProjectError(
                "{path}: the weight “{text}” is no number over zero", path=self._path, text=text
            )
        return weight


def is_facet(name: str) -> bool:
    """Tell whether a column gives what items or ties can be sorted out by."""
    return name.startswith(FACET)


def read_name(store: ox.Store, iri: str) -> Text:
    """Read the name of a thing; a text that is no IRI is its own name."""
    node = _make_node(iri)
    return read_label(store, node) if node else Text({}, otherwise=iri)


def find_classes(store: ox.Store, iri: str, base: str) -> set[str]:
    """Find the most specific classes of ours that a thing is of, by their local names."""
    own = f"{base}ontology#"
    types = {term for term in _follow(store, iri, _TYPE) if term.startswith(own)}
    above = {term for each in types for term in _follow(store, each, _SUBCLASS) if term != each}
    return {each.removeprefix(own) for each in types - above}


def _follow(store: ox.Store, iri: str, predicate: ox.NamedNode) -> list[str]:
    node = _make_node(iri)
    found = (quad.object for quad in match(store, (node, predicate, None))) if node else ()
    return [term.value for term in found if isinstance(term, ox.NamedNode)]


def _make_node(iri: str) -> ox.NamedNode | None:
    """A query may give what is no IRI, of which nothing is said."""
    try:
        return ox.NamedNode(iri)
    except ValueError:
        return None


def _merge(rows: Iterable[Row]) -> dict[str, str]:
    """Put the rows of one thing together: of several values, the first when sorted stays."""
    ordered = sorted(rows, key=lambda row: sorted(row.items()), reverse=True)
    return {name: cell for one in ordered for name, cell in one.items() if cell}


def _read_facets(rows: Iterable[Row]) -> dict[str, tuple[str, ...]]:
    found: dict[str, set[str]] = {}
    for row in rows:
        for name in filter(is_facet, row):
            found.setdefault(name.removeprefix(FACET), set()).add(row[name])
    return {name: tuple(sorted(found[name])) for name in sorted(found)}


def _list_graphs(rows: Iterable[Row]) -> tuple[str, ...]:
    return tuple(sorted({row["graph"] for row in rows if row.get("graph")}))


def _localize(iri: str) -> str:
    return iri.replace("#", "/").rpartition("/")[2]
