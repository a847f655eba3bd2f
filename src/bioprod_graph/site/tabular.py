"""What a release says as tables: the CSV that it was made of, and workbooks for reading.

Tables keep their description (CSVW), and get one as a Frictionless data package
(https://datapackage.org/standard/table-schema/), which knows the same types by other names.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from bioprod_graph.files import DESCRIPTION, TABLE, read_bytes
from bioprod_graph.formats import Setting, find_format
from bioprod_graph.language import LANGUAGES, Text
from bioprod_graph.reports import make_sheets
from bioprod_graph.site.linked_data import DATA

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bioprod_graph.site.basis import Site

# Types of CSVW by what Frictionless calls them; what is not named is text.
_TYPES = {
    "date": "date",
    "gYear": "year",
    "integer": "integer",
    "nonNegativeInteger": "integer",
    "decimal": "number",
}


@dataclass(frozen=True)
class Resource:
    """A table that is published: its file, its title in each language, its fields and its bytes."""

    file: str
    title: Text
    fields: tuple[dict[str, Any], ...]
    key: tuple[str, ...]
    references: tuple[tuple[str, str, str], ...]
    content: bytes

    @property
    def name(self) -> str:
        """The name of the file, without its ending."""
        return self.file.rpartition(".")[0]

    @property
    def sha256(self) -> str:
        """The SHA-256 of the file, in hexadecimal."""
        return hashlib.sha256(self.content).hexdigest()


def read_published(site: Site) -> tuple[bytes, list[Resource]]:
    """Read the tables and their description, as the release was made with them.

    Raises DatasetError for a table that has changed since.
    """
    folder = site.project.root / DATA
    told = read_bytes(folder / "tables.json", limit=DESCRIPTION)
    tables = json.loads(told)["tables"]
    site.release.confirm(site.project, *(folder / table["url"] for table in tables))
    contents = (read_bytes(folder / table["url"], limit=TABLE) for table in tables)
    return told, [_describe(*each) for each in zip(tables, contents, strict=True)]


def make_workbooks(site: Site) -> Iterator[tuple[str, str, bytes]]:
    """Make a workbook in each language: its name, its media type, and its bytes."""
    form, prefixes = find_format("xlsx", "sheets"), site.project.prefixes
    for language in LANGUAGES:
        sheets = make_sheets(site.release.store, site.project, language)
        setting = Setting(language, prefixes=prefixes, edition=site.edition)
        content = cast("bytes", form.render(sheets, setting))
        yield f"{DATA}/dataset-{language}{form.suffix}", form.media_type, content


def _describe(table: dict[str, Any], content: bytes) -> Resource:
    schema = table["tableSchema"]
    columns = [column for column in schema["columns"] if not column.get("virtual")]
    single = {column["name"] for column in columns if "separator" not in column}
    keys = ((key, key["reference"]) for key in schema.get("foreignKeys", ()))
    return Resource(
        table["url"],
        _read_texts(table["dc:title"]),
        tuple(map(_describe_field, columns)),
        tuple(_list_names(schema.get("primaryKey", ()))),
        tuple(
            (key["columnReference"], goal["resource"], goal["columnReference"])
            for key, goal in keys
            if key["columnReference"] in single
        ),
        content,
    )


def _describe_field(column: dict[str, Any]) -> dict[str, Any]:
    told = column.get("datatype", "string")
    base, pattern = (told["base"], told.get("format")) if isinstance(told, dict) else (told, None)
    has_pattern = pattern and "separator" not in column
    return {
        "name": column["name"],
        "description": _read_texts(column["dc:description"]),
        "type": _TYPES.get(base, "string") if "separator" not in column else "string",
        "required": bool(column.get("required")),
        "pattern": pattern if has_pattern else "",
    }


def _list_names(told: str | list[str]) -> list[str]:
    return [told] if isinstance(told, str) else list(told)


def _read_texts(told: list[dict[str, str]]) -> Text:
    return Text({each["@language"]: each["@value"] for each in told})
