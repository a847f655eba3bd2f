"""Expressions that the SPARQL engine evaluates by itself, without any data."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from pyoxigraph import Store

if TYPE_CHECKING:
    from pyoxigraph import QuerySolutions

    from oxishacl.vocabulary import Term


def evaluate(expression: str) -> Term | None:
    """Give the value of an expression, None where it is an error.

    >>> evaluate("1 + 1").value
    '2'
    """
    query = f"SELECT ({expression} AS ?value) WHERE {{}}"
    solutions = cast("QuerySolutions", Store().query(query))
    value: Term | None = next(solutions)["value"]
    return value
