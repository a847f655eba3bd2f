"""Documents as Markdown: CommonMark, with the tables and footnotes of GitHub.

Text from data is escaped wherever Markdown could read more into it than its characters.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bioprod_graph.documents.model import Figures, Items, Table
from bioprod_graph.documents.notes import Marker
from bioprod_graph.documents.text import clean, read_link
from bioprod_graph.formats.markdown import escape_markdown, write_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bioprod_graph.documents.model import Block, Document, Note, Sentence
    from bioprod_graph.formats.registry import Setting

# A list, a heading underlined or a rule, where a paragraph begins.
_START = re.compile(r"\A(?:[-+=:]|\d{1,9}[.)])")
# Some readers of Markdown decode entities in an address, some do not: there shall be none.
_ENTITY = re.compile(r"(&#?\w+);")
# Between two marks, which would be read as one number: a thin space that does not break.
_BETWEEN = "\u202f"


def render_markdown(document: Document, setting: Setting) -> str:
    """Render a document as Markdown; the text is that of the document to the letter."""
    marker = Marker(document.blocks, document.language, setting.address)
    blocks = [f"# {_escape(document.title)}"]
    if document.lead is not None:
        blocks += _write_block(document.lead, marker)
    for section in document.sections:
        blocks.append(f"## {_escape(section.title)}")
        blocks += (text for block in section.blocks for text in _write_block(block, marker))
    if document.colophon:
        blocks += ["---", _open(_escape(document.colophon))]
    blocks += (f"[^{number}]: {_write_note(note)}" for note, number in marker.numbers.items())
    return "\n\n".join(filter(None, blocks)) + "\n"


def _write_block(block: Block, marker: Marker) -> Iterator[str]:
    """Write a block as one text or several; a table has one for each of its sub-headings."""
    if isinstance(block, Table):
        for heading, rows in block.groups:
            yield f"### {_escape(heading)}" if heading else ""
            cells = ([_write_sentence(cell, marker) for cell in row] for row in rows)
            yield write_table([_escape(name) for name in block.header], cells)
        return
    said = [_write_sentence(sentence, marker) for sentence in block.sentences]
    if isinstance(block, Items):
        yield "\n".join(f"- {_open(item)}" for item in said)
    elif isinstance(block, Figures):
        pairs = zip(said[::2], said[1::2], strict=True)
        yield "\n".join(f"- **{number}** {label}" for number, label in pairs)
    else:
        yield _open(" ".join(filter(None, said)))


def _write_sentence(sentence: Sentence, marker: Marker) -> str:
    parts, marks, end = marker.mark(sentence)
    text = "".join(
        f"[{escape_markdown(part.text)}](<{part.thing}>)"
        if part.thing
        else escape_markdown(part.text)
        for part in parts
    )
    return f"{text}{_BETWEEN.join(f'[^{number}]' for number in marks)}{end}"


def _escape(text: str) -> str:
    return escape_markdown(clean(text))


def _open(paragraph: str) -> str:
    """Escape what would make more than a paragraph of it."""
    match = _START.match(paragraph)
    if match is None:
        return paragraph
    return f"{match[0][:-1]}\\{match[0][-1]}{paragraph[match.end() :]}"


def _write_note(note: Note) -> str:
    link = read_link(note.link)
    text = _open(_escape(note.text))
    if link is None:
        # An address that is not of the web is shown, and leads nowhere.
        return f"{text} {_escape(note.link)}".strip()
    address = _ENTITY.sub(r"\1%3B", link)
    return f"{text} <{address}>".strip()
