"""A line of reviews.csv changes the mark of a row, one of replies.csv stands with what it is on."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pyoxigraph as ox

from bioprod_graph.dataset import open_release
from bioprod_graph.pipeline.build import build_project
from bioprod_graph.project import Project
from bioprod_graph.rdf import read_values, select
from bioprod_graph.reports import Report
from tests.rendering import render_markdown

if TYPE_CHECKING:
    from pathlib import Path

ROW = "follow-ups/assises-idf-2021-01-dim-bioconvs"
ABOUT = "recommendation/assises-idf-2021-01"
LINES = {
    "reviewers": "ada,Ada,Ada,Reviewer",
    "reviews": f"first,{ROW},ada",
    "replies": f"it-is-so,Réponse,Reply,{ROW},{ABOUT},region-ile-de-france,2026-12,Oui.,It is so.,"
    "genopole-cebr-2024-smart-health",
}
MARKS = """PREFIX bioprod: <https://w3id.org/bioprod/ontology#>
SELECT ?row ?mark WHERE { ?row bioprod:review ?mark }"""


def test_what_tables_sign_and_reply_is_told(built: Project, tmp_path: Path) -> None:
    """All other rows stay as they were: machine only."""
    for name in ("ontology", "queries"):
        (tmp_path / name).symlink_to(built.root / name, target_is_directory=True)
    shutil.copytree(built.root / "data", tmp_path / "data")
    for table, line in LINES.items():
        with (tmp_path / "data" / f"{table}.csv").open("a", encoding="utf-8") as file:
            end = ",high\n" if table == "replies" else "\n"
            file.write(f"{line},bioprod-graph,2026-12-01{end}")
    project = Project(tmp_path, tmp_path / "build")
    build_project(project)
    store = open_release(project).store
    marks = {row["row"]: row["mark"] for row in read_values(select(store, MARKS))}
    signed = {row for row, mark in marks.items() if not mark.endswith("/machine-review")}
    assert signed == {f"{built.base}graph/record/{ROW}"}
    assert marks[signed.pop()].endswith("/one-person-review")
    report = Report(store, project, ox.NamedNode(f"{built.base}id/{ABOUT}"), language="en")
    told = render_markdown(report.make_document())
    assert "The Île-de-France Region replies (December 2026): It is so.[^" in told
