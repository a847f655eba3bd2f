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
from bioprod_graph.formats import Format, Points, Setting, find_format, list_names, write_whole
from bioprod_graph.language import Message

if TYPE_CHECKING:
    import argparse

    import pyoxigraph as ox

    from bioprod_graph.commands.context import Context
    from bioprod_graph.dataset import Release
    from bioprod_graph.formats import Kind
    from bioprod_graph.networks import Network

_ALL = "all"
_KINDS: tuple[Kind, ...] = ("network", "statements", "points")
_NOTES = {
    "csv": Message("exact CSV, not guarded against formulas; for a spreadsheet: --format xlsx"),
    "xlsx": Message("no cell is a formula: text that looks like one stays text"),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    parser.add_argument("--list", action="store_true", help="list what --of may name")
    parser.add_argument(
        "--format",
        choices=list_names(*_KINDS),
        metavar="FORMAT",
        help="what to write, as told above",
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
        from bioprod_graph.networks import list_networks

        context.write("".join(f"{name}\n" for name in (_ALL, *list_networks(context.project))))
        return 0
    form = _check(arguments)
    content = _render(form, arguments, context)
    if arguments.output:
        write_whole(Path(arguments.output), content)
        context.write(f"{arguments.output}\n", exact=True)
    elif form.is_binary:
        sys.stdout.buffer.write(content)
        sys.stdout.flush()
    else:
        context.write(content, exact=True)
    return 0


def _check(arguments: argparse.Namespace) -> Format:
    if arguments.format is None:
        names = "|".join(list_names(*_KINDS))
        raise UsageError("name a format: --format {names}", names=names)
    form = find_format(arguments.format, *_KINDS)
    if arguments.hops is not None and arguments.around is None:
        raise UsageError("--hops counts from a thing: name it with --around")
    if arguments.strict and form.renders != "points":
        raise UsageError("--strict is for geojson: {name} has no points", name=form.name)
    if form.is_binary and not arguments.output and sys.stdout.isatty():
        raise UsageError("{name} is a binary file: name it with --output FILE", name=form.name)
    return form


def _render(form: Format, arguments: argparse.Namespace, context: Context) -> bytes:
    from bioprod_graph.dataset import find_edition, open_release, restrict

    project = context.project
    release = open_release(context.dataset)
    store = restrict(release.store, arguments.layer, project=project)
    read = {"network": _choose_network, "statements": _read_statements, "points": _read_points}
    value = read[form.renders](arguments, context, release, store=store)
    edition = find_edition(release.store, project, digest=release.digest)
    setting = Setting(context.language, prefixes=project.prefixes, edition=edition, store=store)
    written = form.render(value, setting)
    if form.name in _NOTES:
        context.tell(_NOTES[form.name])
    return written.encode() if isinstance(written, str) else written


def _choose_network(
    arguments: argparse.Namespace, context: Context, release: Release, *, store: ox.Store
) -> Network:
    from bioprod_graph.dataset import find_thing
    from bioprod_graph.networks import find_neighbours, read_network

    network = read_network(store, context.project, arguments.of)
    if arguments.around is not None:
        thing = find_thing(arguments.around, release.store, context.project)
        hops = 1 if arguments.hops is None else arguments.hops
        network = find_neighbours(network, thing.value, hops)
    size = describe_size(len(network.nodes), len(network.links))
    context.tell(Message("{network}: {size}", network=network.name, size=size))
    return network


def _read_statements(
    arguments: argparse.Namespace, context: Context, release: Release, *, store: ox.Store
) -> list[ox.Quad]:
    import pyoxigraph as ox

    from bioprod_graph.dataset import read_statements

    things = graphs = None
    if arguments.of != _ALL or arguments.around is not None:
        network = _choose_network(arguments, context, release, store=store)
        things = frozenset(node.iri for node in network.nodes)
    if store is not release.store:
        named = (graph for graph in store.named_graphs() if isinstance(graph, ox.NamedNode))
        graphs = frozenset(graph.value for graph in named)
    return read_statements(release.dataset, graphs=graphs, things=things)


def _read_points(
    arguments: argparse.Namespace, context: Context, release: Release, *, store: ox.Store
) -> Points:
    from bioprod_graph.networks import read_points

    network = _choose_network(arguments, context, release, store=store)
    nodes = {node.iri for node in network.nodes}
    seats = read_points(store, context.project.queries / "exports" / "points.rq")
    shown = [seat for seat in seats if seat.node in nodes]
    kept = [seat for seat in shown if not (arguments.strict and seat.is_assumed)]
    assumed = sum(seat.is_assumed for seat in shown)
    told = (
        Message("{n} assumed left out", many="{n} assumed left out", n=assumed)
        if arguments.strict
        else Message("{n} of them assumed", many="{n} of them assumed", n=assumed)
    )
    points = Message("{n} point", many="{n} points", n=len(kept))
    context.tell(Message("{points}, {assumed}", points=points, assumed=told))
    return Points(network, kept)
