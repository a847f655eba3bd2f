"""The door to DuckDB: it reads no other files than it is given, and fetches nothing."""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from bioprod_graph.engines.engine import Relation, quote_name, quote_text, refuse_statement
from bioprod_graph.errors import needing
from bioprod_graph.files import let_go

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import duckdb

    from bioprod_graph.engines.engine import Cells

_SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "preserve_insertion_order": True,
}
# Columns of few values are written as numbers of them; to look for more takes as long as to write.
_PARQUET = "FORMAT parquet, DICTIONARY_SIZE_LIMIT 4096"
# So many texts of two kilobytes stay at hand for the processor.
_BATCH = 2048
# So many bytes are written before the disk is waited for.
_HELD = 64 << 20


class _DuckDB:
    """An engine in this process, whose tables lie in memory or in the scratch folder."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.native = self._connection = connection
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

    def open(self, name: str, path: Path) -> None:
        # Spark saves a folder of files.
        files = quote_text(str(path / "*.parquet" if path.is_dir() else path))
        self._connection.execute(f"CREATE VIEW {quote_name(name)} AS FROM read_parquet({files})")

    def fill(self, name: str, columns: Sequence[str], rows: Sequence[Cells]) -> None:
        lists = [list(cells) for cells in zip(*rows, strict=True)] or [[] for _ in columns]
        cells = ", ".join(f"unnest(CAST(? AS VARCHAR[])) AS {quote_name(each)}" for each in columns)
        self._connection.execute(f"CREATE TABLE {quote_name(name)} AS SELECT {cells}", lists)

    def make(self, name: str, statement: str, *, order: str = "") -> None:
        ordered = f"{statement} ORDER BY {order}" if order else statement
        self._connection.execute(f"CREATE TABLE {quote_name(name)} AS {ordered}")

    def ask(self, statement: str) -> list[tuple[Any, ...]]:
        return self._connection.execute(statement).fetchall()

    def save(self, name: str, statement: str, path: Path, *, order: str = "") -> None:
        ordered = f"{statement} ORDER BY {order}" if order else statement
        self._connection.execute(f"COPY ({ordered}) TO {quote_text(str(path))} ({_PARQUET})")
        self.open(name, path)

    def write_texts(self, name: str, expression: str, path: Path) -> tuple[int, str]:
        texts = self._connection.sql(f"SELECT {expression} FROM {quote_name(name)}")  # noqa: S608
        rows, held, digest = 0, 0, hashlib.sha256()
        with needing("registers"), path.open("wb") as file:
            # In a batch one text lies behind the other: as they lie they are written and digested.
            for batch in texts.to_arrow_reader(_BATCH):
                _, ends, laid = batch.column(0).buffers()
                block = memoryview(laid)[: memoryview(ends).cast("i")[len(batch)]]
                file.write(block)
                digest.update(block)
                rows, held = rows + len(batch), held + len(block)
                if held > _HELD:
                    let_go(file)
                    held = 0
        return rows, digest.hexdigest()


@contextmanager
def open_duckdb(scratch: Path) -> Iterator[_DuckDB]:
    """Open DuckDB for the block; what it refuses is a ProjectError.

    Raises ImportError if it is not installed.
    """
    import duckdb

    connection = duckdb.connect(config={**_SETTINGS, "temp_directory": str(scratch / "duckdb")})
    try:
        yield _DuckDB(connection)
    except duckdb.Error as error:
        raise refuse_statement("DuckDB", error) from None
    finally:
        connection.close()
