"""What answers over HTTP: a release and its site, to programs and people, and nothing is written.

negotiation     what a client accepts, and the best of what there is
problems        what went wrong, as RFC 9457 has it
app             the application: one service, and the routes that modules give
holdings        a release, and what is read of it once
lookup          which thing a name from elsewhere stands for
reconciliation  what clients of spreadsheets ask; reconciling gives its routes
api             the table of what may be asked at /api/; rest gives its routes
toolbox         the tools of agents; agents offers them over MCP
"""

from typing import TYPE_CHECKING

from bioprod_graph.faces import lend

if TYPE_CHECKING:
    from bioprod_graph.service.agents import answer_on_stdio

_HOMES = {"agents": "answer_on_stdio"}

__getattr__ = lend(__name__, _HOMES)
