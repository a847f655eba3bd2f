"""The door to DuckDB: it reads no other files than it is given, and fetches nothing."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeAlias

from bioprod_graph.engines.engine import Relation, quote_name, quote_text, refuse_statement

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import duckdb

Connection: TypeAlias = "duckdb.DuckDBPyConnection"
# Rows at a time: the texts of so many are some 80 MB, and take the place of those before.
_BLOCK = 40_960
_SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "preserve_insertion_order": True,
}


class _DuckDB:
    """An engine in this process, whose tables lie in memory or in the scratch folder."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.version = f"duckdb {self.ask('SELECT version()')[0][0].removeprefix('v')}"

    def list_columns(self, path: Path) -> list[str]:
        rows = self._connection.execute("DESCRIBE SELECT * FROM read_parquet(?)", [str(path)])
        return [row[0] for row in rows.fetchall()]

    def read(self, table: Relation) -> None:
        files = "[" + ", ".join(quote_text(str(path)) for path in table.files) + "]"
        if table.is_parquet:
            source = f"read_parquet({files})"
        else:
            columns = ", ".join(f"{quote_text(name)}: 'VARCHAR'" for name in table.columns)
            source = (
                f"read_csv({files}, auto_detect = false, header = true, columns = {{{columns}}}, "
                f"delim = {quote_text(table.delimiter)}, quote = '\"', escape = '\"')"
            )
        self._connection.execute(f"CREATE VIEW {quote_name(table.name)} AS {table.select(source)}")

    def make(self, name: str, statement: str, *, order: str) -> None:
        self._connection.execute(f"CREATE TABLE {quote_name(name)} AS {statement} ORDER BY {order}")

    def ask(self, statement: str) -> list[tuple[Any, ...]]:
        return self._connection.execute(statement).fetchall()

    def write_texts(self, name: str, expression: str) -> Iterator[tuple[int, bytes]]:
        # Block by block, for a result is held in memory whole; as bytes, which are not decoded.
        texts = f"SELECT encode({expression}) FROM {quote_name(name)}"  # noqa: S608
        self._connection.execute(f"PREPARE texts AS {texts} WHERE rowid >= ? AND rowid < ?")
        start = 0
        while rows := self._connection.execute(
            f"EXECUTE texts({start}, {start + _BLOCK})"
        ).fetchall():
            yield len(rows), b"".join(text for (text,) in rows)
            start += _BLOCK

    def save(self, name: str, path: Path) -> None:
        self._connection.execute(
            f"COPY {quote_name(name)} TO {quote_text(str(path))} (FORMAT parquet)"
        )


@contextmanager
def connect_duckdb(**limits: str) -> Iterator[Connection]:
    """Give a connection for the block, within limits if any; what DuckDB refuses is a ProjectError.

    Raises ImportError if it is not installed.
    """
    import duckdb

    connection = duckdb.connect(config={**_SETTINGS, **limits})
    try:
        yield connection
    except duckdb.Error as error:
        raise refuse_statement("DuckDB", error) from None
    finally:
        connection.close()


@contextmanager
def open_duckdb(scratch: Path) -> Iterator[_DuckDB]:
    """Open DuckDB for the block, as `connect_duckdb` does."""
    with connect_duckdb(temp_directory=str(scratch / "duckdb")) as connection:
        yield _DuckDB(connection)
