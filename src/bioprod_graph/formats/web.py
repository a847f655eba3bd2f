"""Documents as one HTML page: no script, nothing fetched, readable on paper and on a phone.

A page holds its document in each language that it can be told in; links switch by the fragment of
the address, so that one can send the address of either. The content security policy names the one
style sheet by its SHA-256 and allows nothing else.
"""

from __future__ import annotations

from collections import Counter
from html import escape
from typing import TYPE_CHECKING, Any

from bioprod_graph import documents
from bioprod_graph._version import PROGRAM
from bioprod_graph.formats.registry import ALL_PLACES, Format, register
from bioprod_graph.language import LANGUAGES, name_natively, say_date

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from bioprod_graph.documents import Document, Part
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


def describe_document(
    document: Document,
    setting: Setting,
    *,
    first: str,
    anchor: Callable[[Iterable[str]], Sequence[str]] = lambda _: (),
) -> dict[str, Any]:
    """Gather what `told.html`, and what extends it, needs of a document in one language.

    The page of one language is itself; where there are two, ids of the second have a prefix.
    `anchor` gives the ids of the place where graphs are told first.
    """
    from bioprod_graph.drawing import draw_glyph, render_inline

    language = document.language
    prefix = "" if language == first else f"{language}-"
    marker = documents.Marker(document.blocks, language, setting.address, sign=setting.sign)
    uses: Counter[int] = Counter()
    words = {name: word.say(language) for name, word in documents.WORDS.items()}

    def cite(number: int) -> str:
        """Write the mark of a note, at a place of its own for the link that leads back to it."""
        uses[number] += 1
        place = prefix + _name_use(number, uses[number])
        unseen = f'<span class="unseen">{escape(words["note"])} </span>'
        goal = f"#{prefix}note-{number}"
        return f'<a href="{goal}" id="{place}" role="doc-noteref">{unseen}{number}</a>'

    return {
        "document": document,
        "prefix": prefix,
        "switch": [(tag, name_natively(tag)) for tag in LANGUAGES] if setting.retell else [],
        "imprint": setting.imprint,
        "project": setting.edition.name.say(language) if setting.edition else PROGRAM,
        "words": words,
        "kind": lambda block: type(block).__name__,
        "say": lambda sentence: _say(marker.mark(sentence), cite, anchor(sentence.graphs)),
        "released": say_date(setting.edition.issued, language) if setting.edition else "",
        "anchor": anchor,
        "glyph": draw_glyph,
        "render": render_inline,
        "numbers": marker.numbers,
        # Asked for at the end, when all uses of a note are known.
        "list_uses": lambda number: [
            prefix + _name_use(number, n + 1) for n in range(uses[number])
        ],
        "clean": documents.clean,
        "clean_all": lambda texts: [*map(documents.clean, texts)],
        "name_host": documents.name_host,
        "read_link": documents.read_link,
    }


def _say(
    marked: tuple[Sequence[Part], Sequence[int], str],
    cite: Callable[[int], str],
    ids: Sequence[str],
) -> str:
    """Write a sentence with its links, signs, marks, and the places of what states it."""
    parts, marks, end = marked
    noted = f"<sup>{', '.join(map(cite, marks))}</sup>" if marks else ""
    said = f"{''.join(map(_write_part, parts))}{noted}{escape(end, quote=False)}"
    if not ids:
        return said
    # The places of the others are empty, and within that of the first.
    first, *others = (f'<span id="{escape(each)}">' for each in ids)
    return f"{first}{''.join(f'{each}</span>' for each in others)}{said}</span>"


def _write_part(part: Part) -> str:
    """Write a part of a sentence: a link to what it names, after the sign of a status."""
    from bioprod_graph.drawing import draw_glyph

    text = escape(part.text, quote=False)
    name = f'<a class="thing" href="{escape(part.thing)}">{text}</a>' if part.thing else text
    if part.sign is None:
        return name
    return f'<span class="status">{draw_glyph(part.sign[0], colour=part.sign[1])}{name}</span>'


def _name_use(number: int, use: int) -> str:
    return f"use-{number}" if use == 1 else f"use-{number}-{use}"


register(Format("html", "document", "text/html", ".html", _render, places=ALL_PLACES))
