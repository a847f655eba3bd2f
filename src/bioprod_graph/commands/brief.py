"""Write a one-page brief on a recommendation, an axis, an actor, a therapy or an initiative.

Each sentence is made from statements of the graph and has notes that lead to the passages in which
they were read. Name the thing by KIND/SLUG, CURIE or IRI, by its slug or by its name; `tracker` is
the report on all recommendations. The same data give the same bytes. --layer keeps the sentences
that rows of these layers state, --evidence those that were read at least so well, --as-of what
was known of recommendations at a date.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bioprod_graph.commands.options import DATE, EVIDENCE, LAYER, Option, make_format

if TYPE_CHECKING:
    from bioprod_graph.commands.context import Context
    from bioprod_graph.documents import Document
    from bioprod_graph.language import Language

OPTIONS = (
    Option("name…", "the thing: KIND/SLUG, slug or name"),
    make_format("document", default="text"),
    DATE,
    LAYER,
    EVIDENCE,
)


def run(context: Context) -> int:
    """Make the brief and write it."""
    from bioprod_graph.dataset import Portion
    from bioprod_graph.reports import make_report
    from bioprod_graph.scenes import illustrate

    given, project = context.given, context.dataset
    kept = Portion(given.layer, given.evidence)

    def make(tag: Language) -> Document:
        report = make_report(
            given.name, project=project, language=tag, kept=kept, as_of=given.as_of
        )
        return illustrate(report, kept)

    context.render(given.format, document=make)
    return 0
