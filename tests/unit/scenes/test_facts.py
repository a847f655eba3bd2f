"""What a page tells of a scene: every fact with the passages, or the rule and premises, of it."""

from __future__ import annotations

import gzip
import json
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

from bioprod_graph.dataset import open_release
from bioprod_graph.language import LANGUAGES
from bioprod_graph.scenes import list_scenes, read_scene
from bioprod_graph.scenes.facts import describe_scene

if TYPE_CHECKING:
    from bioprod_graph.project import Project

ID = "https://w3id.org/bioprod/id/"
Told = dict[str, Any]


def describe(project: Project, name: str) -> Told:
    release = open_release(project)
    return describe_scene(read_scene(release.store, project, name), release, project)


@cache
def tell_scenes(project: Project) -> dict[str, Told]:
    """Each scene as its page is told of it, all of one release."""
    release = open_release(project)
    return {
        file.name: describe_scene(read_scene(release.store, project, file.name), release, project)
        for file in list_scenes(project)
    }


@pytest.fixture(scope="module")
def told(built: Project) -> Told:
    """The ecosystem, as its page is told of it."""
    return tell_scenes(built)["ecosystem"]


def find(told: Told, part: str, start: str) -> Told:
    """The item or tie whose id begins so."""
    found: Told = next(each for each in told[part] if each["id"].startswith(f"{ID}{start}"))
    return found


def name_facts(told: Told, facts: list[Told], tag: str) -> set[tuple[str, str]]:
    """Each fact by its verb and the name of what it leads to."""
    labels = {item["id"]: item["label"] for item in told["items"]} | told["things"]
    names = (labels[f["to"]] if isinstance(f["to"], str) else f["to"] for f in facts)
    return {
        (told["verbs"][fact["verb"]][tag], name[tag])
        for fact, name in zip(facts, names, strict=True)
    }


def test_facts_are_told_from_both_sides(told: Told) -> None:
    """By the verb that reads from there, in each language."""
    one = find(told, "items", "organization/genethon")["facts"]
    other = find(told, "items", "organization/yposkesi")["facts"]
    assert ("Spun off", "Yposkesi") in name_facts(told, one, "en")
    assert ("Spin-off of", "Généthon") in name_facts(told, other, "en")
    assert ("A essaimé", "Yposkesi") in name_facts(told, one, "fr")


def test_a_fact_has_the_period_and_the_note_of_its_row(told: Told) -> None:
    """A start alone is a date: nobody said that it goes on."""
    facts = find(told, "items", "organization/genethon")["facts"]
    spun = next(f for f in facts if f["to"] == f"{ID}organization/yposkesi")
    assert (spun["start"], spun["when"]) == ("2016", dict.fromkeys(LANGUAGES, "2016"))
    member = next(f for f in facts if f["to"] == f"{ID}organization/genother")
    assert member["note"] == {"fr": "Membre fondateur.", "en": "Founding member."}


def test_every_fact_rests_on_passages(told: Told) -> None:
    """Those of items and those of ties; an inferred one on those of its premises, with the rule."""
    parts = (*told["items"], *told["ties"])
    facts = [fact for each in parts for fact in each["facts"]]
    assert all(fact["notes"] for fact in facts)
    assert all(each["facts"] for each in told["ties"])
    inferred = [fact for fact in facts if "rule" in fact]
    assert inferred
    for fact in inferred:
        premises = [told["premises"][number] for number in fact["premises"]]
        assert {note for premise in premises for note in premise["notes"]} == set(fact["notes"])
        assert set(told["rules"][fact["rule"]]["why"]) == set(LANGUAGES)


def test_a_passage_says_where_it_stands(told: Told) -> None:
    """Its summary, source and place in each language; a date, or that there is none; a link."""
    for passage in told["passages"]:
        assert all(passage[key][tag] for key in ("text", "source", "locator", "date") for tag in
                   LANGUAGES)  # fmt: skip
        assert passage["url"].startswith(("http://", "https://"))
        assert passage["layer"]["key"].endswith("-layer")
        assert passage["confidence"]["key"].endswith("-confidence")
    said = {passage["date"]["en"] for passage in told["passages"]}
    assert {"undated", "undated; not before March 2021"} <= said


