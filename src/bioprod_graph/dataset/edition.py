"""The edition of the dataset that is cited: who made it, its title, version, date and digest.

`queries/citation/dataset.rq` is the one place that says where these stand: the title in
ontology/project.ttl, the rest in the header of the ontology. The digest is that of its file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bioprod_graph.documents import Author, Digest, Edition
from bioprod_graph.errors import ProjectError
from bioprod_graph.language import Text, is_date
from bioprod_graph.rdf import read_terms, select
from bioprod_graph.sparql import read_query

if TYPE_CHECKING:
    from pathlib import Path

    import pyoxigraph as ox

    from bioprod_graph.project import Project
    from bioprod_graph.rdf import Term

_NEEDED = frozenset({"dataset", "title", "version", "issued", "license", "author", "name"})
N_QUADS = "application/n-quads"


def find_edition(store: ox.Store, project: Project, *, digest: str) -> Edition | None:
    """Read the edition; none in a project that has no query for it."""
    is_told = _name_query(project).exists()
    return read_edition(store, project, digest=digest) if is_told else None


def read_edition(store: ox.Store, project: Project, *, digest: str) -> Edition:
    """Read what is stated of the dataset whose SHA-256 is given.

    Raises ProjectError if the query is missing or something is not stated.
    """
    file = read_query(_name_query(project), "citation")
    rows = list(read_terms(select(store, file.text)))
    if not rows:
        raise ProjectError(
            "{path}: finds no title page: see the header of the ontology", path=file.path
        )
    names: dict[str, list[tuple[str, str]]] = {}
    titles: list[tuple[str, str]] = []
    called: list[tuple[str, str]] = []
    for row in rows:
        for missing in sorted(_NEEDED - row.keys()):
            raise ProjectError("{path}: gives no ?{name}", path=file.path, name=missing)
        names.setdefault(row["author"].value, []).append(_read_tagged(row["name"]))
        titles.append(_read_tagged(row["title"]))
        called += [_read_tagged(row["called"])] if "called" in row else []
    first = {name: rows[0][name].value for name in _NEEDED}
    if not is_date(first["issued"]):
        raise ProjectError(
            "{path}: issued is “{issued}”, expected a date", path=file.path, issued=first["issued"]
        )
    return Edition(
        iri=first["dataset"],
        title=Text.collect(titles),
        name=Text.collect(called or titles),
        authors=tuple(Author(iri, Text.collect(found)) for iri, found in sorted(names.items())),
        version=first["version"],
        issued=first["issued"],
        license=first["license"],
        digest=Digest("dataset", digest, N_QUADS),
    )


def _read_tagged(term: Term) -> tuple[str, str]:
    return getattr(term, "language", None) or "", term.value


def _name_query(project: Project) -> Path:
    return project.queries / "citation" / "dataset.rq"
