"""An account of what is said of a thing: the statements that are meant, each with its proof."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bioprod_graph.errors import UsageError
from bioprod_graph.explanation.lookup import find_statements
from bioprod_graph.explanation.proof import Proof, Prover
from bioprod_graph.explanation.render import ProofWriter, render_proof_json
from bioprod_graph.explanation.wording import Wording
from bioprod_graph.project import find_project
from bioprod_graph.questions.local import open_store

if TYPE_CHECKING:
    from bioprod_graph.findings import Language
    from bioprod_graph.project import Project


@dataclass(frozen=True)
class Account:
    """Proofs of statements, written as text by `str` and as JSON by `render_json`."""

    proofs: tuple[Proof, ...]
    wording: Wording
    is_overview: bool

    def __str__(self) -> str:
        """Write a line for each statement in an overview, else each proof with its premises."""
        if self.is_overview:
            return ProofWriter(self.wording).render_overview(self.proofs)
        return "\n".join(ProofWriter(self.wording).render_tree(proof) for proof in self.proofs)

    def render_json(self) -> str:
        """Write the proofs as JSON."""
        return render_proof_json(self.proofs, self.wording)


def explain(
    subject: str,
    predicate: str | None = None,
    value: str | None = None,
    *,
    project: Project | None = None,
    language: Language = "en",
) -> Account:
    """Explain a statement, or all that is said of a thing: who says so, or what it follows from.

    The three are CURIEs, IRIs or KIND/SLUG; a value may also be text or a number as it is written.

    >>> account = explain("event/assises-idf-2021", "rdf:type", "bioprod:Assises")
    >>> print(str(account).splitlines()[1])
      stated in events.csv, row assises-idf-2021 [1] [2] [3]

    Raises NotFoundError if the graph does not say so, DatasetError if nothing was built.
    """
    if predicate is not None and value is None:
        raise UsageError("give a thing alone, or subject, predicate and object")
    project = project or find_project()
    store = open_store(project)
    found = find_statements(store, project.prefixes, subject, predicate=predicate, value=value)
    prover = Prover(store, project.ontology / "rules", project.base)
    return Account(
        tuple(prover.explain_statement(statement) for statement in found),
        Wording(store, project.prefixes, language),
        is_overview=value is None,
    )