def test_a_tie_is_a_sentence(told: Told) -> None:
    """As explain, briefs and reports say it."""
    tie = find(told, "ties", "organization/yposkesi https://w3id.org/bioprod/id/concept/acquired")
    assert tie["label"]["en"] == "SK pharmteco took control of Yposkesi."
    assert tie["label"]["fr"] == "SK pharmteco a pris le contrôle d’Yposkesi."
    assert (tie["start"], tie["when"]["fr"], tie["kind"]) == ("2021-03", "mars 2021", "own")


def test_each_actor_has_a_family_and_facets_in_the_order_of_the_query(told: Told) -> None:
    """Counted over items; the kinds of the legend count all that is shown."""
    keys = {kind["key"] for kind in told["kinds"]}
    assert {each["kind"] for each in (*told["items"], *told["ties"])} <= keys
    counted = sum(kind["count"] for kind in told["kinds"])
    assert counted == len(told["items"]) + len(told["ties"])
    names = [facet["key"] for facet in told["facets"]]
    assert names == ["therapy", "role", "departement", "situation", "confidence", "grade"]
    for facet in told["facets"]:
        for value in facet["values"]:
            having = [i for i in told["items"] if value["key"] in i["facets"].get(facet["key"], ())]
            assert len(having) == value["count"]


def test_what_several_rows_tie_together_leads_to_their_passages(built: Project) -> None:
    """A change of control, an actor that takes part by what it bears, an axis of an event.

    An event of which no row says more than what it is, too.
    """
    told = tell_scenes(built)
    moments = told["time"]["items"]
    ties = told["actors-by-recommendation"]["ties"]
    axes = [t for t in told["assises"]["ties"] if "/axis/" in t["target"]]
    assert moments
    assert ties
    assert axes
    assert all(any(fact["notes"] for fact in each["facts"]) for each in (*moments, *ties, *axes))


def test_other_names_are_told_for_the_search(built: Project, told: Told) -> None:
    """Those of tables, and the number that a thing of its class has."""
    assert "AP-HP" in find(told, "items", "organization/ap-hp")["names"]
    followed = tell_scenes(built)["assises"]
    asked = find(followed, "items", "recommendation/assises-idf-2021-04")
    assert {"recommandation 4", "recommendation 4"} <= set(asked["names"])


def test_the_legend_names_what_stands_alone(built: Project) -> None:
    """What it does not name is part of something, or has parts."""
    for told in tell_scenes(built).values():
        keys = {kind["key"] for kind in told["kinds"]}
        parents = {item["parent"] for item in told["items"]}
        assert not [
            item["id"]
            for item in told["items"]
            if item["kind"] not in keys and not item["parent"] and item["id"] not in parents
        ]


def test_every_scene_points_to_what_is_there(built: Project) -> None:
    """Its tables hold what its facts point to, its ties join its items, and it fits a page."""
    for told in tell_scenes(built).values():
        items = {item["id"] for item in told["items"]}
        assert all({tie["source"], tie["target"]} <= items for tie in told["ties"])
        for fact in (f for each in (*told["items"], *told["ties"]) for f in each["facts"]):
            assert all(0 <= note < len(told["passages"]) for note in fact["notes"])
            if isinstance(fact["to"], str):
                assert fact["to"] in items | told["things"].keys()
        packed = gzip.compress(json.dumps(told, ensure_ascii=False).encode())
        assert len(packed) <= 300_000 * max(1, len(items) / 260)


def test_a_scene_is_told_alike_whatever_was_told_before(built: Project) -> None:
    """What one scene knew for the next changes nothing in it."""
    first, _, again = (json.dumps(describe(built, n)) for n in ("ontology", "assises", "ontology"))
    assert first == again
