"""Why an answer is empty: the cause is named, and none where absence is real."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from bioprod_graph import open_graph
from bioprod_graph.dataset import open_release
from bioprod_graph.questions import (
    Inquiry,
    explain_plan,
    find_remarks,
    prepare_query,
    read_catalogue,
    read_instead,
)
from bioprod_graph.questions.doctor import Doctor
from bioprod_graph.questions.terms import Terms

if TYPE_CHECKING:
    from bioprod_graph import Project

_DATA = Path(__file__).parents[2] / "data" / "questions" / "broken.toml"
CASES = tomllib.loads(_DATA.read_text(encoding="utf-8"))
HONEST = "absent"
_PLACES = {"commune", "departement"}
LEAST = 0.9


@cache
def _open(project: Project) -> ox.Store:
    return open_release(project).store


def _diagnose(query: str, project: Project) -> list[str]:
    """Give the kinds of causes, the part with which the join ends left out."""
    store = _open(project)
    text = prepare_query(query, project.prefixes.namespaces)
    answer = store.query(text)
    assert isinstance(answer, ox.QuerySolutions)
    assert not [*answer], query
    terms = Terms(store, project, text, read_instead(project.ontology / "wording" / "instead.csv"))
    return [cause.kind for cause in Doctor(terms, {}).diagnose() if cause.kind != "part"]


def test_the_cause_is_named(built: Project) -> None:
    """Of nine in ten broken queries at least, and no other cause is told first."""
    cases = [
        (kind, query) for kind, queries in CASES.items() if kind != HONEST for query in queries
    ]
    wrong = [(kind, query) for kind, query in cases if _diagnose(query, built)[0] != kind]
    assert len(cases) >= 60
    assert len(wrong) <= (1 - LEAST) * len(cases), wrong


def test_no_cause_is_told_where_absence_is_real(built: Project) -> None:
    """What could be, and is not known, is told as just that."""
    queries = CASES[HONEST]
    assert len(queries) >= 30
    assert [query for query in queries if _diagnose(query, built) != [HONEST]] == []


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("SELECT ?s { ?s a bioprod:Organisation }", "did you mean bioprod:Organization?"),
        ("SELECT ?s { ?s a bioprod:Axis ; bioprod:seat ?c }", "from “?s bioprod:seat ?c” on"),
        ("SELECT ?s { ?s a bioprod:Axis } LIMIT 0", "after the WHERE clause"),
        (
            'SELECT ?s { ?s bioprod:date ?d FILTER(?d > "2099-01-01"^^xsd:date) }',
            'such as ?d = "20',
        ),
        ('SELECT ?s { ?s rdfs:label ?n FILTER(LANG(?l) = "fr") }', "such as ?l = –"),
    ],
)
def test_what_ends_the_join_is_told(built: Project, query: str, told: str) -> None:
    assert told in " ".join(open_graph(built, language="en").ask(query).why())


def test_an_unknown_term_is_told_though_rows_come(built: Project) -> None:
    graph = open_graph(built, language="en")
    answer = graph.ask("SELECT ?s { ?s a bioprod:Axis OPTIONAL { ?s bioprod:summry ?o } }")
    assert answer
    assert answer.why() == ["no statement has bioprod:summry: did you mean bioprod:summary?"]
    assert graph.ask("organisers").why() == []
    spelt = graph.ask("SELECT ?c { ?c a owl:Class FILTER(STRSTARTS(STR(?c), STR(bioprod:))) }")
    assert spelt
    assert spelt.why() == []


def test_other_layers_are_told(built: Project) -> None:
    """What the whole dataset answers is no absence."""
    whole, part = open_release(built).store, ox.Store()
    text = prepare_query("SELECT ?s { ?s a bioprod:Axis }", built.prefixes.namespaces)
    found = Doctor(Terms(part, built, text), {}, whole).diagnose()
    assert [cause.kind for cause in found] == ["layer"]


def test_no_code_is_told_of_a_question_of_the_catalogue(built: Project) -> None:
    """Nobody typed it: of a project that has nothing yet, it is only told that nothing is found."""
    for question in read_catalogue(built.queries / "questions"):
        asked = Inquiry(question.file.text, question)
        told = find_remarks(ox.Store(), asked, built, instead={}, is_empty=True)
        if not question.file.text_of("empty"):
            assert [said.say("en") for said in told] == [], question.name


def test_comments_are_left_out_of_what_is_quoted(built: Project) -> None:
    """And the part is on one line."""
    query = """SELECT ?s { ?s a bioprod:Axis
      { SELECT ?s { # what stands apart
        ?s a bioprod:Event } } }"""
    first, *_ = open_graph(built, language="en").ask(query).why()
    assert first == "nothing is found from “{ SELECT ?s { ?s a bioprod:Event } }” on"


def test_a_value_of_another_kind_is_told(built: Project) -> None:
    """Though a parameter that is left open takes anything; a value of the right kind is not."""
    graph = open_graph(built, language="en")
    (first, *_) = graph.ask("who-works-on", commune="genopole").why()
    told = "organization/genopole is of kind organization, and commune takes what is of kind place"
    assert first == told
    honest = graph.ask("recommendations-for-therapy", therapy="vaccine").why()
    assert "is of kind" not in " ".join(honest)
    # Of classes, which are of no kind, only those that have an answer are told.
    other = graph.ask("directory", kind="companies").why()
    assert "is of kind" not in " ".join(other)
    assert "bioprod:Company" in " ".join(other)


def test_a_plan_tells_each_part_and_what_it_leaves(built: Project) -> None:
    """Filters after what is joined, and no count beyond the rows of the answer at the end."""
    store = open_release(built).store
    text = "SELECT * { ?a a bioprod:Axis FILTER(?n > 2) ?a schema:position ?n }"
    asked = Inquiry(prepare_query(text, built.prefixes.namespaces))
    told = [said.say("en") for said in explain_plan(store, asked, built, instead={})]
    assert told == [
        "looks for “?a a bioprod:Axis” (rows: 3)",
        "then for “?a schema:position ?n” (rows: 3)",
        "keeps those with “FILTER(?n > 2)” (rows: 1)",
    ]


@pytest.mark.parametrize("place", ["corbeil-essonnes", "essonne", "ile-de-france"])
def test_a_place_of_any_level_has_an_answer_or_its_level_is_told(
    built: Project, place: str
) -> None:
    """Of no question that takes places is it said that there is nothing where bodies are."""
    graph = open_graph(built, language="en")
    asked = 0
    for question in read_catalogue(built.queries / "questions"):
        for parameter in question.parameters:
            if parameter.default.startswith("place/") or parameter.name in _PLACES:
                answer = graph.ask(question.name, **{parameter.name: place})
                told = " ".join(answer.why())
                is_right = parameter.name == "commune" and place == "corbeil-essonnes"
                assert answer or is_right or "is of class" in told, (question.name, told)
                asked += 1
    assert asked >= 10


@pytest.mark.parametrize("question", ["makers-near", "quality-control-near"])
def test_what_lies_in_a_departement_is_near_it(built: Project, question: str) -> None:
    """At no distance, and once: Paris is a commune with its own point, and a département."""
    graph = open_graph(built, language="en")
    found = graph.ask(question, **{"from": "essonne"})
    assert {"Corbeil-Essonnes", "Évry-Courcouronnes"} == {row["commune_label"] for row in found}
    assert {row["km"] for row in found} == {0}
    paris = [(row["body"], row["capability"]) for row in graph.ask(question, **{"from": "paris"})]
    assert len(paris) == len(set(paris))
