"""What the rows of an answer rest on: the statements that each was made of, proved to the stated.

The query is asked once more, rewritten (`sparql`), for all solutions; each belongs to a row by the
values of its columns, and says where each pattern held. A path of any length is followed by its
shortest way. A statement on a row of a table, or on a passage, rests on the passages of that row,
or on that passage.
"""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import pyoxigraph as ox

from bioprod_graph.dataset import find_passages_of, read_passages
from bioprod_graph.proofs.proof import Proof, Prover
from bioprod_graph.questions import ask_oxigraph
from bioprod_graph.rdf import match
from bioprod_graph.sparql import (
    find_query_form,
    make_witness,
    read_dataset_clause,
    read_prologue,
    resolve_terms,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bioprod_graph.proofs.proof import Statement
    from bioprod_graph.questions import Inquiry
    from bioprod_graph.rdf import Term
    from bioprod_graph.sparql import Use, Witness

_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_TRIPLE = ("subject", "predicate", "object")
# What a row says by a pattern: the statement, and the graph that the pattern named.
_Said = tuple["Statement", ox.NamedNode | None]
_Row = tuple[object, ...]


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
    """Finds what the rows of the answer to a query rest on, in the store of a build."""

    def __init__(self, store: ox.Store, prover: Prover, asked: Inquiry) -> None:
        self._store, self._prover, self._asked = store, prover, asked
        self._proved: dict[_Said, Proof | None] = {}

    def find(self, columns: Sequence[str], rows: Sequence[_Row]) -> list[Evidence]:
        """Find the evidence of each row, its terms in the order of these columns.

        Raises QueryError for a query that cannot be rewritten, NotFoundError for what no rule
        proves.
        """
        if find_query_form(self._asked.text) == "DESCRIBE":
            return [Evidence(tuple(self._prove([(row, None)]))) for row in rows]  # type: ignore[list-item]
        witness = make_witness(self._asked.text)
        known = [[c for c in columns if c in key and c not in self._asked.bindings]
                 for key in witness.keys]  # fmt: skip
        found = self._gather(witness, known)
        told = []
        for row in rows:
            cells = dict(zip(columns, row, strict=True))
            said = [each for n, names in enumerate(known)
                    for each in found[n, tuple(cells[name] for name in names)]]  # fmt: skip
            told.append(Evidence(tuple(self._prove(dict.fromkeys(said)))))
        return told

    def _gather(
        self, witness: Witness, known: Sequence[Sequence[str]]
    ) -> dict[tuple[int, _Row], dict[_Said, None]]:
        """Ask for all solutions: what each says, by the row that it belongs to."""
        texts = witness.constants
        terms = dict(zip(texts, resolve_terms(witness.query, map(_spell, texts)), strict=True))
        found: dict[tuple[int, _Row], dict[_Said, None]] = defaultdict(dict)
        for solution in self._solve(witness.query):
            values = {**terms, **solution}
            said = [each for use in witness.uses for each in self._say(use, values)]
            for number, (key, names) in enumerate(zip(witness.keys, known, strict=True)):
                row = tuple(values.get(key[name]) for name in names)
                found[number, row].update(dict.fromkeys(said))
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

    def _say(self, use: Use, values: Mapping[str, object]) -> Iterator[_Said]:
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
            steps = self._find_steps(inner, start, goal)
            said = (each for step in steps for each in self._take(inner, *step))
            self._followed[key] = list(dict.fromkeys(said))
        return self._followed[key]

    def _find_steps(self, path: str, start: object, goal: object) -> list[tuple[object, object]]:
        before: dict[object, object] = {start: None}
        line = deque([start])
        while line and goal not in before:
            here = line.popleft()
            if isinstance(here, ox.NamedNode):
                for found in self._solve(f"{self._prologue} SELECT ?o WHERE {{ {here} {path} ?o }}"):
                    if found["?o"] not in before:
                        before[found["?o"]] = here
                        line.append(found["?o"])
        steps = []
        while (last := before.get(goal)) is not None:
            steps.append((last, goal))
            goal = last
        return steps[::-1]

    def _take(self, path: str, start: object, goal: object) -> Iterator[Statement]:
        """Give the statements of one step of a path."""
        query = f"{self._prologue} ASK {{ {start} {path} {goal} }}"
        for said in self._gather(make_witness(query), [[]])[0, ()]:
            yield said[0]

    @property
    def _prologue(self) -> str:
        return self._asked.text[: read_prologue(self._asked.text).rest[0].start]

    def _prove(self, said: Iterator[_Said] | dict[_Said, None]) -> Iterator[Proof]:
        for each in said:
            if each not in self._proved:
                self._proved[each] = self._prove_one(*each)
            if proof := self._proved[each]:
                yield proof

    def _prove_one(self, statement: Statement, graph: ox.NamedNode | None) -> Proof | None:
        if next(match(self._store, statement), None) is None:
            return None
        if graph and not self._prover.is_of_rule(graph):
            proof = Proof(statement, (graph,), read_passages(self._store, [graph]))
        else:
            proof = self._prover.explain_statement(statement)
        if proof.rule is None and not proof.passages:
            passages = find_passages_of(self._store, statement[0])
            return Proof(statement, proof.graphs, passages)
        return proof


def _spell(text: str) -> str:
    return str(_TYPE) if text == "a" else text
