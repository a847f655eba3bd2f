"""Rows put into a table: where they belong, or not at all."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest

from bioprod_graph.curation import Addition, plan_addition, write_addition
from bioprod_graph.errors import BioprodError, BusyError, ProjectError
from bioprod_graph.files import hold_lock
from bioprod_graph.findings import Location
from bioprod_graph.project import Project
from bioprod_graph.tables import Draft, find_table, read_tables

BODY = {
    "label_fr": "Pendule",
    "label_en": "Pendulum",
    "kind": "Company",
    "summary_fr": "Fait des pendules.",
    "summary_en": "Makes pendulums, and clocks.",
    "passages": "atelier-record",
    "curator": "workshop",
    "curated": "2024-01-05",
    "confidence": "high",
}


def plan(project: Project, *drafts: dict[str, str], table: str = "organizations") -> Addition:
    tables = read_tables(project)
    rows = [
        Draft(find_table(tables, table), cells, Location("new.csv", n))
        for n, cells in enumerate(drafts, start=2)
    ]
    return plan_addition(project, tables, rows)


def texts(addition: Addition) -> tuple[bytes, bytes]:
    """What the one table held, and would hold."""
    ((before, after),) = addition.changes.values()
    return before, after


def body(name: str, **cells: str) -> dict[str, str]:
    return BODY | {"id": name} | cells


def path(project: Project) -> Path:
    return project.root / "data" / "organizations.csv"


class TestPlan:
    """What an addition would do."""

    @pytest.mark.parametrize(("name", "line"), [("aa", 2), ("ea", 3), ("gear", 3), ("zz", 5)])
    def test_a_row_stands_where_its_key_belongs(
        self, directory: Project, name: str, line: int
    ) -> None:
        """All other lines stay byte for byte; the row is quoted as the others are."""
        addition = plan(directory, body(name))
        text = (
            f"{name},Pendule,Pendulum,Company,Fait des pendules.,"
            '"Makes pendulums, and clocks.",atelier-record,workshop,2024-01-05,high'
        )
        assert (addition.findings, addition.alike) == ((), ())
        assert addition.lines == ((Location("data/organizations.csv", line), text),)
        before, after = texts(addition)
        lines = after.decode().splitlines(keepends=True)
        assert lines.pop(line - 1) == f"{text}\n"
        assert "".join(lines).encode() == before == path(directory).read_bytes()

    def test_what_lacks_a_table_that_is_empty_is_told_of_each_row(self, directory: Project) -> None:
        """As in a new project: that the table is empty is told of no row that is given."""
        passages = directory.root / "data" / "passages.csv"
        passages.write_bytes(passages.read_bytes().splitlines(keepends=True)[0])
        found = plan(directory, body("aa", passages="x"), body("zz", passages="y")).findings
        assert [(each.location.line, each.cause) for each in found if each.location] == [
            (2, None),
            (3, None),
        ]

    def test_a_row_that_is_cited_by_its_name_is_told(self, directory: Project) -> None:
        """By its key, since that is what was to be written."""
        passages = directory.root / "data" / "passages.csv"
        header, row = passages.read_text("utf-8").splitlines()[:2]
        cells = dict(zip(header.split(","), row.split(","), strict=False))
        name = cells["label_fr"].lower().replace(" ", "-")
        (found,) = plan(directory, body("aa", passages=name)).findings
        assert f"did you mean “{cells['id']}”" in str(found.said)

    def test_several_rows_are_put_in_order(self, directory: Project) -> None:
        """However they were given."""
        addition = plan(directory, body("zz", label_fr="Z"), body("aa", label_en="A"))
        assert [where.line for where, _ in addition.lines] == [2, 6]
        keys = [line.partition(b",")[0] for line in texts(addition)[1].splitlines()[1:]]
        assert keys == sorted(keys)

    def test_a_last_line_without_an_end_gets_one(self, directory: Project) -> None:
        """Two rows never stand on one line."""
        path(directory).write_bytes(path(directory).read_bytes().rstrip(b"\n"))
        addition = plan(directory, body("zz"))
        assert texts(addition)[1].count(b"\n") == 5

    def test_nothing_is_written(self, directory: Project) -> None:
        """Planning leaves no trace."""
        before = sorted(directory.root.rglob("*"))
        addition = plan(directory, body("zz"))
        assert path(directory).read_bytes() == texts(addition)[0]
        assert sorted(directory.root.rglob("*")) == before

    @pytest.mark.parametrize(
        ("cells", "check"),
        [
            ({"kind": "Shop"}, "bad-value"),
            ({"id": "Two Words"}, "bad-value"),
            ({"curated": "2024-02-30"}, "bad-value"),
            ({"summary_fr": ""}, "missing-value"),
            ({"label_fr": " x"}, "outer-blank"),
            ({"label_fr": "e\u0301"}, "not-nfc"),
            ({"label_fr": "x\u202ey"}, "bidi-character"),
            ({"label_fr": "x\u200by"}, "invisible-character"),
            ({"label_fr": "x\x1by"}, "control-character"),
            ({"summary_fr": "ada" + "@" + "example.org"}, "e-mail-address"),
            ({"passages": "atelier-record|"}, "bad-list"),
            ({"passages": "nowhere"}, "dangling-reference"),
            ({"curator": "nobody"}, "dangling-reference"),
            ({"id": "dial-works"}, "duplicate-key"),
            ({"id": ""}, "missing-value"),
            ({"label_fr": "x\ny"}, "line-break"),
            ({"label_fr": "x\ty"}, "line-break"),
            ({"label_fr": "x\u2028y"}, "line-break"),
        ],
    )
    def test_what_a_build_refuses_is_refused(
        self, directory: Project, cells: dict[str, str], *, check: str
    ) -> None:
        """And so is what would not be one line; the finding points at the line given."""
        addition = plan(directory, body("zz"), body("yy", label_fr="Y", label_en="Y") | cells)
        assert [found.check for found in addition.findings] == [f"table:{check}"]
        assert str(addition.findings[0].location) == "new.csv:3"

    def test_a_formula_is_text(self, directory: Project) -> None:
        """Tables are read as they stand; what is made for spreadsheets guards itself."""
        assert plan(directory, body("zz", label_fr="=1+1")).findings == ()

    def test_all_is_told(self, directory: Project) -> None:
        """Not the first only, and a key that two new rows share too."""
        wrong = body("zz", kind="Shop", passages="nowhere")
        addition = plan(directory, body("zz"), wrong)
        checks = [found.check.partition(":")[2] for found in addition.findings]
        assert sorted(checks) == ["bad-value", "dangling-reference", "duplicate-key"]

    def test_numbers_are_checked(self, directory: Project) -> None:
        """As in a build."""
        cells = {"organization": "gear-institute", "scheme": "siren", "value": "732829321"}
        addition = plan(directory, BODY | cells, table="organization-identifiers")
        assert [found.check for found in addition.findings] == ["table:check-digit"]

    def test_what_is_wrong_elsewhere_is_left_to_the_check(self, directory: Project) -> None:
        """One may add a row though another needs work."""
        text = path(directory).read_text(encoding="utf-8").replace("Hospital,", "Shop,")
        path(directory).write_text(text, encoding="utf-8")
        assert plan(directory, body("zz")).findings == ()

    def test_names_that_look_alike_are_given(self, directory: Project) -> None:
        """With where each stands in the files as they are."""
        named = {"id": "aa", "label_fr": "Hôpital du ressort", "label_en": "Spring hospitals"}
        (likeness,) = plan(directory, BODY | named).alike
        assert likeness.pair == ("aa", "spring-hospital")
        assert str(likeness.first.location) == "new.csv:2"
        assert str(likeness.second.location) == "data/organizations.csv:4:2"

    def test_two_new_rows_may_look_alike(self, directory: Project) -> None:
        """They are compared too."""
        (likeness,) = plan(directory, body("yy"), body("zz")).alike
        assert likeness.pair == ("yy", "zz")

    @pytest.mark.parametrize(
        "spoil", [b"", b"\xff\xfe", b"id,other\n", b'id\n"x\n', b"\xef\xbb\xbfid\n"]
    )
    def test_a_table_that_cannot_be_read_is_not_touched(
        self, directory: Project, spoil: bytes
    ) -> None:
        """The check says more."""
        path(directory).write_bytes(spoil)
        with pytest.raises(ProjectError, match=r"data/organizations\.csv: .*see bioprod check"):
            plan(directory, body("zz"))

    def test_a_table_that_is_not_there_is_named(self, directory: Project) -> None:
        """In one line."""
        path(directory).unlink()
        with pytest.raises(ProjectError, match=r"organizations\.csv: cannot be read"):
            plan(directory, body("zz"))


def test_a_table_with_tabs_and_comments_stays_one(tmp_path: Path) -> None:
    """The alignments are written as SSSOM has them: tabs, no quotes, metadata above."""
    project = Project(Path(__file__).parents[3], tmp_path)
    table = find_table(read_tables(project), "concepts")
    lines = table.path.read_text(encoding="utf-8").splitlines(keepends=True)
    start = next(number for number, line in enumerate(lines) if not line.startswith("#"))
    cells = dict(zip(table.header, lines[start + 1].rstrip("\n").split("\t"), strict=True))
    addition = plan(project, cells | {"id": "zzz-last"}, table="concepts")
    assert addition.findings == ()
    ((number, line),) = addition.lines
    assert number.line == len(lines) + 1
    assert texts(addition)[1] == texts(addition)[0] + f"{line}\n".encode()
    assert line == lines[start + 1].rstrip("\n").replace(cells["id"], "zzz-last", 1)


class TestWrite:
    """The one step."""

    def test_the_file_is_what_was_planned(self, directory: Project) -> None:
        """It keeps its mode, nothing is left beside it, and a second row follows the first."""
        path(directory).chmod(0o640)
        write_addition(directory, plan(directory, body("zz")))
        addition = plan(directory, body("zy", label_fr="Y", label_en="Y"))
        write_addition(directory, addition)
        assert path(directory).read_bytes() == texts(addition)[1]
        assert addition.lines[0][0].line == 5
        assert stat.S_IMODE(path(directory).stat().st_mode) == 0o640
        assert list(path(directory).parent.glob(".*.new")) == []

    def test_a_byte_order_mark_stays(self, directory: Project) -> None:
        """All but the new line is as it was."""
        before = path(directory).read_bytes()
        path(directory).write_bytes(b"\xef\xbb\xbf" + before)
        write_addition(directory, plan(directory, body("zz")))
        after = path(directory).read_bytes()
        assert after.startswith(b"\xef\xbb\xbf" + before.splitlines()[0])
        assert len(after.splitlines()) == len(before.splitlines()) + 1
        assert not after[3:].startswith(b"\xef\xbb\xbf")

    def test_a_disk_on_which_no_lock_can_be_made_is_told(self, directory: Project) -> None:
        """By what could not be done: nothing was to be built."""
        addition = plan(directory, body("zz"))
        directory.build.write_bytes(b"")
        with pytest.raises(BioprodError, match=r"^nothing was added: File exists \(writing in"):
            write_addition(directory, addition)
        assert path(directory).read_bytes() == texts(addition)[0]

    def test_a_table_that_changed_meanwhile_stays(self, directory: Project) -> None:
        """What somebody else wrote is not lost."""
        addition = plan(directory, body("zz"))
        write_addition(directory, plan(directory, body("yy", label_fr="Y", label_en="Y")))
        before = path(directory).read_bytes()
        with pytest.raises(BusyError, match="changed by someone else"):
            write_addition(directory, addition)
        assert path(directory).read_bytes() == before

    def test_a_build_is_waited_for(self, directory: Project) -> None:
        """It reads tables that do not change under it."""
        addition = plan(directory, body("zz"))
        with hold_lock(directory.build), pytest.raises(BusyError):
            write_addition(directory, addition)
        assert path(directory).read_bytes() == texts(addition)[0]

    def test_a_disk_that_refuses_loses_nothing(self, directory: Project) -> None:
        """The table stays as it was, and one line says why."""
        addition = plan(directory, body("zz"))
        path(directory).with_name(f".organizations.csv.{os.getpid()}.new").mkdir()
        with pytest.raises(BioprodError, match="it stays as it was"):
            write_addition(directory, addition)
        assert path(directory).read_bytes() == texts(addition)[0]


def test_many_rows_cost_in_proportion(directory: Project) -> None:
    """Four times the rows, about four times the steps: not sixteen."""

    def count(rows: int) -> int:
        steps = 0

        def step(*_: object) -> None:
            nonlocal steps
            steps += 1

        cells = {"organization": "dial-works", "scheme": "siren"}
        drafts = [BODY | cells | {"value": f"{number:09}"} for number in range(rows, 0, -1)]
        sys.setprofile(step)
        try:
            addition = plan(directory, *drafts, table="organization-identifiers")
        finally:
            sys.setprofile(None)
        assert len(addition.lines) == rows
        return steps

    few, more, many = map(count, (100, 400, 1_600))
    assert many - more < 5 * (more - few)


def test_rows_of_an_unordered_table_stand_before_the_first_greater_key(
    directory: Project,
) -> None:
    """Each as if it were added alone."""
    table = path(directory)
    head, *lines = table.read_text(encoding="utf-8").splitlines(keepends=True)
    table.write_text(head + "".join(reversed(lines)), encoding="utf-8")
    names = ["aa", "ee", "ea", "hh", "zz"]
    together = texts(plan(directory, *map(body, names)))[1]
    for name in names:
        table.write_bytes(texts(plan(directory, body(name)))[1])
    assert table.read_bytes() == together


def test_all_that_is_wrong_is_told_at_once(directory: Project) -> None:
    """A line break hides nothing else."""
    addition = plan(
        directory,
        body("aa", label_fr="Un\ndeux", kind="Companie"),
        body("bb", passages="nowhere"),
    )
    assert sorted(found.check for found in addition.findings) == [
        "table:bad-value",
        "table:dangling-reference",
        "table:line-break",
    ]
