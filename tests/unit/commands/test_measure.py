"""`bioprod measure`."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.commands.conftest import Run


def test_measures_everything_by_default(bioprod: Run, built_folder: Path) -> None:
    """On the projection of the actors, as a table that says what was counted."""
    done = bioprod("--project", built_folder, "measure")
    assert (done.status, done.err) == (0, "")
    assert done.out.startswith("Network of actors")
    for title in ("Degree", "Betweenness", "PageRank", "Communities", "Components"):
        assert f"\n{title}\n─" in done.out
    assert "they do not say how important an actor is" in done.out.replace("\n", " ")


def test_speaks_french(bioprod: Run, built_folder: Path) -> None:
    """Text before and after the figures."""
    words = ("--lang", "fr", "measure", "--of", "assises", "--measure", "degree")
    done = bioprod("--project", built_folder, *words)
    assert done.out.startswith("Réseau des Assises")
    assert "ils ne disent pas l’importance d’un acteur" in done.out.replace("\n", " ")


def test_top_limits_the_table(bioprod: Run, built_folder: Path) -> None:
    """0 shows all."""
    words = ("measure", "--of", "assises", "--measure", "degree", "--top")
    short, whole = (bioprod("--project", built_folder, *words, n).out for n in ("2", "0"))
    assert " more" in short
    assert len(short.splitlines()) < len(whole.splitlines())
    assert "event/assises-idf-2021" in short
    assert "… and" not in whole


def test_lists_projections(bioprod: Run, built_folder: Path) -> None:
    """By name, with their titles."""
    done = bioprod("--project", built_folder, "--lang", "fr", "measure", "--list")
    assert "assises " in done.out
    assert "Réseau des Assises" in done.out


def test_csv_and_json_hold_all_values(bioprod: Run, built_folder: Path) -> None:
    """The same ones."""
    words = ("measure", "--of", "assises", "--measure", "betweenness", "--format")
    rows = list(csv.DictReader(io.StringIO(bioprod("--project", built_folder, *words, "csv").out)))
    document = json.loads(bioprod("--project", built_folder, *words, "json").out)
    (measure,) = document["measures"]
    assert [row["node"] for row in rows] == [value["node"] for value in measure["values"]]
    assert [float(row["value"]) for row in rows] == [value["value"] for value in measure["values"]]
    assert len(document["dataset"]) == 64
    assert {row["dataset"] for row in rows} == {document["dataset"]}


@pytest.mark.parametrize("form", ["trig", "nquads"])
def test_statements_stand_in_their_own_graph(bioprod: Run, built_folder: Path, form: str) -> None:
    """The same ones in both formats, and the same bytes each time."""
    words = ("measure", "--of", "assises", "--measure", "degree", "--format", form)
    done = bioprod("--project", built_folder, *words)
    assert bioprod("--project", built_folder, *words).out == done.out
    formats = {"trig": ox.RdfFormat.TRIG, "nquads": ox.RdfFormat.N_QUADS}
    quads = list(ox.parse(done.out, format=formats[form]))
    graph = ox.NamedNode("https://w3id.org/bioprod/graph/measures/assises")
    assert {quad.graph_name for quad in quads} == {graph}


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("--of", "actor"), 1, "no projection is named actor; did you mean actors?"),
        (("--of", "../checks/x"), 1, "no projection is named ../checks/x; there are"),
        (("--measure", "fame"), 2, "invalid choice: 'fame'"),
        (("--top", "-1"), 2, "--top: expected a whole number, not '-1'"),
        (("--top", "3", "--format", "csv"), 2, "--top is for the table: csv holds all values"),
    ],
)
def test_what_is_wrong_is_one_line(
    bioprod: Run, built_folder: Path, *, words: tuple[str, ...], status: int, said: str
) -> None:
    """That says what."""
    done = bioprod("--project", built_folder, "measure", *words)
    done.expect_refusal(said, status=status)


def test_a_project_without_projections_is_one_line(bioprod: Run, workshop: Path) -> None:
    """That says so."""
    done = bioprod("--project", workshop, "measure")
    done.expect_refusal("queries/projections: cannot be read (No such file", status=1)


def test_a_projection_without_nodes_is_told(bioprod: Run, workshop: Path) -> None:
    """There is nothing to measure."""
    folder = workshop / "queries" / "projections"
    folder.mkdir()
    lines = ("title_fr: a", "title_en: a", "description_fr: a", "description_en: a", "directed: no")
    header = "".join(f"#+ {line}\n" for line in lines)
    query = "SELECT ?source ?target ?relation { VALUES (?source ?target ?relation) { } }"
    (folder / "empty.rq").write_text(header + query)
    try:
        done = bioprod("--project", workshop, "measure", "--of", "empty")
    finally:
        (folder / "empty.rq").unlink()
        folder.rmdir()
    assert (done.status, done.out) == (1, "")
    assert done.err == "nothing is here yet: no row of the tables makes a node\n"
