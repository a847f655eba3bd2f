"""`bioprod query`."""

from __future__ import annotations

import io
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.unit.commands.conftest import Run

PARTS = "SELECT ?p { ?p tiny:partOf thing:clock } ORDER BY ?p"
# Ends long after the last test: every three quads, sorted.
ENDLESS = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?f ?c ?i"


class TestCatalogue:
    """Questions by name."""

    @pytest.mark.parametrize(
        ("language", "title"), [("en", "Parts of a thing"), ("fr", "Parties d’un objet")]
    )
    def test_are_listed(self, bioprod: Run, *, workshop: Path, language: str, title: str) -> None:
        """Each with its title in the language asked for."""
        done = bioprod("--project", workshop, "--lang", language, "query", "--list")
        assert (done.status, done.out, done.err) == (0, f"parts-of  {title} (whole)\n", "")

    def test_are_listed_for_programs(self, bioprod: Run, workshop: Path) -> None:
        """As JSON; a format of rows has no place for them, and says so."""
        words = ("--project", workshop, "--lang", "en", "query", "--list", "--format")
        assert json.loads(bioprod(*words, "json").out) == {"parts-of": "Parts of a thing (whole)"}
        assert bioprod(*words, "csv").status == 2

    def test_are_described(self, bioprod: Run, workshop: Path) -> None:
        """Question, parameters, and the query to paste elsewhere."""
        done = bioprod("--project", workshop, "query", "--describe", "parts-of")
        assert done.status == 0
        assert "Of which parts is {whole} made, at all levels?\n" in done.out
        assert "--param whole=thing/clock  the thing whose parts" in done.out
        assert "SELECT ?part" in done.out

    def test_a_language_is_described_as_the_one_that_is_spoken(
        self, bioprod: Run, workshop: Path
    ) -> None:
        """For that is what answers come in."""
        for language in ("en", "fr"):
            words = ("--project", workshop, "--lang", language, "query", "--describe")
            assert f"--param lang={language}  " in bioprod(*words, "parts-of").out

    @pytest.mark.parametrize("language", ["en", "fr"])
    def test_answer_in_the_language_asked_for(
        self, bioprod: Run, workshop: Path, language: str
    ) -> None:
        """Unless the parameter says another."""
        words = ("--project", workshop, "--lang", language, "query", "parts-of", "--format", "csv")
        label = {"en": "Movement", "fr": "Mouvement"}
        assert label[language] in bioprod(*words).out
        assert "Mouvement" in bioprod(*words, "--param", "lang=fr").out

    def test_take_parameters(self, bioprod: Run, workshop: Path) -> None:
        """Bound as terms."""
        words = ("query", "parts-of", "--param", "whole=thing/movement", "--format", "csv")
        lines = bioprod("--project", workshop, *words).out.splitlines()
        assert len(lines) == 2
        assert "balance-wheel" in lines[1]

    @pytest.mark.parametrize(("language", "said"), [("en", "yes\n"), ("fr", "oui\n")])
    def test_is_yes_in_the_language_of_the_reader(
        self, bioprod: Run, built_folder: Path, *, language: str, said: str
    ) -> None:
        """Programs are told true or false, whoever reads."""
        words = ("--lang", language, "--project", built_folder, "query", "did-genopole-organise")
        done = bioprod(*words)
        assert (done.status, done.out) == (0, said)
        assert bioprod(*words, "--format", "csv").out == "true\n"

    @pytest.mark.parametrize("engine", ["oxigraph", "rdflib"])
    def test_either_engine_answers(self, bioprod: Run, workshop: Path, engine: str) -> None:
        """The same things."""
        words = ("query", "parts-of", "--engine", engine, "--format", "json")
        answer = json.loads(bioprod("--project", workshop, *words).out)
        parts = [row["part"]["value"].rpartition("/")[2] for row in answer["results"]["bindings"]]
        assert parts == ["balance-wheel", "movement"]

    def test_a_question_that_changed_since_the_build_is_told(
        self, bioprod: Run, workshop: Path, tmp_path: Path
    ) -> None:
        """It is answered as it stands, and whoever takes the answer for that of the build knows."""
        root = tmp_path / "mine"
        shutil.copytree(workshop, root, symlinks=True)
        question = root / "queries" / "questions" / "parts-of.rq"
        question.write_text(question.read_text("utf-8") + "# mine\n", "utf-8")
        done = bioprod("--project", root, "query", "parts-of", "--format", "csv")
        before = bioprod("--project", workshop, "query", "parts-of", "--format", "csv")
        assert (done.status, done.out) == (0, before.out)
        assert done.err == f"{before.err}note: parts-of changed since the dataset was built\n"
        (root / "ontology" / "rules" / "mine.rq").write_text("")
        done = bioprod("--project", root, "explain", "thing/clock")
        assert done.status == 1
        assert "not made with ontology/rules/mine.rq as it is now" in done.err


