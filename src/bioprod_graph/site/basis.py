"""What a site is made of: a release, its project, and who publishes it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import TYPE_CHECKING

from bioprod_graph.dataset import find_edition, read_statements
from bioprod_graph.errors import UsageError
from bioprod_graph.files import read_text
from bioprod_graph.rdf import read_values, select
from bioprod_graph.site.beside import read_beside
from bioprod_graph.site.routes import Routes
from bioprod_graph.sparql import read_query

if TYPE_CHECKING:
    from pathlib import Path

    import pyoxigraph as ox

    from bioprod_graph.dataset import Release
    from bioprod_graph.documents import Edition
    from bioprod_graph.project import Project

# What pages may lead to: what is of a class or was withdrawn, and rows.
_THINGS = """
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX prov: <http://www.w3.org/ns/prov#>
SELECT DISTINCT ?thing
WHERE {
  { ?thing a ?class } UNION { ?thing owl:deprecated true } UNION { ?thing prov:wasAttributedTo ?by }
  FILTER(isIRI(?thing))
}
"""
_LONGEST = 64 * 1024  # bytes: a file of a publisher is a few lines


@dataclass(frozen=True)
class Publisher:
    """Who publishes a site, in the words of a file; what is empty was not told."""

    publisher: str = ""
    address: str = ""
    director: str = ""
    host: str = ""
    contact: str = ""
    # What programs alone are told: one of the kinds of ADMS, and where SPARQL is answered.
    kind: str = field(default="", metadata={"is_optional": True})
    endpoint: str = field(default="", metadata={"is_optional": True})

    @property
    def asked(self) -> list[str]:
        """The names of what pages tell, and the law asks."""
        return [each.name for each in fields(self) if not each.metadata]

    @property
    def missing(self) -> list[str]:
        """The names of what was not told of that."""
        return [name for name in self.asked if not getattr(self, name)]


def read_publisher(path: Path) -> Publisher:
    """Read who publishes a site from a TOML file. Raises UsageError for one that is not so."""
    known = {each.name for each in fields(Publisher)}
    try:
        told = tomllib.loads(read_text(path, limit=_LONGEST))
    except tomllib.TOMLDecodeError as error:
        raise UsageError("{path} is no TOML: {reason}", path=path, reason=str(error)) from None
    wrong = [name for name, value in told.items() if name not in known or type(value) is not str]
    if wrong:
        raise UsageError(
            "{path}: {name} is none of {names}, each a text",
            path=path, name=wrong[0], names=", ".join(sorted(known)),
        )  # fmt: skip
    return Publisher(**told)


@dataclass(frozen=True)
class Site:
    """What a site is made of."""

    release: Release
    project: Project
    publisher: Publisher = Publisher()

    @cached_property
    def edition(self) -> Edition | None:
        """The edition of the dataset."""
        return find_edition(self.release.store, self.project, digest=self.release.digest)

    @cached_property
    def quads(self) -> list[ox.Quad]:
        """The statements of the release."""
        return read_statements(self.release.dataset)

    @cached_property
    def told(self) -> ox.Store:
        """The release, and what is beside it."""
        version = str(self.release.manifest["versions"]["ontology"])
        return read_beside(self.quads, version, self.project)

    @property
    def gone(self) -> list[str]:
        """What answers that it is gone (RFC 9110, 15.5.11), by IRI: `queries/views/gone.rq`."""
        query = read_query(self.project.queries / "views" / "gone.rq", "views").text
        return [row["thing"] for row in read_values(select(self.release.store, query))]

    @cached_property
    def routes(self) -> Routes:
        """The addresses of its pages."""
        rows = read_values(select(self.release.store, _THINGS))
        return Routes(self.project.base, frozenset(row["thing"] for row in rows))
