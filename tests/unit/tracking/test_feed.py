"""What the tracker finds in the dataset, and what it makes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from bioprod_graph.errors import NotFoundError, ProjectError
from bioprod_graph.tracking import read_track

if TYPE_CHECKING:
    from pathlib import Path

    from bioprod_graph.tracking import FollowUp, Track
    from tests.unit.tracking.conftest import Read

BASE = "https://w3id.org/bioprod/id/"


def name_facts(facts: tuple[FollowUp, ...]) -> list[str]:
    return [fact.iri.rpartition("/")[2] for fact in facts]


def read_statuses(track: Track) -> dict[int, str]:
    return {each.number: each.status.key for each in track.recommendations}


class TestStatus:
    """The status of a recommendation."""

    def test_it_is_the_furthest_of_its_followups(self, read: Read) -> None:
        """Not the latest: what is done is not undone by an announcement."""
        first = read().find(1)
        assert first.status.key == "done"
        assert first.latest is not None
        assert first.latest.status.key == "partly"

    def test_without_followups_none_is_known(self, read: Read) -> None:
        """A status like any other, with its name in both languages."""
        assert read().find(3).status.name == "none known"
        assert read(language="fr").find(3).status.name == "aucune suite connue"

    def test_older_facts_count_for_nothing(self, read: Read) -> None:
        """However far they went; they are kept apart."""
        second = read().find(2)
        assert (second.status.key, second.latest, second.followups) == ("none-known", None, ())
        assert name_facts(second.earlier) == ["b-before"]
        assert second.earlier[0].status.key == "done"

    def test_unclear_is_more_than_none_known(self, read: Read) -> None:
        """Something was found."""
        assert read().find(10).status.key == "unclear"


class TestOrder:
    """In which order things come."""

    def test_recommendations_go_by_number(self, read: Read) -> None:
        """Ten after four; those of other sets are left out."""
        assert [each.number for each in read().recommendations] == [1, 2, 3, 4, 10]

    def test_facts_go_by_date(self, read: Read) -> None:
        """The month after its days, the year after its months."""
        assert name_facts(read().find(4).followups) == ["d-day", "d-month", "d-year"]

    def test_of_one_date_the_further_is_the_later(self, read: Read) -> None:
        """So that the same data have the same latest evidence."""
        first = read().find(1)
        assert name_facts(first.followups) == ["a-done", "a-tie-announced", "a-tie-partly"]
        assert first.latest == first.followups[-1]

    def test_things_observed_go_by_name(self, read: Read) -> None:
        """É with E, in each language by its own names."""
        french = read(language="fr").find(1).followups[-1].observed
        english = read(language="en").find(1).followups[-1].observed
        assert [thing.name for thing in french] == ["Étoile", "Réseau", "Zone"]
        assert [thing.name for thing in english] == ["Area", "Étoile", "Network"]


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
        assert name_facts(read(as_of).find(4).followups) == known

    def test_what_was_told_later_was_not_known(self, read: Read) -> None:
        """Its sources are of June 2022 and of 2023: the earlier one counts."""
        assert read("2022-05-31").find(1).status.key == "partly"
        assert read("2022-06-01").find(1).status.key == "done"

    def test_a_source_is_not_older_than_what_it_reports(self, scene: ox.Store, views: Path) -> None:
        """Where it gives no date itself; its own comes first."""
        late = ox.NamedNode(f"{BASE}source/undated")
        told = ox.NamedNode("https://w3id.org/bioprod/ontology#notBefore")
        scene.add(ox.Quad(late, told, ox.Literal("2023-02")))
        tracks = {
            as_of: read_track(scene, views, language="en", as_of=as_of)
            for as_of in ("2023-01", "2023-02")
        }
        assert name_facts(tracks["2023-01"].find(4).followups) == []
        assert name_facts(tracks["2023-02"].find(4).followups) == ["d-day", "d-month", "d-year"]
        # One of its two sources is of June 2022.
        assert "a-tie-partly" in name_facts(tracks["2023-01"].find(1).followups)

    def test_the_date_of_publication_goes_before_that_of_the_latest_fact(
        self, scene: ox.Store, views: Path
    ) -> None:
        """An announcement may report what is yet to come."""
        issued = ox.NamedNode(f"{BASE}source/late")
        told = ox.NamedNode("https://w3id.org/bioprod/ontology#notBefore")
        scene.add(ox.Quad(issued, told, ox.Literal("2030")))
        then = read_track(scene, views, language="en", as_of="2022-06-01")
        assert then.find(1).status.key == "done"

    def test_a_source_without_a_date_leaves_the_date_of_the_fact(self, read: Read) -> None:
        """One of its two sources is of June 2022, the other gives no date."""
        assert "a-tie-partly" in name_facts(read("2022-03").find(1).followups)

    def test_older_facts_are_known_when_they_are(self, read: Read) -> None:
        """They were facts before the recommendation, too."""
        assert name_facts(read("2019").find(2).earlier) == ["b-before"]
        assert read("2019-12-31").find(2).earlier == ()

    def test_before_everything_none_is_known(self, read: Read) -> None:
        """Of any recommendation."""
        assert set(read_statuses(read("2001")).values()) == {"none-known"}

    def test_after_everything_all_is_known(self, read: Read) -> None:
        """As without a date."""
        assert read("2999").recommendations == read().recommendations


class TestReadings:
    """Where a fact was read."""

    def test_the_place_is_linked_where_it_is_known(self, read: Read) -> None:
        """Else the page."""
        late, later = read().find(1).followups[0].readings
        assert late.link == "https://example.org/late#:~:text=one"
        assert later.link == "https://example.org/later"
        assert (late.source.name, late.publisher, late.issued) == (
            "Press release",
            "Genopole",
            "2022-06-01",
        )

    def test_a_recommendation_has_its_own(self, read: Read) -> None:
        """It was read on a page, too."""
        assert [reading.locator for reading in read().find(1).readings] == ["First paragraph"]

    def test_each_passage_is_there_once(self, read: Read) -> None:
        """Whatever rows the query gives."""
        for each in read().recommendations:
            for fact in each.followups:
                passages = [reading.passage for reading in fact.readings]
                assert len(passages) == len(set(passages)) > 0


class TestErrors:
    """What cannot be read is told."""

    def test_an_unknown_number(self, read: Read) -> None:
        """With those that there are."""
        with pytest.raises(NotFoundError, match="no recommendation 7: they go from 1 to 10"):
            read().find(7)

    def test_without_any_recommendation(self, views: Path) -> None:
        """There is no range to tell."""
        empty = read_track(ox.Store(), views, language="fr")
        with pytest.raises(NotFoundError, match=r"no recommendation 1$"):
            empty.find(1)

    @pytest.mark.parametrize("concept", ["none-known", "announced"])
    def test_a_status_without_a_vocabulary(
        self, scene: ox.Store, views: Path, concept: str
    ) -> None:
        """Its name and rank are not guessed."""
        iri = ox.NamedNode(f"{BASE}concept/{concept}")
        for quad in list(scene.quads_for_pattern(iri, None, None)):
            scene.remove(quad)
        with pytest.raises(ProjectError, match=f"{concept} is in no vocabulary"):
            read_track(scene, views, language="en")

    def test_what_has_no_name_is_named_by_its_identifier(
        self, scene: ox.Store, views: Path
    ) -> None:
        """Rather than by nothing."""
        iri = ox.NamedNode(f"{BASE}initiative/network")
        for quad in list(scene.quads_for_pattern(iri, None, None)):
            scene.remove(quad)
        fact = read_track(scene, views, language="en").find(1).followups[0]
        assert [thing.name for thing in fact.observed] == ["network"]
