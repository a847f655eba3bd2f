"""Workbooks of Excel: the cells of each sheet, as the text of a table; the one door of openpyxl.

Office Open XML, ISO/IEC 29500. What stands in a cell is taken only where nothing is lost by it: a
date is as precise as it is shown, and a formula, an error or a number of which Excel has dropped
digits is a finding. A workbook is a stranger’s: how much it holds unpacked is limited first.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from bioprod_graph.errors import UsageError
from bioprod_graph.files import WORKBOOK
from bioprod_graph.findings import Location, shorten
from bioprod_graph.language import Message
from bioprod_graph.tables.faults import fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bioprod_graph.findings import Finding

    Rows = list[tuple[int, list[str]]]

_PACKED, _OLD = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_MOST_PARTS = 2_000
# Whom a workbook that this program writes names as its maker (formats/layout/xlsx).
_OURS = "bioprod-graph"
# How XML begins to declare something of its own, such as a name for a million letters.
_DECLARING = tuple("<!DOCTYPE".encode(form) for form in ("ascii", "utf-16-le", "utf-16-be"))
# Cells of one sheet, empty ones between others included.
_MOST_CELLS = 4_000_000
_MOST_ROWS = 500_000
# Excel keeps fifteen digits of a number.
_LARGEST = 10**15
# What a form of dates says aside: texts, single letters, a language.
_ASIDE = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
# What openpyxl and what it stands on raise for a file that is no workbook.
_REFUSALS = (
    *(ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, OSError),
    *(RuntimeError, SyntaxError, TypeError, ValueError, zipfile.BadZipFile),
)


def is_workbook(content: bytes) -> bool:
    """Tell whether a file is a workbook, of today or of before 2007, by how it begins."""
    return content.startswith((_PACKED, _OLD))


def read_workbook(content: bytes, file: str) -> tuple[dict[str, Rows], list[Finding]]:
    """Read the sheets that hold anything, by name, and what is wrong in their cells.

    Raises UsageError for what cannot be read.
    """
    if content.startswith(_OLD):
        raise _refuse(file, Message("it is of Excel before 2007: save it as .xlsx"))
    findings: list[Finding] = []
    try:
        _measure(content, file)
        with warnings.catch_warnings(action="ignore"):
            sheets = dict(_read_sheets(content, file, findings))
    except _REFUSALS:
        raise _refuse(file, Message("it is no workbook of Excel, or a damaged one")) from None
    return {name: rows for name, rows in sheets.items() if rows}, findings


def _refuse(file: str, reason: Message) -> UsageError:
    return UsageError("--from {file}: cannot be read ({reason})", file=file, reason=reason)


def _measure(content: bytes, file: str) -> None:
    """Refuse what is too large unpacked, and XML that declares anything of its own."""
    large = Message("unpacked it is larger than the {n} MB that are read", n=WORKBOOK // 1_000_000)
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        listed = parts.infolist()
        if len(listed) > _MOST_PARTS or sum(part.file_size for part in listed) > WORKBOOK:
            raise _refuse(file, large)
        for part in listed:
            # No more is unpacked than is declared.
            text = parts.read(part)
            if any(mark in text for mark in _DECLARING):
                raise ValueError(part.filename)


def _read_sheets(content: bytes, file: str, findings: list[Finding]) -> Iterator[tuple[str, Rows]]:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
    try:
        if book.properties.creator == _OURS:
            raise _refuse(file, Message("bioprod export wrote it, for people: it holds no tables"))
        for sheet in book.worksheets:
            sheet.reset_dimensions()  # what it says of its size may be wrong
            yield sheet.title, list(_read_rows(sheet, file, findings))
    finally:
        book.close()


def _read_rows(sheet: Any, file: str, findings: list[Finding]) -> Iterator[tuple[int, list[str]]]:
    count = 0
    for line, row in enumerate(sheet.iter_rows(), start=1):
        count += len(row)
        if line > _MOST_ROWS or count > _MOST_CELLS:
            raise _refuse(file, Message("it has too many rows or columns: divide it"))
        cells: list[str] = []
        for number, cell in enumerate(row, start=1):
            check, text = _read_cell(cell)
            cells.append(text)
            if check:
                where = Location(f"{file} ({sheet.title})", line, number)
                findings.append(fault(check, where, value=shorten(text), of="draft"))
        if any(cells):
            yield line, cells


def _read_cell(cell: Any) -> tuple[str, str]:
    """Give what is wrong with a cell, by the name of the check, if anything is, and its text."""
    value = cell.value
    if value is None or isinstance(value, str):
        kind = getattr(cell, "data_type", "")
        return {"f": "formula", "e": "cell-error"}.get(kind, ""), value or ""
    if isinstance(value, bool):
        return "", str(value).lower()
    if isinstance(value, int | float):
        check = "long-number" if abs(value) >= _LARGEST else ""
        return check, f"{Decimal(f'{value:.15g}'):f}"
    if isinstance(value, datetime) and value.time() == time.min:
        return "", _write_date(value.date(), cell.number_format)
    return "", value.isoformat() if hasattr(value, "isoformat") else str(value)


def _write_date(day: date, form: str) -> str:
    """Write a date as precisely as it is shown: Excel keeps a first of May where May was typed."""
    shown = _ASIDE.sub("", form).partition(";")[0].lower()
    if "d" in shown or "y" not in shown:
        return day.isoformat()
    return day.isoformat()[: 7 if "m" in shown else 4]
