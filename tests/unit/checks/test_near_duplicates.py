"""Names that look alike are asked about once."""

from __future__ import annotations

from hashlib import sha256
from itertools import combinations
from typing import TYPE_CHECKING

import pytest

from bioprod_graph.checks.near_duplicates import (
    LIKENESS,
    Name,
    check_names,
    find_alike,
    normalize_name,
)
from bioprod_graph.findings import Location
from bioprod_graph.pipeline.assemble import assemble_project
from bioprod_graph.tables import read_records, read_tables

if TYPE_CHECKING:
    from bioprod_graph.findings import Finding
    from bioprod_graph.project import Project

EVIDENCE = "atelier-record,workshop,2024-01-04,high"
NOW = "workshop,2024-01-04"


def add(project: Project, table: str, row: str) -> None:
    with (project.root / "data" / f"{table}.csv").open("a", encoding="utf-8") as file:
        file.write(f"{row}\n")


def add_body(project: Project, body: str, name: str) -> None:
    add(project, "organizations", f"{body},{name},{name},Company,Un corps.,A body.,{EVIDENCE}")


def find(project: Project) -> list[Finding]:
    findings: list[Finding] = []
    records = read_records(project, read_tables(project), lambda _: None)
    list(check_names(records, findings.append))
    return findings


def alike(one: str, other: str) -> bool:
    names = [Name("a", one, Location("x", 1)), Name("b", other, Location("x", 2))]
    return [found.pair for found in find_alike(names)] == [("a", "b")]


class TestNormalizeName:
    """What of a name is compared."""

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("Généthon", "GENETHON"),
            ("Généthon", "Ge\u0301ne\u0301thon"),
            ("L’Institut de la Vision", "Institut Vision"),
            ("Cellectis", "Cellectis S.A."),
            ("Vivet Therapeutics", "Vivet"),
            ("EIT Health", "EIT Health e.V."),
            ("Institut du Cerveau (ICM)", "Institut du Cerveau"),
            ("Bio & D", "Bio D"),
            ("Villejuif Bio Park", "Bio Park, Villejuif"),
        ],
    )
    def test_is_blind_to_what_tells_nothing(self, one: str, other: str) -> None:
        """Case, accents, articles, legal forms, asides, the order of words."""
        assert normalize_name(one) == normalize_name(other)

    @pytest.mark.parametrize(("name", "left"), [("Group", "group"), ("(EFS)", "efs"), ("—", "")])
    def test_leaves_something_where_there_is_something(self, name: str, left: str) -> None:
        """A name of nothing but empty words is these words."""
        assert normalize_name(name) == left


class TestFindAlike:
    """Which names look alike."""

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("Genethon", "Genthon"),
            ("Yposkesi", "Yposkezi"),
            ("Sartorius (Cergy)", "Sartorius (Dourdan)"),
            ("Université d’Évry Paris-Saclay", "Université Paris-Saclay"),
        ],
    )
    def test_a_slip_is_alike(self, one: str, other: str) -> None:
        """And so are names of which a person must say what they are."""
        assert alike(one, other)
        assert alike(other, one)

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("UMR 9198", "UMR 9018"),
            ("Coave Therapeutics", "Vivet Therapeutics"),
            ("Institut Curie", "Institut du Cerveau"),
            ("Hôpital Saint-Louis (AP-HP)", "Hôpital Necker (AP-HP)"),
            ("EFS", "LFB"),
            ("—", "…"),
        ],
    )
    def test_other_names_are_not(self, one: str, other: str) -> None:
        """Numbers never resemble one another."""
        assert not alike(one, other)

    def test_two_names_of_one_body_are_not_compared(self) -> None:
        """It may well have the same name in both languages."""
        where = Location("x", 1)
        assert find_alike([Name("a", "Genopole", where), Name("a", "Génopole", where)]) == []

    def test_a_pair_is_found_once_by_the_names_most_alike(self) -> None:
        """However many of their names resemble each other."""
        where = Location("x", 1)
        names = [
            Name("b", "Generation", where),
            Name("b", "Genethon", where),
            Name("a", "Généthon", where),
            Name("a", "Genthon", where),
        ]
        (found,) = find_alike(names)
        assert (found.first.text, found.second.text, found.score) == ("Généthon", "Genethon", 100)
        assert found.score > LIKENESS

    def test_a_slip_is_found_among_many_names_of_the_same_words(self) -> None:
        """Wherever the slip is, whatever all the names have in common."""
        slips = ["Institut Genethon", "Instiut Genethon", "Institut Genethno"]
        slips += ["Abcd", "Abxcd", "Xabcd"]
        others = [f"institut {sha256(b'%d' % n).hexdigest()[:12]}" for n in range(1500)]
        where = Location("x", 1)
        found = find_alike([Name(f"{n}", text, where) for n, text in enumerate(slips + others)])
        told = {(each.first.text, each.second.text) for each in found}
        assert {*combinations(slips[:3], 2), (slips[3], slips[4]), (slips[3], slips[5])} <= told

    def test_a_few_names_are_compared_with_all_others(self) -> None:
        """And not with each other."""
        where = Location("x", 1)
        known = [Name("a", "Genopole", where), Name("b", "Genopole", where)]
        found = find_alike([Name("c", "Génopole", where)], among=known)
        assert [likeness.pair for likeness in found] == [("a", "c"), ("b", "c")]


