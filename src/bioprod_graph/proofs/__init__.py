"""Explanations: proofs of statements, down to the passages they were read in."""

from bioprod_graph.proofs.account import Account, explain, read_wording
from bioprod_graph.proofs.connection import Connection
from bioprod_graph.proofs.lookup import find_statements
from bioprod_graph.proofs.proof import Proof, Prover
from bioprod_graph.proofs.render import ProofWriter, describe_passage, render_proof_json
from bioprod_graph.proofs.wording import Wording

__all__ = [
    "Account",
    "Connection",
    "Proof",
    "ProofWriter",
    "Prover",
    "Wording",
    "describe_passage",
    "explain",
    "find_statements",
    "read_wording",
    "render_proof_json",
]
