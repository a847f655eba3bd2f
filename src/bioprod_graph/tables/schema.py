"""The description of the tables, CSVW metadata, read.

https://www.w3.org/TR/tabular-metadata/ – stricter here: a table is a plain file beside its
description, and schemas and dialects are written in place, so that nothing is ever fetched.
"""

from __future__ import annotations

import json
import re
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, lru_cache, partial
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urljoin

from bioprod_graph.errors import BioprodError, ProjectError, one_line
from bioprod_graph.files import DESCRIPTION, Dialect, find_bounds, list_files, read_text
from bioprod_graph.language import LANGUAGES, Message, Text
from bioprod_graph.names import split_words
from bioprod_graph.tables.csvw import check_level, read_datatype
from bioprod_graph.turtle import read_turtle

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from bioprod_graph.language import Sayable
    from bioprod_graph.project import Project

    # What things are called, by IRI and language.
    Labels = Mapping[str, Mapping[str, str]]

_CONTEXT = "http://www.w3.org/ns/csvw"
_NAMING = (
    "http://www.w3.org/2000/01/rdf-schema#label",
    "http://www.w3.org/2004/02/skos/core#prefLabel",
)
# A template that is not relative: it begins with a scheme or a prefix, or with a variable.
_ABSOLUTE = re.compile(r"[\w+.-]+:|\{")


@dataclass(frozen=True)
class Column:
    """One column: how its cells are read, and the statement that each makes."""

    name: str
    number: int
    is_virtual: bool
    is_required: bool
    separator: str | None
    datatype: str
    expected: Sayable
    language: str | None
    about: str | None
    property: str | None
    value: str | None
    judge: Callable[[str], str | None] = field(compare=False, repr=False)
    description: dict[str, str] = field(default_factory=dict, compare=False, repr=False)
    choices: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    # What terms and concepts are called, read when it is asked for.
    labels: Callable[[], Labels] = field(default=dict, compare=False, repr=False)

    def names(self, choice: str) -> Mapping[str, str]:
        """Give what the term is called that a choice stands for, by language."""
        return self.labels().get((self.value or "").replace(f"{{{self.name}}}", choice), {})

    def list_known(self) -> list[str]:
        """List the choices; of a column of concepts, the keys of all that are."""
        before, _, after = (self.value or "").partition(f"{{{self.name}}}")
        known = self.labels() if before.endswith("/concept/") and not after else {}
        return list(self.choices) or [
            iri.removeprefix(before) for iri in known if iri.startswith(before)
        ]

    def show_choices(self, mark: str) -> Text:
        """Write the choices in each language, with what they stand for where that is not plain."""
        return Text({tag: mark.join(self._explain(tag)) for tag in LANGUAGES})

    def _explain(self, tag: str) -> Iterator[str]:
        for choice in self.choices:
            name = self.names(choice).get(tag, "")
            is_plain = "".join(split_words(name)) in ("", "".join(split_words(choice)))
            yield choice if is_plain else f"{choice} ({name})"

    def split(self, cell: str) -> list[str]:
        """Give the values of a cell: none if it is empty, several if there is a separator."""
        if not cell:
            return []
        return cell.split(self.separator) if self.separator else [cell]

    def complaint(self, cell: str) -> str | None:
        """Say why a cell cannot stand in this column; nothing if it can."""
        if not cell:
            return "required" if self.is_required else None
        return next(filter(None, map(self.judge, self.split(cell))), None)


class ForeignKey(NamedTuple):
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

    @cached_property
    def header(self) -> tuple[str, ...]:
        """The names that the first row must hold."""
        return tuple(column.name for column in self.columns if not column.is_virtual)

    @cached_property
    def references(self) -> tuple[tuple[ForeignKey, Column], ...]:
        """The foreign keys, each with its first column."""
        return tuple(
            (key, next(column for column in self.columns if column.name in key.columns))
            for key in self.foreign_keys
        )

    def key_of(self, cells: Mapping[str, str]) -> tuple[str, ...]:
        """Give the key of a row; a cell that is missing counts as empty."""
        return tuple([cells.get(name, "") for name in self.primary_key])


