"""CSVW: what a description may say, level by level, and which texts are values of a datatype.

https://www.w3.org/TR/tabular-metadata/ – CSVW has what it does not know ignored with a warning;
here it is refused, for a description must not say more than is done: `csvw.toml` lists what it may
say. The form of a value is that of XML Schema; what narrows it otherwise than nearly all columns do
is judged by the library csvw (its only door), slow to load.
"""

from __future__ import annotations

import re
import warnings
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path
from types import NoneType
from typing import TYPE_CHECKING, Any, NamedTuple

import pyoxigraph as ox

from bioprod_graph.language import Message, read_blocks
from oxishacl import is_well_typed

if TYPE_CHECKING:
    from collections.abc import Callable

    from bioprod_graph.language import Sayable

_COMMON = re.compile(r"[a-zA-Z][\w+.-]*:\S+")
_ANY_TYPE = "rdfs:Resource"
_INHERITING = ("TableGroup", "Table", "Schema", "Column")
_TYPES = {"null": NoneType, "flag": bool, "list": list, "object": dict}
_TEXTS = {
    kind: re.compile(form, re.DOTALL)
    for kind, form in (
        ("text", ".*"),
        ("filled", ".+"),
        ("character", "."),
        ("utf-8", "(?i:utf-8)"),
        ("identifier", "(?!_:).*"),  # an address, no blank node
        ("language", "[a-zA-Z]{2,8}(-[a-zA-Z0-9]{1,8})*"),  # BCP 47
        ("name", r"(?!_)(\w|%[0-9A-Fa-f]{2})([\w.]|%[0-9A-Fa-f]{2})*"),
    )
}

# CSVW, section 5.11.1: where the name of a datatype is not the local name of its XSD type.
_RENAMED = {
    "number": "double",
    "datetime": "dateTime",
    "any": "anyAtomicType",
    "binary": "base64Binary",
}
_XSD = "http://www.w3.org/2001/XMLSchema#"
_DAY = "yyyy-MM-dd"
_NUMBERS = ("decimal", "integer", "nonNegativeInteger")
# Of these, unless they are narrowed, the form is all that is asked.
_PLAIN = ("string", "date", "gYear", *_NUMBERS)
# What a reader raises for a text that is no value.
_REFUSALS = (ValueError, OverflowError, ArithmeticError, TypeError)
_KINDS = re.compile(r"\(([\w-]+(?:\|[\w-]+)+)\)/")
_CHOICES = re.compile(r"[\w-]+(\|[\w-]+)+")


def check_level(said: Any, level: str) -> dict[str, Any]:
    """Give what a part of a description says, if it may be said there.

    Raises ValueError that names the property.
    """
    if not isinstance(said, dict):
        raise ValueError(f"{said!r} is no object")
    allowed = _read_level(level)
    for name, value in said.items():
        kinds = allowed.get(name, "common" if _COMMON.fullmatch(name) else [])
        if isinstance(kinds, list):
            is_right = any(type(value) is type(one) and value == one for one in kinds)
        else:
            is_right = any(is_kind(value, kind) for kind in kinds.split("|"))
        if not is_right:
            raise ValueError(f"{name}: {value!r}")
    return said


def is_kind(value: Any, kind: str) -> bool:
    """Tell whether a value is of a kind: a type, a form of text, names, titles, or JSON-LD."""
    if kind in _TYPES:
        return isinstance(value, _TYPES[kind])
    if kind in _TEXTS:
        return isinstance(value, str) and _TEXTS[kind].fullmatch(value) is not None
    if kind == "common":
        return _is_common(value)
    if kind == "titles" and isinstance(value, dict):
        return all(is_kind(t, "language") and is_kind(v, "names") for t, v in value.items())
    names = value if isinstance(value, list) else [value]
    return bool(names) and all(isinstance(name, str) for name in names)


@cache
def _read_level(level: str) -> dict[str, Any]:
    levels = _read_levels()
    return levels[level] | (levels["inherited"] if level in _INHERITING else {})


@cache
def _read_levels() -> dict[str, dict[str, Any]]:
    import tomllib

    return tomllib.loads(Path(__file__).with_name("csvw.toml").read_text("utf-8"))


def _is_common(value: Any) -> bool:
    """Tell whether a value may be that of a common property: JSON-LD as CSVW narrows it."""
    if isinstance(value, list):
        return all(map(_is_common, value))
    if not isinstance(value, dict):
        return True
    types = value.get("@type", _ANY_TYPE)
    types = types if isinstance(types, list) else [types]
    if not is_kind(value.get("@id", ""), "identifier"):
        return False
    if not all(isinstance(one, str) and _COMMON.fullmatch(one) for one in types):
        return False
    if "@value" not in value:
        named = {name for name in value if name.startswith("@")}
        return named <= {"@id", "@type"} and all(map(_is_common, value.values()))
    return (
        value.keys() <= {"@value", "@language", "@type"}
        and not value.keys() >= {"@language", "@type"}
        and ("@language" not in value or is_kind(value["@language"], "language"))
        and not isinstance(value["@value"], dict | list)
    )


def has_form(name: str, text: str) -> bool:
    """Tell whether a text is written as values of a datatype are, and is one of them.

    >>> has_form("gYear", "2021"), has_form("gYear", "21")
    (True, False)
    """
    datatype = ox.NamedNode(_XSD + _RENAMED.get(name, name))
    return is_well_typed(ox.Literal(text, datatype=datatype))


class Datatype(NamedTuple):
    """A datatype: its IRI, what is expected if that is known, which choices there are, its judge.

    `kinds` are those of KIND/KEY. The judge says why a text is no value; nothing of one that is.
    """

    iri: str
    expected: Sayable | None
    choices: tuple[str, ...]
    kinds: tuple[str, ...]
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
    found = _KINDS.match(pattern)
    kinds = tuple(found[1].split("|")) if found else ()
    listed = ", ".join(f"{kind}/" for kind in kinds)
    told = Message("{kinds}, the one or the other, then a key", kinds=listed)
    expected = told if kinds else _say_expected(base, said)
    return Datatype(iri, expected, choices, kinds, _make_judge(base, said))


def _say_expected(base: str, said: dict[str, Any]) -> Sayable | None:
    """Say what is expected, as `expected.toml` does; nothing of what is not there."""
    known = _read_expected()
    plain: Message | None = known["datatype"].get(base)
    least, most = (said.get(name) for name in ("minimum", "maximum"))
    if plain and least is not None and most is not None:
        return Message("{plain}, from {least} to {most}", plain=plain, least=least, most=most)
    if plain and least is not None:
        return Message("{plain}, {least} or more", plain=plain, least=least)
    return plain or known["pattern"].get(str(said.get("format")))


@cache
def _read_expected() -> dict[str, dict[str, Message]]:
    return read_blocks(Path(__file__).with_name("expected.toml"))


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
    """Find what refuses, of the texts that have the form, those that a description rules out."""
    keys = said.keys() - {"@id"}
    is_plain = base in _PLAIN and not keys
    if is_plain or (base == "date" and keys == {"format"} and said["format"] == _DAY):
        return str
    if base == "string" and keys == {"format"}:
        return _make_pattern(said["format"])
    if base in _NUMBERS and keys <= {"minimum", "maximum"}:
        return _make_range(said)
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


def _make_range(said: dict[str, Any]) -> Callable[[str], object]:
    least, most = Decimal(said.get("minimum", "-inf")), Decimal(said.get("maximum", "inf"))

    def read(text: str) -> None:
        if not least <= Decimal(text) <= most:
            raise ValueError(f"is not between {least} and {most}")

    return read
