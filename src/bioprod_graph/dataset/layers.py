"""Layers and grades: where each statement is said, and how exactly it was read, told by its graph.

Which named graph is of which layer is the answer to `queries/views/layers.rq`, of which grade of
evidence that to `grades.rq` beside it. A graph that is in neither is the frame (ontology,
provenance, questions, rows of sources, passages and curators): it is there whatever is asked for,
so that what is left can still be read and traced.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

from bioprod_graph.errors import ProjectError, UsageError
from bioprod_graph.project import find_project
from bioprod_graph.rdf import make_store, read_values, select
from bioprod_graph.sparql import read_queries, read_query

if TYPE_CHECKING:
    from collections.abc import Collection

    import pyoxigraph as ox

    from bioprod_graph.project import Project

Layer = Literal["page", "elsewhere", "register", "inferred"]
LAYERS: tuple[Layer, ...] = get_args(Layer)


class Portion(NamedTuple):
    """What is kept of a dataset: these layers, or all; what was read at least so well, or all."""

    layers: Collection[str] = ()
    evidence: str | None = None


EVERYTHING = Portion()


def restrict(store: ox.Store, kept: Portion, *, project: Project | None = None) -> ox.Store:
    """Limit a dataset to what is to be kept: the statements of its graphs, and the frame.

    Where that is all, the store itself is given back. With a grade of evidence, what follows is
    derived anew from what is left. The project, whose queries say what is of which layer and grade,
    is the one that the command `bioprod` would work on, unless given.

    Raises UsageError for an unknown layer or grade, ProjectError if the project does not tell them.
    """
    project = project or find_project()
    if lesser := find_left_out(store, kept._replace(layers=()), project):
        from bioprod_graph.closure import derive_closure

        told = find_layers(store, project)
        inferred = {graph for graph, layer in told.items() if layer == LAYERS[-1]}
        store = _leave_out(store, lesser | inferred)
        derive_closure(store, read_queries(project.ontology / "rules", "rules"), project.base)
    left_out = find_left_out(store, Portion(kept.layers), project)
    return _leave_out(store, left_out) if left_out else store


def _leave_out(store: ox.Store, left_out: Collection[str]) -> ox.Store:
    graphs = (graph for graph in store.named_graphs() if graph.value not in left_out)
    return make_store(q for g in graphs for q in store.quads_for_pattern(None, None, None, g))


def find_left_out(store: ox.Store, kept: Portion, project: Project) -> set[str]:
    """Find the named graphs of layers, and of grades of evidence, that are not to be kept.

    Raises UsageError for an unknown layer or grade.
    """
    wanted, left_out = set(kept.layers), set[str]()
    if unknown := sorted(wanted - set(LAYERS)):
        raise UsageError(
            "unknown layer {unknown}: known are {names}",
            unknown=unknown[0],
            names=", ".join(LAYERS),
        )
    if wanted and wanted != set(LAYERS):
        told = find_layers(store, project)
        left_out |= {graph for graph, layer in told.items() if layer not in wanted}
    if kept.evidence is not None:
        grades = _find_grades(store, project)
        if kept.evidence not in grades:
            raise UsageError(
                "unknown grade {unknown}: known are {names}",
                unknown=kept.evidence,
                names=", ".join(grades),
            )
        lesser = list(grades.values())[list(grades).index(kept.evidence) + 1 :]
        left_out.update(*lesser)
    return left_out


@lru_cache(maxsize=1)
def _find_grades(store: ox.Store, project: Project) -> dict[str, set[str]]:
    """Return the grades of evidence, the most exact first, each with the named graphs that have it.

    Raises ProjectError if the query that says so is missing.
    """
    told: dict[str, set[str]] = {}
    file = read_query(project.queries / "views" / "grades.rq", "views")
    for row in read_values(select(store, file.text)):
        told.setdefault(row["grade"], set()).update({row["graph"]} if "graph" in row else ())
    return told


@lru_cache(maxsize=1)
def find_layers(store: ox.Store, project: Project) -> dict[str, str]:
    """Return the layer of each named graph that has one, by IRI.

    Raises ProjectError if the query that says so is missing, or puts a graph in two layers or in
    one that is not known.
    """
    path = project.queries / "views" / "layers.rq"
    names = {f"{project.base}id/concept/{layer}-layer": layer for layer in LAYERS}
    told: dict[str, str] = {}
    for row in read_values(select(store, read_query(path, "views").text)):
        graph, layer = row.get("graph", ""), names.get(row.get("layer", ""))
        if layer is None or graph in told:
            raise ProjectError(
                "{path}: gives the graph {graph} not one layer of {sorted}",
                path=path,
                graph=graph,
                sorted=sorted(names),
            )
        told[graph] = layer
    return told
