"""Numbers of registers: their form, and the digits that check them."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pytest

from bioprod_graph.checks.register_numbers import (
    check_numbers,
    is_luhn,
    is_mod_11_2,
    is_ror,
    is_siret,
)
from bioprod_graph.tables import read_records, read_tables
from tests.third_party import find_text

if TYPE_CHECKING:
    from bioprod_graph.findings import Finding
    from bioprod_graph.project import Project

EVIDENCE = "atelier-record,workshop,2024-01-04,high"


def find(project: Project, table: str, row: str) -> list[Finding]:
    """Give what is found when a row is added to a table."""
    with (project.root / "data" / f"{table}.csv").open("a", encoding="utf-8") as file:
        file.write(f"{row},{EVIDENCE}\n")
    findings: list[Finding] = []
    records = read_records(project, read_tables(project), findings.append)
    list(check_numbers(records, project.prefixes, findings.append))
    return findings


def change_digit(text: str, place: int) -> str:
    """Write the next digit in one place."""
    return text[:place] + str((int(text[place]) + 1) % 10) + text[place + 1 :]


class TestLuhn:
    """SIREN and SIRET."""

    @pytest.mark.parametrize("place", range(9))
    def test_finds_a_slip_in_any_place(self, place: int) -> None:
        """One wrong digit is always found."""
        assert is_luhn("732829320")
        assert not is_luhn(change_digit("732829320", place))

    def test_an_establishment_needs_a_company(self) -> None:
        """The SIREN that a SIRET starts with checks by itself."""
        assert is_siret("73282932000074")
        assert is_luhn("73282933000073")
        assert not is_siret("73282933000073")

    @pytest.mark.parametrize("siret", ["35600000009075", "35600000000048"])
    def test_la_poste_counts_otherwise(self, siret: str) -> None:
        """The sum of the digits is a multiple of five, or Luhn holds as for the head office."""
        assert is_siret(siret)
        assert not is_siret(change_digit(siret, -1))

    def test_no_other_company_counts_as_la_poste(self) -> None:
        """A sum of digits that is a multiple of five is not enough elsewhere."""
        siret = "73282932000018"
        assert sum(map(int, siret)) % 5 == 0
        assert not is_siret(siret)


class TestIsni:
    """ISO/IEC 7064, MOD 11-2."""

    @pytest.mark.parametrize("isni", ["000000041792471X", "0000000121032683"])
    def test_the_last_character_checks(self, isni: str) -> None:
        """A digit, or X for ten."""
        assert is_mod_11_2(isni)
        assert not is_mod_11_2(change_digit(isni, 14))


class TestRor:
    """ISO/IEC 7064, MOD 97-10, of a number in base 32."""

    @pytest.mark.parametrize("swapped", ["03fj69t64", "03fj96t46", "03fj96s64"])
    def test_finds_slips(self, swapped: str) -> None:
        """Two characters exchanged, or one that is wrong."""
        assert is_ror("https://ror.org/03fj96t64")
        assert not is_ror(f"https://ror.org/{swapped}")

    @pytest.mark.third_party("research")
    def test_holds_for_all_records_that_were_read(self) -> None:
        """The registry counts as we do."""
        with (find_text("research") / "actors.csv").open(encoding="utf-8", newline="") as file:
            addresses = [row["ror"] for row in csv.DictReader(file) if row["ror"]]
        assert addresses
        assert [address for address in addresses if not is_ror(address)] == []


class TestCheckNumbers:
    """Rows of tables."""

    @pytest.mark.parametrize(
        "row",
        [
            "gear-institute,siren,356000000",
            "gear-institute,siret,35600000009075",
            "gear-institute,isni,000000041792471X",
            "gear-institute,crossrefFunderId,501100007149",
            "gear-institute,crossrefFunderId,100000002",
        ],
    )
    def test_a_right_number_is_no_finding(self, directory: Project, row: str) -> None:
        """Nor is anything else of the project."""
        assert find(directory, "organization-identifiers", row) == []

    @pytest.mark.parametrize(
        ("row", "check", "name"),
        [
            ("gear-institute,siren,732829321", "check-digit", "SIREN"),
            ("gear-institute,siren,73282932", "number-form", "SIREN"),
            ("gear-institute,siren,73282932000074", "number-form", "SIREN"),
            ("gear-institute,siret,73282932000075", "check-digit", "SIRET"),
            ("gear-institute,siret,732829320", "number-form", "SIRET"),
            ("gear-institute,isni,0000000417924711", "check-digit", "ISNI"),
            ("gear-institute,isni,00000004179247", "number-form", "ISNI"),
            ("gear-institute,crossrefFunderId,7149", "number-form", "Crossref"),
        ],
    )
    def test_a_wrong_number_is_found(
        self, directory: Project, row: str, *, check: str, name: str
    ) -> None:
        """At its cell, in both languages."""
        (finding,) = find(directory, "organization-identifiers", row)
        assert (finding.severity, finding.check) == ("error", f"table:{check}")
        assert str(finding.location) == "data/organization-identifiers.csv:3:3"
        assert finding.value == row.rpartition(",")[2]
        assert all(name in text for text in (finding.message("fr"), finding.message("en")))

    @pytest.mark.parametrize(
        ("target", "check"),
        [
            ("https://ror.org/02vjkv216", "check-digit"),
            ("https://ror.org/02vjkvl61", "number-form"),
            ("http://ror.org/02vjkv261", "number-form"),
            ("https://ror.org/02vjkv261/", "number-form"),
        ],
    )
    def test_a_wrong_record_of_ror_is_found(
        self, directory: Project, target: str, *, check: str
    ) -> None:
        """The property is that of the row, and names the rule."""
        row = f"gear-institute,rorRecord,{target}"
        (finding,) = find(directory, "organization-links", row)
        assert finding.check == f"table:{check}"

    def test_a_site_is_no_number(self, directory: Project) -> None:
        """Whatever its address ends with."""
        row = "spring-hospital,website,https://ror.org/02vjkv216"
        assert find(directory, "organization-links", row) == []

    def test_what_holds_a_number_is_said_by_the_tables(self, directory: Project) -> None:
        """A property of another name is not checked."""
        described = directory.root / "data" / "tables.json"
        text = described.read_text(encoding="utf-8")
        assert "ontology#{scheme}" in text
        described.write_text(text.replace("ontology#{scheme}", "ontology#my-{scheme}"))
        row = "gear-institute,siren,732829321"
        assert find(directory, "organization-identifiers", row) == []
