"""Sheets as workbooks for people: the first one tells what the others hold, and of what they are.

Workbooks are Office Open XML (ECMA-376), their parts the templates of `layout/xlsx`. No cell is a
formula: text that a program might take for one (https://owasp.org, “CSV injection”) is stored as a
string with the quote prefix of its cell style, so that the text itself is unchanged. Same sheets,
same bytes.
"""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from itertools import chain, islice, product
from math import ceil
from typing import TYPE_CHECKING

import pyoxigraph as ox

from bioprod_graph import documents
from bioprod_graph.errors import FormatError
from bioprod_graph.formats.archives import make_archive
from bioprod_graph.formats.registry import ALL_PLACES, Format, Sheet, register
from bioprod_graph.language import Message
from bioprod_graph.notation import find_unholdable, keep_returns, measure, name_character

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bioprod_graph.formats.registry import Setting

Cell = str | float | ox.Literal | None

_PARTS = (
    *("[Content_Types].xml", "_rels/.rels", "docProps/core.xml", "xl/workbook.xml"),
    *("xl/_rels/workbook.xml.rels", "xl/styles.xml"),
)
_RELATIONS = "xl/worksheets/_rels/sheet.xml.rels"
# What begins a formula, or is skipped before one; the wide forms are taken for the plain ones.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NO_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f\ufffe\uffff]")
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LONGEST_NAME = 31
_TAKEN_NAMES = ("history",)  # Excel keeps it for itself
# ECMA-376, 22.9.2.19: what would be read as an escaped character, its own underscore escaped.
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
# ECMA-376 leaves it open; Excel refuses a longer text.
_LONGEST_TEXT = 32_767
_MOST_ROWS = 1_048_576
_MOST_COLUMNS = 16_384
# A column of sentences is wide, one of names is not: longer ones have several lines.
_WIDE = 66  # a digest stays whole
_NARROW = 32
_SENTENCE = 80
_ARROW = 4  # what the button of the filter covers of a head
_FILLED = 1.05
_LINE = 15
_MOST_LINES = 27  # a row is of at most 409 points
_QUOTED = 100
# An address that every program takes for one: others stay text, a faulty link spoils a workbook.
_ADDRESS = re.compile(
    r"https?://[a-z0-9.-]+(:[0-9]+)?([/?#]([\w.~!$&'()*+,;=:@/?#-]|%[0-9a-f]{2})*)?",
    re.ASCII | re.IGNORECASE,
)
_LONGEST_ADDRESS = 2_000
_MOST_LINKS = 65_530
# Digits that Excel keeps of a number, and powers of ten that it reaches.
_DIGITS = 15
_LARGEST = 300
_NUMBERS = frozenset(
    f"http://www.w3.org/2001/XMLSchema#{name}" for name in ("integer", "decimal", "double", "gYear")
)
_NOTES = (
    Message(
        "Several values in a cell are separated by “;”. Dates are text, as precise as they are "
        "known: 2021, 2021-05, 2021-05-31."
    ),
    Message(
        "No cell is a formula: text that begins with =, +, -, @, a tab or a line end is kept as it "
        "is, as text, with the quote prefix of the cell. The CSV export and SPARQL answers as CSV "
        "are not guarded."
    ),
)
_IMPRINT = {
    "licence": Message("Licence"),
    "version": Message("Version"),
    "digest": Message("SHA-256"),
}


def render_workbook(sheets: Sequence[Sheet], *, own: str = "") -> bytes:
    """Render sheets as one workbook; an address alone in a cell is a link, unless `own` begins it.

    Raises FormatError for what a sheet cannot hold: a text that is too long, a character that XML
    does not have, too many rows or columns.
    """
    sheets = [sheet._replace(rows=tuple(map(_hold_row, sheet.rows))) for sheet in sheets]
    for sheet in sheets:
        _check_size(sheet)
        _check_texts(sheet)
    environment = documents.make_environment("bioprod_graph.formats", folder="layout/xlsx")
    names = _name_sheets(sheets)
    members = [(part, environment.get_template(part).render(names=names)) for part in _PARTS]
    page, relations = map(environment.get_template, ("xl/worksheets/sheet.xml", _RELATIONS))
    for number, sheet in enumerate(sheets, start=1):
        rows = list(_place_cells(sheet))
        links = [each for row in rows[1:] for each in _find_links(row, own)][:_MOST_LINKS]
        last = f"{next(islice(_letters(), max(len(sheet.header), 1) - 1, None))}{len(rows)}"
        widths = _size_columns(sheet)
        heights = [_measure_row(row, widths) for row in (sheet.header, *sheet.rows)]
        written = page.render(widths=widths, heights=heights, rows=rows, links=links, last=last)
        members.append((f"xl/worksheets/sheet{number}.xml", written))
        if links:
            written = relations.render(links=links)
            members.append((f"xl/worksheets/_rels/sheet{number}.xml.rels", written))
    return make_archive((name, keep_returns(text.encode())) for name, text in members)


