"""Open registers: one SQL statement each, and a description, make sorted N-Quads and a table."""

from typing import TYPE_CHECKING

from bioprod_graph.faces import lend

if TYPE_CHECKING:
    from bioprod_graph.registers.building import build_register
    from bioprod_graph.registers.description import list_registers, read_open_register
    from bioprod_graph.registers.joining import assert_register, find_joined

__getattr__ = lend(__name__)
