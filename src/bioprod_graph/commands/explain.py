"""Explain a statement, or all that is said of a thing: who says so, or what it follows from.

Give subject, predicate and object, or a thing alone, as CURIEs, IRIs or KIND/SLUG; an object that
is text or a number is given as it is written. A stated fact leads to its row and passages, an
inferred one to its rule and premises, down to the passages.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

    from bioprod_graph.commands.context import Context

EXAMPLES = (
    "bioprod explain event/assises-idf-2021 bioprod:organizedBy organization/genopole",
    "bioprod explain organization:genopole",
    "bioprod explain recommendation/assises-idf-2021-01 --format json",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    parser.add_argument("subject", help="a thing")
    parser.add_argument("predicate", nargs="?", help="a property")
    parser.add_argument("object", nargs="?", help="a thing, text or number")
    parser.add_argument(
        "--format", choices=("text", "json"), default="text", help="how to write it (default: text)"
    )


def run(arguments: argparse.Namespace, context: Context) -> int:
    """Explain and write the proofs."""
    from bioprod_graph.explanation import explain

    account = explain(
        arguments.subject,
        arguments.predicate,
        arguments.object,
        project=context.dataset,
        language=context.language,
    )
    context.write(account.render_json() if arguments.format == "json" else str(account))
    return 0
