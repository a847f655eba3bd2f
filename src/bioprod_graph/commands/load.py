"""Load the dataset into a store of another program, by SPARQL 1.1 Update or Graph Store Protocol.

Each named graph is sent as it is, and the default graph of the store becomes the merge of all of
them, so that the questions find what they find here; what else it held is gone. A graph that is
there already, as it was last sent from here, is not sent again; a load that was broken off goes on
where it was. A name and a password may stand in the address.
"""

from bioprod_graph.commands.context import Context
from bioprod_graph.commands.options import Option, parse_seconds
from bioprod_graph.language import Message

OPTIONS = (
    Option("--to URL", "where the store takes updates, or its graph store is", required=True),
    Option("--graph-store", "the address is that of a graph store: each request names one graph"),
    Option("--named-only", "leave the default graph of the store as it is"),
    Option("--timeout SECONDS", "for an update (default: 60)", type=parse_seconds, default=60.0),
)


def run(context: Context) -> int:
    """Load, and tell how many graphs were sent."""
    from bioprod_graph.dataset import open_release
    from bioprod_graph.questions.endpoint import load_release

    given, project = context.given, context.dataset
    sent, known = load_release(
        open_release(project),
        given.to,
        notes=project.build,
        with_merge=not given.named_only,
        by_graph=given.graph_store,
        timeout=given.timeout,
    )
    context.tell(Message("{sent} graphs sent, {known} were there already", sent=sent, known=known))
    return 0
