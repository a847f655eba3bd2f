"""What a CSVW description may say, level by level: each property, and what its value must be.

https://www.w3.org/TR/tabular-metadata/ – CSVW has what it does not know ignored with a warning;
here it is refused, for a description must not say more than is done.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Test = Callable[[Any], bool]

_LANGUAGE = re.compile(r"[a-zA-Z]{2,8}(-[a-zA-Z0-9]{1,8})*")
_NAME = re.compile(r"(?!_)(\w|%[0-9A-Fa-f]{2})([\w.]|%[0-9A-Fa-f]{2})*")
_COMMON = re.compile(r"[a-zA-Z][\w+.-]*:\S+")
_IN_VALUE = {"@value", "@language", "@type"}
_ANY_TYPE = "rdfs:Resource"
_IN_NODE = {"@id", "@type"}


def is_language(value: Any) -> bool:
    """Tell whether a value is a language tag (BCP 47)."""
    return isinstance(value, str) and _LANGUAGE.fullmatch(value) is not None


def is_identifier(value: Any) -> bool:
    """Tell whether a value may name something: an address, no blank node."""
    return isinstance(value, str) and not value.startswith("_:")


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_flag(value: Any) -> bool:
    return isinstance(value, bool)


def _is_list(value: Any) -> bool:
    return isinstance(value, list)


def _is_object(value: Any) -> bool:
    return isinstance(value, dict)


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and _NAME.fullmatch(value) is not None


def _is_names(value: Any) -> bool:
    names = value if isinstance(value, list) else [value]
    return bool(names) and all(isinstance(name, str) for name in names)


def _is_titles(value: Any) -> bool:
    if isinstance(value, dict):
        return all(is_language(tag) and _is_names(texts) for tag, texts in value.items())
    return _is_names(value)


def _one_of(*values: object) -> Test:
    return lambda value: value in values and isinstance(value, type(values[0]))


_DIRECTION = _one_of("ltr", "rtl", "auto", "inherit")
_INHERITED: dict[str, Test] = {
    **dict.fromkeys(("aboutUrl", "propertyUrl", "valueUrl", "default"), _is_text),
    "datatype": lambda value: isinstance(value, str | dict),
    "lang": is_language,
    "null": _is_names,
    "ordered": _is_flag,
    "required": _is_flag,
    "separator": lambda value: value is None or isinstance(value, str),
    "textDirection": _DIRECTION,
}
_IDENTIFIED: dict[str, Test] = {
    "@id": is_identifier,
}


def _level(kind: str, properties: Mapping[str, Test], *, inherits: bool = True) -> dict[str, Test]:
    inherited = _INHERITED if inherits else {}
    return {**inherited, **_IDENTIFIED, "@type": _one_of(kind), **properties}


_TABLE_PARTS: dict[str, Test] = {
    "dialect": _is_object,
    "notes": _is_list,
    "tableDirection": _one_of("ltr", "rtl", "auto"),
    "tableSchema": _is_object,
}
CONTEXT: dict[str, Test] = {"@base": _one_of("."), "@language": is_language}
GROUP = _level(
    "TableGroup",
    {**_TABLE_PARTS, "@context": lambda value: isinstance(value, str | list), "tables": _is_list},
)
TABLE = _level("Table", {**_TABLE_PARTS, "suppressOutput": _is_flag, "url": _is_text})
SCHEMA = _level(
    "Schema",
    {
        "columns": _is_list,
        "foreignKeys": _is_list,
        "primaryKey": lambda value: value is None or _is_names(value),
        "rowTitles": _is_names,
    },
)
COLUMN = _level(
    "Column",
    {"name": _is_name, "titles": _is_titles, "suppressOutput": _is_flag, "virtual": _is_flag},
)
FOREIGN_KEY: dict[str, Test] = {"columnReference": _is_names, "reference": _is_object}
REFERENCE: dict[str, Test] = {"resource": _is_text, "columnReference": _is_names}
# What else CSVW has would have rows or columns skipped, or cells changed: that is not done.
DIALECT = _level(
    "Dialect",
    {
        "commentPrefix": lambda value: value is None or (_is_text(value) and bool(value)),
        "delimiter": lambda value: isinstance(value, str) and len(value) == 1,
        "doubleQuote": _one_of(True),
        "encoding": lambda value: _is_text(value) and value.lower() == "utf-8",
        "header": _one_of(True),
        "headerRowCount": _one_of(1),
        "lineTerminators": lambda value: isinstance(value, str | list),
        "quoteChar": lambda value: value is None or (isinstance(value, str) and len(value) == 1),
        "skipBlankRows": _one_of(False),
        "skipColumns": _one_of(0),
        "skipInitialSpace": _one_of(False),
        "skipRows": _one_of(0),
        "trim": _one_of(False, "false"),
    },
    inherits=False,
)


def check_level(said: Any, level: Mapping[str, Test]) -> dict[str, Any]:
    """Give what a part of a description says, if it may be said there.

    Raises ValueError that names the property.
    """
    if not isinstance(said, dict):
        raise ValueError(f"{said!r} is no object")
    for name, value in said.items():
        test = level.get(name, _is_common if _COMMON.fullmatch(name) else None)
        if test is None or not test(value):
            raise ValueError(f"{name}: {value!r}")
    return said


def _is_common(value: Any) -> bool:
    """Tell whether a value may be that of a common property: JSON-LD as CSVW narrows it."""
    if isinstance(value, list):
        return all(map(_is_common, value))
    if not isinstance(value, dict):
        return True
    names = {name for name in value if name.startswith("@")}
    if not is_identifier(value.get("@id", "")) or not _is_type(value.get("@type", _ANY_TYPE)):
        return False
    if "@value" in value:
        is_tagged = "@language" not in value or is_language(value["@language"])
        return (
            value.keys() <= _IN_VALUE
            and not value.keys() >= _IN_VALUE
            and is_tagged
            and (not isinstance(value["@value"], dict | list))
        )
    return names <= _IN_NODE and all(map(_is_common, value.values()))


def _is_type(value: Any) -> bool:
    types = value if isinstance(value, list) else [value]
    return all(isinstance(each, str) and _COMMON.fullmatch(each) is not None for each in types)
