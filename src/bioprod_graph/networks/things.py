"""What a store says of a thing that a query gives: its name, and its most specific classes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from bioprod_graph.dataset import read_label
from bioprod_graph.language import Text
from bioprod_graph.rdf import match

if TYPE_CHECKING:
    from collections.abc import Iterator

_SUBCLASS = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#subClassOf")
_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


def read_name(store: ox.Store, iri: str) -> Text:
    """Read the name of a thing; what is no IRI stands for itself."""
    try:
        return read_label(store, ox.NamedNode(iri))
    except ValueError:
        return Text({}, otherwise=iri)


def find_classes(store: ox.Store, iri: str, base: str) -> str:
    """Give our classes of a thing that have none of its classes below them, by local name."""
    own = f"{base}ontology#"
    types = {term for term in _find(store, iri, _TYPE) if term.value.startswith(own)}
    above = {term for each in types for term in _find(store, each.value, _SUBCLASS) if term != each}
    return "|".join(sorted(each.value.removeprefix(own) for each in types - above))


def _find(store: ox.Store, iri: str, predicate: ox.NamedNode) -> Iterator[ox.NamedNode]:
    try:
        subject = ox.NamedNode(iri)
    except ValueError:  # a query may give what is no IRI, of which nothing is said
        return
    for quad in match(store, (subject, predicate, None)):
        if isinstance(quad.object, ox.NamedNode):
            yield quad.object
