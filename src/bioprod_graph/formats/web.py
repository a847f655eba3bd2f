"""Documents as one HTML page: no script, nothing fetched, readable on paper and on a phone.

A page holds its document in each language that it can be told in; links switch by the fragment of
the address, so that one can send the address of either. The content security policy names the one
style sheet by its SHA-256 and allows nothing else.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from bioprod_graph import documents
from bioprod_graph.formats.registry import ALL_PLACES, Format, register
from bioprod_graph.language import LANGUAGES, name_natively, say_date

if TYPE_CHECKING:
    from bioprod_graph.documents import Document
    from bioprod_graph.formats.registry import Setting


def _render(document: Document, setting: Setting) -> str:
    """Render a document as a whole page that needs no other file; same document, same bytes."""
    from bioprod_graph.drawing import read_fonts

    others = [tag for tag in LANGUAGES if tag != document.language] if setting.retell else []
    told = [document, *map(setting.retell, others)] if setting.retell else [document]
    sheets = map(documents.read_style, ("theme.css", "bar.css", "document.css"))
    style = "".join((read_fonts(), *sheets))
    environment = documents.make_environment("bioprod_graph.documents", folder="layout")
    part = environment.get_template("told.html")
    page = environment.get_template("document.html").render(
        document=document,
        imprint=setting.imprint,
        told=[
            part.render(describe_document(each, setting, first=document.language)) for each in told
        ],
        style=style,
        policy=documents.make_policy([], [style]),
        clean=documents.clean,
    )
    return page + "\n"


def describe_document(document: Document, setting: Setting, *, first: str) -> dict[str, Any]:
    """Gather what `told.html`, and what extends it, needs of a document in one language.

    The page of one language is itself; where there are two, ids of the second have a prefix.
    """
    from bioprod_graph.drawing import draw_glyph, render_inline

    language = document.language
    prefix = "" if language == first else f"{language}-"
    marker = documents.Marker(document.blocks, language, setting.address, sign=setting.sign)
    uses: Counter[int] = Counter()

    def use(number: int) -> str:
        """Name the place where a note is used next, for the link that leads back to it."""
        uses[number] += 1
        return prefix + _name_use(number, uses[number])

    return {
        "document": document,
        "prefix": prefix,
        "switch": [(tag, name_natively(tag)) for tag in LANGUAGES] if setting.retell else [],
        "imprint": setting.imprint,
        "words": {name: word.say(language) for name, word in documents.WORDS.items()},
        "kind": lambda block: type(block).__name__,
        "mark": marker.mark,
        "released": say_date(setting.edition.issued, language) if setting.edition else "",
        "use": use,
        "anchor": lambda _: (),
        "glyph": draw_glyph,
        "render": render_inline,
        "numbers": marker.numbers,
        # Asked for at the end, when all uses of a note are known.
        "list_uses": lambda number: [
            prefix + _name_use(number, n + 1) for n in range(uses[number])
        ],
        "clean": documents.clean,
        "name_host": documents.name_host,
        "read_link": documents.read_link,
    }


def _name_use(number: int, use: int) -> str:
    return f"use-{number}" if use == 1 else f"use-{number}-{use}"


register(Format("html", "document", "text/html", ".html", _render, places=ALL_PLACES))
