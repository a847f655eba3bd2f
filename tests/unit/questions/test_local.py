"""Questions are answered from the store of a build, or by rdflib from its file."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from bioprod_graph.errors import DatasetError, QueryError
from bioprod_graph.project import Project
from bioprod_graph.questions.local import ask_oxigraph, ask_rdflib, deadline, open_store
from bioprod_graph.rdf import match, match_named

if TYPE_CHECKING:
    from pathlib import Path

    from bioprod_graph.questions.answers import Format
    from bioprod_graph.rdf import Term

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n1 ?o }"
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
        answer = ask_oxigraph(open_store(project), query, bindings or {})
    assert isinstance(answer.results, ox.QuerySolutions)
    return [str(row[0]) for row in answer.results]


class TestOpenStore:
    """open_store"""

    def test_a_finished_build_is_opened(self, built: Project) -> None:
        """The store holds the quads of the dataset file, and their merge."""
        lines = (built.current / "dataset.nq").read_bytes().splitlines()
        store = open_store(built)
        assert sum(1 for _ in match_named(store, (None, None, None))) == len(lines)
        merge = {line.rpartition(b" <")[0] for line in lines}
        assert sum(1 for _ in match(store, (None, None, None))) == len(merge)

    def test_without_a_build_it_says_how_to_make_one(self, built: Project, tmp_path: Path) -> None:
        """No build yet."""
        with pytest.raises(DatasetError, match=r"there is no dataset in .*: make it with bioprod"):
            open_store(Project(built.root, tmp_path))

    def test_without_a_store_it_says_so(self, copy: Project) -> None:
        """The folder of the store was removed."""
        shutil.rmtree(copy.current / "store")
        with pytest.raises(DatasetError, match=r"the store .* is missing: make it again"):
            open_store(copy)

    def test_a_link_to_nowhere_is_no_build(self, built: Project, tmp_path: Path) -> None:
        """The last build was removed, and its link stayed."""
        (tmp_path / "current").symlink_to(tmp_path / "000001")
        with pytest.raises(DatasetError, match="there is no dataset"):
            open_store(Project(built.root, tmp_path))

    @pytest.mark.parametrize("pattern", ["CURRENT", "MANIFEST-*", "*.sst"])
    @pytest.mark.parametrize("how", ["remove", "truncate", "overwrite"])
    def test_a_damaged_store_is_told_in_one_line(
        self, copy: Project, pattern: str, how: str
    ) -> None:
        """Files that are gone, cut or written over: an error with what to do, and no crash."""
        paths = sorted((copy.current / "store").glob(pattern))
        assert paths
        for path in paths:
            damage(path, how)
        with pytest.raises((DatasetError, QueryError)) as caught:
            ask_oxigraph(open_store(copy), NAMES, {}).render("csv", copy.prefixes)
        assert "\n" not in str(caught.value)

    def test_it_cannot_be_written_to(self, built: Project) -> None:
        """Whoever asks does not change the build."""
        node = ox.NamedNode("urn:a")
        with pytest.raises(RuntimeError, match="only possible on read-write"):
            open_store(built).add(ox.Quad(node, node, node))

    def test_many_may_read_at_once(self, built: Project) -> None:
        """No lock is held."""
        assert len(open_store(built)) == len(open_store(built))


def damage(path: Path, how: str) -> None:
    if how == "remove":
        path.unlink()
    elif how == "truncate":
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    else:
        path.write_bytes(b"\x00" * path.stat().st_size)


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

        def render(query: str, form: Format) -> str:
            if engine == "rdflib":
                answer = ask_rdflib(built.current / "dataset.nq", query, {})
            else:
                answer = ask_oxigraph(open_store(built), query, {})
            return answer.render(form, built.prefixes)

        assert render("ASK { ?s ?p ?o }", "csv") == "true\n"
        query = "CONSTRUCT { ?s a <urn:Dated> } { ?s <https://w3id.org/bioprod/ontology#date> ?o }"
        assert "event:assises-idf-2021 a <urn:Dated>" in render(query, "turtle")


class TestRdflib:
    """ask_rdflib"""

    def test_without_a_file_it_says_how_to_make_one(self, tmp_path: Path) -> None:
        """No build yet."""
        with pytest.raises(DatasetError, match=r"there is no dataset .*: make it with bioprod"):
            ask_rdflib(tmp_path / "dataset.nq", "ASK {}", {})

    @pytest.mark.parametrize(
        "query", ["SELECT * FROM <http://127.0.0.1:9/> {}", "ASK { \\u0053ERVICE <urn:x> {} }"]
    )
    def test_what_would_go_out_to_the_network_is_refused(self, built: Project, query: str) -> None:
        """rdflib fetches FROM, and replaces escapes before it looks for keywords."""
        with pytest.raises(QueryError, match=r"fetch from the network|hide a keyword"):
            values("rdflib", built, query)


class TestDeadline:
    """deadline"""

    def test_a_query_without_end_ends_with_one_line_and_exit_1(self, built: Project) -> None:
        """Oxigraph has no time limit: the process gives up."""
        code = (
            "import sys\nfrom pathlib import Path\n"
            "from bioprod_graph.project import Project\n"
            "from bioprod_graph.questions.local import ask_oxigraph, deadline, open_store\n"
            "project = Project(Path(sys.argv[1]), Path(sys.argv[2]))\n"
            "with deadline(0.5):\n"
            "    answer = ask_oxigraph(open_store(project), sys.argv[3], {})\n"
            "    print(answer.render('csv', project.prefixes))\n"
        )
        ended = subprocess.run(
            [sys.executable, "-c", code, str(built.root), str(built.build), ENDLESS],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert (ended.returncode, ended.stdout) == (1, "")
        assert ended.stderr == (
            "bioprod: stopped after 0.5 s: narrow the query, or give --timeout\n"
        )

    def test_what_ends_in_time_is_not_stopped(self, built: Project) -> None:
        """The clock stops with the block, also when the block fails."""
        before = threading.active_count()
        with deadline(600):
            assert len(open_store(built)) > 0
            assert threading.active_count() == before + 1
        with pytest.raises(QueryError), deadline(600):
            ask_oxigraph(ox.Store(), "nonsense", {})
        for timer in threading.enumerate():
            if isinstance(timer, threading.Timer):
                timer.join(10)
        assert threading.active_count() == before


def test_service_that_is_allowed_fails_as_a_query(built: Project) -> None:
    """Where nobody listens, the query fails with one line."""
    query = "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"
    answer = ask_oxigraph(open_store(built), query, {}, allow_service=True)
    with pytest.raises(QueryError, match=r"^the query failed: ") as caught:
        answer.render("csv", built.prefixes)
    assert "\n" not in str(caught.value)
