"""A network as measures and exports take it: nodes with names, links with a relation and a weight.

Everything is sorted when a network is made, so that nothing later depends on the order of rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from bioprod_graph.dataset import read_label
from bioprod_graph.identifiers import find_kind
from bioprod_graph.rdf import match

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bioprod_graph.language import Language

_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_SUBCLASS = ox.NamedNode(f"{_RDFS}subClassOf")
_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


@dataclass(frozen=True, order=True)
class Node:
    """A thing: its IRI, its names, the KIND of its IRI and its most specific classes."""

    iri: str
    label_fr: str
    label_en: str
    kind: str
    classes: str

    def label(self, language: Language) -> str:
        """Give the name in a language."""
        return self.label_fr if language == "fr" else self.label_en


@dataclass(frozen=True, order=True)
class Link:
    """That one node is tied to another by a relation, an IRI; the weight is a number over zero.

    The relation reads from source to target, also where the network has no direction.
    """

    source: str
    target: str
    relation: str
    label_fr: str
    label_en: str
    weight: float = 1.0

    def label(self, language: Language) -> str:
        """Give the name of the relation in a language."""
        return self.label_fr if language == "fr" else self.label_en


@dataclass(frozen=True)
class Network:
    """A network by name, with what it is in French and English; nodes and links are sorted."""

    name: str
    title_fr: str
    title_en: str
    directed: bool
    nodes: tuple[Node, ...]
    links: tuple[Link, ...]

    def title(self, language: Language) -> str:
        """Give the title in a language."""
        return self.title_fr if language == "fr" else self.title_en

    def pair(self, link: Link) -> tuple[str, str]:
        """Give the ends of a link; without direction, in the order of their IRIs."""
        ends = link.source, link.target
        return ends if self.directed else (min(ends), max(ends))

    def keep(self, kept: Iterable[str]) -> Network:
        """Give the part of the network that lies between these nodes."""
        iris = frozenset(kept)
        return Network(
            self.name,
            self.title_fr,
            self.title_en,
            directed=self.directed,
            nodes=tuple(node for node in self.nodes if node.iri in iris),
            links=tuple(k for k in self.links if k.source in iris and k.target in iris),
        )


def describe_node(store: ox.Store, iri: str, base: str) -> Node:
    """Describe a thing by what the store says of it; a name that is missing is its IRI’s end."""
    french, english = read_labels(store, iri)
    return Node(iri, french, english, find_kind(iri, base), _find_classes(store, iri, base))


def read_labels(store: ox.Store, iri: str) -> tuple[str, str]:
    """Read the names of a thing in French and English; where one is missing, the other stands."""
    french, english = read_label(store, ox.NamedNode(iri)).spread().values()
    return french, english


def _find_classes(store: ox.Store, iri: str, base: str) -> str:
    """Give our classes of a thing that have none of its classes below them, by local name."""
    own = f"{base}ontology#"
    types = {
        quad.object
        for quad in match(store, (ox.NamedNode(iri), _TYPE, None))
        if isinstance(quad.object, ox.NamedNode) and quad.object.value.startswith(own)
    }
    above = {
        quad.object
        for each in types
        for quad in match(store, (each, _SUBCLASS, None))
        if quad.object != each
    }
    return "|".join(sorted(each.value.removeprefix(own) for each in types - above))
