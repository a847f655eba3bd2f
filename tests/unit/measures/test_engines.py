"""Measures by SQL are those of networkx, on any engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb
import pytest

from bioprod_graph.dataset import open_release
from bioprod_graph.errors import UsageError
from bioprod_graph.measures import MEASURES, measure_network, measure_tabular
from bioprod_graph.networks import find_projection, project_network

if TYPE_CHECKING:
    from pathlib import Path

    from bioprod_graph.networks import Network
    from bioprod_graph.project import Project

NAMES = ("components", "degree")


def _project(project: Project, name: str) -> Network:
    projection = find_projection(project.queries / "projections", name)
    return project_network(open_release(project).store, projection, project.base)


@pytest.mark.parametrize("projection", ["actors", "things"])
def test_duckdb_gives_what_networkx_gives(built: Project, projection: str) -> None:
    """Node by node, in the same order."""
    network = _project(built, projection)
    found = measure_tabular(network, (), engine="duckdb", folder=built.queries / "analytics")
    assert [one.measure.name for one in found] == [*NAMES]
    for one, name in zip(found, NAMES, strict=True):
        assert one.values == measure_network(network, MEASURES[name]).values
        assert one.libraries.startswith("duckdb ")


@pytest.mark.slow
def test_spark_on_two_executors_gives_the_same(
    built: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same SQL, said in its dialect."""
    pytest.importorskip("pyspark", reason="Spark is not there: see requirements-spark.txt")
    cluster = "--master local-cluster[2,1,1024] --conf spark.sql.shuffle.partitions=4"
    monkeypatch.setenv("PYSPARK_SUBMIT_ARGS", f"{cluster} pyspark-shell")
    network, folder = _project(built, "actors"), built.queries / "analytics"
    one, other = (
        measure_tabular(network, NAMES, engine=engine, folder=folder)
        for engine in ("duckdb", "spark")
    )
    assert [each.values for each in one] == [each.values for each in other]


def test_pairs_go_out_as_parquet(built: Project, tmp_path: Path) -> None:
    """Each linked pair once."""
    network, path = _project(built, "actors"), tmp_path / "edges.parquet"
    folder = built.queries / "analytics"
    measure_tabular(network, ("degree",), engine="duckdb", folder=folder, edges=path)
    rows = duckdb.connect().execute("FROM read_parquet(?)", [str(path)]).fetchall()
    assert sorted(rows) == sorted(network.pairs)


def test_what_has_no_sql_is_told(built: Project) -> None:
    """With what has."""
    network, folder = _project(built, "actors"), built.queries / "analytics"
    with pytest.raises(UsageError, match="duckdb does not measure pagerank"):
        measure_tabular(network, ("pagerank",), engine="duckdb", folder=folder)
