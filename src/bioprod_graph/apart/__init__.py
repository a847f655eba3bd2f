"""Work done apart: within limits of time and memory, behind a wall, in a process of its own."""

from bioprod_graph.apart.limits import USUAL, Limits, Wall, parse_memory
from bioprod_graph.apart.run import can_limit_memory, run_apart, run_in_thread
