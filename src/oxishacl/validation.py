"""Validation of a data graph against a shapes graph (SHACL, section 3.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oxishacl.data import DataGraph
from oxishacl.report import ValidationResult, result_order
from oxishacl.sparql import Answers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyoxigraph import NamedNode, Store

    from oxishacl.model import Shape
    from oxishacl.shapes import Shapes
    from oxishacl.vocabulary import Term

# Beyond this many answers, those known are forgotten, so that memory stays bounded.
_KEPT = 100_000


def validate(
    store: Store, shapes: Shapes, *, shapes_graph: NamedNode | None = None
) -> Iterator[ValidationResult]:
    """Validate the default graph of a store; there is no result where it conforms.

    Results come by target shape and by focus node, each sorted by name, so that the same data gives
    the same sequence. `shapes_graph` is the graph of the store that $shapesGraph of queries names.
    Raises ShapesError where a query reports a failure.
    """
    data = DataGraph(store)
    validation = _Validation(data, Answers(data, shapes_graph))
    for shape in shapes.targeted:
        yield from validation.validate(shape)


class _Validation:
    """One run over one store."""

    def __init__(self, data: DataGraph, answers: Answers) -> None:
        self.data = data
        self.answers = answers
        self._conforming: dict[tuple[Term, Term], bool] = {}

    def validate(self, shape: Shape) -> Iterator[ValidationResult]:
        """Give the results of one shape for all that it targets (3.4.1)."""
        nodes: set[Term] = set()
        for target in shape.targets:
            nodes.update(target.nodes(self.data))
        for node in sorted(nodes, key=str):
            yield from sorted(shape.violations(self, node), key=result_order)

    def conforms(self, node: Term, shape: Shape) -> bool:
        """Tell whether a node conforms to a shape (3.4.3)."""
        known = self._conforming.get((node, shape.node))
        if known is None:
            if len(self._conforming) >= _KEPT:
                self._conforming.clear()
            known = not shape.violations(self, node)
            self._conforming[node, shape.node] = known
        return known
