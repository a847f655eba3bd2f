"""Workbooks of Excel: what their cells hold, as text; what is no workbook, or too much of one."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, time
from typing import TYPE_CHECKING

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from bioprod_graph.errors import UsageError
from bioprod_graph.formats import Sheet
from bioprod_graph.tables import workbooks
from bioprod_graph.tables.workbooks import is_workbook, read_workbook
from tests.rendering import render_bytes

if TYPE_CHECKING:
    from collections.abc import Callable

    Cells = list[list[object]]


def write(cells: Cells, *, forms: dict[str, str] | None = None, **others: Cells) -> bytes:
    """A workbook of one sheet, or of several, some cells of which have a form of numbers."""
    book = openpyxl.Workbook()
    del book["Sheet"]
    first = book.create_sheet("Feuil1")
    for row in cells:
        first.append(row)
    for place, form in (forms or {}).items():
        first[place].number_format = form
    for name, rows in others.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def repack(content: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.namelist():
            new.writestr(part, change(part, old.read(part)))
    return out.getvalue()


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        ("é, “x”", None, "é, “x”"),
        (41792471, None, "41792471"),
        (3.0, None, "3"),
        (48.85, None, "48.85"),
        (0.1 + 0.2, None, "0.3"),
        (0.00000012, None, "0.00000012"),
        (True, None, "true"),
        (date(2021, 5, 31), "yyyy-mm-dd", "2021-05-31"),
        (date(2021, 5, 1), "mmm-yy", "2021-05"),
        (date(2021, 5, 1), "[$-40C]mmmm yyyy", "2021-05"),
        (date(2021, 1, 1), "yyyy", "2021"),
        (date(2021, 5, 31), 'd" de "mmmm', "2021-05-31"),
        (
            datetime.combine(date(2021, 5, 31), time(14, 30)),
            "yyyy-mm-dd hh:mm",
            "2021-05-31T14:30:00",
        ),
    ],
)
def test_a_cell_says_what_it_shows(value: object, form: str | None, text: str) -> None:
    """A number without an exponent; a date no more precise than it is shown."""
    content = write([[value]], forms={"A1": form} if form else None)
    assert read_workbook(content, "new.xlsx") == ({"Feuil1": [(1, [text])]}, [])


def test_days_are_counted_as_the_workbook_does() -> None:
    """Old ones of a Macintosh count from 1904."""
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    book["Sheet"]["A1"] = date(2021, 5, 31)
    out = io.BytesIO()
    book.save(out)
    assert read_workbook(out.getvalue(), "a.xlsx")[0]["Sheet"] == [(1, ["2021-05-31"])]


@pytest.mark.parametrize(
    ("value", "check"),
    [("=1+1", "formula"), ("#N/A", "cell-error"), (1234567890123456, "long-number")],
)
def test_what_a_cell_does_not_hold_is_told(value: object, check: str) -> None:
    """By sheet, row and column: nothing is taken for a value that is none."""
    _, findings = read_workbook(write([["a"], ["b", value]]), "new.xlsx")
    assert [(f.check, str(f.location)) for f in findings] == [
        (f"table:{check}", "new.xlsx (Feuil1):2:2")
    ]


def test_empty_sheets_and_rows_are_left_out() -> None:
    """A line keeps its number."""
    content = write([["a", None, "b"], [None, None], ["c"]], Feuil2=[[None]])
    assert read_workbook(content, "new.xlsx")[0] == {
        "Feuil1": [(1, ["a", "", "b"]), (3, ["c"])],
    }


def grow(part: str, text: bytes) -> bytes:
    return text + b" " * 3_000_000 if part.endswith("sheet1.xml") else text


def declare(part: str, text: bytes) -> bytes:
    bomb = b'<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;&b;">]>'
    end = text.find(b"?>") + 2 if text.startswith(b"<?xml") else 0
    return text[:end] + bomb + text[end:] if part.endswith("sheet1.xml") else text


def leap(part: str, text: bytes) -> bytes:
    far = text.replace(b'r="2"', b'r="1048576"').replace(b'r="A2"', b'r="A1048576"')
    return far if part.endswith("sheet1.xml") else text


def break_off(part: str, text: bytes) -> bytes:
    return text[: len(text) // 2] if part.endswith("sheet1.xml") else text


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (grow, "unpacked it is larger than the 2 MB that are read"),
        (declare, "it is no workbook of Excel"),
        (leap, "too many rows or columns"),
        (break_off, "it is no workbook of Excel"),
        (lambda _, text: text[::-1], "it is no workbook of Excel"),
    ],
)
def test_a_hostile_workbook_is_refused(
    monkeypatch: pytest.MonkeyPatch, change: Callable[[str, bytes], bytes], said: str
) -> None:
    """In one line, before it takes memory or time."""
    monkeypatch.setattr(workbooks, "WORKBOOK", 2_000_000)
    content = repack(write([["a"], ["b"]]), change)
    with pytest.raises(UsageError, match=said):
        read_workbook(content, "new.xlsx")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04nothing", "it is no workbook of Excel"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "before 2007: save it as .xlsx"),
        (repack(write([["a"]]), lambda _, text: text)[:-40], "it is no workbook of Excel"),
    ],
)
def test_what_is_no_workbook_is_refused(content: bytes, said: str) -> None:
    """And told from a file of text."""
    assert is_workbook(content)
    with pytest.raises(UsageError, match=said):
        read_workbook(content, "new.xlsx")


def test_many_columns_are_refused_as_many_rows_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cells that are empty between others count, too."""
    monkeypatch.setattr(workbooks, "_MOST_CELLS", 1_000)
    row: list[object] = [None] * 400 + ["x"]
    assert read_workbook(write([row, row]), "new.xlsx")
    with pytest.raises(UsageError, match="too many rows or columns"):
        read_workbook(write([row, row, row]), "new.xlsx")


def test_a_workbook_for_people_holds_no_tables() -> None:
    """What an export writes is not taken for rows, even by sheets that are called as tables are."""
    sheets = [Sheet("organizations", ("id",), (("a",),))]
    content = render_bytes(sheets, "sheets", "xlsx")
    with pytest.raises(UsageError, match="bioprod export wrote it, for people"):
        read_workbook(content, "new.xlsx")
