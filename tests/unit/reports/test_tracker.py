"""What the tracker finds in the dataset, and what it makes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pytest

from bioprod_graph.errors import ProjectError
from tests.rendering import render_text
from tests.unit.reports.conftest import BASE, Told

if TYPE_CHECKING:
    from tests.unit.reports.conftest import Read

BIOPROD = "https://w3id.org/bioprod/ontology#"


def name_facts(facts: list[dict[str, Any]]) -> list[str]:
    return [fact["id"].rpartition("/")[2] for fact in facts]


def follow_ups(told: Told, number: int) -> list[str]:
    return name_facts(told.records[number]["follow_ups"])


class TestStatus:
    """The status of a recommendation."""

    def test_it_is_the_furthest_of_its_followups(self, read: Read) -> None:
        """Not the latest: what is done is not undone by an announcement."""
        first = read().records[1]
        assert first["status"]["key"] == "done"
        assert first["latest"] == first["follow_ups"][-1]["id"]
        assert first["follow_ups"][-1]["status"]["key"] == "partly"

    def test_without_followups_none_is_known(self, read: Read) -> None:
        """A status like any other, with its name in both languages."""
        assert read().records[3]["status"]["name"] == "none known"
        assert read(language="fr").records[3]["status"]["name"] == "aucune suite connue"

    def test_older_facts_count_for_nothing(self, read: Read) -> None:
        """However far they went; they are kept apart."""
        second = read().records[2]
        assert second["status"]["key"] == "none-known"
        assert (second["latest"], second["follow_ups"]) == (None, [])
        assert name_facts(second["earlier"]) == ["b-before"]
        assert second["earlier"][0]["status"]["key"] == "done"

    def test_unclear_is_more_than_none_known(self, read: Read) -> None:
        """Something was found."""
        assert read().records[10]["status"]["key"] == "unclear"

    @pytest.mark.parametrize("as_of", ["", "2021", "2021-11", "2022-05-31", "2023"])
    @pytest.mark.parametrize("slug", ["a", "b", "c", "d", "e"])
    def test_all_reports_tell_the_same(self, read: Read, slug: str, as_of: str) -> None:
        """The tracker, its records and the report on the recommendation, at any date.

        What a later fact lessens is followed by what it came to, in both.
        """
        told = read(as_of)
        (status,) = (
            each["status"]["name"]
            for each in told.records.values()
            if each["id"] == f"{BASE}recommendation/{slug}"
        )
        report = told.one(slug).make_document()
        said = [sentence.text for block in report.blocks for sentence in block.sentences]
        (overall,) = (text for text in said if text.startswith("Overall status"))
        way = overall.partition(": ")[2].removesuffix(".")
        assert way == status or way.startswith(f"{status} in ")
        table = render_text(told.tracker.make_document(), width=200).replace("\u00a0", " ")
        name = report.title.partition(": ")[2]
        rows = [line for line in table.splitlines() if f". {name}  " in line]
        assert f"  {way}  " in rows[0]


class TestOrder:
    """In which order things come."""

    def test_recommendations_go_by_number(self, read: Read) -> None:
        """Ten after four."""
        assert list(read().records) == [1, 2, 3, 4, 10]

    def test_facts_go_by_date(self, read: Read) -> None:
        """The month after its days, the year after its months."""
        assert follow_ups(read(), 4) == ["d-day", "d-month", "d-year"]
        paragraphs = read().one("d").make_document().sections[0].blocks[1:]
        told = [block.sentences[0].text.partition(" (")[0] for block in paragraphs]
        assert told == ["On the day", "In the month", "In the year"]

    def test_of_one_date_the_further_is_the_later(self, read: Read) -> None:
        """So that the same data have the same latest evidence."""
        first = read().records[1]
        assert name_facts(first["follow_ups"]) == ["a-done", "a-tie-announced", "a-tie-partly"]
        assert first["latest"] == first["follow_ups"][-1]["id"]

    def test_things_observed_go_by_name(self, read: Read) -> None:
        """É with E, in each language by its own names."""
        french, english = (
            [
                thing["name"]
                for thing in read(language=language).records[1]["follow_ups"][-1]["observes"]
            ]
            for language in ("fr", "en")
        )
        assert french == ["Étoile", "Réseau", "Zone"]
        assert english == ["Area", "Étoile", "Network"]


class TestAsOf:
    """What was known at a date."""

    @pytest.mark.parametrize(
        ("as_of", "known"),
        [
            ("2022-04", []),
            ("2022-05-11", []),
            ("2022-05-12", ["d-day"]),
            ("2022-05-31", ["d-day"]),
            ("2022-05", ["d-day", "d-month"]),
            ("2022-06-01", ["d-day", "d-month"]),
            ("2022-12-31", ["d-day", "d-month"]),
            ("2022", ["d-day", "d-month", "d-year"]),
            ("2023-01-01", ["d-day", "d-month", "d-year"]),
        ],
    )
    def test_facts_of_three_precisions(self, read: Read, as_of: str, known: list[str]) -> None:
        """At dates of three precisions."""
        assert follow_ups(read(as_of), 4) == known

    def test_what_was_told_later_was_not_known(self, read: Read) -> None:
        """Its sources are of June 2022 and of 2023: the earlier one counts."""
        assert read("2022-05-31").records[1]["status"]["key"] == "partly"
        assert read("2022-06-01").records[1]["status"]["key"] == "done"

    def test_a_source_is_not_older_than_what_it_reports(self, scene: ox.Store, read: Read) -> None:
        """Where it gives no date itself; its own comes first."""
        say_not_before(scene, "undated", "2023-02")
        assert follow_ups(read("2023-01"), 4) == []
        assert follow_ups(read("2023-02"), 4) == ["d-day", "d-month", "d-year"]
        # One of its two sources is of June 2022.
        assert "a-tie-partly" in follow_ups(read("2023-01"), 1)

    def test_the_date_of_publication_goes_before_that_of_the_latest_fact(
        self, scene: ox.Store, read: Read
    ) -> None:
        """An announcement may report what is yet to come."""
        say_not_before(scene, "late", "2030")
        assert read("2022-06-01").records[1]["status"]["key"] == "done"

    def test_a_source_without_a_date_leaves_the_date_of_the_fact(self, read: Read) -> None:
        """One of its two sources is of June 2022, the other gives no date."""
        assert "a-tie-partly" in follow_ups(read("2022-03"), 1)

    def test_older_facts_are_known_when_they_are(self, read: Read) -> None:
        """They were facts before the recommendation, too."""
        assert name_facts(read("2019").records[2]["earlier"]) == ["b-before"]
        assert read("2019-12-31").records[2]["earlier"] == []

    def test_before_everything_none_is_known(self, read: Read) -> None:
        """Of any recommendation."""
        assert {r["status"]["key"] for r in read("2001").records.values()} == {"none-known"}

    def test_after_everything_all_is_known(self, read: Read) -> None:
        """As without a date."""
        assert read("2999").records == read().records

    @pytest.mark.parametrize(
        ("as_of", "is_early"),
        [
            *((date, True) for date in ("2020", "2020-12-31", "2021-04", "2021-04-30")),
            *((date, False) for date in ("", "2021", "2021-05", "2021-05-01", "2022")),
        ],
    )
    def test_what_may_be_later_is_not_before(
        self, read: Read, as_of: str, *, is_early: bool
    ) -> None:
        """A year is meant to its end; a month may have been over on its first day."""
        for report in (read(as_of).tracker, read(as_of).one("a")):
            assert ("did not exist yet" in render_text(report.make_document())) is is_early


def say_not_before(scene: ox.Store, source: str, date: str) -> None:
    said = ox.NamedNode(f"{BIOPROD}notBefore")
    scene.add(ox.Quad(ox.NamedNode(f"{BASE}source/{source}"), said, ox.Literal(date)))


class TestSources:
    """Where a fact was read."""

    def test_the_place_is_linked_where_it_is_known(self, read: Read) -> None:
        """Else the page."""
        late, later = read().records[1]["follow_ups"][0]["sources"]
        assert late["link"] == "https://example.org/late#:~:text=one"
        assert later["link"] == "https://example.org/later"
        assert (late["name"], late["publisher"], late["issued"]) == (
            "Press release",
            "Genopole",
            "2022-06-01",
        )

    def test_a_recommendation_has_its_own(self, read: Read) -> None:
        """It was read on a page, too."""
        assert [s["locator"] for s in read().records[1]["sources"]] == ["First paragraph"]

    def test_each_passage_is_there_once(self, read: Read) -> None:
        """Whatever rows the query gives."""
        for each in read().records.values():
            for fact in each["follow_ups"]:
                passages = [source["passage"] for source in fact["sources"]]
                assert len(passages) == len(set(passages)) > 0


class TestErrors:
    """What cannot be read is told."""

    @pytest.mark.parametrize("concept", ["none-known", "announced"])
    def test_a_status_without_a_vocabulary(self, scene: ox.Store, read: Read, concept: str) -> None:
        """Its rank is not guessed."""
        remove(scene, ox.NamedNode(f"{BASE}concept/{concept}"))
        with pytest.raises(ProjectError, match=f"{concept} has no place in a vocabulary"):
            read().tracker.make_document()

    def test_what_has_no_name_is_named_by_its_identifier(self, scene: ox.Store, read: Read) -> None:
        """Rather than by nothing."""
        remove(scene, ox.NamedNode(f"{BASE}initiative/network"))
        fact = read().records[1]["follow_ups"][0]
        assert [thing["name"] for thing in fact["observes"]] == ["initiative:network"]


def remove(scene: ox.Store, thing: ox.NamedNode) -> None:
    for quad in list(scene.quads_for_pattern(thing, None, None)):
        scene.remove(quad)
