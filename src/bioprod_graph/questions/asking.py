"""Questions asked from Python: rows in, rows out, no format between."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyoxigraph as ox

from bioprod_graph.apart.limits import USUAL, Limits
from bioprod_graph.apart.run import run_apart
from bioprod_graph.dataset import Names, open_release
from bioprod_graph.errors import QueryError, UsageError
from bioprod_graph.project import find_project
from bioprod_graph.questions.catalogue import find_question
from bioprod_graph.questions.local import ask_oxigraph, enter_store
from bioprod_graph.questions.parameters import bind_parameters
from bioprod_graph.rdf import read_rows
from bioprod_graph.sparql.guard import guard_size
from bioprod_graph.sparql.prefixes import declare_prefixes
from bioprod_graph.sparql.tokens import strip_mark

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bioprod_graph.apart.run import Wall
    from bioprod_graph.project import Project
    from bioprod_graph.questions.answers import Answer
    from bioprod_graph.questions.parameters import Parameter

_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


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
            return _write_rows(ask_oxigraph(store, text, bindings))

    written = run_apart(work, Limits(timeout, memory), is_guest=True)
    results = ox.parse_query_results(written, format=ox.QueryResultsFormat.JSON)
    return read_rows(results) if isinstance(results, ox.QuerySolutions) else []


def _write_rows(answer: Answer) -> bytes:
    if not isinstance(answer.results, ox.QuerySolutions):
        raise QueryError("ask gives rows, and this query gives none: use SELECT, or bioprod query")
    return answer.results.serialize(format=ox.QueryResultsFormat.JSON) or b""


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
