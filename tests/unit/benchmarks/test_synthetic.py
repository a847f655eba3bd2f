"""The projects that speed is measured on: of the size asked for, always the same, no flaw."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from bioprod_graph.checks.near_duplicates import Name, find_alike
from bioprod_graph.checks.register_numbers import is_luhn, is_mod_11_2, is_ror, is_siret
from bioprod_graph.findings import Location
from bioprod_graph.pipeline.assemble import assemble_project
from bioprod_graph.project import Project
from bioprod_graph.rdf import match_named
from bioprod_graph.tables import read_records, read_tables

ROOT = Path(__file__).resolve().parents[3]
SERIALS = range(400)


@pytest.fixture(autouse=True)
def _path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT))


@pytest.fixture
def synthetic() -> Any:
    return import_module("benchmarks.synthetic")


@pytest.fixture
def registers() -> Any:
    return import_module("benchmarks.registers")


def read_tables_of(folder: Path) -> dict[str, str]:
    paths = (folder / "data").glob("*.csv")
    return {path.name: path.read_text(encoding="utf-8") for path in paths}


@pytest.mark.slow
def test_a_large_project_has_no_finding_of_its_own(synthetic: Any, tmp_path: Path) -> None:
    """Whatever is found stands in a row of the real project, and the size is that asked for."""
    asked = 70_000
    folder = synthetic.write_project(tmp_path / "large", asked)
    assembly = assemble_project(Project(folder, folder / "build"))
    rows = {name: text.count("\n") for name, text in read_tables_of(ROOT).items()}
    invented = [
        finding
        for finding in assembly.findings
        if finding.location and finding.location.line > rows[Path(finding.location.file).name]
    ]
    assert not invented
    quads = sum(1 for _ in match_named(assembly.store, (None, None, None)))
    assert quads == pytest.approx(asked, rel=0.1)


def test_every_table_of_many_rows_grows(synthetic: Any, tmp_path: Path) -> None:
    """Tables with a row for a thing grow; vocabularies, decisions and a curator's own do not."""
    folder = synthetic.write_project(tmp_path / "large", 70_000)
    before, after = read_tables_of(ROOT), read_tables_of(folder)
    still = {name for name, text in before.items() if len(after[name]) == len(text)}
    assert still <= {
        *("alignments.csv", "candidates.csv", "curators.csv", "field-diseases.csv"),
        *("field-products.csv", "field-therapies.csv", "name-decisions.csv", "person-names.csv"),
        *("place-links.csv", "strategies.csv", "strategy-leaders.csv", "reviewers.csv"),
        *("amounts.csv", "authorizations.csv", "capabilities.csv", "premises.csv", "reviews.csv"),
        *("recommendation-themes.csv", "searches.csv", "trainings.csv", "withdrawn.csv"),
        *("candidate-facts.csv", "candidate-ties.csv", "replies.csv", "readings.csv"),
        "link-decisions.csv",
    }


def test_the_same_number_gives_the_same_bytes(synthetic: Any, tmp_path: Path) -> None:
    """Two runs can be compared: chance has no part in what is measured."""
    one, other = (synthetic.write_project(tmp_path / name, 60_000) for name in ("one", "other"))
    assert read_tables_of(one) == read_tables_of(other)


def test_no_quads_more_is_the_real_project(synthetic: Any, tmp_path: Path) -> None:
    """A size below that of the real project adds nothing to it."""
    assert read_tables_of(synthetic.write_project(tmp_path / "real", 0)) == read_tables_of(ROOT)


@pytest.mark.parametrize(
    ("make", "is_right"),
    [
        ("make_siren", is_luhn),
        ("make_siret", is_siret),
        ("make_isni", is_mod_11_2),
        ("make_ror", is_ror),
    ],
)
def test_invented_numbers_check(registers: Any, make: str, is_right: Any) -> None:
    """Each number agrees with its check digits, and no two are the same."""
    numbers = [getattr(registers, make)(serial) for serial in SERIALS]
    assert all(is_right(number) for number in numbers)
    assert len(set(numbers)) == len(numbers)


def test_coined_names_are_told_apart(registers: Any) -> None:
    """No two of them look alike, although none holds a number."""
    where = Location("organizations.csv", 2, 2)
    names = [Name(f"body-{n}", registers.coin_name(n), where) for n in SERIALS]
    assert not find_alike(names)


def test_the_tables_are_those_of_the_project(synthetic: Any, tmp_path: Path) -> None:
    """Each row can be read by the description of its table."""
    folder = synthetic.write_project(tmp_path / "large", 55_000)
    project = Project(folder, folder / "build")
    findings: list[object] = []
    records = list(read_records(project, read_tables(project), findings.append))
    assert not findings
    assert records
