"""A new project: tables with headers, first rows of some, and what files of the program cite."""

from __future__ import annotations

import io
import json
from csv import DictReader
from string import Template
from typing import TYPE_CHECKING

from bioprod_graph.clock import read_day
from bioprod_graph.curation.interview import make_slug
from bioprod_graph.errors import UsageError
from bioprod_graph.files import TABLE as LIMIT
from bioprod_graph.files import read_text, replace_files, walk_files, write_csv
from bioprod_graph.parts import check_base
from bioprod_graph.project import find_program
from bioprod_graph.tables import read_records, read_tables

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from bioprod_graph.project import Project
    from bioprod_graph.tables import Record, Table

    Rows = dict[str, dict[tuple[str, ...], Mapping[str, str]]]

# How a file is named that would act on the folder of templates itself.
_NAMES = {"gitignore": ".gitignore"}
# What an installer leaves beside each file of Python, those of the templates too.
_COMPILED = ".pyc"


def begin_project(folder: Path, *, base: str, name: str, region: str) -> int:
    """Write a new project into a folder, and give how many files it has.

    It is made of the templates and tables of the program. Raises UsageError for a folder that has
    something in it, or a base that is no address; BioprodError if the disk refuses.
    """
    if folder.exists() and any(folder.iterdir()):
        raise UsageError("{folder} is there already, and not empty", folder=folder)
    program = find_program()
    told = {"slug": make_slug(name), "place": make_slug(region), "day": read_day()}
    values = {"base": check_base(base), "name": name, "region": region, **told}
    templates = program.root / "new"
    files = {
        path.relative_to(templates).with_name(_NAMES.get(path.name, path.name)): _fill(path, values)
        for path in walk_files(templates)
        if path.suffix != _COMPILED
    }
    described = program.table_groups[0]
    home = described.relative_to(program.root)
    files[home] = read_text(described, limit=LIMIT)
    files |= _begin_tables(program, home.parent, files)
    for path in files:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
    replace_files({folder / path: text.encode() for path, text in files.items()})
    return len(files)


def _begin_tables(
    program: Project, home: Path, first: Mapping[Path, str]
) -> Iterator[tuple[Path, str]]:
    """Give each table with its header, first rows, and rows that files of the program cite."""
    tables = read_tables(program)
    kept = _keep_cited(program, tables)
    for table in tables:
        if table.source.parent == program.root / home:
            path = home / table.path.name
            read = DictReader(io.StringIO(first.get(path, "")))
            rows = kept.get(table.name, {}) | {table.key_of(row): row for row in read}
            cells = ([row[name] for name in table.header] for _, row in sorted(rows.items()))
            yield path, write_csv([table.header, *cells], table.dialect)


def _fill(path: Path, values: Mapping[str, str]) -> str:
    """Fill a template as its format asks: nothing that is given ends a cell or a text."""
    text = read_text(path, limit=LIMIT)
    if path.suffix == ".csv":
        rows = DictReader(io.StringIO(text))
        filled = [[Template(cell).safe_substitute(values) for cell in row.values()] for row in rows]
        return write_csv([rows.fieldnames or (), *filled])
    quoted = {name: json.dumps(value, ensure_ascii=False)[1:-1] for name, value in values.items()}
    return Template(text).safe_substitute(quoted if path.suffix in (".ttl", ".toml") else values)


def _keep_cited(program: Project, tables: tuple[Table, ...]) -> Rows:
    """Keep the rows that are cited where a project takes its tables from the program."""
    records = list(read_records(program, tables, lambda _: None))
    known = {_name_thing(record): record for record in records}
    given = program.table_groups[1:]
    waiting = [record for record in records if record.table.source in given]
    kept: Rows = {}
    while waiting:
        for found in filter(None, map(known.get, _list_cited(waiting.pop()))):
            rows = kept.setdefault(found.table.name, {})
            key = found.table.key_of(found.cells)
            waiting += [] if key in rows else [found]
            rows[key] = found.cells
    return kept


def _name_thing(record: Record) -> str:
    """Name what a row is about."""
    return (record.table.about or "").replace("{id}", record.cells.get("id", ""))


def _list_cited(record: Record) -> Iterator[str]:
    """List what a row is about refers to."""
    for column in record.table.columns:
        for value in column.split(record.cells.get(column.name, "")):
            yield (column.value or "").replace(f"{{{column.name}}}", value)
