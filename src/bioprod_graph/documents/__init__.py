"""What a document is, and a work to cite: values that `formats` render.

    Document (title, lead, sections of blocks, each of sentences) → text | Markdown | HTML

Whoever has something to tell makes the Document; what it looks like is decided in `formats`.
Nothing is imported before it is asked for (PEP 562): a question needs nothing of this.
"""

from typing import TYPE_CHECKING

from bioprod_graph.faces import lend

if TYPE_CHECKING:
    from bioprod_graph.documents.model import (
        Block,
        Document,
        Figures,
        Illustration,
        Items,
        Note,
        Paragraph,
        Part,
        Section,
        Sentence,
        TableBlock,
    )
    from bioprod_graph.documents.phrasebook import read_articles, read_phrasebook
    from bioprod_graph.documents.speaker import Group, Speaker, read_slots
    from bioprod_graph.documents.templates import make_environment, make_policy, read_style
    from bioprod_graph.documents.text import WORDS, Marker, clean, name_host, read_link
    from bioprod_graph.documents.work import Author, Digest, Edition, Work

__getattr__ = lend(__name__)
