"""Tables are read: rows become records, and each problem is told once, where it is."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING

import pytest

from bioprod_graph.errors import ProjectError
from bioprod_graph.findings import Finding, Location
from bioprod_graph.project import Project
from bioprod_graph.tables import Record, read_records, read_tables

if TYPE_CHECKING:
    from pathlib import Path


def read(project: Project) -> tuple[list[Record], list[Finding]]:
    """Read all records of a project, and what is found."""
    found: list[Finding] = []
    return list(read_records(project, read_tables(project), found.append)), found


def swap(project: Project, old: str, new: str) -> None:
    """Replace the first occurrence of a text in the table of things."""
    path = project.root / "data" / "things.csv"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def places(found: list[Finding]) -> list[tuple[str, str]]:
    return [(str(finding.location), finding.check.removeprefix("table:")) for finding in found]


class TestRecords:
    def test_every_row_is_a_record_in_the_order_of_the_tables(self, tiny: Project) -> None:
        """Nothing is found in the tiny project."""
        records, found = read(tiny)
        assert found == []
        assert [f"{r.table.name}/{r.cells['id']}" for r in records] == [
            "curators/workshop",
            "sources/inventory",
            "passages/balance",
            "passages/beginning",
            "passages/weights",
            "things/balance-wheel",
            "things/clock",
            "things/movement",
        ]
        assert records[-1].location == Location("data/things.csv", 4)

    @pytest.mark.parametrize("mark", [";", "\t"])
    def test_a_table_that_excel_saved_is_read_as_it_is(self, tiny: Project, *, mark: str) -> None:
        """With a byte order mark, other marks between cells, other ends of lines."""
        before, _ = read(tiny)
        path = tiny.root / "data" / "things.csv"
        rows = csv.reader(path.read_text("utf-8").splitlines())
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file, delimiter=mark).writerows(rows)
        assert read(tiny) == (before, [])

    def test_the_values_of_a_cell_are_its_items(self, tiny: Project) -> None:
        """None of an empty cell, several of a list, else the one."""
        records, _ = read(tiny)
        movement = records[-1]
        columns = {column.name: column for column in movement.table.columns}
        assert movement.values(columns["materials"]) == ["brass", "steel"]
        assert movement.values(columns["part_of"]) == ["clock"]
        assert movement.values(columns["weight"]) == []

    def test_a_refused_cell_is_left_out_and_the_others_are_kept(self, tiny: Project) -> None:
        """What follows from the rest of the row can still be checked."""
        swap(tiny, "12.5", "heavy")
        records, found = read(tiny)
        assert places(found) == [("data/things.csv:2:8", "bad-value")]
        assert "weight" not in records[5].cells
        assert records[5].cells["unit"] == "grams"

    def test_a_message_quotes_the_value_on_one_line(self, tiny: Project) -> None:
        """A line break in a cell does not break the message."""
        swap(tiny, "12.5", '"12\n5"')
        _, found = read(tiny)
        assert "“12 5” is not a value of the column “weight”" in found[0].message("en")

    def test_rows_below_a_cell_of_several_lines_keep_their_place(self, tiny: Project) -> None:
        """The line is the one on which the row starts."""
        swap(tiny, "Horloge,Clock", 'Horloge,"Cl\nock"')
        swap(tiny, "Mouvement", "Mouvement ")
        _, found = read(tiny)
        assert places(found) == [("data/things.csv:5:2", "outer-blank")]


class TestKeys:
    def test_the_second_row_of_a_key_is_refused(self, tiny: Project) -> None:
        """The first stays, and the message leads to it."""
        swap(tiny, "movement,Mouvement", "clock,Mouvement")
        swap(tiny, "Part,movement", "Part,clock")
        records, found = read(tiny)
        assert places(found) == [("data/things.csv:4", "duplicate-key")]
        assert "stands already on line 3" in found[0].message("en")
        assert len(records) == 7

    @pytest.mark.parametrize(
        ("old", "new", "check"),
        [
            ("\nclock,", "\n,", "missing-value"),
            ("\nclock,", "\nClock!,", "bad-value"),
            ("Horloge,Clock", "Horloge", "ragged-row"),
            ("Horloge,Clock", 'Horloge,"Clock"s', "malformed"),
            ("note_fr,", "note,", "renamed-column"),
            ("note_fr,", "told,", "renamed-column"),
            ("note_fr,", "", "missing-column"),
        ],
    )
    def test_a_key_that_was_not_read_has_no_echo(
        self, old: str, new: str, *, check: str, tiny: Project
    ) -> None:
        """Rows that refer to a row with a fault are not told to be wrong themselves."""
        swap(tiny, old, new)
        _, found = read(tiny)
        checks = {found_check for _, found_check in places(found)}
        assert checks == {check}

    def test_of_a_reference_that_recurs_the_first_is_the_cause(self, tiny: Project) -> None:
        """The others follow from it."""
        swap(tiny, "brass,,12.5,grams,,,,balance", "brass,,12.5,grams,,,,nowhere")
        swap(tiny, "beginning|weights", "beginning|nowhere")
        _, found = read(tiny)
        assert places(found) == [
            ("data/things.csv:2:13", "dangling-reference"),
            ("data/things.csv:3:13", "dangling-reference"),
        ]
        assert [str(finding.cause) for finding in found] == ["None", "data/things.csv:2:13"]

    def test_a_changed_key_is_told_where_it_was_changed(self, tiny: Project) -> None:
        """No row refers to what it is now, and several to what it was."""
        swap(tiny, "\nmovement,", "\nmovements,")
        swap(tiny, "clock,Horloge,Clock,Machine,,", "clock,Horloge,Clock,Machine,movement,")
        _, found = read(tiny)
        cause, *rest = found
        assert str(cause.location) == "data/things.csv:4:1"
        assert "2 rows cite “movement”" in cause.message("en")
        assert {each.cause for each in rest} == {cause.location}
        assert len(rest) == 2

    def test_an_empty_reference_is_none(self, tiny: Project) -> None:
        """The clock is part of nothing."""
        _, found = read(tiny)
        assert found == []

    def test_a_reference_of_two_columns_is_one_key(self, tmp_path: Path) -> None:
        """All its columns together must be a key of the other table, unless all are empty."""
        key = ["a", "b"]
        reference = {"resource": "t.csv", "columnReference": key}
        columns = [{"name": name} for name in ("a", "b", "note")]
        keyed = {"columns": columns[:2], "primaryKey": key}
        referring = {
            "columns": columns,
            "foreignKeys": [{"columnReference": key, "reference": reference}],
        }
        tables = [
            {"url": "t.csv", "tableSchema": keyed},
            {"url": "u.csv", "tableSchema": referring},
        ]
        data, ontology = tmp_path / "data", tmp_path / "ontology"
        data.mkdir()
        ontology.mkdir()
        (ontology / "prefixes.ttl").write_text("@base <https://example.org/> .\n")
        context = "http://www.w3.org/ns/csvw"
        (data / "tables.json").write_text(json.dumps({"@context": context, "tables": tables}))
        (data / "t.csv").write_text("a,b\n1,2\n3,4\n")
        (data / "u.csv").write_text("a,b,note\n1,2,\n1,4,\n3,,\n,,free\n")
        _, found = read(Project(tmp_path, tmp_path / "build"))
        assert [(str(f.location), f.path, f.value) for f in found] == [
            ("data/u.csv:3:1", "a, b", "1, 4"),
            ("data/u.csv:4:1", "a, b", "3, "),
        ]


class TestFiles:
    def test_every_table_that_is_not_described_is_told(self, tiny: Project) -> None:
        """In order of name; other files are none of ours."""
        for name in ("z.csv", "a.csv", "notes.txt"):
            (tiny.root / "data" / name).write_text("", "utf-8")
        _, found = read(tiny)
        assert places(found) == [("data/a.csv", "undescribed"), ("data/z.csv", "undescribed")]

    def test_one_in_other_letters_is_to_be_renamed(self, tiny: Project) -> None:
        """On a disk that tells capitals from small letters, where the table itself is missing."""
        table = tiny.root / "data" / "things.csv"
        table.rename(table.with_name("Things.CSV"))
        _, found = read(tiny)
        told = {finding.check: str(finding.said) for finding in found}
        assert told["table:other-case"].endswith("by the name things.csv: rename it so")
        assert "table:undescribed" not in told

    def test_a_workbook_beside_the_tables_is_told(self, tiny: Project) -> None:
        """Who saved a table so would wonder why nothing changes; what Excel locks is no table."""
        for name in ("things.xlsx", "~$things.xlsx", ".~lock.things.xlsx#"):
            (tiny.root / "data" / name).write_text("", "utf-8")
        _, found = read(tiny)
        assert places(found) == [("data/things.xlsx", "workbook")]
        assert found[0].severity == "warning"

    def test_a_folder_in_the_place_of_a_table_is_told(self, tiny: Project) -> None:
        """As is any file that the system refuses to read."""
        path = tiny.root / "data" / "things.csv"
        path.unlink()
        path.mkdir()
        _, found = read(tiny)
        assert ("data/things.csv", "unreadable") in places(found)

    def test_two_descriptions_may_not_share_a_name(self, tiny: Project) -> None:
        """Names of tables are names of graphs."""
        folder = tiny.ontology / "alignments"
        folder.mkdir()
        (folder / "tables.json").write_text(
            '{"@context": "http://www.w3.org/ns/csvw", "tables": [{"url": "things.csv"}]}', "utf-8"
        )
        with pytest.raises(ProjectError, match=r"alignments/tables\.json: two tables are named"):
            read_tables(tiny)
