"""Linking: which row of an open register speaks of which body – proposed, and decided by people."""

from typing import TYPE_CHECKING

from bioprod_graph.faces import lend

if TYPE_CHECKING:
    from bioprod_graph.linking.bodies import Body
    from bioprod_graph.linking.decisions import (
        LINK_DECISIONS,
        carry_out,
        find_undecided,
        read_decisions,
    )
    from bioprod_graph.linking.links import find_links, link_register
    from bioprod_graph.linking.proposals import COLUMNS, Proposal, read_proposals
    from bioprod_graph.linking.settings import Model, read_model

__getattr__ = lend(__name__)
