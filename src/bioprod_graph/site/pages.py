"""The pages of a site: of each thing, and those that queries tell.

A thing whose kind has reports is told by its report; of every thing each fact is told with the
passages that it was read in, or the rule that it follows from.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache, partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from bioprod_graph.documents import Document, Illustration, make_environment, read_style
from bioprod_graph.drawing import draw_glyph, read_fonts
from bioprod_graph.formats import Setting, describe_document, find_format
from bioprod_graph.language import (
    LANGUAGES,
    Message,
    name_natively,
    say_date,
    sort_key,
    translate,
)
from bioprod_graph.scenes import (
    draw_languages,
    list_scenes,
    list_shared,
    read_scene,
    read_signs,
    render_files,
)
from bioprod_graph.site.forms import make_forms
from bioprod_graph.site.metadata import Publication
from bioprod_graph.site.routes import INDEX
from bioprod_graph.site.subjects import Things
from bioprod_graph.site.told import UNKNOWN, Story, Told
from bioprod_graph.site.workbench import POLICY, SPARQL, make_scripts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from bioprod_graph.drawing import Picture
    from bioprod_graph.scenes import Scene
    from bioprod_graph.site.basis import Site

_FEED, _CHANGES = "feed.atom", "changes"
_STYLE, _SCENES = "site.css", "scenes"
_PICTURED = Message("What a mark shows has a page of its own, with its sources.")
_CITED = Message("“{name}”, in {project}, version {version} ({date}). {address}")
# What a page of a thing offers to ask: each statement of it, with the row that states it.
_ASKED = """SELECT ?property ?value ?row
WHERE {{ GRAPH ?row {{ <{iri}> ?property ?value }} }}
"""
_POLICY = (
    "default-src 'none'; style-src 'self'; font-src data:; img-src 'self' data:;"
    " connect-src 'self'; base-uri 'none'; form-action 'none'; script-src 'self'"
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
    yield from maker.make_style()
    yield from make_scripts(site.release, site.project, site.routes)
    yield from maker.make_told_pages()
    yield maker.make_missing()
    yield from maker.make_things()
    yield from maker.make_scenes()


class _Maker:
    """Makes pages, of which each knows its links to all others."""

    def __init__(self, site: Site) -> None:
        self._site, self._project, self._store = site, site.project, site.release.store
        self._routes, self.publication = site.routes, Publication(site)
        self._story = Story(site)
        self._templates = make_environment(__package__)
        self._find_sign = read_signs(self._project, "statuses")
        self._scenes = list_scenes(self._project)
        self._draw, self._find = cache(self._draw_scene), cache(site.routes.find_file)
        self._name_row = cache(site.routes.name_row)
        self._frames: dict[tuple[str, int, str], dict[str, Any]] = {}

    def make_style(self) -> Iterator[tuple[str, bytes]]:
        """Make the one style sheet of all pages, which holds their fonts."""
        sheets = (read_style(name) for name in ("theme.css", "bar.css", "document.css"))
        own = self._templates.get_template(_STYLE).render()
        yield _STYLE, "".join((read_fonts(), *sheets, own)).encode()

    def make_told_pages(self) -> Iterator[tuple[str, bytes]]:
        """Make the pages that queries tell."""
        for row in self._story.rows:
            pictures = self._draw(row["scene"])[1][0] if row["scene"] else {}
            for language in LANGUAGES:
                for told in self._story.tell(row, language):
                    document = _illustrate(told.document, pictures.get(language))
                    yield from self._render(document, told.folder, told=told)

    def make_missing(self) -> tuple[str, bytes]:
        """Make the page for addresses that nothing has; it stands alone, wherever it is shown."""
        setting = Setting(
            LANGUAGES[0], prefixes=self._project.prefixes, edition=self._site.edition,
            address=lambda iri: iri, retell=self._story.tell_missing,
        )  # fmt: skip
        document = self._story.tell_missing(LANGUAGES[0])
        return "404.html", str(find_format("html", "document").render(document, setting)).encode()

    def make_things(self) -> Iterator[tuple[str, bytes]]:
        """Make a page of each thing in each language."""
        things = Things(self._site)
        for iri in sorted(filter(self._routes.find_folder, self._routes.things)):
            folder = self._routes.find_folder(iri) or ""
            for document, data in things.tell(iri):
                yield from self._render(document, folder, data={**data, "aside": iri})

    def make_scenes(self) -> Iterator[tuple[str, bytes]]:
        """Make the files of each scene, which hold both languages, and what their pages share."""
        for name, text in list_shared().items():
            yield f"{_SCENES}/{name}", text.encode()
        for file in self._scenes:
            scene, made = self._draw(file.name)
            for name, text in render_files(
                scene, self._site.release, self._project, policy=_POLICY, made=made
            ):
                yield f"{_SCENES}/{name}", text.encode()

    def _draw_scene(self, name: str) -> tuple[Scene, Any]:
        """Read a scene and draw it in each language: some pages show what has a page of its own."""
        scene = read_scene(self._store, self._project, name)
        return scene, draw_languages(scene)

    def _render(
        self,
        document: Document,
        folder: str,
        *,
        told: Told | None = None,
        data: Mapping[str, Any] = MappingProxyType({}),
    ) -> Iterator[tuple[str, bytes]]:
        """Render a page in the language of its document, and what lies beside it, as files."""
        file = self._routes.place(folder, document.language)
        page = self._gather(document, folder, told=told, data=data)
        page["told"] = [self._fill(told.template if told else "page.html", page)]
        yield file, self._fill("site.html", page).encode()
        if page["feed"]:
            yield file.removesuffix(INDEX) + _FEED, self._fill("changes.atom", page).encode()
        for name, content in (told.files if told else {}).items():
            yield file.removesuffix(INDEX) + name, content

    def _fill(self, template: str, page: dict[str, Any]) -> str:
        return self._templates.get_template(template).render(page) + "\n"

    def _gather(
        self, document: Document, folder: str, *, told: Told | None, data: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Gather what the templates of a page may tell."""
        routes, language = self._routes, document.language
        file = routes.place(folder, language)

        def find(iri: str) -> str:
            return routes.link(file, found) if (found := self._find(iri, language)) else ""

        def lead(iri: str) -> str:
            """Lead to a page of this site, or to what is no thing of ours."""
            return find(iri) or ("" if iri.startswith(routes.base) else iri)

        setting = Setting(
            language, prefixes=self._project.prefixes, edition=self._site.edition,
            address=lead, sign=self._find_sign,
        )  # fmt: skip
        data = {**(told.data if told else {}), **data}
        anchor = _make_anchors(self._name_row)
        return {
            **describe_document(document, setting, first=language, anchor=anchor),
            **self._frame(file, language, told),
            **(self._describe_aside(data["aside"], document, file) if "aside" in data else {}),
            "address": routes.name(file),
            "addresses": [(tag, routes.name(routes.place(folder, tag))) for tag in LANGUAGES],
            "to": lambda goal: routes.link(file, routes.place(goal, language)),
            "policy": _POLICY + (POLICY if "run" in data else ""),
            "scripts": [routes.link(file, name) for name in ("site.js", *data.get("run", ()))],
            "find": find,
            "by_name": partial(_sort, language=language),
            **self._tell_beside(told, data.get("aside", ""), language),
            **self.publication.describe(folder, language),
            **data,
        }  # fmt: skip

    def _tell_beside(self, told: Told | None, iri: str, language: Any) -> dict[str, Any]:
        """Gather what templates may tell beside a page: changes of its thing, the publisher."""
        rows = self._story.list_changes(iri, language) if iri else []
        return {
            "rows": rows,
            "feed": _FEED if rows or (told and told.row["template"] == _CHANGES) else "",
            "edition": self._site.edition,
            "publisher": self._site.publisher,
            "unknown": UNKNOWN.say(language),
            "gaps": self._story.gaps,
        }

    def _frame(self, file: str, language: str, told: Told | None) -> dict[str, Any]:
        """Frame a page: what is the same on all pages as deep that are told by the same row."""
        row = told.row["page"] if told else ""
        key = language, file.count("/"), row
        link = partial(self._routes.link, file)
        around = {"language": language, "text": partial(translate, language=language), "link": link}
        if key not in self._frames:
            edition = self._site.edition
            given = {
                **around,
                "menu": [
                    (name, link(self._routes.place(goal, language)), *rest)
                    for name, goal, *rest in self._story.list_menu(language, told)
                ],
                "others": [
                    (tag, name_natively(tag), self._routes.turn(language, tag)) for tag in LANGUAGES
                ],
                "edition": edition,
                "released": say_date(edition.issued, language) if edition else "",
                "glyph": draw_glyph,
            }
            is_home = told is not None and told.row is self._story.rows[0]
            self._frames[key] = {
                **{
                    name: self._templates.get_template(f"{name}.html").render(given)
                    for name in ("bar", "foot")
                },
                "scenes": [
                    (f.text_of("tab").say(language), link(f"{_SCENES}/{f.name}.html"), f.variables)
                    for f in self._scenes
                ],
                "is_home": is_home,
                "pages": {
                    row["page"]: link(self._routes.place(self._story.find_folder(row), language))
                    for row in self._story.rows
                    if is_home
                },
                "style_link": link(_STYLE),
            }
        return {**around, **self._frames[key]}

    def _describe_aside(self, iri: str, document: Document, file: str) -> dict[str, Any]:
        """Describe what stands beside the page of a thing: what to ask, and how to cite it."""
        edition, language = self._site.edition, document.language
        asked = quote(_ASKED.format(iri=iri), safe="")
        workbench = self._routes.link(file, self._routes.place(SPARQL, language))
        cited = edition and _CITED.fill(
            name=document.title, project=edition.name, version=edition.version,
            date=say_date(edition.issued, language), address=iri,
        ).say(language)  # fmt: skip
        return {"query_link": f"{workbench}#query={asked}", "cited": cited or iri}


def _make_anchors(name_row: Callable[[str], str]) -> Callable[[Iterable[str]], list[str]]:
    """Make what gives rows their places on one page: each is where it is told first."""
    met: set[str] = set()

    def anchor(graphs: Iterable[str]) -> list[str]:
        fresh = list(dict.fromkeys(filter(None, map(name_row, graphs))))
        fresh = [name for name in fresh if name not in met]
        met.update(fresh)
        return fresh

    return anchor


def _illustrate(document: Document, picture: Picture | None) -> Document:
    if picture is None:
        return document
    said = _PICTURED.say(document.language)
    return replace(document, illustration=Illustration(said, lambda: picture))


def _sort(items: list[dict[str, Any]], key: str = "name", *, language: str) -> list[dict[str, Any]]:
    """Sort records by a text in them, as the language does."""
    return sorted(items, key=lambda item: sort_key(item[key] or "", language))
