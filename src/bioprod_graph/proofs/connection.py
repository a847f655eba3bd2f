"""How two things are connected: the shortest paths, each step a sentence with its passages."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from bioprod_graph.dataset import find_thing
from bioprod_graph.errors import NotFoundError, UsageError
from bioprod_graph.formats import write_json
from bioprod_graph.language import Message
from bioprod_graph.networks import LONGEST, read_steps
from bioprod_graph.proofs.proof import Proof, Prover
from bioprod_graph.proofs.render import (
    ProofWriter,
    describe_passage,
    describe_proof,
    find_passages,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bioprod_graph.project import Project
    from bioprod_graph.proofs.wording import Wording

MOST_PATHS = 3


@dataclass(frozen=True)
class Connection:
    """Paths between two things, written as text by `str` and as JSON by `render_json`."""

    ends: tuple[ox.NamedNode, ox.NamedNode]
    paths: tuple[tuple[Proof, ...], ...]
    wording: Wording

    @property
    def proofs(self) -> tuple[Proof, ...]:
        """The proofs of all steps, path after path."""
        return tuple(step for path in self.paths for step in path)

    def __str__(self) -> str:
        """Write each path with its length, a sentence for each step, then the passages."""
        writer = ProofWriter(self.wording)
        parts = [" → ".join(self.wording.name(end) for end in self.ends) + "\n"]
        for path in self.paths:
            lines = [
                self.wording.tell(_count(len(path))),
                *(writer.render_step(step) for step in path),
            ]
            parts.append("\n".join(lines) + "\n")
        return "\n".join(parts) + writer.render_passages()

    def render_json(self) -> str:
        """Write as JSON: `from`, `to`, `longest`, and `paths`, each of `length` and `steps`.

        A step is a proof as elsewhere, and in `evidence` the passages that it rests on.
        """
        written = {
            "from": self.ends[0].value,
            "to": self.ends[1].value,
            "longest": LONGEST,
            "paths": [
                {"length": len(path), "steps": [self._describe(step) for step in path]}
                for path in self.paths
            ],
        }
        return write_json(written)

    def _describe(self, step: Proof) -> dict[str, Any]:
        evidence = [describe_passage(passage, self.wording) for passage in find_passages(step)]
        return {**describe_proof(step, self.wording), "evidence": evidence}


def _count(steps: int) -> Message:
    return Message("{n} step", many="{n} steps", n=steps)


def connect(
    store: ox.Store, project: Project, wording: Wording, *, ends: tuple[str, str], most: int
) -> Connection:
    """Connect two things by at most so many paths, the shortest first.

    Raises UsageError for the same thing twice, NotFoundError if nothing is said of one of them, or
    if they are further apart than paths go.
    """
    start, goal = (find_thing(end, store, project) for end in ends)
    if start == goal:
        raise UsageError("a path leads from a thing to another: give two different things")
    steps = read_steps(store, project.queries / "views")
    prover = Prover(store, project.ontology / "rules", project.base)

    def is_inferred(step: Iterable[str]) -> bool:
        return prover.is_inferred(_name(step))

    trails = islice(steps.find_trails(start.value, goal.value), most)
    chosen = [steps.choose(trail, is_inferred) for trail in trails]
    if not chosen:
        one, other = (project.prefixes.compress(end.value) for end in (start, goal))
        raise NotFoundError(
            "no path of at most {longest} steps leads from {one} to {other}",
            longest=LONGEST,
            one=one,
            other=other,
        )
    paths = tuple(tuple(prover.explain_statement(_name(step)) for step in path) for path in chosen)
    return Connection((start, goal), paths, wording)


def _name(step: Iterable[str]) -> tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode]:
    source, relation, target = map(ox.NamedNode, step)
    return source, relation, target