def read_tables(project: Project) -> tuple[Table, ...]:
    """Read the descriptions of all tables of a project.

    Raises ProjectError, one line with the file, for a description that is malformed, for keys
    that are none, and for two tables of one name.
    """
    homes = {path: project.base + project.relative(path) for path in project.table_groups}
    tables = tuple(table for path, home in homes.items() for table in read_schema(path, home))
    check_keys(tables)
    labels = cache(partial(_read_labels, project.ontology))
    return tuple(_name_choices(table, labels) for table in tables)


def _name_choices(table: Table, labels: Callable[[], Labels]) -> Table:
    columns = tuple(replace(each, labels=labels) for each in table.columns)
    return replace(table, columns=columns)


def _read_labels(folder: Path) -> Labels:
    """Read what terms and concepts are called; of a file that is malformed the check tells."""
    labels: dict[str, dict[str, str]] = {}
    homes = (folder / name for name in ("modules", "vocabularies"))
    for path in chain(*(list_files(home, "*.ttl", is_required=False) for home in homes)):
        with suppress(BioprodError):
            named = (t for t in read_turtle(path).triples if t.predicate.value in _NAMING)
            for subject, _, name in named:
                labels.setdefault(subject.value, {})[name.language] = name.value
    return labels


def read_schema(path: Path, home: str = "") -> tuple[Table, ...]:
    """Read a CSVW description, which is published at `home`, and give its tables in order.

    Raises ProjectError, one line with the file, when it is malformed or asks for another place.
    """
    text = read_text(path, limit=DESCRIPTION, within=find_bounds(path))
    try:
        group = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise ProjectError("{path}: malformed JSON: {error}", path=path, error=error) from None
    if not isinstance(group, dict):
        raise ProjectError("{path}: a CSVW description is a JSON object", path=path)
    tables = group.get("tables")
    if not isinstance(tables, list) or not tables:
        raise ProjectError("{path}: describes no tables (CSVW: a list under “tables”)", path=path)
    for table in tables:
        _refuse_elsewhere(path, table)
    try:
        check_level(group, "TableGroup")
        _check_context(group.get("@context"))
        return tuple(_read_table(path, table, group, home=home) for table in tables)
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
        if by_name.setdefault(table.name, table) is not table:
            raise ProjectError(
                "{source}: two tables are named {name}", source=table.source, name=table.path.name
            )
    for table in by_name.values():
        where = f"{table.source}: {table.path.name}"
        for name in (*table.primary_key, *(n for key in table.foreign_keys for n in key.columns)):
            if name not in table.header:
                raise ProjectError(
                    "{where}: the key column “{name}” is not a column", where=where, name=name
                )
        for key in table.foreign_keys:
            if key.table not in by_name or by_name[key.table].primary_key != key.reference:
                raise ProjectError(
                    "{where}: {names} is not the primary key of {table}.csv",
                    where=where,
                    names=", ".join(key.reference),
                    table=key.table,
                )


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
    """A context is that of CSVW, and may give the language of titles, which is none of cells."""
    parts = context if isinstance(context, list) else [context]
    if parts[:1] != [_CONTEXT] or len(parts) > 2:  # noqa: PLR2004  the standard’s, and a change
        raise ValueError(f"@context: {context!r}")
    for said in parts[1:]:
        check_level(said, "Context")


