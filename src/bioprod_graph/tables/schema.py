"""The description of the tables, CSVW metadata, read with the library csvw (its only door).

https://www.w3.org/TR/tabular-metadata/ – stricter here: a table is a plain file beside its
description, and schemas and dialects are written in place, so that nothing is ever fetched.
"""

from __future__ import annotations

import csv
import json
import re
import warnings
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from bioprod_graph.errors import ProjectError
from bioprod_graph.files import find_bounds, read_text
from bioprod_graph.files.limits import DESCRIPTION
from bioprod_graph.tables.forms import find_form

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

# CSVW, section 5.11.1: where the name of a datatype is not the local name of its XSD type.
_RENAMED = {
    "number": "double",
    "datetime": "dateTime",
    "any": "anyAtomicType",
    "binary": "base64Binary",
}
_XSD = "http://www.w3.org/2001/XMLSchema#"
# A text with its language, JSON-LD 1.1 as CSVW has it (section 6.4.1 of the metadata vocabulary).
_TAGGED = {"@language", "@value"}
_CHOICES = re.compile(r"[\w-]+(\|[\w-]+)+")


@dataclass(frozen=True)
class Column:
    """One column: how its cells are read, and the statement that each makes."""

    name: str
    number: int
    is_virtual: bool
    is_required: bool
    separator: str | None
    datatype: str
    expected: str
    language: str | None
    about: str | None
    property: str | None
    value: str | None
    complaint: Callable[[str], str | None] = field(compare=False, repr=False)
    description: dict[str, str] = field(default_factory=dict, compare=False, repr=False)
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class ForeignKey:
    """Columns whose values must be keys of another table."""

    columns: tuple[str, ...]
    table: str
    reference: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """One table: its file, columns and keys, and the file that describes it."""

    name: str
    source: Path
    path: Path
    about: str | None
    columns: tuple[Column, ...]
    primary_key: tuple[str, ...]
    foreign_keys: tuple[ForeignKey, ...]
    dialect: Any = field(compare=False, repr=False)
    title: dict[str, str] = field(default_factory=dict, compare=False, repr=False)

    @property
    def header(self) -> tuple[str, ...]:
        """The names that the first row must hold."""
        return tuple(column.name for column in self.columns if not column.is_virtual)


def read_schema(path: Path) -> tuple[Table, ...]:
    """Read a CSVW description and give its tables in order.

    Raises ProjectError, one line with the file, when it is malformed or asks for another place.
    """
    description = _read_json(path)
    tables = description.get("tables")
    if not isinstance(tables, list) or not tables:
        raise ProjectError("{path}: describes no tables (CSVW: a list under “tables”)", path=path)
    for table in tables:
        _refuse_elsewhere(path, table)
    return tuple(_convert_table(path, table) for table in _load_group(path, description).tables)


def check_keys(tables: Iterable[Table]) -> None:
    """Check that keys are made of columns, and that references lead to the key of a table.

    Raises ProjectError that names the table and the key.
    """
    by_name: dict[str, Table] = {}
    for table in tables:
        if table.name in by_name:
            raise ProjectError(
                "{source}: two tables are named {name}", source=table.source, name=table.path.name
            )
        by_name[table.name] = table
    for table in by_name.values():
        where = f"{table.source}: {table.path.name}"
        for name in (*table.primary_key, *(n for key in table.foreign_keys for n in key.columns)):
            if name not in table.header:
                raise ProjectError(
                    "{where}: the key column “{name}” is not a column", where=where, name=name
                )
        for key in table.foreign_keys:
            target = by_name.get(key.table)
            if target is None or target.primary_key != key.reference:
                names = ", ".join(key.reference)
                raise ProjectError(
                    "{where}: {names} is not the primary key of {table}.csv",
                    where=where,
                    names=names,
                    table=key.table,
                )


