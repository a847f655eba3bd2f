"""More of what users get comes by files alone: no Python is touched."""

from __future__ import annotations

import csv
import io
import shutil
from typing import TYPE_CHECKING

import pytest

from bioprod_graph.dataset import open_release
from bioprod_graph.project import Project
from bioprod_graph.questions import find_question
from bioprod_graph.rdf import select
from bioprod_graph.reports import (
    choose_kinds,
    find_gaps,
    make_gaps_document,
    make_report,
    make_sheets,
)
from bioprod_graph.scenes import draw_scene, list_scenes, read_scene, render_page
from bioprod_graph.scenes.facts import describe_scene
from tests.rendering import render_csv, render_html, render_markdown, render_text

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
GAP = """\
#+ title_fr: Événement sans lieu
#+ title_en: Event without a place
#+ rank: 99
#+ sentence_fr: On ne sait pas où s’est tenu « {focus|name} »[, {date|when}].
#+ sentence_en: It is not known where “{focus|name}” was held[, {date|when}].
#+ file: {file}
#+ draft: {focus} bioprod:location place: .
PREFIX bioprod: <https://w3id.org/bioprod/ontology#>
SELECT ?focus ?date ?file
WHERE { ?focus a bioprod:Assises ; bioprod:date ?date . BIND("events.ttl" AS ?file) }
"""
QUESTION = """\
#+ title_fr: Événements par date
#+ title_en: Events by date
#+ question_fr: Quand les événements ont-ils eu lieu ?
#+ question_en: When did the events take place?
#+ tags: events
#+ since: 0.1.0
PREFIX bioprod: <https://w3id.org/bioprod/ontology#>
SELECT ?event ?date WHERE { ?event a bioprod:Assises ; bioprod:date ?date } ORDER BY ?date
"""
SHEET = """\
#+ title_fr: Rencontres
#+ title_en: Meetings
#+ description_fr: Quand elles ont eu lieu
#+ description_en: When they took place
PREFIX bioprod: <https://w3id.org/bioprod/ontology#>
SELECT ?event ?date ?identifier
WHERE {
  ?event a bioprod:Assises .
  { BIND(1 AS ?one) } UNION { ?event bioprod:date ?date }
  BIND(?event AS ?identifier)
}
"""
SCENE = """\
#+ title_fr: Axes et recommandations
#+ title_en: Axes and recommendations
#+ tab_fr: Axes
#+ tab_en: Axes
#+ sentence_fr: {items} choses, {ties} liens
#+ sentence_en: {items} things, {ties} ties
#+ view: network
#+ look: axes
#+ rank: 99
PREFIX bioprod: <https://w3id.org/bioprod/ontology#>
SELECT ?item ?source ?target ?relation ?graph
WHERE {
  { ?item bioprod:inAxis ?axis } UNION { ?one bioprod:inAxis ?item }
  UNION { GRAPH ?graph { ?source bioprod:inAxis ?target } BIND(bioprod:inAxis AS ?relation) }
}
"""
LOOK = """\
key,role,label_fr,label_en,shape,colour,members,order
axis,item,Axes,Axes,diamond,link,Axis,1
asked,item,Recommandations,Recommendations,square,ink2,Recommendation,2
in,tie,Dans,In,line,edge,inAxis,1
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
        ("|name} | {status|mark}", "|name} | {therapy|names} | {status|mark}"),
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


def test_a_gap_is_a_file(project: Project) -> None:
    """With its sentence, in each language, and what would fill it."""
    folder = project.queries / "gaps"
    folder.mkdir(exist_ok=True)
    (folder / "event-without-place.rq").write_text(GAP, encoding="utf-8")
    kinds = choose_kinds(folder, ["event-without-place"])
    gaps = find_gaps(open_release(project).store, project, kinds)
    text = render_markdown(make_gaps_document(gaps, "fr")).replace("\u00a0", " ")
    assert "## Événement sans lieu (2) · event-without-place" in text
    assert "On ne sait pas où s’est tenu « Rencontre de la Colline », en juin 2023." in text
    assert {gap.draft.file for gap in gaps} == {"events.ttl"}


def test_a_sheet_comes_by_a_file_alone(project: Project) -> None:
    """Named, headed and its things named in the language of the reader, a row a thing."""
    folder = project.queries / "sheets"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    (folder / "10-meetings.rq").write_text(SHEET, encoding="utf-8")
    (sheet,) = make_sheets(open_release(project).store, project, "fr")
    assert (sheet.name, sheet.description) == ("Rencontres", "Quand elles ont eu lieu")
    assert sheet.header == ("événement", "date", "identifiant")
    names = [row[0] for row in sheet.rows]
    assert "Rencontre de la Colline" in names
    assert len(names) == len(set(names))


def test_a_question_is_a_file(project: Project) -> None:
    """Asked by its name."""
    path = project.queries / "questions" / "events-by-date.rq"
    path.write_text(QUESTION, encoding="utf-8")
    question = find_question(path.parent, "events-by-date")
    rows = list(select(open_release(project).store, question.file.text))
    assert len(rows) == 2


def test_a_scene_is_a_query_and_its_look(project: Project) -> None:
    """It has its tab on the pages of all, is drawn, and tells the sources of what it shows."""
    (project.queries / "scenes" / "two-levels.rq").write_text(SCENE, encoding="utf-8")
    look = project.queries / "scenes" / "looks" / "axes.csv"
    look.write_text(LOOK, encoding="utf-8")
    *others, last = list_scenes(project)
    assert (last.name, last.text_of("tab").say("fr")) == ("two-levels", "Axes")
    release = open_release(project)
    page = render_page(
        read_scene(release.store, project, others[0].name), release, project, language="en"
    )
    assert 'href="two-levels.html' in page
    scene = read_scene(release.store, project, "two-levels")
    kinds = {node.iri: node.kind for node in scene.network.nodes}
    shown = {part.of for part in draw_scene(scene, "fr").parts}
    assert set(kinds) <= shown
    tie, *_ = scene.network.links
    assert (kinds[tie.source], kinds[tie.target], tie.kind) == ("asked", "axis", "in")
    told = describe_scene(scene, release, project)
    (said,) = [each for each in told["ties"] if each["id"] == tie.id]
    assert said["facts"][0]["notes"]
