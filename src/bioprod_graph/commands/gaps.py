"""List what is missing, by kind, each with the table and the row that would fill it.

A gap is no error: the exit status is 0 whether or not there are any. The table tells first how many
there are of each kind, the most important first, then shows ten of each: all of them with --kind or
with --all. Of the row to add or to complete it gives the cells that are known, as column=value; the
other formats hold all gaps, each with its row as a line of the table.
"""

from bioprod_graph.commands.context import Context
from bioprod_graph.commands.options import Option, make_format, parse_count
from bioprod_graph.errors import UsageError
from bioprod_graph.language import Message

_SHOWN = 10
OPTIONS = (
    Option("--kind KIND…", "only this kind, a file of queries/gaps; repeatable (default: all)"),
    (
        Option(
            "--top N",
            f"how many of each kind the table shows (default: {_SHOWN}, with --kind all)",
            type=parse_count,
        ),
        Option("--all", "show all in the table"),
    ),
    make_format("document", "record", "rows", default="table"),
)


def run(context: Context) -> int:
    """Find the gaps and write them."""
    from bioprod_graph import reports
    from bioprod_graph.dataset import open_release

    given, form, language = context.given, context.given.format, context.language
    if given.top is not None and form != "table":
        raise UsageError("--top is for the table: {format} holds all gaps", format=form)
    kinds = reports.choose_kinds(context.project.queries / "gaps", given.kind)
    found = reports.find_gaps(open_release(context.dataset).store, context.project, kinds)
    is_whole = form != "table" or given.all or (given.kind and given.top is None)
    top = None if is_whole else (_SHOWN if given.top is None else given.top) or None
    context.render(
        form,
        document=lambda tag: reports.make_gaps_document(found, tag, top=top),
        record=lambda: reports.make_gaps_json(found, language),
        rows=lambda: reports.make_gaps_rows(found, language),
    )
    if form != "table":  # which says so itself
        context.tell(Message("{n} gap", many="{n} gaps", n=len(found)))
    return 0
