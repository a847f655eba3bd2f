"""The data graph: the default graph of a store (SHACL, 1.1)."""

from __future__ import annotations

from functools import cache, cached_property, lru_cache, partial
from typing import TYPE_CHECKING, cast

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Variable

from oxishacl.reach import reach
from oxishacl.vocabulary import RDF_TYPE, RDFS_SUBCLASS_OF, Term

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from pyoxigraph import QuerySolutions, Store

    Functions = Mapping[NamedNode, Callable[[], Term]]

# What is known of so many nodes is kept: enough to be found again, and memory stays bounded.
_KEPT = 100_000
_DEFAULT = DefaultGraph()


class DataGraph:
    """The default graph of a store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.subclasses = cache(self._find_subclasses)
        self.is_instance = lru_cache(_KEPT)(self._has_type)

    @cached_property
    def size(self) -> int:
        """The number of quads of the store, which tells how long it takes to read the graph."""
        return len(self._store)

    def objects(self, subject: Term, predicate: NamedNode) -> list[Term]:
        """Give the values of a property of a node."""
        if not isinstance(subject, NamedNode | BlankNode):
            return []
        quads = self._store.quads_for_pattern(subject, predicate, None, _DEFAULT)
        return [quad.object for quad in quads]

    def subjects(self, predicate: NamedNode, value: Term) -> list[Term]:
        """Give the nodes that have this value of a property."""
        quads = self._store.quads_for_pattern(None, predicate, value, _DEFAULT)
        return [quad.subject for quad in quads]

    def pairs(self, predicate: NamedNode) -> Iterator[tuple[Term, Term]]:
        """Give the subjects and objects of a property."""
        quads = self._store.quads_for_pattern(None, predicate, None, _DEFAULT)
        return ((quad.subject, quad.object) for quad in quads)

    def statements(self, subject: Term) -> list[tuple[NamedNode, Term]]:
        """Give the properties of a node with their values."""
        if not isinstance(subject, NamedNode | BlankNode):
            return []
        quads = self._store.quads_for_pattern(subject, None, None, _DEFAULT)
        return [(quad.predicate, quad.object) for quad in quads]

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

    def _find_subclasses(self, cls: Term) -> frozenset[Term]:
        """Give a class and its subclasses, however deep (SHACL, section 1.1)."""
        return frozenset(reach([cls], partial(self.subjects, RDFS_SUBCLASS_OF)))

    def _has_type(self, node: Term, cls: Term) -> bool:
        """Tell whether a node is a SHACL instance of a class."""
        return not self.subclasses(cls).isdisjoint(self.objects(node, RDF_TYPE))
