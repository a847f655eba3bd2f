"""Where pages are: an IRI → a folder of the site → links that also work from disk.

A page in the first language is `FOLDER/index.html`, in another `FOLDER/TAG/index.html`; what is not
of the base, or not formed as identifiers are, has no page.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass

from bioprod_graph.language import LANGUAGES

INDEX = "index.html"
# https://www.w3.org/TR/void/#well-known, https://github.com/sib-swiss/sparql-examples
WELL_KNOWN = {f"{name}.ttl": f".well-known/{name}" for name in ("void", "sparql-examples")}
_THING = re.compile(r"id/[a-z0-9-]+/[a-z0-9-]+")
# What is told on a page of another name: the folder of the page, and the place on it.
_PART = re.compile(r"(questions/[a-z0-9-]+|ontology)(?:([#/])([A-Za-z]\w*))?", re.ASCII)
# A row, which the page of its table leads from to the facts that it states.
_ROW = re.compile(r"(graph/record/[a-z0-9-]+)/([\w.-]+)", re.ASCII)
_PLACES = {"#": "#", "/": "#module-", None: ""}


@dataclass(frozen=True)
class Routes:
    """The addresses of a site whose things have IRIs that begin with `base`."""

    base: str
    things: frozenset[str]

    def find_folder(self, iri: str) -> str | None:
        """Find the folder of the page of a thing; none for what has no page."""
        path = iri.removeprefix(self.base)
        has_page = iri in self.things and iri != path and _THING.fullmatch(path)
        return path if has_page else None

    def find_file(self, iri: str, language: str) -> str:
        """Find where a thing or a term is told: a file and a place in it; "" if nowhere."""
        if folder := self.find_folder(iri):
            return self.place(folder, language)
        path = iri.removeprefix(self.base)
        if row := _ROW.fullmatch(path):
            return f"{self.place(row[1], language)}#{row[2]}" if iri in self.things else ""
        part = _PART.fullmatch(path) if iri in self.things and iri != path else None
        if not part:
            return ""
        return self.place(part[1], language) + _PLACES[part[2]] + (part[3] or "")

    def name_row(self, iri: str) -> str:
        """Name the place of a row on pages that tell it, TABLE/ROW; "" for what is none."""
        row = _ROW.fullmatch(iri.removeprefix(self.base))
        return "/".join(row[0].split("/")[2:]) if row and iri in self.things else ""

    def place(self, folder: str, language: str) -> str:
        """Give the file of a page, from the root of the site."""
        tag = "" if language == LANGUAGES[0] else language
        return posixpath.join(folder, tag, INDEX)

    def link(self, start: str, goal: str) -> str:
        """Give the link from one file to another, by way of the root, or to a place in it."""
        if goal.startswith(f"{start}#"):
            return goal.removeprefix(start)
        return "../" * start.count("/") + goal

    def turn(self, language: str, other: str) -> str:
        """Give the link from a page to itself in another language, the same for every page."""
        up = "" if language == LANGUAGES[0] else "../"
        return up + self.place("", other)

    def name(self, file: str) -> str:
        """Give the canonical address of a page, which does not name the file."""
        return self.base + file.removesuffix(INDEX)
