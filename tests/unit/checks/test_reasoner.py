"""HermiT finds contradictions; what it cannot be given is counted; without Java it is said."""

from __future__ import annotations

import re
import shutil
import tempfile
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from bioprod_graph.checks.reasoner import check_consistency
from bioprod_graph.pipeline.assemble import read_stated
from tests.samples import sample

if TYPE_CHECKING:
    from pathlib import Path

    from bioprod_graph.project import Project

needs_java = pytest.mark.skipif(shutil.which("java") is None, reason="there is no java on the PATH")

PREFIXES = """
@prefix : <https://example.org/thing/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
:ontology a owl:Ontology .
:Person a owl:Class . :Organization a owl:Class . :Place a owl:Class .
[] a owl:AllDisjointClasses ; owl:members ( :Person :Organization :Place ) .
:knows a owl:ObjectProperty ; rdfs:domain :Person .
:born a owl:DatatypeProperty .
"""
SOUND = ":ada a :Person ; :knows :sahel . :genopole a :Organization ."


def parse(text: str) -> list[ox.Triple]:
    parsed = ox.parse((PREFIXES + text).encode(), format=ox.RdfFormat.TURTLE)
    return [quad.triple for quad in parsed]


@needs_java
@pytest.mark.java
class TestWithJava:
    """check_consistency, where there is Java"""

    def test_the_real_project_is_consistent(self, built: Project) -> None:
        """Ontology and data have a model, in which every class may have an individual; only
        statements about days, years and points were not given."""
        triples = list(read_stated(built))
        unknown = ("XMLSchema#date", "XMLSchema#gYear", "#wktLiteral")
        result = check_consistency(triples)
        assert result.ran
        assert result.findings == ()
        assert result.left_out == sum(str(t.object).rstrip(">").endswith(unknown) for t in triples)

    def test_a_sound_ontology_has_no_finding(self) -> None:
        """Nothing is said where nothing is wrong."""
        result = check_consistency(parse(SOUND))
        assert (result.findings, result.left_out, result.ran) == ((), 0, True)

    @pytest.mark.parametrize(
        "text",
        [
            ":ada a :Person, :Organization .",
            ":genopole a :Organization ; :knows :ada .",
            ":Robot a owl:Class ; rdfs:subClassOf :Person, :Place . :r2 a :Robot .",
        ],
        ids=["two-classes", "domain", "class-without-model"],
    )
    def test_a_contradiction_is_an_error(self, text: str) -> None:
        """An individual of two disjoint classes, said or inferred, is caught."""
        result = check_consistency(parse(text))
        assert result.ran
        assert [finding.severity for finding in result.findings] == ["error"]
        assert result.findings[0].check == "reasoner:hermit"
        assert "contradict" in result.findings[0].message("en")
        assert "contredisent" in result.findings[0].message("fr")

    def test_an_unsatisfiable_class_is_an_error_that_names_it(self) -> None:
        """A class under two disjoint classes is caught without any individual."""
        text = SOUND + ":Robot a owl:Class ; rdfs:subClassOf :Person, :Place ."
        result = check_consistency(parse(text))
        found = [(finding.severity, finding.focus) for finding in result.findings]
        assert found == [("error", "https://example.org/thing/Robot")]

    def test_every_unsatisfiable_class_is_named_in_order(self) -> None:
        """Two such classes are two findings, by name."""
        text = (
            ":Robot a owl:Class ; rdfs:subClassOf :Person, :Place . "
            ":Android a owl:Class ; rdfs:subClassOf :Robot ."
        )
        result = check_consistency(parse(text))
        names = [finding.focus.rpartition("/")[2] for finding in result.findings]
        assert names == ["Android", "Robot"]

    @pytest.mark.parametrize(
        ("text", "left_out"),
        [
            (':ada :born "1815-12-10"^^xsd:date .', 1),
            (':ada :born "1815"^^xsd:gYear, "1815-12-10T00:00:00Z"^^xsd:dateTime .', 1),
            (":born rdfs:range xsd:date .", 1),
            (":at a owl:DatatypeProperty ; rdfs:range <urn:x#wktLiteral> .", 1),
            (':ada :born "about 1815", "vers 1815"@fr, 1815, 1815.5, true .', 0),
        ],
        ids=["date", "year", "range", "wkt-range", "known"],
    )
    def test_datatypes_outside_owl_2_are_left_out_and_counted(
        self, text: str, left_out: int
    ) -> None:
        """HermiT is not given what it refuses, and still says what it finds in the rest."""
        result = check_consistency(parse(text + ":ada a :Person ."))
        assert (result.findings, result.left_out) == ((), left_out)

    def test_one_run_does_not_know_of_another(self) -> None:
        """A contradiction in one ontology is not carried over to the next."""
        assert check_consistency(parse(":ada a :Person, :Place .")).findings
        assert not check_consistency(parse(SOUND)).findings


