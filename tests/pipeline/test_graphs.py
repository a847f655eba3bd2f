"""A release is one set of statements and the graphs that hold them: counts are those of the file.

https://www.w3.org/TR/sparql11-query/#rdfDataset – the default graph is the RDF merge of all graphs
unless FROM or FROM NAMED says otherwise.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from bioprod_graph import ask
from bioprod_graph.pipeline.build import build_project

if TYPE_CHECKING:
    from bioprod_graph.project import Project

CLASS = ox.NamedNode("http://www.w3.org/2002/07/owl#Class")
PLAIN, IN_GRAPHS = "{ ?s ?p ?o }", "{ GRAPH ?g { ?s ?p ?o } }"


@pytest.fixture(params=["tiny", "built"])
def project(request: pytest.FixtureRequest) -> Project:
    """The real project, and the tiny one with a statement that a row makes too."""
    project: Project = request.getfixturevalue(request.param)
    if request.param == "tiny":
        module = project.ontology / "modules" / "things.ttl"
        text = module.read_text(encoding="utf-8")
        said = f"<{project.base}id/thing/clock> tiny:weight 95.00 .\n"
        module.write_text(text + said, encoding="utf-8")
        build_project(project)
    return project


@pytest.fixture
def quads(project: Project) -> list[ox.Quad]:
    path = str(project.current / "dataset.nq")
    return list(ox.parse(path=path, format=ox.RdfFormat.N_QUADS))


def count(project: Project, group: str, clauses: str = "") -> int:
    (row,) = ask(f"SELECT (COUNT(*) AS ?n) {clauses} {group}", project)
    return int(row["n"])


def test_all_is_as_many_as_there_are_different_statements(
    project: Project, quads: list[ox.Quad]
) -> None:
    """However many graphs hold one; each graph still has its own."""
    merge = {quad.triple for quad in quads}
    assert count(project, PLAIN) == len(merge) < len(quads)
    assert count(project, IN_GRAPHS) == len(quads)


def test_classes_are_counted_once(project: Project, quads: list[ox.Quad]) -> None:
    """COUNT is COUNT of DISTINCT where nothing can differ."""
    classes = {quad.subject for quad in quads if quad.object == CLASS}
    for counted in ("?c", "DISTINCT ?c", "*"):
        query = f"SELECT (COUNT({counted}) AS ?n) {{ ?c a owl:Class }}"
        assert ask(query, project) == [{"n": str(len(classes))}]


def test_a_graph_of_its_own_is_as_large_as_it_is(project: Project, quads: list[ox.Quad]) -> None:
    """FROM one graph: its statements, which GRAPH finds as well."""
    sizes = Counter(quad.graph_name for quad in quads)
    largest, smallest = sizes.most_common(1)[0], sizes.most_common()[-1]
    for graph, size in (largest, smallest):
        assert count(project, PLAIN, f"FROM {graph}") == size
        assert count(project, f"{{ GRAPH {graph} {PLAIN} }}") == size
        assert count(project, IN_GRAPHS, f"FROM {graph}") == 0
        assert count(project, PLAIN, f"FROM NAMED {graph}") == 0
        assert count(project, IN_GRAPHS, f"FROM NAMED {graph}") == size


def test_an_unknown_graph_is_empty(project: Project) -> None:
    """It is not fetched, and not the whole."""
    for clauses in ("FROM <urn:none>", "FROM <urn:none> FROM <http://127.0.0.1:9/>"):
        assert count(project, PLAIN, clauses) == 0
    assert count(project, IN_GRAPHS, "FROM NAMED <urn:none>") == 0


def test_from_every_graph_is_all(project: Project, quads: list[ox.Quad]) -> None:
    """The graphs that hold a statement which another holds too, then as many as a query may have.

    Their merge counts it once.
    """
    holders: dict[ox.Triple, set[str]] = {}
    for quad in quads:
        holders.setdefault(quad.triple, set()).add(str(quad.graph_name))
    graphs = sorted(set().union(*(names for names in holders.values() if len(names) > 1)))[:300]
    merge = {triple for triple, names in holders.items() if names & set(graphs)}
    clauses = " ".join(f"FROM {graph}" for graph in graphs)
    assert len(graphs) > 1
    assert count(project, PLAIN, clauses) == len(merge)
    assert count(project, "{ ?s ?p ?o MINUS { ?s ?p ?o } }", clauses) == 0


@pytest.mark.parametrize(
    "group",
    [
        "{ ?s a ?class }",
        "{ ?s rdfs:subClassOf ?above . ?above rdfs:subClassOf* ?top }",
        "{ ?s a ?class OPTIONAL { ?s rdfs:subClassOf ?above } }",
        "{ ?s rdfs:label ?label BIND(LANG(?label) AS ?tag) MINUS { ?s a owl:Class } }",
        "{ { SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?s } ?s a ?class }",
        "{ ?s rdfs:label ?label BIND(LANG(?label) AS ?tag) FILTER EXISTS { ?s a ?class } }",
    ],
)
def test_no_solution_comes_twice(project: Project, group: str) -> None:
    """Where all that is matched is told, each row is another."""
    rows = [tuple(sorted(row.items())) for row in ask(f"SELECT * {group}", project)]
    assert len(rows) == len(set(rows)) > 0