def _read_table(path: Path, table: Any, group: Mapping[str, Any], *, home: str) -> Table:
    said = check_level(table, "Table")
    shared = check_level(group.get("tableSchema", {}), "Schema")
    schema = check_level(said.get("tableSchema", shared), "Schema")
    file = path.parent / said["url"]
    resolve = partial(_resolve, urljoin(home, file.name))
    outer = {**group, **said, **schema}
    dialect = check_level(said.get("dialect", group.get("dialect", {})), "Dialect")
    columns = _name_columns(schema.get("columns", []))
    return Table(
        name=file.name.partition(".")[0],
        source=path,
        path=file,
        about=resolve(outer.get("aboutUrl")),
        columns=tuple(
            _read_column(f"{path}: column “{name}”", (number, name, own), outer, resolve=resolve)
            for number, (name, own) in enumerate(columns.items(), start=1)
        ),
        primary_key=_names(schema.get("primaryKey")),
        foreign_keys=tuple(_read_key(key) for key in schema.get("foreignKeys", [])),
        dialect=Dialect(
            dialect.get("delimiter", ","),
            dialect.get("quoteChar", '"'),
            dialect.get("commentPrefix"),
        ),
        title=_read_texts(said, "dc:title"),
    )


@lru_cache(maxsize=1024)
def _resolve(table: str, template: str | None) -> str | None:
    """Make an address whole, as the standard does: it is relative to that of the table."""
    return urljoin(table, template) if template and not _ABSOLUTE.match(template) else template


def _read_key(key: Any) -> ForeignKey:
    said = check_level(key, "ForeignKey")
    reference = check_level(said["reference"], "Reference")
    target = reference["resource"].partition(".")[0]
    return ForeignKey(_names(said["columnReference"]), target, _names(reference["columnReference"]))


def _names(names: str | list[str] | None) -> tuple[str, ...]:
    return (names,) if isinstance(names, str) else tuple(names or ())


def _name_columns(columns: list[Any]) -> dict[str, dict[str, Any]]:
    """Give the columns by name; one that has none is named by its first title."""
    named: dict[str, dict[str, Any]] = {}
    for column in columns:
        said = check_level(column, "Column")
        titles = said.get("titles", [])
        name = said.get("name") or next(
            iter(() if isinstance(titles, dict) else _names(titles)), ""
        )
        if not name or name in named:
            raise ValueError(f"Duplicate or missing name of a column: {name!r}")
        named[name] = said
    virtual = [said.get("virtual", False) for said in named.values()]
    if virtual != sorted(virtual):
        raise ValueError("a virtual column stands before one that is not")
    return named


def _read_column(
    where: str,
    column: tuple[int, str, dict[str, Any]],
    outer: Mapping[str, Any],
    *,
    resolve: Callable[[str | None], str | None],
) -> Column:
    number, name, own = column
    said = {**outer, **own}
    if _names(said.get("null", "")) != ("",) or said.get("default"):
        raise ProjectError(
            "{where}: null and default are not read, an empty cell says nothing", where=where
        )
    if said.get("ordered"):
        raise ProjectError(
            "{where}: ordered is not read, the items of a list have no order", where=where
        )
    datatype = read_datatype(said.get("datatype", "string"))
    described = _read_texts(own, "dc:description")
    return Column(
        name=name,
        number=number,
        is_virtual=own.get("virtual", False),
        is_required=said.get("required", False),
        separator=said.get("separator"),
        datatype=datatype.iri,
        expected=datatype.expected or _quote_description(described, name),
        language=said.get("lang"),
        about=resolve(said.get("aboutUrl")),
        property=None if own.get("suppressOutput") else resolve(said.get("propertyUrl")),
        value=resolve(said.get("valueUrl")),
        judge=datatype.judge,
        description=described,
        choices=datatype.choices,
        kinds=datatype.kinds,
    )


def _quote_description(described: dict[str, str], name: str) -> Message:
    text = Text(described, otherwise=name)
    return Message("what its description says: “{text}”", text=text)


def _read_texts(part: Mapping[str, Any], name: str) -> dict[str, str]:
    """Give the texts of a common property by language; one without a language is left out."""
    texts = part.get(name)
    tagged = [text for text in texts if isinstance(text, dict)] if isinstance(texts, list) else []
    # A text with its language, JSON-LD 1.1 as CSVW has it (section 6.4.1).
    return {t["@language"]: t["@value"] for t in tagged if t.keys() == {"@language", "@value"}}
