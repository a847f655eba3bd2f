"""SHACL Core and SHACL-SPARQL on pyoxigraph: the data graph is the default graph of a store."""

from oxishacl.literals import is_well_typed
from oxishacl.model import ValidationResult, write_report
from oxishacl.shapes import Shapes, validate
from oxishacl.terms import ShapesError

__all__ = [
    "Shapes",
    "ShapesError",
    "ValidationResult",
    "is_well_typed",
    "validate",
    "write_report",
]