def read_rows(table: Table, lines: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Read the rows of a table, header first, each with the line on which it starts.

    Raises csv.Error(line, reason) where the text is no CSV.
    """
    from csvw.dsv import UnicodeReaderWithLineNumber

    following = 1
    with UnicodeReaderWithLineNumber(lines, dialect=table.dialect) as reader:
        try:
            for last, row in reader:
                # The library tells the line on which the row ends, whatever its docstring says.
                yield last - sum(cell.count("\n") for cell in row), row
                following = last + 1
        except csv.Error as error:
            raise csv.Error(following, str(error)) from None


def _read_json(path: Path) -> dict[str, Any]:
    text = read_text(path, limit=DESCRIPTION, within=find_bounds(path))
    try:
        loaded = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise ProjectError("{path}: malformed JSON: {error}", path=path, error=error) from None
    if not isinstance(loaded, dict):
        raise ProjectError("{path}: a CSVW description is a JSON object", path=path)
    return loaded


def _refuse_elsewhere(path: Path, table: Any) -> None:
    """The library follows addresses; a table of ours is a plain file name, nothing else."""
    url = table.get("url") if isinstance(table, dict) else None
    if not isinstance(url, str) or not url or set(url) & set("/\\:?#%") or url.startswith("."):
        raise ProjectError(
            "{path}: url “{url}” must be the plain name of a file in the same folder",
            path=path,
            url=url,
        )
    for name in ("tableSchema", "dialect"):
        if name in table and not isinstance(table[name], dict):
            raise ProjectError(
                "{path}: {url}: {name} must be written in place, as an object",
                path=path,
                url=url,
                name=name,
            )


def _load_group(path: Path, description: dict[str, Any]) -> Any:
    from csvw import TableGroup

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            return TableGroup.from_file(path, data=description)
    except (ValueError, TypeError, AssertionError, AttributeError, KeyError, UserWarning) as error:
        raise ProjectError(
            "{path}: not a valid CSVW description: {error}", path=path, error=error
        ) from None


def _convert_table(path: Path, table: Any) -> Table:
    schema = table.tableSchema
    file = path.parent / table.url.string
    return Table(
        name=file.name.partition(".")[0],
        source=path,
        path=file,
        about=_template(schema.aboutUrl) or _template(table.aboutUrl),
        columns=tuple(_convert_column(path, column) for column in schema.columns),
        primary_key=tuple(schema.primaryKey or ()),
        foreign_keys=tuple(_convert_key(key) for key in schema.foreignKeys),
        dialect=table._get_dialect(),
        title=_read_texts(table, "dc:title"),
    )


def _convert_key(key: Any) -> ForeignKey:
    target = key.reference.resource.string.partition(".")[0]
    return ForeignKey(tuple(key.columnReference), target, tuple(key.reference.columnReference))


def _convert_column(path: Path, column: Any) -> Column:
    _refuse_unread(path, column)
    datatype = column.inherit("datatype")
    base = datatype.base if datatype else "string"
    identifier = datatype.at_props.get("id") if datatype else None
    return Column(
        name=column.header,
        number=column._number,
        is_virtual=bool(column.virtual),
        is_required=bool(column.inherit("required")),
        separator=column.inherit("separator"),
        datatype=identifier or _XSD + _RENAMED.get(base, base),
        expected=_describe(datatype, base),
        language=_find_language(column),
        about=_template(column.aboutUrl),
        property=None if column.suppressOutput else _template(column.propertyUrl),
        value=_template(column.valueUrl),
        complaint=_make_complaint(column, base),
        description=_read_texts(column, "dc:description"),
        choices=_list_choices(datatype),
    )


def _read_texts(part: Any, name: str) -> dict[str, str]:
    """Give the texts of a common property by language; one without a language is left out."""
    texts = part.common_props.get(name) or []
    tagged = [text for text in texts if isinstance(text, dict)] if isinstance(texts, list) else []
    return {text["@language"]: text["@value"] for text in tagged if {*text} == _TAGGED}


def _find_language(part: Any) -> str | None:
    """The library lets a column inherit all but this, for it gives each column “und”."""
    while part is not None:
        language: str = getattr(part, "lang", "und")
        if language != "und":
            return language
        part = getattr(part, "_parent", None)
    return None


def _refuse_unread(path: Path, column: Any) -> None:
    """What is not read here is refused: a description must not say more than is done."""
    where = f"{path}: column {column.header!r}"
    if column.inherit_null() != [""] or column.inherit("default"):
        raise ProjectError(
            "{where}: null and default are not read, an empty cell says nothing", where=where
        )
    if column.inherit("ordered"):
        raise ProjectError(
            "{where}: ordered is not read, the items of a list have no order", where=where
        )


def _make_complaint(column: Any, base: str) -> Callable[[str], str | None]:
    """Values recur in a column: what was said of one is kept.

    The library reads more than XML Schema allows (“5%” as a number, anything as a year), but a
    cell becomes a literal as it is written.
    """
    separator = column.inherit("separator")

    has_form = find_form(base)

    @lru_cache(maxsize=4096)
    def complaint(cell: str) -> str | None:
        items = cell.split(separator) if separator else [cell]
        if cell and not all(has_form(item) for item in items):
            return f"not the lexical form of {base}"
        try:
            column.read(cell)
        except (ValueError, OverflowError, ArithmeticError, TypeError) as error:
            return str(error)
        return None

    return complaint


def _describe(datatype: Any, base: str) -> str:
    pattern = getattr(datatype, "format", None)
    return f"{base}, {pattern}" if pattern else base


def _list_choices(datatype: Any) -> tuple[str, ...]:
    """Give the values allowed, where the pattern is nothing but words, one or another."""
    pattern = getattr(datatype, "format", None)
    # The format of a number is an object, and lists no words.
    if not isinstance(pattern, str) or _CHOICES.fullmatch(pattern) is None:
        return ()
    return tuple(pattern.split("|"))


def _template(template: Any) -> str | None:
    return None if template is None else str(template.uri)
