"""SHACL Core and SHACL-SPARQL on a pyoxigraph store, for graphs of a million quads."""

from bioprod_graph.checks.shacl.errors import ShapesError
from bioprod_graph.checks.shacl.report import ValidationResult, write_report
from bioprod_graph.checks.shacl.shapes import Shapes
from bioprod_graph.checks.shacl.validation import validate

__all__ = ["Shapes", "ShapesError", "ValidationResult", "validate", "write_report"]
