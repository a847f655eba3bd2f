"""What a register is: its files and their columns, its SQL, and what its columns say in RDF.

`registers/NAME.toml` and `registers/NAME.sql` are all that a register consists of.
"""

from __future__ import annotations

import csv
import sys
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bioprod_graph.engines import Relation, is_parquet
from bioprod_graph.errors import NotFoundError, ProjectError, say_reason
from bioprod_graph.files import (
    DESCRIPTION,
    QUERY,
    UTF8_MARK,
    find_bounds,
    list_files,
    open_file,
    read_text,
    refuse,
)
from bioprod_graph.language import Text
from bioprod_graph.names import suggest

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from bioprod_graph.engines import Engine
    from bioprod_graph.project import Project

# A line of a CSV file that is longer is no header.
_HEADER = 1_000_000


@dataclass(frozen=True)
class Expressed:
    """How a column of the SQL is written: as which property, if any, and values of which kind.

    A `text` is a literal, in languages or of a datatype, `texts` a list of them, an `iri` a thing,
    and `minted` what is written as the statement makes it: an IRI, of what fits a pattern.
    """

    column: str
    property: str = ""
    kind: str = "text"
    languages: tuple[str, ...] = ()
    datatype: str = ""


@dataclass(frozen=True)
class OpenRegister:
    """A register as its two files describe it."""

    name: str
    title: Text
    licence: str
    source: str
    tables: Mapping[str, tuple[str, ...]]
    delimiter: str
    statement: str
    written: tuple[Expressed, ...]


def list_registers(project: Project) -> list[str]:
    """List the registers that a project describes, by name."""
    return [path.stem for path in list_files(project.registers, "*.toml", is_required=False)]


def read_open_register(project: Project, name: str) -> OpenRegister:
    """Read the description of a register and its SQL.

    Raises NotFoundError if there is none of that name, ProjectError if the description is not as
    it should be.
    """
    known = list_registers(project)
    if name not in known:
        raise NotFoundError(
            "there is no register {name}; {hint}", name=name, hint=suggest(name, known)
        )
    path = project.registers / f"{name}.toml"
    statement = path.with_suffix(".sql")
    try:
        told = tomllib.loads(read_text(path, limit=DESCRIPTION, within=find_bounds(path)))
        return OpenRegister(
            name,
            title=Text(told["title"]),
            licence=told["licence"],
            source=told["source"],
            tables={table: tuple(each["columns"]) for table, each in told["tables"].items()},
            delimiter=told.get("delimiter", ","),
            statement=read_text(statement, limit=QUERY, within=find_bounds(statement)),
            written=(
                *(_read_expressed(project, *each) for each in told["properties"].items()),
                *(Expressed(column, kind="minted") for column in told.get("kept", ())),
            ),
        )
    except (tomllib.TOMLDecodeError, KeyError, TypeError, AttributeError) as error:
        raise ProjectError("{path}: {reason}", path=path, reason=str(error)) from None


def read_slice(project: Project, name: str) -> str:
    """Read the SQL that chooses the things of a register that matter to a project.

    Raises ProjectError for a register of which nothing is chosen.
    """
    path = project.registers / f"{name}.slice.sql"
    return read_text(path, limit=QUERY, within=find_bounds(path))


def read_identifiers(project: Project) -> Relation:
    """Give the table of the identifiers of bodies, as the SQL of a slice knows it."""
    path = project.root / "data" / "organization-identifiers.csv"
    return Relation("identifiers", (path,), tuple(_read_header(path, ",")))


def _read_expressed(project: Project, column: str, told: dict[str, Any]) -> Expressed:
    settings = {**told, "property": project.prefixes.expand(told["property"]).value}
    if "datatype" in told:
        settings["datatype"] = project.prefixes.expand(told["datatype"]).value
    return Expressed(column, **{**settings, "languages": tuple(told.get("languages", ()))})


def sort_files(register: OpenRegister, files: Sequence[Path], engine: Engine) -> list[Relation]:
    """Tell by their headers which files are of which table of a register.

    Raises ProjectError for a table that no file is of, and for a column that is missing or not
    known, by its name.
    """
    found: dict[str, dict[Path, list[str]]] = {name: {} for name in register.tables}
    for path in files:
        header = (
            engine.list_columns(path)
            if is_parquet(path)
            else _read_header(path, register.delimiter)
        )
        found[_find_table(register, path, header)][path] = header
    for name, headers in found.items():
        if not headers:
            raise ProjectError("{name}: no file of {table}", name=register.name, table=name)
        if len({(is_parquet(path), *header) for path, header in headers.items()}) > 1:
            raise ProjectError(
                "{name}: the files of {table} differ in format or order of columns",
                name=register.name,
                table=name,
            )
    return [
        Relation(name, tuple(headers), tuple(next(iter(headers.values()))), register.delimiter)
        for name, headers in found.items()
    ]


def _find_table(register: OpenRegister, path: Path, header: Sequence[str]) -> str:
    """Find the table that has most of the columns; it must have all, and no other."""
    name = max(register.tables, key=lambda table: len({*register.tables[table]} & {*header}))
    for column in register.tables[name]:
        if column not in header:
            raise ProjectError("{path}: the column {column} is missing", path=path, column=column)
    for column in header:
        if column not in register.tables[name]:
            raise ProjectError("{path}: the column {column} is unknown", path=path, column=column)
    return name


def _read_header(path: Path, delimiter: str) -> list[str]:
    with open_file(path, limit=sys.maxsize) as file:
        line = file.readline(_HEADER).removeprefix(UTF8_MARK)
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError as error:
        raise refuse(path, say_reason(error)) from None
    return next(csv.reader([text], delimiter=delimiter), [])
