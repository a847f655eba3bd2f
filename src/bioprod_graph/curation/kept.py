"""Answers that are kept while a person is asked: however the talk ends, no cell is lost."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from bioprod_graph.errors import BioprodError
from bioprod_graph.files import DESCRIPTION, read_text, replace_files

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from bioprod_graph.project import Project
    from bioprod_graph.tables import Table

    Row = tuple[Table, dict[str, str]]


class Kept(NamedTuple):
    """The file in which the rows of a talk are kept, beside the builds: the row asked for first."""

    path: Path

    @classmethod
    def of(cls, project: Project, table: Table) -> Kept:
        """Give the file for what is added to a table."""
        return cls(project.build / "drafts" / f"{table.name}.json")

    def read(self, tables: Sequence[Table]) -> list[Row]:
        """Read the rows that were begun; what is no row of these tables was never kept."""
        by_name = {table.name: table for table in tables}
        rows = []
        with suppress(BioprodError, ValueError, TypeError, AttributeError, RecursionError):
            for name, cells in json.loads(read_text(self.path, limit=DESCRIPTION)):
                table = by_name.get(name)
                known = {n: c for n, c in cells.items() if table and n in table.header}
                if table and all(isinstance(cell, str) for cell in known.values()):
                    rows.append((table, known))
        return rows

    def write(self, rows: Sequence[Row]) -> None:
        """Keep the rows as they are now; a disk that refuses does not end the talk."""
        said = [(table.name, cells) for table, cells in rows]
        with suppress(BioprodError, OSError):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            replace_files({self.path: json.dumps(said, ensure_ascii=False, indent=1).encode()})

    def drop(self) -> None:
        """Forget them: they are written, or no longer wanted."""
        with suppress(OSError):
            self.path.unlink(missing_ok=True)
