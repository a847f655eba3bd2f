"""The description of the tables, CSVW metadata, read.

https://www.w3.org/TR/tabular-metadata/ – stricter here: a table is a plain file beside its
description, and schemas and dialects are written in place, so that nothing is ever fetched.
"""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from bioprod_graph.errors import ProjectError, one_line
from bioprod_graph.files import find_bounds, read_text
from bioprod_graph.files.limits import DESCRIPTION
from bioprod_graph.tables import vocabulary
from bioprod_graph.tables.datatypes import Datatype
from bioprod_graph.tables.vocabulary import check_level

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

_CONTEXT = "http://www.w3.org/ns/csvw"
_PARTS = 2  # of a context: the standard’s own, and what it is changed by
# A text with its language, JSON-LD 1.1 as CSVW has it (section 6.4.1 of the metadata vocabulary).
_TAGGED = {"@language", "@value"}


@dataclass(frozen=True)
class Dialect:
    """How the fields of a table are told apart; lines that start with the prefix are comments."""

    delimiter: str = ","
    quote: str | None = '"'
    comment: str | None = None

    @property
    def for_csv(self) -> dict[str, Any]:
        """The same in the words of the module csv."""
        quoting = csv.QUOTE_MINIMAL if self.quote else csv.QUOTE_NONE
        return {"delimiter": self.delimiter, "quotechar": self.quote, "quoting": quoting}


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
    judge: Callable[[str], str | None] = field(compare=False, repr=False)
    description: dict[str, str] = field(default_factory=dict, compare=False, repr=False)
    choices: tuple[str, ...] = ()

    def complaint(self, cell: str) -> str | None:
        """Say why a cell cannot stand in this column; nothing if it can."""
        if not cell:
            return "required" if self.is_required else None
        items = cell.split(self.separator) if self.separator else [cell]
        return next(filter(None, map(self.judge, items)), None)


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
    dialect: Dialect = field(compare=False, repr=False)
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
    try:
        group = check_level(description, vocabulary.GROUP)
        _check_context(group.get("@context"))
        return tuple(_read_table(path, table, [group]) for table in tables)
    except (ValueError, TypeError, ArithmeticError, LookupError, UserWarning) as error:
        raise ProjectError(
            "{path}: not a valid CSVW description: {error}", path=path, error=one_line(str(error))
        ) from None


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
    yield from read_csv(lines, table.dialect)


def read_csv(lines: list[str], dialect: Dialect = Dialect()) -> Iterator[tuple[int, list[str]]]:
    """Read CSV, which is strict about quotes, as `read_rows` reads a table."""
    numbers: list[int] = []
    reader = csv.reader(
        _drop_comments(lines, dialect.comment, numbers), strict=True, **dialect.for_csv
    )
    while True:
        numbers.clear()
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise csv.Error(numbers[0], str(error)) from None
        yield numbers[0], row


def _drop_comments(lines: list[str], prefix: str | None, numbers: list[int]) -> Iterator[str]:
    """Give the lines that are no comments, and note the number of each that was taken."""
    for number, line in enumerate(lines, start=1):
        if not numbers and prefix and line.startswith(prefix):
            continue  # within quotes it is no comment
        numbers.append(number)
        yield line


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


def _check_context(context: Any) -> None:
    """The language that a context gives is that of its titles, not of cells."""
    parts = context if isinstance(context, list) else [context]
    if not parts or parts[0] != _CONTEXT or len(parts) > _PARTS:
        raise ValueError(f"@context: {context!r}")
    for said in parts[1:]:
        check_level(said, vocabulary.CONTEXT)


