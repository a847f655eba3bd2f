"""What the rows of an answer rest on: the statements that each was made of, proved to the stated.

The query is asked once more, rewritten (`sparql`), for all solutions; each belongs to a row by the
values of its columns, and says where each pattern held. A path of any length is followed by its
shortest way. A statement on a row of a table, or on a passage, rests on the passages of that row,
or on that passage.
"""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass, replace
from functools import cache, cached_property
from itertools import starmap
from typing import TYPE_CHECKING, TypeAlias, cast

import pyoxigraph as ox

from bioprod_graph.dataset import is_passage, read_passages
from bioprod_graph.errors import NotFoundError, ProjectError, QueryError
from bioprod_graph.language import Message
from bioprod_graph.proofs.proof import Proof
from bioprod_graph.questions import ask_oxigraph
from bioprod_graph.sparql import (
    find_query_form,
    make_witness,
    read_dataset_clause,
    read_prologue,
    resolve_terms,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from bioprod_graph.proofs.proof import Prover, Statement
    from bioprod_graph.questions import Inquiry
    from bioprod_graph.sparql import Use, Witness

# What a row says by a pattern: the statement, and the graph that the pattern named.
Said: TypeAlias = "tuple[Statement, ox.NamedNode | None]"
_Row = tuple[object, ...]
# A row by the values of the columns that tell it, and by which of the ways to tell it.
_Key = tuple[int, _Row]


@dataclass(frozen=True)
class Evidence:
    """What a row rests on: the proofs of its statements, in the order of the query."""

    proofs: tuple[Proof, ...] = ()

    @property
    def graphs(self) -> tuple[ox.NamedNode, ...]:
        """The rows of tables and modules of the ontology that state it in the end, each once."""
        leaves = (leaf for proof in self.proofs for leaf in proof.leaves)
        return tuple(dict.fromkeys(graph for leaf in leaves for graph in leaf.graphs))

    @property
    def passages(self) -> tuple[ox.NamedNode, ...]:
        """The passages that these were read in, each once."""
        return tuple(dict.fromkeys(each for proof in self.proofs for each in proof.evidence))


class Witnesses:
    """Finds which statements the rows of the answer to a query were made of, in a store."""

    def __init__(self, store: ox.Store, asked: Inquiry) -> None:
        self._store, self._asked = store, asked

    def find(self, columns: Sequence[str], rows: Sequence[_Row]) -> list[list[Said]]:
        """Find what was said for each row, whose terms are in the order of these columns.

        Raises QueryError for a query that cannot be rewritten.
        """
        if find_query_form(self._asked.text) == "DESCRIBE":
            return [[(cast("Statement", row), None)] for row in rows]
        try:
            return self._find(columns, rows)
        except (QueryError, ValueError) as error:
            said = Message("what the rows of this query rest on cannot be told ({reason})")
            raise QueryError(said.fill(reason=error)) from None

    def _find(self, columns: Sequence[str], rows: Sequence[_Row]) -> list[list[Said]]:
        witness = make_witness(self._asked.text)
        known = [[name for name in columns if name in key and name not in self._asked.bindings]
                 for key in witness.keys]  # fmt: skip
        cells = [dict(zip(columns, row, strict=True)) for row in rows]
        keys = [[(n, tuple(row[name] for name in names)) for n, names in enumerate(known)]
                for row in cells]  # fmt: skip
        found = self._gather(witness, known, {key for each in keys for key in each})
        return [list(dict.fromkeys(said for key in each for said in found[key])) for each in keys]

    def _gather(
        self, witness: Witness, known: Sequence[Sequence[str]], wanted: AbstractSet[_Key]
    ) -> dict[_Key, dict[Said, None]]:
        """Ask for all solutions: what each says, by the row that it belongs to."""
        texts = witness.constants
        terms = dict(zip(texts, resolve_terms(witness.query, texts), strict=True))
        found: dict[_Key, dict[Said, None]] = defaultdict(dict)
        for solution in self._solve(witness.query):
            values = {**terms, **solution}
            ways = enumerate(zip(witness.keys, known, strict=True))
            keys = {(n, tuple(values.get(key[name]) for name in names)) for n, (key, names) in ways}
            if kept := wanted & keys:
                said = dict.fromkeys(s for use in witness.uses for s in self._say(use, values))
                for each in kept:
                    found[each].update(said)
        return found

    def _solve(self, query: str) -> Iterator[dict[str, object]]:
        """Give the solutions: what each variable, written as in a query, is bound to."""
        bindings = {n: t for n, t in self._asked.bindings.items() if f"?{n} " in query}
        clause = read_dataset_clause(self._asked.text)
        results = ask_oxigraph(self._store, query, bindings, dataset=clause).results
        if isinstance(results, ox.QuerySolutions):
            names = [variable.value for variable in results.variables]
            for row in results:
                yield {f"?{n}": row[n] for n in names if row[n] is not None}

    def _say(self, use: Use, values: Mapping[str, object]) -> Iterator[Said]:
        """Give what a pattern says in a solution, if it holds there."""
        if use.mark and f"?{use.mark}" not in values:
            return
        subject, path, value = use.terms
        graph = values.get(use.graph)
        named = graph if isinstance(graph, ox.NamedNode) else None
        ends = values.get(subject), values.get(value)
        if use.is_path:
            yield from ((said, named) for said in self._follow(path, *ends))
        elif (predicate := values.get(path)) and None not in ends:
            yield (ends[0], predicate, ends[1]), named  # type: ignore[misc]

    @cached_property
    def _followed(self) -> dict[tuple[str, object, object], list[Statement]]:
        return {}

    def _follow(self, path: str, start: object, goal: object) -> list[Statement]:
        """Find the statements of the shortest way that a path of any length takes."""
        key = path, start, goal
        if key not in self._followed:
            inner = path[:-1].strip()
            steps = (
                [] if start == goal and path[-1] != "+" else self._find_steps(inner, start, goal)
            )
            said = (each for step in steps for each in self._take(inner, *step))
            self._followed[key] = list(dict.fromkeys(said))
        return self._followed[key]

    def _find_steps(self, path: str, start: object, goal: object) -> list[tuple[object, object]]:
        """Find the pairs of neighbours on the shortest way that has a length."""
        before: dict[object, object] = {}
        line = deque([start])
        while line and goal not in before:
            here = line.popleft()
            for found in self._list_next(path, here):
                if before.setdefault(found, here) is here:
                    line.append(found)
        steps, last = list[tuple[object, object]](), goal
        while last in before and (last != start or not steps):
            steps.append((before[last], last))
            last = before[last]
        return steps[::-1]

    def _list_next(self, path: str, here: object) -> Iterator[object]:
        if isinstance(here, ox.NamedNode):
            query = f"{self._prologue} SELECT DISTINCT ?o WHERE {{ {here} {path} ?o }}"
            yield from (solution["?o"] for solution in self._solve(query))

    def _take(self, path: str, start: object, goal: object) -> Iterator[Statement]:
        """Give the statements of one step of a path."""
        query = f"{self._prologue} ASK {{ {start} {path} {goal} }}"
        for said in self._gather(make_witness(query), [[]], {(0, ())})[0, ()]:
            yield said[0]

    @property
    def _prologue(self) -> str:
        return self._asked.text[: read_prologue(self._asked.text).rest[0].start]


def prove_rows(
    store: ox.Store, prover: Prover, rows: Iterable[Iterable[Said]]
) -> tuple[Evidence, ...]:
    """Prove what was said for each row; what the store does not say as it stands is no evidence."""

    @cache
    def prove(statement: Statement, graph: ox.NamedNode | None) -> Proof | None:
        if graph and not prover.is_of_rule(graph):
            proof = Proof(statement, (graph,), read_passages(store, [graph]))
        else:
            try:
                proof = prover.explain_statement(statement)
            except (NotFoundError, ProjectError):  # of no rule that is here, or of none at all
                return None
        subject = statement[0]
        if proof.rule or proof.passages:
            return proof
        if store.contains_named_graph(subject):
            return replace(proof, graphs=(subject,), passages=read_passages(store, [subject]))
        return replace(proof, passages=(subject,) if is_passage(store, subject) else ())

    return tuple(Evidence(tuple(filter(None, starmap(prove, said)))) for said in rows)
