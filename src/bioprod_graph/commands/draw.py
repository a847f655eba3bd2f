"""Draw the network of the event as one HTML page that opens from disk, without any network.

Organisers, axes, recommendations, therapies, bodies and initiatives, told by colour and shape; the
page speaks French and English, has a legend, a search and a table of all that is drawn, and says
which layers it shows.

With --layer, a link is drawn if these layers say it, in either direction, and a node if they speak
of it or such a link leads to it; names and kinds stay as they are in the whole graph. What is known
by inference alone, such as that an axis came of the event, needs the layer inferred.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bioprod_graph.commands.options import add_layer_option
from bioprod_graph.commands.sizes import describe_size
from bioprod_graph.errors import ProjectError
from bioprod_graph.language import Message

if TYPE_CHECKING:
    import argparse

    import pyoxigraph as ox

    from bioprod_graph.commands.context import Context
    from bioprod_graph.project import Project

    Rows = list[dict[str, str]]

EXAMPLES = (
    "bioprod draw",
    "bioprod --lang fr draw --output reseau.html",
    "bioprod draw --layer page --layer inferred --output page.html",
)
_STDOUT = "-"
TITLE = {
    "fr": "Assises régionales des biothérapies et de la bioproduction",
    "en": "Regional Assises on biotherapies and bioproduction",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    add_layer_option(parser)
    parser.add_argument(
        "--output",
        metavar="FILE",
        help="where to write; - is the standard output (default: network.html in the build folder)",
    )


def run(arguments: argparse.Namespace, context: Context) -> int:
    """Draw and tell where the page is."""
    from bioprod_graph.dataset import open_release
    from bioprod_graph.formats import write_whole
    from bioprod_graph.scenes import build_network, read_kinds, render_network

    store = open_release(context.dataset).store
    views = context.project.queries / "views"
    try:
        kinds = read_kinds(views / "network-kinds.csv")
        nodes, edges = _read_scene(store, arguments.layer, context.project)
        network = build_network(nodes, edges, kinds)
    except ValueError as error:
        raise ProjectError("{error}", error=error) from None
    layers = _name_layers(store, arguments.layer, context.project)
    page = render_network(network, kinds, language=context.language, title=TITLE, layers=layers)
    size = describe_size(len(network), network.number_of_edges())
    if arguments.output == _STDOUT:
        context.write(page, exact=True)
        context.tell(size)
        return 0
    path = Path(arguments.output) if arguments.output else context.project.build / "network.html"
    write_whole(path, page.encode())
    context.write(f"{path}\n", exact=True)
    context.tell(Message("{size}: open this file in a browser", size=size))
    return 0


def _name_layers(store: ox.Store, layers: list[str], project: Project) -> list[dict[str, str]]:
    """Name the layers that are drawn, all of them without any, as the vocabulary does."""
    from bioprod_graph.dataset import LAYERS
    from bioprod_graph.measures.network import read_labels

    drawn = [layer for layer in LAYERS if not layers or layer in layers]
    names = (read_labels(store, f"{project.base}id/concept/{layer}-layer") for layer in drawn)
    return [{"fr": french, "en": english} for french, english in names]


def _read_scene(store: ox.Store, layers: list[str], project: Project) -> tuple[Rows, Rows]:
    """Read nodes and links; with layers, the links that they say, and the nodes that these bring.

    Rows are those of the whole dataset, so that what is drawn keeps its names and kinds.
    """
    from bioprod_graph.dataset import find_layers, find_subjects, mirror, restrict

    paths = [project.queries / "views" / f"network-{part}.rq" for part in ("nodes", "edges")]
    nodes, edges = (_ask(store, path) for path in paths)
    kept = restrict(store, layers, project=project)
    if kept is store:
        return nodes, edges
    known = {row.get("node") for row in nodes}
    told = {_identify(row) for row in _ask(mirror(kept), paths[1])}
    edges = [row for row in edges if _identify(row) in told and {*_identify(row)[:2]} <= known]
    shown = {end for row in edges for end in _identify(row)[:2]}
    shown |= find_subjects(kept, find_layers(store, project))
    return [row for row in nodes if row.get("node") in shown], edges


def _identify(row: dict[str, str]) -> tuple[str | None, ...]:
    return tuple(row.get(name) for name in ("source", "target", "relation"))


def _ask(store: ox.Store, path: Path) -> Rows:
    from bioprod_graph.rdf import read_rows, select
    from bioprod_graph.sparql.query_files import read_query

    return read_rows(select(store, read_query(path, "views").text))
