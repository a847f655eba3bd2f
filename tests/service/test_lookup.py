"""Names from elsewhere find the things that they stand for, and nothing else."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bioprod_graph.service.lookup import Condition, Sought

if TYPE_CHECKING:
    from bioprod_graph.service.holdings import Holdings
    from bioprod_graph.service.lookup import Candidate, Lookup

NAMES = Path(__file__).parents[1] / "data" / "names"
# The second was written when the look-up was done, of bodies that the first does not name.
FILES = {"spreadsheet.csv": 200, "others.csv": 80}


@pytest.fixture(scope="module")
def lookup(held: Holdings) -> Lookup:
    """The things of the real project."""
    return held.lookup


def _list(lookup: Lookup, wanted: Sought) -> list[str]:
    return [lookup.show(each.thing) for each in lookup.match(wanted)]


@pytest.mark.parametrize("name", FILES)
def test_a_spreadsheet_of_typed_names_is_matched(lookup: Lookup, name: str) -> None:
    """Of what is in the graph 95 of 100 come first; of what is matched by itself 2 are wrong."""
    rows = list(csv.DictReader((NAMES / name).read_text(encoding="utf-8").splitlines()))
    found: list[tuple[str, Candidate | None]] = [
        (row["thing"], next(iter(lookup.match(Sought(row["typed"]))), None)) for row in rows
    ]
    known = [(thing, each) for thing, each in found if thing]
    right = [thing for thing, each in known if each and lookup.show(each.thing) == thing]
    meant = [(thing, each) for thing, each in found if each and each.is_meant]
    wrong = [each for thing, each in meant if lookup.show(each.thing) != thing]
    assert len(rows) >= FILES[name]
    assert len(right) >= 0.95 * len(known)
    assert len(wrong) <= 0.02 * len(meant)
    assert len(meant) >= 0.8 * len(known), "what is left to people is little"


def test_scores_are_of_a_hundred_in_order(lookup: Lookup) -> None:
    """The likest first; the name itself has a hundred, a misspelt one less."""
    found = lookup.match(Sought("Institut Pasteur"))
    assert [each.score for each in found] == sorted((e.score for e in found), reverse=True)
    assert (found[0].score, found[0].is_meant) == (100.0, True)
    misspelt = lookup.match(Sought("Intitut Pasteur"))[0]
    assert misspelt.thing == found[0].thing
    assert 85 <= misspelt.score < 100


def test_a_name_of_two_things_is_left_to_people(lookup: Lookup) -> None:
    """Nothing is meant of two that are as likely."""
    found = lookup.match(Sought("GenoTher"))
    assert {lookup.show(each.thing) for each in found[:2]} == {
        "initiative/genother",
        "organization/genother",
    }
    assert not any(each.is_meant for each in found)


def test_a_class_chooses_among_things(lookup: Lookup) -> None:
    """By its identifier, its address or its name in either language."""
    for kind in ("bioprod:Initiative", f"{lookup.project.base}ontology#Initiative", "initiative"):
        assert _list(lookup, Sought("GenoTher", (kind,)))[:1] == ["initiative/genother"]


def test_numbers_and_identifiers_are_names(lookup: Lookup) -> None:
    """Of a thing, the number in a public register, too."""
    iri = f"{lookup.project.base}id/organization/sensorion"
    for name in ("organization/sensorion", iri, *lookup.entries[iri].identifiers):
        first = lookup.match(Sought(name))[0]
        assert (first.thing, first.score, first.is_meant) == (iri, 100.0, True)


def test_what_else_is_known_chooses_among_things(lookup: Lookup) -> None:
    """A property counts for or against a thing; one that is required leaves others out."""
    seat = Condition("bioprod:seat", ("Alfortville",))
    assert _list(lookup, Sought("Sanofi", (), (seat,)))[0] == "organization/sanofi-alfortville"
    only = _list(lookup, Sought("Sanofi", (), (seat._replace(is_required=True),)))
    assert only == ["organization/sanofi-alfortville"]
    without = _list(
        lookup, Sought("Sanofi", (), (seat._replace(quantifier="none", is_required=True),))
    )
    assert "organization/sanofi-alfortville" not in without
    assert without[0] == "organization/sanofi"


def test_what_is_known_alone_finds_things(lookup: Lookup) -> None:
    """Without a name, all that the conditions choose."""
    found = _list(lookup, Sought(conditions=(Condition("bioprod:siren", ("512757725",)),)))
    assert found == ["organization/sensorion"]
    assert lookup.match(Sought()) == []


@pytest.mark.parametrize(
    "name", ["", " ", "\0", "…", "()", "a" * 10_000, "é" * 500, "1 " * 900, "<>"]
)
def test_any_text_is_answered(lookup: Lookup, name: str) -> None:
    """What is no name is the name of nothing."""
    assert not any(each.is_meant for each in lookup.match(Sought(name)))
    lookup.suggest(name)


def test_things_are_suggested_while_a_name_is_typed(lookup: Lookup) -> None:
    """By the beginnings of words, or of the identifier."""
    assert lookup.show(lookup.suggest("ypos")[0]) == "organization/yposkesi"
    assert lookup.show(lookup.suggest("organization/sensorion")[0]) == "organization/sensorion"
    kinds = {lookup.show(iri).partition("/")[0] for iri in lookup.suggest("paris", ("place",))}
    assert kinds == {"place"}
