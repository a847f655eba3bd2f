"""The pages of a site: of each thing, and those that `queries/pages/` tells.

    queries/pages/pages.csv    the pages in the order of their menu: name, kind, what it is called
    queries/pages/NAME/*.rq    what a page says, in the form of the queries of reports

A thing whose kind has reports is told by its report; of every thing each fact is told with the
passages that it was read in, or the rule that it follows from.
"""

from __future__ import annotations

from dataclasses import fields, replace
from functools import cached_property, partial
from types import MappingProxyType
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
from bioprod_graph.files import read_rows
from bioprod_graph.formats import Setting, describe_document
from bioprod_graph.identifiers import find_kind
from bioprod_graph.language import LANGUAGES, Message, Text, name_forms, name_natively, translate
from bioprod_graph.reports import Report, choose_kinds, find_gaps, find_queries, make_gaps_document
from bioprod_graph.scenes import (
    Teller,
    draw_languages,
    list_scenes,
    make_surroundings,
    read_look,
    read_scene,
    render_page,
)
from bioprod_graph.site.metadata import Publication
from bioprod_graph.site.workbench import POLICY, SPARQL, Workbench, make_scripts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bioprod_graph.drawing import Picture
    from bioprod_graph.site.basis import Site

_STYLE = "site.css"
_HEADER = ("page", "kind", "scene", "in_menu", *name_forms("label"))
_PICTURED = Message("What a mark shows has a page of its own, with its sources.")
_UNKNOWN = Message("to be completed by the publisher")
# More ties make a picture that nobody reads: the list has them all.
_MOST = 30
_GAPS = "gaps"
_POLICY = (
    "default-src 'none'; style-src 'self'; font-src data:; img-src 'self' data:; base-uri 'none';"
    " form-action 'none'; script-src 'self'"
)


def make_pages(site: Site) -> Iterator[tuple[str, bytes]]:
    """Make the pages of a site one by one: the name of each file, and its bytes."""
    maker = _Maker(site)
    yield _STYLE, maker.make_style()
    yield from make_scripts(site.release, site.project, site.routes)
    yield from maker.make_told_pages()
    yield from maker.make_things()
    for file in list_scenes(site.project):
        scene = read_scene(site.release.store, site.project, file.name)
        page = render_page(scene, site.release, site.project, language=LANGUAGES[0])
        yield f"scenes/{file.name}.html", page.encode()
    yield from maker.publication.make_files()


class _Maker:
    """Makes pages, of which each knows its links to all others."""

    def __init__(self, site: Site) -> None:
        self._site, self._project, self._store = site, site.project, site.release.store
        self._routes, self.publication = site.routes, Publication(site)
        self._pages = list(read_rows(self._project.queries / "pages" / "pages.csv", _HEADER))
        self._templates = make_environment(__package__)
        self._reported = find_queries(self._project).list_kinds(on_things=True)
        looks = self._project.queries / "scenes" / "looks" / "statuses.csv"
        self._signs = read_look(looks) if looks.exists() else {}
        self._scenes = [(f.name, f.text_of("tab")) for f in list_scenes(self._project)]

    def make_style(self) -> bytes:
        """Make the one style sheet of all pages."""
        template = make_environment(__package__).get_template(_STYLE)
        sheets = (read_style(name) for name in ("theme.css", "bar.css", "document.css"))
        return "".join((read_fonts(), *sheets, template.render())).encode()

    def make_told_pages(self) -> Iterator[tuple[str, bytes]]:
        """Make the pages that queries tell."""
        for page in self._pages:
            scene = page["scene"] and read_scene(self._store, self._project, page["scene"])
            pictures = draw_languages(scene)[0] if scene else {}
            for language in LANGUAGES:
                document = self._make_document(page, language)
                folder = self._find_folder(page)
                told = self._workbench.describe(language) if page["page"] == SPARQL else {}
                yield self._render(
                    document, folder, language, picture=pictures.get(language), told=told
                )

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
    def _workbench(self) -> Workbench:
        return Workbench(self._site.release, self._project)

    def _find_folder(self, page: dict[str, str]) -> str:
        return "" if page == self._pages[0] else page["page"]

    def _make_document(self, page: dict[str, str], language: Any) -> Document:
        if page["kind"] == _GAPS:
            gaps = find_gaps(self._store, self._project, self._gaps)
            return make_gaps_document(gaps, language)
        report = Report(
            self._store, self._project, page["page"], language=language, folder=page["kind"]
        )
        publisher = self._site.publisher
        for each in fields(publisher):
            told = getattr(publisher, each.name) or _UNKNOWN.say(language)
            report.given[each.name] = ox.Literal(told)
        return report.make_document()

    @cached_property
    def _reports(self) -> dict[str, Report]:
        return {tag: Report(self._store, self._project, "", language=tag) for tag in LANGUAGES}

    @cached_property
    def _gaps(self) -> Any:
        return choose_kinds(self._project.queries / "gaps")

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
        told: Mapping[str, Any] = MappingProxyType({}),
    ) -> tuple[str, bytes]:
        """Render a page in a language: its file, and its bytes."""
        routes = self._routes
        file = routes.place(folder, language)

        def link(goal: str) -> str:
            return routes.link(file, goal)

        def find(iri: str) -> str:
            found = routes.find_folder(iri)
            return link(routes.place(found, language)) if found else ""

        setting = Setting(
            language, prefixes=self._project.prefixes, edition=self._site.edition,
            address=find, sign=self._find_sign,
        )  # fmt: skip
        if picture:
            said = _PICTURED.say(language)
            document = replace(document, illustration=Illustration(said, lambda: picture))
        page = {
            **describe_document(document, setting, first=language),
            "thing": thing,
            "language": language,
            "others": [(t, name_natively(t), link(routes.place(folder, t))) for t in LANGUAGES],
            "address": routes.name(file),
            "menu": [
                (self._label(row, language), link(routes.place(self._find_folder(row), language)),
                 row["in_menu"], row["page"] == (folder or self._pages[0]["page"]))
                for row in self._pages
            ],
            "scenes": [(tab.say(language), link(f"scenes/{n}.html")) for n, tab in self._scenes],
            "style_link": link(_STYLE),
            "policy": _POLICY + (POLICY if told else ""),
            "scripts": [link(name) for name in ("site.js", *told.get("run", ()))],
            "link": link, "find": find,
            "text": partial(translate, language=language),
            **self.publication.describe(folder, language),
            **told,
        }  # fmt: skip
        template = f"{SPARQL}.html" if told else "page.html"
        page["told"] = [self._templates.get_template(template).render(page)]
        return file, (self._templates.get_template("site.html").render(page) + "\n").encode()

    def _label(self, row: dict[str, str], language: str) -> str:
        return Text.read(row, "label").say(language)

    def _find_sign(self, iri: str) -> tuple[str, str] | None:
        kind = self._signs.get(iri.rpartition("/")[2])
        return (kind.shape, kind.colour) if kind else None
