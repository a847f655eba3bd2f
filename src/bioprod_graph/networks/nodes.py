"""A network: nodes with names, links with a relation and a weight, both in the order of IRIs.

Everything is sorted when a network is made, so that nothing later depends on the order of rows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from bioprod_graph.language import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_NOTHING = Text({})


@dataclass(frozen=True)
class Node:
    """A thing: its names, its kind, its most specific classes, and what a scene says of it.

    The kind is that of a scene’s legend, else the KIND of the IRI. `parent` is the node that this
    one stands under; a period is its first and last day, each as precise as it is known, or empty;
    `facets` are what it can be sorted out by, as IRIs or plain values, by name; `graphs` are the
    named graphs that say so; `values` are the other cells of its row.
    """

    iri: str
    label: Text
    kind: str = ""
    classes: str = ""
    summary: Text = _NOTHING
    position: int | None = None
    parent: str = ""
    period: tuple[str, str] = ("", "")
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    graphs: tuple[str, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def name(self) -> Text:
        """The label, after the position unless it begins with it, as “Axis 1: …” does."""
        start = re.compile(rf"\D{{0,20}}\b0*{self.position}\b")
        if self.position is None:
            return self.label
        labels = self.label.spread().items()
        return Text({t: n if start.match(n) else f"{self.position} · {n}" for t, n in labels})


@dataclass(frozen=True)
class Link:
    """That one node is tied to another by a relation, an IRI; the weight is a number over zero.

    The relation reads from source to target, also where the network has no direction. The kind is
    that of a scene’s legend; period and graphs are as those of a node.
    """

    source: str
    target: str
    relation: str
    label: Text
    weight: float = 1.0
    kind: str = ""
    period: tuple[str, str] = ("", "")
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    graphs: tuple[str, ...] = ()
    inferred: bool = False

    @property
    def id(self) -> str:
        """What a page finds it by: its ends, its relation and since when it is."""
        return " ".join((self.source, self.relation, self.target, self.period[0]))


@dataclass(frozen=True)
class Network:
    """A network by name, with its title."""

    name: str
    title: Text
    directed: bool
    nodes: tuple[Node, ...]
    links: tuple[Link, ...]

    @cached_property
    def pairs(self) -> dict[tuple[str, str], tuple[Link, ...]]:
        """The links of each linked pair; without direction, its ends are in the order of IRIs."""
        pairs: dict[tuple[str, str], list[Link]] = {}
        for link in self.links:
            ends = link.source, link.target
            pairs.setdefault(ends if self.directed else (min(ends), max(ends)), []).append(link)
        return {pair: tuple(links) for pair, links in sorted(pairs.items())}

    @property
    def isolated(self) -> int:
        """The number of nodes without a link."""
        return len(self.nodes) - len({end for pair in self.pairs for end in pair})

    def keep(self, kept: Iterable[str]) -> Network:
        """Return the network of these nodes and the links between them."""
        iris = frozenset(kept)
        return replace(
            self,
            nodes=tuple(node for node in self.nodes if node.iri in iris),
            links=tuple(k for k in self.links if k.source in iris and k.target in iris),
        )
