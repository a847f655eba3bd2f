"""Literals: which are well-formed, their order, and which patterns they match (SHACL, 4.1 to 4.5).

A store keeps an ill-typed literal as it was written, so that it is found here. Order and patterns
are those of SPARQL. Python answers where it does as the engine would, which is a hundred times
faster; the engine is asked about all else. Terms that cannot be compared are neither less nor
equal. A pattern takes no longer in the engine than the text is long, where Python would come back
to what it has tried: hence no repeated groups here, and no long texts.
"""

from __future__ import annotations

import calendar
import operator
import re
from decimal import Decimal
from functools import lru_cache, partial
from typing import TYPE_CHECKING, cast

from pyoxigraph import Literal, Store

from oxishacl.terms import TRUE, ShapesError, Term, xsd

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyoxigraph import NamedNode, QuerySolutions

_ZONE = r"(?:Z|[+-](?:(?:0\d|1[0-3]):[0-5]\d|14:00))?"
_YEAR, _MONTH, _DAY = r"-?(?:[1-9]\d{3,}|0\d{3})", r"(?:0[1-9]|1[0-2])", r"(?:0[1-9]|[12]\d|3[01])"
_TIME = r"(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?|24:00:00(?:\.0+)?)"
_DATE = f"(?P<year>{_YEAR})-(?P<month>{_MONTH})-(?P<day>{_DAY})"
_CLOCK_PART = r"T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d+)?S)?"

_FORMS: dict[str, str] = {
    "boolean": "true|false|0|1",
    "decimal": r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)",
    "double": r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?|[+-]?INF|NaN",
    "date": _DATE + _ZONE,
    "dateTime": f"{_DATE}T{_TIME}{_ZONE}",
    "time": _TIME + _ZONE,
    "gYear": _YEAR + _ZONE,
    "gYearMonth": f"{_YEAR}-{_MONTH}{_ZONE}",
    "gMonth": f"--{_MONTH}{_ZONE}",
    "gMonthDay": f"--(?P<month>{_MONTH})-(?P<day>{_DAY}){_ZONE}",
    "gDay": f"---{_DAY}{_ZONE}",
    "duration": rf"-?P(?=[\dT])(?:\d+Y)?(?:\d+M)?(?:\d+D)?(?:{_CLOCK_PART})?",
    "dayTimeDuration": rf"-?P(?=[\dT])(?:\d+D)?(?:{_CLOCK_PART})?",
    "yearMonthDuration": r"-?P(?=\d)(?:\d+Y)?(?:\d+M)?",
    "hexBinary": "(?:[0-9a-fA-F]{2})*",
    "language": "[a-zA-Z]{1,8}(?:-[a-zA-Z0-9]{1,8})*",
}
_FORMS["float"] = _FORMS["double"]
_FORMS["dateTimeStamp"] = f"{_DATE}T{_TIME}{_ZONE.removesuffix('?')}"

_ANY = float("inf")
_RANGES: dict[str, tuple[float, float]] = {
    "integer": (-_ANY, _ANY),
    "nonPositiveInteger": (-_ANY, 0),
    "negativeInteger": (-_ANY, -1),
    "nonNegativeInteger": (0, _ANY),
    "positiveInteger": (1, _ANY),
}
for _bits, _name in ((63, "long"), (31, "int"), (15, "short"), (7, "byte")):
    _RANGES[_name] = (-(2**_bits), 2**_bits - 1)
    _RANGES[f"unsigned{_name.title()}"] = (0, 2 ** (_bits + 1) - 1)

_INTEGER = re.compile(r"[+-]?[0-9]+")


def _is_integer(low: float, high: float) -> Callable[[str], bool]:
    return lambda text: bool(_INTEGER.fullmatch(text)) and low <= Decimal(text) <= high


def _has_form(form: str) -> Callable[[str], bool]:
    fullmatch = re.compile(form, re.ASCII).fullmatch
    return lambda text: (found := fullmatch(text)) is not None and _is_day(**found.groupdict())


