"""Export the graph, a network or a neighbourhood for other programs.

Networks: graphml, gexf, dot, csv (a ZIP of nodes.csv and edges.csv), cytoscape, vosviewer.
Statements: jsonld, turtle, trig, nquads, ntriples, rdfxml; of a network, all that is said of its
nodes. Points: geojson. Sheets: xlsx, in which no cell is a formula; CSV is exact and not guarded.
Same dataset, same bytes. A file is written whole or not at all: what a format cannot hold is an
error that names it. Files without named graphs carry no owl:imports: all modules stand in them.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from bioprod_graph.commands.options import add_layer_option, parse_count
from bioprod_graph.commands.sizes import describe_size
from bioprod_graph.errors import UsageError
from bioprod_graph.formats.formats import FORMATS, Format
from bioprod_graph.language import Message

if TYPE_CHECKING:
    import argparse

    import pyoxigraph as ox

    from bioprod_graph.commands.context import Context
    from bioprod_graph.dataset import Release
    from bioprod_graph.measures import Network

EXAMPLES = (
    "bioprod export --list",
    "bioprod export --format graphml --of actors --output actors.graphml",
    "bioprod export --format turtle --around genopole --hops 2",
    "bioprod export --format geojson --of actors --strict --output actors.geojson",
    "bioprod export --format xlsx --output bioprod.xlsx",
)
_ALL = "all"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    parser.add_argument("--list", action="store_true", help="list what --of may name")
    parser.add_argument(
        "--format", choices=tuple(FORMATS), metavar="FORMAT", help="what to write, as told above"
    )
    parser.add_argument(
        "--of",
        metavar="NAME",
        default=_ALL,
        help="a projection or a view, or all (default: all)",
    )
    parser.add_argument(
        "--around",
        metavar="THING",
        help="only this thing, by KIND/SLUG, slug or name, and what is linked to it",
    )
    parser.add_argument(
        "--hops",
        type=parse_count,
        metavar="N",
        help="how many links away from the thing (default: 1)",
    )
    add_layer_option(parser)
    parser.add_argument(
        "--strict", action="store_true", help="geojson: leave out seats that are assumed"
    )
    parser.add_argument(
        "-o", "--output", metavar="FILE", help="where to write (default: the standard output)"
    )


def run(arguments: argparse.Namespace, context: Context) -> int:
    """Export and tell where it is."""
    if arguments.list:
        from bioprod_graph.formats import list_networks

        context.write("".join(f"{name}\n" for name in (_ALL, *list_networks(context.project))))
        return 0
    form = _check(arguments)
    content = _render(form, arguments, context)
    if arguments.output:
        from bioprod_graph.formats import write_whole

        write_whole(Path(arguments.output), content)
        context.write(f"{arguments.output}\n", exact=True)
    else:
        _write_out(content, form, context)
    return 0


def _check(arguments: argparse.Namespace) -> Format:
    if arguments.format is None:
        raise UsageError("name a format: --format {names}", names="|".join(FORMATS))
    form = FORMATS[arguments.format]
    if arguments.hops is not None and arguments.around is None:
        raise UsageError("--hops counts from a thing: name it with --around")
    if arguments.strict and form.holds != "points":
        raise UsageError("--strict is for geojson: {name} has no points", name=form.name)
    if form.is_binary and not arguments.output and sys.stdout.isatty():
        raise UsageError("{name} is a binary file: name it with --output FILE", name=form.name)
    return form


def _render(form: Format, arguments: argparse.Namespace, context: Context) -> bytes:
    from bioprod_graph.dataset import open_release, restrict

    release = open_release(context.dataset)
    kept = restrict(release.store, arguments.layer, project=context.project)
    if form.holds == "statements":
        return _render_statements(form, arguments, context, release=release, store=kept)
    network = _choose_network(arguments, context, release=release, store=kept)
    _tell_size(network, context)
    if form.holds == "points":
        return _render_points(arguments, context, kept, network=network)
    if form.holds == "sheets":
        return _render_sheets(context, kept, network, digest=release.digest)
    return _render_network(form, network, context)


def _list_graphs(store: ox.Store) -> list[ox.NamedNode]:
    import pyoxigraph as ox

    return [graph for graph in store.named_graphs() if isinstance(graph, ox.NamedNode)]


def _choose_network(
    arguments: argparse.Namespace, context: Context, *, release: Release, store: ox.Store
) -> Network:
    from bioprod_graph.dataset import find_thing
    from bioprod_graph.formats import find_neighbours, read_network

    network = read_network(store, context.project, arguments.of)
    if arguments.around is None:
        return network
    thing = find_thing(arguments.around, release.store, context.project)
    return find_neighbours(network, thing.value, 1 if arguments.hops is None else arguments.hops)


def _render_statements(
    form: Format,
    arguments: argparse.Namespace,
    context: Context,
    *,
    release: Release,
    store: ox.Store,
) -> bytes:
    from bioprod_graph.formats import read_statements, write_statements

    things = None
    if arguments.of != _ALL or arguments.around is not None:
        network = _choose_network(arguments, context, release=release, store=store)
        things = frozenset(node.iri for node in network.nodes)
        _tell_size(network, context)
    whole = store is release.store
    graphs = None if whole else frozenset(graph.value for graph in _list_graphs(store))
    quads = read_statements(release.dataset, graphs=graphs, things=things)
    return write_statements(quads, form.name, context.project.prefixes)


def _render_network(form: Format, network: Network, context: Context) -> bytes:
    from bioprod_graph import formats as export

    if form.name == "csv":
        context.tell(
            Message("exact CSV, not guarded against formulas; for a spreadsheet: --format xlsx")
        )
        return export.render_csv(network, context.language)
    render = {
        "cytoscape": export.render_cytoscape,
        "dot": export.render_dot,
        "gexf": export.render_gexf,
        "graphml": export.render_graphml,
        "vosviewer": export.render_vosviewer,
    }[form.name]
    return render(network, context.language).encode()


def _render_points(
    arguments: argparse.Namespace, context: Context, store: ox.Store, *, network: Network
) -> bytes:
    from bioprod_graph.formats import read_points, render_geojson

    seats = read_points(store, context.project.queries / "exports" / "points.rq")
    nodes = {node.iri for node in network.nodes}
    shown = [seat for seat in seats if seat.node in nodes]
    kept = [seat for seat in shown if not (arguments.strict and seat.is_assumed)]
    _tell_points(
        len(kept), sum(seat.is_assumed for seat in shown), context, strict=arguments.strict
    )
    return render_geojson(network, kept, context.language).encode()


def _tell_points(points: int, assumed: int, context: Context, *, strict: bool) -> None:
    told = (
        Message("{n} assumed left out", many="{n} assumed left out", n=assumed)
        if strict
        else Message("{n} of them assumed", many="{n} of them assumed", n=assumed)
    )
    shown = Message("{n} point", many="{n} points", n=points)
    context.tell(Message("{points}, {assumed}", points=shown, assumed=told))


def _render_sheets(context: Context, store: ox.Store, network: Network, *, digest: str) -> bytes:
    from bioprod_graph.formats import make_sheets, render_workbook

    sheets = make_sheets(network, store, context.project.prefixes, digest=digest)
    content = render_workbook(sheets)
    context.tell(Message("no cell is a formula: text that looks like one stays text"))
    return content


def _tell_size(network: Network, context: Context) -> None:
    size = describe_size(len(network.nodes), len(network.links))
    context.tell(Message("{network}: {size}", network=network.name, size=size))


def _write_out(content: bytes, form: Format, context: Context) -> None:
    if form.is_binary:
        sys.stdout.buffer.write(content)
        sys.stdout.flush()
    else:
        context.write(content.decode(), exact=True)