REFUSED = {
    "microseconds": (
        ':p a owl:DatatypeProperty . :i :p "2018-11-01T00:44:58.379000"^^xsd:dateTime .',
        "i",
    ),
    "no day": (':p a owl:DatatypeProperty . :i :p "2018-13-41T00:00:00"^^xsd:dateTime .', "i"),
    "no number": (':p a owl:DatatypeProperty . :i :p "abc"^^xsd:integer .', "i"),
    "no truth": (':p a owl:DatatypeProperty . :i :p "yes"^^xsd:boolean .', "i"),
    "no name": (':p a owl:DatatypeProperty . :i :p "a b"^^xsd:NCName .', "i"),
    "no XML": (':p a owl:DatatypeProperty . :i :p "<a>"^^rdf:XMLLiteral .', "i"),
    "chain": (
        ":p a owl:ObjectProperty . "
        ":q a owl:ObjectProperty, owl:FunctionalProperty ; owl:propertyChainAxiom (:p :p) .",
        "q",
    ),
    "transitive": (
        ":q a owl:ObjectProperty, owl:TransitiveProperty, owl:FunctionalProperty .",
        "q",
    ),
    "inverse": (
        ":q a owl:ObjectProperty, owl:TransitiveProperty, owl:InverseFunctionalProperty .",
        "q",
    ),
    "circle": (
        ":p a owl:ObjectProperty ; owl:propertyChainAxiom (:q :r) . "
        ":q a owl:ObjectProperty ; owl:propertyChainAxiom (:p :r) . :r a owl:ObjectProperty .",
        "p|q",
    ),
    "own circle": (
        ":r a owl:ObjectProperty . :p a owl:ObjectProperty ; owl:propertyChainAxiom (:r :p :r) .",
        "",
    ),
    "facet": (
        ":p a owl:DatatypeProperty ; rdfs:range [ a rdfs:Datatype ; owl:onDatatype xsd:string ; "
        "owl:withRestrictions ( [ xsd:minInclusive 3 ] ) ] .",
        "",
    ),
    "foreign range": (
        ":p a owl:DatatypeProperty ; rdfs:range [ a rdfs:Datatype ; owl:onDatatype xsd:date ; "
        'owl:withRestrictions ( [ xsd:minInclusive "2020-01-01"^^xsd:date ] ) ] .',
        "XMLSchema#date",
    ),
    "own datatype": (
        ":p a owl:DatatypeProperty ; rdfs:range :mine . :mine a rdfs:Datatype . :i :p 'abc' .",
        "mine",
    ),
    "count": (
        ":A a owl:Class ; rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :q ; "
        'owl:maxCardinality "-1"^^xsd:integer ] . :q a owl:ObjectProperty .',
        "",
    ),
    "two kinds": (":p a owl:DatatypeProperty, owl:Class . :i :p 'a' ; a :p .", "p"),
    "two properties": (":p a owl:DatatypeProperty, owl:ObjectProperty . :i :p 'a', :j .", "p"),
}


