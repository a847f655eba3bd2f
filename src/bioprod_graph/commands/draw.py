"""Draw the network of the event as one HTML page that opens from disk, without any network.

Organisers, axes, recommendations, therapies, bodies and initiatives, told by colour and shape; the
page speaks French and English and has a legend, a search and a table of all that is drawn.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bioprod_graph.errors import ProjectError, UsageError

if TYPE_CHECKING:
    import argparse

    import pyoxigraph as ox

    from bioprod_graph.commands.context import Context

EXAMPLES = ("bioprod draw", "bioprod --lang fr draw --output reseau.html")
TITLE = {
    "fr": "Assises régionales des biothérapies et de la bioproduction",
    "en": "Regional Assises on biotherapies and bioproduction",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    parser.add_argument(
        "--output",
        metavar="FILE",
        help="where to write (default: network.html in the build folder)",
    )


def run(arguments: argparse.Namespace, context: Context) -> int:
    """Draw and tell where the page is."""
    from bioprod_graph.questions.local import open_store
    from bioprod_graph.views import build_network, read_kinds, render_network

    store = open_store(context.dataset)
    views = context.project.queries / "views"
    try:
        kinds = read_kinds(views / "network-kinds.csv")
        nodes, edges = (_ask(store, views / f"network-{part}.rq") for part in ("nodes", "edges"))
        network = build_network(nodes, edges, kinds)
    except ValueError as error:
        raise ProjectError(str(error)) from None
    page = render_network(network, kinds, language=context.language, title=TITLE)
    path = Path(arguments.output) if arguments.output else context.project.build / "network.html"
    _write(path, page)
    context.write(f"{path}\n")
    context.tell(
        f"{len(network)} nœuds, {network.number_of_edges()} liens : "
        "ouvrez ce fichier dans un navigateur",
        f"{len(network)} nodes, {network.number_of_edges()} links: open this file in a browser",
    )
    return 0


def _ask(store: ox.Store, path: Path) -> list[dict[str, str]]:
    from bioprod_graph.headers import read_query
    from bioprod_graph.rdf import read_rows, select

    return read_rows(select(store, read_query(path).text))


def _write(path: Path, page: str) -> None:
    try:
        path.write_text(page, encoding="utf-8", newline="")
    except OSError as error:
        raise UsageError(f"--output {path}: cannot be written ({error.strerror})") from None
