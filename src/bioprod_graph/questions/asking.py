"""Questions answered by Oxigraph from the store of a build."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pyoxigraph as ox

from bioprod_graph import rdf
from bioprod_graph.dataset import (
    Portion,
    restrict,
)
from bioprod_graph.errors import QueryError
from bioprod_graph.language import Message
from bioprod_graph.names import find_near, suggest
from bioprod_graph.questions.answer import Answer, tell_failure
from bioprod_graph.sparql import (
    DatasetClause,
    check_syntax,
    declare_prefixes,
    find_query_form,
    find_undefined_prefix,
    find_unmatched,
    guard_query,
    holds_service,
    name_columns,
    read_dataset_clause,
    read_prologue,
    split_tokens,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from bioprod_graph.apart import Wall
    from bioprod_graph.dataset import Release
    from bioprod_graph.project import Project
    from bioprod_graph.questions.answer import Results
    from bioprod_graph.rdf import Term

# Formats of rows in which the engine itself writes its answer, row by row and all at once.
WRITTEN_BY_ENGINE = frozenset({"csv", "tsv", "json", "xml"})

_PLACE = re.compile(r"error at (\d+):(\d+)")
_SHOWN = 40
_OPENING = Message("a query begins with SELECT, ASK, CONSTRUCT or DESCRIBE; your own words are for "
                   "bioprod ask, or open_graph().ask")  # fmt: skip
# What the parser refuses for another reason than the next character.
_REFUSED = {
    "variable that is unbound": Message("a variable of SELECT is neither grouped nor counted"),
    "overrides an existing variable": Message("AS names a variable that is there already"),
}
# Keywords that are mistyped; in a shorter one, another letter makes another word.
_KEYWORDS = """
    BIND CONSTRUCT DESCRIBE DISTINCT EXISTS FILTER FROM GRAPH GROUP HAVING LIMIT MINUS NAMED OFFSET
    OPTIONAL ORDER PREFIX SELECT SERVICE UNION VALUES WHERE
"""
_SHORTEST = 4


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
    mistyped = None if unmatched else _find_mistyped(query, start)
    start = mistyped[0] if mistyped else start
    line, column = query.count("\n", 0, start) + 1, start - query.rfind("\n", 0, start)
    rest = " ".join(query[start:].split())
    why = next((said for words, said in _REFUSED.items() if words in message), None)
    if unmatched:
        why = Message("“{sign}” has no counterpart", sign=unmatched.text)
    if "{" not in query and not find_query_form(query):
        why = _OPENING
    if mistyped:
        why = mistyped[1]
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


def _find_mistyped(query: str, place: int) -> tuple[int, Message] | None:
    """Find the last word up to a place that is nearly a keyword, and what is meant by it."""
    known = _KEYWORDS.split()
    for token in reversed([each for each in split_tokens(query) if each.start <= place]):
        near = find_near(token.keyword, known) if len(token.keyword) >= _SHORTEST else ()
        if near and token.keyword not in known:
            hint = Message("did you mean {name}?", name=near[0])
            return token.start, Message("“{word}”: {hint}", word=token.text, hint=hint)
    return None
