"""Which statements a person means: a thing, or subject, predicate and object as they write them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from bioprod_graph.errors import NotFoundError, UsageError
from bioprod_graph.rdf import match, write_as_stored

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bioprod_graph.identifiers import PrefixTable
    from bioprod_graph.proofs.patterns import Statement

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_OWL = "http://www.w3.org/2002/07/owl#"
_XSD = "http://www.w3.org/2001/XMLSchema#"
_TYPE = ox.NamedNode(f"{_RDF}type")
_PROPERTIES = frozenset(
    ox.NamedNode(iri)
    for iri in (
        f"{_RDF}Property",
        f"{_OWL}ObjectProperty",
        f"{_OWL}DatatypeProperty",
        f"{_OWL}AnnotationProperty",
    )
)


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
    found: list[Statement] = sorted(
        {
            (thing, quad.predicate, quad.object)
            for quad in match(store, (thing, wanted, None))
            if isinstance(quad.object, ox.NamedNode | ox.Literal)
        },
        key=lambda s: (s[1].value, str(s[2])),
    )
    if not found:
        name = prefixes.compress(thing.value)
        if wanted is None:
            raise NotFoundError("nothing is said of {name}", name=name)
        by = prefixes.compress(wanted.value)
        raise NotFoundError("nothing is said of {name} with {by}", name=name, by=by)
    if value is None:
        return found
    matching = [s for s in found if _matches(s[2], value, prefixes)]
    if not matching:
        known = ", ".join(_show(s[2], prefixes) for s in found[:3])
        more = ", …" if len(found) > 3 else ""  # noqa: PLR2004  three are enough of a hint
        raise NotFoundError(
            "the graph does not say that; with this property it says {known}{more}",
            known=known,
            more=more,
        )
    return matching


def is_property(store: ox.Store, prefixes: PrefixTable, text: str) -> bool:
    """Tell whether the dataset knows a property: it says something by it, or declares it."""
    try:
        node = prefixes.expand(text)
    except UsageError:
        return False
    said = next(match(store, (None, node, None)), None)
    kinds = (quad.object for quad in match(store, (node, _TYPE, None)))
    return said is not None or any(kind in _PROPERTIES for kind in kinds)


def _matches(term: ox.NamedNode | ox.Literal, text: str, prefixes: PrefixTable) -> bool:
    if isinstance(term, ox.Literal):
        return text == term.value or term in _read_literals(text, term, prefixes)
    try:
        return prefixes.expand(text) == term
    except UsageError:
        return False


def _read_literals(text: str, like: ox.Literal, prefixes: PrefixTable) -> Iterator[ox.Literal]:
    """Give what a text may mean, in the form of the store: 95.00 and "95.0"^^xsd:decimal are 95.

    It is a value of the datatype of another literal, or a literal as Turtle writes it.
    """
    if not like.language:
        yield write_as_stored(ox.Literal(text, datatype=like.datatype))
    if text.startswith(('"', "'")):
        yield from map(write_as_stored, _parse_literal(text, prefixes))


def _parse_literal(text: str, prefixes: PrefixTable) -> list[ox.Literal]:
    known = {"xsd": _XSD, **prefixes.namespaces}
    head = "".join(f"PREFIX {name}: <{iri}> " for name, iri in known.items())
    try:
        (quad,) = ox.parse(f"{head} <urn:s> <urn:p> {text} .", format=ox.RdfFormat.TURTLE)
    except (SyntaxError, ValueError):
        return []
    return [quad.object] if isinstance(quad.object, ox.Literal) else []


def _show(term: ox.NamedNode | ox.Literal, prefixes: PrefixTable) -> str:
    return prefixes.compress(term.value) if isinstance(term, ox.NamedNode) else str(term)
