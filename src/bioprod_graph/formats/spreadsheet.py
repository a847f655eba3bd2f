"""Spreadsheets (Office Open XML, ECMA-376), written by openpyxl and guarded against formulas.

No cell is a formula. Text that a program might take for one (https://owasp.org, “CSV injection”) is
stored as a string with the quote prefix of its cell style, so that the text itself is unchanged.
Same sheets, same bytes: the archive is packed again without the clock that openpyxl writes, its
parts in canonical XML, since openpyxl writes them in other words where lxml is installed.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bioprod_graph.errors import FormatError
from bioprod_graph.formats.files import make_archive
from bioprod_graph.language import Message
from bioprod_graph.notation.visible import name_character
from bioprod_graph.notation.xml import find_unholdable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openpyxl.cell.cell import Cell as WrittenCell

Cell = str | float | None

# What begins a formula, or is skipped before one; the wide forms are taken for the plain ones.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# Text of blanks alone, which Excel drops and lxml alone would keep.
_BLANK = re.compile(r"<t>(?=\s+</t>)")
_CLOCK = re.compile(rb"<dcterms:(created|modified)\b.*?</dcterms:\1>", re.DOTALL)
_NO_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f\ufffe\uffff]")
_LONGEST_NAME = 31
_TAKEN_NAMES = ("history",)  # Excel keeps it for itself
# ECMA-376, 22.9.2.19: what would be read as an escaped character, its own underscore escaped.
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
# No characters, but XML has them.
_MARKS = range(0xFDD0, 0xFDF0)
# ECMA-376 leaves it open; Excel refuses a longer text.
_LONGEST_TEXT = 32_767
_MOST_ROWS = 1_048_576
_MOST_COLUMNS = 16_384
_WIDEST = 60
_QUOTED = 100


@dataclass(frozen=True)
class Sheet:
    """A sheet: its name, the header and the rows."""

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def render_workbook(sheets: Sequence[Sheet]) -> bytes:
    """Render sheets as one workbook.

    Raises FormatError for what a sheet cannot hold: a text that is too long, a character that XML
    does not have, too many rows or columns.
    """
    from openpyxl import Workbook

    for sheet in sheets:
        _check_size(sheet)
        _check_texts(sheet)
    mark = _choose_mark(sheets)
    workbook = Workbook(write_only=True)
    workbook.properties.creator = "bioprod-graph"
    for name, sheet in zip(_name_sheets(sheets), sheets, strict=True):
        _fill(workbook.create_sheet(name), sheet, mark)
    out = io.BytesIO()
    workbook.save(out)
    return _pack_again(out.getvalue(), mark)


def is_formula(text: str) -> bool:
    """Tell whether a program might take a text for a formula.

    >>> is_formula("=1+1"), is_formula("1+1")
    (True, False)
    """
    return text.startswith(_FORMULA)


def _check_size(sheet: Sheet) -> None:
    rows, columns = len(sheet.rows) + 1, len(sheet.header)
    if rows > _MOST_ROWS or columns > _MOST_COLUMNS:
        raise FormatError(
            "xlsx cannot hold the sheet {name}: {rows} rows and {columns} columns "
            "are more than {most_rows} or {most_columns}; use csv",
            name=sheet.name,
            rows=rows,
            columns=columns,
            most_rows=_MOST_ROWS,
            most_columns=_MOST_COLUMNS,
        )


def _check_texts(sheet: Sheet) -> None:
    """Refuse the first text that no cell can hold, by its column and what its row begins with."""
    for row in (sheet.header, *sheet.rows):
        for column, value in zip(sheet.header, row, strict=True):
            text = value if isinstance(value, str) else ""
            # Excel counts as Java does: what is beyond the first plane is two characters.
            length = len(text.encode("utf-16-le", "surrogatepass")) // 2
            character = find_unholdable(text)
            if character or length > _LONGEST_TEXT:
                shown = name_character(character) if character else length
                raise _refuse(shown, f"{column} – {row[0]}"[:_QUOTED])


def _refuse(found: str | int, place: str) -> FormatError:
    """Make the error for a character, or for a text of so many."""
    if isinstance(found, str):
        what = Message("{found}, which XML does not have", found=found)
    else:
        what = Message("a text of {n} characters, which is too long for a cell", n=found)
    return FormatError("xlsx cannot hold {what} ({place}): use csv", what=what, place=place)


def _choose_mark(sheets: Sequence[Sheet]) -> str:
    """Choose a character that stands in no text, for what openpyxl’s writers do not agree on."""
    rows = (row for sheet in sheets for row in (sheet.header, *sheet.rows))
    used = {text for row in rows for text in row if isinstance(text, str) and not text.isascii()}
    return next(mark for mark in map(chr, _MARKS) if not any(mark in text for text in used))


def _name_sheets(sheets: Sequence[Sheet]) -> list[str]:
    """Name sheets as Excel allows: not empty, short, without some characters, each once."""
    names: dict[str, str] = {}
    for sheet in sheets:
        name = _NO_NAME.sub("-", sheet.name).strip("'")[:_LONGEST_NAME] or "-"
        number = 1
        while name.lower() in names or name.lower() in _TAKEN_NAMES:
            number += 1
            name = f"{name[: _LONGEST_NAME - len(str(number)) - 1]}-{number}"
        names[name.lower()] = name
    return list(names.values())


def _fill(worksheet: Any, sheet: Sheet, mark: str) -> None:
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    worksheet.freeze_panes = "A2"
    for number, texts in enumerate(zip(sheet.header, *sheet.rows, strict=True), start=1):
        width = max(len(str(text or "")) for text in texts)
        worksheet.column_dimensions[get_column_letter(number)].width = min(width + 2, _WIDEST)
    header = [_make_cell(worksheet, name, mark) for name in sheet.header]
    for cell in filter(None, header):
        cell.font = Font(bold=True)
    worksheet.append(header)
    for row in sheet.rows:
        worksheet.append([_make_cell(worksheet, value, mark) for value in row])


def _make_cell(worksheet: Any, value: Cell, mark: str) -> WrittenCell | None:
    from openpyxl.cell.cell import WriteOnlyCell

    if value is None or value == "":
        return None
    if not isinstance(value, str):
        return WriteOnlyCell(worksheet, value=value)
    cell = WriteOnlyCell(worksheet, value=_ESCAPE.sub("_x005F_", value).replace("\r", mark))
    # openpyxl would take “=…” for a formula and “#N/A” for an error.
    cell.data_type = "s"
    cell.quotePrefix = is_formula(value)
    return cell


def _pack_again(content: bytes, mark: str) -> bytes:
    import zipfile

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = [(name, archive.read(name)) for name in archive.namelist()]
    return make_archive((name, _normalize(name, part, mark)) for name, part in members)


def _normalize(name: str, part: bytes, mark: str) -> bytes:
    """Give a part in canonical XML 2.0, without the moments in which it was made."""
    from xml.etree.ElementTree import canonicalize

    if name == "docProps/core.xml":
        part = _CLOCK.sub(b"", part)
    text = _BLANK.sub('<t xml:space="preserve">', canonicalize(part.decode()))
    return text.replace(mark, "&#xD;").encode()
