"""List what is missing, by kind, each with the table and the row that would fill it.

A gap is no error: the exit status is 0 whether or not there are any. The table tells first how many
there are of each kind, the most important first, then shows ten of each: all of them with --kind or
with --all. Of the row to add or to complete it gives the cells that are known, as column=value; the
other formats hold all gaps, each with its row as a line of the table.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bioprod_graph.commands.options import add_format_option, parse_count
from bioprod_graph.errors import UsageError
from bioprod_graph.language import Message

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from bioprod_graph.commands.context import Context
    from bioprod_graph.formats import Kind

_SHOWN = 10


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    parser.add_argument(
        "--kind",
        action="append",
        default=[],
        metavar="KIND",
        help="only this kind, a file of queries/gaps; repeatable (default: all)",
    )
    shown = parser.add_mutually_exclusive_group()
    shown.add_argument(
        "--top",
        type=parse_count,
        metavar="N",
        help=f"how many of each kind the table shows (default: {_SHOWN}, with --kind all)",
    )
    shown.add_argument("--all", action="store_true", help="show all in the table")
    add_format_option(parser, "document", "record", "rows", default="table")


def run(arguments: argparse.Namespace, context: Context) -> int:
    """Find the gaps and write them."""
    from bioprod_graph import reports
    from bioprod_graph.dataset import open_release

    form, language = arguments.format, context.language
    if arguments.top is not None and form != "table":
        raise UsageError("--top is for the table: {format} holds all gaps", format=form)
    kinds = reports.choose_kinds(context.project.queries / "gaps", arguments.kind)
    found = reports.find_gaps(open_release(context.dataset).store, context.project, kinds)
    top = _SHOWN if arguments.top is None else arguments.top
    is_whole = form != "table" or arguments.all or (arguments.kind and arguments.top is None)
    gives: dict[Kind, Callable[[], object]] = {
        "document": lambda: reports.make_gaps_document(
            found, language, top=None if is_whole else top or None
        ),
        "record": lambda: reports.make_gaps_record(found, language),
        "rows": lambda: reports.make_gaps_rows(found, language),
    }
    context.render("text" if form == "table" else form, gives)
    context.tell(Message("{n} gap", many="{n} gaps", n=len(found)))
    return 0
