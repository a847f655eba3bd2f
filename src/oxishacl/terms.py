"""The terms that SHACL speaks of, and what is ill-formed of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Store, Triple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Node: TypeAlias = NamedNode | BlankNode
Term: TypeAlias = NamedNode | BlankNode | Literal | Triple

# How deep shapes, paths and queries may be nested: what reads them works by recursion.
DEEPEST = 40


class ShapesError(ValueError):
    """The shapes graph is ill-formed, recursive, or uses SPARQL that cannot be pre-bound.

    SHACL calls this a failure (section 3.4): there is no validation report.
    """


class Vocabulary(str):
    """Where the names of a vocabulary begin.

    >>> sh("path").value
    'http://www.w3.org/ns/shacl#path'
    """

    __slots__ = ()

    def __call__(self, name: str) -> NamedNode:
        """Give a name of the vocabulary."""
        return NamedNode(self + name)


sh = Vocabulary("http://www.w3.org/ns/shacl#")
rdf = Vocabulary("http://www.w3.org/1999/02/22-rdf-syntax-ns#")
rdfs = Vocabulary("http://www.w3.org/2000/01/rdf-schema#")
xsd = Vocabulary("http://www.w3.org/2001/XMLSchema#")
owl = Vocabulary("http://www.w3.org/2002/07/owl#")

TRUE = Literal("true", datatype=xsd("boolean"))
FALSE = Literal("false", datatype=xsd("boolean"))


def name_of(node: Node) -> str:
    """Give the IRI of a node, "" of a blank node, whose name differs each time it is read."""
    return node.value if isinstance(node, NamedNode) else ""


def say(name: NamedNode | str) -> str:
    """Write what a term is for in a message: names of SHACL with their usual prefix."""
    written = str(name)
    return f"sh:{written[len(sh) + 1 : -1]}" if written.startswith(f"<{sh}") else written


def as_iri(term: Term, role: NamedNode | str) -> NamedNode:
    """Give a term, the value of a property, as an IRI; raises ShapesError where it is none."""
    if isinstance(term, NamedNode):
        return term
    raise ShapesError(f"a value of {say(role)} must be an IRI, not {term}")


def as_literal(term: Term, role: NamedNode) -> Literal:
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
