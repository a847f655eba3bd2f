"""`bioprod query` with what rows rest on, and `bioprod verify-answer`, on the real graph."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from bioprod_graph.dataset import open_release
from bioprod_graph.project import Project

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.commands.conftest import Run

NAME = "who-is-named"


@pytest.fixture(scope="module")
def saved(built_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What is kept of an answer."""
    from bioprod_graph.cli import main

    path = tmp_path_factory.mktemp("saved") / "answer.json"
    words = ["--project", str(built_folder), "--lang", "en", "query", NAME, "--save", str(path)]
    assert main(words) == 0
    kept: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return kept


class TestCite:
    """Rows with numbered notes."""

    def test_numbers_lead_to_notes(self, bioprod: Run, built_folder: Path) -> None:
        """In a terminal each number of a row has its note, and each note its address."""
        done = bioprod("--project", built_folder, "query", NAME, "--cite")
        table, _, notes = done.out.partition("\nNotes\n")
        numbers = {int(each) for each in re.findall(r"\[(\d+)\]", table)}
        assert numbers
        assert numbers == {int(each) for each in re.findall(r"(?m)^\[(\d+)\]", notes)}
        assert notes.count("https://") >= len(numbers)

    @pytest.mark.parametrize(("form", "mark"), [("markdown", "[^1]"), ("html", 'href="#')])
    def test_pages_have_notes(
        self, bioprod: Run, built_folder: Path, *, form: str, mark: str
    ) -> None:
        """Footnotes of Markdown, links of a page."""
        done = bioprod("--project", built_folder, "query", NAME, "--cite", "--format", form)
        assert (done.status, mark in done.out) == (0, True)

    def test_json_is_that_of_results(self, bioprod: Run, built_folder: Path) -> None:
        """Rows as the W3C has them; each rests on passages that are described."""
        words = ("--project", built_folder, "query", NAME, "--format", "json")
        plain, cited = (json.loads(bioprod(*words, *more).out) for more in ((), ("--cite",)))
        assert {name: cited[name] for name in plain} == plain
        assert len(cited["evidence"]) == len(plain["results"]["bindings"])
        described = {passage["id"] for passage in cited["passages"]}
        assert described == {p for each in cited["evidence"] for p in each["passages"]}
        assert all(passage["link"] for passage in cited["passages"])

    def test_a_query_of_ones_own_is_traced(self, bioprod: Run, built_folder: Path) -> None:
        """Whatever its form."""
        ask = "ASK { organization:genopole a bioprod:Organization }"
        done = bioprod("--project", built_folder, "query", "--sparql", ask, "--cite")
        assert "That is so.[1]" in done.out

    @pytest.mark.parametrize(
        ("words", "said"),
        [
            (("--format", "csv", "--cite"), "csv has no place for evidence"),
            (("--save", "rows.csv"), "--save keeps JSON: name a file of .json"),
            (("--format", "html"), "add --cite"),
            (("--cite", "--endpoint", "http://localhost:1/"), "not of an endpoint"),
            (("--why", "99"), "there is no row 99"),
            (("--since", "9.9.9"), "no releases/ is here"),
            (("--against", "nowhere.nq"), "nowhere.nq"),
        ],
    )
    def test_what_does_not_go_is_refused(
        self, bioprod: Run, built_folder: Path, *, words: tuple[str, ...], said: str
    ) -> None:
        """In a line that says why."""
        done = bioprod("--project", built_folder, "query", NAME, *words)
        assert (done.status > 0, done.out, said in done.err) == (True, "", True)


class TestWhy:
    """The proof of a row."""

    def test_leads_down_to_rows(self, bioprod: Run, built_folder: Path) -> None:
        """What is inferred by its rule, what is stated by its row; a passage has one number."""
        words = ("--project", built_folder, "query", "spin-off-chains", "--why", "1")
        done = bioprod(*words)
        assert "rule tie-direct" in done.out
        assert "stated in ties.csv, row" in done.out
        assert done.out.count("\nPassages\n") == 1
        proofs = json.loads(bioprod(*words, "--format", "json").out)
        assert {"subject", "predicate", "object", "sentence"} <= proofs[0].keys()


class TestSentence:
    """The answer in words."""

    @pytest.mark.parametrize("language", ["fr", "en"])
    def test_is_that_of_the_question(
        self, bioprod: Run, built_folder: Path, *, language: str
    ) -> None:
        """As its header has it, with what was asked for."""
        words = ("--project", built_folder, "--lang", language, "query", "who-works-on")
        done = bioprod(*words, "--sentence")
        named = {"fr": "thérapie génique", "en": "gene therapy"}[language]
        assert named in done.out
        assert done.out.endswith(".\n")
        rows = bioprod(*words, "--format", "csv").out.splitlines()[1:]
        bodies = {row.partition(",")[0] for row in rows}
        assert str(len(bodies)) in done.out

    def test_of_nothing_says_so(self, bioprod: Run, built_folder: Path) -> None:
        """No sentence is made of no rows."""
        words = ("--param", "therapy=concept/inferred-layer", "--sentence")
        done = bioprod("--project", built_folder, "query", "who-works-on", *words)
        assert done.out.endswith("Nothing in the dataset answers this.\n")


