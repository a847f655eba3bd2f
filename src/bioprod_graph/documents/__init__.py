"""What a document is, and a work to cite: values that `formats` render.

    Document (title, lead, sections of blocks, each of sentences) → text | Markdown | HTML

Whoever has something to tell makes the Document; what it looks like is decided in `formats`.
"""

from bioprod_graph.documents.model import (
    Block,
    Document,
    Figures,
    Items,
    Note,
    Paragraph,
    Part,
    Section,
    Sentence,
    Table,
)
from bioprod_graph.documents.work import Author, Digest, Edition, Work

__all__ = [
    "Author",
    "Block",
    "Digest",
    "Document",
    "Edition",
    "Figures",
    "Items",
    "Note",
    "Paragraph",
    "Part",
    "Section",
    "Sentence",
    "Table",
    "Work",
]
