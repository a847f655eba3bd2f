"""How texts are written: so that programs read them back as they were, and terminals only show.

visible · width · columns    for people: what acts on a terminal is seen, not obeyed
xml · blank_nodes            for programs: whole and well-formed, or refused by name
"""

from bioprod_graph.notation.blank_nodes import label_graph, label_rows
from bioprod_graph.notation.columns import choose_side, set_table
from bioprod_graph.notation.visible import (
    REPLACEMENT,
    make_visible,
    name_character,
    show_line,
)
from bioprod_graph.notation.width import measure, pad, set_beside, wrap
from bioprod_graph.notation.xml import find_place, find_unholdable, keep_returns
