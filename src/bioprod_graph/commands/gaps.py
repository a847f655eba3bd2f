"""List what is missing, by kind, each with the table and the row that would fill it.

A gap is no error: the exit status is 0 whether or not there are any. A row to add or to complete is
written as a line of its table, the cells that are known filled in and the others empty.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

    from bioprod_graph.commands.context import Context

EXAMPLES = (
    "bioprod gaps",
    "bioprod gaps --kind recommendation-without-evidence",
    "bioprod --lang fr gaps --format markdown",
)


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
    parser.add_argument(
        "--format", choices=FORMATS, default="table", help="how to write it (default: table)"
    )


def run(arguments: argparse.Namespace, context: Context) -> int:
    """Find the gaps and write them."""
    from bioprod_graph.gaps import choose_kinds, find_gaps, read_kinds, render_gaps
    from bioprod_graph.questions.local import open_store

    kinds = choose_kinds(read_kinds(context.project.queries / "gaps"), arguments.kind)
    store = open_store(context.dataset)
    gaps = list(find_gaps(store, context.project, kinds))
    context.write(render_gaps(gaps, arguments.format, context.language))
    count = len(gaps)
    context.tell(
        f"{count} lacune{'s' if count > 1 else ''}", f"{count} gap{'s' if count != 1 else ''}"
    )
    return 0
