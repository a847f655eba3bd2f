"""Documents that the tests of both forms share; nothing in them is a fact."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bioprod_graph.documents import Document, Note, Paragraph, Section, Sentence, Table

if TYPE_CHECKING:
    from bioprod_graph.findings import Language

PAGE = Note("A page", "https://example.org/page#:~:text=a,b")
REPORT = Note("A report", "https://www.example.org/report?a=1&b=2")


def make_document(language: Language = "en") -> Document:
    """A page cited three times, a report once; the report first in the table."""
    rows = (
        (Sentence("Network"), Sentence("done", (REPORT, PAGE))),
        (Sentence("One-stop shop"), Sentence("none known")),
    )
    return Document(
        "What became of it",
        language,
        Paragraph((Sentence("One is known.", (PAGE,)), Sentence("The other is not."))),
        (
            Section("Table", (Table(("Name", "Status"), rows),)),
            Section("Text", (Paragraph((Sentence("It was read.", (PAGE, PAGE)),)),)),
        ),
        "Made for a test.",
    )


def make_one(text: str, language: Language = "en", notes: tuple[Note, ...] = ()) -> Document:
    """A document that says one thing everywhere."""
    sentence = Sentence(text, notes)
    table = Table((text, text), ((sentence, sentence),))
    sections = (Section(text, (Paragraph((sentence,)), table)),)
    return Document(text, language, Paragraph((sentence,)), sections, text)


@pytest.fixture
def document() -> Document:
    return make_document()
