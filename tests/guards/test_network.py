"""Nothing leaves the machine: hundreds of hostile spellings, two engines, and a canary.

The lists in `hostile/` hold only what the engines do fetch when nobody guards them, which is tried
here first: so a list cannot go stale, and the canary is known to hear.
"""

from __future__ import annotations

import shutil
import warnings
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pytest
import rdflib

from bioprod_graph.apart import wall as walls
from bioprod_graph.apart.child import run_in_child
from bioprod_graph.apart.limits import Limits
from bioprod_graph.cli import main
from bioprod_graph.errors import QueryError
from bioprod_graph.pipeline.build import build_project
from bioprod_graph.project import Project
from bioprod_graph.questions import ask_oxigraph, ask_rdflib
from bioprod_graph.rdf import merge_graphs
from bioprod_graph.sparql.guard import guard_query

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bioprod_graph.apart.limits import Wall
    from tests.guards.conftest import Canary

HOSTILE = Path(__file__).parent / "hostile"
SIGNS = str.maketrans({"␊": "\n", "␍": "\r", "␉": "\t"})
QUADS = '<urn:a> <urn:p> <urn:a> <urn:g> .\n<urn:a> <urn:p> "1" <urn:g> .\n'
UPDATES = [
    "LOAD <http://127.0.0.1:PORT/>",
    "load silent <http://127.0.0.1:PORT/> INTO GRAPH <urn:g>",
    "PREFIX : <http://127.0.0.1:PORT/> LOAD:x",
    "LOAD<http://127.0.0.1:PORT/>",
    "# SELECT\nLOAD <http://127.0.0.1:PORT/>",
    "INSERT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1:PORT/> { ?s ?p ?o } }",
    "WITH <urn:g> DELETE {} INSERT {} USING <http://127.0.0.1:PORT/> WHERE {}",
    "DELETE WHERE { ?s ?p ?o } ; LOAD <http://127.0.0.1:PORT/>",
    "SELECT * { ?s ?p ?o } ; LOAD <http://127.0.0.1:PORT/>",
    "ASK {} LOAD <http://127.0.0.1:PORT/>",
    "\\u004COAD <http://127.0.0.1:PORT/>",
]


