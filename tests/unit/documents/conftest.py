"""Documents that the tests of both forms share; nothing in them is a fact."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bioprod_graph.documents import (
    Document,
    Figures,
    Items,
    Note,
    Paragraph,
    Section,
    Sentence,
    TableBlock,
)
from bioprod_graph.documents.model import Part

if TYPE_CHECKING:
    from bioprod_graph.language import Language

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
            Section("Table", (TableBlock(("Name", "Status"), rows),)),
            Section("Text", (Paragraph((Sentence("It was read.", (PAGE, PAGE)),)),)),
        ),
        "Made for a test.",
    )


def make_one(text: str, language: Language = "en", notes: tuple[Note, ...] = ()) -> Document:
    """A document that says one thing everywhere."""
    sentence = Sentence(text, notes)
    table = TableBlock((text, text), ((sentence, sentence),))
    sections = (Section(text, (Paragraph((sentence,)), table)),)
    return Document(text, language, Paragraph((sentence,)), sections, text)


def name_thing(before: str, name: str, rank: tuple[int, int] | None = None) -> Sentence:
    """A sentence that names a thing at its end."""
    parts = (Part(before), Part(name, f"https://example.org/id/{name}", rank))
    return Sentence(before + name, (PAGE,), tuple(part for part in parts if part.text))


def make_whole() -> Document:
    """A document that has each kind of block, things that are named, and statuses."""
    figures = Figures(
        (
            (Sentence("8 of 11"), Sentence("with a follow-up")),
            (Sentence("3"), Sentence("without any")),
        )
    )
    rows = (
        (Sentence("1. Network"), name_thing("", "partly", (3, 4))),
        (Sentence("2. Shop"), name_thing("", "none", (0, 4))),
    )
    items = Items((name_thing("It names ", "Genopole"), Sentence("It is the second.")))
    sections = (
        Section("Figures", (figures,)),
        Section("Table", (TableBlock(("Name", "Status"), rows, ("Axis 1", "Axis 2")), items)),
    )
    return Document("Whole", "en", None, sections, "Made for a test.")


@pytest.fixture
def whole() -> Document:
    return make_whole()


@pytest.fixture
def document() -> Document:
    return make_document()
