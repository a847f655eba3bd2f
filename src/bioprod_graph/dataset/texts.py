"""What a dataset calls a thing and says of it, in the languages in which it does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from bioprod_graph.language import Text
from bioprod_graph.rdf import match

if TYPE_CHECKING:
    from collections.abc import Iterable

LABEL = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
_PREFERRED = ox.NamedNode("http://www.w3.org/2004/02/skos/core#prefLabel")
_DERIVED_FROM = ox.NamedNode("http://www.w3.org/ns/prov#wasDerivedFrom")


def read_label(store: ox.Store, thing: ox.NamedNode, *, otherwise: str = "") -> Text:
    """Read the name of a thing; without one, `otherwise`, or else the end of its IRI."""
    otherwise = otherwise or thing.value.rstrip("/").replace("#", "/").rpartition("/")[2]
    # The label of a concept is inferred from its preferred one, and may be left out with its layer.
    name = read_property(store, thing, LABEL, otherwise=otherwise)
    return name or read_property(store, thing, _PREFERRED, otherwise=otherwise)


def read_property(
    store: ox.Store, thing: ox.NamedNode, predicate: ox.NamedNode, *, otherwise: str = ""
) -> Text:
    """Read the literals of a property of a thing, as a text in several languages."""
    found = (quad.object for quad in match(store, (thing, predicate, None)))
    texts = ((each.language or "", each.value) for each in found if isinstance(each, ox.Literal))
    return Text.collect(texts, otherwise=otherwise)


def read_passages(store: ox.Store, graphs: Iterable[ox.NamedNode]) -> tuple[ox.NamedNode, ...]:
    """Read the passages that the rows of named graphs cite, each once, sorted."""
    found = {
        quad.object
        for graph in graphs
        for quad in match(store, (graph, _DERIVED_FROM, None))
        if isinstance(quad.object, ox.NamedNode)
    }
    return tuple(sorted(found, key=lambda passage: passage.value))


def is_passage(store: ox.Store, thing: ox.NamedNode) -> bool:
    """Tell whether some row cites a thing as a passage."""
    return any(match(store, (None, _DERIVED_FROM, thing)))
