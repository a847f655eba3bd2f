"""Cardinality constraint components: minCount, maxCount (SHACL, section 4.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from oxishacl.errors import ShapesError
from oxishacl.vocabulary import Term, sh

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pyoxigraph import NamedNode

    from oxishacl.model import Context, Focus, Parsers, Scope
    from oxishacl.report import ValidationResult


@dataclass(frozen=True)
class CountConstraint:
    """How many value nodes there may be (4.2.1 and 4.2.2)."""

    component: NamedNode
    low: int
    high: int | None

    def violations(self, _: Scope, at: Focus, values: list[Term]) -> Sequence[ValidationResult]:
        """Give one result, without a value, where there are too few or too many."""
        count = len(values)
        if count < self.low or (self.high is not None and count > self.high):
            return (at.result(self.component),)
        return ()


def parse_min_count(context: Context) -> Iterator[CountConstraint]:
    """Read sh:minCount (4.2.1)."""
    low = context.source.integer(context.node, sh("minCount")) or 0
    _require_path(context, "sh:minCount")
    yield CountConstraint(sh("MinCountConstraintComponent"), low, None)


def parse_max_count(context: Context) -> Iterator[CountConstraint]:
    """Read sh:maxCount (4.2.2)."""
    high = context.source.integer(context.node, sh("maxCount"))
    _require_path(context, "sh:maxCount")
    yield CountConstraint(sh("MaxCountConstraintComponent"), 0, high)


def _require_path(context: Context, parameter: str) -> None:
    if context.path is None:
        raise ShapesError(f"{context.node} has {parameter}, but is not a property shape")


PARSERS: Parsers = {sh("minCount"): parse_min_count, sh("maxCount"): parse_max_count}
