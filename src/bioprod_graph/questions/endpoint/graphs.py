"""The graph of an answer, in the RDF format in which it came, whole and without a named graph."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree.ElementTree import canonicalize
from xml.parsers import expat

import pyoxigraph as ox

from bioprod_graph.questions.endpoint.results_xml import read_whole
from bioprod_graph.questions.endpoint.words import FlawError, LargeError

if TYPE_CHECKING:
    from collections.abc import Iterator

# By media type; what is called N3 by services is the Turtle that it was once part of.
FORMATS: dict[str, ox.RdfFormat] = {
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "text/ntriples": ox.RdfFormat.N_TRIPLES,
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/turtle": ox.RdfFormat.TURTLE,
    "application/x-turtle": ox.RdfFormat.TURTLE,
    "text/n3": ox.RdfFormat.TURTLE,
    "text/rdf+n3": ox.RdfFormat.TURTLE,
    "application/n3": ox.RdfFormat.TURTLE,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
    "application/ld+json": ox.RdfFormat.JSON_LD,
    "application/n-quads": ox.RdfFormat.N_QUADS,
    "text/x-nquads": ox.RdfFormat.N_QUADS,
    "application/trig": ox.RdfFormat.TRIG,
    "application/x-trig": ox.RdfFormat.TRIG,
}

_LITERAL = re.compile(r"parseType\s*=\s*[\"']Literal")
# Statements of a graph: each takes some 700 bytes of memory.
LARGEST = 1_000_000
_DEEPEST = 1_000


def parse_graph(text: str, form: ox.RdfFormat, base: str) -> ox.Store:
    """Parse a graph; a relative IRI is resolved against the address it came from.

    Contexts of JSON-LD that would have to be fetched are refused, never fetched. Raises LargeError,
    FlawError, SyntaxError, ValueError or MemoryError for what is no graph.
    """
    if form == ox.RdfFormat.RDF_XML:
        text = _normalise(text)
    store = ox.Store()
    try:
        store.bulk_extend(_check(ox.parse(text, format=form, base_iri=base)))
    except SyntaxError as error:
        if "LoadDocumentCallback" in str(error):
            raise FlawError("its context is elsewhere, and is not fetched") from None
        raise
    if form == ox.RdfFormat.JSON_LD and not len(store) and text.strip() not in ("{}", "[]"):
        raise FlawError("no statement is in it")
    return store


def _check(quads: Iterator[ox.Quad]) -> Iterator[ox.Quad]:
    for count, quad in enumerate(quads):
        if count == LARGEST:
            raise LargeError("a million statements")
        if quad.graph_name != ox.DefaultGraph():
            raise FlawError("a graph was expected, not named graphs")
        yield quad


def _normalise(text: str) -> str:
    """Bring XML to one form (C14N 2.0), its end found: the RDF/XML parser takes what is cut.

    It takes neither CDATA nor comments within a text. In an XML literal a comment is part of it.
    """
    depth = 0

    def begin(*_: object) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEEPEST:
            raise FlawError("the XML nests too deeply")

    def end(_: object) -> None:
        nonlocal depth
        depth -= 1

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = begin, end
    read_whole(text, parser)
    return canonicalize(text, with_comments=_LITERAL.search(text) is not None)
