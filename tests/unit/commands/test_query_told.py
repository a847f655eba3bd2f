"""`bioprod query`: an answer says what it answers, and what it could not find."""

from __future__ import annotations

import csv
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from bioprod_graph.project import Project
    from tests.unit.commands.conftest import Run

ROOT = Path(__file__).resolve().parents[3]
WORDING = ROOT / "ontology" / "wording" / "instead.csv"
INSTEAD = list(csv.DictReader(WORDING.read_text("utf-8").splitlines()))
NOTHING = "note: nothing found: nothing in the dataset answers this\n"
UNKNOWN = "note: nothing in the query is at odds with the dataset: it is not known\n"


class TestQuestion:
    """The question, with its values, as people would say it."""

    @pytest.mark.parametrize(
        ("language", "asked"),
        [
            ("en", "Of which parts is Movement made, at all levels?"),
            ("fr", "Quelles sont les parties de Mouvement, à tous les niveaux ?"),
        ],
    )
    def test_stands_above_a_table(
        self, bioprod: Run, *, workshop: Path, language: str, asked: str
    ) -> None:
        """And above one in Markdown."""
        words = ("--project", workshop, "--lang", language, "query", "parts-of")
        for form in ("table", "markdown"):
            done = bioprod(*words, "--param", "whole=movement", "--format", form)
            assert done.out.replace("\u00a0", " ").startswith(f"{asked}\n\n")
            assert done.err == ""

    def test_leaves_open_what_is_not_bound(self, bioprod: Run, workshop: Path) -> None:
        """With the value * the question is asked of all."""
        words = ("--project", workshop, "query", "parts-of", "--param", "whole=*")
        assert bioprod(*words).out.startswith("Of which parts is … made, at all levels?\n")

    @pytest.mark.parametrize("form", ["csv", "tsv", "json", "xml"])
    def test_is_told_beside_what_programs_read(
        self, bioprod: Run, workshop: Path, form: str
    ) -> None:
        """No byte of it stands in the data."""
        done = bioprod("--project", workshop, "query", "parts-of", "--format", form)
        assert done.err == "Of which parts is Clock made, at all levels?\n"
        assert "Of which" not in done.out

    def test_has_its_articles(self, bioprod: Run, built_folder: Path) -> None:
        """« sur la thérapie cellulaire », « le 2 mai 2019 »."""
        words = ("--project", built_folder, "--lang", "fr", "query", "--format", "csv")
        done = bioprod(*words, "who-works-on", "--param", "therapy=cell-therapy")
        assert done.err.startswith("Qui travaille sur la thérapie cellulaire, et dans")
        done = bioprod(*words, "posts-held-in", "--param", "date=2019-05-02")
        assert done.err.startswith("Quelles fonctions étaient tenues le 2 mai 2019, ou")

    def test_leaves_out_what_is_not_asked(self, bioprod: Run, built_folder: Path) -> None:
        """An asterisk is any value."""
        words = ("--project", built_folder, "query", "follow-ups-known", "--format", "csv")
        told = bioprod(*words, "--param", "set=*", "--param", "recommendation=3").err
        assert "before, each recommendation numbered 3, with" in told
        assert "before, each recommendation, with" in bioprod(*words, "--param", "set=*").err

    def test_its_columns_do_not_repeat_it(self, bioprod: Run, built_folder: Path) -> None:
        """What is the same in all rows stands above them; programs get it in each."""
        words = ("--project", built_folder, "query", "what-is-proposed", "--format")
        assert bioprod(*words, "table").out.count("Assises") == 1
        rows = list(csv.DictReader(bioprod(*words, "csv").out.splitlines()))
        assert {row["set_label"] for row in rows} == {
            "Recommendations of the regional Assises of 2021"
        }

    def test_things_go_by_their_names(self, bioprod: Run, built_folder: Path) -> None:
        """No identifier where there is a title."""
        for name in ("what-is-proposed", "whom-it-concerns"):
            out = bioprod("--project", built_folder, "query", name).out
            assert "One-stop shop" in out
            assert "recommendation:" not in out


