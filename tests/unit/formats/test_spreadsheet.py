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
from bioprod_graph.formats import Setting
from bioprod_graph.formats.xlsx import Sheet, make_sheets, render_workbook
from bioprod_graph.identifiers import PrefixTable
from bioprod_graph.language import Text
from bioprod_graph.networks import Network, Node
from tests.unit.networks.samples import both

BASE = "https://w3id.org/bioprod/"
EDITION = Edition(
    "https://example.org/set/",
    Text({}),
    (),
    version="1.2.3",
    issued="2024",
    license="https://example.org/licence",
    digest=Digest("dataset", "ab" * 32, "application/n-quads"),
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
    store = ox.Store()
    thing = ox.NamedNode(f"{BASE}id/organization/one")
    datatype = ox.NamedNode("http://www.w3.org/2001/XMLSchema#double")
    literal, graph = ox.Literal(text, datatype=datatype), ox.NamedNode(f"{BASE}graph/record/a/b")
    store.add(ox.Quad(thing, ox.NamedNode(f"{BASE}ontology#n"), literal, graph))
    written = next(quad.object.value for quad in store if isinstance(quad.object, ox.Literal))
    network = Network(
        "n",
        both("t", "t"),
        directed=False,
        nodes=(Node(thing.value, both("a", "a"), "k", ""),),
        links=(),
    )
    sheet = make_sheets(network, Setting(prefixes=PREFIXES, store=store))[1]
    assert sheet.rows[0][-1] == (cell if isinstance(cell, float) else written)
    render_workbook([sheet])


class TestSheets:
    """`make_sheets`."""

    def test_one_sheet_a_kind(self, network: Network, scene: ox.Store) -> None:
        """With a note first, which tells of the guard in both languages, and the links last."""
        workbook = _open(
            render_workbook(
                make_sheets(network, Setting(prefixes=PREFIXES, store=scene, edition=EDITION))
            )
        )
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
        sheets = make_sheets(actors, Setting(prefixes=PREFIXES, store=scene))
        sheet = next(sheet for sheet in sheets if sheet.name == "organization")
        rows = {str(row[0]): dict(zip(sheet.header, row, strict=True)) for row in sheet.rows}
        assert rows["organization/five"]["bioprod:foundingYear"] == 1999
        assert rows["organization/one"]["bioprod:seat"] == "place/here"
        assert rows["organization/two"]["label_fr"] == "=2+5"
        assert rows["organization/alone"]["bioprod:seat"] is None
        # An assumed seat does not pass for a known one.
        assert rows["organization/two"]["bioprod:basis"] == "concept/assumed-basis"
