"""The order of literals, as the operators < and <= of SPARQL have it (SHACL, 4.3 and 4.5.3).

Numbers, plain strings and dates of one form are compared here; all else is asked of the SPARQL
engine, which is slower. Terms that cannot be compared are neither less nor equal.
"""

from __future__ import annotations

import operator
import re
from decimal import Decimal
from functools import lru_cache

from pyoxigraph import Literal

from oxishacl.datatypes import is_well_typed
from oxishacl.expressions import evaluate
from oxishacl.vocabulary import TRUE, Term, xsd

_EXACT = frozenset({xsd("integer"), xsd("decimal")})
_STRING = xsd("string")
_CALENDAR = frozenset({xsd("date"), xsd("dateTime")})
# Of dates with four digits to the year, all without a zone or all in UTC, the text has the order.
_SORTABLE = re.compile(r"([0-9][^Z+]{9}(?:T[^Z+-]+)?)(Z?)")


def is_less(left: Term, right: Term) -> bool:
    """Tell whether one literal is less than another.

    >>> is_less(Literal(9), Literal(10))
    True
    """
    if not (isinstance(left, Literal) and isinstance(right, Literal)):
        return False
    keys = _keys(left, right)
    return operator.lt(*keys) if keys else _ask("<", left, right)


def is_less_or_equal(left: Term, right: Term) -> bool:
    """Tell whether one literal is less than another, or equal to it."""
    if not (isinstance(left, Literal) and isinstance(right, Literal)):
        return False
    keys = _keys(left, right)
    return operator.le(*keys) if keys else _ask("<=", left, right)


def _keys(left: Literal, right: Literal) -> tuple[Decimal, Decimal] | tuple[str, str] | None:
    kinds = {left.datatype, right.datatype}
    if kinds <= _EXACT:
        well_typed = is_well_typed(left) and is_well_typed(right)
        return (Decimal(left.value), Decimal(right.value)) if well_typed else None
    if kinds == {_STRING}:
        return left.value, right.value
    if len(kinds) == 1 and kinds <= _CALENDAR:
        return _calendar_keys(left, right)
    return None


def _calendar_keys(left: Literal, right: Literal) -> tuple[str, str] | None:
    one, other = _SORTABLE.fullmatch(left.value), _SORTABLE.fullmatch(right.value)
    if not one or not other or one[2] != other[2]:
        return None
    return (one[1], other[1]) if is_well_typed(left) and is_well_typed(right) else None


@lru_cache(maxsize=4096)
def _ask(sign: str, left: Literal, right: Literal) -> bool:
    return evaluate(f"{left} {sign} {right}") == TRUE
