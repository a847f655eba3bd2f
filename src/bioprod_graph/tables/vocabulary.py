"""What a CSVW description may say, level by level, as `csvw.toml` lists it.

https://www.w3.org/TR/tabular-metadata/ – CSVW has what it does not know ignored with a warning;
here it is refused, for a description must not say more than is done.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from types import NoneType
from typing import Any

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
