"""The two graphs: the shapes graph as it is read, the data graph as a store has it (SHACL, 1.1)."""

from __future__ import annotations

from collections import Counter
from functools import cache, lru_cache, partial
from itertools import islice
from typing import TYPE_CHECKING, cast
from weakref import proxy

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Variable

from oxishacl.literals import is_well_typed
from oxishacl.terms import (
    FALSE,
    TRUE,
    ShapesError,
    T,
    Term,
    expect,
    rdf,
    rdfs,
    reach,
    say,
    xsd,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from pyoxigraph import Quad, QuerySolutions, Store, Triple

    Functions = Mapping[NamedNode, Callable[[], Term]]

# What is known of so many nodes is kept: enough to be found again, and memory stays bounded.
_KEPT = 100_000
# A property that is asked for so often is read at once, if it has no more values than this.
_OFTEN, _LONGEST = 50, 20_000


class ShapesSource:
    """The triples of a shapes graph; literals keep the form in which they were written."""

    def __init__(self, statements: Iterable[Quad | Triple]) -> None:
        self._known: dict[Term, dict[NamedNode, dict[Term, None]]] = {}
        for statement in statements:
            known = self._known.setdefault(statement.subject, {})
            known.setdefault(statement.predicate, {})[statement.object] = None

    def objects(self, subject: Term, predicate: NamedNode) -> list[Term]:
        """Give the values of a property, in the order in which they were read."""
        return list(self._known.get(subject, {}).get(predicate, ()))

    def subjects_with(self, predicate: NamedNode) -> Iterator[Term]:
        """Give the subjects that have any value of a property."""
        return (node for node, known in self._known.items() if predicate in known)

    def value(self, subject: Term, predicate: NamedNode) -> Term | None:
        """Give the only value of a property, if any; raises ShapesError where there are several."""
        found = self.objects(subject, predicate)
        if len(found) > 1:
            raise ShapesError(
                f"{subject} has {len(found)} values for {say(predicate)}: one at most"
            )
        return found[0] if found else None

    def only(self, kind: type[T], subject: Term, predicate: NamedNode) -> T:
        """Give the value of a property that must have exactly one, of a kind."""
        found = self.get(kind, subject, predicate)
        if found is None:
            raise ShapesError(f"{subject} has no value for {say(predicate)}")
        return found

    def get(self, kind: type[T], subject: Term, predicate: NamedNode) -> T | None:
        """Give the only value of a property, which must be of a kind."""
        found = self.value(subject, predicate)
        return None if found is None else expect(found, predicate, kind)

    def integer(self, subject: Term, predicate: NamedNode) -> int | None:
        """Give the only value of a property, which must be an xsd:integer."""
        found = self.get(Literal, subject, predicate)
        if found and not (found.datatype == xsd("integer") and is_well_typed(found)):
            raise ShapesError(f"{say(predicate)} of {subject} must be an xsd:integer, not {found}")
        return int(found.value) if found else None

    def is_true(self, subject: Term, predicate: NamedNode) -> bool:
        """Tell whether the only value of a property is the term "true"^^xsd:boolean.

        The form "1" is a different term, and does not count (W3C test uniqueLang-002).
        """
        found = self.get(Literal, subject, predicate)
        if found and found.datatype != TRUE.datatype:
            what = f"{say(predicate)} of {subject}"
            raise ShapesError(f"{what} must be {TRUE} or {FALSE}, not {found}")
        return found == TRUE

    def texts(self, subject: Term, predicate: NamedNode) -> dict[str, str]:
        """Give the texts of a property by language tag, "" where there is none."""
        found = [expect(value, predicate, Literal) for value in self.objects(subject, predicate)]
        return dict(sorted((value.language or "", value.value) for value in found))

    def members(self, node: Term) -> list[Term]:
        """Give the members of an RDF list; raises ShapesError where it has no end or is no list."""
        found: dict[Term, Term] = {}
        while node != rdf("nil"):
            first, rest = self.objects(node, rdf("first")), self.objects(node, rdf("rest"))
            if len(first) != 1 or len(rest) != 1 or node in found:
                raise ShapesError(f"{node} is not a well-formed RDF list")
            found[node] = first[0]
            node = rest[0]
        return list(found.values())

    def is_instance(self, node: Term, cls: NamedNode) -> bool:
        """Tell whether a node is a SHACL instance of a class in the shapes graph."""
        types = self.objects(node, rdf("type"))
        return any(cls in self.closure(kind, rdfs("subClassOf")) for kind in types)

    def closure(self, start: Term, predicate: NamedNode) -> list[Term]:
        """Give a node and all that can be reached from it by one property."""
        return reach([start], lambda node: self.objects(node, predicate))


class DataGraph:
    """The default graph of a store."""

    def __init__(self, store: Store) -> None:
        self._store, me = store, proxy(self)  # what refers to itself would hold the store after use
        self.match = partial(store.quads_for_pattern, graph_name=DefaultGraph())
        self.subclasses = cache(
            lambda cls: frozenset(reach([cls], partial(me.subjects, rdfs("subClassOf"))))
        )
        self.is_instance = lru_cache(_KEPT)(
            lambda node, cls: not me.subclasses(cls).isdisjoint(me.objects(node, rdf("type")))
        )
        self._asked: Counter[NamedNode] = Counter()
        self._tables: dict[NamedNode, Mapping[Term, list[Term]] | None] = {}
        self._room = _KEPT

    def objects(self, subject: Term, predicate: NamedNode) -> Sequence[Term]:
        """Give the values of a property of a node."""
        table = self._tables.get(predicate)
        if table is None:
            self._asked[predicate] += 1
            if self._asked[predicate] == _OFTEN:
                self._tables[predicate] = self._read_table(predicate)
            return [quad.object for quad in self.about(subject, predicate)]
        return table.get(subject, ())

    def subjects(self, predicate: NamedNode, value: Term | None) -> list[Term]:
        """Give the nodes that have this value of a property, or any."""
        return [quad.subject for quad in self.match(None, predicate, value)]

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

    def about(self, subject: Term, predicate: NamedNode | None = None) -> Iterable[Quad]:
        """Give what is said of a node, with this property or any."""
        if isinstance(subject, NamedNode | BlankNode):
            return self.match(subject, predicate, None)
        return ()

    def _read_table(self, predicate: NamedNode) -> Mapping[Term, list[Term]] | None:
        """Read a property of all nodes at once, unless that is too much to be kept."""
        most = min(self._room, _LONGEST)
        quads = list(islice(self.match(None, predicate, None), most + 1))
        if len(quads) > most:
            return None
        self._room -= len(quads)
        table: dict[Term, list[Term]] = {}
        for quad in quads:
            table.setdefault(quad.subject, []).append(quad.object)
        return table
