"""For a terminal: rows as a table, documents as text that fits its width, no word broken.

Notes of a document stand at the end; those of tables, which have little room for marks, are left
to other forms, unless a table is made for them. A table that does not fit is written row by row,
each value beside its column’s name.
"""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

import pyoxigraph as ox

from bioprod_graph import documents
from bioprod_graph.formats.registry import Format, register
from bioprod_graph.formats.results import read_cells, say_boolean
from bioprod_graph.language import Message
from bioprod_graph.notation import choose_side, measure, pad, set_table, wrap

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bioprod_graph.documents import Block, Document, Sentence
    from bioprod_graph.formats.registry import Setting
    from bioprod_graph.formats.results import Rows

    Cells = Sequence[str]

_GAP = 2
_NARROWEST = 40
# Dates and statuses are read at a glance: a column of such short cells stays whole.
_SHORT = 20
# Rows that are taller are read more easily value by value.
_TALLEST = 6
_NO_BREAK = "\u00a0"


def _render_rows(rows: Rows, setting: Setting) -> str | bytes:
    """Render rows as a table for a terminal."""
    if isinstance(rows, ox.QueryBoolean):
        return say_boolean(rows, setting.language)
    header, *cells = read_cells(rows, setting)
    total = Message("({n} row)", many="({n} rows)", n=len(cells)).say(setting.language)
    title = [*wrap(setting.title, setting.width), ""] if setting.title else []
    return "\n".join([*title, *set_table(header, cells, width=setting.width), total, ""])


def _render_document(document: Document, setting: Setting) -> str:
    """Render a document as text for a terminal of some width; same document, same text."""
    noted = (block for block in document.blocks if _is_noted(block))
    marker = documents.Marker(noted, document.language)
    width = max(setting.width, _NARROWEST)
    parts = [wrap(documents.clean(document.title), width)]
    if document.lead is not None:
        parts.append(_write_block(document.lead, marker, width))
    for section in document.sections:
        title = wrap(documents.clean(section.title), width)
        parts.append([*title, "─" * max(map(measure, title), default=0)])
        parts += (_write_block(block, marker, width) for block in section.blocks)
    if document.illustration:
        parts.append(wrap(documents.clean(document.illustration.text), width))
    if marker.numbers:
        parts += [
            [documents.WORDS["notes"].say(document.language)],
            list(_write_notes(marker, width)),
        ]
    return "\n\n".join("\n".join(lines) for lines in parts if lines) + "\n"


def _write_block(block: Block, marker: documents.Marker, width: int) -> list[str]:
    if isinstance(block, documents.TableBlock):
        if _is_noted(block):
            from dataclasses import replace  # which the rows of a question load nothing of

            cells = ((documents.Sentence(_mark(c, marker)) for c in row) for row in block.rows)
            block = replace(block, rows=tuple(map(tuple, cells)))
        return _set_table(block, width) or list(_stack(block, width))
    said = [_mark(sentence, marker) for sentence in block.sentences]
    if isinstance(block, documents.Items | documents.Figures):
        starts = said[::2] if isinstance(block, documents.Figures) else ["-"] * len(said)
        pairs = zip(
            starts, said[1::2] if isinstance(block, documents.Figures) else said, strict=True
        )
        return [line for start, text in pairs for line in wrap(f"{start} {text}", width, hanging=2)]
    return wrap(" ".join(filter(None, said)), width)


def _is_noted(block: Block) -> bool:
    return not isinstance(block, documents.TableBlock) or block.is_noted


def _mark(sentence: Sentence, marker: documents.Marker) -> str:
    parts, marks, end = marker.mark(sentence)
    written = "".join(f"[{number}]" for number in marks)
    return f"{''.join(part.text for part in parts)}{written}{end}"


def _write_notes(marker: documents.Marker, width: int) -> Iterator[str]:
    for note, number in marker.numbers.items():
        yield from wrap(f"[{number}] {documents.clean(note.text)}", width, hanging=4)
        if note.link:
            yield f"    {documents.read_link(note.link) or documents.clean(note.link)}"


def _stack(table: documents.TableBlock, width: int) -> Iterator[str]:
    """Write the values of each row one under the other, each beside its name."""
    room = max(map(measure, table.header)) + 4
    # Names that would take half of the lines stand before their values.
    room = room if room <= width // 2 else 4
    for number, (heading, rows) in enumerate(table.groups):
        yield from [""] * bool(number)
        yield from wrap(documents.clean(heading), width)
        for first, *others in rows:
            yield from ["", *wrap(documents.clean(first.text), width)]
            for name, cell in zip(table.header[1:], others, strict=True):
                start = pad(f"  {documents.clean(name)}", room - 2)
                text = f"{start}  {documents.clean(cell.text)}"
                yield from wrap(text, width, hanging=room, cuts_words=True)


def _set_table(table: documents.TableBlock, width: int) -> list[str]:
    """Set a table, no line longer than the width; nothing where words would have to be broken."""
    cells = [table.header, *([cell.text for cell in row] for row in table.rows)]
    columns: list[Cells] = [[*map(documents.clean, column)] for column in zip(*cells, strict=True)]
    room = width - _GAP * (len(columns) - 1)
    widths = _fit(held := [_hold_short(column) for column in columns], room)
    if not widths:
        widths = _fit(held := columns, room)
    if not widths:
        return []
    sides = [choose_side(column[1:]) for column in columns]
    header, *rows = [_set_row(row, widths, sides) for row in zip(*held, strict=True)]
    if max(map(len, rows), default=0) > _TALLEST:
        return []
    header.append("─" * (sum(widths) + width - room))
    groups = list(table.groups)
    lines: list[str] = []
    for heading, group in groups:
        title = wrap(documents.clean(heading), width)
        # The one sub-heading that a table has stands above it.
        alone = [*title, "", *header] if title else header
        lines += alone if len(groups) == 1 else [*header, *title]
        lines += [*(line for row in rows[: len(group)] for line in row), ""]
        header, rows = [], rows[len(group) :]
    return lines[:-1]


def _hold_short(column: Cells) -> Cells:
    """Let no line end within the cells of a column that are all short."""
    is_short = max(map(measure, column)) <= _SHORT
    return [cell.replace(" ", _NO_BREAK) for cell in column] if is_short else column


def _fit(columns: Sequence[Cells], room: int) -> list[int]:
    """Choose the width of each column, narrowing the widest; nothing where words do not fit."""
    widths = [max(map(measure, column)) for column in columns]
    words = ([word for cell in column for word in cell.split(" ")] for column in columns)
    least = [max(map(measure, found)) for found in words]
    while sum(widths) > room:
        free = [i for i, each in enumerate(widths) if each > least[i]]
        if not free:
            return []
        widths[max(free, key=widths.__getitem__)] -= 1
    return widths


def _set_row(row: Cells, widths: Sequence[int], sides: Sequence[str]) -> list[str]:
    wrapped = [wrap(cell, width) for cell, width in zip(row, widths, strict=True)]
    return [
        (" " * _GAP).join(map(pad, parts, widths, sides)).rstrip()
        for parts in zip_longest(*wrapped, fillvalue="")
    ]


register(
    Format("table", "rows", "text/plain", ".txt", _render_rows, is_exact=False),
    # A report is a table to some and a text to others: both names are known.
    Format("table", "document", "text/plain", ".txt", _render_document, is_exact=False),
    Format("text", "document", "text/plain", ".txt", _render_document, is_exact=False),
)
