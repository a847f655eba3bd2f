"""Briefs on the real data: every sentence has its passages, in both languages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from bioprod_graph.dataset import Portion, open_release
from bioprod_graph.documents import Document, Figures, TableBlock
from bioprod_graph.documents.speaker import read_slots
from bioprod_graph.errors import NotFoundError, ProjectError, UsageError
from bioprod_graph.rdf import match
from bioprod_graph.reports import Queries, Report, make_report
from tests.rendering import render_csv, render_html, render_markdown

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bioprod_graph.documents import Sentence
    from bioprod_graph.language import Language
    from bioprod_graph.project import Project
    from bioprod_graph.sparql.query_files import QueryFile

TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
LABEL = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
BOTH: tuple[Language, ...] = ("fr", "en")


def _told(document: Document) -> Iterator[tuple[Sentence, ...]]:
    """What has notes: a sentence, a row of a table, or a figure with its label."""
    for block in document.blocks:
        if isinstance(block, TableBlock):
            yield from block.rows
        elif isinstance(block, Figures):
            yield from block.pairs
        else:
            yield from ((sentence,) for sentence in block.sentences)


def _sentences(document: Document) -> Iterator[Sentence]:
    for block in document.blocks:
        yield from block.sentences


def make_brief(name: str, project: Project, language: Language = "en") -> Document:
    return make_report(name, project=project, language=language).make_document()


def _labelled(store: ox.Store, prefix: str) -> set[str]:
    named = (str(quad.subject)[1:-1] for quad in match(store, (None, LABEL, None)))
    return {iri for iri in named if iri.startswith(prefix)}


EVIDENCE = {"source", "passage"}


def _curators(store: ox.Store, project: Project) -> set[str]:
    """Who records is no part of what is recorded, and no passage speaks of it."""
    curator = ox.NamedNode(f"{project.base}ontology#Curator")
    return {str(quad.subject)[1:-1] for quad in match(store, (None, TYPE, curator))}


def _read(project: Project) -> dict[str, list[QueryFile]]:
    queries = Queries(project.queries / "reports")
    return {kind: queries.read_kind(kind) for kind in queries.list_kinds(on_things=True)}


def _list_unfounded(files: list[QueryFile], language: Language) -> set[str]:
    """What may be said without a passage: that nothing is known, and what is not said of data."""
    constant = {
        text for file in files if (text := file.get(f"sentence_{language}")) and "{" not in text
    }
    none = {
        "fr": "Avancement\u00a0: aucune suite connue.",
        "en": "Overall status: no follow-up found.",
    }
    return {none[language], *constant, *(file.get(f"none_{language}") for file in files)}


@pytest.mark.parametrize("step", [16, pytest.param(1, marks=pytest.mark.slow)])
@pytest.mark.parametrize("language", BOTH)
def test_every_sentence_of_every_brief_has_a_passage(
    built: Project, language: Language, step: int
) -> None:
    """But for what the tracker counts, which is told above or below with its passages.

    What a passage, or its source, says of itself needs no other.
    """
    store = open_release(built).store
    seen = 0
    for kind, files in _read(built).items():
        prefix = f"{built.base}id/{kind}/"
        allowed = _list_unfounded(files, language)
        for thing in sorted(_labelled(store, prefix) - _curators(store, built))[::step]:
            report = Report(store, built, ox.NamedNode(thing), language=language)
            for told in _told(report.make_document()):
                is_count = told[0].text.split()[0].isdecimal() or told[0].parts[0].rank
                has_notes = any(sentence.notes for sentence in told) or kind in EVIDENCE
                assert has_notes or is_count or told[0].text in allowed, (thing, told[0].text)
                seen += 1
    assert seen


@pytest.mark.parametrize("language", BOTH)
def test_a_brief_leaves_no_slot_and_no_bracket_and_sets_french_as_french(
    built: Project, language: Language
) -> None:
    for name in ("recommendation/assises-idf-2021-01", "genopole", "gene-therapy"):
        for sentence in _sentences(make_brief(name, built, language)):
            assert not re.search(r"[{}\[\]]", sentence.text)
            if language == "fr":
                assert not re.search(
                    r"[^\s\u00a0][;!?»]|[^\s\u00a0/0-9]:\s|«[^\u00a0]|'", sentence.text
                )


def test_the_same_data_give_the_same_bytes(built: Project) -> None:
    first, second = (make_brief("organization/genopole", built, "fr") for _ in range(2))
    assert render_markdown(first) == render_markdown(second)
    assert render_html(first) == render_html(second)


@pytest.mark.parametrize(
    "name",
    [
        "organization/genopole",
        "organization:genopole",
        "https://w3id.org/bioprod/id/organization/genopole",
        "genopole",
        "Génopôle",
    ],
)
def test_a_thing_is_found_by_identifier_slug_and_name(built: Project, name: str) -> None:
    assert _find(name, built) == "organization/genopole"


def _find(name: str, project: Project) -> str:
    thing = make_report(name, project=project).given["thing"]
    return thing.value.removeprefix(f"{project.base}id/")


def test_a_table_has_a_row_for_each_group_and_its_notes_in_the_first_cell(built: Project) -> None:
    document = make_brief("therapy/gene-therapy", built)
    tables = [
        b for section in document.sections for b in section.blocks if isinstance(b, TableBlock)
    ]
    table = tables[0]
    assert table.header == ("Actor", "Commune", "Département")
    assert ["Généthon", "Évry-Courcouronnes", "Essonne"] in [
        [cell.text for cell in row] for row in table.rows
    ]
    assert all(row[0].notes and not row[1].notes for row in table.rows)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("recommendation 3", "recommendation/assises-idf-2021-03"),
        ("Recommandation 11", "recommendation/assises-idf-2021-11"),
        ("axe 2", "axis/assises-idf-2021-2"),
        ("axe-2", "axis/assises-idf-2021-2"),
    ],
)
def test_what_is_numbered_is_found_by_class_and_number(
    built: Project, name: str, found: str
) -> None:
    assert _find(name, built) == found


def test_a_number_that_nothing_has_is_told(built: Project) -> None:
    with pytest.raises(NotFoundError, match="nothing is named recommendation 99"):
        make_report("recommendation 99", project=built)


def test_a_layer_keeps_what_its_rows_state(built: Project) -> None:
    """All that is said of recommendation 1 before its follow-ups is said on the page."""
    name = "recommendation/assises-idf-2021-01"
    whole, page = (
        {s.text: s.notes for s in _sentences(document)}
        for document in (
            make_report(name, project=built, kept=Portion(layers)).make_document()
            for layers in ((), ("page",))
        )
    )
    addresses = {note.link.partition("#")[0] for notes in page.values() for note in notes}
    assert len(addresses) == 1
    assert len(page) < len(whole)


def test_what_is_not_there_is_told(built: Project) -> None:
    with pytest.raises(NotFoundError, match="nothing is named atlantis"):
        make_report("atlantis", project=built)


def test_a_slug_of_two_things_names_both(built: Project) -> None:
    with pytest.raises(
        NotFoundError,
        match="names 2 things, give one of initiative/genother, organization/genother",
    ):
        make_report("genother", project=built)


def test_a_kind_without_briefs_is_refused(built: Project) -> None:
    with pytest.raises(NotFoundError, match=r"no brief is written on place/paris, only on axis"):
        make_report("place/paris", project=built)


def test_each_brief_has_the_same_slots_in_both_languages(built: Project) -> None:
    for files in _read(built).values():
        for file in files:
            french, english = (read_slots(file.get(f"sentence_{x}")) for x in BOTH)
            assert french == english, file.path


def test_a_header_in_one_language_only_is_refused(tmp_path: Path) -> None:
    (tmp_path / "axis").mkdir()
    (tmp_path / "axis" / "10-a.rq").write_text(
        "#+ sentence_fr: a\n#+ sentence_en: a\n#+ none_fr: rien\nSELECT ?thing WHERE {}\n",
        encoding="utf-8",
    )
    with pytest.raises(ProjectError, match=r"lacks #\+ none_en"):
        Queries(tmp_path).read_kind("axis")


def test_a_shared_query_serves_the_kinds_that_it_names(tmp_path: Path) -> None:
    """In the order of names, among those of the kind itself; other kinds do not have it."""
    header = "#+ sentence_fr: a\n#+ sentence_en: a\n"
    for folder, name, more in (
        ("axis", "10-own", ""),
        ("axis", "30-own", ""),
        ("person", "10-own", ""),
        ("shared", "20-both", "#+ kinds: axis, event\n"),
    ):
        (tmp_path / folder).mkdir(exist_ok=True)
        text = f"{more}{header}SELECT ?thing WHERE {{}}\n"
        (tmp_path / folder / f"{name}.rq").write_text(text, encoding="utf-8")
    queries = Queries(tmp_path)
    kinds = queries.list_kinds(on_things=True)
    assert kinds == ["axis", "person"]
    assert {kind: [file.name for file in queries.read_kind(kind)] for kind in kinds} == {
        "axis": ["10-own", "20-both", "30-own"],
        "person": ["10-own"],
    }


def test_a_title_without_a_thing_makes_a_report_of_its_own(tmp_path: Path) -> None:
    """What it tells of is no one thing."""
    header = "#+ sentence_fr: a\n#+ sentence_en: a\n"
    for kind, variables in (("axis", "?thing ?lang"), ("all", "?lang"), ("shared", "?thing")):
        (tmp_path / kind).mkdir()
        text = f"{header}SELECT {variables} WHERE {{}}\n"
        (tmp_path / kind / "title.rq").write_text(text, encoding="utf-8")
    assert Queries(tmp_path).list_kinds(on_things=True) == ["axis"]
    assert Queries(tmp_path).list_kinds(on_things=False) == ["all"]


def test_a_query_of_another_form_is_refused(tmp_path: Path) -> None:
    (tmp_path / "axis").mkdir()
    (tmp_path / "axis" / "title.rq").write_text("ASK {}\n", encoding="utf-8")
    with pytest.raises(ProjectError, match=r"title\.rq: expected a SELECT query"):
        Queries(tmp_path).list_kinds(on_things=True)


def test_a_report_without_columns_is_no_table(built: Project) -> None:
    with pytest.raises(UsageError, match="of the kind person has no table for programs"):
        render_csv(make_report("person/nawal-ouzren", project=built))


def test_a_part_that_names_a_thing_has_its_identifier(built: Project) -> None:
    """In each report, and nothing else has one."""
    document = make_brief("recommendation/assises-idf-2021-01", built)
    named = {part.text: part.thing for s in _sentences(document) for part in s.parts if part.thing}
    assert named["gene therapy"] == f"{built.base}id/therapy/gene-therapy"
    assert named["done"] == f"{built.base}id/concept/done"
    assert all(thing.startswith(f"{built.base}id/") for thing in named.values())
    assert all("".join(p.text for p in s.parts) == s.text for s in _sentences(document))
