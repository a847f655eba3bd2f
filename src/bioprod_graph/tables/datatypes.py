"""Datatypes of CSVW: whether a text is a value, written as its literal is.

https://www.w3.org/TR/tabular-metadata/#datatypes – the plain ones, which nearly all columns have,
are judged here; the library csvw (its only door), slow to load, judges the others.
"""

from __future__ import annotations

import re
import warnings
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from bioprod_graph.tables.vocabulary import is_kind

if TYPE_CHECKING:
    from collections.abc import Callable

# CSVW, section 5.11.1: where the name of a datatype is not the local name of its XSD type.
_RENAMED = {
    "number": "double",
    "datetime": "dateTime",
    "any": "anyAtomicType",
    "binary": "base64Binary",
}
_XSD = "http://www.w3.org/2001/XMLSchema#"
_DAYS = (None, "yyyy-MM-dd")
# What a reader raises for a text that is no value.
_REFUSALS = (ValueError, OverflowError, ArithmeticError, TypeError)
_CHOICES = re.compile(r"[\w-]+(\|[\w-]+)+")

# https://www.w3.org/TR/xmlschema11-2/#built-in-datatypes – forms only; calendar and ranges are
# read. Any text will do where no form is known.
_ZONE = r"(Z|[+-]\d\d:\d\d)"
_DATE, _TIME = r"-?\d{4,}-\d\d-\d\d", r"\d\d:\d\d:\d\d(\.\d+)?"
_MONTH, _DAY = r"(0[1-9]|1[0-2])", r"(0[1-9]|[12]\d|3[01])"
_DECIMAL = r"[+-]?(\d+(\.\d*)?|\.\d+)"
_FORMS = {
    name: re.compile(form, re.ASCII)
    for names, form in (
        ("boolean", "true|false|1|0"),
        ("decimal", _DECIMAL),
        ("double float number", rf"{_DECIMAL}([eE][+-]?\d+)?|[+-]?INF|NaN"),
        ("integer long int short byte positiveInteger negativeInteger", r"[+-]?\d+"),
        ("nonNegativeInteger nonPositiveInteger", r"[+-]?\d+"),
        ("unsignedLong unsignedInt unsignedShort unsignedByte", r"[+-]?\d+"),
        ("date", f"{_DATE}{_ZONE}?"),
        ("datetime dateTime", f"{_DATE}T{_TIME}{_ZONE}?"),
        ("dateTimeStamp", f"{_DATE}T{_TIME}{_ZONE}"),
        ("time", f"{_TIME}{_ZONE}?"),
        ("gYear", rf"-?\d{{4,}}{_ZONE}?"),
        ("gYearMonth", rf"-?\d{{4,}}-{_MONTH}{_ZONE}?"),
        ("gMonth", f"--{_MONTH}{_ZONE}?"),
        ("gMonthDay", f"--{_MONTH}-{_DAY}{_ZONE}?"),
        ("gDay", f"---{_DAY}{_ZONE}?"),
        ("language", "[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*"),
    )
    for name in names.split()
}


def has_form(name: str, text: str) -> bool:
    """Tell whether a text is written as values of a datatype are.

    >>> has_form("gYear", "2021"), has_form("gYear", "21")
    (True, False)
    """
    return name not in _FORMS or _FORMS[name].fullmatch(text) is not None


class Datatype(NamedTuple):
    """A datatype: its IRI, what is expected, which choices there are, and its judge.

    The judge says why a text is no value; nothing of one that is.
    """

    iri: str
    expected: str
    choices: tuple[str, ...]
    judge: Callable[[str], str | None]


def read_datatype(given: Any) -> Datatype:
    """Read a datatype as a description gives it: a name, or a name with what narrows it.

    Raises ValueError, TypeError or another error of the library for what is none.
    """
    said = {"base": given} if isinstance(given, str) else dict(given)
    base: str = said.pop("base", "string")
    iri: str = said.get("@id", _XSD + _RENAMED.get(base, base))
    if not is_kind(iri, "identifier") or said.get("@id", "").startswith(_XSD):
        raise ValueError(f"@id: {iri!r}")
    narrowed = said.get("format")
    pattern = narrowed if isinstance(narrowed, str) else ""
    choices = tuple(pattern.split("|")) if _CHOICES.fullmatch(pattern) else ()
    expected = f"{base}, {pattern}" if pattern else base
    return Datatype(iri, expected, choices, _make_judge(base, said))


def _make_judge(base: str, said: dict[str, Any]) -> Callable[[str], str | None]:
    read = _find_reader(base, said)

    @lru_cache(maxsize=4096)
    def judge(text: str) -> str | None:
        """The library reads “5%” as a number; a cell becomes a literal as it is written."""
        if not has_form(base, text):
            return f"not the lexical form of {base}"
        try:
            read(text)
        except _REFUSALS as error:
            return str(error) or f"no value of {base}"
        return None

    return judge


def _find_reader(base: str, said: dict[str, Any]) -> Callable[[str], object]:
    keys = said.keys() - {"@id"}
    if base == "string" and keys <= {"format"}:
        return _make_pattern(said["format"]) if keys else str
    if base in ("decimal", "integer", "nonNegativeInteger") and keys <= {"minimum", "maximum"}:
        return _make_range(said, lowest="0" if base == "nonNegativeInteger" else "-Infinity")
    if base == "date" and keys <= {"format"} and said.get("format") in _DAYS:
        return lambda text: date.fromisoformat(text[:10]) if text[4:5] == "-" else None
    if base == "gYear" and not keys:
        return str
    from csvw.metadata import Datatype as Library

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        read: Callable[[str], object] = Library.fromvalue({"base": base} | said).read
    return read


def _make_pattern(pattern: str) -> Callable[[str], object]:
    try:
        fits = re.compile(pattern).fullmatch
    except re.error as error:
        raise ValueError(f"{pattern!r} is no regular expression: {error}") from None

    def read(text: str) -> None:
        if not fits(text):
            raise ValueError(f"does not match {pattern}")

    return read


def _make_range(said: dict[str, Any], *, lowest: str) -> Callable[[str], object]:
    least, most = Decimal(said.get("minimum", lowest)), Decimal(said.get("maximum", "Infinity"))

    def read(text: str) -> None:
        if not least <= Decimal(text) <= most:
            raise ValueError(f"is not between {least} and {most}")

    return read
