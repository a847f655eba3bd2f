"""SHACL Core and SHACL-SPARQL on a pyoxigraph store, for graphs of a million quads."""

from oxishacl.errors import ShapesError
from oxishacl.report import ValidationResult, write_report
from oxishacl.shapes import Shapes
from oxishacl.validation import validate

__all__ = ["Shapes", "ShapesError", "ValidationResult", "validate", "write_report"]
