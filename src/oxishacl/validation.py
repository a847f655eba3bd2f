"""Validation of a data graph against a shapes graph (SHACL, section 3.4)."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from oxishacl.answers import Answers
from oxishacl.data import DataGraph
from oxishacl.report import ValidationResult, result_order

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyoxigraph import NamedNode, Store

    from oxishacl.model import Shape
    from oxishacl.shapes import Shapes
    from oxishacl.vocabulary import Term

# So many answers are kept: enough to be found again, and memory stays bounded.
_KEPT = 100_000


def validate(
    store: Store, shapes: Shapes, *, shapes_graph: NamedNode | None = None
) -> Iterator[ValidationResult]:
    """Validate the default graph of a store; there is no result where it conforms.

    Results come by target shape and by focus node, each sorted by name, so that the same data gives
    the same sequence. `shapes_graph` is the graph of the store that $shapesGraph of queries names.
    Raises ShapesError where a query reports a failure.
    """
    validation = _Validation(store, shapes_graph)
    for shape in shapes.targeted:
        yield from validation.validate(shape)


class _Validation:
    """One run over one store."""

    def __init__(self, store: Store, shapes_graph: NamedNode | None) -> None:
        self.data = DataGraph(store)
        self.answers = Answers(self.data, shapes_graph)
        self.conforms = lru_cache(_KEPT)(self._find_nothing)

    def validate(self, shape: Shape) -> Iterator[ValidationResult]:
        """Give the results of one shape for all that it targets (3.4.1)."""
        nodes: set[Term] = set()
        for target in shape.targets:
            nodes.update(target(self.data))
        for node in sorted(nodes, key=str):
            yield from sorted(shape.violations(self, node), key=result_order)

    def _find_nothing(self, node: Term, shape: Shape) -> bool:
        """Tell whether a node conforms to a shape (3.4.3)."""
        return not shape.violations(self, node)
