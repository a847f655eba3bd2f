"""Well-formed literals by datatype (SHACL, section 4.1.2; XML Schema 1.1, part 2).

A pyoxigraph.Store keeps an ill-typed literal as it was written, so that it is found here. It keeps
no datatype derived from xsd:integer for a well-formed number, nor xsd:dateTimeStamp: these come
back as xsd:integer and xsd:dateTime. A shape that asks for such a derived datatype is therefore
satisfied by no value of a store: ask for xsd:integer and a range instead.
"""

from __future__ import annotations

import calendar
import re
from decimal import Decimal
from typing import TYPE_CHECKING

from oxishacl.vocabulary import xsd

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyoxigraph import Literal, NamedNode

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

_RANGES: dict[str, tuple[int | None, int | None]] = {
    "integer": (None, None),
    "nonPositiveInteger": (None, 0),
    "negativeInteger": (None, -1),
    "nonNegativeInteger": (0, None),
    "positiveInteger": (1, None),
    "long": (-(2**63), 2**63 - 1),
    "int": (-(2**31), 2**31 - 1),
    "short": (-(2**15), 2**15 - 1),
    "byte": (-128, 127),
    "unsignedLong": (0, 2**64 - 1),
    "unsignedInt": (0, 2**32 - 1),
    "unsignedShort": (0, 2**16 - 1),
    "unsignedByte": (0, 255),
}

_INTEGER = re.compile(r"[+-]?[0-9]+")
_LEAP_YEAR = 2000


def _is_integer(low: int | None, high: int | None) -> Callable[[str], bool]:
    def check(text: str) -> bool:
        if not _INTEGER.fullmatch(text):
            return False
        number = Decimal(text)
        return (low is None or low <= number) and (high is None or number <= high)

    return check


def _has_form(form: str) -> Callable[[str], bool]:
    fullmatch = re.compile(form, re.ASCII).fullmatch
    if "?P<day>" not in form:
        return lambda text: fullmatch(text) is not None

    def check(text: str) -> bool:
        found = fullmatch(text)
        return found is not None and _is_day(found.groupdict())

    return check


def _is_day(parts: dict[str, str]) -> bool:
    # The calendar repeats after 400 years, and Python's begins with the year 1.
    year = int(parts["year"]) % 400 + 400 if "year" in parts else _LEAP_YEAR
    return int(parts["day"]) <= calendar.monthrange(year, int(parts["month"]))[1]


_CHECKS: dict[NamedNode, Callable[[str], bool]] = {
    **{xsd(name): _is_integer(*bounds) for name, bounds in _RANGES.items()},
    **{xsd(name): _has_form(form) for name, form in _FORMS.items()},
}


def find_check(datatype: NamedNode) -> Callable[[str], bool]:
    """Give the test of the lexical forms of a datatype; of one not known here, all are right."""
    return _CHECKS.get(datatype, lambda _: True)


def is_well_typed(literal: Literal) -> bool:
    """Tell whether the lexical form of a literal is one of its datatype.

    >>> from pyoxigraph import Literal
    >>> is_well_typed(Literal("2023-02-29", datatype=xsd("date")))
    False
    """
    return find_check(literal.datatype)(literal.value)
