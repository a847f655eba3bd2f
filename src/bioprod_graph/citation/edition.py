"""The edition of the dataset that is cited: who made it, its title, version, date and digest.

`queries/citation/dataset.rq` is the one place that says where these stand: titles in its header,
the rest in the header of the ontology. The digest is that of its file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, get_args

import pyoxigraph as ox

from bioprod_graph.errors import ProjectError
from bioprod_graph.language import Language
from bioprod_graph.rdf import select
from bioprod_graph.sparql.query_files import QueryFile, read_query

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bioprod_graph.project import Project

LANGUAGES: tuple[Language, ...] = get_args(Language)
Text = dict[Language, str]

_DATE = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")
_NEEDED = ("dataset", "version", "issued", "license", "author", "name")
N_QUADS = "application/n-quads"


class Digest(NamedTuple):
    """The SHA-256 of some bytes, in hexadecimal, and what they are."""

    of: str
    sha256: str
    media_type: str


@dataclass(frozen=True)
class Author:
    """A body that made the dataset, with its name in each language."""

    iri: str
    name: Text


@dataclass(frozen=True)
class Edition:
    """An edition of the dataset; `issued` is a date or the beginning of one, as it is stated."""

    iri: str
    title: Text
    authors: tuple[Author, ...]
    version: str
    issued: str
    license: str
    digest: Digest

    @property
    def date_parts(self) -> list[int]:
        """Year, month and day, as far as they are stated."""
        return [int(part) for part in self.issued.split("-")]

    @property
    def key(self) -> str:
        """A key for lists of references."""
        return f"{self.iri.rstrip('/').rpartition('/')[2]}-{self.version}"


def read_edition(store: ox.Store, project: Project, *, digest: str) -> Edition:
    """Read what is stated of the dataset whose SHA-256 is given.

    Raises ProjectError if the query is missing or something is not stated.
    """
    file = read_query(project.queries / "citation" / "dataset.rq", "citation")
    rows = [_read_row(solution, file) for solution in select(store, file.text)]
    if not rows:
        raise ProjectError(
            "{path}: finds no title page: see the header of the ontology", path=file.path
        )
    first = {name: term.value for name, term in rows[0].items()}
    if not _DATE.fullmatch(first["issued"]):
        raise ProjectError(
            "{path}: issued is “{issued}”, expected a date", path=file.path, issued=first["issued"]
        )
    return Edition(
        iri=first["dataset"],
        title={language: file.get(f"title_{language}") for language in LANGUAGES},
        authors=_gather_authors(rows),
        version=first["version"],
        issued=first["issued"],
        license=first["license"],
        digest=Digest("dataset", digest, N_QUADS),
    )


def _read_row(solution: ox.QuerySolution, file: QueryFile) -> dict[str, ox.Literal | ox.NamedNode]:
    row = {}
    for name in _NEEDED:
        term = solution[name]
        if not isinstance(term, ox.Literal | ox.NamedNode):
            raise ProjectError("{path}: gives no ?{name}", path=file.path, name=name)
        row[name] = term
    return row


def _gather_authors(
    rows: list[dict[str, ox.Literal | ox.NamedNode]],
) -> tuple[Author, ...]:
    """Gather the names of each author by language; a name without one stands for those missing."""
    names: dict[str, dict[str, str]] = {}
    for row in rows:
        language = getattr(row["name"], "language", None) or ""
        names.setdefault(row["author"].value, {})[language] = row["name"].value
    return tuple(Author(iri, _in_each_language(found)) for iri, found in sorted(names.items()))


def _in_each_language(names: Mapping[str, str]) -> Text:
    other = names.get("") or next(iter(names.values()))
    return {language: names.get(language, other) for language in LANGUAGES}
