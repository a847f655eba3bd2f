"""Compare sets of recommendations, theme by theme; where a set has nothing, the cell is blank.

Only the themes put two sets side by side, and they are our reading: the numbers of two sets do not
answer one another. Without a second set, all the others stand beside the first. This is the
question sets-by-theme of the catalogue.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bioprod_graph.commands.options import Option, make_format
from bioprod_graph.errors import UsageError
from bioprod_graph.language import Message

if TYPE_CHECKING:
    from bioprod_graph.commands.context import Context

OPTIONS = (
    Option("[first]", "a set of recommendations: KIND/SLUG, slug or name"),
    Option("[second]", "another set (default: all the others)"),
    make_format("rows", default="table", own=("markdown", "html")),
)


def run(context: Context) -> int:
    """Ask the question, with the sets as its parameters."""
    from bioprod_graph.commands.query import run_question
    from bioprod_graph.dataset import Names, find_thing, open_release

    given, project = context.given, context.dataset
    store = open_release(project).store
    known = Names(store, project).list_begun("recommendation-set/")
    if not given.first:
        raise UsageError("name a set of recommendations: {names}", names=", ".join(known) or "–")
    sets = {
        name: find_thing(text, store, project, kinds=("recommendation-set",)).value
        for name, text in (("first", given.first), ("second", given.second))
        if text
    }
    if len(known) == 1:
        said = Message("note: {name} is the only set: no other stands beside it", name=known[0])
        context.tell(said)
    return run_question(context, "sets-by-theme", sets)
