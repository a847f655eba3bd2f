"""Each statement is of one layer or of the frame, and layers can be asked alone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from bioprod_graph import ask
from bioprod_graph.dataset import (
    LAYERS,
    Portion,
    find_layers,
    open_release,
    restrict,
)
from bioprod_graph.errors import ProjectError, UsageError
from bioprod_graph.rdf import make_store, match, match_named

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bioprod_graph.project import Project

ANY = (None, None, None)
ROOT = Path(__file__).resolve().parents[3]
FRAME = ("/graph/ontology/", "/graph/provenance", "/graph/questions")
EVIDENCE = (
    "/record/sources/",
    "/record/passages/",
    "/record/curators/",
    "/record/withdrawn/",
    "/record/searches/",
    "/record/readings/",
)
PREFIXES = """
PREFIX : <https://w3id.org/bioprod/>
PREFIX g: <https://w3id.org/bioprod/graph/record/events/>
PREFIX b: <https://w3id.org/bioprod/ontology#>
PREFIX c: <https://w3id.org/bioprod/id/concept/>
"""


def load(text: str) -> ox.Store:
    return make_store(ox.parse((PREFIXES + text).encode(), format=ox.RdfFormat.TRIG))


def named(store: ox.Store) -> Iterator[ox.Quad]:
    return match_named(store, ANY)


def graphs(store: ox.Store) -> set[str]:
    return {graph.value for graph in store.named_graphs()}


@pytest.fixture
def store(built: Project) -> ox.Store:
    return open_release(built).store


@pytest.fixture
def layers(built: Project, store: ox.Store) -> dict[str, str]:
    return find_layers(store, built)


class TestFindLayers:
    """find_layers, on the real dataset."""

    def test_every_layer_has_graphs(self, layers: dict[str, str]) -> None:
        """But that of registers, of which none is in what is shipped."""
        assert set(layers.values()) == set(LAYERS) - {"register"}

    def test_what_has_no_layer_is_the_frame(self, store: ox.Store, layers: dict[str, str]) -> None:
        """Ontology, provenance, questions, and the rows of the evidence itself."""
        left = graphs(store) - set(layers)
        assert left
        assert [
            graph for graph in left if not any(part in graph for part in FRAME + EVIDENCE)
        ] == []

    def test_nothing_of_the_frame_has_a_layer(self, layers: dict[str, str]) -> None:
        """It is there whatever is asked."""
        assert [graph for graph in layers if any(part in graph for part in FRAME + EVIDENCE)] == []

    def test_a_row_is_of_the_page_if_all_its_sources_are(
        self, built: Project, layers: dict[str, str]
    ) -> None:
        """One other source is enough to be said elsewhere."""
        path = "prov:wasDerivedFrom/oa:hasSource/bioprod:layer"
        rows = ask(f"SELECT DISTINCT ?row ?layer {{ ?row {path} ?layer }}", built)
        told: dict[str, set[str]] = {}
        for row in rows:
            told.setdefault(row["row"], set()).add(row["layer"].rpartition("/")[2])
        for row_graph, found in told.items():
            expected = "page" if found == {"page-layer"} else "elsewhere"
            assert layers[row_graph] == expected

    def test_a_rule_is_of_the_layer_inferred(self, layers: dict[str, str]) -> None:
        """All its conclusions, whatever they follow from."""
        found = {graph for graph, layer in layers.items() if layer == "inferred"}
        assert found == {graph for graph in layers if "/graph/inferred/" in graph}

    @pytest.mark.parametrize(
        "statements",
        ["g:a b:layer c:page-layer, c:elsewhere-layer .", "g:a b:layer c:other-layer ."],
    )
    def test_a_graph_in_no_one_layer_is_refused(self, built: Project, statements: str) -> None:
        """By its name."""
        with pytest.raises(ProjectError, match=r"events/a.* not one layer"):
            find_layers(load(statements), built)

    def test_a_project_that_tells_no_layers_is_refused(self, tiny: Project) -> None:
        """With the file that is missing."""
        with pytest.raises(ProjectError, match=r"layers\.rq: cannot be read \(No such file"):
            find_layers(ox.Store(), tiny)


class TestRestrict:
    """restrict"""

    @pytest.mark.parametrize("wanted", [(), LAYERS, [*LAYERS, "page"]])
    def test_all_layers_are_the_store_itself(
        self, built: Project, store: ox.Store, wanted: Iterable[str]
    ) -> None:
        """Nothing is copied."""
        assert restrict(store, Portion(tuple(wanted)), project=built) is store

    @pytest.mark.parametrize("layer", LAYERS)
    def test_one_layer_is_its_graphs_and_the_frame(
        self, built: Project, store: ox.Store, *, layers: dict[str, str], layer: str
    ) -> None:
        """Whole graphs, quad by quad."""
        kept = restrict(store, Portion([layer]), project=built)
        expected = {
            quad for quad in named(store) if layers.get(str(quad.graph_name)[1:-1], layer) == layer
        }
        assert set(named(kept)) == expected
        assert {quad.triple for quad in match(kept, ANY)} == {quad.triple for quad in expected}

    @pytest.mark.slow
    def test_layers_divide_the_dataset(self, built: Project, store: ox.Store) -> None:
        """Together they are all of it, and only the frame is in two."""
        parts = [set(named(restrict(store, Portion([layer]), project=built))) for layer in LAYERS]
        frame = parts[0] & parts[1]
        assert frame == parts[1] & parts[2] == parts[0] & parts[2]
        assert set(named(store)) == set().union(*parts)

    def test_two_layers_are_both(self, built: Project, store: ox.Store) -> None:
        """In whatever order they are named."""
        both = restrict(store, Portion(["inferred", "page"]), project=built)
        parts = [
            set(restrict(store, Portion([layer]), project=built)) for layer in ("page", "inferred")
        ]
        assert set(both) == parts[0] | parts[1]

    def test_an_unknown_layer_is_misuse(self, built: Project, store: ox.Store) -> None:
        """With those that are known."""
        with pytest.raises(UsageError, match="unknown layer pages: known are page, elsewhere"):
            restrict(store, Portion(["pages"]), project=built)

    def test_what_was_read_so_well_is_kept_with_what_follows_of_it(
        self, built: Project, store: ox.Store
    ) -> None:
        """Nothing is left that only a lesser row states, nor what is inferred of it."""
        kept = restrict(store, Portion(evidence="words"), project=built)
        told = "SELECT ?row ?grade { ?row bioprod:grade ?grade ; prov:wasDerivedFrom ?p }"
        grades = {row["row"]: row["grade"].rpartition("/")[2] for row in ask(told, built)}
        rows = {graph for graph in graphs(kept) if graph in grades}
        good = {row for row, grade in grades.items() if grade in {"position-grade", "words-grade"}}
        assert rows == good < set(grades)
        query = "SELECT ?t { ?t a bioprod:Tie }"
        assert 0 < len(ask(query, built, evidence="words")) < len(ask(query, built))

    def test_an_unknown_grade_is_misuse(self, built: Project, store: ox.Store) -> None:
        """With those that are known, the most exact first."""
        with pytest.raises(UsageError, match="unknown grade word: known are position, words, rec"):
            restrict(store, Portion(evidence="word"), project=built)

    def test_python_asks_layers(self, built: Project) -> None:
        """What is inferred is not said."""
        query = "SELECT ?who { event:assises-idf-2021 bioprod:organizedBy ?who } ORDER BY ?who"
        assert ask(query, built, layers=["page", "elsewhere"]) == []
        assert ask(query, built, layers=["inferred"]) == ask(query, built) != []
