"""How texts are written: so that programs read them back as they were, and terminals only show.

visible · width · columns    for people: what acts on a terminal is seen, not obeyed
xml · blank_nodes            for programs: whole and well-formed, or refused by name
"""

from typing import TYPE_CHECKING

from bioprod_graph.faces import lend

if TYPE_CHECKING:
    from bioprod_graph.notation.visible import make_visible, show_line
    from bioprod_graph.notation.width import wrap

__all__ = ["make_visible", "show_line", "wrap"]

__getattr__ = lend(__name__, {"visible": ("make_visible", "show_line"), "width": ("wrap",)})
