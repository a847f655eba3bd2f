"""Each check of a directory of bodies trips on a row, and says it at the cell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from bioprod_graph.errors import FindingsError
from bioprod_graph.pipeline.build import build_project

if TYPE_CHECKING:
    from bioprod_graph.findings import Finding
    from bioprod_graph.project import Project

EVIDENCE = "atelier-record,workshop,2024-01-04,high"
NOW = "Vu.,Seen.,workshop,2024-01-04"
BODY = "Company,Un corps.,A body."
NUMBERS, LINKS = "organization-identifiers", "organization-links"
DECISIONS, BODIES = "name-decisions", "organizations"


@dataclass(frozen=True)
class Case:
    """A row, the table it is added to, and what is found there."""

    table: str
    row: str
    check: str
    place: str


ERRORS = [
    Case(NUMBERS, f"gear-institute,siren,732829321,{EVIDENCE}", "check-digit", "3:3"),
    Case(NUMBERS, f"gear-institute,siren,7328293,{EVIDENCE}", "number-form", "3:3"),
    Case(NUMBERS, f"gear-institute,siret,73282932000018,{EVIDENCE}", "check-digit", "3:3"),
    Case(NUMBERS, f"gear-institute,isni,0000000417924711,{EVIDENCE}", "check-digit", "3:3"),
    Case(NUMBERS, f"gear-institute,crossrefFunderId,7149,{EVIDENCE}", "number-form", "3:3"),
    Case(
        LINKS,
        f"spring-hospital,rorRecord,https://ror.org/02vjkv216,{EVIDENCE}",
        "check-digit",
        "3:3",
    ),
    Case(DECISIONS, f"dial-works,gear-institute,same,{NOW}", "unmerged-organization", ""),
    Case(DECISIONS, f"gear-institute,dial-works,different,{NOW}", "decision-order", "2"),
]
WARNINGS = [
    Case(BODIES, f"zenith,Ressort,Gears Institute,{BODY},{EVIDENCE}", "near-duplicate-name", "5:3"),
    Case(
        "candidates",
        "zenith,Dial Work,Company,low-confidence,-,-,,workshop,2024-01-04",
        "near-duplicate-name",
        "3:2",
    ),
]


def build(project: Project, case: Case) -> list[Finding]:
    with (project.root / "data" / f"{case.table}.csv").open("a", encoding="utf-8") as file:
        file.write(f"{case.row}\n")
    return list(build_project(project).findings)


def test_the_directory_is_fine_as_it_comes(directory: Project) -> None:
    """Nothing is found where nothing is wrong."""
    assert build_project(directory).findings == ()


@pytest.mark.parametrize("case", ERRORS, ids=lambda case: case.row)
def test_a_wrong_row_stops_the_build(directory: Project, case: Case) -> None:
    """With one finding, at the cell."""
    with pytest.raises(FindingsError) as caught:
        build(directory, case)
    finding, *waiting = caught.value.findings
    assert {each.check for each in waiting} <= {"table:unchecked"}
    assert finding.check == f"table:{case.check}"
    place = f"data/{case.table}.csv:{case.place}" if case.place else "data/organizations.csv:3:2"
    assert str(finding.location) == place
    assert not directory.current.exists()


@pytest.mark.parametrize("case", WARNINGS, ids=lambda case: case.row)
def test_a_name_that_looks_like_another_is_asked_about(directory: Project, case: Case) -> None:
    """The build goes on: it is a person who decides."""
    (finding,) = build(directory, case)
    assert (finding.severity, finding.check) == ("warning", f"table:{case.check}")
    assert str(finding.location) == f"data/{case.table}.csv:{case.place}"
    assert directory.current.exists()
