"""Track what became of the recommendations: status, latest evidence and its date.

With --recommendation, one of them with all its evidence: by its number, slug or name. A
recommendation without any has the status “no follow-up found”. The status is the furthest that
its follow-ups tell; where the latest tells less, both stand, with an arrow between them. Facts that
are older than the recommendation do not count for it and are shown apart.

With --as-of DATE (2022, 2022-05 or 2022-05-31; a year or a month is meant to its end), what was
known then. A fact is known once its date is reached and one of its sources can have told of it: not
before the date of its publication, else not before the latest fact it reports; a source with
neither date does not hold a fact back. A date that is less precise than the one given is reached
when its year or month is over: 2022 on 2023-01-01, or with --as-of 2022. Before the event that they
came of, there were no recommendations.
"""

from functools import partial

from bioprod_graph.commands.context import Context
from bioprod_graph.commands.options import DATE, EVIDENCE, Option, make_format

TRACKER = "tracker"
_ONE = "recommendation"
OPTIONS = (
    Option(
        "--recommendation NAME", "one recommendation, with all its evidence: number, slug or name"
    ),
    DATE,
    EVIDENCE,
    make_format("document", "record", "rows", default="table"),
)


def run(context: Context) -> int:
    """Make the tracker, or the report on one recommendation, and write it."""
    from bioprod_graph import reports
    from bioprod_graph.dataset import Portion
    from bioprod_graph.scenes import illustrate

    given, language = context.given, context.language
    kept = Portion(evidence=given.evidence)
    make = partial(reports.make_report, project=context.dataset, kept=kept, as_of=given.as_of)
    name = given.recommendation
    find = partial(make, TRACKER) if name is None else partial(make, name, kinds=(_ONE,))
    report = find(language=language)
    only = {} if name is None else {_ONE: report.given["thing"]}
    context.render(
        given.format,
        document=lambda tag: illustrate(find(language=tag), kept),
        record=lambda: reports.make_report_json(make(TRACKER, language=language), **only),
        rows=lambda: reports.make_report_rows(report),
    )
    return 0
