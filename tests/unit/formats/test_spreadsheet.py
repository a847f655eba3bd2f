"""Workbooks: exact text, no formula, the same bytes."""

from __future__ import annotations

import io
import re
import time
import zipfile
from typing import Any

import openpyxl
import pyoxigraph as ox
import pytest

from bioprod_graph.documents import Digest, Edition
from bioprod_graph.errors import FormatError
from bioprod_graph.formats import Setting, Sheet, find_format
from bioprod_graph.formats.xlsx import render_workbook
from bioprod_graph.identifiers import PrefixTable
from bioprod_graph.language import Text

BASE = "https://w3id.org/bioprod/"
XSD = "http://www.w3.org/2001/XMLSchema#"
EDITION = Edition(
    "https://example.org/set/",
    Text({}),
    (),
    version="1.2.3",
    issued="2024",
    license="https://example.org/licence",
    digest=Digest("dataset", "ab" * 32, "application/n-quads"),
    name=Text({"": "Set"}),
)
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
        assert cell.value == text

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

    def test_texts_keep_their_blanks_and_line_ends(self) -> None:
        """Those at an end too, and a carriage return."""
        for text in (" é <&> ", "\t\n", "a\r\nb", "𝛃\n", "  "):
            assert _cell(text).value == text

    def test_a_name_that_excel_refuses_is_made_fit(self) -> None:
        """Some characters, and more than 31 of them."""
        workbook = _open(render_workbook([Sheet("a/b:" + "c" * 40, ("h",), ())]))
        assert workbook.sheetnames == ["a-b-" + "c" * 27]

    def test_names_that_are_the_same_when_cut_are_told_apart(self) -> None:
        """Excel takes no two, not even in capitals, none that is empty and not its own."""
        names = ("k" * 40, "K" * 50, "", "'", "History", "a\x07b")
        workbook = _open(render_workbook([Sheet(name, ("h",), ()) for name in names]))
        assert workbook.sheetnames == [*("k" * 31, "K" * 29 + "-2", "-", "--2", "History-2", "a-b")]

    @pytest.mark.parametrize("text", ["a\x00b", "\x1b", "\ufffe"])
    def test_a_control_character_is_refused(self, text: str) -> None:
        """By its name, its column and the first cell of its row."""
        sheet = Sheet("s", ("id", "note"), (("thing", text),))
        with pytest.raises(FormatError, match=r"U\+.*note – thing") as refused:
            render_workbook([sheet])
        assert "note – thing" in refused.value.message("fr")

    @pytest.mark.parametrize("text", ["x" * 32768, "𝒳" * 16384])
    def test_a_text_too_long_for_a_cell_is_told(self, text: str) -> None:
        """It is not cut in silence; Excel counts a letter beyond the first plane as two."""
        with pytest.raises(FormatError, match="32768 characters, which is too long"):
            _cell(text)
        assert _cell(text[1:]).value == text[1:]

    @pytest.mark.parametrize(("rows", "columns"), [(1_048_576, 1), (0, 16_385)])
    def test_a_sheet_that_is_too_large_is_told(self, rows: int, columns: int) -> None:
        """Before it is written."""
        sheet = Sheet("s", ("h",) * columns, ((None,),) * rows)
        with pytest.raises(FormatError, match="xlsx cannot hold the sheet s"):
            render_workbook([sheet])

    def test_what_looks_escaped_is_escaped(self) -> None:
        """ECMA-376, 22.9.2.19: Excel would read one character; openpyxl leaves it as it is."""
        text = "_x0041_ and _x00e9_, not x0041_"
        stored = str(_cell(text).value)
        assert stored == "_x005F_x0041_ and _x005F_x00e9_, not x0041_"
        decoded = re.sub("_x([0-9A-Fa-f]{4})_", lambda match: chr(int(match[1], 16)), stored)
        assert decoded == text


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        *(("1999", 1999.0), ("-1.5", -1.5), ("1e3", 1000.0), (" 7 ", 7.0)),
        *((text, text) for text in ("INF", "-INF", "NaN", "abc", "", "1e400")),
        *((text, text) for text in ("12345678901234567890", "0.1234567890123456789")),
    ],
)
def test_numbers_are_exact_or_text(text: str, cell: float | str) -> None:
    """What Excel would round, or has no number for, keeps its digits."""
    literal = ox.Literal(text, datatype=ox.NamedNode(f"{XSD}double"))
    workbook = _open(render_workbook([Sheet("s", ("h",), ((literal,),))]))
    assert workbook["s"]["A2"].value == (cell or None)


def test_a_number_of_a_register_is_text() -> None:
    """However short it is: its datatype says so; a year is a number."""
    row = (ox.Literal("552081317"), ox.Literal("1998", datatype=ox.NamedNode(f"{XSD}gYear")))
    sheet = _open(render_workbook([Sheet("s", ("h", "y"), (row,))]))["s"]
    assert (sheet["A2"].value, sheet["B2"].value) == ("552081317", 1998)


class TestLook:
    """How a sheet is met."""

    def test_heads_stay_and_columns_are_filtered(self) -> None:
        """The first row and the first column do not scroll; all columns have a filter."""
        rows = (("x", "y"), ("z", "t"))
        sheet = _open(render_workbook([Sheet("s", ("a", "b"), rows)]))["s"]
        assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("B2", "A1:B3")

    def test_long_text_is_wrapped_in_a_row_as_high_as_it(self) -> None:
        """Each text in a column that is no wider than it is read well."""
        text = "mot " * 100
        sheet = _open(render_workbook([Sheet("s", ("a", "b"), (("x", text), ("y", "z")))]))["s"]
        width, rows = sheet.column_dimensions["B"].width, sheet.row_dimensions
        assert width <= 70
        assert sheet["B2"].alignment.wrap_text
        assert rows[2].height >= len(text) / width * rows[3].height * 0.95

    @pytest.mark.parametrize(
        ("text", "is_link"),
        [
            ("https://example.org/a?b=c&d=%20#e", True),
            ("http://example.org", True),
            ("https://example.org/a; https://example.org/b", False),
            *((text, False) for text in ("javascript:alert(1)", "https://x.org/a b", "https://[")),
            *((text, False) for text in ("file:///etc/passwd", "=https://x.org", f"{BASE}id/a/b")),
            (f"https://example.org/{'a' * 3000}", False),
        ],
    )
    def test_an_address_alone_is_a_link(self, text: str, is_link: bool) -> None:
        """Its text stays text; what is no address to every program, or is our own, is no link."""
        content = render_workbook([Sheet("s", ("h",), ((text,),))], own=BASE)
        cell = _open(content)["s"]["A2"]
        assert (cell.value, cell.data_type) == (text, "s")
        assert (cell.hyperlink.target if cell.hyperlink else None) == (text if is_link else None)


def test_the_first_sheet_tells_what_the_others_hold() -> None:
    """In the language of the reader: their rows, the guard, and of what they are."""
    sheets = [Sheet("Corps", ("nom",), (("x",), ("y",)), "Ce qu’ils sont")]
    form = find_format("xlsx", "sheets")
    written = form.render(sheets, Setting("fr", prefixes=PREFIXES, edition=EDITION))
    assert isinstance(written, bytes)
    first, second = _open(written).worksheets
    told = list(first.iter_rows(min_row=2, values_only=True))
    assert second.title == "Corps"
    assert told[0] == ("Corps", 2, "Ce qu’ils sont")
    assert {EDITION.version, EDITION.license, EDITION.digest.sha256} <= {row[2] for row in told}
    assert any("Aucune cellule n’est une formule" in str(row[2]) for row in told)
