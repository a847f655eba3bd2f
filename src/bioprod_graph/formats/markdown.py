"""Rows and documents as Markdown: CommonMark, with the tables and footnotes of GitHub.

https://spec.commonmark.org/0.31.2/ · https://github.github.com/gfm/ – text from data is escaped
wherever Markdown could read more into it than its characters. Nothing else is escaped.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import pyoxigraph as ox

from bioprod_graph import documents
from bioprod_graph.formats.registry import Format, register
from bioprod_graph.formats.results import read_cells, say_boolean
from bioprod_graph.notation import show_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bioprod_graph.documents import Block, Document, Note, Sentence
    from bioprod_graph.formats.registry import Setting
    from bioprod_graph.formats.results import Rows

# Of these Markdown makes something wherever they stand, but for underscores within a word; GitHub,
# formulas of $ and links of addresses.
_SPECIAL = re.compile(
    r"(?P<within>(?<=[^\W_])_+(?=[^\W_]))|[\\`*_\[\]<>#|~$]|&(?=#?\w+;)|!\Z"
    r"|(?<=[a-z]):(?=//)|(?<=\bwww)\.",
    flags=re.IGNORECASE,
)
# A list, a heading underlined or a rule, where a paragraph begins.
_START = re.compile(r"\A(?:\d{1,9}(?=[.)])|(?=[-+=:]))")
# Some readers of Markdown decode entities in an address, some do not: there shall be none.
_ENTITY = re.compile(r"(&#?\w+);")
# Between two marks, which would be read as one number: a thin space that does not break.
_BETWEEN = "\u202f"


def escape_markdown(text: str) -> str:
    r"""Escape a line wherever Markdown could read more into it than its characters.

    >>> print(escape_markdown("a|b *c* &amp;"))
    a\|b \*c\* \&amp;
    """
    return _SPECIAL.sub(lambda match: match["within"] or f"\\{match[0]}", text)


def escape_cell(text: str) -> str:
    """Escape a text so that it stays one cell of a table; what acts on a terminal is shown."""
    return escape_markdown(show_line(text))


def _render_rows(rows: Rows, setting: Setting) -> str | bytes:
    if isinstance(rows, ox.QueryBoolean):
        return say_boolean(rows, setting.language)
    escape = cache(escape_cell)
    header, *cells = ([escape(cell) for cell in row] for row in read_cells(rows, setting))
    title = f"{escape(setting.title)}\n\n" if setting.title else ""
    return f"{title}{write_table(header, cells)}\n"


def write_table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write a table of cells that are escaped."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _render_document(document: Document, setting: Setting) -> str:
    """Render a document as Markdown; the text is that of the document to the letter."""
    marker = documents.Marker(document.blocks, document.language, setting.address)
    blocks = [f"# {_escape(document.title)}"]
    if document.lead is not None:
        blocks += _write_block(document.lead, marker)
    for section in document.sections:
        blocks.append(f"## {_escape(section.title)}")
        blocks += (text for block in section.blocks for text in _write_block(block, marker))
    if document.illustration:
        blocks.append(_open(_escape(document.illustration.text)))
    if document.colophon:
        blocks += ["---", _open(_escape(document.colophon))]
    blocks += (f"[^{number}]: {_write_note(note)}" for note, number in marker.numbers.items())
    return "\n\n".join(filter(None, blocks)) + "\n"


def _write_block(block: Block, marker: documents.Marker) -> Iterator[str]:
    """Write a block as one text or several; a table has one for each of its sub-headings."""
    if isinstance(block, documents.TableBlock):
        for heading, rows in block.groups:
            yield f"### {_escape(heading)}" if heading else ""
            cells = ([_write_sentence(cell, marker) for cell in row] for row in rows)
            yield write_table([_escape(name) for name in block.header], cells)
        return
    said = [_write_sentence(sentence, marker) for sentence in block.sentences]
    if isinstance(block, documents.Items):
        yield "\n".join(f"- {_open(item)}" for item in said)
    elif isinstance(block, documents.Figures):
        pairs = zip(said[::2], said[1::2], strict=True)
        yield "\n".join(f"- **{number}** {label}" for number, label in pairs)
    else:
        yield _open(" ".join(filter(None, said)))


def _write_sentence(sentence: Sentence, marker: documents.Marker) -> str:
    parts, marks, end = marker.mark(sentence)
    text = "".join(
        f"[{escape_markdown(part.text)}](<{part.thing}>)"
        if part.thing
        else escape_markdown(part.text)
        for part in parts
    )
    return f"{text}{_BETWEEN.join(f'[^{number}]' for number in marks)}{end}"


def _escape(text: str) -> str:
    return escape_markdown(documents.clean(text))


def _open(paragraph: str) -> str:
    """Escape what would make more than a paragraph of it."""
    return _START.sub(r"\g<0>\\", paragraph)


def _write_note(note: Note) -> str:
    link = documents.read_link(note.link)
    text = _open(_escape(note.text))
    if link is None:
        # An address that is not of the web is shown, and leads nowhere.
        return f"{text} {_escape(note.link)}".strip()
    address = _ENTITY.sub(r"\1%3B", link)
    return f"{text} <{address}>".strip()


register(
    Format("markdown", "rows", "text/markdown", ".md", _render_rows, is_exact=False),
    Format("markdown", "document", "text/markdown", ".md", _render_document, is_exact=False),
)
