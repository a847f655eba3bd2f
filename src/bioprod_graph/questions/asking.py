"""Questions answered by Oxigraph from the store of a build."""

from __future__ import annotations

import re
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from bioprod_graph import rdf
from bioprod_graph.apart import USUAL, Limits, run_apart
from bioprod_graph.dataset import (
    EVERYTHING,
    Names,
    Portion,
    open_release,
    read_label,
    restrict,
)
from bioprod_graph.documents import read_articles
from bioprod_graph.errors import QueryError, UsageError
from bioprod_graph.language import SOURCE, Message, Text
from bioprod_graph.names import suggest
from bioprod_graph.project import find_project
from bioprod_graph.questions.answer import Answer, read_answer, tell_failure
from bioprod_graph.questions.catalogue import bind_parameters, find_question, read_heads
from bioprod_graph.sparql import (
    DatasetClause,
    check_syntax,
    declare_prefixes,
    find_query_form,
    find_undefined_prefix,
    find_unmatched,
    guard_query,
    guard_size,
    holds_service,
    name_columns,
    read_dataset_clause,
    read_prologue,
    split_tokens,
    strip_mark,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from bioprod_graph.apart import Wall
    from bioprod_graph.dataset import Release
    from bioprod_graph.identifiers import PrefixTable
    from bioprod_graph.project import Project
    from bioprod_graph.questions.answer import Results
    from bioprod_graph.questions.catalogue import Question
    from bioprod_graph.rdf import Term

# Formats of rows in which the engine itself writes its answer, row by row and all at once.
WRITTEN_BY_ENGINE = frozenset({"csv", "tsv", "json", "xml"})

_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_PLACE = re.compile(r"error at (\d+):(\d+)")
_SHOWN = 40
_OPENING = Message("a query begins with SELECT, ASK, CONSTRUCT or DESCRIBE; your own words are for "
                   "bioprod ask, or open_graph().ask")  # fmt: skip
# What the parser refuses for another reason than the next character.
_REFUSED = {
    "variable that is unbound": Message("a variable of SELECT is neither grouped nor counted"),
    "overrides an existing variable": Message("AS names a variable that is there already"),
}


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
    question, QueryError for a parameter that is wrong.
    """
    question = find_question(project.queries / "questions", name)
    bindings = bind_parameters(question.parameters, question.fill(given, language), names)
    wording = project.ontology / "wording"
    store = names.store if isinstance(names, Names) else ox.Store()
    said = question.say(bindings, partial(read_label, store), read_articles(wording))
    return Inquiry(question.file.text, question, bindings, said, read_heads(wording / "heads.csv"))


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


def prepare_query(own: str, namespaces: Mapping[str, str], *, is_checked: bool = True) -> str:
    """Declare the known prefixes that somebody's query uses, and name what `SELECT *` selects.

    Raises QueryError for one that is malformed, with the place in what its writer has, unless
    another engine than ours is to judge.
    """
    query = declare_prefixes(own, namespaces)
    try:
        if is_checked and not holds_service(query):
            check_syntax(query)
    except SyntaxError as error:
        raise QueryError(explain_syntax(query, error.msg, own=own, known=namespaces)) from None
    return name_columns(query)


@contextmanager
def enter_store(
    release: Release, kept: Portion, wall: Wall, *, project: Project
) -> Iterator[ox.Store]:
    """Give what is kept of a release, and raise the wall while it is asked."""
    store = restrict(release.store, kept, project=project)
    folder = release.folder / "store"
    with wall(folder if store is release.store and folder.is_dir() else None):
        yield store


def ask_oxigraph(
    store: ox.Store,
    query: str,
    bindings: Mapping[str, Term],
    *,
    allow_service: bool = False,
    dataset: DatasetClause | None = None,
) -> Answer:
    """Ask a query of a store; parameters are substituted as terms (SEP-0007).

    Without a dataset clause the default graph of the store is asked, and GRAPH names any of its
    graphs. FROM and FROM NAMED mean what section 13.2 of SPARQL says; a graph that is not there is
    empty. A dataset that is given goes before that of the query (SPARQL 1.1 Protocol, 2.1.4).

    Raises QueryError for a query that is refused, malformed or fails.
    """
    guard_query(query, allow_service=allow_service)
    try:
        with tell_failure():
            results = _evaluate(store, query, bindings, dataset=dataset)
    except SyntaxError as error:
        raise QueryError(explain_syntax(query, error.msg)) from None
    return Answer(lambda: results)


def _evaluate(
    store: ox.Store,
    query: str,
    bindings: Mapping[str, Term],
    *,
    dataset: DatasetClause | None,
) -> Results:
    clause = dataset or read_dataset_clause(query)
    if clause is None:
        return rdf.query_store(store, query, bindings)
    default: list[ox.NamedNode | ox.BlankNode | ox.DefaultGraph] = list(clause.default)
    if len(default) > 1:
        # The engine would give what two of these graphs say twice: no merge, as the section asks.
        store, default = _merge(store, clause), [ox.DefaultGraph()]
    return store.query(
        query,
        default_graph=default,
        named_graphs=list(clause.named),
        substitutions={ox.Variable(name): term for name, term in bindings.items()},
    )


def _merge(store: ox.Store, clause: DatasetClause) -> ox.Store:
    """Copy the graphs of a dataset clause, those of FROM into one."""
    merged = ox.Store()
    for graph in clause.default:
        quads = store.quads_for_pattern(None, None, None, graph)
        merged.extend(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in quads)
    for graph in clause.named:
        merged.extend(store.quads_for_pattern(None, None, None, graph))
    return merged


def explain_syntax(
    query: str, message: str, *, own: str = "", known: Iterable[str] = ()
) -> Message:
    """Say what a parser refused: an undefined prefix, or the text near the place that it names."""
    undefined = find_undefined_prefix(query)
    if undefined is not None:
        there = Message("declare it, or see ontology/prefixes.ttl")
        said = Message("the prefix {prefix} is not defined: {hint}", prefix=undefined)
        return said.fill(hint=suggest(undefined, (f"{p}:" for p in known), otherwise=there))
    place = _PLACE.search(message)
    if place is None:
        return Message("malformed query")
    unmatched = find_unmatched(query)
    start = unmatched.start if unmatched else _find_start(query, int(place[1]), int(place[2]))
    line, column = query.count("\n", 0, start) + 1, start - query.rfind("\n", 0, start)
    rest = " ".join(query[start:].split())
    why = next((said for words, said in _REFUSED.items() if words in message), None)
    if unmatched:
        why = Message("“{sign}” has no counterpart", sign=unmatched.text)
    if "{" not in query and not find_query_form(query):
        why = _OPENING
    near = Message("near “{text}”", text=rest if len(rest) <= _SHOWN else f"{rest[: _SHOWN - 1]}…")
    return Message(
        "malformed query: line {line}, column {column}, {near}",
        line=line - (query.count("\n") - own.count("\n") if own else 0),
        column=column,
        near=why or (near if rest else Message("its end: something is missing")),
    )


def _find_start(query: str, line: int, column: int) -> int:
    """Find where what a parser refused begins: at a place, or with the word that goes on there."""
    if not find_query_form(query):  # the parser went on, but no query begins so
        return next((token.start for token in read_prologue(query).rest), 0)
    place = sum(len(before) + 1 for before in query.split("\n")[: line - 1]) + column - 1
    words = (token for token in split_tokens(query) if token.kind == "word")
    return next((word.start for word in words if word.start < place < word.end), place)