class TestCheckNames:
    """The tables of a project."""

    def test_a_project_of_different_names_is_silent(self, directory: Project) -> None:
        """As it comes."""
        assert find(directory) == []

    @pytest.mark.parametrize("name", ["Institut des Engrenage", "United Dial", "Aiguilles & Cie"])
    def test_a_name_like_another_is_a_warning(self, directory: Project, name: str) -> None:
        """A label, another name, or that of a candidate; at the name of the second body."""
        add_body(directory, "zenith", name.replace("& Cie", "et Compagnie"))
        (finding,) = find(directory)
        assert (finding.severity, finding.check) == ("warning", "table:near-duplicate-name")
        assert str(finding.location) == "data/organizations.csv:5:2"
        assert finding.focus == "organization:zenith"
        for text in (finding.message("fr"), finding.message("en")):
            assert "data/name-decisions.csv" in text
            assert "(zenith)" in text

    @pytest.mark.parametrize("decision", ["different", "same"])
    def test_what_is_decided_is_not_asked_again(self, directory: Project, decision: str) -> None:
        """A decision “same” asks for the merger instead."""
        add_body(directory, "zenith", "Institut des Engrenage")
        add(directory, "name-decisions", f"gear-institute,zenith,{decision},Vu.,Seen.,{NOW}")
        checks = [finding.check for finding in find(directory)]
        assert checks == ["table:unmerged-organization"] * (decision == "same")

    def test_a_merger_that_was_not_made_is_an_error(self, directory: Project) -> None:
        """It names both rows, and the decision, in both languages."""
        add_body(directory, "zenith", "Quite another name")
        add(directory, "name-decisions", f"gear-institute,zenith,same,Vu.,Seen.,{NOW}")
        (finding,) = find(directory)
        assert finding.severity == "error"
        assert str(finding.location) == "data/organizations.csv:5:2"
        for text in (finding.message("fr"), finding.message("en")):
            assert "data/organizations.csv:3:2" in text
            assert "data/name-decisions.csv:2" in text

    def test_a_merger_that_was_made_is_remembered(self, directory: Project) -> None:
        """The decision stays when one of the two rows has gone."""
        add(directory, "name-decisions", f"gear-institute,zenith,same,Vu.,Seen.,{NOW}")
        assert find(directory) == []

    @pytest.mark.parametrize(
        ("row", "check"),
        [
            ("gear-institute,zenith,different", "table:stale-decision"),
            ("zebra,zenith,same", "table:stale-decision"),
            ("gear-institute,dial-works,different", "table:decision-order"),
            ("dial-works,dial-works,different", "table:decision-order"),
        ],
    )
    def test_a_decision_about_nobody_is_found(
        self, directory: Project, row: str, *, check: str
    ) -> None:
        """And one of which the two stand the wrong way round."""
        add(directory, "name-decisions", f"{row},Vu.,Seen.,{NOW}")
        (finding,) = find(directory)
        assert finding.check == check
        assert str(finding.location) == "data/name-decisions.csv:2"

    def test_records_pass_through(self, directory: Project) -> None:
        """None is lost or changed on the way."""
        tables = read_tables(directory)
        plain = list(read_records(directory, tables, lambda _: None))
        passed = check_names(read_records(directory, tables, lambda _: None), lambda _: None)
        assert [record.cells for record in passed] == [record.cells for record in plain]


def test_a_warning_does_not_hide_what_else_is_wrong_with_the_row(directory: Project) -> None:
    """Only an error of a cell takes the place of what follows from it."""
    shape = """
        @prefix sh: <http://www.w3.org/ns/shacl#> .
        @prefix bioprod: <https://w3id.org/bioprod/ontology#> .
        bioprod:Shape a sh:NodeShape ; sh:targetClass bioprod:Company ;
          sh:property [ sh:path bioprod:never ; sh:minCount 1 ; sh:message "Nothing."@en ] .
    """
    (directory.ontology / "shapes" / "never.ttl").write_text(shape, encoding="utf-8")
    add_body(directory, "zenith", "Institut des Engrenage")
    found = {
        f.check.partition(":")[0]
        for f in assemble_project(directory).findings
        if f.focus and f.focus == "organization:zenith"
    }
    assert found == {"table", "shape"}
