"""Explain a statement, all that is said of a thing, or how two things are connected.

Give subject, predicate and object, a thing alone, or two things, as CURIEs, IRIs or KIND/SLUG; a
thing may also be given by its slug or its name, a property as it is called, an object that is text
or a number as it is written. A stated fact leads to its row and passages, an inferred one to its
rule and premises, down to the passages. Two things are connected by the shortest paths, each step a
sentence with its passages; a path has at most six steps. The second of two is a thing unless the
dataset knows it as a property.

Of a thing alone, the text says what it is, then what is said of it, in the language of the reader;
what only repeats that in standard terms, wider classes or the other language is counted, and
written with --all.

JSON is always complete: a statement has subject, predicate, object and sentence, then graphs and
passages, or rule, why and premises. Two things have from, to, longest and paths, each with its
length and steps; a step has, besides, its evidence: all the passages that it rests on.
"""

from bioprod_graph.commands.context import Context
from bioprod_graph.commands.options import Option
from bioprod_graph.errors import UsageError


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < int(text) <= 100:  # noqa: PLR2004
        raise UsageError("expected a number of paths from 1 to 100, not '{text}'", text=text)
    return int(text)


OPTIONS = (
    Option("subject", "a thing: KIND/SLUG, slug or name"),
    Option("[predicate]", "a property, or another thing"),
    Option("[object]", "a thing, text or number"),
    Option(
        "--paths N", "so many paths between two things at most (default: 3)", type=_count, default=3
    ),
    Option("--all", "of a thing, write what repeats its statements too (JSON always holds all)"),
    Option("--format", "how to write it (default: text)", choices=("text", "json"), default="text"),
)


def run(context: Context) -> int:
    """Explain and write the proofs."""
    from bioprod_graph.proofs import explain

    given = context.given
    if given.all and given.predicate is not None:
        raise UsageError("--all is for a thing alone")
    account = explain(
        given.subject,
        given.predicate,
        given.object,
        project=context.dataset,
        language=context.language,
        paths=given.paths,
    )
    if given.format == "json":
        context.render("json", record=lambda: account.record)
    else:
        context.write(account.render_text(everything=given.all, width=context.width))
    return 0
