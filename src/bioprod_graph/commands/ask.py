"""Ask in your own words: the nearest question of the catalogue is found and answered.

No model of a language is asked, and nothing goes out: names of things, days and numbers in the
phrase become parameters, other words are compared with the wordings of each question, in French and
English. What was understood is told on stderr, with the next two questions that may be meant. What
no question knows is refused, with the table that would hold it where that is known.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bioprod_graph.commands.options import Option, make_format
from bioprod_graph.language import Message

if TYPE_CHECKING:
    from bioprod_graph.commands.context import Context

OPTIONS = (
    Option("phrase…", "a question in your own words"),
    make_format("rows", "statements", default="table"),
)


def run(context: Context) -> int:
    """Find the question that is meant, and ask it."""
    from bioprod_graph.commands.query import run_question
    from bioprod_graph.dataset import Names, open_release
    from bioprod_graph.questions import make_ear

    names = Names(open_release(context.dataset).store, context.project)
    first, *others = make_ear(names).hear(context.given.phrase)
    said = Message("understood as: {asked}", asked=first.command)
    context.tell(said)
    for told in first.tell():
        context.tell(told)
    for other in others:
        context.tell(Message("or did you mean: {asked}", asked=other.command))
    return run_question(context, first.question.name, first.given)
