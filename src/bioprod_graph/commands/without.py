"""Tell what would fall without a source: facts, inferences, statuses and answers.

What is said is compared with what the tables say without the source, its passages and the rows that
rest on nothing else, with all rules applied anew: nothing is built or changed. Of each question
with its usual values, and of what became of the recommendations, it is told how many rows would go
and come. Exit 0 whether or not anything would change.
"""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from bioprod_graph.commands.diff import make_rows, write_changes
from bioprod_graph.commands.options import Option, make_format
from bioprod_graph.commands.track import TRACKER
from bioprod_graph.errors import NotFoundError
from bioprod_graph.language import Message

if TYPE_CHECKING:
    from collections.abc import Callable

    import pyoxigraph as ox

    from bioprod_graph.commands.context import Context
    from bioprod_graph.curation import Loss

OPTIONS = (
    Option("source", "the source, or another thing: KIND/SLUG, slug or name"),
    Option("--inferred", "list what would not be inferred, too"),
    make_format("record", default="table", own=("markdown",)),
)


def run(context: Context) -> int:
    """Weigh the source, and write what would change."""
    from bioprod_graph.curation import weigh_thing
    from bioprod_graph.dataset import find_thing, open_release

    given, project = context.given, context.dataset
    thing = _find(context, partial(find_thing, given.source, open_release(project).store, project))
    with context.progress() as progress:
        loss = weigh_thing(
            project, thing, report=TRACKER, language=context.language, progress=progress
        )
    listed = loss.stated + (loss.inferred if given.inferred else [])
    for name, (went, came) in loss.answers.items():
        rows = Message("{n} row would go", many="{n} rows would go", n=went)
        others = Message("{n} would come", many="{n} would come", n=came)
        context.tell(Message("{name}: {rows}, {others}", name=name, rows=rows, others=others))
    write_changes(context, listed, record=_make_record(thing, loss))
    return 0


def _find(context: Context, find: Callable[..., ox.NamedNode]) -> str:
    """Find the source that is meant, else another thing; tell which, and what is called so, too."""
    show, found = context.dataset.prefixes.show, []
    for kinds in (("source",), None):
        with suppress(NotFoundError):
            found.append(find(kinds=kinds).value)
    thing, *others = dict.fromkeys(found or [find().value])
    more = Message(" ({other} is called so, too)", other=show(others[0])) if others else ""
    context.tell(Message("without {thing}{more}:", thing=show(thing), more=more))
    return thing


def _make_record(thing: str, loss: Loss) -> dict[str, object]:
    answers = {name: {"went": went, "came": came} for name, (went, came) in loss.answers.items()}
    return {
        "source": thing,
        "facts": make_rows(loss.stated),
        "inferences": make_rows(loss.inferred),
        "answers": answers,
    }
