"""Explanations: proofs of statements, down to the passages they were read in."""

from bioprod_graph.explanation.account import Account, explain
from bioprod_graph.explanation.lookup import find_statements
from bioprod_graph.explanation.proof import Proof, Prover
from bioprod_graph.explanation.render import ProofWriter, render_proof_json
from bioprod_graph.explanation.wording import Wording

__all__ = [
    "Account",
    "Proof",
    "ProofWriter",
    "Prover",
    "Wording",
    "explain",
    "find_statements",
    "render_proof_json",
]
