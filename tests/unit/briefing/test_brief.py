"""Briefs on the real data: every sentence has its passages, in both languages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from bioprod_graph.briefing import find_subject, make_brief
from bioprod_graph.briefing.compose import arrange_brief
from bioprod_graph.briefing.paragraphs import list_kinds, read_briefs
from bioprod_graph.briefing.sentences import list_slots
from bioprod_graph.documents import Document, Paragraph, Table, render_html, render_markdown
from bioprod_graph.errors import NotFoundError, ProjectError
from bioprod_graph.questions.local import open_store
from bioprod_graph.rdf import match

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bioprod_graph.documents import Sentence
    from bioprod_graph.findings import Language
    from bioprod_graph.headers import QueryFile
    from bioprod_graph.project import Project

TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
LABEL = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
BOTH: tuple[Language, ...] = ("fr", "en")


def _sentences(document: Document) -> Iterator[Sentence]:
    if document.lead is not None:
        yield from document.lead.sentences
    for section in document.sections:
        for block in section.blocks:
            # The notes of a row stand in its first cell.
            yield from (
                block.sentences if isinstance(block, Paragraph) else (r[0] for r in block.rows)
            )


def _labelled(store: ox.Store, prefix: str) -> set[str]:
    named = (str(quad.subject)[1:-1] for quad in match(store, (None, LABEL, None)))
    return {iri for iri in named if iri.startswith(prefix)}


def _curators(store: ox.Store, project: Project) -> set[str]:
    """Who records is no part of what is recorded, and no passage speaks of it."""
    curator = ox.NamedNode(f"{project.base}ontology#Curator")
    return {str(quad.subject)[1:-1] for quad in match(store, (None, TYPE, curator))}


def _read(project: Project) -> dict[str, list[QueryFile]]:
    folder = project.queries / "briefs"
    return {kind: read_briefs(folder, kind) for kind in list_kinds(folder)}


@pytest.mark.parametrize("language", BOTH)
def test_every_sentence_of_every_brief_has_a_passage(built: Project, language: Language) -> None:
    store = open_store(built)
    seen = 0
    for kind, files in _read(built).items():
        prefix = f"{built.base}id/{kind}/"
        none = {file.get(f"none_{language}") for file in files}
        for thing in sorted(_labelled(store, prefix) - _curators(store, built)):
            document = arrange_brief(ox.NamedNode(thing), store, built, language=language)
            for sentence in _sentences(document):
                assert sentence.notes or sentence.text in none, (thing, sentence.text)
                seen += 1
    assert seen


@pytest.mark.parametrize("language", BOTH)
def test_a_brief_leaves_no_slot_and_no_bracket_and_sets_french_as_french(
    built: Project, language: Language
) -> None:
    for name in ("recommendation/assises-idf-2021-01", "genopole", "gene-therapy"):
        for sentence in _sentences(make_brief(name, project=built, language=language)):
            assert not re.search(r"[{}\[\]]", sentence.text)
            if language == "fr":
                assert not re.search(
                    r"[^\s\u00a0][;!?»]|[^\s\u00a0/0-9]:\s|«[^\u00a0]|'", sentence.text
                )


def test_the_same_data_give_the_same_bytes(built: Project) -> None:
    first, second = (
        make_brief("organization/genopole", project=built, language="fr") for _ in range(2)
    )
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
    found = find_subject(name, open_store(built), built)
    assert found.value == f"{built.base}id/organization/genopole"


def test_a_table_has_a_row_for_each_group_and_its_notes_in_the_first_cell(built: Project) -> None:
    document = make_brief("therapy/gene-therapy", project=built)
    tables = [b for section in document.sections for b in section.blocks if isinstance(b, Table)]
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
    ],
)
def test_what_is_numbered_is_found_by_class_and_number(
    built: Project, name: str, found: str
) -> None:
    assert find_subject(name, open_store(built), built).value == f"{built.base}id/{found}"


def test_a_number_that_nothing_has_is_told(built: Project) -> None:
    with pytest.raises(NotFoundError, match="nothing is named recommendation 99"):
        find_subject("recommendation 99", open_store(built), built)


def test_a_layer_keeps_what_its_rows_state(built: Project) -> None:
    """All that is said of recommendation 1 before its follow-ups is said on the page."""
    name = "recommendation/assises-idf-2021-01"
    whole, page = (
        {s.text: s.notes for s in _sentences(make_brief(name, project=built, layers=layers))}
        for layers in ((), ("page",))
    )
    addresses = {note.link.partition("#")[0] for notes in page.values() for note in notes}
    assert len(addresses) == 1
    assert len(page) < len(whole)


def test_what_is_not_there_is_told(built: Project) -> None:
    with pytest.raises(NotFoundError, match="nothing is named atlantis"):
        find_subject("atlantis", open_store(built), built)


def test_a_slug_of_two_things_names_both(built: Project) -> None:
    with pytest.raises(NotFoundError, match="names 2 things, give one of"):
        find_subject("genother", open_store(built), built)


def test_a_kind_without_briefs_is_refused(built: Project) -> None:
    with pytest.raises(NotFoundError, match=r"no brief is written on place/paris, only on axis"):
        find_subject("place/paris", open_store(built), built)


def test_each_brief_has_the_same_slots_in_both_languages(built: Project) -> None:
    for files in _read(built).values():
        for file in files:
            french, english = (list_slots(file.get(f"sentence_{x}")) for x in BOTH)
            assert french.keys() == english.keys(), file.path


def test_a_header_in_one_language_only_is_refused(tmp_path: Path) -> None:
    (tmp_path / "axis").mkdir()
    (tmp_path / "axis" / "10-a.rq").write_text(
        "#+ sentence_fr: a\n#+ sentence_en: a\n#+ none_fr: rien\nSELECT ?thing WHERE {}\n",
        encoding="utf-8",
    )
    with pytest.raises(ProjectError, match="none is needed in French and in English"):
        read_briefs(tmp_path, "axis")


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
    assert list_kinds(tmp_path) == ["axis", "person"]
    names = {kind: [f.name for f in read_briefs(tmp_path, kind)] for kind in list_kinds(tmp_path)}
    assert names == {"axis": ["10-own", "20-both", "30-own"], "person": ["10-own"]}
