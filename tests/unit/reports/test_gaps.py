"""Gaps are found with the row that would fill them, in the columns of its table."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from bioprod_graph.dataset import open_release
from bioprod_graph.errors import ProjectError
from bioprod_graph.pipeline.build import build_project
from bioprod_graph.reports.gaps import Gap, Tables, choose_kinds, find_gaps, write_cell, write_line
from bioprod_graph.tables import read_tables

if TYPE_CHECKING:
    from pathlib import Path

    from bioprod_graph.project import Project

PREFIXES = """
PREFIX tiny: <https://example.org/tiny/ontology#>
PREFIX thing: <https://example.org/tiny/id/thing/>
PREFIX column: <https://example.org/tiny/data/things.csv#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
"""
HEADER = "#+ title_fr: Sans\n#+ title_en: Without\n#+ rank: 1\n"
SAY = "#+ sentence_fr: « {focus|name} » ({word}).\n#+ sentence_en: “{focus|name}” ({word}).\n"


@pytest.fixture
def built_tiny(tiny: Project) -> Project:
    build_project(tiny)
    return tiny


def find(project: Project, lines: str, where: str, *, names: str = "?focus ?word") -> list[Gap]:
    """Find the gaps of one kind, written for the test."""
    folder = project.root / "queries" / "gaps"
    folder.mkdir(exist_ok=True)
    query = f"{PREFIXES}SELECT {names} WHERE {{ {where} }}\n"
    (folder / "kind.rq").write_text(HEADER + SAY + lines + query, encoding="utf-8")
    return find_gaps(open_release(project).store, project, choose_kinds(folder))


BALANCE = 'BIND(thing:balance-wheel AS ?focus) BIND("a word" AS ?word)'
ROW = "BIND(<https://example.org/tiny/graph/record/things/balance-wheel> AS ?row)"


def read_row(project: Project, key: str) -> tuple[int, dict[str, str]]:
    with (project.root / "data" / "things.csv").open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines)
        return next((reader.line_num, row) for row in reader if row["id"] == key)


def test_says_what_is_missing_in_both_languages(built_tiny: Project) -> None:
    """A thing by its label, text as it is."""
    (gap,) = find(built_tiny, "#+ table: things\n", BALANCE)
    _, row = read_row(built_tiny, "balance-wheel")
    assert gap.said.forms == {
        "fr": f"« {row['label_fr']} » (a word).",
        "en": f"“{row['label_en']}” (a word).",
    }


def test_names_what_has_no_label_by_its_identifier(built_tiny: Project) -> None:
    """As a CURIE."""
    (gap,) = find(built_tiny, "#+ table: things\n", BALANCE.replace("balance-wheel", "nothing"))
    assert gap.said.say("en") == "“thing:nothing” (a word)."


def test_a_row_to_add_has_what_is_known(built_tiny: Project) -> None:
    """Required columns that are empty are to be filled."""
    (gap,) = find(
        built_tiny, "#+ table: things\n#+ row: part_of={focus}, label_en={word}\n", BALANCE
    )
    header = list(read_row(built_tiny, "clock")[1])
    assert list(gap.draft.cells) == header
    assert {name: text for name, text in gap.draft.cells.items() if text} == {
        "part_of": "balance-wheel",
        "label_en": "a word",
    }
    assert next(csv.reader([gap.draft.text])) == list(gap.draft.cells.values())
    assert (gap.draft.file, gap.draft.line) == ("data/things.csv", 0)
    table = next(table for table in read_tables(built_tiny) if table.name == "things")
    required = {c.name for c in table.columns if c.is_required and not c.is_virtual}
    assert set(gap.draft.missing) == required - {"label_en"}


def test_a_row_to_complete_stands_as_it_is(built_tiny: Project) -> None:
    """But for the cells that are to be filled, and those that await more."""
    lines = "#+ table: things\n#+ change: {row}\n#+ row: passages+=, weight=\n"
    (gap,) = find(built_tiny, lines, f"{BALANCE} {ROW}", names="?focus ?word ?row")
    line, row = read_row(built_tiny, "balance-wheel")
    assert gap.draft.line == line
    assert gap.draft.cells == row | {"passages": f"{row['passages']}|", "weight": ""}
    assert set(gap.draft.missing) == {"passages", "weight"}


def test_a_statement_of_the_ontology_is_drafted_in_turtle(built_tiny: Project) -> None:
    """With prefixed names, in the file that the query tells."""
    lines = "#+ file: ontology/{word}.ttl\n#+ draft: {focus} rdfs:label “{word}” .\n"
    (gap,) = find(built_tiny, lines, BALANCE)
    assert gap.draft.file == "ontology/a word.ttl"
    assert gap.draft.text == "thing:balance-wheel rdfs:label “a word” ."
    assert (gap.draft.cells, gap.draft.missing, gap.draft.line) == ({}, (), 0)


def test_a_table_itself_can_be_asked(built_tiny: Project) -> None:
    """Its cells are statements of the row, empty ones are none."""
    lines = "#+ table: things\n#+ row: id={word}\n#+ reads: things\n"
    where = "?focus column:id ?word . FILTER NOT EXISTS { ?focus column:part_of ?any }"
    found = {gap.draft.cells["id"] for gap in find(built_tiny, lines, where)}
    with (built_tiny.root / "data" / "things.csv").open(encoding="utf-8", newline="") as rows:
        assert found == {row["id"] for row in csv.DictReader(rows) if not row["part_of"]} != set()


def test_gaps_come_by_thing_and_once(built_tiny: Project) -> None:
    """Whatever the order of the rows, and however many give the same."""
    where = '?focus a tiny:Thing . ?any ?property ?focus . BIND("x" AS ?word)'
    found = [gap.focus for gap in find(built_tiny, "#+ table: things\n", where)]
    assert len(found) > 1
    assert found == sorted(set(found))


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("#+ table: nothing\n", "there is no table named nothing"),
        ("#+ table: things\n#+ row: colour=red\n", "things has no column colour"),
        ("#+ table: things\n#+ reads: nothing\n", "there is no table named nothing"),
    ],
)
def test_a_header_that_names_what_is_not_there_is_told(
    built_tiny: Project, lines: str, said: str
) -> None:
    """With the file of the query."""
    with pytest.raises(ProjectError, match=rf"kind\.rq: {said}"):
        find(built_tiny, lines, BALANCE)


def test_a_row_that_is_gone_since_the_build_is_told(built_tiny: Project) -> None:
    """The draft would not stand where it says."""
    path = built_tiny.root / "data" / "things.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if "balance-wheel," not in line))
    kind = "#+ table: things\n#+ change: {row}\n"
    with pytest.raises(ProjectError, match=r"things\.csv: has no row .* run bioprod build"):
        find(built_tiny, kind, f"{BALANCE} {ROW}", names="?focus ?word ?row")


def test_a_table_that_cannot_be_read_is_told(built_tiny: Project, tmp_path: Path) -> None:
    """By its path."""
    (built_tiny.root / "data" / "things.csv").write_bytes(b"id\n\xff\n")
    with pytest.raises(ProjectError, match=r"things\.csv: cannot be read"):
        list(Tables(built_tiny).assert_cells("things", origin=str(tmp_path)))


class TestWriteCell:
    """write_cell, on the tables of the real project."""

    @pytest.mark.parametrize(
        ("table", "column", "address", "cell"),
        [
            ("follow-ups", "recommendation", "id/recommendation/a-1", "a-1"),
            ("ties", "subject", "id/initiative/b", "initiative/b"),
            ("organizations", "id", "id/organization/c", "c"),
            ("organizations", "confidence", "id/concept/high-confidence", "high"),
            ("sources", "url", "elsewhere", "https://w3id.org/bioprod/elsewhere"),
            ("organizations", "label_fr", "id/organization/c", None),
        ],
    )
    def test_takes_the_address_of_a_thing_apart(
        self, built: Project, *, table: str, column: str, address: str, cell: str | None
    ) -> None:
        """As the template of the column put it together."""
        found = next(each for each in read_tables(built) if each.name == table)
        which = next(each for each in found.columns if each.name == column)
        term = ox.NamedNode(f"{built.base}{address}")
        assert write_cell(found, which, term) == (term.value if cell is None else cell)


def test_a_line_is_csv() -> None:
    """RFC 4180: commas, quotes and line breaks are quoted."""
    cells = ["a,b", 'c "d"', "", "e\nf", "é"]
    assert next(csv.reader(write_line(cells).splitlines(keepends=True))) == cells


def test_every_draft_of_the_real_project_fits_its_table(built: Project) -> None:
    """As many cells as columns, in their order."""
    kinds = choose_kinds(built.queries / "gaps")
    gaps = find_gaps(open_release(built).store, built, kinds)
    assert gaps
    headers = {built.relative(table.path): table.header for table in read_tables(built)}
    for gap in gaps:
        if gap.draft.cells:
            assert tuple(gap.draft.cells) == headers[gap.draft.file]
            assert gap.draft.missing
