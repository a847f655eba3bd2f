"""What answers over HTTP: a release and its site, to programs and people, and nothing is written.

settings        what is asked, and the bounds of it
frames          what processes say to each other
jobs            what is done apart, by kind
nursery         a process that opens a release once and forks workers; worker: a channel to one;
                crew: who works for whom
memory          answers that are kept, and work that is done once for all who wait for it
negotiation     what a client accepts, and the best of what there is
problems        what went wrong, as RFC 9457 has it
sending         what is read of a client, had done for it, and sent to it
protocol        SPARQL over HTTP; description.rq: what the endpoint says of itself
addresses       where identifiers lead; published: the files of the site
operations      health, metrics, and the log
holdings        a release, and what is read of it once
lookup          which thing a name from elsewhere stands for
reconciliation  what clients of spreadsheets ask; reconciling: where they ask it
offers          what an operation is; operations.toml: the table of what may be asked
api             what is answered at /api/, as answering gives it; openapi describes it
rest            the routes of /api/ and of reconciliation
grounds         answers with what they rest on, or why there is none
toolbox         the tools of agents; agents offers them over MCP
app             the application: one service, and the routes that modules give
echo            answers by the request as it came
listening       a port, until the system says stop
"""

from typing import TYPE_CHECKING

from bioprod_graph.faces import lend

if TYPE_CHECKING:
    from bioprod_graph.service.addresses import (
        MODULE,
        OF_DATASET,
        ROW,
        TABLE,
        THING,
        VERSION,
        list_choices,
    )
    from bioprod_graph.service.agents import answer_on_stdio
    from bioprod_graph.service.app import Service
    from bioprod_graph.service.listening import reserve, serve
    from bioprod_graph.service.settings import Settings

__getattr__ = lend(__name__)
