"""Link the bodies of the directory with the rows of an open register, as proposals.

The register is one that bioprod registers built. Public numbers (SIREN, SIRET, ROR, Wikidata) tell
first; the names and places of all others are compared by Splink, with the settings of
registers/linking.json. DuckDB runs on this machine, Spark where its settings say, with the same
links. What is likely enough is proposed, and nothing is stated before a person
decides: bioprod review. Links lie in build/links/NAME.nq, in a graph of their own.
"""

from bioprod_graph.commands.context import Context, ending_tidily
from bioprod_graph.commands.options import Option, make_format
from bioprod_graph.commands.registers import ENGINE
from bioprod_graph.language import Message

OPTIONS = (
    Option("register", "the register, by name"),
    ENGINE,
    make_format("rows", default="table"),
)


def run(context: Context) -> int:
    """Find the links, write them, and show what is proposed."""
    from bioprod_graph.formats import set_rows
    from bioprod_graph.linking import COLUMNS, link_register

    with ending_tidily(), context.progress() as progress:
        progress("linking")
        outcome = link_register(
            context.dataset, context.given.register, engine=context.given.engine
        )
    context.render(context.given.format, rows=lambda: set_rows(COLUMNS, outcome.proposals))
    said = Message(
        "{n} linked by a number, {proposed} to be decided: bioprod review asks about them",
        n=outcome.shared,
        proposed=len(outcome.proposals),
    )
    context.tell(said)
    return 0
