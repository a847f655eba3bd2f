"""List the sources: how many passages of each were read, and how many rows fall without it.

With --at-risk, those that would be missed or need care: rows that stand on one source; pages that
have the title of another source, and may be copies; insecure addresses; what has no date; and what
was withdrawn because another took its place.
"""

from bioprod_graph.commands.context import Context
from bioprod_graph.commands.options import Option, make_format

OPTIONS = (
    Option("--at-risk", "only those that would be missed or need care, by what is at risk"),
    make_format("document", "record", "rows", default="table"),
)


def run(context: Context) -> int:
    """Make the report and write it."""
    from bioprod_graph import reports

    given, project = context.given, context.dataset
    kind = "sources-at-risk" if given.at_risk else "sources"
    report = reports.make_report(kind, project=project, language=context.language)
    context.render(
        given.format,
        document=lambda tag: reports.make_report(
            kind, project=project, language=tag
        ).make_document(),
        record=lambda: reports.make_report_json(report),
        rows=lambda: reports.make_report_rows(report),
    )
    return 0
