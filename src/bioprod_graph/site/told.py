"""Pages that queries tell: a page, or one for each of the records that it lists.

    queries/pages/pages.csv    the pages in the order of their menu: how each is made and laid out
    queries/pages/NAME/*.rq    what a page says, in the form of the queries of reports

A page with a `template` is laid out by that template, which also gets the records of its queries;
`each` names the list of records of which each has a page of its own, in the folder that is its key.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from bioprod_graph.documents import Document, Items, Paragraph, Part, Section, Sentence
from bioprod_graph.files import read_rows
from bioprod_graph.language import (
    LANGUAGES,
    Message,
    Text,
    name_forms,
    start_sentence,
)
from bioprod_graph.reports import (
    Report,
    choose_kinds,
    find_gaps,
    make_gaps_document,
    make_report_json,
)
from bioprod_graph.site.answers import Answers
from bioprod_graph.site.workbench import SPARQL, Workbench

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bioprod_graph.language import Language
    from bioprod_graph.reports import Gap
    from bioprod_graph.site.basis import Site

_HEADER = ("page", "kind", "scene", "template", "each", "in_menu", *name_forms("label"))
UNKNOWN = Message("to be completed by the publisher")
_GAPS, _QUESTIONS, _CHANGES, _MISSING = "gaps", "questions", "changes", "missing"
_LISTS = Message("Where to look")
# As many examples of a kind show what it is; its page has all.
_FIRST = 2
_OF = "of"
_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*")


@dataclass(frozen=True)
class Told:
    """A page that is told: its row and folder, what it says, what its template gets, and files."""

    row: dict[str, str]
    folder: str
    document: Document
    data: dict[str, Any] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)

    @property
    def template(self) -> str:
        """The template that lays it out."""
        return f"{self.row['template'] or 'page'}.html"


class Story:
    """Tells the pages of `pages.csv`, of a release."""

    def __init__(self, site: Site) -> None:
        self._site, self._project = site, site.project
        self._reports = cache(self._begin_report)
        self._records: dict[tuple[str, str], dict[str, Any]] = {}
        self._changes: dict[str, dict[str, list[dict[str, Any]]]] = {}
        self.rows = list(read_rows(self._project.queries / "pages" / "pages.csv", _HEADER))

    def tell(self, row: dict[str, str], language: Language) -> Iterator[Told]:
        """Tell a page in a language, then those of its records."""
        folder = self.find_folder(row)
        if row["kind"] == _GAPS:
            yield from self._tell_gaps(row, folder, language)
        elif row["kind"] == SPARQL:
            document = self._make_report(row, language).make_document()
            yield Told(row, folder, document, self._workbench.describe(language))
        elif row["kind"] == _QUESTIONS:
            yield from self._tell_questions(row, folder, language)
        else:
            yield from self._tell_report(row, folder, language)

    def find_folder(self, row: dict[str, str]) -> str:
        """Find the folder of a page: the first one is the home."""
        return "" if row is self.rows[0] else row["page"]

    def list_menu(self, language: str, told: Told | None) -> Iterator[tuple[str, str, str, bool]]:
        """List what menus have: name, folder, whether it is at the top, whether it is told here."""
        for row in self.rows:
            is_here = told is not None and told.row is row
            yield (
                Text.read(row, "label").say(language),
                self.find_folder(row),
                row["in_menu"],
                is_here,
            )

    def tell_missing(self, language: Language) -> Document:
        """Tell that there is no such page, and where to look instead."""
        document = self._make_report({"page": _MISSING, "kind": ""}, language).make_document()
        base, tag = self._project.base, "" if language == LANGUAGES[0] else f"{language}/"
        places = (
            Part(Text.read(row, "label").say(language), f"{base}{self.find_folder(row)}/{tag}")
            for row in self.rows[1:]
            if row["in_menu"] != "hidden"
        )
        first = Part(Text.read(self.rows[0], "label").say(language), f"{base}{tag}")
        items = Items(tuple(Sentence(each.text, (), (each,)) for each in (first, *places)))
        return replace(document, sections=(Section(_LISTS.say(language), (items,)),))

    def list_changes(self, iri: str, language: Language) -> list[dict[str, Any]]:
        """List what has changed of a thing, from version to version."""
        if language not in self._changes:
            found: dict[str, list[dict[str, Any]]] = {}
            told = self._read_records({"page": _CHANGES, "kind": ""}, language)
            for record in told.get(_CHANGES) or ():
                found.setdefault(record["thing"]["id"], []).append(record)
            self._changes[language] = found
        return self._changes[language].get(iri, [])

    def _tell_report(self, row: dict[str, str], folder: str, language: Language) -> Iterator[Told]:
        report = self._make_report(row, language)
        document = report.make_document()
        data = _fold(self._read_records(row, language)) if row["template"] else {}
        yield Told(row, folder, document, {**data, "page": row["page"], "item": None})
        for item in data.get(row["each"]) or ():
            if _KEY.fullmatch(item["key"]):
                place = item["key"] if item.get("is_root") else f"{folder}/{item['key']}"
                lead = Paragraph((Sentence(item["lead"]),)) if item.get("lead") else None
                title = start_sentence(item["title"])
                own = Document(title, language, lead, (), document.colophon)
                yield Told(row, place, own, {**data, "page": row["page"], "item": item})

    def _tell_gaps(self, row: dict[str, str], folder: str, language: Language) -> Iterator[Told]:
        """Tell the kinds of gaps, each with the first of them, then all of each kind."""
        kinds = [(kind, list(gaps)) for kind, gaps in groupby(self.gaps, attrgetter("kind"))]
        items = [
            {
                "name": kind.name,
                "title": kind.text_of("title").say(language),
                "count": len(gaps),
                "first": [gap.said.say(language) for gap in gaps[:_FIRST]],
            }
            for kind, gaps in kinds
        ]
        whole = make_gaps_document(self.gaps, language, top=0)
        yield Told(row, folder, replace(whole, sections=()), {"items": items})
        for item, (kind, gaps) in zip(items, kinds, strict=True):
            told = make_gaps_document(gaps, language)
            sections = tuple(replace(each, title=told.title) for each in told.sections)
            document = replace(told, title=item["title"], sections=sections)
            yield Told(row, f"{folder}/{kind.name}", document)

    def _tell_questions(
        self, row: dict[str, str], folder: str, language: Language
    ) -> Iterator[Told]:
        asked = list(Answers(self._site, language).ask())
        document = self._make_report(row, language).make_document()
        yield Told(row, folder, document, {"item": None, "items": [each.data for each in asked]})
        for each in asked:
            yield Told(row, f"{folder}/{each.name}", each.document, {"item": each.data}, each.files)

    def _read_records(self, row: dict[str, str], language: Language) -> dict[str, Any]:
        """Read the records of a page, once: pages of things tell those of changes too."""
        key = row["page"], language
        if key not in self._records:
            self._records[key] = make_report_json(self._make_report(row, language))
        return self._records[key]

    def _make_report(self, row: dict[str, str], language: Language) -> Report:
        folder = row["kind"] if row["kind"] == "reports" else "pages"
        return self._reports(folder, language).turn_to(row["page"])

    def _begin_report(self, folder: str, language: Language) -> Report:
        report = Report(self._site.told, self._project, "", language=language, folder=folder)
        publisher = self._site.publisher
        # A report tells of the publishers of its sources by the same name.
        for name in publisher.asked if folder == "pages" else ():
            told = getattr(publisher, name) or UNKNOWN.say(language)
            report.given[name] = ox.Literal(told)
        return report

    @cached_property
    def _workbench(self) -> Workbench:
        return Workbench(self._site.release, self._project, self._site.routes)

    @cached_property
    def gaps(self) -> list[Gap]:
        """What is not known and could be."""
        kinds = choose_kinds(self._project.queries / _GAPS)
        return find_gaps(self._site.release.store, self._project, kinds)


def _fold(data: dict[str, Any]) -> dict[str, Any]:
    """Fold lists of records that say what they are `of`: for each of these, those that are."""
    told = dict(data)
    for name, records in data.items():
        if isinstance(records, list) and records and _OF in records[0]:
            folded: dict[str, list[dict[str, Any]]] = {}
            for record in records:
                folded.setdefault(record[_OF], []).append(record)
            told[name] = folded
    return told
