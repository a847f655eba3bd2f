"""Each kind of gap finds all that is lacking in its case, and nothing else.

A case is `gaps/NAME.trig`, or `gaps/NAME.csv` where a table is asked. What a kind must find bears
the word “lacking” in its name; beside it stand near misses.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from bioprod_graph.project import Project
from bioprod_graph.rdf import make_store, read_values, select
from bioprod_graph.reports.gaps import Tables, choose_kinds

if TYPE_CHECKING:
    from bioprod_graph.sparql.query_files import QueryFile

ROOT = Path(__file__).resolve().parents[2]
CASES = Path(__file__).parent / "gaps"
KINDS = {kind.name: kind for kind in choose_kinds(ROOT / "queries" / "gaps")}
LACKING = re.compile("lacking", re.IGNORECASE)
OPTIONAL = re.compile(r"\[[^\]]*\]")


def find_case(kind: QueryFile) -> Path:
    return CASES / f"{kind.name}.{'csv' if kind.get('reads') else 'trig'}"


def read_case(kind: QueryFile, tmp_path: Path) -> ox.Store:
    """Read a case; a table is put in the place of the one of the project."""
    path = find_case(kind)
    if path.suffix == ".trig":
        return make_store(ox.parse(path=str(path), format=ox.RdfFormat.TRIG))
    for name in ("ontology", "data"):
        shutil.copytree(ROOT / name, tmp_path / name)
    table = kind.get("reads")
    shutil.copy(path, tmp_path / "data" / f"{table}.csv")
    return make_store(Tables(Project(tmp_path, tmp_path)).assert_cells(table, origin="the test"))


def test_every_kind_has_a_case() -> None:
    """And no case is left of a kind that is gone."""
    assert sorted(CASES.iterdir()) == sorted(find_case(kind) for kind in KINDS.values())


def test_the_readme_lists_the_kinds() -> None:
    """One row a kind, the most important first."""
    text = (ROOT / "queries" / "gaps" / "README.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| `([a-z-]+)` \|", text.partition("## ")[0], re.MULTILINE) == list(KINDS)


def test_no_two_kinds_have_one_rank() -> None:
    """The order is stated, not left to names."""
    ranks = [kind.get("rank") for kind in KINDS.values()]
    assert sorted(ranks) == sorted(set(ranks))
    assert next(iter(KINDS)) == "recommendation-without-evidence"


@pytest.mark.parametrize("name", KINDS)
def test_a_kind_finds_all_that_is_lacking(name: str, tmp_path: Path) -> None:
    """Everything that is named lacking is found, and no near miss."""
    store = read_case(KINDS[name], tmp_path)
    found = {row["focus"] for row in read_values(select(store, KINDS[name].text))}
    subjects = {quad.subject.value for quad in store if isinstance(quad.subject, ox.NamedNode)}
    of_rows = KINDS[name].get("change") == "{focus}"
    things = {iri for iri in subjects if of_rows or "/record/" not in iri}
    if KINDS[name].get("reads"):
        things = subjects
    wanted = {iri for iri in things if LACKING.search(iri)}
    assert wanted
    assert found == wanted


@pytest.mark.parametrize("name", KINDS)
def test_what_the_header_names_is_bound_in_every_row(name: str, tmp_path: Path) -> None:
    """So that no sentence and no cell has a hole; what stands in brackets is in some row."""
    kind = KINDS[name]
    values = [value for each in kind.header.values() for value in each]
    places = {place for value in values for place in _find(value)}
    always = {place for value in values for place in _find(OPTIONAL.sub("", value))}
    rows = [set(row) for row in read_values(select(read_case(kind, tmp_path), kind.text))]
    assert all(always <= row for row in rows)
    assert places <= set.union(*rows)


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_sentence_is_written_as_natives_write(name: str, language: str) -> None:
    """It ends with a full stop, with the quotation marks and spaces of its language."""
    said = KINDS[name].get(f"sentence_{language}")
    assert said.endswith(".")
    assert "'" not in said
    if language == "fr":
        assert not re.search(r"[“”]|«(?!\u00a0)|(?<!\u00a0)[»:;?!]", said)
    else:
        assert not re.search(r"[«»]|\u00a0", said)


def _find(text: str) -> list[str]:
    return re.findall(r"\{(\w+)[|}]", text)
