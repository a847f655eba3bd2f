"""Layers: each statement is said on the page, said elsewhere, or inferred, told by its graph.

Which named graph is of which layer is the answer to `queries/views/layers.rq`. A graph that is not
in it is the frame (ontology, provenance, questions, rows of sources, passages and curators): it is
there whatever layers are asked for, so that what is left can still be read and traced.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

from bioprod_graph.errors import ProjectError, UsageError
from bioprod_graph.project import find_project
from bioprod_graph.rdf import make_store, read_values, select
from bioprod_graph.sparql import read_query

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pyoxigraph as ox

    from bioprod_graph.project import Project

Layer = Literal["page", "elsewhere", "inferred"]
LAYERS: tuple[Layer, ...] = get_args(Layer)


def restrict(store: ox.Store, layers: Iterable[str], *, project: Project | None = None) -> ox.Store:
    """Limit a dataset to layers: the statements of their graphs, and the frame.

    Without layers, or with all of them, the store itself is given back. The project, whose query
    says what is of which layer, is the one that the command `bioprod` would work on, unless given.

    Raises UsageError for an unknown layer, ProjectError if the project does not tell layers.
    """
    left_out = find_left_out(store, layers, project)
    if left_out is None:
        return store
    graphs = (graph for graph in store.named_graphs() if graph.value not in left_out)
    return make_store(q for g in graphs for q in store.quads_for_pattern(None, None, None, g))


def find_left_out(
    store: ox.Store, layers: Iterable[str], project: Project | None = None
) -> set[str] | None:
    """Find the named graphs that `restrict` would leave out; None if all are kept."""
    wanted = set(layers)
    unknown = sorted(wanted - set(LAYERS))
    if unknown:
        raise UsageError(
            "unknown layer {unknown}: known are {names}",
            unknown=unknown[0],
            names=", ".join(LAYERS),
        )
    if not wanted or wanted == set(LAYERS):
        return None
    told = find_layers(store, project or find_project())
    return {graph for graph, layer in told.items() if layer not in wanted}


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
