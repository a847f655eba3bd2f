"""Results for reading, for programs, and as statements."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from bioprod_graph.measures import (
    CAVEAT,
    MEASURES,
    assert_measurements,
    make_measures_document,
    make_measures_json,
    make_measures_rows,
    measure_network,
)
from bioprod_graph.networks import project_network
from tests.rendering import render, render_text
from tests.unit.networks.samples import both

if TYPE_CHECKING:
    from bioprod_graph.language import Language
    from bioprod_graph.measures import Measurement
    from bioprod_graph.networks import Projection

ROOT = Path(__file__).resolve().parents[3]
BASE = "https://w3id.org/bioprod/"
DIGEST = "ab" * 32


@pytest.fixture(scope="session")
def results(scene: ox.Store, actors: Projection) -> list[Measurement]:
    """Every measure of the invented organisations."""
    network = project_network(scene, actors, BASE)
    return [measure_network(network, measure) for measure in MEASURES.values()]


def show(
    results: list[Measurement], projection: Projection, *, language: Language, top: int | None
) -> str:
    return render_text(make_measures_document(results, projection, language, top=top))


def _render_csv(results: list[Measurement]) -> str:
    return render(make_measures_rows(results, DIGEST), "rows", "csv")


def _flatten(text: str) -> str:
    """Text without its line ends; a no-break space counts as a space."""
    return " ".join(text.split())


class TestTable:
    """`make_measures_document`."""

    @pytest.mark.parametrize("language", ["fr", "en"])
    def test_says_what_was_counted_and_what_it_is_not(
        self, results: list[Measurement], actors: Projection, *, language: Language
    ) -> None:
        """The projection before the figures, every measure beside its own, the caveat after."""
        flat = _flatten(show(results, actors, language=language, top=3))
        assert flat.startswith(_flatten(actors.title.say(language)))
        assert _flatten(actors.description.say(language)) in flat
        for result in results:
            assert _flatten(result.measure.counted.say(language)) in flat
        assert flat.endswith(_flatten(CAVEAT.say(language)))

    def test_fits_a_terminal(self, results: list[Measurement], actors: Projection) -> None:
        """Of 80 columns, unless a name alone is longer."""
        text = show(results, actors, language="fr", top=None)
        assert max(map(len, text.splitlines())) <= 80

    @pytest.mark.parametrize(("language", "sign"), [("fr", ","), ("en", ".")])
    def test_shares_are_written_as_people_do(
        self, results: list[Measurement], actors: Projection, *, language: Language, sign: str
    ) -> None:
        """In French with a decimal comma; programs read a point in either language."""
        pagerank = next(result for result in results if result.measure.name == "pagerank")
        text = show([pagerank], actors, language=language, top=None)
        for _, value in pagerank.values:
            assert f"{value:.6f}".replace(".", sign) + "  " in text

    def test_columns_stay_columns_after_a_long_name(
        self, results: list[Measurement], actors: Projection
    ) -> None:
        """A name is wrapped in its column, and no identifier is broken."""
        degree = next(result for result in results if result.measure.name == "degree")
        (first, most), (second, more), *rest = degree.values
        long = replace(first, label=both("Un nom qui est bien trop long pour une colonne " * 3))
        changed = replace(degree, values=((long, most), (second, more), *rest))
        text = show([changed], actors, language="fr", top=None)
        rows = [line for line in text.splitlines() if "organization/" in line]
        assert max(map(len, text.splitlines())) <= 80
        assert len(rows) == len(degree.values)
        starts = {row.index("organization/") for row in rows}
        assert len(starts) == 1

    def test_tells_how_many_are_not_shown(
        self, results: list[Measurement], actors: Projection
    ) -> None:
        """And whether the cut goes through nodes of the same value."""
        degree = [result for result in results if result.measure.name == "degree"]
        # four: 4; three and five: 2; one and two: 1; alone: 0.
        text = show(degree, actors, language="en", top=2)
        assert "… and 4 more. Of these, 1 has the value of the last shown." in text
        text = show(degree, actors, language="fr", top=5)
        assert "… et 1 de plus." in text

    def test_groups_are_shown_with_their_members(
        self, results: list[Measurement], actors: Projection
    ) -> None:
        """Sorted as names are; the rest is counted."""
        components = [result for result in results if result.measure.name == "components"]
        text = show(components, actors, language="fr", top=1)
        assert "- 1 (5) =2+5 · Cinq · Quatre · Trois · Un « É »" in text.replace("\u00a0", " ")
        assert "… et 1 de plus." in text


class TestCsv:
    """`make_measures_rows`, as CSV."""

    def test_has_a_row_a_node_and_measure(self, results: list[Measurement]) -> None:
        """With method, versions and digest in each; text is not changed."""
        rows = list(csv.DictReader(io.StringIO(_render_csv(results))))
        assert len(rows) == len(MEASURES) * len(results[0].network.nodes)
        assert {row["dataset"] for row in rows} == {DIGEST}
        assert "=2+5" in {row["label_fr"] for row in rows}
        degrees = {r["node"].rpartition("/")[2]: r["value"] for r in rows[:6]}
        assert degrees == {
            "four": "4",
            "three": "2",
            "five": "2",
            "one": "1",
            "two": "1",
            "alone": "0",
        }

    def test_shares_have_the_digits_that_are_kept(self, results: list[Measurement]) -> None:
        """Always six after the point."""
        rows = csv.DictReader(io.StringIO(_render_csv(results)))
        shares = [row["value"] for row in rows if row["measure"] == "pagerank"]
        assert all(len(value.partition(".")[2]) == 6 for value in shares)


class TestJson:
    """`make_measures_json`, as JSON."""

    def test_holds_words_in_both_languages(
        self, results: list[Measurement], actors: Projection
    ) -> None:
        """And the query, so that it can be asked again."""
        document = json.loads(render(make_measures_json(results, actors, DIGEST), "record", "json"))
        assert document["note"] == {tag: CAVEAT.say(tag) for tag in ("fr", "en")}
        assert document["projection"]["query"] == actors.file.text
        assert [m["name"] for m in document["measures"]] == list(MEASURES)
        assert all(m["counted"]["fr"] and m["counted"]["en"] for m in document["measures"])


class TestStatements:
    """`assert_measurements`."""

    @pytest.fixture
    def store(self, results: list[Measurement], actors: Projection) -> ox.Store:
        """The statements."""
        store = ox.Store()
        store.extend(assert_measurements(results, actors, base=BASE, digest=DIGEST))
        return store

    def test_stand_in_one_graph_of_their_own(self, store: ox.Store) -> None:
        """Named after the projection."""
        assert list(store.named_graphs()) == [ox.NamedNode(f"{BASE}graph/measures/actors")]

    def test_have_no_blank_node(self, store: ox.Store) -> None:
        """Every subject is minted from what it is about."""
        subjects = {quad.subject for quad in store}
        assert all(isinstance(subject, ox.NamedNode) for subject in subjects)
        name = f"{BASE}measures/actors/degree/organization/four"
        assert ox.NamedNode(name) in subjects

    def test_nothing_is_said_of_the_thing_itself(self, store: ox.Store) -> None:
        """A figure is said of an observation, which points to the thing."""
        things = [q for q in store if str(q.subject).startswith(f"<{BASE}id/")]
        assert things == []

    def test_tell_method_version_and_dataset(self, store: ox.Store) -> None:
        """Of every measurement."""
        query = f"""
            PREFIX bioprod: <{BASE}ontology#> PREFIX schema: <http://schema.org/>
            SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH ?g {{
              ?m a bioprod:Measurement ; bioprod:onProjection/a bioprod:Projection ;
                 schema:measurementTechnique ?method ; bioprod:libraryVersion ?version ;
                 bioprod:datasetDigest "{DIGEST}" ; bioprod:nodeCount 6 ; bioprod:pairCount 5 .
              FILTER (STRSTARTS(?method, "networkx.") && CONTAINS(?version, "networkx "))
            }} }}"""
        solutions = store.query(query)
        assert isinstance(solutions, ox.QuerySolutions)
        count = next(solutions)["n"]
        assert isinstance(count, ox.Literal)
        assert int(count.value) == len(MEASURES)

    def test_use_only_declared_terms(self, store: ox.Store) -> None:
        """All classes and properties of ours are in the module `measures`."""
        module = ox.Store()
        path = ROOT / "ontology" / "modules" / "measures.ttl"
        module.load(path=str(path), format=ox.RdfFormat.TURTLE)
        declared = {quad.subject for quad in module}
        used = {quad.predicate for quad in store} | {
            quad.object for quad in store if quad.predicate.value.endswith("#type")
        }
        ours = {term for term in used if str(term).startswith(f"<{BASE}")}
        assert ours
        assert ours <= declared

    def test_are_written_as_a_store_gives_them_back(
        self, store: ox.Store, results: list[Measurement], actors: Projection
    ) -> None:
        """Loaded beside the dataset they are the same terms: a share of a half is 0.5."""
        quads = list(assert_measurements(results, actors, base=BASE, digest=DIGEST))
        assert set(quads) == set(store)
        values = {q.object.value for q in quads if isinstance(q.object, ox.Literal)}
        assert {"0", "0.5"} & values
        assert "0.500000" not in values

    def test_every_observation_has_labels(self, store: ox.Store) -> None:
        """In both languages, with a no-break space in French."""
        labels = [q.object for q in store if q.predicate.value.endswith("#label")]
        french = [t for t in labels if isinstance(t, ox.Literal) and t.language == "fr"]
        assert len(french) * 2 == len(labels)
        assert any(t.value == "degré\u00a0: Quatre" for t in french)
