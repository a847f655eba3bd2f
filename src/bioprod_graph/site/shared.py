"""Several sites in one folder, each under its own base, and one home above them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bioprod_graph.documents import Document, Items, Paragraph, Part, Section, Sentence
from bioprod_graph.formats import Setting, find_format
from bioprod_graph.language import LANGUAGES, Message
from bioprod_graph.site.pages import make_pages

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bioprod_graph.language import Language
    from bioprod_graph.site.basis import Site

_TITLE, _LIST = Message("Knowledge graphs"), Message("Graphs published here")
_LEAD = Message("Each has its own facts, sources and addresses.")
_ADDRESSES = Message("addresses begin with {base}")


def make_shared_pages(sites: Mapping[str, Site]) -> Iterator[tuple[str, bytes]]:
    """Make the files of several sites, each in a folder of its name, and of the home above."""
    for name, site in sites.items():
        yield from ((f"{name}/{path}", content) for path, content in make_pages(site))
    form = find_format("html", "document")
    for language in LANGUAGES:
        folder = "" if language == LANGUAGES[0] else f"{language}/"
        home = _make_home(sites, language, "../" * bool(folder))
        written = form.render(home, Setting(language, address=str))
        yield f"{folder}index.html", written.encode() if isinstance(written, str) else written


def _make_home(sites: Mapping[str, Site], language: Language, start: str) -> Document:
    items = []
    for name, site in sites.items():
        title = site.edition.title.say(language) if site.edition else name
        page = f"{start}{name}/{'' if language == LANGUAGES[0] else f'{language}/'}index.html"
        base = _ADDRESSES.fill(base=site.project.base).say(language)
        items.append(Sentence(f"{title} – {base}", (), (Part(title, page), Part(f" – {base}"))))
    lead = Paragraph((Sentence(_LEAD.say(language)),))
    sections = (Section(_LIST.say(language), (Items(tuple(items)),)),)
    return Document(_TITLE.say(language), language, lead, sections, "")
