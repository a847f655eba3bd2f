"""Questions asked from Python: rows in, rows out, no format between."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyoxigraph as ox

from bioprod_graph.dataset import open_release
from bioprod_graph.errors import QueryError, UsageError
from bioprod_graph.project import find_project
from bioprod_graph.questions.catalogue import find_question
from bioprod_graph.questions.layers import restrict
from bioprod_graph.questions.local import ask_oxigraph
from bioprod_graph.questions.parameters import bind_parameters
from bioprod_graph.rdf import read_rows

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bioprod_graph.identifiers import PrefixTable
    from bioprod_graph.project import Project
    from bioprod_graph.rdf import Term

_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def ask(
    query: str,
    project: Project | None = None,
    /,
    *,
    layers: Iterable[str] = (),
    **parameters: object,
) -> list[dict[str, str]]:
    """Ask a question of the catalogue by name, or any SPARQL SELECT; give its rows.

    A row maps variables to plain text, IRIs in full; what is unbound is left out. The project is
    the one that the command `bioprod` would work on, unless given. With layers (page, elsewhere,
    inferred) only what these say is asked.

    >>> rows = ask("SELECT ?axis { ?axis a bioprod:Axis } ORDER BY ?axis LIMIT 1")
    >>> rows[0]["axis"]
    'https://w3id.org/bioprod/id/axis/assises-idf-2021-1'

    Raises NotFoundError for an unknown question, QueryError for a query or parameter that is
    wrong, UsageError for an unknown layer, DatasetError if nothing was built.
    """
    project = project or find_project()
    text, bindings = _prepare(query, project, parameters)
    store = restrict(open_release(project).store, layers, project=project)
    answer = ask_oxigraph(store, text, bindings)
    if not isinstance(answer.results, ox.QuerySolutions):
        raise QueryError(
            en="ask gives rows, and this query gives none: use SELECT, or bioprod query",
            fr="ask donne des lignes, et cette requête n’en donne pas : SELECT, ou bioprod query",
        )
    return read_rows(answer.results)


def declare_prefixes(text: str, prefixes: PrefixTable) -> str:
    """Declare before a query those prefixes of the table that it uses and does not declare.

    >>> from bioprod_graph.identifiers import PrefixTable
    >>> table = PrefixTable("https://example.org/", {"ex": "https://example.org/id/"})
    >>> print(declare_prefixes("ASK { ex:a ?p ?o }", table))
    PREFIX ex: <https://example.org/id/>
    ASK { ex:a ?p ?o }
    """
    spaced = " ".join(text.lower().split())
    lines = [
        f"PREFIX {prefix}: <{namespace}>"
        for prefix, namespace in prefixes.namespaces.items()
        if f"{prefix}:" in text and f"prefix {prefix}:" not in spaced
    ]
    return "\n".join([*lines, text])


def _prepare(
    query: str, project: Project, parameters: dict[str, object]
) -> tuple[str, dict[str, Term]]:
    if _NAME.fullmatch(query):
        question = find_question(project.queries / "questions", query)
        given = {name: str(value) for name, value in parameters.items()}
        return question.file.text, bind_parameters(question.parameters, given, project.prefixes)
    if parameters:
        raise UsageError(
            en="parameters are for questions of the catalogue: write values in the query",
            fr="les paramètres sont pour les questions du catalogue : écrire ici les valeurs",
        )
    return declare_prefixes(query, project.prefixes), {}
