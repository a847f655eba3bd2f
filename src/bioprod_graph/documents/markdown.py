"""Documents as Markdown: CommonMark, with the tables and footnotes of GitHub.

https://spec.commonmark.org/0.31.2/ · https://github.github.com/gfm/ – text from data is escaped
wherever Markdown could read more into it than its characters. Nothing else is escaped.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bioprod_graph.documents.model import Table
from bioprod_graph.documents.notes import list_marks, number_notes, split_end
from bioprod_graph.documents.text import clean, read_link
from bioprod_graph.notation.markdown import escape_markdown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bioprod_graph.documents.model import Block, Document, Note, Paragraph, Sentence
    from bioprod_graph.findings import Language

# A list, a heading underlined or a rule, where a paragraph begins.
_START = re.compile(r"\A(?:[-+=:]|\d{1,9}[.)])")
# Some readers of Markdown decode entities in an address, some do not: there shall be none.
_ENTITY = re.compile(r"(&#?\w+);")
# Between two marks, which would be read as one number: a thin space that does not break.
_BETWEEN = "\u202f"


def render_markdown(document: Document) -> str:
    """Render a document as Markdown; the text is that of the document to the letter.

    >>> from bioprod_graph.documents.model import Document, Note, Paragraph, Sentence
    >>> note = Note("The page", "https://example.org/")
    >>> lead = Paragraph((Sentence("One is known.", (note,)),))
    >>> print(render_markdown(Document("Track", "en", lead, (), "")), end="")
    # Track
    <BLANKLINE>
    One is known.[^1]
    <BLANKLINE>
    [^1]: The page <https://example.org/>
    """
    numbers = number_notes(document)
    writer = _Writer(document.language, numbers)
    blocks = [f"# {_escape(document.title)}"]
    if document.lead is not None:
        blocks.append(writer.write_paragraph(document.lead))
    for section in document.sections:
        blocks.append(f"## {_escape(section.title)}")
        blocks += map(writer.write_block, section.blocks)
    if document.colophon:
        blocks += ["---", _open(_escape(document.colophon))]
    blocks += [f"[^{number}]: {_write_note(note)}" for note, number in numbers.items()]
    return "\n\n".join(filter(None, blocks)) + "\n"


class _Writer:
    """Writes blocks in one language, with the numbers of the notes."""

    def __init__(self, language: Language, numbers: Mapping[Note, int]) -> None:
        self._language = language
        self._numbers = numbers

    def write_block(self, block: Block) -> str:
        if isinstance(block, Table):
            return self._write_table(block)
        return self.write_paragraph(block)

    def write_paragraph(self, paragraph: Paragraph) -> str:
        return _open(" ".join(filter(None, map(self._write_sentence, paragraph.sentences))))

    def _write_table(self, table: Table) -> str:
        lines = [[_escape(name) for name in table.header], ["---"] * len(table.header)]
        lines += [[self._write_sentence(cell) for cell in row] for row in table.rows]
        return "\n".join(f"| {' | '.join(line)} |" for line in lines)

    def _write_sentence(self, sentence: Sentence) -> str:
        marks = [f"[^{number}]" for number in list_marks(sentence, self._numbers)]
        if not marks:
            return _escape(sentence.text)
        body, end = split_end(clean(sentence.text), self._language)
        return f"{_escape(body)}{_BETWEEN.join(marks)}{end}"


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
