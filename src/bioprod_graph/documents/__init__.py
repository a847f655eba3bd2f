"""Documents made of sentences with footnotes, as Markdown or as one HTML page.

    Document (title, lead, sections of paragraphs and tables) → Markdown | HTML

Whoever has something to tell makes the Document; what it looks like is decided here. The same
document gives the same bytes.
"""

from bioprod_graph.documents.html import render_html
from bioprod_graph.documents.markdown import render_markdown
from bioprod_graph.documents.model import (
    Block,
    Document,
    Note,
    Paragraph,
    Section,
    Sentence,
    Table,
)

__all__ = [
    "Block",
    "Document",
    "Note",
    "Paragraph",
    "Section",
    "Sentence",
    "Table",
    "render_html",
    "render_markdown",
]
