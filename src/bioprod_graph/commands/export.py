"""Export the graph, a network or a neighbourhood for other programs.

Networks: graphml, gexf, dot, csv (a ZIP of nodes.csv and edges.csv), cytoscape, vosviewer.
Statements: jsonld, turtle, trig, nquads, ntriples, rdfxml; of a network, all that is said of its
nodes. The ontology alone, as one file for Protégé: owl. Points: geojson. Sheets for people, in the
language of --lang: xlsx, in which no cell is a formula; CSV is exact and not guarded. Around a
thing, sheets have the rows that name it.
Same dataset, same bytes. A file is written whole or not at all: what a format cannot hold is an
error that names it. Files without named graphs carry no owl:imports: all modules stand in them.
"""

from pathlib import Path

import pyoxigraph as ox

from bioprod_graph.commands.context import STANDARD, Context, describe_size
from bioprod_graph.commands.options import EVIDENCE, LAYER, Option, parse_count
from bioprod_graph.dataset import Portion, Release
from bioprod_graph.errors import UsageError
from bioprod_graph.formats import Content, Format, Points, Setting, Sheet, find_format, list_names
from bioprod_graph.language import Message
from bioprod_graph.networks import Network

_ALL = "all"
_KINDS: tuple[Content, ...] = ("network", "statements", "points", "sheets")
_NAMES = list_names(*_KINDS)
_NOTES = {
    "csv": Message("exact CSV, not guarded against formulas; for a spreadsheet: --format xlsx"),
    "xlsx": Message("no cell is a formula: text that looks like one stays text"),
}
OPTIONS = (
    Option("--list", "list what --of may name"),
    Option(
        "--format FORMAT",
        "what to write, as told above (default: as the name of the file ends)",
        choices=_NAMES,
    ),
    Option("--of NAME", "a projection or a view, or all (default: all)", default=_ALL),
    Option(
        "--around THING", "only this thing, by KIND/SLUG, slug or name, and what is linked to it"
    ),
    Option("--hops N", "how many links away from the thing (default: 1)", type=parse_count),
    LAYER,
    EVIDENCE,
    Option("--strict", "geojson: leave out seats that are assumed"),
    Option(
        "-o/--output FILE",
        "where to write; - is the standard output (default: -)",
        default=STANDARD,
    ),
)


def run(context: Context) -> int:
    """Export and tell where it is."""
    from bioprod_graph.networks import read_projections

    if context.given.list:
        found = read_projections(context.project.queries / "projections")
        titles = {projection.name: projection.title for projection in found}
        context.write_titles({_ALL: Message("the whole graph"), **titles})
        return 0
    form = _check(context)
    content = _render(form, context)
    context.write_file(context.given.output, content, is_binary=form.is_binary)
    if form.name in _NOTES:
        context.tell(_NOTES[form.name])
    return 0


def _check(context: Context) -> Format:
    given = context.given
    ending = Path(given.output).suffix
    endings = {find_format(name, *_KINDS).suffix: name for name in _NAMES}
    given.format = given.format or endings.get(ending)
    if given.format is None:
        raise UsageError("name a format: --format {names}", names="|".join(_NAMES))
    form = find_format(given.format, *_KINDS)
    if given.hops is not None and given.around is None:
        raise UsageError("--hops counts from a thing: name it with --around")
    if given.strict and form.renders != "points":
        raise UsageError("--strict is for geojson: {name} has no points", name=form.name)
    if form.renders == "sheets" and (given.of != _ALL or given.hops is not None):
        raise UsageError("--of and --hops are for networks: sheets are of the whole dataset")
    if form.is_binary:
        context.refuse_binary(form.name)
    return form


def _render(form: Format, context: Context) -> bytes:
    from bioprod_graph.dataset import find_edition, open_release, restrict

    project, given = context.project, context.given
    release = open_release(context.dataset)
    store = restrict(release.store, Portion(given.layer, given.evidence), project=project)
    value: object
    if form.renders == "sheets":
        value = _make_sheets(context, release)
    elif form.renders == "statements":
        value = _read_statements(context, release, store)
    else:
        network = _choose_network(context, release, store)
        value = network if form.renders == "network" else _read_points(context, network, store)
    edition = find_edition(release.store, project, digest=release.digest)
    setting = Setting(context.language, prefixes=project.prefixes, edition=edition, store=store)
    return form.write(value, setting)


def _make_sheets(context: Context, release: Release) -> list[Sheet]:
    from bioprod_graph.dataset import find_thing
    from bioprod_graph.reports import make_sheets

    given, project, store = context.given, context.project, release.store
    about = None if given.around is None else find_thing(given.around, store, project)
    kept = Portion(given.layer, given.evidence)
    return make_sheets(store, project, context.language, kept=kept, about=about)


def _choose_network(context: Context, release: Release, store: ox.Store) -> Network:
    from bioprod_graph.dataset import find_thing
    from bioprod_graph.networks import find_neighbours, read_network

    given = context.given
    network = read_network(store, context.project, given.of)
    if given.around is not None:
        thing = find_thing(given.around, release.store, context.project)
        network = find_neighbours(network, thing.value, 1 if given.hops is None else given.hops)
    size = describe_size(len(network.nodes), len(network.links))
    context.tell(Message("{network}: {size}", network=network.name, size=size))
    return network


def _read_statements(context: Context, release: Release, store: ox.Store) -> list[ox.Quad]:
    from bioprod_graph.dataset import read_statements

    things = graphs = None
    if context.given.of != _ALL or context.given.around is not None:
        things = {node.iri for node in _choose_network(context, release, store).nodes}
    if store is not release.store:
        graphs = {graph.value for graph in store.named_graphs()}
    return read_statements(release.dataset, graphs=graphs, things=things)


def _read_points(context: Context, network: Network, store: ox.Store) -> Points:
    from bioprod_graph.networks import read_points

    nodes, is_strict = {node.iri for node in network.nodes}, context.given.strict
    seats = read_points(store, context.project.queries / "exports" / "points.rq")
    shown = [seat for seat in seats if seat.node in nodes]
    kept = [seat for seat in shown if not (is_strict and seat.is_assumed)]
    assumed = sum(seat.is_assumed for seat in shown)
    told = (
        Message("{n} assumed left out", many="{n} assumed left out", n=assumed)
        if is_strict
        else Message("{n} of them assumed", many="{n} of them assumed", n=assumed)
    )
    points = Message("{n} point", many="{n} points", n=len(kept))
    context.tell(Message("{points}, {assumed}", points=points, assumed=told))
    return Points(network, kept)
