"""Explanations: proofs of statements, down to the passages they were read in."""

from typing import TYPE_CHECKING

from bioprod_graph.faces import lend

if TYPE_CHECKING:
    from bioprod_graph.proofs.account import Account, describe_proof, explain
    from bioprod_graph.proofs.lookup import find_statements
    from bioprod_graph.proofs.patterns import Statement, read_patterns
    from bioprod_graph.proofs.proof import Proof, Prover
    from bioprod_graph.proofs.wording import Wording, read_wording
    from bioprod_graph.proofs.writing import ProofWriter

_HOMES = {
    "account": ("Account", "describe_proof", "explain"),
    "lookup": ("find_statements",),
    "patterns": ("Statement", "read_patterns"),
    "proof": ("Proof", "Prover"),
    "wording": ("Wording", "read_wording"),
    "writing": ("ProofWriter",),
}

__all__ = [
    "Account",
    "Proof",
    "ProofWriter",
    "Prover",
    "Statement",
    "Wording",
    "describe_proof",
    "explain",
    "find_statements",
    "read_patterns",
    "read_wording",
]

__getattr__ = lend(__name__, _HOMES)
