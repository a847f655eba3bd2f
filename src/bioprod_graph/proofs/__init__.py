"""Explanations: proofs of statements, down to the passages they were read in."""

from typing import TYPE_CHECKING

from bioprod_graph.faces import lend

if TYPE_CHECKING:
    from bioprod_graph.proofs.evidence import Evidence, Said, Witnesses, prove_rows
    from bioprod_graph.proofs.explanation import (
        Explanation,
        explain,
        find_statements,
        list_properties,
    )
    from bioprod_graph.proofs.proof import Proof, Prover, Statement, read_patterns
    from bioprod_graph.proofs.wording import ProofWriter, Wording, read_wording

__getattr__ = lend(__name__)
