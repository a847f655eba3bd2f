"""Write a one-page brief on a recommendation, an axis, an actor, a therapy or an initiative.

Each sentence is made from statements of the graph and has notes that lead to the passages in which
they were read. Name the thing by KIND/SLUG, CURIE or IRI, by its slug or by its name; `tracker` is
the report on all recommendations. The same data give the same bytes. --layer keeps the sentences
that rows of these layers state, --as-of what was known of recommendations at a date.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bioprod_graph.commands.options import add_date_option, add_format_option, add_layer_option

if TYPE_CHECKING:
    import argparse

    from bioprod_graph.commands.context import Context


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    parser.add_argument("name", help="the thing: KIND/SLUG, slug or name")
    add_format_option(parser, "document", default="text")
    add_date_option(parser)
    add_layer_option(parser)


def run(arguments: argparse.Namespace, context: Context) -> int:
    """Make the brief and write it."""
    from bioprod_graph.reports import make_report

    report = make_report(
        arguments.name,
        project=context.dataset,
        language=context.language,
        layers=arguments.layer,
        as_of=arguments.as_of,
    )
    context.render(arguments.format, {"document": report.make_document})
    return 0
