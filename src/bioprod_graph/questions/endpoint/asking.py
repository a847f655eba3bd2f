"""A query sent to a service: guarded, its parameters written into it, its answer read.

SPARQL 1.1 Protocol has no parameters: a term goes as a VALUES block, written by the library that
made the term, at the start of the WHERE clause; the place is found on tokens.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from bioprod_graph.apart.limits import Limits
from bioprod_graph.apart.thread import run_in_thread
from bioprod_graph.errors import LimitError, QueryError
from bioprod_graph.language import Message, Sayable
from bioprod_graph.questions.answers import read_answer
from bioprod_graph.questions.endpoint.address import parse_address
from bioprod_graph.questions.endpoint.exchange import GRAPH_FORMS, Opening, exchange
from bioprod_graph.questions.endpoint.reading import read_reply
from bioprod_graph.questions.endpoint.refusals import clean, refuse
from bioprod_graph.sparql import find_group, find_query_form, guard_query, strip_comments

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bioprod_graph.questions.answers import Answer
    from bioprod_graph.rdf import Term


def _tell(said: Sayable) -> None:
    sys.stderr.write(f"{said}\n")


def ask_endpoint(
    url: str,
    query: str,
    bindings: Mapping[str, Term],
    *,
    timeout: float = 60.0,
    allow_service: bool = False,
    tell: Callable[[Sayable], None] = _tell,
) -> Answer:
    """Ask the service at `url`, within `timeout` seconds; give its answer, whole.

    `url` may hold a name and a password (Basic, RFC 7617): they go to its host alone and are never
    printed. `tell` is given a line before another host is asked, and when the service limits its
    rows. Answers are read as SPARQL results in JSON or XML, and as RDF, up to 64 MB.

    Raises UsageError for what is no http address, QueryError for a query that is refused here,
    EndpointError if the service cannot be reached or gives no whole answer of the form asked for.
    """
    address = parse_address(url)
    guard_query(query, allow_service=allow_service, allow_escapes=False)
    form, opening = find_query_form(query), Opening(timeout)
    if not form:
        raise QueryError("the query has no SELECT, ASK, CONSTRUCT or DESCRIBE")
    # Comments are for whoever reads the file; a service has no need of them.
    text = strip_comments(bind_in_text(query, bindings))

    def work(_: object) -> bytes:
        reply = exchange(address, text, form, opening=opening, tell=tell)
        written = read_reply(reply, form)
        most = clean(str(reply.fields.get("X-SPARQL-MaxRows", "")), 20)
        if most:
            # Virtuoso leaves out the rest.
            tell(Message("{address} gives at most {most} rows", address=reply.address, most=most))
        return written

    try:
        # No other way bounds everything: the look-up of a name has no time limit, that of a socket
        # begins again with each byte, and an answer of many megabytes takes its time to be read.
        written = run_in_thread(work, Limits(timeout))
    except LimitError:
        opening.cut()
        said = Message("timed out: no whole answer within {seconds} s; give more with --timeout")
        raise refuse(address, said, seconds=f"{timeout:g}") from None
    return read_answer(written, is_graph=form in GRAPH_FORMS)


def bind_in_text(query: str, bindings: Mapping[str, Term]) -> str:
    """Write the parameters into a query as VALUES blocks, one variable each."""
    if not bindings:
        return query
    place = find_group(query)
    blocks = " ".join(f"VALUES ?{name} {{ {term} }}" for name, term in sorted(bindings.items()))
    return f"{query[:place]} {blocks} {query[place:]}"
