"""The data graph: the default graph of a store (SHACL, 1.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from pyoxigraph import DefaultGraph, Literal, Variable

from oxishacl.vocabulary import RDF_TYPE, RDFS_SUBCLASS_OF, Term

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from pyoxigraph import NamedNode, QuerySolutions, Store

    Functions = Mapping[NamedNode, Callable[[], Term]]

# Beyond this many nodes, what is known of each is forgotten, so that memory stays bounded.
_KEPT = 100_000
_DEFAULT = DefaultGraph()


class DataGraph:
    """The default graph of a store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._size: int | None = None
        self._subclasses: dict[Term, frozenset[Term]] = {}
        self._membership: dict[tuple[Term, Term], bool] = {}

    def size(self) -> int:
        """Give the number of quads of the store, which tells how large the graph is."""
        if self._size is None:
            self._size = len(self._store)
        return self._size

    def objects(self, subject: Term, predicate: NamedNode) -> list[Term]:
        """Give the values of a property of a node."""
        if isinstance(subject, Literal):
            return []
        quads = self._store.quads_for_pattern(subject, predicate, None, _DEFAULT)
        return [quad.object for quad in quads]

    def subjects(self, predicate: NamedNode, value: Term) -> list[Term]:
        """Give the nodes that have this value of a property."""
        return list(self.holders(predicate, value))

    def holders(self, predicate: NamedNode, value: Term) -> Iterator[Term]:
        """Give the nodes that have this value of a property, one after another."""
        quads = self._store.quads_for_pattern(None, predicate, value, _DEFAULT)
        return (quad.subject for quad in quads)

    def pairs(self, predicate: NamedNode) -> Iterator[tuple[Term, Term]]:
        """Give the subjects and objects of a property."""
        quads = self._store.quads_for_pattern(None, predicate, None, _DEFAULT)
        return ((quad.subject, quad.object) for quad in quads)

    def statements(self, subject: Term) -> list[tuple[NamedNode, Term]]:
        """Give the properties of a node with their values."""
        if isinstance(subject, Literal):
            return []
        quads = self._store.quads_for_pattern(subject, None, None, _DEFAULT)
        return [(quad.predicate, quad.object) for quad in quads]

    def subclasses(self, cls: Term) -> frozenset[Term]:
        """Give a class and its subclasses, however deep (SHACL, section 1.1)."""
        known = self._subclasses.get(cls)
        if known is None:
            found = {cls: None}
            queue = [cls]
            for node in queue:
                below = [sub for sub in self.subjects(RDFS_SUBCLASS_OF, node) if sub not in found]
                found.update(dict.fromkeys(below))
                queue += below
            known = self._subclasses[cls] = frozenset(found)
        return known

    def is_instance(self, node: Term, cls: Term) -> bool:
        """Tell whether a node is a SHACL instance of a class."""
        known = self._membership.get((node, cls))
        if known is None:
            if len(self._membership) >= _KEPT:
                self._membership.clear()
            known = not self.subclasses(cls).isdisjoint(self.objects(node, RDF_TYPE))
            self._membership[node, cls] = known
        return known

    def select(
        self, query: str, *, bound: Mapping[str, Term], functions: Functions
    ) -> QuerySolutions:
        """Answer a SELECT query over the data graph, with some variables bound beforehand."""
        found = self._store.query(
            query,
            substitutions={Variable(name): term for name, term in bound.items()} or None,
            custom_functions=dict(functions),
        )
        return cast("QuerySolutions", found)
