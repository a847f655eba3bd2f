"""Statements in the formats of RDF, sorted: the same statements give the same bytes.

N-Quads and TriG keep the named graphs; the others hold the union of all graphs, and no owl:imports:
all modules stand in the file, and programs that read it would look for them on the network.

Each is read back as it was or refused by name. What RDF 1.2 adds, triples within triples and texts
with a direction, has a place in Turtle and in formats of lines. RDF/XML
(https://www.w3.org/TR/rdf-syntax-grammar/) has none for properties whose address does not end in a
name of XML, nor for what XML cannot hold.
"""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING

import pyoxigraph as ox

from bioprod_graph.errors import FormatError
from bioprod_graph.formats.registry import ALL_PLACES, Format, register
from bioprod_graph.language import Message
from bioprod_graph.notation import (
    find_place,
    find_unholdable,
    keep_returns,
    label_graph,
    name_character,
)
from bioprod_graph.rdf import find_iris, order_triple, serialize

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bioprod_graph.formats.registry import Setting

    Statement = ox.Triple | ox.Quad
    Statements = Sequence[ox.Triple] | Sequence[ox.Quad]

_FORMS = {
    "jsonld": (ox.RdfFormat.JSON_LD, "application/ld+json", ".jsonld"),
    "nquads": (ox.RdfFormat.N_QUADS, "application/n-quads", ".nq"),
    "ntriples": (ox.RdfFormat.N_TRIPLES, "application/n-triples", ".nt"),
    "rdfxml": (ox.RdfFormat.RDF_XML, "application/rdf+xml", ".rdf"),
    "trig": (ox.RdfFormat.TRIG, "application/trig", ".trig"),
    "turtle": (ox.RdfFormat.TURTLE, "text/turtle", ".ttl"),
}
_QUADS = ("nquads", "trig")
_OF_LINES = ("nquads", "ntriples")
_RDF_1_1 = ("jsonld", "rdfxml")
# How a comment is written. Lines are compared with those of other files, and hold statements alone.
_COMMENTS = {"turtle": "# {}\n", "trig": "# {}\n", "rdfxml": "<!-- {} -->\n"}
_HEAD = {"rdfxml": b'<?xml version="1.0" encoding="UTF-8"?>\n'}
_IMPORTS = ox.NamedNode("http://www.w3.org/2002/07/owl#imports")


def render_statements(
    statements: Iterable[ox.Triple] | Iterable[ox.Quad], setting: Setting, *, form: str
) -> bytes:
    """Write statements in a format; only the prefixes that they use are declared.

    Blank nodes of triples get labels that are the same each time. Raises FormatError, before
    anything is written, for what the format cannot hold.
    """
    ordered = _order(statements, form)
    used = find_prefixes(ordered, setting.prefixes.namespaces) if form in _COMMENTS else {}
    written = write_rdf(ordered, form, used)
    if form in _OF_LINES:
        # In the order of lines, as dataset.nq is.
        return b"".join(sorted(written.splitlines(keepends=True)))
    if form in _COMMENTS and setting.imprint:
        head = _HEAD.get(form, b"")
        return head + _write_comment(form, setting) + written.removeprefix(head)
    return written


def write_rdf(
    statements: Statements, form: str, prefixes: Mapping[str, str] | None = None
) -> bytes:
    """Write statements in the format of that name, in the order in which they come.

    Raises FormatError, before anything is written, for what the format cannot hold.
    """
    if form in _RDF_1_1:
        _refuse_rdf_1_2(statements, form)
    if form != "rdfxml":
        return serialize(statements, _FORMS[form][0], prefixes)
    for predicate in dict.fromkeys(statement.predicate for statement in statements):
        if not _has_name(predicate.value):
            raise FormatError(
                "rdfxml cannot hold the property {predicate}: XML has no name for it, "
                "since its address ends in none or is reserved; use turtle, ntriples or "
                "jsonld",
                predicate=predicate,
            )
    declared = {name: iri for name, iri in (prefixes or {}).items() if _has_name(f"{iri}a", name)}
    written = serialize(statements, _FORMS[form][0], declared)
    if find_place(written) >= 0:
        raise _find_value(statements)
    return keep_returns(written)


