"""The settings of linking on Spark: the pairs and the weights that DuckDB finds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import duckdb
import pytest
import sqlglot

from bioprod_graph.linking import read_model
from bioprod_graph.project import find_project

if TYPE_CHECKING:
    from pathlib import Path

    from bioprod_graph.linking import Model

WORDS = ("GENO", "CELLO", "VIRO", "LABO", "NEO", "MYO", "AXO", "ÉCO")
ENDS = ("TIS", "VAX", "CYTE", "LYS", "GEN", "MAB")
KINDS = ("", " SAS", " BIOTECH", " SANTÉ (EX-LAB)")
NAMES = [f"{word}{end}{kind}" for word in WORDS for end in ENDS for kind in KINDS]
SIDES: dict[str, list[tuple[str, str | None, str]]] = {
    "units": [(name, f"{75101 + n % 40}", "Paris 1er") for n, name in enumerate(NAMES)],
    "bodies": [(name.title()[1:], None, "PARIS") for name in NAMES[::3]],
}


def compare(model: Model, engine: Any, tables: dict[str, Any]) -> Any:
    from splink import Linker

    sides = [engine.register(tables[side], dataset_display_name=side) for side in sorted(SIDES)]
    return Linker(sides, model.splink, log_level=None).inference.predict()


def read(rows: list[dict[str, Any]]) -> dict[tuple[str, str], float]:
    pairs = {(row["unique_id_l"], row["unique_id_r"]): row["match_weight"] for row in rows}
    assert len(pairs) == len(rows)
    return pairs


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_spark_finds_the_same_pairs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One settings file, two engines."""
    reason = "Spark is not there: see requirements-spark.txt"
    pyspark = pytest.importorskip("pyspark.sql", reason=reason)
    from splink import DuckDBAPI, SparkAPI
    from splink.backends.spark import similarity_jar_location

    model, tables = read_model(find_project()), dict[str, Any]()
    # Spark keeps what it makes where it is started.
    monkeypatch.chdir(tmp_path)
    builder = pyspark.SparkSession.builder.master("local[2]")
    settings = {"spark.jars": similarity_jar_location(), "spark.ui.enabled": "false"}
    session = builder.config(map=settings).getOrCreate()
    session.sparkContext.setCheckpointDir(str(tmp_path / "checkpoints"))
    with duckdb.connect() as connection:
        for side, rows in SIDES.items():
            laid = [(f"{side}-{n}", *row) for n, row in enumerate(rows)]
            columns = "unique_id STRING, name STRING, commune STRING, town STRING"
            session.createDataFrame(laid, columns).createOrReplaceTempView(f"{side}_laid")
            connection.execute(f"CREATE TABLE {side}_laid ({columns})")
            connection.executemany(f"INSERT INTO {side}_laid VALUES (?, ?, ?, ?)", laid)  # noqa: S608
            statement = model.compute(f"SELECT * FROM {side}_laid")  # noqa: S608
            connection.execute(f"CREATE TABLE {side} AS {statement}")
            tables[side] = session.sql(
                sqlglot.transpile(statement, read="duckdb", write="spark")[0]
            )
        here = DuckDBAPI(connection=connection)
        expected = read(compare(model, here, {side: side for side in SIDES}).as_record_list())
    there = SparkAPI(spark_session=session, break_lineage_method="parquet")  # type: ignore[no-untyped-call]
    found = read(compare(model, there, tables).as_record_list())
    session.stop()
    assert len(expected) > len(NAMES)
    assert found == pytest.approx(expected)
