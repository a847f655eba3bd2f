"""What a store says of a thing: its names, and its most specific classes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from bioprod_graph.language import Text
from bioprod_graph.rdf import Term, match

if TYPE_CHECKING:
    from collections.abc import Iterator

_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
# The label of a concept is inferred from its preferred one, and may be left out with its layer.
_LABELS = (
    ox.NamedNode(f"{_RDFS}label"),
    ox.NamedNode("http://www.w3.org/2004/02/skos/core#prefLabel"),
)
_SUBCLASS = ox.NamedNode(f"{_RDFS}subClassOf")
_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


def read_label(store: ox.Store, iri: str) -> Text:
    """Read the names of a thing; without any, the end of its IRI stands for them."""
    rest = iri.rstrip("/").replace("#", "/").rpartition("/")[2]
    found = ([t for t in _find(store, iri, p) if isinstance(t, ox.Literal)] for p in _LABELS)
    names = next(filter(None, found), [])
    return Text.collect(((name.language or "", name.value) for name in names), otherwise=rest)


def find_classes(store: ox.Store, iri: str, base: str) -> str:
    """Give our classes of a thing that have none of its classes below them, by local name."""
    own = f"{base}ontology#"
    types = {term for term in _find(store, iri, _TYPE) if term.value.startswith(own)}
    above = {term for each in types for term in _find(store, each.value, _SUBCLASS) if term != each}
    return "|".join(sorted(each.value.removeprefix(own) for each in types - above))


def _find(store: ox.Store, iri: str, predicate: ox.NamedNode) -> Iterator[Term]:
    try:
        subject = ox.NamedNode(iri)
    except ValueError:  # a query may give what is no IRI, of which nothing is said
        return
    for quad in match(store, (subject, predicate, None)):
        if isinstance(quad.object, ox.NamedNode | ox.Literal):
            yield quad.object
