"""Workbooks: exact text, no formula, the same bytes."""

from __future__ import annotations

import io
import subprocess
import sys
import time
import zipfile
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from bioprod_graph.export import Sheet, make_sheets, render_workbook
from bioprod_graph.identifiers import PrefixTable

if TYPE_CHECKING:
    import pyoxigraph as ox

    from bioprod_graph.measures import Network

BASE = "https://w3id.org/bioprod/"
PREFIXES = PrefixTable(BASE, {"bioprod": f"{BASE}ontology#"})
FORMULAS = [
    *("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠x"),
    '=HYPERLINK("https://example.org","x")',
    "=cmd|' /C calc'!A0",
]


def _open(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


def _cell(text: str) -> Any:
    workbook = _open(render_workbook([Sheet("s", ("h",), ((text,),))]))
    return workbook["s"]["A2"]


class TestGuard:
    """No cell is a formula."""

    @pytest.mark.parametrize("text", FORMULAS)
    def test_what_looks_like_a_formula_is_text(self, text: str) -> None:
        """Unchanged, stored as a string, with the quote prefix."""
        cell = _cell(text)
        assert cell.data_type == "s"
        assert cell.quotePrefix
        # The end of a line in a cell is a line feed.
        assert cell.value == text.replace("\r", "\n")

    @pytest.mark.parametrize("text", ["plain", "a=b", "#N/A", "1-2", "", "l’été"])
    def test_other_text_is_text_as_well(self, text: str) -> None:
        """Without the prefix; what looks like an error is none."""
        cell = _cell(text)
        assert (cell.value or "", bool(cell.quotePrefix)) == (text, False)
        assert cell.data_type != "e"

    def test_a_header_is_guarded_too(self) -> None:
        """A column is named after a property."""
        workbook = _open(render_workbook([Sheet("s", ("=1",), ())]))
        assert workbook["s"]["A1"].data_type == "s"

    def test_no_formula_is_in_the_file(self) -> None:
        """The element of formulas occurs nowhere."""
        sheet = Sheet("s", ("h",), tuple((text,) for text in FORMULAS))
        with zipfile.ZipFile(io.BytesIO(render_workbook([sheet]))) as archive:
            assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")

    def test_numbers_stay_numbers(self) -> None:
        """Also below zero."""
        workbook = _open(render_workbook([Sheet("s", ("h",), ((-1.5,), (None,)))]))
        assert workbook["s"]["A2"].value == -1.5
        assert workbook["s"]["A3"].value is None


class TestWorkbook:
    """`render_workbook`."""

    def test_same_sheets_same_bytes(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Whatever the day."""
        sheets = [Sheet("s", ("h",), (("x",),))]
        first = render_workbook(sheets)
        now = time.time()
        monkeypatch.setattr(time, "time", lambda: now + 1e7)
        assert render_workbook(sheets) == first
        with zipfile.ZipFile(io.BytesIO(first)) as archive:
            assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
            assert b"dcterms:modified" not in archive.read("docProps/core.xml")
            assert archive.testzip() is None

    def test_same_bytes_with_and_without_lxml(self) -> None:
        """openpyxl writes by lxml where it is installed."""
        code = (
            "import hashlib; from bioprod_graph.export import Sheet, render_workbook\n"
            "rows = (('=1', -1.5), (' é <&> ', None), ('\\r=1', '\\t\\n'), ('𝛃\\n', 1e21))\n"
            "content = render_workbook([Sheet('s', ('h', 'é'), rows)])\n"
            "print(hashlib.sha256(content).hexdigest())\n"
        )
        digests = {
            subprocess.run(
                [sys.executable, "-c", code],
                env={"OPENPYXL_LXML": choice, "PATH": "", "PYTHONUTF8": "1"},
                check=True,
                capture_output=True,
            ).stdout
            for choice in ("True", "False")
        }
        assert len(digests) == 1

    def test_a_name_that_excel_refuses_is_made_fit(self) -> None:
        """Some characters, and more than 31 of them."""
        workbook = _open(render_workbook([Sheet("a/b:" + "c" * 40, ("h",), ())]))
        assert workbook.sheetnames == ["a-b-" + "c" * 27]

    def test_a_control_character_is_replaced(self) -> None:
        """The file can be opened."""
        assert _cell("a\x00b").value == "a\ufffdb"

    def test_a_text_too_long_for_a_cell_is_told(self) -> None:
        """It is not cut in silence."""
        with pytest.raises(ValueError, match="32768 characters is too long"):
            _cell("x" * 32768)


class TestSheets:
    """`make_sheets`."""

    def test_one_sheet_a_kind(self, network: Network, scene: ox.Store) -> None:
        """With a note first, which tells of the guard in both languages, and the links last."""
        workbook = _open(render_workbook(make_sheets(network, scene, PREFIXES, digest="ab" * 32)))
        kinds = sorted({node.kind for node in network.nodes})
        assert workbook.sheetnames == ["note", *kinds, "links"]
        note = [cell.value for row in workbook["note"].iter_rows() for cell in row]
        assert any("aucune cellule" in text.lower() for text in note)
        assert any("no cell" in text.lower() for text in note)
        assert any("ab" * 32 in text for text in note)
        rows = sum(workbook[kind].max_row - 1 for kind in kinds)
        assert (rows, workbook["links"].max_row - 1) == (len(network.nodes), len(network.links))

    def test_what_is_stated_has_a_column(self, actors: Network, scene: ox.Store) -> None:
        """A number as a number, a thing as KIND/SLUG."""
        sheets = make_sheets(actors, scene, PREFIXES, digest="")
        sheet = next(sheet for sheet in sheets if sheet.name == "organization")
        rows = {str(row[0]): dict(zip(sheet.header, row, strict=True)) for row in sheet.rows}
        assert rows["organization/five"]["bioprod:foundingYear"] == 1999
        assert rows["organization/one"]["bioprod:seat"] == "place/here"
        assert rows["organization/two"]["label_fr"] == "=2+5"
        assert rows["organization/alone"]["bioprod:seat"] is None
        # An assumed seat does not pass for a known one.
        assert rows["organization/two"]["bioprod:basis"] == "concept/assumed-basis"
