"""Measure a network that a query declares: degree, betweenness, PageRank, communities, components.

A projection (queries/projections) says which things are nodes and which properties are links. The
figures describe the links that were recorded, never how important somebody is; the table says what
was counted. With trig or nquads they are statements in the graph measures/PROJECTION, with method,
version and digest of the dataset.
"""

from pathlib import Path

from bioprod_graph.commands.context import Context
from bioprod_graph.commands.options import Option, parse_count
from bioprod_graph.engines import ENGINES
from bioprod_graph.errors import UsageError
from bioprod_graph.language import Message
from bioprod_graph.measures import MEASURES

_RECORDS = ("csv", "json", "trig", "nquads")
_DEFAULT = "actors"
_SHOWN = 10
OPTIONS = (
    Option("--list", "list the projections"),
    Option("--of NAME", f"a projection (default: {_DEFAULT})", default=_DEFAULT),
    Option(
        "--measure NAME…",
        "what to measure, repeatable: %(choices)s (default: everything)",
        choices=tuple(MEASURES),
    ),
    Option("--engine", "measure by SQL: degree and components, of any size", choices=ENGINES),
    Option("--edges FILE", "write the linked pairs as Parquet (with --engine)", type=Path),
    Option(
        "--top N",
        f"how many nodes or groups the table shows (default: {_SHOWN}; 0: all)",
        type=parse_count,
    ),
    Option(
        "--format FORMAT",
        "how to write it: %(choices)s (default: %(default)s)",
        choices=("table", "markdown", "html", *_RECORDS),
        default="table",
    ),
)


def run(context: Context) -> int:
    """Measure and write the results."""
    from bioprod_graph.networks import read_projections

    given = context.given
    if given.list:
        projections = read_projections(context.project.queries / "projections")
        context.write_titles({projection.name: projection.title for projection in projections})
        return 0
    if given.top is not None and given.format in _RECORDS:
        raise UsageError("--top is for the table: {format} holds all values", format=given.format)
    if given.edges and not given.engine:
        raise UsageError("--edges is written by an engine: name it with --engine")
    return _measure(context)


def _measure(context: Context) -> int:
    from bioprod_graph import measures
    from bioprod_graph.dataset import open_release
    from bioprod_graph.networks import find_projection, project_network

    given, project = context.given, context.project
    projection = find_projection(project.queries / "projections", given.of)
    release = open_release(context.dataset)
    network = project_network(release.store, projection, project.base)
    if not network.nodes:
        context.tell(Message("nothing is here yet: no row of the tables makes a node"))
        return 1
    names, digest = list(dict.fromkeys(given.measure)), release.digest
    if given.engine:
        folder = project.queries / "analytics"
        how = {"engine": given.engine, "folder": folder, "edges": given.edges}
        results = measures.measure_tabular(network, names, **how)
    else:
        results = [measures.measure_network(network, MEASURES[name]) for name in names or MEASURES]
    top = (_SHOWN if given.top is None else given.top) or None
    context.render(
        given.format,
        document=lambda tag: measures.make_measures_document(results, projection, tag, top=top),
        statements=lambda: measures.assert_measurements(
            results, projection, base=project.base, digest=digest
        ),
        record=lambda: measures.make_measures_json(results, projection, digest),
        rows=lambda: measures.make_measures_rows(results, digest),
    )
    return 0
