"""List what is missing, by kind, each with the table and the row that would fill it.

A gap is no error: the exit status is 0 whether or not there are any. The table tells first how many
there are of each kind, the most important first, then shows ten of each: all of them with --kind or
with --all. Of the row to add or to complete it gives the cells that are known, as column=value; the
other formats hold all gaps, each with its row as a line of the table.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bioprod_graph.commands.options import parse_count
from bioprod_graph.errors import UsageError
from bioprod_graph.language import Message

if TYPE_CHECKING:
    import argparse

    from bioprod_graph.commands.context import Context

EXAMPLES = (
    "bioprod gaps",
    "bioprod gaps --kind recommendation-without-evidence",
    "bioprod --lang fr gaps --format markdown",
)

_SHOWN = 10


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    from bioprod_graph.gaps import FORMATS

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
    parser.add_argument(
        "--format", choices=FORMATS, default="table", help="how to write it (default: table)"
    )


def run(arguments: argparse.Namespace, context: Context) -> int:
    """Find the gaps and write them."""
    from bioprod_graph.dataset import open_release
    from bioprod_graph.gaps import choose_kinds, find_gaps, read_kinds, render_gaps

    if arguments.top is not None and arguments.format != "table":
        raise UsageError("--top is for the table: {format} holds all gaps", format=arguments.format)
    kinds = choose_kinds(read_kinds(context.project.queries / "gaps"), arguments.kind)
    store = open_release(context.dataset).store
    gaps = list(find_gaps(store, context.project, kinds))
    context.write(
        render_gaps(
            gaps,
            arguments.format,
            context.language,
            top=_choose_top(arguments),
            width=context.width,
        ),
        exact=arguments.format in ("csv", "json"),
    )
    context.tell(Message("{n} gap", many="{n} gaps", n=len(gaps)))
    return 0


def _choose_top(arguments: argparse.Namespace) -> int | None:
    """Choose how many of each kind the table shows; None is all."""
    if arguments.top is not None:
        return int(arguments.top) or None
    return None if arguments.all or arguments.kind else _SHOWN
