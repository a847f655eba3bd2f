"""Statements in the formats of RDF, each read back as it was or refused by name.

What RDF 1.2 adds, triples within triples and texts with a direction, has a place in Turtle and in
formats of lines. RDF/XML (https://www.w3.org/TR/rdf-syntax-grammar/) has none for properties whose
address does not end in a name of XML, nor for what XML cannot hold.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.parsers import expat

import pyoxigraph as ox

from bioprod_graph.errors import FormatError
from bioprod_graph.language import Message
from bioprod_graph.notation.visible import name_character
from bioprod_graph.notation.xml import find_place, find_unholdable, keep_returns
from bioprod_graph.rdf import find_iris, serialize

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    Statement = ox.Triple | ox.Quad
    Statements = Sequence[ox.Triple] | Sequence[ox.Quad]

FORMS = {
    "turtle": ox.RdfFormat.TURTLE,
    "trig": ox.RdfFormat.TRIG,
    "nquads": ox.RdfFormat.N_QUADS,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "rdfxml": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
}
_RDF_1_1 = ("jsonld", "rdfxml")
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_RESERVED = frozenset(
    f"{_RDF}{name}"
    for name in (
        *("RDF", "ID", "Description", "about", "parseType", "resource", "li", "nodeID", "datatype"),
        *("bagID", "aboutEach", "aboutEachPrefix"),
    )
)
# https://www.w3.org/TR/xml/#NT-Name without the colon, as the writer cuts addresses.
_START = (
    "A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d"
    "\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_NAME = re.compile(f"[{_START}][{_START}.0-9\u00b7\u0300-\u036f\u203f\u2040-]*\\Z")
# Namespaces that may not be declared, and prefixes that mean something to XML or to the writer.
_XML_SPACES = ("http://www.w3.org/XML/1998/namespace", "http://www.w3.org/2000/xmlns/")
_PREFIX = re.compile(r"(?!xml|its\Z|oxprefix\Z)[A-Za-z_][A-Za-z0-9_.-]*", re.IGNORECASE)


def write_rdf(
    statements: Statements, form: str, prefixes: Mapping[str, str] | None = None
) -> bytes:
    """Write statements in the format of that name, in the order in which they come.

    Raises FormatError, before anything is written, for what the format cannot hold.
    """
    if form in _RDF_1_1:
        _refuse_rdf_1_2(statements, form)
    if form != "rdfxml":
        return serialize(statements, FORMS[form], prefixes)
    for predicate in dict.fromkeys(statement.predicate for statement in statements):
        _check_property(predicate)
    declared = {name: iri for name, iri in (prefixes or {}).items() if _may_declare(name, iri)}
    written = serialize(statements, FORMS[form], declared)
    if find_place(written) >= 0:
        raise _find_value(statements)
    return keep_returns(written)


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


def _check_property(predicate: ox.NamedNode) -> None:
    match = _NAME.search(predicate.value)
    space = predicate.value[: match.start()] if match else ""
    is_free = predicate.value not in _RESERVED and space not in _XML_SPACES
    if match is not None and is_free and _is_name(match[0]):
        return
    raise FormatError(
        "rdfxml cannot hold the property {predicate}: XML has no name for it, "
        "since its address ends in none or is reserved; use turtle, ntriples or "
        "jsonld",
        predicate=predicate,
    )


def _is_name(name: str) -> bool:
    """Tell whether a parser takes it for a name: many know only those of XML’s fourth edition."""
    try:
        expat.ParserCreate().Parse(f"<{name}/>".encode(), True)
    except expat.ExpatError:
        return False
    return True


def _may_declare(name: str, space: str) -> bool:
    """Tell whether a prefix may stand in XML; the writer finds another for what lacks one."""
    is_other = name.lower() == "rdf" and space != _RDF
    return _PREFIX.fullmatch(name) is not None and space not in _XML_SPACES and not is_other


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