class TestSparql:
    """Queries of one's own."""

    def test_known_prefixes_need_no_declaration(self, bioprod: Run, workshop: Path) -> None:
        """As text."""
        words = ("query", "--sparql", PARTS, "--format", "csv", "--timeout", "30")
        done = bioprod("--project", workshop, *words)
        assert (done.status, done.err) == (0, "")
        assert len(done.out.splitlines()) == 3

    def test_a_file_is_the_same(self, bioprod: Run, workshop: Path, tmp_path: Path) -> None:
        """As its text; prefixes may be declared too."""
        path = tmp_path / "q.rq"
        path.write_text(f"prefix  thing: <https://example.org/tiny/id/thing/>\n{PARTS}")
        by_file = bioprod("--project", workshop, "query", "--file", path, "--format", "csv")
        by_text = bioprod("--project", workshop, "query", "--sparql", PARTS, "--format", "csv")
        assert by_file == by_text

    @pytest.mark.parametrize(
        "form", ["table", "csv", "tsv", "json", "xml", "markdown", "turtle", "jsonld"]
    )
    def test_every_format_holds_rows_or_a_graph(
        self, bioprod: Run, workshop: Path, form: str
    ) -> None:
        """Or says in one line that it does not."""
        rows = bioprod("--project", workshop, "query", "--sparql", PARTS, "--format", form)
        graph = "CONSTRUCT WHERE { ?p tiny:partOf ?w }"
        triples = bioprod("--project", workshop, "query", "--sparql", graph, "--format", form)
        assert {rows.status, triples.status} == ({0} if form == "table" else {0, 2})
        for done in (rows, triples):
            assert bool(done.out) == (done.status == 0)
            assert done.err.count("\n") == (done.status == 2)

    def test_so_it_says_where_nothing_is_loaded_yet(self, workshop: Path) -> None:
        """Behind the wall no file is opened, and so no library is loaded to find what is near."""
        words = ("--project", str(workshop), "--lang", "en", "query", "--sparql")
        done = subprocess.run(
            [sys.executable, "-m", "bioprod_graph", *words, "CONSTRUCT {} {}", "--format", "csv"],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.stderr.startswith("bioprod: csv holds rows, and this query gives a graph")

    def test_a_deadline_ends_it(self, workshop: Path) -> None:
        """In one line, with exit 1: the engine itself would go on."""
        words = ("--project", str(workshop), "query", "--sparql", ENDLESS, "--timeout", "0.3")
        done = subprocess.run(
            [sys.executable, "-m", "bioprod_graph", *words],
            check=False,
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr == (
            "bioprod: stopped after 0.3 s: narrow the query, or raise the limit (timeout)\n"
        )

    @pytest.mark.parametrize("way", ["--sparql", "--file"])
    def test_a_mark_before_it_is_skipped(
        self, bioprod: Run, *, workshop: Path, tmp_path: Path, way: str
    ) -> None:
        """Some editors put one before UTF-8."""
        path = tmp_path / "q.rq"
        path.write_text(PARTS, encoding="utf-8-sig")
        given = path if way == "--file" else f"\ufeff{PARTS}"
        words = ("--project", workshop, "query", "--format", "csv")
        assert bioprod(*words, way, given) == bioprod(*words, "--sparql", PARTS)

    @pytest.mark.parametrize(
        "query",
        [
            "# prefix tiny: is not declared here\nSELECT ?p { ?p tiny:partOf ?w }",
            "SELECT ?p { ?p tiny:partOf ?w FILTER(STR(?p) != 'prefix tiny: <urn:x>') }",
            "PREFIX Tiny: <urn:x> SELECT ?p { ?p tiny:partOf ?w }",
        ],
    )
    def test_a_prefix_is_declared_where_it_only_seems_to_be(
        self, bioprod: Run, workshop: Path, query: str
    ) -> None:
        """In a comment, in a text, or in another case."""
        done = bioprod("--project", workshop, "query", "--sparql", query, "--format", "csv")
        assert (done.status, done.err) == (0, "")
        assert len(done.out.splitlines()) > 1

    @pytest.mark.parametrize("engine", ["oxigraph", "rdflib"])
    def test_graphs_can_be_named(self, bioprod: Run, workshop: Path, engine: str) -> None:
        """FROM means what SPARQL says: what is not there is empty."""
        query = "SELECT (COUNT(*) AS ?n) FROM <{}> {{ ?s ?p ?o }}"
        words = ("--project", workshop, "query", "--engine", engine, "--format", "csv", "--sparql")
        rows = "https://example.org/tiny/graph/record/things/clock"
        assert bioprod(*words, query.format("urn:nothing")).out.split() == ["n", "0"]
        assert 0 < int(bioprod(*words, query.format(rows)).out.split()[1]) < 20

    @pytest.mark.parametrize(
        ("language", "note"), [("en", "note: the engine gives"), ("fr", "à noter\u00a0: le moteur")]
    )
    def test_a_departure_is_noted(
        self, bioprod: Run, *, workshop: Path, language: str, note: str
    ) -> None:
        """Beside the answer; not of questions of the catalogue, nor of another engine."""
        query = "SELECT ?p { ?p tiny:partOf|tiny:hasPart ?w }"
        words = ("--project", workshop, "--lang", language, "query", "--sparql", query)
        done = bioprod(*words)
        assert done.status == 0
        assert done.err.startswith(note)
        assert done.err.count("\n") == 1
        assert bioprod(*words, "--engine", "rdflib").err == ""


class TestLimits:
    """--timeout, --memory, and interruptions."""

    def start(self, workshop: Path, *words: str) -> subprocess.Popen[bytes]:
        """Start a query without end, and wait until a child works on it."""
        program = subprocess.Popen(
            [
                *(sys.executable, "-m", "bioprod_graph", "--project", str(workshop)),
                *("query", "--sparql", ENDLESS, "--memory", "60G", *words),
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=os.environ | {"LC_ALL": "C.UTF-8"},
        )
        children = Path(f"/proc/{program.pid}/task/{program.pid}/children")
        while program.poll() is None and not children.read_text(encoding="ascii"):
            pass
        return program

    def test_memory_ends_it(self, workshop: Path) -> None:
        """In one line, with exit 1."""
        query = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?f ?a LIMIT 5"
        words = ("--project", str(workshop), "query", "--sparql", query, "--memory", "64M")
        done = subprocess.run(
            [sys.executable, "-m", "bioprod_graph", *words],
            check=False,
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr == (
            "bioprod: stopped at 64 MB of memory: narrow the query, or raise the limit (memory)\n"
        )

    def test_an_interruption_is_told(self, workshop: Path) -> None:
        """As Ctrl-C gives it, to all that run in the foreground."""
        program = self.start(workshop)
        program.send_signal(signal.SIGINT)
        out, err = program.communicate(timeout=60)
        assert (program.returncode, out, err) == (130, b"", b"bioprod: stopped\n")

    @pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
    def test_nobody_is_left_when_it_is_killed(self, workshop: Path, number: signal.Signals) -> None:
        """Whoever still had its stdout would keep this waiting."""
        program = self.start(workshop)
        program.send_signal(number)
        out, err = program.communicate(timeout=60)
        assert (program.returncode, out, err) == (-number, b"", b"")

    def test_where_the_system_gives_little_memory_it_is_told(self, workshop: Path) -> None:
        """By the limit of the system, which opening the dataset needs too."""
        words = ("--project", str(workshop), "query", "parts-of", "--format", "csv")
        command = f"ulimit -v 200000; exec {sys.executable} -m bioprod_graph {' '.join(words)}"
        done = subprocess.run(
            ["sh", "-c", command], check=False, capture_output=True, text=True, timeout=300
        )
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr.startswith(
            "bioprod: out of memory: the system allows this program 195 MB"
        )
        assert done.stderr.count("\n") == 1


class TestLayers:
    """--layer"""

    def test_hold_under_a_dataset_clause(self, bioprod: Run, built_folder: Path) -> None:
        """They say what there is, and the clause which of it is asked."""

        def ask(query: str, *words: str) -> list[str]:
            project = ("--project", built_folder, "query", "--format", "csv")
            return bioprod(*project, "--sparql", query, *words).out.splitlines()[1:]

        first = "SELECT (MIN(?row) AS ?g) { ?row bioprod:layer concept:%s-layer }"
        page, elsewhere = (ask(first % layer)[0] for layer in ("page", "elsewhere"))
        count = "SELECT (COUNT(*) AS ?n) %s { ?s ?p ?o }"
        both = count % f"FROM <{page}> FROM <{elsewhere}>"
        assert ask(both, "--layer", "page") == ask(count % f"FROM <{page}>") != ["0"]
        assert int(ask(both)[0]) > int(ask(both, "--layer", "page")[0])
        assert ask(count % f"FROM <{elsewhere}>", "--layer", "page") == ["0"]

    @pytest.mark.parametrize("layers", [["page"], ["elsewhere"], ["page", "inferred"]])
    @pytest.mark.parametrize("way", ["--sparql", "--file"])
    def test_limit_the_graphs_that_are_asked(
        self, bioprod: Run, built_folder: Path, *, tmp_path: Path, layers: list[str], way: str
    ) -> None:
        """Queries as text and in a file alike."""
        query = "SELECT DISTINCT ?layer { GRAPH ?row { ?s ?p ?o } ?row bioprod:layer ?layer }"
        path = tmp_path / "layers.rq"
        path.write_text(query)
        words = [word for layer in layers for word in ("--layer", layer)]
        done = bioprod(
            *("--project", built_folder, "query", way, path if way == "--file" else query),
            *("--format", "csv", *words),
        )
        # Without the inferred layer nothing tells the layer of a row.
        found = [line.rpartition("/")[2] for line in done.out.splitlines()[1:]]
        assert found == (["page-layer"] if "inferred" in layers else [])

    def test_limit_questions(self, bioprod: Run, built_folder: Path) -> None:
        """The page says itself in which axis a recommendation stands, and nothing else does."""
        words = ("--project", built_folder, "query", "recommendations-by-axis", "--format", "csv")
        whole = bioprod(*words).out
        assert bioprod(*words, "--layer", "page").out == whole
        assert len(bioprod(*words, "--layer", "elsewhere").out.splitlines()) == 1

    @pytest.mark.parametrize(
        ("words", "said"),
        [
            (["--engine", "rdflib"], "--layer is for the engine oxigraph"),
            (["--endpoint", "http://127.0.0.1:9/"], "--layer is for the dataset here"),
            (["--layer", "pages"], "invalid choice: 'pages'"),
        ],
    )
    def test_where_they_cannot_be_they_are_refused(
        self, bioprod: Run, built_folder: Path, *, words: list[str], said: str
    ) -> None:
        """In one line, as misuse."""
        done = bioprod("--project", built_folder, "query", "organisers", "--layer", "page", *words)
        done.expect_refusal(said, status=2)

    def test_a_project_without_layers_says_so(self, bioprod: Run, workshop: Path) -> None:
        """With the file that is missing."""
        done = bioprod("--project", workshop, "query", "parts-of", "--layer", "page")
        done.expect_refusal("layers.rq", status=1)


class TestMistakes:
    """One line on stderr, nothing on stdout, and the exit status that says whose fault it is."""

    @pytest.mark.parametrize(
        ("words", "status", "said"),
        [
            ([], 2, "name a question"),
            (["parts-off"], 1, "did you mean parts-of?"),
            (["nothing-like-it-at-all"], 1, "bioprod help query tells how to list them"),
            (["--describe", "parts"], 1, "did you mean parts-of?"),
            (["parts-of", "--list"], 2, "not allowed with"),
            (["parts-of", "--param", "whole"], 2, "expected NAME=VALUE"),
            (["parts-of", "--param", "=x"], 2, "expected NAME=VALUE"),
            (["parts-of", "--param", "lang=fr", "--param", "lang=en"], 2, "is given twice"),
            (["parts-of", "--param", "size=3"], 2, "unknown parameter size"),
            (["parts-of", "--param", "lang=de"], 2, "expected fr | en"),
            (["parts-of", "--param", "whole=x:y"], 2, "expected an IRI"),
            (["--sparql", "ASK {}", "--param", "a=b"], 2, "write the value in your query"),
            (["--sparql", "SELECT WHERE"], 2, "malformed query"),
            (["--sparql", ""], 2, ""),
            (["--sparql", "DELETE WHERE { ?s ?p ?o }"], 2, ""),
            (["--sparql", "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"], 2, "SERVICE"),
            (["--sparql", "ASK {}", "--engine", "rdflib", "--allow-service"], 2, "--allow-service"),
            (["--file", "no-such-file.rq"], 2, "cannot be read (No such file or directory)"),
            (["--file", "."], 2, "cannot be read"),
            (["parts-of", "--format", "pdf"], 2, "invalid choice"),
            (["parts-of", "--timeout", "soon"], 2, "--timeout"),
            (["parts-of", "--timeout", "0"], 2, "--timeout"),
            (["parts-of", "--timeout", "nan"], 2, "--timeout"),
            (["parts-of", "--timeout", "inf"], 2, "--timeout"),
            (["parts-of", "--memory", "soon"], 2, "expected a size from 32M on"),
            (["parts-of", "--memory", "1M"], 2, "expected a size from 32M on"),
            (["--file", "/dev/zero"], 2, "it is a device, not a file"),
            (["parts-of", "--endpoint", "ftp://example.org/"], 2, "http or https"),
        ],
    )
    def test_are_told_in_one_line(
        self, bioprod: Run, workshop: Path, words: list[str], *, status: int, said: str
    ) -> None:
        """Whatever is wrong."""
        done = bioprod("--project", workshop, "query", *words)
        done.expect_refusal(said, status=status)

    def test_a_file_that_is_not_utf_8_is_told(
        self, bioprod: Run, workshop: Path, tmp_path: Path
    ) -> None:
        """By name."""
        (tmp_path / "q.rq").write_bytes("ASK {}".encode("utf-16"))
        done = bioprod("--project", workshop, "query", "--file", tmp_path / "q.rq")
        assert (done.status, done.out) == (2, "")
        assert "it is UTF-16: save it as UTF-8" in done.err

    def test_an_endpoint_that_is_not_there_is_told(self, bioprod: Run, workshop: Path) -> None:
        """By its address: a port of our own on which nobody listens."""
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            address = f"http://127.0.0.1:{taken.getsockname()[1]}/query"
            done = bioprod("--project", workshop, "query", "parts-of", "--endpoint", address)
        assert (done.status, done.out) == (1, "")
        assert done.err.startswith(f"bioprod: {address} cannot be reached")
        assert done.err.count("\n") == 1

    @pytest.mark.parametrize("engine", ["oxigraph", "rdflib"])
    def test_nothing_built_is_told(
        self, bioprod: Run, *, workshop: Path, tmp_path: Path, engine: str
    ) -> None:
        """With what makes it."""
        root = tmp_path / "tiny"
        shutil.copytree(workshop, root, ignore=shutil.ignore_patterns("build"))
        done = bioprod("--project", root, "query", "parts-of", "--engine", engine)
        done.expect_refusal("bioprod build", status=1)

    @pytest.mark.parametrize("damage", ["no store", "no file in it", "garbage"])
    def test_a_damaged_store_is_told(
        self, bioprod: Run, *, workshop: Path, tmp_path: Path, damage: str
    ) -> None:
        """And that a build makes it anew, as it does."""
        root = tmp_path / "tiny"
        shutil.copytree(workshop, root, symlinks=True)
        store = root / "build" / "current" / "store"
        for path in store.iterdir():
            if damage == "garbage":
                path.write_bytes(os.urandom(64))
            else:
                path.unlink()
        if damage == "no store":
            store.rmdir()
        done = bioprod("--project", root, "query", "parts-of")
        done.expect_refusal("bioprod build", status=1)
        assert bioprod("--project", root, "build").status == 0
        assert bioprod("--project", root, "query", "parts-of").status == 0


def test_a_dash_is_the_standard_input(
    bioprod: Run, workshop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A query may come out of a pipe; what is too long is refused as it is of a file."""
    words = ("--project", workshop, "query", "--format", "csv")
    text = "SELECT ?s { ?s ?p ?o } ORDER BY ?s"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    assert bioprod(*words, "--file", "-").out == bioprod(*words, "--sparql", text).out != ""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b" " * 100_000_000)))
    done = bioprod(*words, "--file", "-")
    assert (done.status, done.out) == (2, "")
    assert "--file" in done.err


def test_answers_of_the_catalogue_name_things(bioprod: Run, built_folder: Path) -> None:
    """In each table that people read; a query of one’s own gives identifiers, as programs get."""
    words = ("--project", built_folder, "query")
    text = "SELECT ?r { ?r a bioprod:Recommendation }"
    assert "recommendation:" not in bioprod(*words, "what-is-proposed").out
    assert "/recommendation/" in bioprod(*words, "what-is-proposed", "--format", "csv").out
    assert "recommendation:" in bioprod(*words, "--sparql", text).out
