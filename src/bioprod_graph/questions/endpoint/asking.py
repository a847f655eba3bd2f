"""A query sent to a service: guarded, its parameters written into it, its answer read.

SPARQL 1.1 Protocol has no parameters: a term goes as a VALUES block, written by the library that
made the term, at the start of the WHERE clause; the place is found on tokens.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, get_args

from bioprod_graph.errors import QueryError
from bioprod_graph.questions.endpoint.address import parse_address
from bioprod_graph.questions.endpoint.exchange import Question, exchange
from bioprod_graph.questions.endpoint.failures import explain_late
from bioprod_graph.questions.endpoint.opening import Opening
from bioprod_graph.questions.endpoint.reading import make_answer, read_reply
from bioprod_graph.questions.endpoint.request import Form
from bioprod_graph.questions.endpoint.waiting import wait_for
from bioprod_graph.questions.endpoint.words import clean
from bioprod_graph.sparql.guard import guard_query
from bioprod_graph.sparql.tokens import find_group, split_tokens, strip_comments

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bioprod_graph.questions.answers import Answer
    from bioprod_graph.questions.endpoint.exchange import Reply
    from bioprod_graph.questions.endpoint.reading import Found
    from bioprod_graph.rdf import Term


def _tell(_: str, english: str) -> None:
    sys.stderr.write(f"{english}\n")


def ask_endpoint(
    url: str,
    query: str,
    bindings: Mapping[str, Term],
    *,
    timeout: float = 60.0,
    allow_service: bool = False,
    tell: Callable[[str, str], None] = _tell,
) -> Answer:
    """Ask the service at `url`, within `timeout` seconds; give its answer, whole.

    `url` may hold a name and a password (Basic, RFC 7617): they go to its host alone and are never
    printed. `tell` is given a line in French and in English before another host is asked, and when
    the service limits its rows. Answers are read as SPARQL results in JSON or XML, and as RDF, up
    to 64 MB.

    Raises UsageError for what is no http address, QueryError for a query that is refused here,
    EndpointError if the service cannot be reached or gives no whole answer of the form asked for.
    """
    address = parse_address(url)
    guard_query(query, allow_service=allow_service, allow_escapes=False)
    form = find_form(query)
    # Comments are for whoever reads the file; a service has no need of them.
    question = Question(strip_comments(bind_in_text(query, bindings)), form)
    opening = Opening(timeout)

    def work() -> Found:
        reply = exchange(address, question, opening=opening, tell=tell)
        found = read_reply(reply, form)
        _tell_limit(reply, tell)
        return found

    try:
        return make_answer(wait_for(work, timeout))
    except TimeoutError:
        opening.cut()
        raise explain_late(address, timeout) from None


def _tell_limit(reply: Reply, tell: Callable[[str, str], None]) -> None:
    """Tell how many rows a service gives at most: Virtuoso leaves out the rest, and says so."""
    most = clean(str(reply.headers.get("X-SPARQL-MaxRows", "")), 20)
    if most:
        tell(
            f"{reply.address} donne au plus {most} lignes",
            f"{reply.address} gives at most {most} rows",
        )


def bind_in_text(query: str, bindings: Mapping[str, Term]) -> str:
    """Write the parameters into a query as VALUES blocks, one variable each."""
    if not bindings:
        return query
    place = find_group(query)
    blocks = " ".join(f"VALUES ?{name} {{ {term} }}" for name, term in sorted(bindings.items()))
    return f"{query[:place]} {blocks} {query[place:]}"


def find_form(query: str) -> Form:
    r"""Find the form of a query on its tokens; raises QueryError if it has none.

    >>> find_form("# ASK it\nPREFIX ask: <urn:ask> SELECT * { ?s ask: ?o }")
    'SELECT'
    """
    forms: dict[str, Form] = {form: form for form in get_args(Form)}
    for kind, text, _ in split_tokens(query):
        if kind == "word" and text.upper() in forms:
            return forms[text.upper()]
    raise QueryError("the query has no SELECT, ASK, CONSTRUCT or DESCRIBE")
