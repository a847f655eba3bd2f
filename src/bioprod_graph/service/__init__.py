"""What answers over HTTP: a release and its site, to programs and people, and nothing is written.

negotiation  what a client accepts, and the best of what there is
problems     what went wrong, as RFC 9457 has it
app          the application: one service, and the routes that modules give
"""

from typing import TYPE_CHECKING

from bioprod_graph.faces import lend

if TYPE_CHECKING:
    from bioprod_graph.service.app import Service, make_app
    from bioprod_graph.service.problems import Problem

_HOMES = {"app": "Service make_app", "problems": "Problem"}

__getattr__ = lend(__name__, _HOMES)
