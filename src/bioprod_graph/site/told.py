"""Pages that queries tell: a page, or one for each of the records that it lists.

    queries/pages/pages.csv    the pages in the order of their menu: how each is made and laid out
    queries/pages/NAME/*.rq    what a page says, in the form of the queries of reports

A page with a `template` is laid out by that template, which also gets the records of its queries;
`each` names the list of records of which each has a page of its own, in the folder that is its key.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from bioprod_graph.documents import Document, Paragraph, Sentence
from bioprod_graph.files import read_rows
from bioprod_graph.language import Message, Text, name_forms
from bioprod_graph.reports import (
    Report,
    choose_kinds,
    find_gaps,
    make_gaps_document,
    make_report_json,
)
from bioprod_graph.site.workbench import SPARQL, Workbench

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bioprod_graph.language import Language
    from bioprod_graph.reports import Gap
    from bioprod_graph.site.basis import Site

_HEADER = ("page", "kind", "scene", "template", "each", "in_menu", *name_forms("label"))
_UNKNOWN = Message("to be completed by the publisher")
_GAPS = "gaps"
_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*")


@dataclass(frozen=True)
class Told:
    """A page that is told: its row, its folder, what it says, and what its template gets."""

    row: dict[str, str]
    folder: str
    document: Document
    data: dict[str, Any] = field(default_factory=dict)

    @property
    def template(self) -> str:
        """The template that lays it out."""
        return f"{self.row['template'] or 'page'}.html"


class Story:
    """Tells the pages of `pages.csv`, of a release."""

    def __init__(self, site: Site) -> None:
        self._site, self._project = site, site.project
        self.rows = list(read_rows(self._project.queries / "pages" / "pages.csv", _HEADER))

    def tell(self, row: dict[str, str], language: Language) -> Iterator[Told]:
        """Tell a page in a language, then those of its records."""
        folder = self.find_folder(row)
        if row["kind"] == _GAPS:
            yield Told(row, folder, make_gaps_document(self._gaps, language))
        elif row["kind"] == SPARQL:
            document = self._make_report(row, language).make_document()
            yield Told(row, folder, document, self._workbench.describe(language))
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

    def _tell_report(self, row: dict[str, str], folder: str, language: Language) -> Iterator[Told]:
        report = self._make_report(row, language)
        document = report.make_document()
        data = make_report_json(report) if row["template"] else {}
        yield Told(row, folder, document, {**data, "item": None})
        for item in data.get(row["each"]) or ():
            if _KEY.fullmatch(item["key"]):
                lead = Paragraph((Sentence(item["lead"]),)) if item.get("lead") else None
                own = Document(item["title"], language, lead, (), document.colophon)
                yield Told(row, f"{folder}/{item['key']}", own, {**data, "item": item})

    def _make_report(self, row: dict[str, str], language: Language) -> Report:
        folder = row["kind"] if row["kind"] == "reports" else "pages"
        report = Report(
            self._site.told, self._project, row["page"], language=language, folder=folder
        )
        publisher = self._site.publisher
        # A report tells of the publishers of its sources by the same name.
        for name in publisher.asked if folder == "pages" else ():
            told = getattr(publisher, name) or _UNKNOWN.say(language)
            report.given[name] = ox.Literal(told)
        return report

    @cached_property
    def _workbench(self) -> Workbench:
        return Workbench(self._site.release, self._project)

    @cached_property
    def _gaps(self) -> list[Gap]:
        kinds = choose_kinds(self._project.queries / _GAPS)
        return find_gaps(self._site.release.store, self._project, kinds)
