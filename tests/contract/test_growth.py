"""More of what users get comes by files alone: no Python is touched."""

from __future__ import annotations

import csv
import io
import shutil
from typing import TYPE_CHECKING

import pytest

from bioprod_graph.documents import render_html, render_markdown, render_text
from bioprod_graph.project import Project
from bioprod_graph.reports import make_report, render_csv

if TYPE_CHECKING:
    from pathlib import Path

EVENT = """\
#+ sentence_fr: {thing} a eu lieu {date|when}.
#+ sentence_en: {thing} took place {date|when}.
#+ none_fr: Sa date n’est pas connue.
#+ none_en: Its date is not known.
PREFIX bioprod: <https://w3id.org/bioprod/ontology#>
SELECT ?date ?graph ?thing ?lang
WHERE { GRAPH ?graph { ?thing bioprod:date ?date } }
"""
DIRECTORY = """\
#+ header_fr: Événement | Date
#+ header_en: Event | Date
#+ sentence_fr: {event|name} | {date|date}
#+ sentence_en: {event|name} | {date|date}
#+ section_fr: Tous
#+ section_en: All of them
#+ columns: event name=event|name date
PREFIX bioprod: <https://w3id.org/bioprod/ontology#>
SELECT ?event ?date ?graph ?lang
WHERE { GRAPH ?graph { ?event a bioprod:Assises ; bioprod:date ?date } }
ORDER BY ?date
"""
TITLE = """\
#+ sentence_fr: Événements
#+ sentence_en: Events
SELECT ?lang WHERE {}
"""


@pytest.fixture
def project(two_events: Project, tmp_path: Path) -> Project:
    """A copy of a project, built already, whose queries may be changed."""
    shutil.copytree(two_events.root / "queries", tmp_path / "queries")
    shutil.copytree(two_events.root / "ontology", tmp_path / "ontology")
    return Project(tmp_path, two_events.build)


def write(project: Project, name: str, text: str) -> None:
    path = project.queries / "reports" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_a_kind_of_brief_is_a_folder(project: Project) -> None:
    """Named as the things are that it is on."""
    write(project, "event/10-date.rq", EVENT)
    document = make_report("event/hill-2023", project=project, language="fr").make_document()
    text = render_text(document)
    assert text.startswith(
        "Rencontre de la Colline\n\nRencontre de la Colline a eu lieu en juin 2023[1].\n"
    )
    assert "https://example.org/hill/page" in text


def test_a_report_on_no_one_thing_is_a_folder(project: Project) -> None:
    """Whose title does not ask for a thing; its columns are a table for programs, too."""
    write(project, "events/title.rq", TITLE)
    write(project, "events/10-all.rq", DIRECTORY)
    report = make_report("events", project=project)
    assert "Meeting on the Shore  March 2020\n" in render_text(report.make_document()).replace(
        "\u00a0", " "
    )
    assert render_csv(report).splitlines()[0] == "event,name,date"


def test_a_column_of_the_tracker_is_a_change_of_its_query(project: Project) -> None:
    """Of the header, and of what is selected."""
    path = project.queries / "reports" / "shared" / "20-recommendations.rq"
    text = path.read_text(encoding="utf-8")
    for old, new in (
        ("#+ header_fr: Recommandation |", "#+ header_fr: Recommandation | Thérapies |"),
        ("#+ header_en: Recommendation |", "#+ header_en: Recommendation | Therapies |"),
        ("|name} | {status|mark} |", "|name} | {therapy|names} | {status|mark} |"),
        ("#+ columns: ", "#+ columns: therapies[]=therapy "),
        ("SELECT ?number", "SELECT ?therapy ?number"),
        ("\n}\n", "\n  OPTIONAL { ?recommendation bioprod:targets ?therapy }\n}\n"),
    ):
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
    report = make_report("tracker", project=project)
    shown = render_text(report.make_document(), width=120)
    assert "Recommendation  Therapies     Status" in shown
    assert "1.\u00a0Footpath     gene\u00a0therapy  done" in shown
    assert ">Therapies</th>" in render_html(report.make_document())
    first, second, *_ = csv.DictReader(io.StringIO(render_csv(report), newline=""))
    assert first["therapies"].endswith("/therapy/gene-therapy")
    assert second["therapies"] == ""