class TestSets:
    """Two events have recommendations of the same numbers."""

    @pytest.fixture
    def folder(self, two_events: Project, tmp_path: Path) -> Path:
        """The project of two events, with the questions of the real one."""
        root = tmp_path / "two"
        shutil.copytree(two_events.root, root, symlinks=True)
        shutil.copytree(
            ROOT / "queries" / "questions", root / "queries" / "questions", dirs_exist_ok=True
        )
        return root

    @pytest.mark.parametrize(
        "name",
        [
            "follow-ups-known",
            "recommendations-by-axis",
            "recommendations-for-therapy",
        ],
    )
    def test_are_asked_one_by_one_or_told_apart(
        self, bioprod: Run, folder: Path, name: str
    ) -> None:
        """With a set, its rows alone; with all, each row names its set."""
        words = ("--project", folder, "query", name, "--format", "csv", "--param")
        every = list(csv.DictReader(bioprod(*words, "set=*").out.splitlines()))
        sets = {row["set"]: row["set_label"] for row in every}
        assert len(sets) == len(set(sets.values())) == 2
        for each in sets:
            rows = list(csv.DictReader(bioprod(*words, f"set={each}").out.splitlines()))
            assert rows == [row for row in every if row["set"] == each]


class TestNothing:
    """An empty answer says so in words, and what is near."""

    def test_names_the_values_that_have_an_answer(self, bioprod: Run, built_folder: Path) -> None:
        """Whatever is wrong with the one that was given: no such number, or another kind."""
        words = ("--project", built_folder, "query", "--format", "csv")
        done = bioprod(*words, "follow-ups-known", "--param", "recommendation=99")
        assert done.status == 0
        assert (
            f"{NOTHING}note: this question has an answer for recommendation = 1, 2, 3" in done.err
        )
        done = bioprod(*words, "who-works-on", "--param", "therapy=organization/genopole")
        assert "note: this question has an answer for therapy = bioproduct/" in done.err

    def test_a_thing_that_is_not_there_is_refused(self, bioprod: Run, built_folder: Path) -> None:
        """With the nearest one."""
        words = ("--project", built_folder, "query", "who-works-on", "--param")
        done = bioprod(*words, "therapy=therapy/gene-terapy")
        assert (done.status, done.out) == (1, "")
        assert "did you mean therapy/gene-therapy" in done.err
        assert bioprod(*words, "therapy=foo/bar").status == 1

    def test_terms_that_a_parameter_takes_are_told(self, bioprod: Run, built_folder: Path) -> None:
        """For a word that is none, the nearest by its name first; names of bodies are many."""
        words = ("--project", built_folder, "query")
        told = bioprod(*words, "follow-ups-known", "--param", "status=fait").err
        assert told.startswith("bioprod: nothing is named fait: this question has an answer for ")
        assert " = concept/announced, concept/done, concept/partly" in told
        told = bioprod(*words, "directory", "--param", "kind=hopitel").err
        assert "kind = bioprod:Hospital, bioprod:Association" in told
        told = bioprod(*words, "ownership-changes", "--param", "owner=sanofy").err
        assert told == "bioprod: nothing is named sanofy: did you mean organization/sanofi?\n"

    @pytest.mark.parametrize(
        ("name", "first", "last"),
        [
            ("founded-since", "year=2010", "last=2005"),
            ("founded-since", "year=2010", "before=2005"),
            ("events-known", "since=2023", "last=2021"),
        ],
    )
    def test_bounds_that_are_crossed_are_told(
        self, bioprod: Run, *, built_folder: Path, name: str, first: str, last: str
    ) -> None:
        """By the header of the question; nothing else is looked for."""
        words = ("--project", built_folder, "query", name, "--param", first, "--param", last)
        told = f"{NOTHING}note: {first} is later than {last}: exchange them\n"
        assert bioprod(*words).err == told

    def test_layers_are_named(self, bioprod: Run, built_folder: Path) -> None:
        """Names may stand in another."""
        words = ("--project", built_folder, "query", "organisers", "--layer", "page")
        told = bioprod(*words).err
        assert told.startswith("note: nothing found in page: the names may be in others\n")
        assert "other layers or graphs have an answer" in told

    @pytest.mark.parametrize("form", ["table", "markdown", "csv", "tsv", "json", "xml"])
    @pytest.mark.parametrize("engine", ["oxigraph", "rdflib"])
    def test_is_told_in_every_format(
        self, bioprod: Run, *, workshop: Path, form: str, engine: str
    ) -> None:
        """By either engine; a graph without statements too, but not `false`."""
        words = ("--project", workshop, "query", "--engine", engine, "--format", form, "--sparql")
        told = f"{NOTHING}note: nothing is found from “?s rdfs:label 'x'” on\n{UNKNOWN}"
        assert bioprod(*words, "SELECT ?s { ?s rdfs:label 'x' }").err == told
        assert bioprod(*words, "ASK { ?s rdfs:label 'x' }").err == ""
        assert bioprod(*words, "SELECT ?s { ?s rdfs:label ?o }").err == ""
        graph = ("--format", "turtle", "--sparql", "CONSTRUCT WHERE { ?s rdfs:label 'x' }")
        assert bioprod(*words[:5], *graph).err == told


