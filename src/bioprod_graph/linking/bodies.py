"""The bodies of a release, as far as a register can know them: names, communes, public numbers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bioprod_graph.rdf import read_values, select
from bioprod_graph.sparql import read_query

if TYPE_CHECKING:
    import pyoxigraph as ox

    from bioprod_graph.project import Project


@dataclass
class Body:
    """A body: its names, the first its own, the codes and names of its communes, its numbers."""

    iri: str
    names: list[str] = field(default_factory=list)
    seats: list[tuple[str | None, str | None]] = field(default_factory=list)
    numbers: set[tuple[str, str]] = field(default_factory=set)

    @property
    def slug(self) -> str:
        """The last part of its identifier."""
        return self.iri.rpartition("/")[2]


def read_bodies(store: ox.Store, project: Project) -> list[Body]:
    """Read the bodies that `queries/views/bodies.rq` finds, in the order of their identifiers."""
    query = read_query(project.queries / "views" / "bodies.rq", "views").text
    bodies: dict[str, Body] = {}
    for row in read_values(select(store, query)):
        body = bodies.setdefault(row["thing"], Body(row["thing"]))
        if (name := row.get("name")) and name not in body.names:
            body.names.append(name)
        if commune := row.get("commune"):
            body.seats.append((commune, row["town"]))
        if number := row.get("number"):
            body.numbers |= _read_numbers(row["scheme"], number)
    return [body for body in bodies.values() if body.names]


def _read_numbers(scheme: str, number: str) -> set[tuple[str, str]]:
    """Give a number without its address; a SIRET begins with the SIREN."""
    bare = number.rpartition("/")[2]
    return {(scheme, bare)} | ({("siren", bare[:9])} if scheme == "siret" else set())
