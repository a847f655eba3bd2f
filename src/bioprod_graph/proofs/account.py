"""An account of what is said of a thing, or of two: the statements that are meant, with proofs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bioprod_graph.dataset import find_thing, open_release
from bioprod_graph.documents.phrasebook import read_phrasebook
from bioprod_graph.errors import UsageError
from bioprod_graph.language import SOURCE
from bioprod_graph.project import find_project
from bioprod_graph.proofs.connection import MOST_PATHS, Connection, connect
from bioprod_graph.proofs.lookup import find_statements, is_property
from bioprod_graph.proofs.overview import render_overview
from bioprod_graph.proofs.proof import Proof, Prover
from bioprod_graph.proofs.render import ProofWriter, render_proof_json
from bioprod_graph.proofs.wording import Wording

if TYPE_CHECKING:
    import pyoxigraph as ox

    from bioprod_graph.language import Language
    from bioprod_graph.project import Project


@dataclass(frozen=True)
class Account:
    """Proofs of statements, written as text by `render_text` and as JSON by `render_json`."""

    proofs: tuple[Proof, ...]
    wording: Wording
    is_overview: bool

    def __str__(self) -> str:
        """Write it as text, without what repeats itself."""
        return self.render_text()

    def render_text(self, *, everything: bool = False) -> str:
        """Write a sentence for each statement in an overview, else each proof with its premises.

        Of an overview, what repeats another statement in standard terms or in the other language is
        only counted, unless `everything` is wanted.
        """
        if self.is_overview:
            return render_overview(self.proofs, self.wording, everything=everything)
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
    language: Language = SOURCE,
    paths: int = MOST_PATHS,
) -> Account | Connection:
    """Explain a statement, all that is said of a thing, or how two things are connected.

    The three are CURIEs, IRIs or KIND/SLUG; a thing may also be given by its slug or its name, a
    value as text or a number as it is written. Two that are both things, the second no property,
    are connected by so many `paths` at most.

    >>> account = explain("event/assises-idf-2021", "rdf:type", "bioprod:Assises")
    >>> print(str(account).splitlines()[2])
      stated in events.csv, row assises-idf-2021 [1] [2] [3]

    Raises NotFoundError if the graph does not say so, DatasetError if nothing was built.
    """
    project = project or find_project()
    release, rules = open_release(project), project.ontology / "rules"
    release.confirm(project, rules)
    store = release.store
    wording = read_wording(store, project, language)
    if predicate is not None and value is None:
        if is_property(store, project.prefixes, predicate):
            raise _incomplete()
        return connect(store, project, wording, ends=(subject, predicate), most=paths)
    thing = str(find_thing(subject, store, project))
    found = find_statements(store, project.prefixes, thing, predicate=predicate, value=value)
    prover = Prover(store, rules, project.base)
    proofs = tuple(prover.explain_statement(statement) for statement in found)
    return Account(proofs, wording, is_overview=value is None)


def read_wording(store: ox.Store, project: Project, language: Language) -> Wording:
    """Give the wording of a project: the labels of its dataset, and its phrases.

    Raises ProjectError if the tables of phrases are not as they should be.
    """
    phrasebook = read_phrasebook(project.ontology / "wording")
    return Wording(store, project.prefixes, language, phrasebook=phrasebook)


def _incomplete() -> UsageError:
    return UsageError("give a thing alone, two things, or subject, predicate and object")
