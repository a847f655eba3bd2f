"""Lexical forms of the XML Schema datatypes: how a cell must be written to be a literal as it is.

https://www.w3.org/TR/xmlschema11-2/#built-in-datatypes – forms only; the library csvw reads the
calendar and the ranges. Names are those of CSVW, section 5.11.1 of the metadata vocabulary.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_ZONE = r"(Z|[+-]\d\d:\d\d)?"
_DATE = r"-?\d{4,}-\d\d-\d\d"
_TIME = r"\d\d:\d\d:\d\d(\.\d+)?"
_MONTH, _DAY = r"(0[1-9]|1[0-2])", r"(0[1-9]|[12]\d|3[01])"
_INTEGER = r"[+-]?\d+"
_DECIMAL = r"[+-]?(\d+(\.\d*)?|\.\d+)"
_DOUBLE = rf"{_DECIMAL}([eE][+-]?\d+)?|[+-]?INF|NaN"

_FORMS = {
    "boolean": "true|false|1|0",
    "decimal": _DECIMAL,
    **dict.fromkeys(("double", "float", "number"), _DOUBLE),
    **dict.fromkeys(
        (
            *("integer", "long", "int", "short", "byte", "positiveInteger", "negativeInteger"),
            *("nonNegativeInteger", "nonPositiveInteger"),
            *("unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte"),
        ),
        _INTEGER,
    ),
    "date": _DATE + _ZONE,
    **dict.fromkeys(("datetime", "dateTime"), f"{_DATE}T{_TIME}{_ZONE}"),
    "dateTimeStamp": f"{_DATE}T{_TIME}{_ZONE.removesuffix('?')}",
    "time": _TIME + _ZONE,
    "gYear": r"-?\d{4,}" + _ZONE,
    "gYearMonth": rf"-?\d{{4,}}-{_MONTH}{_ZONE}",
    "gMonth": f"--{_MONTH}{_ZONE}",
    "gMonthDay": f"--{_MONTH}-{_DAY}{_ZONE}",
    "gDay": f"---{_DAY}{_ZONE}",
    "language": "[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*",
}


def find_form(name: str) -> Callable[[str], bool]:
    """Find how values of a datatype are written; any text will do where no form is known.

    >>> find_form("gYear")("21")
    False
    """
    if name not in _FORMS:
        return lambda _: True
    pattern = re.compile(_FORMS[name], re.ASCII)
    return lambda text: pattern.fullmatch(text) is not None
