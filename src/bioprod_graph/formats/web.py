"""Documents as one HTML page: no script, nothing fetched, readable on paper and on a phone.

The content security policy names the one style sheet by its SHA-256 and allows nothing else. On a
narrow screen tables are stacked: roles then say what their elements no longer tell by themselves.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from bioprod_graph import documents
from bioprod_graph.formats.registry import ALL_PLACES, Format, register
from bioprod_graph.language import say_date

if TYPE_CHECKING:
    from bioprod_graph.documents import Document
    from bioprod_graph.formats.registry import Setting


def _render(document: Document, setting: Setting) -> str:
    """Render a document as a whole page that needs no other file; same document, same bytes."""
    from bioprod_graph.drawing import read_fonts

    sheets = map(documents.read_style, ("theme.css", "bar.css", "document.css"))
    style = "".join((read_fonts(), *sheets))
    template = documents.make_environment("bioprod_graph.documents", folder="layout").get_template(
        "document.html"
    )
    told = describe_document(document, setting)
    return template.render(told, style=style, policy=documents.make_policy([], [style])) + "\n"


def describe_document(document: Document, setting: Setting) -> dict[str, Any]:
    """Describe a document for `document.html` and the templates that extend it, but for its style.

    What is given is for one rendering: it counts the uses of notes.
    """
    from bioprod_graph.drawing import draw_glyph

    language = document.language
    marker = documents.Marker(document.blocks, language, setting.address, sign=setting.sign)
    uses: Counter[int] = Counter()

    def use(number: int) -> str:
        """Name the place where a note is used next, for the link that leads back to it."""
        uses[number] += 1
        return _name_use(number, uses[number])

    return {
        "document": document,
        "imprint": setting.imprint,
        "words": {name: word.say(language) for name, word in documents.WORDS.items()},
        "kind": lambda block: type(block).__name__,
        "mark": marker.mark,
        "released": say_date(setting.edition.issued, language) if setting.edition else "",
        "use": use,
        "glyph": draw_glyph,
        "numbers": marker.numbers,
        # Asked for at the end of the page, when all uses of a note are known.
        "list_uses": lambda number: [_name_use(number, n + 1) for n in range(uses[number])],
        "clean": documents.clean,
        "name_host": documents.name_host,
        "read_link": documents.read_link,
    }


def _name_use(number: int, use: int) -> str:
    return f"use-{number}" if use == 1 else f"use-{number}-{use}"


register(Format("html", "document", "text/html", ".html", _render, places=ALL_PLACES))
