"""Names of the vocabularies that SHACL uses, and the terms that stand at each place of a graph."""

from __future__ import annotations

from typing import TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

Node: TypeAlias = NamedNode | BlankNode
Term: TypeAlias = NamedNode | BlankNode | Literal | Triple

_SH = "http://www.w3.org/ns/shacl#"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_XSD = "http://www.w3.org/2001/XMLSchema#"


def sh(name: str) -> NamedNode:
    """Name a term of SHACL.

    >>> sh("path").value
    'http://www.w3.org/ns/shacl#path'
    """
    return NamedNode(_SH + name)


def xsd(name: str) -> NamedNode:
    """Name a datatype of XML Schema."""
    return NamedNode(_XSD + name)


def name_of(node: Node) -> str:
    """Give the IRI of a node, "" of a blank node, whose name differs each time it is read."""
    return node.value if isinstance(node, NamedNode) else ""


def is_core(name: NamedNode) -> bool:
    """Tell whether a name belongs to SHACL itself."""
    return name.value.startswith(_SH)


RDF_TYPE = NamedNode(_RDF + "type")
RDF_FIRST = NamedNode(_RDF + "first")
RDF_REST = NamedNode(_RDF + "rest")
RDF_NIL = NamedNode(_RDF + "nil")
RDFS_CLASS = NamedNode(_RDFS + "Class")
RDFS_SUBCLASS_OF = NamedNode(_RDFS + "subClassOf")
OWL_IMPORTS = NamedNode("http://www.w3.org/2002/07/owl#imports")

TRUE = Literal("true", datatype=xsd("boolean"))
FALSE = Literal("false", datatype=xsd("boolean"))
