"""Questions are answered from the store of a build, or by rdflib from its file."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from bioprod_graph.dataset import open_release
from bioprod_graph.errors import QueryError
from bioprod_graph.project import Project
from bioprod_graph.questions import ask_oxigraph, ask_rdflib

if TYPE_CHECKING:
    from pathlib import Path

    from bioprod_graph.rdf import Term

NAMES = "SELECT ?o WHERE { ?s <http://www.w3.org/2000/01/rdf-schema#label> ?o } ORDER BY ?o"


@pytest.fixture
def copy(built: Project, tmp_path: Path) -> Project:
    """A project with a copy of a finished build, to be damaged."""
    shutil.copytree(built.current, tmp_path / "current")
    return Project(built.root, tmp_path)


def values(
    engine: str, project: Project, query: str, *, bindings: dict[str, Term] | None = None
) -> list[str]:
    if engine == "rdflib":
        answer = ask_rdflib(project.current / "dataset.nq", query, bindings or {})
    else:
        answer = ask_oxigraph(open_release(project).store, query, bindings or {})
    assert isinstance(answer.results, ox.QuerySolutions)
    return [str(row[0]) for row in answer.results]


@pytest.mark.parametrize("engine", ["oxigraph", "rdflib"])
class TestBothEngines:
    """ask_oxigraph and ask_rdflib"""

    def test_all_graphs_are_asked_as_one(self, built: Project, engine: str) -> None:
        """A plain pattern finds what rows, ontology and rules say."""
        query = "SELECT ?t { <https://w3id.org/bioprod/id/event/assises-idf-2021> a ?t }"
        found = values(engine, built, query)
        assert "<http://schema.org/Event>" in found
        assert "<https://w3id.org/bioprod/ontology#Assises>" in found

    def test_a_graph_can_be_named(self, built: Project, engine: str) -> None:
        """GRAPH ?g tells the row."""
        query = (
            "SELECT ?g { GRAPH ?g { <https://w3id.org/bioprod/id/event/assises-idf-2021> "
            "<https://w3id.org/bioprod/ontology#date> ?date } }"
        )
        row = "<https://w3id.org/bioprod/graph/record/events/assises-idf-2021>"
        assert values(engine, built, query) == [row]

    def test_parameters_are_terms(self, built: Project, engine: str) -> None:
        """A bound variable restricts the answer to one value."""
        query = "SELECT ?o ?s { ?s <https://w3id.org/bioprod/ontology#date> ?o }"
        thing = ox.NamedNode("https://w3id.org/bioprod/id/event/assises-idf-2021")
        assert values(engine, built, query, bindings={"s": thing}) == ['"2021-05"']

    @pytest.mark.parametrize("query", ["SELECT ?s { ?s ?p }", "nonsense", "", "ASK { x:y ?p 1 }"])
    def test_a_malformed_query_is_told_in_one_line(
        self, built: Project, engine: str, query: str
    ) -> None:
        """Whoever wrote it is told what was expected."""
        with pytest.raises(QueryError, match=r"^(malformed query|the prefix x: is not)") as caught:
            values(engine, built, query)
        assert "\n" not in str(caught.value)
        assert len(str(caught.value)) < 400

    @pytest.mark.parametrize(
        "query", ["SELECT * { SERVICE <http://127.0.0.1:9/> {} }", "DROP ALL", "{" * 100]
    )
    def test_the_guard_comes_first(self, built: Project, engine: str, query: str) -> None:
        """Neither engine sees what the guard refuses."""
        with pytest.raises(QueryError, match=r"--allow-service|is an update|levels deep"):
            values(engine, built, query)

    def test_ask_and_construct_are_answered(self, built: Project, engine: str) -> None:
        """ASK gives a boolean, CONSTRUCT a graph, whoever answers."""

        def render(query: str, form: str) -> str:
            if engine == "rdflib":
                answer = ask_rdflib(built.current / "dataset.nq", query, {})
            else:
                answer = ask_oxigraph(open_release(built).store, query, {})
            return answer.render(form, built.prefixes)

        assert render("ASK { ?s ?p ?o }", "csv") == "true\n"
        query = "CONSTRUCT { ?s a <urn:Dated> } { ?s <https://w3id.org/bioprod/ontology#date> ?o }"
        assert "event:assises-idf-2021 a <urn:Dated>" in render(query, "turtle")


GRAPHS = """
<urn:x> <urn:p> "1" <urn:a> .
<urn:x> <urn:p> "1" <urn:b> .
<urn:x> <urn:p> "2" <urn:b> .
<urn:y> <urn:q> <urn:x> <urn:c> .
"""
A, B, C = "<urn:a>", "<urn:b>", "<urn:c>"


@pytest.mark.parametrize("engine", ["oxigraph", "rdflib"])
class TestDatasetClause:
    """FROM and FROM NAMED: SPARQL 1.1 Query Language, section 13.2"""

    def ask(self, engine: str, query: str, folder: Path, **bindings: Term) -> list[str]:
        path = folder / "dataset.nq"
        path.write_text(GRAPHS.lstrip(), encoding="ascii")
        if engine == "rdflib":
            results = ask_rdflib(path, query, bindings).results
        else:
            store = ox.Store()
            store.load(GRAPHS.encode(), format=ox.RdfFormat.N_QUADS)
            results = ask_oxigraph(store, query, bindings).results
        assert isinstance(results, ox.QuerySolutions)
        return sorted(" ".join(str(term) for term in row) for row in results)

    @pytest.mark.parametrize(
        ("clause", "values"),
        [
            ("FROM <urn:a>", ["1"]),
            ("FROM <urn:b>", ["1", "2"]),
            # The merge of graphs that share a statement has it once.
            ("FROM <urn:a> FROM <urn:b>", ["1", "2"]),
            ("FROM <urn:b> FROM <urn:b>", ["1", "2"]),
            ("FROM <urn:a> FROM <urn:b> FROM NAMED <urn:c>", ["1", "2"]),
            ("FROM <urn:nothing>", []),
            ("FROM <urn:nothing> FROM <urn:a>", ["1"]),
            ("FROM NAMED <urn:a>", []),
        ],
    )
    def test_the_default_graph_is_the_merge_of_those_named(
        self, engine: str, *, tmp_path: Path, clause: str, values: list[str]
    ) -> None:
        """One that is not there is empty; without FROM there is nothing in it."""
        query = f"SELECT ?o {clause} {{ ?s <urn:p> ?o }}"
        assert self.ask(engine, query, tmp_path) == [f'"{value}"' for value in values]

    @pytest.mark.parametrize(
        ("clause", "graphs"),
        [
            ("FROM NAMED <urn:a>", [A]),
            ("FROM NAMED <urn:a> FROM NAMED <urn:a>", [A]),
            ("FROM NAMED <urn:a> FROM NAMED <urn:b>", [A, B]),
            ("FROM <urn:a>", []),
            ("FROM <urn:a> FROM NAMED <urn:b>", [B]),
            ("FROM <urn:a> FROM <urn:b> FROM NAMED <urn:b>", [B]),
            ("FROM NAMED <urn:nothing>", []),
            ("", [A, B]),
        ],
    )
    def test_graph_names_those_that_are_named(
        self, engine: str, *, tmp_path: Path, clause: str, graphs: list[str]
    ) -> None:
        """Each once; without a clause, all that there are."""
        query = f"SELECT ?g {clause} {{ GRAPH ?g {{ <urn:x> <urn:p> '1' }} }}"
        assert self.ask(engine, query, tmp_path) == graphs

    def test_both_are_asked_together(self, engine: str, tmp_path: Path) -> None:
        """A pattern within GRAPH, and one without."""
        query = (
            "SELECT ?g ?o FROM <urn:c> FROM <urn:a> FROM NAMED <urn:b> "
            "{ ?y <urn:q> ?x GRAPH ?g { ?x <urn:p> ?o } }"
        )
        assert self.ask(engine, query, tmp_path) == [f'{B} "1"', f'{B} "2"']

    @pytest.mark.parametrize("clause", ["FROM <urn:b>", "FROM <urn:a> FROM <urn:b>"])
    def test_parameters_hold_in_it(self, engine: str, tmp_path: Path, clause: str) -> None:
        """Terms are substituted as ever."""
        query = f"SELECT ?s ?o {clause} {{ ?s <urn:p> ?o }}"
        found = self.ask(engine, query, tmp_path, o=ox.Literal("2"))
        assert found == ['<urn:x> "2"']

    @pytest.mark.parametrize("path", ["*", "+", "?"])
    def test_paths_stay_in_it(self, engine: str, tmp_path: Path, path: str) -> None:
        """They go along statements of the default graph."""
        query = f"SELECT ?x FROM <urn:c> FROM <urn:a> {{ <urn:y> <urn:q>{path} ?x }}"  # noqa: S608
        assert self.ask(engine, query, tmp_path) == ["<urn:x>", "<urn:y>"][: 1 + (path != "+")]


def test_service_that_is_allowed_fails_as_a_query(built: Project) -> None:
    """Where nobody listens, the query fails with one line."""
    query = "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"
    answer = ask_oxigraph(open_release(built).store, query, {}, allow_service=True)
    with pytest.raises(QueryError, match=r"^the query failed: ") as caught:
        answer.render("csv", built.prefixes)
    assert "\n" not in str(caught.value)
