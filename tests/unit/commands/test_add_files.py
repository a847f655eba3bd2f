"""`bioprod add --from`: rows of files and of the standard input, of one table or of several."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING

import openpyxl
import pytest

from tests.unit.commands.test_add import CELLS, LINE, body_table

if TYPE_CHECKING:
    from pathlib import Path

    from bioprod_graph.project import Project
    from tests.unit.commands.conftest import Done, Run

DAY = ("--date", "2024-01-05")
PASSAGE = {
    "id": "atelier-list",
    "source": "atelier",
    "label_fr": "Liste",
    "label_en": "List",
    "extent": "page",
    "locator_fr": "Bas de page",
    "locator_en": "Foot of the page",
    "summary_fr": "Nomme d’autres ateliers.",
    "summary_en": "Names other workshops.",
}
SOURCE = {
    "id": "almanac",
    "label_fr": "Almanach",
    "label_en": "Almanac",
    "url": "https://example.org/almanac",
    "title": "Almanac",
    "publisher": "Workshop",
    "language": "fr",
    "layer": "elsewhere",
    "date_read": "2024-01-03",
}


def write_csv(path: Path, *rows: dict[str, str], mark: str = ",", encoding: str = "utf-8") -> Path:
    lines = [mark.join(rows[0]), *(mark.join(row.values()) for row in rows)]
    path.write_text("".join(f"{line}\r\n" for line in lines), encoding=encoding, newline="")
    return path


def prefixed(name: str, cells: dict[str, str]) -> dict[str, str]:
    return {f"{name}.{column}": cell for column, cell in cells.items()}


def read_tables(project: Project) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (project.root / "data").iterdir()}


@pytest.fixture
def add(bioprod: Run, directory: Project) -> Run:
    def add(*words: str | Path) -> Done:
        return bioprod("--project", directory.root, "add", *words, *DAY)

    return add


@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_file_of_a_spreadsheet_is_read_as_it_is(
    add: Run, directory: Project, tmp_path: Path, *, mark: str, encoding: str
) -> None:
    """Whatever parts its cells, with a byte order mark or without, with lines of empty cells."""
    empty = dict.fromkeys(CELLS, "")
    file = write_csv(tmp_path / "new.csv", CELLS, empty, mark=mark, encoding=encoding)
    assert add("organization", "--from", file).status == 0
    assert LINE.encode() in body_table(directory).read_bytes()


def test_names_of_columns_may_be_in_capitals_and_have_blanks_around(
    add: Run, directory: Project, tmp_path: Path
) -> None:
    file = write_csv(tmp_path / "new.csv", {f"{name.upper()} ": CELLS[name] for name in CELLS})
    assert add("organization", "--from", file).status == 0
    assert LINE.encode() in body_table(directory).read_bytes()


def test_a_table_may_be_named_by_its_file(add: Run, directory: Project, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "new.csv", CELLS)
    assert add("data/organizations.csv", "--from", file).status == 0
    assert LINE.encode() in body_table(directory).read_bytes()


@pytest.mark.parametrize(
    ("language", "saved"), [("en", "in Excel as “CSV UTF-8”"), ("fr", "« CSV UTF-8")]
)
def test_a_file_in_the_code_of_windows_is_one_error(
    bioprod: Run, directory: Project, tmp_path: Path, *, language: str, saved: str
) -> None:
    """That says how to save it."""
    file = write_csv(tmp_path / "new.csv", CELLS | {"label_fr": "Déclic"}, encoding="cp1252")
    words = ("--lang", language, "add", "organization", "--from", file)
    done = bioprod("--project", directory.root, *words)
    assert done.status == 1
    assert saved in done.out.replace("\u00a0", " ")
    assert done.out.count("[table:") == 1


@pytest.mark.parametrize("mark", [";", ","])
def test_a_table_that_excel_saved_stays_as_it_is(
    add: Run, directory: Project, *, mark: str
) -> None:
    """Its other lines stay byte for byte, and the new one is parted and ended as they are."""
    path = body_table(directory)
    text = path.read_text(encoding="utf-8").replace(",", mark).replace("\n", "\r\n")
    path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    lines = path.read_bytes().splitlines(keepends=True)
    settings = (w for name, cell in CELLS.items() for w in ("--set", f"{name}={cell}"))
    assert add("organization", *settings).status == 0
    added = LINE.replace(",", mark).replace("\n", "\r\n").encode()
    assert path.read_bytes().splitlines(keepends=True) == [*lines[:3], added, *lines[3:]]


class TestCited:
    """A passage and a source that are not there yet."""

    ROW = CELLS | {"passages": ""}
    WHOLE = ROW | prefixed("passage", PASSAGE | {"source": ""}) | prefixed("source", SOURCE)

    def test_come_with_the_row_that_cites_them(
        self, add: Run, directory: Project, tmp_path: Path
    ) -> None:
        """In columns that name their table; what cites them need not say so."""
        second = self.WHOLE | {"id": "tick", "label_fr": "Tic", "label_en": "Tick"}
        file = write_csv(tmp_path / "new.csv", self.WHOLE, second)
        done = add("organization", "--from", file)
        assert done.status == 0, done.out
        tables = read_tables(directory)
        assert b"\nalmanac,Almanach,Almanac,https" in tables["sources.csv"]
        assert b"\natelier-list,almanac,Liste,List," in tables["passages.csv"]
        assert tables["organizations.csv"].count(b",atelier-list,workshop,2024-01-05,high\n") == 2
        assert [tables[f"{n}.csv"].count(b"atelier-list") for n in ("passages",)] == [1]

    def test_come_with_options(self, add: Run, directory: Project) -> None:
        """Named in the same way."""
        cells = {n: c for n, c in self.WHOLE.items() if c}
        done = add("organization", *(w for n, c in cells.items() for w in ("--set", f"{n}={c}")))
        assert done.status == 0
        assert b"\natelier-list,almanac," in read_tables(directory)["passages.csv"]

    def test_are_refused_with_the_row(self, add: Run, directory: Project, tmp_path: Path) -> None:
        """All that is wrong in any of them is told at once, at its place in the file."""
        row = self.WHOLE | {"kind": "Companie", "passage.summary_en": "", "source.layer": "nowhere"}
        file = write_csv(tmp_path / "new.csv", row)
        before = read_tables(directory)
        done = add("organization", "--from", file)
        places = [line.split()[0] for line in done.out.splitlines() if line.startswith(str(file))]
        columns = [list(row).index(n) + 1 for n in ("kind", "passage.summary_en", "source.layer")]
        assert (done.status, places) == (1, [f"{file}:2:{column}" for column in columns])
        assert read_tables(directory) == before

    def test_what_they_lack_is_named_as_it_would_be_given(self, add: Run, tmp_path: Path) -> None:
        """Three rows of one line may each lack an id: which is meant, a curator cannot see."""
        row = {n: c for n, c in self.WHOLE.items() if n not in ("passage.label_en", "source.url")}
        done = add("organization", "--from", write_csv(tmp_path / "new.csv", row))
        assert done.status == 1
        assert "“passage.label_en” is empty" in done.out
        assert "“source.url” is empty" in done.out

    def test_an_unknown_column_of_theirs_is_told(self, add: Run, tmp_path: Path) -> None:
        """As one of the table itself is."""
        file = write_csv(tmp_path / "new.csv", self.ROW | {"passage.sumary": "x"})
        done = add("organization", "--from", file)
        assert (done.status, done.out.split()[0]) == (1, f"{file}:1:{len(self.ROW) + 1}")

    def test_what_is_wrong_with_an_option_names_it(self, add: Run) -> None:
        """As it was given."""
        cells = {n: c for n, c in self.WHOLE.items() if c} | {"passage.id": "Not A Slug"}
        done = add("organization", *(w for n, c in cells.items() for w in ("--set", f"{n}={c}")))
        assert done.status == 1
        assert "--set passage.id  error  [table:bad-value]" in done.out


class TestSeveral:
    """Several tables, all or none."""

    def test_files_each_name_their_table(
        self, add: Run, directory: Project, tmp_path: Path
    ) -> None:
        """The one without a name is of the table that is meant."""
        row = CELLS | {"passages": "atelier-list"}
        bodies, passages = tmp_path / "a=b.csv", tmp_path / "passages.csv"
        write_csv(bodies, row)
        write_csv(passages, PASSAGE, mark=";")
        done = add("organization", "--from", bodies, "--from", f"passage={passages}")
        assert done.status == 0, done.out
        assert b"\natelier-list,atelier," in read_tables(directory)["passages.csv"]

    def test_one_bad_row_refuses_all(self, add: Run, directory: Project, tmp_path: Path) -> None:
        """Nothing is written to any table."""
        before = read_tables(directory)
        bodies = write_csv(tmp_path / "bodies.csv", CELLS | {"passages": "atelier-list"})
        passages = write_csv(tmp_path / "passages.csv", PASSAGE | {"source": "nowhere"})
        done = add("organization", "--from", bodies, "--from", f"passages={passages}")
        assert (done.status, read_tables(directory)) == (1, before)
        assert done.out.startswith(f"{passages}:2:2")

    def test_sheets_of_a_workbook_each_name_their_table(
        self, add: Run, directory: Project, tmp_path: Path
    ) -> None:
        """One sheet alone is of the table that is meant, whatever its name."""
        book = openpyxl.Workbook()
        rows = {"Organization": CELLS | {"passages": "atelier-list"}, "passages": PASSAGE}
        for name, cells in rows.items():
            sheet = book.create_sheet(name)
            sheet.append([*cells, None])
            sheet.append([*cells.values(), None])
            sheet.append([None])
        book.save(tmp_path / "new.xlsx")
        done = add("organization", "--from", tmp_path / "new.xlsx")
        assert done.status == 0, done.out
        assert b"\natelier-list,atelier," in read_tables(directory)["passages.csv"]

    def test_a_text_that_is_called_a_workbook_is_none(self, add: Run, tmp_path: Path) -> None:
        (tmp_path / "new.xlsx").write_text("id,label_fr\n", encoding="utf-8")
        done = add("organization", "--from", tmp_path / "new.xlsx")
        assert done.status == 2
        assert "it is no workbook of Excel" in done.err

    def test_a_sheet_of_no_table_refuses_the_workbook(self, add: Run, tmp_path: Path) -> None:
        """It is not left out in silence."""
        book = openpyxl.Workbook()
        book.create_sheet("organizations").append(list(CELLS))
        book.create_sheet("Notes").append(["to do"])
        book.save(tmp_path / "new.xlsx")
        done = add("organization", "--from", tmp_path / "new.xlsx")
        assert (done.status, done.out) == (2, "")
        assert "each has the name of a table; Notes has not" in done.err


def test_the_standard_input_is_a_file_too(
    add: Run, directory: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Named by a dash."""
    text = "\n".join((",".join(CELLS), ",".join(CELLS.values()), ""))
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    assert add("organization", "--from", "-").status == 0
    assert LINE in body_table(directory).read_text(encoding="utf-8")


def test_many_rows_are_told_by_their_number(add: Run, tmp_path: Path) -> None:
    """Not one by one."""
    names = [f"{a}{b}{c}" for a in "bd" for b in "aeiou" for c in "xz"]
    rows = [CELLS | {"id": n, "label_fr": n * 3, "label_en": n * 4} for n in names]
    done = add("organization", "--from", write_csv(tmp_path / "new.csv", *rows), "--yes")
    assert done.err.startswith("added: 20 rows to data/organizations.csv;")
    assert done.out.count("\n") == 20


def test_rows_are_sorted_on_demand(add: Run, directory: Project) -> None:
    """By key, each as it is; a table in order stays as it is."""
    path = body_table(directory)
    before = path.read_bytes()
    head, *lines = before.splitlines(keepends=True)
    path.write_bytes(head + b"".join(reversed(lines)))
    assert add("organizations", "--sort", "--dry-run").err.startswith("would be data/org")
    assert path.read_bytes() != before
    done = add("organizations", "--sort")
    assert (done.status, done.err) == (0, "sorted: data/organizations.csv\n")
    assert path.read_bytes() == before
    done = add("organizations", "--sort")
    assert (done.status, done.err) == (0, "the rows are in order\n")
