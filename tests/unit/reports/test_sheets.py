"""Sheets for people, of the real project: a row a thing, nothing derived twice."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pytest

from bioprod_graph.dataset import find_thing, open_release
from bioprod_graph.language import LANGUAGES
from bioprod_graph.rdf import read_values, select
from bioprod_graph.reports import make_report, make_sheets
from tests.rendering import render_csv

if TYPE_CHECKING:
    from bioprod_graph.formats import Sheet
    from bioprod_graph.language import Language
    from bioprod_graph.project import Project

PREFIXES = """
PREFIX bioprod: <https://w3id.org/bioprod/ontology#>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
"""
BODIES, RECOMMENDATIONS, TIES, PASSAGES = "Bodies", "Recommendations", "Ties", "Passages"


@pytest.fixture(scope="module")
def store(built: Project) -> ox.Store:
    return open_release(built).store


@pytest.fixture(scope="module")
def sheets(built: Project, store: ox.Store) -> dict[str, Sheet]:
    return {sheet.name: sheet for sheet in make_sheets(store, built, "en")}


def read(sheet: Sheet) -> list[dict[str, Any]]:
    """Read the rows of a sheet by head, numbers and texts as text."""

    def show(cell: object) -> object:
        return cell.value if isinstance(cell, ox.Literal) else cell

    return [dict(zip(sheet.header, map(show, row), strict=True)) for row in sheet.rows]


def ask(store: ox.Store, query: str) -> list[dict[str, str]]:
    return read_values(select(store, PREFIXES + query))


def test_each_body_has_one_row(sheets: dict[str, Sheet], store: ox.Store) -> None:
    """Whatever is known of it."""
    found = [row["identifier"] for row in read(sheets[BODIES])]
    asked = ask(store, "SELECT ?b { ?b a bioprod:Organization FILTER EXISTS { ?b rdfs:label ?n } }")
    curated = {row["b"] for row in asked if "/organization/" in row["b"]}
    assert sorted(found) == sorted(set(found))
    assert set(found) <= curated
    stated = ask(
        store,
        "SELECT ?b { GRAPH ?g { ?b a ?c ; bioprod:summary ?s } "
        "?b a bioprod:Organization FILTER(LANG(?s) = 'en') }",
    )
    assert {row["b"] for row in stated} <= set(found)


def test_a_body_says_where_it_is_and_how_that_is_known(
    sheets: dict[str, Sheet], store: ox.Store
) -> None:
    """Commune, département, and the basis of the seat in words."""
    asked = ask(
        store,
        "SELECT ?b ?seat ?of ?in { GRAPH ?g { ?b bioprod:seat ?s } "
        "?g bioprod:basis/rdfs:label ?of . ?s rdfs:label ?seat "
        "OPTIONAL { ?s bioprod:within ?d . ?d a bioprod:Department ; rdfs:label ?in "
        "FILTER(LANG(?in) = 'en') } FILTER(LANG(?of) = 'en' && LANG(?seat) = 'en') }",
    )
    rows = {row["identifier"]: row for row in read(sheets[BODIES])}
    assert asked
    for told in asked:
        row = rows[told["b"]]
        assert (row["commune"], row["basis"]) == (told["seat"], told["of"])
        assert row["département"] == told.get("in")


def test_statuses_are_those_of_the_tracker(sheets: dict[str, Sheet], built: Project) -> None:
    """With its latest evidence: they are derived in one place."""
    tracker = csv.DictReader(io.StringIO(render_csv(make_report("tracker", project=built))))
    told = {r["recommendation"]: (r["status_name"], r["latest_title"], r["date"]) for r in tracker}
    rows = read(sheets[RECOMMENDATIONS])
    assert {
        r["identifier"]: (r["status"], r["latest evidence"] or "", r["date"] or "") for r in rows
    } == told


def test_ties_have_their_periods(sheets: dict[str, Sheet], store: ox.Store) -> None:
    """Since when, until when, and the relation in words."""
    rows = {row["identifier"]: row for row in read(sheets[TIES])}
    asked = ask(
        store,
        "SELECT ?t ?r ?since ?until { ?t bioprod:tieRelation/rdfs:label ?r "
        "OPTIONAL { ?t bioprod:since ?since } OPTIONAL { ?t bioprod:until ?until } "
        "FILTER(LANG(?r) = 'en') }",
    )
    assert len(asked) == len(rows)
    for told in asked:
        row = rows[told["t"]]
        found = (row["relation"], row["since"], row["until"])
        assert found == (told["r"], told.get("since"), told.get("until"))


def test_rows_cite_passages_by_number(sheets: dict[str, Sheet], store: ox.Store) -> None:
    """Each number is that of a row of the sheet of passages."""
    passages = {row["no."]: row["identifier"] for row in read(sheets[PASSAGES])}
    asked = ask(store, "SELECT ?t ?p { GRAPH ?g { ?t a bioprod:Tie } ?g prov:wasDerivedFrom ?p }")
    cited: dict[str, set[str]] = {}
    for told in asked:
        cited.setdefault(told["t"], set()).add(told["p"])
    for row in read(sheets[TIES]):
        numbers = row["passages (no.)"].split("; ")
        assert {passages[number] for number in numbers} == cited[row["identifier"]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_things_are_named(built: Project, store: ox.Store, language: Language) -> None:
    """No identifier stands in a cell but in the last; no head is the name of a variable."""
    for sheet in make_sheets(store, built, language):
        assert not [head for head in sheet.header if "_" in head]
        for row in sheet.rows:
            texts = [str(cell) for cell in row[:-1]]
            assert not [t for t in texts if re.search(rf"{built.base}|\b(?:bioprod|concept):", t)]


def test_rows_are_in_the_order_of_the_language(sheets: dict[str, Sheet]) -> None:
    """What begins with a capital or an accent stands where a dictionary has it."""
    names = [row["name"] for row in read(sheets[BODIES])]
    assert names != sorted(names)
    assert sorted(names, key=str.lower)[0][0].lower() == names[0][0].lower()


def test_around_a_thing_rows_name_it(built: Project, store: ox.Store) -> None:
    """And the passages that they cite come with them, with the same numbers."""
    thing = find_thing("organization/genopole", store, built)
    some = {sheet.name: sheet for sheet in make_sheets(store, built, "en", about=thing)}
    assert [row["identifier"] for row in read(some[BODIES])] == [thing.value]
    assert all("Genopole" in (row["from"], row["to"]) for row in read(some[TIES]))
    passages = {row["no."] for row in read(some[PASSAGES])}
    for row in read(some[TIES]):
        assert set(row["passages (no.)"].split("; ")) <= passages