def _is_day(year: str = "0", month: str = "", day: str = "") -> bool:
    # The calendar repeats after 400 years, and Python's begins with the year 1.
    return not day or int(day) <= calendar.monthrange(int(year) % 400 + 400, int(month))[1]


_CHECKS: dict[NamedNode, Callable[[str], bool]] = {
    **{xsd(name): _is_integer(*bounds) for name, bounds in _RANGES.items()},
    **{xsd(name): _has_form(form) for name, form in _FORMS.items()},
}


def find_check(datatype: NamedNode) -> Callable[[str], bool]:
    """Give the test of the lexical forms of a datatype; of one not known here, all are right."""
    return _CHECKS.get(datatype, lambda _: True)


def is_well_typed(literal: Literal) -> bool:
    """Tell whether the lexical form of a literal is one of its datatype.

    >>> is_well_typed(Literal("2023-02-29", datatype=xsd("date")))
    False
    """
    return find_check(literal.datatype)(literal.value)


_EXACT = frozenset({xsd("integer"), xsd("decimal")})
_OPERATORS: dict[str, Callable[[Decimal, Decimal], bool]] = {"<": operator.lt, "<=": operator.le}
_KEPT = 4096

# The patterns that mean the same to Python, in ASCII: plain characters, the usual escapes, classes
# that hold no bracket, quantifiers that are not possessive, groups without extensions that come
# once or not at all, and $ at the very end only.
_ESCAPE = r"\\[dDwWsS.\\^$?*+|()\[\]{}nrt-]"
_CLASS = rf"\[\^?+(?:[^\[\]\\&~|-]|{_ESCAPE}|-(?!\[|-))++\]"
_PIECE = rf"(?:(?:[^\\\[\]()|?*+{{}}^$]|{_ESCAPE}|{_CLASS})(?:(?:[?*+]|\{{\d+(?:,\d*)?\}})\??)?)"
_COMMON = re.compile(rf"(?:{_PIECE}|\((?!\?)|\)\??|[|^])*+(?P<end>\$?)")
_SHORT = 1000


def evaluate(expression: str) -> Term | None:
    """Give the value of an expression of SPARQL, None where it is an error."""
    query = f"SELECT ({expression} AS ?value) WHERE {{}}"
    value: Term | None = next(cast("QuerySolutions", Store().query(query)))["value"]
    return value


def prepare_pattern(pattern: str, flags: str) -> Callable[[str], bool]:
    r"""Give the test of a pattern, for any place in a text; raises ShapesError for wrong ones.

    >>> prepare_pattern(r"^\d+$", "")("2024\n")
    False
    """
    if evaluate(_ask_match("", pattern, flags)) is None:
        raise ShapesError(f"not a regular expression with flags {flags!r}: {pattern}")

    @lru_cache(_KEPT)
    def ask(text: str) -> bool:
        return evaluate(_ask_match(text, pattern, flags)) == TRUE

    common = _COMMON.fullmatch(pattern)
    if flags or not pattern.isascii() or not common:
        return ask
    # Python's $ would also match before a last line break.
    native = pattern.removesuffix("$") + r"\Z" if common["end"] else pattern
    search = re.compile(native, re.ASCII).search
    return lambda text: (
        search(text) is not None if text.isascii() and len(text) < _SHORT else ask(text)
    )


def _ask_match(text: str, pattern: str, flags: str) -> str:
    return f"REGEX({', '.join(str(Literal(part)) for part in (text, pattern, flags))})"


def _compare(sign: str, left: Term, right: Term) -> bool:
    if not (isinstance(left, Literal) and isinstance(right, Literal)):
        return False
    both = left, right
    if all(each.datatype in _EXACT and is_well_typed(each) for each in both):
        return _OPERATORS[sign](*(Decimal(each.value) for each in both))
    return _ask_order(sign, left, right)


# Whether one literal is less than another, or equal to it.
is_less, is_less_or_equal = partial(_compare, "<"), partial(_compare, "<=")


@lru_cache(_KEPT)
def _ask_order(sign: str, left: Literal, right: Literal) -> bool:
    return evaluate(f"{left} {sign} {right}") == TRUE
