"""What an engine does: tables from files, statements over them, rows out in order.

Statements are written in the dialect of DuckDB, and run elsewhere as sqlglot transpiles them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from bioprod_graph.errors import ProjectError, one_line
from bioprod_graph.language import Message

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    Cells = tuple[str | None, ...]


@dataclass(frozen=True)
class Relation:
    """Files of one kind, CSV or Parquet, and their columns, of which each is read as text."""

    name: str
    files: tuple[Path, ...]
    columns: tuple[str, ...]
    delimiter: str = ","

    @property
    def is_parquet(self) -> bool:
        """Whether the files are Parquet; all are of one format."""
        return is_parquet(self.files[0])

    def select(self, source: str) -> str:
        """Select all columns as text without blanks around it; what is empty is NULL."""
        texts = ", ".join(f"CAST({each} AS VARCHAR) AS {each}" for each in self._names)
        # Few have a blank at an end, and to look is sooner done than to cut: what begins with one,
        # and what is empty, stands before "!". Engines differ in what a blank is.
        cells = ", ".join(
            f"CASE WHEN {each} >= '!' AND NOT ends_with({each}, ' ') THEN {each} "
            f"ELSE nullif(trim({each}, ' '), '') END AS {each}"
            for each in self._names
        )
        # The names are those of a description.
        return f"SELECT {cells} FROM (SELECT {texts} FROM {source}) AS texts"  # noqa: S608

    @property
    def _names(self) -> list[str]:
        return [quote_name(name) for name in self.columns]


class Engine(Protocol):
    """What runs statements."""

    version: str
    native: Any
    """The connection or session itself, for libraries that bring statements of their own."""

    def list_columns(self, path: Path) -> list[str]:
        """List the columns of a Parquet file."""

    def read(self, table: Relation) -> None:
        """Make a table of files known by its name."""

    def open(self, name: str, path: Path) -> None:
        """Make rows that were saved known by a name, as they are."""

    def fill(self, name: str, columns: Sequence[str], rows: Sequence[Cells]) -> None:
        """Make a table of texts, or none, in memory."""

    def make(self, name: str, statement: str, *, order: str = "") -> None:
        """Keep what a statement gives, in an order if one is given, as a table."""

    def ask(self, statement: str) -> list[tuple[Any, ...]]:
        """Give all rows of a statement, which are few."""

    def save(self, name: str, statement: str, path: Path, *, order: str = "") -> None:
        """Write what a statement gives as Parquet: a file, or a folder; make it known by a name."""

    def write_texts(self, name: str, expression: str, path: Path) -> tuple[int, str]:
        """Write the text that an expression makes of each row of a table, in its order.

        Give the number of rows and the digest of the file, which is taken as it is written.
        """


def is_parquet(path: Path) -> bool:
    """Tell by its name whether a file is Parquet."""
    return path.suffix == ".parquet"


def quote_name(name: str) -> str:
    """Write a name as SQL does, whatever it holds."""
    return '"' + name.replace('"', '""') + '"'


def quote_text(text: str) -> str:
    """Write a text as SQL does, whatever it holds."""
    return "'" + text.replace("'", "''") + "'"


def refuse_statement(engine: str, error: Exception) -> ProjectError:
    """Make the error that says what an engine said of a statement or of a file."""
    return ProjectError(Message("{engine}: {reason}", engine=engine, reason=one_line(str(error))))
