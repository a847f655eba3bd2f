"""One settings file, two engines: Spark finds the links that DuckDB finds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb
import pytest

from bioprod_graph.linking import Body, find_links, read_model
from bioprod_graph.project import find_project

if TYPE_CHECKING:
    from pathlib import Path

WORDS = ("GENO", "CELLO", "VIRO", "LABO", "NEO", "MYO", "AXO", "ÉCO")
ENDS = ("TIS", "VAX", "CYTE", "LYS", "GEN", "MAB")
KINDS = ("", " SAS", " BIOTECH", " SANTÉ (EX-LAB)")
NAMES = [f"{word}{end}{kind}" for word in WORDS for end in ENDS for kind in KINDS]
UNITS = [
    (f"https://example.org/{n:09}", f"{n:09}", name, [f"ANC{name}"], f"{75101 + n % 40}")
    for n, name in enumerate(NAMES)
]
BODIES = [
    Body(f"https://example.org/body/{n}", [name.title()[1:]], [(None, "PARIS")])
    for n, name in enumerate(NAMES[::3])
]
# One is known by its number, one under a name that it had before.
BODIES[0].numbers.add(("siren", UNITS[0][1]))
BODIES[1].names[0] = f"Anc{NAMES[3].title()}"


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    """A register as it is built, its rows in a file."""
    with duckdb.connect() as connection:
        connection.execute(
            "CREATE TABLE units (id VARCHAR, siren VARCHAR, name VARCHAR, other_names VARCHAR[], "
            "commune VARCHAR, town VARCHAR DEFAULT 'Paris 1er', naf VARCHAR, unit VARCHAR)"
        )
        columns = "INSERT INTO units (id, siren, name, other_names, commune)"
        connection.executemany(f"{columns} VALUES (?, ?, ?, ?, ?)", UNITS)
        connection.execute(f"COPY units TO '{tmp_path}/units.parquet' (FORMAT parquet)")
    return tmp_path / "units.parquet"


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_spark_finds_the_same_links(
    rows: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the same scores, on two executors; what was refused is not compared."""
    pytest.importorskip("pyspark", reason="Spark is not there: see requirements-spark.txt")
    cluster = "--master local-cluster[2,1,1024] --conf spark.sql.shuffle.partitions=4"
    monkeypatch.setenv("PYSPARK_SUBMIT_ARGS", f"{cluster} pyspark-shell")
    # Spark keeps what it makes where it is started.
    model = read_model(find_project())
    monkeypatch.chdir(tmp_path)
    refused = [(BODIES[2].iri, UNITS[6][1])]
    here, there = (
        find_links(
            model,
            "sirene",
            rows,
            bodies=BODIES,
            refused=refused,
            engine=engine,
        )
        for engine in ("duckdb", "spark")
    )
    assert here == there
    assert len(here) > len(BODIES) / 2
    assert [link.found.number for link in here if link.is_shared] == [UNITS[0][1]]
    assert (BODIES[1].iri, UNITS[3][1]) in {(link.body.iri, link.found.number) for link in here}
    assert not {(link.body.iri, link.found.number) for link in here} & {*refused}
