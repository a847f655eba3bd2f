"""The data graph: the default graph of a store (SHACL, 1.1)."""

from __future__ import annotations

from collections import defaultdict
from functools import cache, lru_cache, partial
from typing import TYPE_CHECKING, cast

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Variable

from oxishacl.terms import Term, rdf, rdfs, reach

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pyoxigraph import QuerySolutions, Store

    Functions = Mapping[NamedNode, Callable[[], Term]]

# What is known of so many nodes is kept: enough to be found again, and memory stays bounded.
_KEPT = 100_000
_READ = 1000


class DataGraph:
    """The default graph of a store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._match = partial(store.quads_for_pattern, graph_name=DefaultGraph())
        self.subclasses = cache(self._find_subclasses)
        self.is_instance = lru_cache(_KEPT)(self._has_type)
        self.properties = lru_cache(_READ)(self._read_properties)

    def objects(self, subject: Term, predicate: NamedNode) -> Sequence[Term]:
        """Give the values of a property of a node."""
        return self.properties(subject).get(predicate, ())

    def subjects(self, predicate: NamedNode, value: Term | None) -> list[Term]:
        """Give the nodes that have this value of a property, or any."""
        return [quad.subject for quad in self._match(None, predicate, value)]

    def values(self, predicate: NamedNode) -> list[Term]:
        """Give the values that any node has of a property."""
        return [quad.object for quad in self._match(None, predicate, None)]

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

    def _read_properties(self, node: Term) -> dict[NamedNode, list[Term]]:
        """Read a node at once: most of its properties are asked for, one after the other."""
        found: defaultdict[NamedNode, list[Term]] = defaultdict(list)
        if isinstance(node, NamedNode | BlankNode):
            for quad in self._match(node, None, None):
                found[quad.predicate].append(quad.object)
        return found

    def _find_subclasses(self, cls: Term) -> frozenset[Term]:
        """Give a class and its subclasses, however deep (SHACL, section 1.1)."""
        return frozenset(reach([cls], partial(self.subjects, rdfs("subClassOf"))))

    def _has_type(self, node: Term, cls: Term) -> bool:
        """Tell whether a node is a SHACL instance of a class."""
        return not self.subclasses(cls).isdisjoint(self.objects(node, rdf("type")))
