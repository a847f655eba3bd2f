"""Why a statement is in the graph: the row and passages that state it, or rule and premises.

The rule's own file explains: its conclusion is bound to the statement, its premises are looked
up, and each is explained in turn. A proof is well-founded: no statement is among its own premises,
at any depth.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import pyoxigraph as ox

from bioprod_graph.dataset import read_passages
from bioprod_graph.errors import NotFoundError
from bioprod_graph.proofs.patterns import fill_pattern, read_patterns, unify
from bioprod_graph.rdf import match_named, read_terms, select
from bioprod_graph.sparql.query_files import QueryFile, read_query

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bioprod_graph.proofs.patterns import RulePatterns, Statement
    from bioprod_graph.rdf import Term


@dataclass(frozen=True)
class Proof:
    """A statement with what it rests on.

    A stated one has `graphs` (of rows, or of the ontology) and, for rows, `passages`; an inferred
    one has `rule`, the terms its variables are bound to, and the proofs of its premises.
    """

    statement: Statement
    graphs: tuple[ox.NamedNode, ...] = ()
    passages: tuple[ox.NamedNode, ...] = ()
    rule: QueryFile | None = None
    bound: tuple[tuple[str, Term], ...] = ()
    premises: tuple[Proof, ...] = ()

    @property
    def leaves(self) -> Iterator[Proof]:
        """The stated proofs that it rests on in the end, itself if it is one."""
        if self.rule is None:
            yield self
        for premise in self.premises:
            yield from premise.leaves


class Prover:
    """Finds proofs in the store of a build."""

    def __init__(self, store: ox.Store, rules: Path, base: str) -> None:
        self._store = store
        self._inferred = f"{base}graph/inferred/"
        self._proven: dict[Statement, Proof] = {}

        @cache
        def read(name: str) -> tuple[QueryFile, RulePatterns]:
            rule = read_query(rules / f"{name}.rq", "rules")
            return rule, read_patterns(rule)

        self._read = read

    def explain_statement(self, statement: Statement) -> Proof:
        """Give the proof of a statement.

        Raises NotFoundError if the statement is not in the graph.
        """
        proof = self._prove(statement, frozenset())
        if proof is None:
            parts = dict(zip(("subject", "predicate", "value"), statement, strict=True))
            raise NotFoundError("the graph does not say {subject} {predicate} {value}", **parts)
        return proof

    def is_inferred(self, statement: Statement) -> bool:
        """Tell whether a statement is there by rules alone."""
        stated, rules = self._find_origin(statement)
        return bool(rules) and not stated

    def _find_origin(self, statement: Statement) -> tuple[tuple[ox.NamedNode, ...], list[str]]:
        """Find the graphs that state a statement, and the names of the rules that infer it."""
        found = {str(quad.graph_name)[1:-1] for quad in match_named(self._store, statement)}
        rules = {iri for iri in found if iri.startswith(self._inferred)}
        stated = tuple(map(ox.NamedNode, sorted(found - rules)))
        return stated, [iri.removeprefix(self._inferred) for iri in sorted(rules)]

    def _prove(self, statement: Statement, above: frozenset[Statement]) -> Proof | None:
        if statement in self._proven:
            return self._proven[statement]
        stated, rules = self._find_origin(statement)
        if stated:
            proof: Proof | None = Proof(statement, stated, read_passages(self._store, stated))
        else:
            found = (self._prove_by(name, statement, above | {statement}) for name in rules)
            proof = next(filter(None, found), None)
        if proof is not None:
            self._proven[statement] = proof
        return proof

    def _prove_by(
        self, name: str, statement: Statement, above: frozenset[Statement]
    ) -> Proof | None:
        rule, patterns = self._read(name)
        for bound in self._find_bindings(patterns, statement):
            wanted = [fill_pattern(pattern, bound) for pattern in patterns.premises]
            if above.intersection(wanted):
                continue
            found = [self._prove(premise, above) for premise in wanted]
            premises = tuple(filter(None, found))
            if len(premises) == len(wanted):
                terms = tuple(sorted(bound.items()))
                return Proof(statement, rule=rule, bound=terms, premises=premises)
        return None

    def _find_bindings(self, patterns: RulePatterns, statement: Statement) -> list[dict[str, Term]]:
        """Find all ways to bind the rule to the statement, most stated premises first."""
        ways: dict[str, dict[str, Term]] = {}
        for conclusion in patterns.conclusions:
            start = unify(conclusion, statement)
            for bound in [] if start is None else self._select(patterns, start):
                if fill_pattern(conclusion, bound) == statement:
                    ways[repr(sorted((n, str(t)) for n, t in bound.items()))] = bound

        def effort(key: str) -> tuple[int, str]:
            premises = (fill_pattern(pattern, ways[key]) for pattern in patterns.premises)
            return sum(map(self.is_inferred, premises)), key

        return [ways[key] for key in sorted(ways, key=effort)]

    def _select(self, patterns: RulePatterns, start: dict[str, Term]) -> Iterator[dict[str, Term]]:
        # What a BIND makes cannot be substituted; it is compared afterwards.
        known = {n: t for n, t in start.items() if n in patterns.premise_variables}
        for bound in read_terms(select(self._store, patterns.select, known)):
            yield {**bound, **known}
