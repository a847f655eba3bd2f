"""Offsets and digests computed from a document and written into the tables, never by hand."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bioprod_graph.errors import BioprodError, NotFoundError, UsageError, say_reason
from bioprod_graph.evidence.passages import Passage, UnlocatedError, digest_text, locate_passage
from bioprod_graph.files import find_bounds, read_text, replace_files
from bioprod_graph.files.limits import TABLE

if TYPE_CHECKING:
    from pathlib import Path

    from bioprod_graph.project import Project

    Row = dict[str, str]


@dataclass(frozen=True)
class Update:
    """How many passages were located, and how many of their rows changed."""

    located: int
    changed: int


def update_tables(project: Project, source: str, text: str) -> Update:
    """Write length and digest of a source, offsets and digests of its passages, into the tables.

    Raises NotFoundError for an unknown source, UsageError for a passage that cannot be located;
    then nothing is written.
    """
    data = project.root / "data"
    names, rows = _read(data / "passages.csv")
    mine = [row for row in rows if row["source"] == source and row["text_start"]]
    if not mine:
        raise NotFoundError(
            "passages.csv has no passage of {source} with text_start", source=source
        )
    before = [dict(row) for row in mine]
    for row in mine:
        _fill(row, text)
    source_names, sources = _read(data / "sources.csv")
    _fill_source(sources, source, text)
    _write({data / "sources.csv": (source_names, sources), data / "passages.csv": (names, rows)})
    return Update(len(mine), sum(old != new for old, new in zip(before, mine, strict=True)))


def _fill(row: Row, text: str) -> None:
    passage = Passage(row["id"], row["text_start"], row["text_end"])
    try:
        start, end = locate_passage(passage, text)
    except UnlocatedError as error:
        raise UsageError(
            "passages.csv: passage {id}: {error}", id=row["id"], error=error.said
        ) from None
    row.update(start=str(start), end=str(end), digest=digest_text(text[start:end]))


def _fill_source(sources: list[Row], source: str, text: str) -> None:
    for row in sources:
        if row["id"] == source:
            row.update(length=str(len(text)), digest=digest_text(text))
            return
    raise NotFoundError("sources.csv has no source {source}", source=source)


def _read(path: Path) -> tuple[list[str], list[Row]]:
    text = read_text(path, limit=TABLE, within=find_bounds(path))
    try:
        reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
        rows = list(reader)
    except csv.Error as error:
        raise UsageError(
            "{path}: cannot be read ({error}): bioprod check", path=path, error=error
        ) from None
    return list(reader.fieldnames or ()), rows


def _write(tables: dict[Path, tuple[list[str], list[Row]]]) -> None:
    try:
        replace_files({path: _render(*table).encode() for path, table in tables.items()})
    except OSError as error:
        raise BioprodError(
            "{filename}: cannot be written ({reason})",
            filename=error.filename,
            reason=say_reason(error),
        ) from None


def _render(names: list[str], rows: list[Row]) -> str:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, names, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()
