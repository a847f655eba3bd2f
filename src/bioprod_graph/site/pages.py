"""The pages of a site: of each thing, and those that queries tell.

A thing whose kind has reports is told by its report; of every thing each fact is told with the
passages that it was read in, or the rule that it follows from.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from bioprod_graph.documents import (
    Document,
    Illustration,
    Paragraph,
    Sentence,
    make_environment,
    read_style,
)
from bioprod_graph.drawing import read_fonts
from bioprod_graph.formats import Setting, describe_document
from bioprod_graph.identifiers import find_kind
from bioprod_graph.language import LANGUAGES, Message, name_natively, sort_key, translate
from bioprod_graph.reports import Report, find_queries
from bioprod_graph.scenes import (
    Teller,
    draw_languages,
    list_scenes,
    make_surroundings,
    read_scene,
    read_signs,
    render_page,
)
from bioprod_graph.site.forms import make_forms
from bioprod_graph.site.metadata import Publication
from bioprod_graph.site.told import Story, Told
from bioprod_graph.site.workbench import POLICY, make_scripts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bioprod_graph.drawing import Picture
    from bioprod_graph.site.basis import Site

_STYLE = "site.css"
_PICTURED = Message("What a mark shows has a page of its own, with its sources.")
# More ties make a picture that nobody reads: the list has them all.
_MOST = 30
_POLICY = (
    "default-src 'none'; style-src 'self'; font-src data:; img-src 'self' data:; base-uri 'none';"
    " form-action 'none'; script-src 'self'"
)


def make_pages(site: Site) -> Iterator[tuple[str, bytes]]:
    """Make the files of a site one by one: the name of each, and its bytes."""
    maker, names = _Maker(site), list[str]()
    for name, content in _make_pages(site, maker):
        names.append(name)
        yield name, content
    yield from maker.publication.make_files()
    yield from make_forms(maker.publication, names)


def _make_pages(site: Site, maker: _Maker) -> Iterator[tuple[str, bytes]]:
    yield _STYLE, maker.make_style()
    yield from make_scripts(site.release, site.project, site.routes)
    yield from maker.make_told_pages()
    yield from maker.make_things()
    for file in list_scenes(site.project):
        scene = read_scene(site.release.store, site.project, file.name)
        page = render_page(scene, site.release, site.project, language=LANGUAGES[0])
        yield f"scenes/{file.name}.html", page.encode()


class _Maker:
    """Makes pages, of which each knows its links to all others."""

    def __init__(self, site: Site) -> None:
        self._site, self._project, self._store = site, site.project, site.release.store
        self._routes, self.publication = site.routes, Publication(site)
        self._story = Story(site)
        self._templates = make_environment(__package__)
        self._reported = find_queries(self._project).list_kinds(on_things=True)
        self._find_sign = read_signs(self._project)
        self._scenes = [(f.name, f.text_of("tab")) for f in list_scenes(self._project)]

    def make_style(self) -> bytes:
        """Make the one style sheet of all pages."""
        template = make_environment(__package__).get_template(_STYLE)
        sheets = (read_style(name) for name in ("theme.css", "bar.css", "document.css"))
        return "".join((read_fonts(), *sheets, template.render())).encode()

    def make_told_pages(self) -> Iterator[tuple[str, bytes]]:
        """Make the pages that queries tell."""
        for row in self._story.rows:
            scene = row["scene"] and read_scene(self._store, self._project, row["scene"])
            pictures = draw_languages(scene)[0] if scene else {}
            for language in LANGUAGES:
                for told in self._story.tell(row, language):
                    yield self._render(
                        told.document, told.folder, language,
                        picture=pictures.get(language), told=told,
                    )  # fmt: skip

    def make_things(self) -> Iterator[tuple[str, bytes]]:
        """Make a page of each thing in each language."""
        teller = Teller(self._store, self._project)
        around = make_surroundings(self._store, self._project)
        for iri in sorted(filter(self._routes.find_folder, self._routes.things)):
            folder = self._routes.find_folder(iri) or ""
            scene = around(iri)
            teller.begin()
            node = next(node for node in scene.network.nodes if node.iri == iri)
            item = teller.describe_item(node)
            told = {**item, **teller.list_tables({iri})}
            is_drawn = 0 < len(scene.network.links) <= _MOST
            pictures = draw_languages(scene)[0] if is_drawn else {}
            for language in LANGUAGES:
                document = self._tell_thing(iri, told, language)
                yield self._render(
                    document, folder, language, thing=told, picture=pictures.get(language)
                )

    @cached_property
    def _reports(self) -> dict[str, Report]:
        return {tag: Report(self._store, self._project, "", language=tag) for tag in LANGUAGES}

    def _tell_thing(self, iri: str, told: dict[str, Any], language: Any) -> Document:
        """Tell a thing by its report, else by its summary."""
        name = told["label"][language]
        if find_kind(iri, self._project.base) in self._reported:
            return self._reports[language].turn_to(ox.NamedNode(iri)).make_document()
        summary = (told["summary"] or {}).get(language, "")
        lead = Paragraph((Sentence(summary),)) if summary else None
        return Document(name, language, lead, (), "")

    def _render(
        self,
        document: Document,
        folder: str,
        language: str,
        *,
        picture: Picture | None,
        thing: Mapping[str, Any] | None = None,
        told: Told | None = None,
    ) -> tuple[str, bytes]:
        """Render a page in a language: its file, and its bytes."""
        routes = self._routes
        file = routes.place(folder, language)

        def link(goal: str) -> str:
            return routes.link(file, goal)

        def find(iri: str) -> str:
            return link(found) if (found := routes.find_file(iri, language)) else ""

        setting = Setting(
            language, prefixes=self._project.prefixes, edition=self._site.edition,
            address=find, sign=self._find_sign,
        )  # fmt: skip
        if picture:
            said = _PICTURED.say(language)
            document = replace(document, illustration=Illustration(said, lambda: picture))
        data = told.data if told else {}
        page = {
            **describe_document(document, setting, first=language),
            "thing": thing,
            "language": language,
            "others": [(t, name_natively(t), link(routes.place(folder, t))) for t in LANGUAGES],
            "address": routes.name(file),
            "menu": [
                (name, link(routes.place(goal, language)), *rest)
                for name, goal, *rest in self._story.list_menu(language, told)
            ],
            "scenes": [(tab.say(language), link(f"scenes/{n}.html")) for n, tab in self._scenes],
            "style_link": link(_STYLE),
            "policy": _POLICY + (POLICY if "run" in data else ""),
            "scripts": [link(name) for name in ("site.js", *data.get("run", ()))],
            "link": link, "find": find,
            "text": partial(translate, language=language),
            "by_name": partial(_sort_by_name, language=language),
            **self.publication.describe(folder, language),
            **data,
        }  # fmt: skip
        template = told.template if told else "page.html"
        page["told"] = [self._templates.get_template(template).render(page)]
        return file, (self._templates.get_template("site.html").render(page) + "\n").encode()


def _sort_by_name(items: list[dict[str, Any]], language: str) -> list[dict[str, Any]]:
    return sorted(items, key=lambda item: sort_key(item["name"] or "", language))
