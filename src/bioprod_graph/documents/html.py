"""Documents as one HTML page: no script, nothing fetched, readable on paper and on a phone.

The content security policy names the one style sheet by its SHA-256 and allows nothing else. On a
narrow screen tables are stacked: roles then say what their elements no longer tell by themselves.
"""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING, Any

from bioprod_graph.documents.model import Table
from bioprod_graph.documents.notes import list_marks, number_notes, split_end
from bioprod_graph.documents.templates import make_environment, make_policy
from bioprod_graph.documents.text import clean, name_host, read_link

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bioprod_graph.documents.model import Block, Document, Note, Paragraph, Sentence
    from bioprod_graph.findings import Language

_PACKAGE = "bioprod_graph.documents"
_FOLDER = "layout"
_WORDS = {
    "fr": {"notes": "Notes", "note": "Note", "back": "Retour au texte"},
    "en": {"notes": "Notes", "note": "Note", "back": "Back to the text"},
}


def render_html(document: Document) -> str:
    """Render a document as a whole page that needs no other file; same document, same bytes."""
    numbers = number_notes(document)
    draft = _Draft(document.language, numbers)
    style = _read_style()
    page = {
        "language": document.language,
        "title": clean(document.title),
        "lead": draft.draft_paragraph(document.lead) if document.lead else [],
        "sections": [
            {"title": clean(section.title), "blocks": list(map(draft.draft_block, section.blocks))}
            for section in document.sections
        ],
        "colophon": clean(document.colophon),
        "words": _WORDS[document.language],
        "style": style,
        "policy": make_policy([], [style]),
    }
    # Last, because the uses of a note are known when all has been drafted.
    page["notes"] = [draft.draft_note(note) for note in numbers]
    template = make_environment(_PACKAGE, folder=_FOLDER).get_template("document.html")
    return template.render(page) + "\n"


class _Draft:
    """Makes of blocks what the template shows, and counts how often each note is used."""

    def __init__(self, language: Language, numbers: Mapping[Note, int]) -> None:
        self._language = language
        self._numbers = numbers
        self._uses = dict.fromkeys(numbers.values(), 0)

    def draft_block(self, block: Block) -> dict[str, Any]:
        if isinstance(block, Table):
            rows = [[self._draft_sentence(cell) for cell in row] for row in block.rows]
            return {"header": [clean(name) for name in block.header], "rows": rows}
        return {"sentences": self.draft_paragraph(block)}

    def draft_paragraph(self, paragraph: Paragraph) -> list[dict[str, Any]]:
        return [self._draft_sentence(sentence) for sentence in paragraph.sentences]

    def draft_note(self, note: Note) -> dict[str, Any]:
        link, number = read_link(note.link), self._numbers[note]
        return {
            "number": number,
            "text": clean(note.text),
            "link": link,
            # An address that is not of the web is shown, and leads nowhere.
            "address": name_host(link) if link else clean(note.link),
            "uses": [_name_use(number, use) for use in range(1, self._uses[number] + 1)],
        }

    def _draft_sentence(self, sentence: Sentence) -> dict[str, Any]:
        numbers = list_marks(sentence, self._numbers)
        text = clean(sentence.text)
        body, end = split_end(text, self._language) if numbers else (text, "")
        return {"text": body, "end": end, "marks": list(map(self._draft_mark, numbers))}

    def _draft_mark(self, number: int) -> dict[str, Any]:
        self._uses[number] += 1
        return {"number": number, "use": _name_use(number, self._uses[number])}


def _name_use(number: int, use: int) -> str:
    """Name the place where a note is used, for the link that leads back to it."""
    return f"use-{number}" if use == 1 else f"use-{number}-{use}"


def _read_style() -> str:
    file = resources.files(_PACKAGE) / _FOLDER / "document.css"
    # A browser hashes what it parsed, where every line ends in LF.
    return file.read_text(encoding="utf-8").replace("\r\n", "\n")