class TestTerms:
    """Words of a query that stand in no statement."""

    @pytest.mark.parametrize(
        ("query", "told"),
        [
            ("SELECT ?s { ?s a bioprod:Axs }", "bioprod:Axs: did you mean bioprod:Axis?"),
            ("SELECT ?s { ?s rdfs:lable ?o }", "rdfs:lable: did you mean rdfs:label?"),
            (
                "SELECT ?s { ?s a bioprod:Axis OPTIONAL { ?s bioprod:inSett ?o } }",
                "bioprod:inSett: did you mean bioprod:inSet?",
            ),
            (
                "SELECT ?s { ?s foaf:name ?o ; schema:legalName ?p }",
                "schema:legalName: here it is rdfs:label",
            ),
            ("ASK { ?s <urn:x> ?o }", "<urn:x>: see docs/how-to/research.md"),
        ],
    )
    def test_are_told_with_the_nearest(
        self, bioprod: Run, *, built_folder: Path, query: str, told: str
    ) -> None:
        """Whether or not there are rows."""
        done = bioprod("--project", built_folder, "query", "--sparql", query, "--format", "json")
        assert done.status == 0
        assert f"note: no statement has {told}\n" in done.err

    @pytest.mark.parametrize(
        "query",
        [
            "SELECT ?s { ?s a bioprod:Axis FILTER(xsd:integer('1') = 1) }",
            "ASK { ?s rdfs:label ?o FILTER(?o != '1'^^xsd:date) }",
            "CONSTRUCT { ?s <urn:mine> ?o } WHERE { ?s bioprod:inSet ?o }",
            "SELECT ?g { GRAPH ?g { ?s bioprod:inSet ?o } } LIMIT 1",
        ],
    )
    def test_functions_datatypes_and_templates_are_none(
        self, bioprod: Run, built_folder: Path, query: str
    ) -> None:
        """They are looked for nowhere."""
        done = bioprod("--project", built_folder, "query", "--sparql", query)
        assert (done.status, done.err) == (0, "")

    def test_a_column_of_nothing_is_told(self, bioprod: Run, built_folder: Path) -> None:
        """With the name that is nearly so; what an expression is called is no such column."""
        words = ("--project", built_folder, "query", "--sparql")
        done = bioprod(*words, "SELECT ?label ?x { ?s a bioprod:Axis ; rdfs:label ?lable }")
        assert "note: ?label stands nowhere in the pattern: did you mean ?lable?\n" in done.err
        assert "note: ?x stands nowhere in the pattern: its column stays empty\n" in done.err
        assert bioprod(*words, "SELECT (COUNT(?s) AS ?n) { ?s a bioprod:Axis }").err == ""

    def test_a_text_lacks_its_language(self, bioprod: Run, built_folder: Path) -> None:
        """The commonest cause of an empty answer."""
        query = "SELECT ?s { ?s rdfs:label 'Genopole' }"
        done = bioprod("--project", built_folder, "query", "--sparql", query)
        assert "note: 'Genopole' is written otherwise here: \"Genopole\"@en\n" in done.err

    def test_what_is_said_to_stand_in_their_place_does(
        self, bioprod: Run, built_folder: Path
    ) -> None:
        """And the guide for research has the same rows."""
        instead = {row["instead"] for row in INSTEAD}
        asked = f"VALUES ?t {{ {' '.join(sorted(instead))} }}"
        query = f"SELECT DISTINCT ?t {{ {asked} {{ ?s ?t ?o }} UNION {{ ?s a ?t }} }}"
        done = bioprod("--project", built_folder, "query", "--sparql", query)
        assert {word for word in done.out.split() if ":" in word} == instead
        guide = (ROOT / "docs" / "how-to" / "research.md").read_text("utf-8")
        told = re.findall(r"^\|.*\| `(\S+)`.* \| `(\S+)` \|$", guide, re.MULTILINE)
        assert sorted(told) == sorted((row["term"], row["instead"]) for row in INSTEAD)

    def test_what_is_no_set_has_no_answer(self, bioprod: Run, built_folder: Path) -> None:
        """And is told to be of another kind."""
        words = ("--project", built_folder, "query", "sets-by-theme", "--param")
        done = bioprod(*words, "first=organization/yposkesi")
        assert "first takes what is of kind recommendation-set" in done.err

    def test_a_term_is_never_near_by_its_prefix_alone(
        self, bioprod: Run, built_folder: Path
    ) -> None:
        query = "SELECT * { ?s bioprod:numbers ?o }"
        done = bioprod("--project", built_folder, "query", "--sparql", query)
        assert "no statement has bioprod:numbers: see docs/how-to/research.md" in done.err


