"""The terms that SHACL speaks of, and what is ill-formed of them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Store, Triple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Node: TypeAlias = NamedNode | BlankNode
Term: TypeAlias = NamedNode | BlankNode | Literal | Triple
T = TypeVar("T")
NODES: tuple[type[Node], ...] = (NamedNode, BlankNode)

# How deep shapes, paths and queries may be nested: what reads them works by recursion.
DEEPEST = 40


class ShapesError(ValueError):
    """The shapes graph is ill-formed, recursive, or uses SPARQL that cannot be pre-bound.

    SHACL calls this a failure (section 3.4): there is no validation report.
    """


class Vocabulary(str):
    """Where the names of a vocabulary begin; `sh("path")` is one of its names."""

    __slots__ = ()

    @cache  # noqa: B019  there are five, and few names of each
    def __call__(self, name: str) -> NamedNode:
        """Give a name of the vocabulary."""
        return NamedNode(self + name)


sh = Vocabulary("http://www.w3.org/ns/shacl#")
rdf = Vocabulary("http://www.w3.org/1999/02/22-rdf-syntax-ns#")
rdfs = Vocabulary("http://www.w3.org/2000/01/rdf-schema#")
xsd = Vocabulary("http://www.w3.org/2001/XMLSchema#")
owl = Vocabulary("http://www.w3.org/2002/07/owl#")

_CALLED: dict[type, str] = {
    NamedNode: "an IRI",
    BlankNode: "a blank node",
    Literal: "a literal",
}
TRUE = Literal("true", datatype=xsd("boolean"))
FALSE = Literal("false", datatype=xsd("boolean"))


def name_of(node: Node) -> str:
    """Give the IRI of a node, "" of a blank node, whose name differs each time it is read."""
    return node.value if isinstance(node, NamedNode) else ""


def say(name: NamedNode | str) -> str:
    """Write what a term is for in a message: names of SHACL with their usual prefix."""
    written = str(name)
    return f"sh:{written[len(sh) + 1 : -1]}" if written.startswith(f"<{sh}") else written


def expect(term: Term, role: NamedNode | str, *kinds: type[T]) -> T:
    """Give a term, the value of a property, as of these kinds; raises ShapesError for others."""
    if isinstance(term, kinds):
        return term
    wanted = " or ".join(_CALLED[kind] for kind in kinds)
    raise ShapesError(f"a value of {say(role)} must be {wanted}, not {term}")


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
        further = [value for value in dict.fromkeys(follow(node)) if value not in found]
        found.update(dict.fromkeys(further))
        queue += further
    return queue