def _hold_row(row: Sequence[Cell]) -> tuple[Cell, ...]:
    """Give each literal as a number that the sheet holds as it is, else as its text."""
    return tuple(_parse(cell) if isinstance(cell, ox.Literal) else cell for cell in row)


def _find_links(row: Sequence[tuple[str, Cell, int]], own: str) -> Iterator[tuple[str, str]]:
    for place, value, _ in row:
        text = value if isinstance(value, str) and len(value) < _LONGEST_ADDRESS else ""
        if _ADDRESS.fullmatch(text) and not (own and text.startswith(own)):
            yield place, text


def _size_columns(sheet: Sheet) -> list[int]:
    """Give each column what its longest cell asks for, within what is read on one line."""
    sizes = []
    for head, *cells in zip(sheet.header, *sheet.rows, strict=True):
        asked = [measure(str(cell)) for cell in cells if cell is not None] or [0]
        widest = _WIDE if sum(asked) > _SENTENCE * len(asked) else _NARROW
        word = max(map(measure, head.split()), default=0) + _ARROW
        sizes.append(max(min(max(asked) + 2, widest), word))
    return sizes


def _measure_row(row: Sequence[Cell], widths: Sequence[int]) -> int:
    """Give the height of a row in points: not every program looks for the tallest cell itself."""
    lines = (
        # A width is that of digits: letters are narrower, but words end lines before their end.
        sum(ceil(measure(line) / (width * _FILLED)) for line in cell.split("\n"))
        for cell, width in zip(row, widths, strict=True)
        if isinstance(cell, str)
    )
    return min(max(lines, default=1) or 1, _MOST_LINES) * _LINE


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
            if character:
                found = name_character(character)
                what = Message("{found}, which XML does not have", found=found)
            elif length > _LONGEST_TEXT:
                what = Message("a text of {n} characters, which is too long for a cell", n=length)
            else:
                continue
            place = f"{column} – {row[0]}"[:_QUOTED]
            raise FormatError("xlsx cannot hold {what} ({place}): use csv", what=what, place=place)


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


def _place_cells(sheet: Sheet) -> Iterator[list[tuple[str, Cell, int]]]:
    """Give what each row holds: its place, the value, and the number of its style."""
    for number, row in enumerate((sheet.header, *sheet.rows), start=1):
        yield [
            (f"{column}{number}", *_style(value, is_head=number == 1))
            for column, value in zip(_letters(), row, strict=False)
            if value is not None and value != ""
        ]


def _letters() -> Iterator[str]:
    """Give the names of columns: A, B … AA, AB … and so on."""
    combined = chain.from_iterable(product(_LETTERS, repeat=size) for size in (1, 2, 3))
    return map("".join, combined)


def _style(value: Cell, *, is_head: bool) -> tuple[Cell, int]:
    if not isinstance(value, str):
        return value, int(is_head)
    return _ESCAPE.sub("_x005F_", value), is_head + 2 * value.startswith(_FORMULA)


def _make_note(sheets: Sequence[Sheet], setting: Setting) -> Sheet:
    """Make the first sheet: what the others hold, how they are written, and of what they are."""
    edition, language = setting.edition, setting.language
    told = [(Message("Note"), note.say(language)) for note in _NOTES]
    told += [(Message("Dataset"), edition.title.say(language))] if edition else []
    told += [(_IMPRINT[name], value) for name, value in setting.imprint.items()]
    rows = (
        *((sheet.name, len(sheet.rows), sheet.description) for sheet in sheets),
        *((name.say(language), None, value) for name, value in told),
    )
    header = (Message("sheet"), Message("rows"), Message("what it holds"))
    name = Message("About").say(language)
    return Sheet(name, tuple(each.say(language) for each in header), rows)


def _render(sheets: Sequence[Sheet], setting: Setting) -> bytes:
    return render_workbook([_make_note(sheets, setting), *sheets], own=setting.prefixes.base)


def _parse(literal: ox.Literal) -> Cell:
    """Give a number as a number, where the sheet holds it as it is, and any other as its text."""
    if literal.datatype.value not in _NUMBERS:
        return literal.value
    try:
        exact = Decimal(literal.value.strip())
    except InvalidOperation:  # such as INF of XML Schema, or no number at all
        return literal.value
    is_held = exact.is_finite() and len(exact.normalize().as_tuple().digits) <= _DIGITS
    return float(exact) if is_held and abs(exact.adjusted()) < _LARGEST else literal.value


_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
register(
    Format("xlsx", "sheets", _XLSX, ".xlsx", _render, is_binary=True, places=ALL_PLACES),
)
