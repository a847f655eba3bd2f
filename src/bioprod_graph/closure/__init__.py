"""The closure: what follows from what is stated, by rules that are files."""

from bioprod_graph.closure.derive import derive_closure, read_rules

__all__ = ["derive_closure", "read_rules"]