def _read_table(path: Path, table: Any, above: list[Mapping[str, Any]]) -> Table:
    said = check_level(table, vocabulary.TABLE)
    shared = check_level(above[-1].get("tableSchema", {}), vocabulary.SCHEMA)
    schema = check_level(said.get("tableSchema", shared), vocabulary.SCHEMA)
    levels = [*above, said, schema]
    columns = _name_columns(schema.get("columns", []))
    file = path.parent / said["url"]
    return Table(
        name=file.name.partition(".")[0],
        source=path,
        path=file,
        about=_inherit(levels, "aboutUrl"),
        columns=tuple(
            replace(_read_column(path, name, [*levels, column]), number=number)
            for number, (name, column) in enumerate(columns.items(), start=1)
        ),
        primary_key=_names(schema.get("primaryKey")),
        foreign_keys=tuple(_read_key(key) for key in schema.get("foreignKeys", [])),
        dialect=_read_dialect(said.get("dialect", above[-1].get("dialect", {}))),
        title=_read_texts(said, "dc:title"),
    )


def _read_dialect(dialect: Any) -> Dialect:
    said = check_level(dialect, vocabulary.DIALECT)
    return Dialect(
        said.get("delimiter", ","), said.get("quoteChar", '"'), said.get("commentPrefix")
    )


def _read_key(key: Any) -> ForeignKey:
    said = check_level(key, vocabulary.FOREIGN_KEY)
    reference = check_level(said["reference"], vocabulary.REFERENCE)
    target = reference["resource"].partition(".")[0]
    return ForeignKey(_names(said["columnReference"]), target, _names(reference["columnReference"]))


def _names(names: str | list[str] | None) -> tuple[str, ...]:
    return (names,) if isinstance(names, str) else tuple(names or ())


def _name_columns(columns: list[Any]) -> dict[str, dict[str, Any]]:
    """Give the columns by name; one that has none is named by its first title."""
    named: dict[str, dict[str, Any]] = {}
    for column in columns:
        said = check_level(column, vocabulary.COLUMN)
        titles = said.get("titles", [])
        name = said.get("name") or next(
            iter([] if isinstance(titles, dict) else _names(titles)), None
        )
        if name is None:
            raise ValueError("a column has no name")
        if name in named:
            raise ValueError(f"Duplicate name of a column: {name!r}")
        named[name] = said
    virtual = [said.get("virtual", False) for said in named.values()]
    if virtual != sorted(virtual):
        raise ValueError("a virtual column stands before one that is not")
    return named


def _read_column(path: Path, name: str, levels: list[Mapping[str, Any]]) -> Column:
    _refuse_unread(path, name, levels)
    said = levels[-1]
    datatype = Datatype(_inherit(levels, "datatype", "string"))
    return Column(
        name=name,
        number=0,
        is_virtual=said.get("virtual", False),
        is_required=_inherit(levels, "required", False),
        separator=_inherit(levels, "separator"),
        datatype=datatype.iri,
        expected=str(datatype),
        language=_inherit(levels, "lang"),
        about=_inherit(levels, "aboutUrl"),
        property=None if said.get("suppressOutput") else _inherit(levels, "propertyUrl"),
        value=_inherit(levels, "valueUrl"),
        judge=datatype.judge,
        description=_read_texts(said, "dc:description"),
        choices=datatype.choices,
    )


def _inherit(levels: Iterable[Mapping[str, Any]], name: str, otherwise: Any = None) -> Any:
    """Give what the innermost level says that says it."""
    for level in levels:
        otherwise = level.get(name, otherwise)
    return otherwise


def _read_texts(part: Mapping[str, Any], name: str) -> dict[str, str]:
    """Give the texts of a common property by language; one without a language is left out."""
    texts = part.get(name)
    tagged = [text for text in texts if isinstance(text, dict)] if isinstance(texts, list) else []
    return {text["@language"]: text["@value"] for text in tagged if {*text} == _TAGGED}


def _refuse_unread(path: Path, name: str, levels: list[Mapping[str, Any]]) -> None:
    """What is not read here is refused: a description must not say more than is done."""
    where = f"{path}: column “{name}”"
    if _names(_inherit(levels, "null", "")) != ("",) or _inherit(levels, "default"):
        raise ProjectError(
            "{where}: null and default are not read, an empty cell says nothing", where=where
        )
    if _inherit(levels, "ordered"):
        raise ProjectError(
            "{where}: ordered is not read, the items of a list have no order", where=where
        )
