"""Items of CSL-JSON that a processor takes without complaint: the processor is citeproc-py."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from citeproc import (
    Citation,
    CitationItem,
    CitationStylesBibliography,
    CitationStylesStyle,
    formatter,
)
from citeproc.source.json import CiteProcJSON

from bioprod_graph.citation.csl import render_csl
from tests.unit.citation.conftest import A, B, C

if TYPE_CHECKING:
    from bioprod_graph.citation.work import Work
    from bioprod_graph.findings import Language
    from tests.unit.citation.conftest import MakeWork


def set_reference(work: Work, language: Language) -> str:
    """Set a reference in a style that comes with the processor; its warnings are errors here."""
    items = json.loads(render_csl(work, language))
    style = CitationStylesStyle("harvard-cite-them-right", validate=False)
    bibliography = CitationStylesBibliography(style, CiteProcJSON(items), formatter.plain)
    bibliography.register(Citation([CitationItem(work.key)]))
    (reference,) = bibliography.bibliography()
    return str(reference)


@pytest.mark.parametrize("kind", ["dataset", "entry", "answer"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_processor_sets_it(make_work: MakeWork, kind: str, language: Language) -> None:
    """With author, year, title and address."""
    work = make_work(kind)
    said = set_reference(work, language)
    parts = [work.edition.authors[0].name.say(language), "2024", work.title.say(language), work.iri]
    assert [part for part in parts if part not in said] == []


@pytest.mark.parametrize(
    ("kind", "lines"),
    [
        ("dataset", [f"sha256 dataset: {A}"]),
        ("entry", [f"sha256 statements: {B}"]),
        ("answer", [f"sha256 answer: {B}", f"sha256 query: {C}"]),
    ],
)
def test_version_digests_and_licence_are_there(
    make_work: MakeWork, kind: str, lines: list[str]
) -> None:
    """The version in its variable, the others as lines of the note."""
    (item,) = json.loads(render_csl(make_work(kind), "en"))
    assert item["version"] == "1.2.3"
    assert item["note"].splitlines() == [
        *lines,
        "license: https://creativecommons.org/licenses/by/4.0/",
    ]
    assert item["issued"] == {"date-parts": [[2024, 2, 29]]}


def test_no_identifier_is_invented(make_work: MakeWork) -> None:
    """There is no DOI, and none is written."""
    assert "doi" not in render_csl(make_work("dataset"), "en").lower()
