"""Which statements a person means: subject, predicate and object as they write them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from bioprod_graph.dataset import read_label
from bioprod_graph.errors import NotFoundError, UsageError
from bioprod_graph.names import split_words
from bioprod_graph.rdf import match, write_as_stored

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bioprod_graph.identifiers import PrefixTable
    from bioprod_graph.proofs.patterns import Statement

_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_PROPERTY = ("#Property>", "#ObjectProperty>", "#DatatypeProperty>", "#AnnotationProperty>")
_XSD = "http://www.w3.org/2001/XMLSchema#"
_SHOWN = 3


def find_statements(
    store: ox.Store,
    prefixes: PrefixTable,
    subject: str,
    *,
    predicate: str | None,
    value: str | None,
) -> list[Statement]:
    """Find the statement that is meant, or all statements about a thing.

    Raises NotFoundError, with what is there instead, if there are none.
    """
    thing = prefixes.expand(subject)
    wanted = None if predicate is None else prefixes.expand(predicate)
    terms = {(quad.predicate, quad.object) for quad in match(store, (thing, wanted, None))}
    found: list[Statement] = [
        (thing, by, term)
        for by, term in sorted(terms, key=lambda each: (each[0].value, str(each[1])))
        if isinstance(term, ox.NamedNode | ox.Literal)
    ]
    if not found:
        name = prefixes.compress(thing.value)
        if wanted is None:
            raise NotFoundError("nothing is said of {name}", name=name)
        by = prefixes.compress(wanted.value)
        raise NotFoundError("nothing is said of {name} with {by}", name=name, by=by)
    if value is None:
        return found
    meant = [s for s in found if _is_meant(s[2], value, store, prefixes=prefixes)]
    if not meant:
        shown = (
            str(term) if isinstance(term, ox.Literal) else prefixes.compress(term.value)
            for *_, term in found[:_SHOWN]
        )
        raise NotFoundError(
            "the graph does not say that; with this property it says {known}{more}",
            known=", ".join(shown),
            more=", …" if len(found) > _SHOWN else "",
        )
    return meant


def is_property(store: ox.Store, prefixes: PrefixTable, text: str) -> bool:
    """Tell whether the dataset knows a property: it says something by it, or declares it."""
    try:
        node = prefixes.expand(text)
    except UsageError:
        return False
    if any(match(store, (None, node, None))):
        return True
    return any(str(quad.object).endswith(_PROPERTY) for quad in match(store, (node, _TYPE, None)))


def _is_meant(
    term: ox.NamedNode | ox.Literal, text: str, store: ox.Store, *, prefixes: PrefixTable
) -> bool:
    """Tell whether a text means a term: a thing by any name, a literal by its text or in full."""
    if isinstance(term, ox.Literal):
        return text == term.value or term in _read_literals(text, term, prefixes)
    try:
        return prefixes.expand(text) == term
    except UsageError:
        slug = term.value.rpartition("/")[2]
        named = (slug, *read_label(store, term).forms.values())
        return split_words(text) in map(split_words, named)


def _read_literals(text: str, like: ox.Literal, prefixes: PrefixTable) -> Iterator[ox.Literal]:
    """Give what a text may mean, in the form of the store: 95.00 and "95.0"^^xsd:decimal are 95.

    It is a value of the datatype of another literal, or a literal as Turtle writes it.
    """
    if not like.language:
        yield write_as_stored(ox.Literal(text, datatype=like.datatype))
    if not text.startswith(('"', "'")):
        return
    known = {"xsd": _XSD, **prefixes.namespaces}
    head = "".join(f"PREFIX {name}: <{iri}> " for name, iri in known.items())
    try:
        (quad,) = ox.parse(f"{head} <urn:s> <urn:p> {text} .", format=ox.RdfFormat.TURTLE)
    except (SyntaxError, ValueError):
        return
    if isinstance(quad.object, ox.Literal):
        yield write_as_stored(quad.object)
