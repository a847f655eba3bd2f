"""HermiT finds contradictions; what it cannot be given is counted; without Java it is said."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from bioprod_graph.checks.reasoner import check_consistency
from bioprod_graph.pipeline.assemble import read_stated

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
        assert "contradict" in result.findings[0].message_en
        assert "contredisent" in result.findings[0].message_fr

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
    assert finding.message_en.startswith("Java is not installed: neither consistency nor")
    assert finding.message_fr.startswith("Java n’est pas installé")
