"""What is asked: a question of the catalogue with its values, or a query that somebody wrote."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from bioprod_graph import rdf
from bioprod_graph.apart import USUAL, Limits, run_apart
from bioprod_graph.dataset import EVERYTHING, Names, Portion, open_release, read_label
from bioprod_graph.documents import read_articles
from bioprod_graph.errors import NotFoundError, QueryError, UsageError, one_line
from bioprod_graph.language import SOURCE, Message, Text
from bioprod_graph.project import find_project
from bioprod_graph.questions.answer import Answer, read_answer
from bioprod_graph.questions.asking import ask_oxigraph, enter_store, prepare_query
from bioprod_graph.questions.catalogue import bind_parameters, find_question, read_heads
from bioprod_graph.sparql import find_query_form, guard_size, strip_mark

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from bioprod_graph.apart import Wall
    from bioprod_graph.dataset import Release
    from bioprod_graph.identifiers import PrefixTable
    from bioprod_graph.project import Project
    from bioprod_graph.questions.catalogue import Question
    from bioprod_graph.rdf import Term

_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class Inquiry(NamedTuple):
    """What is asked: a query, the question and values that it comes from, and how that is said."""

    text: str
    question: Question | None = None
    bindings: Mapping[str, Term] = {}
    said: Text = Text({})
    heads: Mapping[str, Text] = {}


def read_inquiry(
    project: Project,
    name: str,
    given: Mapping[str, str],
    *,
    names: PrefixTable | Names,
    language: str = SOURCE,
) -> Inquiry:
    """Read a question of the catalogue and the values for its parameters, as people write them.

    Of an endpoint, prefixes alone are known and no names. Raises NotFoundError for an unknown
    question or thing, QueryError for a parameter that is wrong.
    """
    question = find_question(project.queries / "questions", name)
    try:
        bindings = bind_parameters(question.parameters, question.fill(given, language), names)
    except NotFoundError as error:
        raise (_tell_terms(question, given, names) or error) from None
    wording = project.ontology / "wording"
    store = names.store if isinstance(names, Names) else ox.Store()
    said = question.say(bindings, partial(read_label, store), read_articles(wording))
    return Inquiry(question.file.text, question, bindings, said, read_heads(wording / "heads.csv"))


def _tell_terms(
    question: Question, given: Mapping[str, str], names: PrefixTable | Names
) -> NotFoundError | None:
    """Tell the terms that the first parameter takes whose value nothing is named; None for names.

    Names of other things are many, and the nearest is told anyway.
    """
    from bioprod_graph.questions.mentions import read_fillers
    from bioprod_graph.questions.remarks import Remarks

    if not isinstance(names, Names):
        return None
    for each in question.parameters:
        try:
            _ = each.name in given and each.parse(given[each.name], names)
        except NotFoundError:
            path, value = names.project.ontology / "wording" / "fillers.csv", given[each.name]
            remarks, kinds = Remarks(names.store, names.project.prefixes), read_fillers(path).kinds
            known = remarks.tell_terms(question, each.name, value, kinds=kinds)
            said = Message("nothing is named {name}: {known}", name=one_line(value))
            return NotFoundError(said.fill(known=known)) if known else None
    return None


def ask(
    query: str,
    project: Project | None = None,
    /,
    *,
    layers: Collection[str] = (),
    evidence: str | None = None,
    timeout: float = USUAL.seconds,
    memory: int = USUAL.memory,
    **parameters: object,
) -> list[dict[str, str]]:
    """Ask a question of the catalogue by name, or any SPARQL SELECT; give its rows.

    A row maps variables to plain text, IRIs in full; what is unbound is left out. The project is
    the one that the command `bioprod` would work on, unless given. With layers (page, elsewhere,
    inferred) only what these say is asked, with a grade of evidence only what was read at least so
    well. It is asked in a child process, which may take so many
    seconds and bytes; where this program has several threads, in one more of them, and then only
    the limit of time holds.

    >>> rows = ask("SELECT ?axis { ?axis a bioprod:Axis } ORDER BY ?axis LIMIT 1")
    >>> rows[0]["axis"]
    'https://w3id.org/bioprod/id/axis/assises-idf-2021-1'

    Raises NotFoundError for an unknown question, QueryError for a query or parameter that is
    wrong, UsageError for an unknown layer, DatasetError if nothing was built, LimitError for a
    query that was stopped.
    """
    project = project or find_project()
    release, given = open_release(project), {n: str(value) for n, value in parameters.items()}
    if _NAME.fullmatch(query):
        asked = read_inquiry(project, query, given, names=Names(release.store, project))
    elif parameters:
        raise UsageError("parameters are for questions of the catalogue: write values in the query")
    else:
        asked = read_own(query, project)
    kept = Portion(layers, evidence)
    answer = ask_apart(release, asked, project, kept=kept, limits=Limits(timeout, memory))
    if not isinstance(results := answer.results, ox.QuerySolutions):
        raise QueryError("ask gives rows, and this query gives none: open_graph().ask gives all")
    return rdf.read_values(results)


def read_own(query: str, project: Project) -> Inquiry:
    """Read a query that somebody wrote; raises QueryError for one that is malformed."""
    own = strip_mark(query)
    guard_size(own)
    return Inquiry(prepare_query(own, project.prefixes.namespaces))


def ask_apart(
    release: Release,
    asked: Inquiry,
    project: Project,
    *,
    kept: Portion = EVERYTHING,
    limits: Limits = USUAL,
) -> Answer:
    """Ask in a child process, within limits of time and memory, and have the whole answer."""

    def work(wall: Wall) -> bytes:
        # A child opens the store itself: it cannot share what its parent has open.
        with enter_store(release._replace(), kept, wall, project=project) as store:
            return ask_oxigraph(store, asked.text, asked.bindings).write()

    written = run_apart(work, limits, is_guest=True)
    return read_answer(written, is_graph=find_query_form(asked.text) in ("CONSTRUCT", "DESCRIBE"))