def _order(statements: Iterable[ox.Triple] | Iterable[ox.Quad], form: str) -> Statements:
    given = list(dict.fromkeys(statements))
    quads = [each for each in given if isinstance(each, ox.Quad)]
    if quads and form == "nquads":
        return quads
    if quads and form in _QUADS:
        return sorted(quads, key=lambda quad: (str(quad.graph_name), *order_triple(quad.triple)))
    flat = (quad.triple for quad in quads if quad.predicate != _IMPORTS)
    triples = [*(each for each in given if isinstance(each, ox.Triple)), *dict.fromkeys(flat)]
    # Labels first: the order of the statements is that of the labels too.
    labelled = label_graph(triples)
    return labelled if form in _OF_LINES else sorted(labelled, key=order_triple)


def _write_comment(form: str, setting: Setting) -> bytes:
    told = setting.tell()
    if form == "rdfxml":
        told = told.replace("--", "-%2D")  # would end a comment of XML
    return _COMMENTS[form].format(told).encode()


def find_prefixes(statements: Statements, namespaces: Mapping[str, str]) -> dict[str, str]:
    """Find the prefixes that names in these statements can be shortened with."""
    iris = {iri for statement in statements for iri in find_iris(statement)}
    starts = {iri[: iri.rfind(end) + 1] for iri in iris for end in "#/_"}
    return {name: start for name, start in namespaces.items() if start in starts}


def _refuse_rdf_1_2(statements: Iterable[Statement], form: str) -> None:
    for statement in statements:
        term = statement.object
        if isinstance(term, ox.Triple):
            what = Message("a triple within a triple")
        elif isinstance(term, ox.Literal) and term.direction is not None:
            what = Message("a text with a direction")
        else:
            continue
        about = f"{statement.subject} {statement.predicate}"
        raise FormatError(
            "{form} cannot hold {what}, which {about} has: use turtle or ntriples",
            form=form,
            what=what,
            about=about,
        )


@cache
def _has_name(predicate: str, prefix: str = "") -> bool:
    """Tell whether a property is read back, by a parser of RDF and by an older one of XML.

    With a prefix, whether it is when that stands for all of it but the last character. Many parsers
    know only the names of XML’s fourth edition.
    """
    from xml.parsers import expat

    triple = ox.Triple(_IMPORTS, ox.NamedNode(predicate), _IMPORTS)
    prefixes = {prefix: predicate[:-1]} if prefix else None
    try:
        written = serialize([triple], ox.RdfFormat.RDF_XML, prefixes)
        expat.ParserCreate(namespace_separator=" ").Parse(written, True)
        return [quad.triple for quad in ox.parse(written, format=ox.RdfFormat.RDF_XML)] == [triple]
    except (OSError, SyntaxError, expat.ExpatError):
        return False


def _find_value(statements: Iterable[Statement]) -> FormatError:
    """Make the error that names the first value that XML cannot hold."""
    about, character = next(
        (f"{statement.subject} {statement.predicate}", found)
        for statement in statements
        for text in (getattr(statement.object, "value", ""), *find_iris(statement))
        if (found := find_unholdable(text))
    )
    name = name_character(character)
    return FormatError(
        "rdfxml cannot hold {name}, which stands in a value of {about}: XML has "
        "no such character; use turtle, ntriples or jsonld",
        name=name,
        about=about,
    )


register(
    *(
        Format(
            *(name, "statements", media_type, suffix, partial(render_statements, form=name)),
            places=ALL_PLACES if name in _COMMENTS else (),
        )
        for name, (_, media_type, suffix) in _FORMS.items()
    )
)
