"""What can be wrong with a shapes graph, or with the query of a shape."""

from __future__ import annotations

# How deep shapes, paths and queries may be nested: what reads them works by recursion.
DEEPEST = 40


class ShapesError(ValueError):
    """The shapes graph is ill-formed, recursive, or uses SPARQL that cannot be pre-bound.

    SHACL calls this a failure (section 3.4): there is no validation report.
    """
