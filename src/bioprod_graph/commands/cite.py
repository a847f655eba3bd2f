"""Cite the dataset, what it says of a thing, or its answer to a question of the catalogue.

Every citation has the version and a SHA-256 to compare with: of dataset.nq; of its lines that begin
with the address of the thing; of the answer as bioprod query writes it with --format tsv (table for
true or false, turtle for a graph), beside that of the file of the query. The year is that of the
release, not of today.
"""

from bioprod_graph.commands.context import Context
from bioprod_graph.commands.options import PARAM, Option, make_format
from bioprod_graph.documents import Work
from bioprod_graph.errors import UsageError

OPTIONS = (
    Option("[thing]", "a thing: KIND/SLUG, slug or name (default: the whole dataset)"),
    Option("--query NAME", "the answer to this question of the catalogue"),
    PARAM,
    make_format("work", default="apa"),
)


def run(context: Context) -> int:
    """Cite and write the citation."""
    given = context.given
    if given.thing and given.query:
        raise UsageError("cite a thing or the answer to a question, not both")
    if given.param and not given.query:
        raise UsageError("--param is for questions: name one with --query")
    work = _cite(context)
    context.render(given.format, work=lambda: work)
    return 0


def _cite(context: Context) -> Work:
    from bioprod_graph.citation import cite_answer, cite_dataset, cite_thing
    from bioprod_graph.dataset import find_thing, open_release, read_edition
    from bioprod_graph.files import list_files
    from bioprod_graph.questions import find_question, split_parameters

    project, given = context.project, context.given
    release = open_release(context.dataset)
    store = release.store
    edition = read_edition(store, project, digest=release.digest)
    if given.thing:
        if given.thing in {path.stem for path in list_files(project.queries / "questions", "*.rq")}:
            raise UsageError("{name} is a question: give it as --query {name}", name=given.thing)
        thing = find_thing(given.thing, store, project)
        return cite_thing(store, project.prefixes, str(thing), edition=edition)
    if not given.query:
        return cite_dataset(edition)
    question = find_question(project.queries / "questions", given.query)
    values = question.fill(split_parameters(given.param), context.language)
    return cite_answer(store, project, question, given=values, edition=edition)