def read_spellings(name: str, canary: Canary) -> list[str]:
    lines = (HOSTILE / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [
        line.replace("PORT", str(canary.port)).translate(SIGNS)
        for line in lines
        if not line.startswith("#")
    ]


@pytest.fixture
def hostile(canary: Canary) -> list[str]:
    """Every hostile spelling, for both engines."""
    canary.count()
    return [*read_spellings("oxigraph", canary), *read_spellings("rdflib", canary)]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the tiny project, built."""
    root = tmp_path_factory.mktemp("network") / "tiny"
    shutil.copytree(Path(__file__).parents[1] / "data" / "tiny", root)
    build_project(Project(root, root / "build"))
    return root


@pytest.fixture(scope="module")
def store() -> ox.Store:
    found = ox.Store()
    found.load(QUADS.encode(), format=ox.RdfFormat.N_QUADS)
    merge_graphs(found)
    return found


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "dataset.nq"
    path.write_text(QUADS, encoding="ascii")
    return path


def take(results: object) -> None:
    """Have an engine evaluate all of an answer, whatever comes of it."""
    if isinstance(results, ox.QuerySolutions | ox.QueryTriples):
        for _ in results:
            pass


def ask_unguarded(store: ox.Store, query: str) -> None:
    with suppress(OSError, RuntimeError, SyntaxError, ValueError):
        take(store.query(query))


@contextmanager
def quietly() -> Iterator[None]:
    """Without what rdflib says of its own ways, and of files that cannot be parsed."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


class TestSpellings:
    """The lists."""

    def test_are_many(self, hostile: list[str]) -> None:
        """And no two are the same."""
        assert len(hostile) == len(set(hostile)) > 300

    def test_oxigraph_goes_out_with_each_of_its_own(self, canary: Canary, store: ox.Store) -> None:
        """Where SERVICE is allowed."""

        def is_heard(query: str) -> bool:
            with suppress(OSError, QueryError, RuntimeError):
                take(ask_oxigraph(store, query, {}, allow_service=True).results)
            return canary.count() > 0

        assert [q for q in read_spellings("oxigraph", canary) if not is_heard(q)] == []

    def test_rdflib_goes_out_with_each_of_its_own(
        self, canary: Canary, file: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        """Where nobody guards it."""
        caplog.set_level("CRITICAL")

        def is_heard(dataset: Any, query: str) -> bool:
            with suppress(Exception):
                list(dataset.query(query))
            return canary.count() > 0

        with quietly():
            dataset = rdflib.Dataset(default_union=True)
            dataset.parse(file, format="nquads")
            deaf = [q for q in read_spellings("rdflib", canary) if not is_heard(dataset, q)]
        assert deaf == []


class TestGuard:
    """The guard alone, without a wall behind it."""

    def test_refuses_each_spelling_of_oxigraph(self, canary: Canary) -> None:
        """By name, and before anything is asked."""
        canary.count()
        for query in read_spellings("oxigraph", canary):
            with pytest.raises(QueryError, match="--allow-service"):
                guard_query(query)
        assert canary.count() == 0

    def test_lets_no_engine_out(
        self, hostile: list[str], *, canary: Canary, store: ox.Store, file: Path
    ) -> None:
        """Each spelling is refused, malformed, or asked of what is here."""
        for query in hostile:
            with suppress(QueryError):
                take(ask_oxigraph(store, query, {}).results)
            with suppress(QueryError):
                take(ask_rdflib(file, query, {}).results)
        assert canary.count() == 0


class TestWall:
    """The wall alone, without a guard before it."""

    @pytest.mark.parametrize("kind", ["descriptors", "sockets"])
    def test_lets_nothing_out(
        self,
        hostile: list[str],
        *,
        canary: Canary,
        store: ox.Store,
        kind: str,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        """Local queries are answered behind it all the same."""
        if kind == "sockets":
            monkeypatch.setattr(walls, "is_open", lambda _: False)

        def work(wall: Wall) -> bytes:
            with wall(Path()):
                for query in hostile:
                    ask_unguarded(store, query)
                answer = store.query("SELECT * { GRAPH ?g { ?s ?p ?o } }")
                assert isinstance(answer, ox.QuerySolutions)
                return str(len(list(answer))).encode()

        assert run_in_child(work, Limits()) == b"2"
        assert canary.count() == 0

    def test_is_not_there_where_service_is_allowed(self, canary: Canary, store: ox.Store) -> None:
        """So that the test above can fail."""
        query = read_spellings("oxigraph", canary)[0]

        def work(wall: Wall) -> bytes:
            with wall(None):
                ask_unguarded(store, query)
            return b""

        run_in_child(work, Limits(allow_network=True))
        assert canary.count() == 1


a_sample_or_all = pytest.mark.parametrize("step", [16, pytest.param(1, marks=pytest.mark.slow)])


class TestCommand:
    """`bioprod query`."""

    @pytest.fixture
    def ask(self, project: Path, capsys: pytest.CaptureFixture[str]) -> Any:
        def ask(query: str, *words: str) -> tuple[int, str, str]:
            status = main(["--project", str(project), "query", "--sparql", query, *words])
            captured = capsys.readouterr()
            return status, captured.out, captured.err

        return ask

    @a_sample_or_all
    def test_refuses_each_spelling(self, ask: Any, *, canary: Canary, step: int) -> None:
        """In one line, as misuse."""
        canary.count()
        for query in read_spellings("oxigraph", canary)[::step]:
            status, out, err = ask(query)
            assert (status, out, err.count("\n")) == (2, "", 1), query
            assert "--allow-service" in err, query
        assert canary.count() == 0

    @a_sample_or_all
    def test_lets_rdflib_not_out(self, ask: Any, *, canary: Canary, step: int) -> None:
        """What FROM names and is not there is empty; SERVICE is refused."""
        canary.count()
        for query in read_spellings("rdflib", canary)[::step]:
            status, out, err = ask(query, "--engine", "rdflib", "--format", "table")
            told = err.splitlines()
            if status == 0:  # empty, and said to be
                assert all(line.startswith("note: ") for line in told), query
            else:
                assert (status, len(told), out) == (2, 1, ""), query
        assert canary.count() == 0

    def test_goes_out_where_it_is_allowed(self, ask: Any, *, canary: Canary) -> None:
        """And tells what came of it in one line."""
        canary.count()
        for query in read_spellings("oxigraph", canary)[:3]:
            status, out, err = ask(query, "--allow-service")
            assert (status, out, err.count("\n")) == (2, "", 1)
            assert canary.count() == 1

    @pytest.mark.parametrize("engine", ["oxigraph", "rdflib"])
    @pytest.mark.parametrize("update", UPDATES)
    def test_refuses_updates(self, ask: Any, *, canary: Canary, update: str, engine: str) -> None:
        """However they are written."""
        canary.count()
        query = update.replace("PORT", str(canary.port))
        status, out, err = ask(query, "--engine", engine)
        assert (status, out, err.count("\n")) == (2, "", 1)
        assert canary.count() == 0


class TestProject:
    """The queries of a project, which a build, a check and views ask."""

    @pytest.fixture
    def spoil(self, tiny: Project, canary: Canary) -> Any:
        canary.count()

        def spoil(name: str, service: str) -> Path:
            """Put SERVICE before the last brace of a file."""
            path = tiny.root / name
            before, _, after = path.read_text(encoding="utf-8").rpartition("}")
            service = service.replace("PORT", str(canary.port))
            path.write_text(f"{before} {service} }}{after}", encoding="utf-8")
            return tiny.root

        return spoil

    @pytest.mark.parametrize(
        "service",
        ["SERVICE SILENT <http://127.0.0.1:PORT/> {}", "SERVICESILENT<http://127.0.0.1:PORT/>{}"],
    )
    @pytest.mark.parametrize(
        "name",
        [
            "ontology/rules/cax-sco.rq",
            "queries/checks/part-of-itself.rq",
            "queries/views/passages.rq",
        ],
    )
    def test_go_nowhere(
        self, spoil: Any, *, canary: Canary, name: str, service: str, capsys: Any
    ) -> None:
        """A finding names the file and says why; a query that no build asks stops none."""
        root = str(spoil(name, service))
        for word in ("build", "check"):
            status = main(["--project", root, word])
            said = capsys.readouterr().out
            refused = name in said and "SERVICE goes out" in said
            assert (status, refused) == (0 if "views" in name else 1, True), word
        assert canary.count() == 0

    def test_shapes_go_nowhere(self, tiny: Project, canary: Canary, capsys: Any) -> None:
        """Though the words of their queries are read without their prefixes."""
        canary.count()
        path = tiny.root / "ontology" / "shapes" / "things.ttl"
        shape = f"""
            @prefix sh: <http://www.w3.org/ns/shacl#> .
            <urn:names> sh:declare [
              sh:prefix "s" ; sh:namespace "http://127.0.0.1:{canary.port}/"
            ] .
            <urn:shape> a sh:NodeShape ; sh:targetClass <https://example.org/tiny#Thing> ;
              sh:sparql [ sh:prefixes <urn:names> ; sh:message "x" ; sh:select
                "SELECT $this {{ SERVICESILENT s:x{{}} FILTER($this<'&&?b>') }} #'" ] .
        """
        path.write_text(path.read_text(encoding="utf-8") + shape, encoding="utf-8")
        assert main(["--project", str(tiny.root), "build"]) == 1
        assert "SERVICE may not be used" in capsys.readouterr().err
        assert canary.count() == 0

    def test_a_question_may_where_it_is_allowed(
        self, spoil: Any, *, canary: Canary, capsys: Any
    ) -> None:
        """To build the catalogue asks it of nobody."""
        root = str(spoil("queries/questions/parts-of.rq", "SERVICE <http://127.0.0.1:PORT/> {}"))
        assert main(["--project", root, "build"]) == 0
        assert main(["--project", root, "query", "parts-of"]) == 2
        assert "bioprod query --allow-service allows it" in capsys.readouterr().err
        assert canary.count() == 0
        main(["--project", root, "query", "parts-of", "--allow-service"])
        assert canary.count() > 0


@pytest.mark.parametrize("engine", ["oxigraph", "rdflib"])
def test_what_only_looks_hostile_is_answered(
    canary: Canary, store: ox.Store, *, file: Path, engine: str
) -> None:
    """The words in names, texts, comments and addresses."""
    canary.count()
    for query in read_spellings("harmless", canary):
        if engine == "oxigraph":
            take(ask_oxigraph(store, query, {}).results)
        else:
            take(ask_rdflib(file, query, {}).results)
    assert canary.count() == 0