class TestChange:
    """What changed in an answer."""

    def test_is_told_by_rows_of_tables(
        self, bioprod: Run, built_folder: Path, tmp_path: Path
    ) -> None:
        """A dataset without one row of a table lacks the row of the answer, and it is named."""
        dataset = open_release(Project(built_folder, built_folder / "build")).dataset
        lost = "/graph/record/organization-modalities/genethon_gene-therapy>"
        lines = dataset.read_text(encoding="utf-8").splitlines(keepends=True)
        old = tmp_path / "old.nq"
        old.write_text("".join(line for line in lines if lost not in line), encoding="utf-8")
        words = ("--project", built_folder, "query", "who-works-on", "--against", old)
        told = json.loads(bioprod(*words, "--format", "json").out)
        (row,) = told["came"]["results"]["bindings"]
        assert row["organization"]["value"].endswith("/genethon")
        (evidence,) = told["came"]["evidence"]
        assert [graph for graph in evidence["stated"] if "genethon_gene-therapy" in graph]
        assert len(evidence["stated"]) == 1
        assert told["went"]["results"]["bindings"] == []
        assert "organization-modalities.csv" in bioprod(*words).out

    def test_of_nothing_is_nothing(self, bioprod: Run, built_folder: Path) -> None:
        """The same dataset gives the same answer."""
        folder = built_folder / "build" / "current"
        done = bioprod("--project", built_folder, "query", NAME, "--against", folder)
        assert "0 rows came and 0 went." in done.out


class TestVerify:
    """`bioprod verify-answer`."""

    def test_changes_are_told(
        self, bioprod: Run, built_folder: Path, *, saved: dict[str, Any], tmp_path: Path
    ) -> None:
        """A row that was changed, a passage that was dropped, one that was told otherwise."""
        kept = json.loads(json.dumps(saved))
        kept["results"]["bindings"][0]["body_label"]["value"] = "Nobody"
        dropped = kept["evidence"][1]["passages"].pop()
        changed = kept["evidence"][0]["passages"][0]
        next(p for p in kept["passages"] if p["id"] == changed)["link"] = "https://example.org/"
        kept["digests"]["query"] = "0" * 64
        file = tmp_path / "answer.json"
        file.write_text(json.dumps(kept), encoding="utf-8")
        done = bioprod("--project", built_folder, "verify-answer", file)
        assert (done.status, dropped == changed) == (1, False)
        for said in (
            "the query of the file: another digest",
            "the rows of the file: another digest",
            "the passages of the file: another digest",
            "Oxigraph does not give the row that was kept",
            "Oxigraph gives a row that was not kept",
            "rdflib does not give the row that was kept",
            "the row rests on other passages than were kept",
            f"{changed} is not told as it was kept",
        ):
            assert done.err.count(said) == 1

    def test_what_is_as_it_was_passes(
        self, bioprod: Run, built_folder: Path, *, saved: dict[str, Any], tmp_path: Path
    ) -> None:
        """Both engines give it."""
        file = tmp_path / "answer.json"
        file.write_text(json.dumps(saved, indent=1, sort_keys=True), encoding="utf-8")
        done = bioprod("--project", built_folder, "verify-answer", file)
        assert (done.status, done.err) == (0, "2 rows, as they were kept\n")

    @pytest.mark.parametrize(
        ("content", "status"),
        [("[]", 2), ("{", 2), ("[" * 99_999, 2), ('{"digests": {}}', 2)],
    )
    def test_what_is_no_answer_is_refused(
        self, bioprod: Run, built_folder: Path, tmp_path: Path, *, content: str, status: int
    ) -> None:
        """In one line."""
        file = tmp_path / "answer.json"
        file.write_text(content, encoding="utf-8")
        done = bioprod("--project", built_folder, "verify-answer", file)
        done.expect_refusal("this is no file of bioprod query --save", status=status)

    def test_a_value_is_a_term_and_nothing_else(
        self, bioprod: Run, built_folder: Path, *, saved: dict[str, Any], tmp_path: Path
    ) -> None:
        """What would be asked beside it is refused before anything is."""
        wrong = {"set": "1 AS ?x) { SERVICE <http://localhost:1/> { ?s ?p ?o } } #"}
        file = tmp_path / "answer.json"
        file.write_text(json.dumps(saved | {"parameters": wrong}), encoding="utf-8")
        done = bioprod("--project", built_folder, "verify-answer", file)
        done.expect_refusal("this is no file of bioprod query --save", status=2)

    def test_a_dataset_that_is_not_here_is_told(
        self, bioprod: Run, built_folder: Path, *, saved: dict[str, Any], tmp_path: Path
    ) -> None:
        """By its digest."""
        file = tmp_path / "answer.json"
        file.write_text(json.dumps(saved | {"dataset": "0" * 64}), encoding="utf-8")
        done = bioprod("--project", built_folder, "verify-answer", file)
        done.expect_refusal("no release here has the digest", status=1)
