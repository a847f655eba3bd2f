"""The answers of a data graph to the queries of shapes, with variables bound beforehand."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from oxishacl.errors import ShapesError
from oxishacl.queries import Query, is_writable
from oxishacl.vocabulary import Term

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pyoxigraph import NamedNode

    from oxishacl.data import DataGraph

Row = dict[str, Term]

# Answering a query for one node takes about as long as reading fifty quads: once a query has been
# answered for so many nodes, one pass over the data is no dearer, and answers for all the others.
_QUADS_PER_ANSWER = 50
_ROWS_KEPT = 100_000


class Answers:
    """The answers of a data graph, each given anew or looked up in a table by focus node."""

    def __init__(self, data: DataGraph, shapes_graph: NamedNode | None) -> None:
        self._data = data
        self._shapes_graph = shapes_graph
        self._asked: defaultdict[Query, int] = defaultdict(int)
        self._tables: dict[Query, dict[Term, list[Row]] | None] = {}

    def solutions(self, query: Query, bindings: Mapping[str, Term]) -> Iterable[Row]:
        """Give the solutions of a query for one focus node.

        Raises ShapesError where the query needs the shapes graph, and its name is not known.
        """
        if self._shapes_graph is not None:
            bindings = {**bindings, "shapesGraph": self._shapes_graph}
        elif "shapesGraph" in query.names:
            raise ShapesError("a query uses $shapesGraph, but the store holds no shapes graph")
        table = self._table(query, bindings) if query.anchored else None
        return self._rows(query, bindings) if table is None else table.get(bindings["this"], ())

    def _table(self, query: Query, bindings: Mapping[str, Term]) -> dict[Term, list[Row]] | None:
        self._asked[query] += 1
        if self._asked[query] * _QUADS_PER_ANSWER < self._data.size:
            return None
        if query not in self._tables:
            self._tables[query] = self._answer_all(query, bindings)
        return self._tables[query]

    def _answer_all(
        self, query: Query, bindings: Mapping[str, Term]
    ) -> dict[Term, list[Row]] | None:
        others = {name: term for name, term in bindings.items() if name != "this"}
        if not all(is_writable(name, others[name]) for name in query.names & set(others)):
            return None
        table: dict[Term, list[Row]] = {}
        for count, row in enumerate(self._rows(query, others)):
            if count >= _ROWS_KEPT:
                return None
            table.setdefault(row["this"], []).append(row)
        return table

    def _rows(self, query: Query, bindings: Mapping[str, Term]) -> Iterator[Row]:
        bound = query.bind(bindings)
        found = self._data.select(bound.text, bound=bound.substitutions, functions=bound.functions)
        names = [variable.value for variable in found.variables]
        for solution in found:
            yield {name: term for name, term in zip(names, solution, strict=True) if term}
