"""Work done apart: within limits of time and memory, behind a wall, in a process of its own."""

from typing import TYPE_CHECKING

from bioprod_graph.apart.limits import USUAL, Limits, Wall, parse_memory
from bioprod_graph.apart.run import can_limit_memory, run_apart, run_in_thread
from bioprod_graph.faces import lend

# They need a system that forks.
if TYPE_CHECKING:
    from bioprod_graph.apart.child import parse_error, settle, write_error
    from bioprod_graph.apart.wall import (
        close_doors,
        forbid_sockets,
        is_open,
        limit_memory,
        measure_memory,
    )

__getattr__ = lend(__name__)