def test_all_columns_come_in_the_order_of_the_query(bioprod: Run, workshop: Path) -> None:
    """Not of the alphabet; by either engine, and in a query of queries."""
    query = "SELECT * { ?s tiny:partOf ?o . { SELECT * { ?s rdfs:label ?a } } } LIMIT 1"
    for engine in ("oxigraph", "rdflib"):
        words = ("query", "--engine", engine, "--format", "csv", "--sparql", query)
        assert bioprod("--project", workshop, *words).out.startswith("s,o,a\r\n")


def test_tables_that_are_newer_than_the_dataset_are_told(
    bioprod: Run, workshop: Path, tmp_path: Path
) -> None:
    """On every command that reads it, until it is built again; the answer is that of the build.

    One that is only copied, or touched, holds what was built.
    """
    root = tmp_path / "mine"
    shutil.copytree(workshop, root, symlinks=True)
    words = ("--project", root, "query", "parts-of", "--format", "csv")
    before = bioprod(*words)
    later = (root / "build" / "current" / "manifest.json").stat().st_mtime + 5
    table = root / "data" / "things.csv"
    built = table.read_bytes()
    os.utime(table, (later, later))
    assert bioprod(*words) == before
    table.write_bytes(built + built.splitlines(keepends=True)[-1])
    os.utime(table, (later, later))
    told = "note: data/things.csv is newer than the dataset: bioprod build takes it in\n"
    after = bioprod(*words)
    assert (after.out, after.err) == (before.out, told + before.err)
    assert bioprod("--project", root, "explain", "thing/clock").err == told
    table.write_bytes(built)
    os.utime(table, (later, later))
    assert bioprod(*words) == before


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("#+ since: 0.1.0\n#+ tags: things\n", "", "the header lacks #+ tags: …, #+ since: …"),
        ("whole iri", "whole thing", "malformed param “whole thing thing/clock”"),
        ("{whole}", "{whole", "expected {name}, [part] or [one|many]"),
        ("ORDER", "ORDRE", "malformed SPARQL"),
    ],
)
def test_a_draft_stops_nothing(
    bioprod: Run, *, workshop: Path, tmp_path: Path, old: str, new: str, told: str
) -> None:
    """It is told where questions are listed, checked or built; the others are asked as before."""
    root = tmp_path / "mine"
    shutil.copytree(workshop, root, symlinks=True)
    folder = root / "queries" / "questions"
    text = (folder / "parts-of.rq").read_text("utf-8")
    text = text.replace(
        "#+ tags: things, inference\n#+ since: 0.1.0\n", "#+ since: 0.1.0\n#+ tags: things\n"
    )
    assert old in text
    (folder / "draft.rq").write_text(text.replace(old, new), "utf-8")
    listed = bioprod("--project", root, "query", "--list")
    assert listed.out == bioprod("--project", workshop, "query", "--list").out
    assert told in listed.err
    checked = bioprod("--project", root, "check")
    assert checked.status == 0
    assert "queries/questions/draft.rq  warning  [question:draft]" in checked.out
    assert told in " ".join(checked.out.split())
    assert bioprod("--project", root, "build").status == 0
    assert bioprod("--project", root, "query", "parts-of").status == 0


@pytest.mark.skipif(sys.platform == "win32", reason="a browser is a script here")
def test_an_answer_is_opened_in_the_browser_of_the_system(
    built_folder: Path, tmp_path: Path
) -> None:
    """As a page, of which the address is told; the command waits for no window."""
    browser, seen = tmp_path / "browser", tmp_path / "seen.html"
    browser.write_text(f'#!/bin/sh\ncp "${{1#file://}}" "{seen}"\n', "utf-8")
    browser.chmod(0o755)
    words = ("--lang", "en", "--project", str(built_folder), "query", "organisers", "--open")
    command = (sys.executable, "-m", "bioprod_graph", *words)
    shell = os.environ | {"BROWSER": f"{browser} %s", "TMPDIR": str(tmp_path)}
    done = subprocess.run(command, env=shell, capture_output=True, text=True, check=True)
    assert re.fullmatch(r"file:///\S+\.html\n", done.stdout)
    page = seen.read_text("utf-8")
    assert page.startswith("<!doctype html>")
    assert "Choose Paris Region" in page
