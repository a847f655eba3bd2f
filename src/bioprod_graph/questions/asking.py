"""Questions answered by Oxigraph from the store of a build; from Python, rows in, rows out."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pyoxigraph as ox

from bioprod_graph import rdf
from bioprod_graph.apart.limits import USUAL, Limits
from bioprod_graph.apart.run import run_apart
from bioprod_graph.dataset import Names, open_release, restrict
from bioprod_graph.errors import QueryError, UsageError
from bioprod_graph.language import Message
from bioprod_graph.project import find_project
from bioprod_graph.questions.answers import Answer, fail, read_answer
from bioprod_graph.questions.catalogue import bind_parameters, find_question
from bioprod_graph.sparql import (
    DatasetClause,
    declare_prefixes,
    find_undefined_prefix,
    guard_query,
    guard_size,
    read_dataset_clause,
    strip_mark,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from bioprod_graph.apart.run import Wall
    from bioprod_graph.dataset import Release
    from bioprod_graph.project import Project
    from bioprod_graph.questions.answers import Results
    from bioprod_graph.questions.catalogue import Parameter
    from bioprod_graph.rdf import Term

_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_PLACE = re.compile(r"error at (\d+):(\d+)")
_SHOWN = 40


def ask(
    query: str,
    project: Project | None = None,
    /,
    *,
    layers: Iterable[str] = (),
    timeout: float = USUAL.seconds,
    memory: int = USUAL.memory,
    **parameters: object,
) -> list[dict[str, str]]:
    """Ask a question of the catalogue by name, or any SPARQL SELECT; give its rows.

    A row maps variables to plain text, IRIs in full; what is unbound is left out. The project is
    the one that the command `bioprod` would work on, unless given. With layers (page, elsewhere,
    inferred) only what these say is asked. It is asked in a child process, which may take so many
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
    text, known = _prepare(query, project, parameters)
    given = {name: str(value) for name, value in parameters.items()}

    def work(wall: Wall) -> bytes:
        release = open_release(project)
        bindings = bind_parameters(known, given, Names(release.store, project))
        with enter_store(release, layers, wall, project=project) as store:
            answer = ask_oxigraph(store, text, bindings)
            if isinstance(answer.results, ox.QuerySolutions):
                return answer.write()
        raise QueryError("ask gives rows, and this query gives none: use SELECT, or bioprod query")

    written = run_apart(work, Limits(timeout, memory), is_guest=True)
    results = read_answer(written, is_graph=False).results
    return rdf.read_rows(results) if isinstance(results, ox.QuerySolutions) else []


@contextmanager
def enter_store(
    release: Release, layers: Iterable[str], wall: Wall, *, project: Project
) -> Iterator[ox.Store]:
    """Give what layers of a release leave, and raise the wall while it is asked.

    Raises what `restrict` raises.
    """
    store = restrict(release.store, layers, project=project)
    with wall(release.folder / "store" if store is release.store else None):
        yield store


def ask_oxigraph(
    store: ox.Store, query: str, bindings: Mapping[str, Term], *, allow_service: bool = False
) -> Answer:
    """Ask a query of a store; parameters are substituted as terms (SEP-0007).

    Without a dataset clause the default graph of the store is asked, and GRAPH names any of its
    graphs. FROM and FROM NAMED mean what section 13.2 of SPARQL says; a graph that is not there is
    empty.

    Raises QueryError for a query that is refused, malformed or fails.
    """
    guard_query(query, allow_service=allow_service)
    try:
        return Answer(_evaluate(store, query, bindings))
    except SyntaxError as error:
        raise QueryError(explain_syntax(query, error.msg)) from None
    except (OSError, ValueError, RuntimeError) as error:
        raise fail(error) from None


def explain_syntax(query: str, message: str) -> Message:
    """Say what a parser refused: an undefined prefix, or the text near which it stopped.

    `message` is the parser’s own, of which only the place is used.
    """
    undefined = find_undefined_prefix(query)
    if undefined is not None:
        return Message(
            "the prefix {prefix} is not defined: declare it, or see ontology/prefixes.ttl",
            prefix=undefined,
        )
    place = _PLACE.search(message)
    if place is None:
        return Message("malformed query")
    lines = query.splitlines()[int(place[1]) - 1 :] or [""]
    rest = " ".join(" ".join([lines[0][int(place[2]) - 1 :], *lines[1:]]).split())
    shown = rest if len(rest) <= _SHOWN else f"{rest[: _SHOWN - 1]}…"
    if not rest:
        return Message("malformed query near its end")
    return Message("malformed query near “{text}”", text=shown)


def _prepare(
    query: str, project: Project, parameters: dict[str, object]
) -> tuple[str, tuple[Parameter, ...]]:
    if _NAME.fullmatch(query):
        question = find_question(project.queries / "questions", query)
        return question.file.text, question.parameters
    if parameters:
        raise UsageError("parameters are for questions of the catalogue: write values in the query")
    query = strip_mark(query)
    guard_size(query)
    return declare_prefixes(query, project.prefixes.namespaces), ()


def _evaluate(store: ox.Store, query: str, bindings: Mapping[str, Term]) -> Results:
    clause = read_dataset_clause(query)
    if clause is None:
        return rdf.ask(store, query, bindings)
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
