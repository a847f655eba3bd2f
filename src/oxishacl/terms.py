"""The terms that SHACL speaks of, and what is ill-formed of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Store, Triple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Node: TypeAlias = NamedNode | BlankNode
Term: TypeAlias = NamedNode | BlankNode | Literal | Triple

_SH = "http://www.w3.org/ns/shacl#"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_XSD = "http://www.w3.org/2001/XMLSchema#"

# How deep shapes, paths and queries may be nested: what reads them works by recursion.
DEEPEST = 40


class ShapesError(ValueError):
    """The shapes graph is ill-formed, recursive, or uses SPARQL that cannot be pre-bound.

    SHACL calls this a failure (section 3.4): there is no validation report.
    """


def sh(name: str) -> NamedNode:
    """Name a term of SHACL.

    >>> sh("path").value
    'http://www.w3.org/ns/shacl#path'
    """
    return NamedNode(_SH + name)


def xsd(name: str) -> NamedNode:
    """Name a datatype of XML Schema."""
    return NamedNode(_XSD + name)


RDF_TYPE = NamedNode(_RDF + "type")
RDF_FIRST = NamedNode(_RDF + "first")
RDF_REST = NamedNode(_RDF + "rest")
RDF_NIL = NamedNode(_RDF + "nil")
RDFS_CLASS = NamedNode(_RDFS + "Class")
RDFS_SUBCLASS_OF = NamedNode(_RDFS + "subClassOf")
OWL_IMPORTS = NamedNode("http://www.w3.org/2002/07/owl#imports")

TRUE = Literal("true", datatype=xsd("boolean"))
FALSE = Literal("false", datatype=xsd("boolean"))


def name_of(node: Node) -> str:
    """Give the IRI of a node, "" of a blank node, whose name differs each time it is read."""
    return node.value if isinstance(node, NamedNode) else ""


def is_core(name: NamedNode) -> bool:
    """Tell whether a name belongs to SHACL itself."""
    return name.value.startswith(_SH)


def say(name: NamedNode | str) -> str:
    """Write what a term is for in a message: names of SHACL with their usual prefix."""
    if isinstance(name, NamedNode) and is_core(name):
        return f"sh:{name.value.removeprefix(_SH)}"
    return str(name)


def as_iri(term: Term, role: NamedNode | str) -> NamedNode:
    """Give a term, the value of a property, as an IRI; raises ShapesError where it is none."""
    if isinstance(term, NamedNode):
        return term
    raise ShapesError(f"a value of {say(role)} must be an IRI, not {term}")


def as_literal(term: Term, role: NamedNode | str) -> Literal:
    """Give a term as a literal; raises ShapesError where it is none."""
    if isinstance(term, Literal):
        return term
    raise ShapesError(f"a value of {say(role)} must be a literal, not {term}")


def as_node(term: Term, role: NamedNode | str) -> Node:
    """Give a term as an IRI or blank node; raises ShapesError where it is neither."""
    if isinstance(term, Node):
        return term
    raise ShapesError(f"a value of {say(role)} must be an IRI or a blank node, not {term}")


def as_stored(term: Term) -> Term:
    """Give a term as a store gives it back, which is how it stands in a data graph.

    A store keeps numbers and dates as values.

    >>> as_stored(Literal("01", datatype=xsd("integer"))).value
    '1'
    """
    store, name = Store(), NamedNode("urn:x-shacl:term")
    store.add(Quad(name, name, term))
    stored: Term = next(iter(store)).object
    return stored


def reach(start: Iterable[Term], follow: Callable[[Term], Iterable[Term]]) -> list[Term]:
    """Give some nodes and all that can be reached from them, each once, the nearest first."""
    found = dict.fromkeys(start)
    queue = list(found)
    for node in queue:
        further = dict.fromkeys(value for value in follow(node) if value not in found)
        found.update(further)
        queue += further
    return queue
