"""Documents made of sentences with footnotes: as text, as Markdown or as one HTML page.

    Document (title, lead, sections of blocks, each of sentences) → text | Markdown | HTML

Whoever has something to tell makes the Document; what it looks like is decided here. The same
document gives the same bytes.
"""

from bioprod_graph.documents.html import render_html
from bioprod_graph.documents.markdown import render_markdown
from bioprod_graph.documents.model import (
    Block,
    Document,
    Figures,
    Items,
    Note,
    Paragraph,
    Section,
    Sentence,
    Table,
)
from bioprod_graph.documents.terminal import render_text

__all__ = [
    "Block",
    "Document",
    "Figures",
    "Items",
    "Note",
    "Paragraph",
    "Section",
    "Sentence",
    "Table",
    "render_html",
    "render_markdown",
    "render_text",
]