@needs_java
@pytest.mark.java
class TestRefusals:
    """What HermiT or owlready2 refuse."""

    @pytest.mark.parametrize("name", sample(list(REFUSED), every=6))
    def test_is_one_finding(
        self, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """An error that names the thing, without a word of Java; no file is left anywhere."""
        monkeypatch.chdir(tmp_path)
        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
        text, focus = REFUSED[name]
        (finding,) = check_consistency(parse(text)).findings
        assert finding.severity == "error"
        # Of a circle HermiT names any property.
        assert finding.focus.rpartition("/")[2] in focus.split("|")
        for said in (finding.message("en"), finding.message("fr")):
            assert not re.search(r"Exception|Traceback|\.java|\.nt|\tat ", said)
        assert list(tmp_path.iterdir()) == []
        assert tempfile.tempdir == str(tmp_path)

    @pytest.mark.parametrize("number", sample(["INF", "-INF", "NaN"], every=3))
    def test_numbers_that_are_legal_are_not_refused(self, number: str) -> None:
        """owlready2 would write them as no reasoner reads them: they are left out, and counted."""
        result = check_consistency(
            parse(f':born a owl:DatatypeProperty . :i :born "{number}"^^xsd:double .')
        )
        assert (result.findings, result.left_out) == ((), 1)

    def test_an_ontology_cannot_import_modules_of_python(self) -> None:
        """Which owlready2 does for one that asks for it."""
        own = (
            "http://www.lesfleursdunormal.fr/static/_downloads/owlready_ontology.owl#python_module"
        )
        text = f"<https://w3id.org/bioprod/given> a owl:Ontology ; <{own}> 'this.is.no.module' ."
        triples = [t for t in parse(text) if "ontology" not in str(t.subject)]
        assert check_consistency(triples).findings == ()

    def test_an_endless_list_ends(self) -> None:
        """Of a class that can have no individual, whose parts are not looked at."""
        text = (
            ":A a owl:Class ; rdfs:subClassOf :Person, :Place ; "
            "owl:equivalentClass [ a owl:Class ; owl:unionOf _:l ] . "
            "_:l rdf:first :B ; rdf:rest _:l . :B a owl:Class ."
        )
        names = {finding.focus for finding in check_consistency(parse(text)).findings}
        assert "https://example.org/thing/A" in names


JAVAS = {
    "crash": (
        "echo '# A fatal error'; : > hs_err_pid1.log; kill -ABRT $$",
        "error",
        "A fatal error",
    ),
    "silent crash": ("kill -KILL $$", "error", "ended before it answered"),
    "too old": (
        "echo 'Exception in thread \"main\" java.lang.UnsupportedClassVersionError: x' >&2; exit 1",
        "warning",
        "too old",
    ),
    "no memory": ("echo 'java.lang.OutOfMemoryError: Java heap space'; exit 3", "error", "memory"),
    "says nothing": ("exit 0", "error", "answered nothing"),
    "never ends": ("exec tail -f /dev/null", "error", "stopped after 0.2 s"),
}


class TestWithOtherJava:
    """A Java that is none, or none that will do."""

    @pytest.mark.parametrize("name", JAVAS)
    def test_is_one_finding(
        self, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """In words, and nothing is left in the folder where the person stands, or elsewhere."""
        script, severity, words = JAVAS[name]
        program, folder = tmp_path / "bin" / "java", tmp_path / "here"
        program.parent.mkdir()
        folder.mkdir()
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
        monkeypatch.setenv("PATH", f"{program.parent}:/usr/bin:/bin")
        monkeypatch.chdir(folder)
        monkeypatch.setattr(tempfile, "tempdir", str(folder))
        (finding,) = check_consistency(
            parse(SOUND), seconds=0.2 if "ends" in name else 600
        ).findings
        assert finding.severity == severity
        assert words in finding.message("en")
        assert list(folder.iterdir()) == []

    def test_that_cannot_be_started(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A program for another machine."""
        program = tmp_path / "java"
        program.write_bytes(b"\x7fELF nothing")
        program.chmod(0o755)
        monkeypatch.setenv("PATH", str(tmp_path))
        (finding,) = check_consistency(parse(SOUND)).findings
        assert (finding.severity, finding.check) == ("warning", "reasoner:hermit")
        assert finding.message("en").startswith("Java could not be started (")


def test_without_java_one_note_says_what_was_not_checked(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """No Java is no error: a single finding of severity info tells it in both languages."""
    monkeypatch.setenv("PATH", str(tmp_path))
    result = check_consistency(parse(":ada a :Person, :Place ."))
    assert not result.ran
    assert result.left_out == 0
    (finding,) = result.findings
    assert finding.severity == "info"
    assert finding.message("en").startswith("Java is not installed: neither consistency nor")
    assert finding.message("fr").startswith("Java n’est pas installé")
