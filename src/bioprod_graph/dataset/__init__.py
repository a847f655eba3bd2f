"""The reading side: one release, opened through one door, and nothing else.

Nothing is imported before it is asked for (PEP 562): a question needs little of this.
"""

from typing import TYPE_CHECKING

from bioprod_graph.faces import lend

if TYPE_CHECKING:
    from bioprod_graph.dataset.edition import N_QUADS, find_edition, read_edition
    from bioprod_graph.dataset.layers import (
        EVERYTHING,
        LAYERS,
        Portion,
        find_layers,
        find_left_out,
        restrict,
    )
    from bioprod_graph.dataset.release import (
        FORMAT,
        Release,
        choose_kept,
        list_kept,
        open_packed,
        open_release,
        read_release,
        start_release,
    )
    from bioprod_graph.dataset.statements import (
        Change,
        compare_said,
        list_said,
        read_any,
        read_said,
        read_statements,
    )
    from bioprod_graph.dataset.texts import is_passage, read_label, read_passages, read_property
    from bioprod_graph.dataset.things import Names, find_names, find_thing

__getattr__ = lend(__name__)
