"""Cite the dataset, what it says of a thing, or its answer to a question of the catalogue.

Every citation has the version and a SHA-256 to compare with: of dataset.nq; of its lines that begin
with the address of the thing; of the answer as bioprod query writes it with --format tsv (table for
true or false, turtle for a graph), beside that of the file of the query. The year is that of the
release, not of today.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bioprod_graph.commands.options import add_format_option, add_param_option
from bioprod_graph.errors import UsageError

if TYPE_CHECKING:
    import argparse

    from bioprod_graph.commands.context import Context
    from bioprod_graph.documents import Work


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    parser.add_argument(
        "thing", nargs="?", help="a thing: KIND/SLUG, slug or name (default: the whole dataset)"
    )
    parser.add_argument(
        "--query", metavar="NAME", help="the answer to this question of the catalogue"
    )
    add_param_option(parser)
    add_format_option(parser, "work", default="apa")


def run(arguments: argparse.Namespace, context: Context) -> int:
    """Cite and write the citation."""
    if arguments.thing and arguments.query:
        raise UsageError("cite a thing or the answer to a question, not both")
    if arguments.param and not arguments.query:
        raise UsageError("--param is for questions: name one with --query")
    work = _cite(arguments, context)
    context.render(arguments.format, {"work": lambda: work})
    return 0


def _cite(arguments: argparse.Namespace, context: Context) -> Work:
    from bioprod_graph.citation import cite_answer, cite_dataset, cite_thing
    from bioprod_graph.dataset import find_thing, open_release, read_edition
    from bioprod_graph.questions import find_question, split_parameters

    project = context.project
    release = open_release(context.dataset)
    store = release.store
    edition = read_edition(store, project, digest=release.digest)
    if arguments.thing:
        thing = find_thing(arguments.thing, store, project)
        return cite_thing(store, project.prefixes, str(thing), edition=edition)
    if not arguments.query:
        return cite_dataset(edition)
    question = find_question(project.queries / "questions", arguments.query)
    given = split_parameters(arguments.param)
    if any(parameter.name == "lang" for parameter in question.parameters):
        given = {"lang": context.language, **given}
    return cite_answer(store, project, question, given=given, edition=edition)
