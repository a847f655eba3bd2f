"""Measure a network that a query declares: degree, betweenness, PageRank, communities, components.

A projection (queries/projections) says which things are nodes and which properties are links. The
figures describe the links that were recorded, never how important somebody is; the table says what
was counted. With trig or nquads they are statements in the graph measures/PROJECTION, with method,
version and digest of the dataset.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bioprod_graph.commands.options import parse_count
from bioprod_graph.errors import UsageError
from bioprod_graph.language import Message
from bioprod_graph.measures import MEASURES

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Sequence

    from bioprod_graph.commands.context import Context
    from bioprod_graph.formats import Kind
    from bioprod_graph.measures import Result
    from bioprod_graph.networks import Projection

_RECORDS = ("csv", "json", "trig", "nquads")
FORMATS = ("table", "markdown", "html", *_RECORDS)
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
    from bioprod_graph import measures
    from bioprod_graph.dataset import open_release
    from bioprod_graph.networks import find_projection, project_network

    form = arguments.format
    if arguments.list:
        context.write(_render_list(context))
        return 0
    if arguments.top is not None and form in _RECORDS:
        raise UsageError("--top is for the table: {format} holds all values", format=form)
    projection = find_projection(context.project.queries / "projections", arguments.projection)
    release = open_release(context.dataset)
    network = project_network(release.store, projection, context.project.base)
    if not network.nodes:
        context.tell(Message("this projection has no node"))
        return 1
    names = dict.fromkeys(arguments.measure or MEASURES)
    results = [measures.measure_network(network, MEASURES[name]) for name in names]
    _render(arguments, context, results, projection=projection, digest=release.digest)
    return 0


def _render(
    arguments: argparse.Namespace,
    context: Context,
    results: Sequence[Result],
    *,
    projection: Projection,
    digest: str,
) -> None:
    from bioprod_graph import measures

    form, base = arguments.format, context.project.base
    top = (_SHOWN if arguments.top is None else arguments.top) or None
    gives: dict[Kind, Callable[[], object]] = {
        "document": lambda: measures.make_document(results, projection, context.language, top=top),
        "statements": lambda: measures.assert_results(
            results, projection, base=base, digest=digest
        ),
        "record": lambda: measures.make_record(results, projection, digest),
        "rows": lambda: measures.make_rows(results, digest),
    }
    context.render("text" if form == "table" else form, gives)


def _render_list(context: Context) -> str:
    from bioprod_graph.networks import read_projections

    projections = read_projections(context.project.queries / "projections")
    width = max((len(projection.name) for projection in projections), default=0)
    return "".join(f"{p.name:<{width}}  {p.title.say(context.language)}\n" for p in projections)
