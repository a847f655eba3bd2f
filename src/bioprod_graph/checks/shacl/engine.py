"""Expressions that the SPARQL engine evaluates by itself, without any data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import QuerySolutions, Store

if TYPE_CHECKING:
    from bioprod_graph.checks.shacl.vocabulary import Term


def evaluate(expression: str) -> Term | None:
    """Give the value of an expression, None where it is an error.

    >>> evaluate("1 + 1").value
    '2'
    """
    solutions = Store().query(f"SELECT ({expression} AS ?value) WHERE {{}}")
    assert isinstance(solutions, QuerySolutions)  # noqa: S101 - a SELECT query has solutions
    value: Term | None = next(solutions)["value"]
    return value
