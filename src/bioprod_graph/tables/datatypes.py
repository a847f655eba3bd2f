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
from typing import TYPE_CHECKING, Any

from bioprod_graph.tables.forms import find_form
from bioprod_graph.tables.vocabulary import is_identifier

if TYPE_CHECKING:
    from collections.abc import Callable

    Judge = Callable[[str], str | None]

# CSVW, section 5.11.1: where the name of a datatype is not the local name of its XSD type.
_RENAMED = {
    "number": "double",
    "datetime": "dateTime",
    "any": "anyAtomicType",
    "binary": "base64Binary",
}
_XSD = "http://www.w3.org/2001/XMLSchema#"
_NUMBERS = ("decimal", "integer", "nonNegativeInteger")
_DAYS = (None, "yyyy-MM-dd")
# What a judge raises for a text that is no value.
_REFUSALS = (ValueError, OverflowError, ArithmeticError, TypeError)
_CHOICES = re.compile(r"[\w-]+(\|[\w-]+)+")
_DAY = 10


class Datatype:
    """A datatype as a description gives it: a name, or a name with what narrows it.

    Raises ValueError, TypeError or another error of the library for what is none.
    """

    def __init__(self, given: Any) -> None:
        said = {"base": given} if isinstance(given, str) else dict(given)
        self.base: str = said.pop("base", "string")
        self.iri: str = said.get("@id", _XSD + _RENAMED.get(self.base, self.base))
        if not is_identifier(self.iri) or said.get("@id", "").startswith(_XSD):
            raise ValueError(f"@id: {self.iri!r}")
        pattern = said.get("format")
        self._pattern: str | None = pattern if isinstance(pattern, str) else None
        has_form = find_form(self.base)
        read = _find_reader(self.base, said)

        @lru_cache(maxsize=4096)
        def judge(text: str) -> str | None:
            """The library reads “5%” as a number; a cell becomes a literal as it is written."""
            if not has_form(text):
                return f"not the lexical form of {self.base}"
            try:
                read(text)
            except _REFUSALS as error:
                return str(error) or f"no value of {self.base}"
            return None

        self.judge: Judge = judge

    def __str__(self) -> str:
        """Say what is expected."""
        return f"{self.base}, {self._pattern}" if self._pattern else self.base

    @property
    def choices(self) -> tuple[str, ...]:
        """The values allowed, where the pattern is nothing but words, one or another."""
        pattern = self._pattern or ""
        return tuple(pattern.split("|")) if _CHOICES.fullmatch(pattern) else ()


def _find_reader(base: str, said: dict[str, Any]) -> Callable[[str], object]:
    keys = said.keys() - {"@id"}
    if base == "string" and keys <= {"format"}:
        return _make_pattern(said["format"]) if keys else str
    if base in _NUMBERS and keys <= {"minimum", "maximum"}:
        return _make_range(said, is_signed=base != "nonNegativeInteger")
    if base == "date" and keys <= {"format"} and said.get("format") in _DAYS:
        return lambda text: date.fromisoformat(text[:_DAY]) if text[4:5] == "-" else None
    if base == "gYear" and not keys:
        return str
    return _load_reader({"base": base} | said)


def _make_pattern(pattern: str) -> Callable[[str], object]:
    try:
        fits = re.compile(pattern).fullmatch
    except re.error as error:
        raise ValueError(f"{pattern!r} is no regular expression: {error}") from None

    def read(text: str) -> None:
        if not fits(text):
            raise ValueError(f"does not match {pattern}")

    return read


def _make_range(said: dict[str, Any], *, is_signed: bool) -> Callable[[str], object]:
    least = Decimal(said.get("minimum", "-Infinity" if is_signed else "0"))
    most = Decimal(said.get("maximum", "Infinity"))

    def read(text: str) -> None:
        if not least <= Decimal(text) <= most:
            raise ValueError(f"is not between {least} and {most}")

    return read


def _load_reader(said: dict[str, Any]) -> Callable[[str], object]:
    from csvw.metadata import Datatype as Library

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        read: Callable[[str], object] = Library.fromvalue(said).read
    return read
