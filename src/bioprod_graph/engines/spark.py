"""The door to Spark, and to sqlglot, which says in its dialect what is written in DuckDB's.

Where it runs is for the environment to say, as for any program of Spark (PYSPARK_SUBMIT_ARGS,
spark-defaults.conf); without a word, it runs here.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, Any

from bioprod_graph.engines.engine import Relation, quote_name, quote_text, refuse_statement
from bioprod_graph.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from pyspark.sql import SparkSession

    from bioprod_graph.engines.engine import Cells

_BLOCK = 10_000


class _Spark:
    """An engine of any number of machines, whose tables are kept where they are computed."""

    def __init__(self, session: SparkSession) -> None:
        self.native = self._session = session
        self.version = f"spark {session.version}"

    def list_columns(self, path: Path) -> list[str]:
        return list(self._session.read.parquet(str(path)).columns)

    def read(self, table: Relation) -> None:
        files, raw = [str(path) for path in table.files], f"{table.name}_read"
        if table.is_parquet:
            frame = self._session.read.parquet(*files)
        else:
            columns = ", ".join(f"`{name}` STRING" for name in table.columns)
            reader = self._session.read.schema(columns).option("header", value=True)
            # A cell may hold lines; a quote within it is doubled.
            reader = reader.option("multiLine", value=True).option("mode", "FAILFAST")
            reader = reader.options(sep=table.delimiter, quote='"', escape='"', encoding="UTF-8")
            frame = reader.csv(files)
        frame.createOrReplaceTempView(raw)
        self._view(table.name, table.select(quote_name(raw)))

    def open(self, name: str, path: Path) -> None:
        self._session.read.parquet(str(path)).createOrReplaceTempView(name)

    def fill(self, name: str, columns: Sequence[str], rows: Sequence[Cells]) -> None:
        schema = ", ".join(f"`{each}` STRING" for each in columns)
        self._session.createDataFrame(list(rows), schema).createOrReplaceTempView(name)

    def make(self, name: str, statement: str, *, order: str = "") -> None:
        # Kept where it was computed: a view of views would be computed anew at each question.
        ordered = f"SELECT * FROM ({statement}) ORDER BY {order}" if order else statement  # noqa: S608
        self._session.sql(_transpile(ordered)).localCheckpoint().createOrReplaceTempView(name)

    def ask(self, statement: str) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in self._session.sql(_transpile(statement)).collect()]

    def save(self, name: str, statement: str, path: Path, *, order: str = "") -> None:
        # Files that are read again come in any order.
        self.make(name, statement, order=order)
        self._session.table(name).write.parquet(str(path))

    def write_texts(self, name: str, expression: str, path: Path) -> tuple[int, str]:
        statement = f"SELECT {expression} AS text FROM {quote_name(name)}"  # noqa: S608
        rows, count = self._session.sql(_transpile(statement)).toLocalIterator(), 0
        digest = hashlib.sha256()
        with path.open("wb") as file:
            while block := [text for (text,) in islice(rows, _BLOCK)]:
                file.write(texts := "".join(block).encode())
                digest.update(texts)
                count += len(block)
        return count, digest.hexdigest()

    def _view(self, name: str, statement: str) -> None:
        self._session.sql(_transpile(statement)).createOrReplaceTempView(name)


def _transpile(statement: str) -> str:
    import sqlglot

    return sqlglot.transpile(statement, read="duckdb", write="spark")[0]


@contextmanager
def open_spark(scratch: Path, jars: str = "") -> Iterator[_Spark]:
    """Open a session of Spark for the block; what it refuses is a ProjectError.

    Functions of others are in a file of Java, `jars`.

    Raises ImportError if it is not installed, UsageError without Java.
    """
    import sqlglot  # noqa: F401  asked for before Spark is started
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    home = os.environ.get("JAVA_HOME")
    if not shutil.which("java", path=home and f"{home}/bin"):
        how = "JAVA_HOME"
        raise UsageError("Spark runs on Java, which is not here: install it, or set {how}", how=how)
    settings = {"spark.ui.enabled": "false", "spark.local.dir": str(scratch / "spark")}
    settings["spark.sql.warehouse.dir"] = str(scratch / "warehouse")
    session = SparkSession.builder.appName("bioprod").config(map=settings).getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    try:
        if jars:
            # As a setting it would be heard by the first session of a process alone.
            session.sql(f"ADD JAR {quote_text(jars)}")
        yield _Spark(session)
    except PySparkException as error:
        raise refuse_statement("Spark", error) from None
    finally:
        session.stop()
