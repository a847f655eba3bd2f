"""Two projects side by side: what both say laid in one store, told by the queries of a report.

Each has a base of its own, so the second is read as if it had that of the first; each stands in a
graph of its own, `graph/first` and `graph/second`, so that things of one name stay two.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

import pyoxigraph as ox

from bioprod_graph.dataset import Names, open_release
from bioprod_graph.identifiers import mint_graph
from bioprod_graph.language import SOURCE
from bioprod_graph.questions import ask_oxigraph, bind_parameters, list_askable
from bioprod_graph.rdf import merge_graphs, place
from bioprod_graph.reports.report import Report

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bioprod_graph.language import Language
    from bioprod_graph.project import Project

KIND = "projects"
_COUNT = "schema:numberOfItems"


def compare_projects(projects: Sequence[Project], language: Language) -> Report:
    """Make the report on two projects, named as the first one names things.

    Raises DatasetError for one of which nothing was built.
    """
    first, second = projects
    store = ox.Store()
    for name, project in (("first", first), ("second", second)):
        graph = mint_graph(first.base, name)
        store.bulk_extend(place(_read_triples(project, first.base), graph))
        # Names are looked up in the default graph: they are those of the first.
        if project is first:
            merge_graphs(store)
    return Report(store, first, KIND, language=language)


def _read_triples(project: Project, base: str) -> Iterator[ox.Triple]:
    """Read what a project says, and how many rows its questions find, under another base."""
    release = open_release(project)
    told = release.dataset.read_bytes().replace(project.base.encode(), base.encode())
    return chain(
        (quad.triple for quad in ox.parse(told, format=ox.RdfFormat.N_QUADS)),
        _count_rows(release.store, project, base),
    )


def _count_rows(store: ox.Store, project: Project, base: str) -> Iterator[ox.Triple]:
    names = Names(store, project)
    for question in list_askable(store, project):
        bindings = bind_parameters(question.parameters, question.fill({}, SOURCE), names)
        found = ask_oxigraph(store, question.file.text, bindings).results
        count = int(bool(found)) if isinstance(found, ox.QueryBoolean) else sum(1 for _ in found)
        thing = ox.NamedNode(f"{base}questions/{question.name}")
        yield ox.Triple(thing, project.prefixes.expand(_COUNT), ox.Literal(count))
