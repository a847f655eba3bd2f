"""Spreadsheets (Office Open XML, ECMA-376), written by openpyxl and guarded against formulas.

No cell is a formula. Text that a program might take for one (https://owasp.org, “CSV injection”) is
stored as a string with the quote prefix of its cell style, so that the text itself is unchanged.
Same sheets, same bytes: the archive is packed again without the clock that openpyxl writes, its
parts in canonical XML, since openpyxl writes them in other words where lxml is installed.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import canonicalize

from bioprod_graph.export.files import make_archive

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell as WrittenCell

Cell = str | float | None

# What begins a formula, or is skipped before one; the wide forms are taken for the plain ones.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_CLOCK = re.compile(rb"<dcterms:(created|modified)\b.*?</dcterms:\1>", re.DOTALL)
_NO_NAME = re.compile(r"[\[\]:*?/\\]")
_LONGEST_NAME = 31
# ECMA-376 leaves it open; Excel refuses a longer text.
_LONGEST_TEXT = 32_767
_WIDEST = 60


@dataclass(frozen=True)
class Sheet:
    """A sheet: its name, the header and the rows."""

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def render_workbook(sheets: list[Sheet]) -> bytes:
    """Render sheets as one workbook; raises ValueError for a text that is too long for a cell."""
    from openpyxl import Workbook

    _check_lengths(sheets)
    workbook = Workbook(write_only=True)
    workbook.properties.creator = "bioprod-graph"
    for sheet in sheets:
        name = _NO_NAME.sub("-", sheet.name)[:_LONGEST_NAME]
        _fill(workbook.create_sheet(name), sheet)
    out = io.BytesIO()
    workbook.save(out)
    return _pack_again(out.getvalue())


def is_formula(text: str) -> bool:
    """Tell whether a program might take a text for a formula.

    >>> is_formula("=1+1"), is_formula("1+1")
    (True, False)
    """
    return text.startswith(_FORMULA)


def _check_lengths(sheets: list[Sheet]) -> None:
    texts = (text for sheet in sheets for row in (sheet.header, *sheet.rows) for text in row)
    for text in texts:
        if isinstance(text, str) and len(text) > _LONGEST_TEXT:
            raise ValueError(
                f"a text of {len(text)} characters is too long for a cell: {text[:40]}…"
            )


def _fill(worksheet: Any, sheet: Sheet) -> None:
    from openpyxl.utils import get_column_letter

    worksheet.freeze_panes = "A2"
    for number, texts in enumerate(zip(sheet.header, *sheet.rows, strict=True), start=1):
        width = max(len(str(text or "")) for text in texts)
        worksheet.column_dimensions[get_column_letter(number)].width = min(width + 2, _WIDEST)
    worksheet.append([_make_cell(worksheet, name, is_bold=True) for name in sheet.header])
    for row in sheet.rows:
        worksheet.append([_make_cell(worksheet, value) for value in row])


def _make_cell(worksheet: Any, value: Cell, *, is_bold: bool = False) -> WrittenCell | None:
    from openpyxl.cell.cell import WriteOnlyCell
    from openpyxl.styles import Font

    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    text = _clean(value) if isinstance(value, str) else value
    cell = WriteOnlyCell(worksheet, value=text)
    if is_bold:
        cell.font = Font(bold=True)
    if isinstance(text, str):
        # openpyxl would take “=…” for a formula and “#N/A” for an error.
        cell.data_type = "s"
        cell.quotePrefix = is_formula(text)
    return cell


def _clean(text: str) -> str:
    """Replace what XML cannot hold; a line of a cell ends in LF, as XML would read it."""
    return _CONTROL.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def _pack_again(content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = [(name, archive.read(name)) for name in archive.namelist()]
    return make_archive((name, _normalize(name, part)) for name, part in members)


def _normalize(name: str, part: bytes) -> bytes:
    """Give a part in canonical XML 2.0, without the moments in which it was made."""
    if name == "docProps/core.xml":
        part = _CLOCK.sub(b"", part)
    return canonicalize(part.decode()).encode()
