"""Which table is meant, and what is to be added to it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bioprod_graph.curation import describe_concepts
from bioprod_graph.errors import UsageError
from bioprod_graph.findings import Location
from bioprod_graph.project import Project
from bioprod_graph.tables import Draft, find_table, parse_settings, read_drafts, read_tables

if TYPE_CHECKING:
    from bioprod_graph.findings import Finding
    from bioprod_graph.tables import Table


ROOT = Path(__file__).parents[3]


@pytest.fixture
def table(directory: Project) -> Table:
    return find_table(read_tables(directory), "organizations")


@pytest.fixture(scope="module")
def tables() -> tuple[Table, ...]:
    """Those of the real project."""
    return read_tables(Project(ROOT, ROOT / "build"))


class TestFindTable:
    """Tables by name."""

    def test_every_table_is_found_by_its_name(self, tables: tuple[Table, ...]) -> None:
        """No singular of one hides another."""
        assert [find_table(tables, table.name) for table in tables] == list(tables)

    @pytest.mark.parametrize(
        ("word", "name"),
        [
            ("organization", "organizations"),
            ("organization-name", "organization-names"),
            ("organization-status", "organization-statuses"),
            ("strategy", "strategies"),
            ("testimony", "testimonies"),
            ("axis", "axes"),
            ("place", "places"),
            ("tie", "ties"),
            ("person", "persons"),
            ("passage", "passages"),
        ],
    )
    def test_the_singular_will_do(self, tables: tuple[Table, ...], word: str, *, name: str) -> None:
        """As people say it."""
        assert find_table(tables, word).name == name

    @pytest.mark.parametrize(
        ("word", "said"), [("organisation", "mean organization?"), ("zzz", "there are curators,")]
    )
    def test_another_word_names_the_nearest(self, directory: Project, word: str, said: str) -> None:
        """Or all."""
        with pytest.raises(UsageError, match=said):
            find_table(read_tables(directory), word)

    def test_of_two_of_one_name_each_has_its_own(self, tables: tuple[Table, ...]) -> None:
        """Alignments are in a table called concepts, and so are concepts."""
        concepts = describe_concepts(Project(ROOT, ROOT / "build"))
        with pytest.raises(UsageError) as raised:
            find_table((*tables, *concepts[:1]), "zzz")
        named = str(raised.value).partition("there are ")[2].split(", ")
        assert sorted(named) == sorted(set(named))
        assert {"alignments", "concepts"} <= set(named)


class TestParseSettings:
    """Options COLUMN=VALUE."""

    def test_a_value_may_hold_an_equals_sign(self, table: Table) -> None:
        """The first one parts."""
        assert parse_settings((table,), table, ["id=a", "label_fr=x=y"]) == {
            "id": "a",
            "label_fr": "x=y",
        }

    def test_a_list_grows(self, table: Table) -> None:
        """An option that is repeated adds an item."""
        assert parse_settings((table,), table, ["passages=a", "passages=b"]) == {"passages": "a|b"}

    @pytest.mark.parametrize(
        ("settings", "said"),
        [
            (["id"], "COLUMN=VALUE"),
            (["idd=a"], "did you mean id?"),
            (["zzz=a"], "it has id, label_fr"),
            (["id=a", "id=b"], "id is given twice"),
        ],
    )
    def test_mistakes_are_told(self, table: Table, settings: list[str], said: str) -> None:
        """With the option that is wrong."""
        with pytest.raises(UsageError, match=f"--set {settings[-1]}: .*{said.replace('?', '.')}"):
            parse_settings((table,), table, settings)

    def test_all_mistakes_are_told_at_once(self, table: Table) -> None:
        """In the order in which they were typed."""
        settings = ["idd=a", "nothing", "id=a", "id=b"]
        said = "--set idd=a: .*; --set nothing: .*; --set id=b: id is given twice"
        with pytest.raises(UsageError, match=said):
            parse_settings((table,), table, settings)


def read(
    path: Path, table: Table, defaults: dict[str, str] | None = None
) -> tuple[list[Draft], list[Finding]]:
    content = path.read_bytes()
    return read_drafts((table,), table, content, file=path.as_posix(), defaults=defaults or {})


class TestReadDrafts:
    """Rows of a file."""

    def test_columns_may_stand_in_any_order(self, tmp_path: Path, table: Table) -> None:
        """What the file has not is the default; a cell knows its line and field."""
        path = tmp_path / "new.csv"
        path.write_text('label_fr,id\n"Un, deux",a\n\xc9,b\n', encoding="utf-8")
        drafts, findings = read(path, table, {"curator": "me", "id": "never"})
        assert findings == []
        assert drafts[0].cells == {"curator": "me", "id": "a", "label_fr": "Un, deux"}
        assert drafts[1].where("id") == Location(path.as_posix(), 3, 2)
        assert drafts[1].where("curator") == Location(path.as_posix(), 3)

    @pytest.mark.parametrize(
        ("text", "places"),
        [
            ("", [":1"]),
            ("id,idd\na,b\n", [":1:2"]),
            ("id,id\na,b\n", [":1:2"]),
            ("id,label_fr\na\nb,c\nd,e,f\n", [":2", ":4"]),
            ('id\n"a\n', [":2"]),
            ("id\ra\r", [":1"]),
        ],
    )
    def test_what_is_no_table_is_told(
        self, tmp_path: Path, table: Table, text: str, *, places: list[str]
    ) -> None:
        """By file, line and column, all at once."""
        path = tmp_path / "new.csv"
        path.write_text(text, encoding="utf-8", newline="")
        _, findings = read(path, table)
        assert [str(f.location).removeprefix(path.as_posix()) for f in findings] == places


def test_a_cell_of_an_option_is_named_by_it(table: Table) -> None:
    """There is no line to point at."""
    assert str(Draft(table, {}, Location("--set")).where("id")) == "--set id"
