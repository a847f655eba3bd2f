"""The description of the tables is read, and what is not done is refused."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from csvw.metadata import TableGroup

from bioprod_graph.errors import ProjectError
from bioprod_graph.files import read_csv
from bioprod_graph.project import Project
from bioprod_graph.tables.schema import ForeignKey, Table, check_keys, read_schema

ROOT = Path(__file__).resolve().parents[3]
CONTEXT = "http://www.w3.org/ns/csvw"


def read_tables(folder: Path, *tables: dict[str, Any]) -> tuple[Table, ...]:
    """Read a description of these tables."""
    path = folder / "tables.json"
    path.write_text(json.dumps({"@context": CONTEXT, "tables": tables}), "utf-8")
    return read_schema(path)


def describe(*columns: dict[str, Any], url: str = "t.csv", **schema: object) -> dict[str, Any]:
    return {"url": url, "tableSchema": {"columns": list(columns), **schema}}


class TestReadSchema:
    def test_a_table_is_read_with_its_keys(self, tmp_path: Path) -> None:
        """Names, places and keys, in the order of the file."""
        (table,) = read_tables(
            tmp_path,
            describe(
                {"name": "id"},
                {"name": "x"},
                {"name": "v", "virtual": True},
                aboutUrl="https://example.org/{id}",
                primaryKey=["id", "x"],
                foreignKeys=[
                    {
                        "columnReference": "x",
                        "reference": {"resource": "u.csv", "columnReference": "id"},
                    }
                ],
            ),
        )
        assert table.name == "t"
        assert table.source == tmp_path / "tables.json"
        assert table.path == tmp_path / "t.csv"
        assert table.about == "https://example.org/{id}"
        assert table.header == ("id", "x")
        assert table.primary_key == ("id", "x")
        assert table.foreign_keys == (ForeignKey(("x",), "u", ("id",)),)

    def test_a_column_is_read_with_what_it_inherits(self, tmp_path: Path) -> None:
        """Datatype, language and separator may be said once for a table."""
        (table,) = read_tables(
            tmp_path,
            describe(
                {"name": "a"},
                {"name": "b", "lang": "en", "required": True, "datatype": "date"},
                {"name": "c", "datatype": {"base": "string", "format": "[a-z]+"}},
                {"name": "v", "virtual": True, "suppressOutput": True, "propertyUrl": "rdf:type"},
                lang="fr",
                separator="|",
            ),
        )
        a, b, c, v = table.columns
        assert (a.language, b.language) == ("fr", "en")
        assert (a.separator, b.separator) == ("|", "|")
        assert (a.is_required, b.is_required) == (False, True)
        assert (a.number, b.number, c.number) == (1, 2, 3)
        assert b.datatype == "http://www.w3.org/2001/XMLSchema#date"
        assert str(b.expected) == "a day of the calendar such as 2022-05-31"
        # A pattern is nothing to read.
        assert str(c.expected) == "what its description says: “c”"
        assert (v.is_virtual, v.property, v.value) == (True, None, None)

    def test_a_column_has_no_language_unless_one_is_said(self, tmp_path: Path) -> None:
        """CSVW’s “und” is none."""
        ((column,),) = (table.columns for table in read_tables(tmp_path, describe({"name": "a"})))
        assert column.language is None

    @pytest.mark.parametrize(
        ("table", "reason"),
        [
            ([], "must be the plain name of a file"),
            ({}, "url “None” must be the plain name"),
            ({"url": ""}, "url “” must be the plain name"),
            (describe(url="a/b.csv"), "must be the plain name"),
            (describe(url="..\\b.csv"), "must be the plain name"),
            (describe(url="b.csv?q"), "must be the plain name"),
            (describe(url="%2e%2e"), "must be the plain name"),
            ({"url": "t.csv", "tableSchema": "s.json"}, "tableSchema must be written in place"),
            ({"url": "t.csv", "dialect": "d.json"}, "dialect must be written in place"),
            (describe({"name": "a", "null": "NA"}), "“a”: null and default are not read"),
            (describe({"name": "a", "default": "x"}), "“a”: null and default are not read"),
            (describe({"name": "a"}, null=["", "-"]), "“a”: null and default are not read"),
            (
                describe({"name": "a", "separator": "|", "ordered": True}),
                "“a”: ordered is not read",
            ),
            (describe({"name": "a", "datatype": "day"}), "not a valid CSVW description: .*day"),
            (describe({"name": "a", "colour": "red"}), "not a valid CSVW description: .*colour"),
            (describe({"name": "a", "lang": "français"}), "not a valid CSVW description: .*lang"),
            (describe({"name": "a"}, {"name": "a"}), "not a valid CSVW description: .*Duplicate"),
            (
                describe({"name": "a", "datatype": {"base": "string", "format": "("}}),
                "not a valid CSVW description",
            ),
        ],
    )
    def test_what_cannot_be_done_is_refused(self, table: Any, reason: str, tmp_path: Path) -> None:
        """One line names the file and what is wrong."""
        with pytest.raises(ProjectError, match=f"tables\\.json: .*{reason}") as caught:
            read_tables(tmp_path, table)
        assert "\n" not in str(caught.value)

    @pytest.mark.parametrize(
        ("content", "reason"),
        [
            (b"", "malformed JSON"),
            (b"{", "malformed JSON"),
            (b"\xef\xbb\xbf{}", "describes no tables"),
            (b"{\n\xe9", r"tables\.json: cannot be read \(it is not UTF-8 text, see line 2"),
            ("{}".encode("utf-16"), "it is UTF-16: save it as UTF-8"),
            (b"[" * 100_000, "malformed JSON"),
            (b"[]", "is a JSON object"),
            (b'{"tables": {}}', "describes no tables"),
            (b'{"tables": []}', "describes no tables"),
        ],
    )
    def test_what_is_no_description_is_refused(
        self, content: bytes, reason: str, tmp_path: Path
    ) -> None:
        """Before anything of it is read."""
        path = tmp_path / "tables.json"
        path.write_bytes(content)
        with pytest.raises(ProjectError, match=reason):
            read_schema(path)

    def test_a_missing_description_is_told(self, tmp_path: Path) -> None:
        """With the reason of the system."""
        with pytest.raises(ProjectError, match=r"tables\.json: cannot be read \(No such file"):
            read_schema(tmp_path / "tables.json")


class TestComplaint:
    @pytest.mark.parametrize(
        ("column", "good", "bad"),
        [
            ({"datatype": "decimal"}, "1.5", "1,5"),
            ({"datatype": {"base": "decimal", "minimum": "0"}}, "0", "-1"),
            ({"datatype": {"base": "integer", "maximum": "9"}}, "9", "10"),
            ({"datatype": "unsignedByte"}, "255", "256"),
            ({"datatype": "date"}, "2024-02-29", "2023-02-29"),
            ({"datatype": "gYear"}, "2021", "twenty"),
            ({"datatype": {"base": "string", "format": "[a-z]+"}}, "abc", "abc1"),
            ({"datatype": {"base": "string", "maxLength": 3}}, "abc", "abcd"),
            ({"datatype": "integer", "separator": "|"}, "1|2", "1|b"),
            ({"required": True}, "a", ""),
            ({"datatype": "duration"}, "P1D", "one day"),
        ],
    )
    def test_a_value_is_good_or_the_reason_is_given(
        self, column: dict[str, Any], *, good: str, bad: str, tmp_path: Path
    ) -> None:
        """Form, range and pattern are checked; nothing is said of a good value."""
        (table,) = read_tables(tmp_path, describe({"name": "a", **column}))
        (read,) = table.columns
        assert read.complaint(good) is None
        assert read.complaint(bad)

    def test_an_empty_cell_is_good_unless_it_is_required(self, tmp_path: Path) -> None:
        """Whatever the datatype."""
        (table,) = read_tables(tmp_path, describe({"name": "a", "datatype": "date"}))
        assert table.columns[0].complaint("") is None


KEY = {"columnReference": "b", "reference": {"resource": "u.csv", "columnReference": "id"}}


class TestCheckKeys:
    def test_good_keys_pass(self, tmp_path: Path) -> None:
        """A reference may lead to the table itself."""
        own = {**KEY, "reference": {"resource": "t.csv", "columnReference": "id"}}
        check_keys(
            read_tables(
                tmp_path,
                describe({"name": "id"}, {"name": "b"}, primaryKey="id", foreignKeys=[own]),
            )
        )

    @pytest.mark.parametrize(
        ("tables", "reason"),
        [
            (
                [describe({"name": "id"}, primaryKey="x")],
                r"t\.csv: the key column “x” is not a column",
            ),
            (
                [describe({"name": "id"}, primaryKey="id", foreignKeys=[KEY])],
                r"t\.csv: the key column “b” is not a column",
            ),
            (
                [describe({"name": "b"}, foreignKeys=[KEY])],
                r"t\.csv: id is not the primary key of u\.csv",
            ),
            (
                [
                    describe({"name": "b"}, foreignKeys=[KEY]),
                    describe({"name": "id"}, {"name": "c"}, url="u.csv", primaryKey="c"),
                ],
                r"t\.csv: id is not the primary key of u\.csv",
            ),
            ([describe(), describe()], r"two tables are named t\.csv"),
        ],
    )
    def test_a_key_that_is_none_is_refused(
        self, tables: list[dict[str, Any]], reason: str, tmp_path: Path
    ) -> None:
        """Before any row is read."""
        with pytest.raises(ProjectError, match=reason):
            check_keys(read_tables(tmp_path, *tables))


class TestReadRows:
    def read(self, folder: Path, text: str) -> list[tuple[int, list[str]]]:
        (table,) = read_tables(folder, describe({"name": "a"}, {"name": "b"}))
        return list(read_csv(text, table.dialect))

    def test_each_row_has_the_line_on_which_it_starts(self, tmp_path: Path) -> None:
        """A line break within quotes belongs to its row."""
        assert self.read(tmp_path, 'a,b\n1,"2\n3\n4"\n5,"6\n7"\n8,9\n') == [
            (1, ["a", "b"]),
            (2, ["1", "2\n3\n4"]),
            (5, ["5", "6\n7"]),
            (7, ["8", "9"]),
        ]

    @pytest.mark.parametrize(
        ("text", "line"),
        [
            ('a,b\n1,"2"3\n', 2),
            ('a,b\n1,"2\n3"\n4,"5"6\n', 4),
            ('a,b\n1,2\n3,"4\n5\n6\n', 3),
            (f"a,b\n1,2\n3,{'x' * 200_000}\n", 3),
            (f'a,b\n1,"2\n{"x" * 200_000}"\n', 2),
        ],
    )
    def test_a_row_that_is_no_csv_is_told_with_its_line(
        self, text: str, line: int, tmp_path: Path
    ) -> None:
        """The line is the one on which the row starts."""
        with pytest.raises(csv.Error) as caught:
            self.read(tmp_path, text)
        assert caught.value.args[0] == line

    def test_a_line_that_starts_with_a_number_sign_is_a_row(self, tmp_path: Path) -> None:
        """No row is lost for what it starts with."""
        assert self.read(tmp_path, "a,b\n#1,2\n") == [(1, ["a", "b"]), (2, ["#1", "2"])]


class TestAddresses:
    """Templates that are relative: https://www.w3.org/TR/tabular-metadata/#uri-template-properties"""

    @pytest.mark.parametrize(
        ("given", "whole"),
        [
            ("../id/thing/{id}", "https://example.org/id/thing/{id}"),
            ("#{id}", "https://example.org/data/t.csv#{id}"),
            ("other/{id}", "https://example.org/data/other/{id}"),
            ("rdfs:label", "rdfs:label"),
            ("https://example.net/{id}", "https://example.net/{id}"),
            ("{+id}", "{+id}"),
        ],
    )
    def test_they_are_resolved_against_the_table(
        self, given: str, whole: str, tmp_path: Path
    ) -> None:
        """Unless they have a scheme or a prefix, or are wholly what a cell says."""
        column = {"name": "id", "propertyUrl": given, "valueUrl": given}
        description = {"@context": CONTEXT, "tables": [describe(column, aboutUrl=given)]}
        (tmp_path / "tables.json").write_text(json.dumps(description))
        (table,) = read_schema(tmp_path / "tables.json", "https://example.org/data/tables.json")
        (read,) = table.columns
        assert (table.about, read.about, read.property, read.value) == (whole,) * 4

    @pytest.mark.parametrize("folder", ["data", "ontology/alignments"])
    def test_another_reader_finds_the_same(self, folder: str) -> None:
        """The library csvw reads our descriptions; none of them holds the base."""
        project = Project(ROOT, ROOT / "build")
        path = ROOT / folder / "tables.json"
        assert project.base not in path.read_text(encoding="utf-8")
        home = f"{project.base}{folder}/tables.json"
        for table, other in zip(
            read_schema(path, home), TableGroup.from_file(path).tables, strict=True
        ):
            address = urljoin(home, str(other.url))
            for column, read in zip(table.columns, other.tableSchema.columns, strict=True):
                ours = (column.about, column.property, column.value)
                for whole, name in zip(ours, ("aboutUrl", "propertyUrl", "valueUrl"), strict=True):
                    template = read.inherit(name)
                    if whole and template is not None:
                        found = str(getattr(template, "uri", template))
                        has_scheme = ":" in found.partition("{")[0] or found.startswith("{")
                        assert whole == (found if has_scheme else urljoin(address, found))
