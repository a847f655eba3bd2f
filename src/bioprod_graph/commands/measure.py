"""Measure a network that a query declares: degree, betweenness, PageRank, communities, components.

A projection (queries/projections) says which things are nodes and which properties are links. The
figures describe the links that were recorded, never how important somebody is; the table says what
was counted. With trig or nquads they are statements in the graph measures/PROJECTION, with method,
version and digest of the dataset.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bioprod_graph.commands.options import parse_count
from bioprod_graph.language import Message
from bioprod_graph.measures.catalogue import MEASURES

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from bioprod_graph.commands.context import Context
    from bioprod_graph.measures import Result
    from bioprod_graph.networks import Projection

EXAMPLES = (
    "bioprod measure --list",
    "bioprod measure",
    "bioprod measure --projection assises --measure betweenness --top 5",
    "bioprod measure --measure degree --format csv",
    "bioprod measure --measure degree --measure communities --format trig",
)
FORMATS = ("table", "csv", "json", "trig", "nquads")
_DEFAULT = "actors"
_SHOWN = 10


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    parser.add_argument("--list", action="store_true", help="list the projections")
    parser.add_argument(
        "--projection", metavar="NAME", default=_DEFAULT, help=f"the network (default: {_DEFAULT})"
    )
    parser.add_argument(
        "--measure",
        action="append",
        choices=tuple(MEASURES),
        default=[],
        help="what to measure; repeatable (default: everything)",
    )
    parser.add_argument(
        "--top",
        type=parse_count,
        metavar="N",
        help=f"how many nodes or groups the table shows (default: {_SHOWN}; 0: all)",
    )
    parser.add_argument(
        "--format", choices=FORMATS, default="table", help="how to write it (default: table)"
    )


def run(arguments: argparse.Namespace, context: Context) -> int:
    """Measure and write the results."""
    from bioprod_graph.dataset import open_release
    from bioprod_graph.errors import UsageError
    from bioprod_graph.measures import measure_network
    from bioprod_graph.networks import find_projection, project_network

    folder = context.project.queries / "projections"
    if arguments.list:
        context.write(_render_list(context))
        return 0
    if arguments.top is not None and arguments.format != "table":
        raise UsageError(
            "--top is for the table: {format} holds all values", format=arguments.format
        )
    projection = find_projection(folder, arguments.projection)
    release = open_release(context.dataset)
    network = project_network(release.store, projection, context.project.base)
    if not network.nodes:
        context.tell(Message("this projection has no node"))
        return 1
    names = dict.fromkeys(arguments.measure or MEASURES)
    results = [measure_network(network, MEASURES[name]) for name in names]
    written = _render(arguments, context, results, projection=projection, digest=release.digest)
    context.write(written, exact=arguments.format != "table")
    return 0


def _render(
    arguments: argparse.Namespace,
    context: Context,
    results: Sequence[Result],
    *,
    projection: Projection,
    digest: str,
) -> str:
    from bioprod_graph import measures
    from bioprod_graph.formats.statements import write_statements

    if arguments.format == "table":
        top = (arguments.top if arguments.top is not None else _SHOWN) or None
        width = min(context.width, 100)
        return measures.render_table(
            results, projection, language=context.language, top=top, width=width
        )
    if arguments.format == "csv":
        return measures.render_csv(results, digest)
    if arguments.format == "json":
        return measures.render_json(results, projection, digest)
    base = context.project.base
    quads = measures.assert_results(results, projection, base=base, digest=digest)
    written = write_statements(quads, arguments.format, context.project.prefixes)
    return written.decode()


def _render_list(context: Context) -> str:
    from bioprod_graph.networks import read_projections

    projections = read_projections(context.project.queries / "projections")
    width = max((len(projection.name) for projection in projections), default=0)
    return "".join(f"{p.name:<{width}}  {p.title.say(context.language)}\n" for p in projections)
