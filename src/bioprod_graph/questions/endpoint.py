"""The same questions, asked of any SPARQL endpoint with SPARQLWrapper (its only door).

SPARQL 1.1 Protocol has no parameters: a term goes as a VALUES block, written by the library that
made the term, at the start of the WHERE clause; the place is found on tokens.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pyoxigraph as ox

from bioprod_graph.errors import EndpointError, UsageError, say_reason
from bioprod_graph.questions.answers import Answer
from bioprod_graph.rdf import load_graph
from bioprod_graph.sparql.guard import guard_query
from bioprod_graph.sparql.tokens import find_group, strip_comments

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bioprod_graph.rdf import Term

_RESULTS_JSON = "application/sparql-results+json"


def ask_endpoint(
    url: str,
    query: str,
    bindings: Mapping[str, Term],
    *,
    timeout: int = 60,
    allow_service: bool = False,
) -> Answer:
    """Ask an endpoint.

    Raises UsageError for what is no http address, QueryError for a query that is refused here,
    EndpointError if the endpoint cannot be reached or answers something else.
    """
    if urlsplit(url).scheme not in ("http", "https"):
        raise UsageError(
            en=f"--endpoint {url}: expected an http or https address",
            fr=f"--endpoint {url} : une adresse http ou https était attendue",
        )
    guard_query(query, allow_service=allow_service, allow_escapes=False)
    # SPARQLWrapper tells the form of a query by its first words, and takes comments for them.
    content_type, body = _fetch(url, strip_comments(bind_in_text(query, bindings)), timeout)
    return _read(url, content_type, body)


def bind_in_text(query: str, bindings: Mapping[str, Term]) -> str:
    """Write the parameters into a query as VALUES blocks, one variable each."""
    if not bindings:
        return query
    place = find_group(query)
    blocks = " ".join(f"VALUES ?{name} {{ {term} }}" for name, term in sorted(bindings.items()))
    return f"{query[:place]} {blocks} {query[place:]}"


def _fetch(url: str, query: str, timeout: int) -> tuple[str, bytes]:
    from urllib.error import HTTPError

    from SPARQLWrapper import POST, SPARQLWrapper
    from SPARQLWrapper.SPARQLExceptions import SPARQLWrapperException

    wrapper = SPARQLWrapper(url)
    wrapper.setQuery(query)
    wrapper.setMethod(POST)
    wrapper.setTimeout(timeout)
    wrapper.addCustomHttpHeader(
        "Accept", f"{_RESULTS_JSON}, application/n-triples;q=0.9, text/turtle;q=0.8"
    )
    try:
        with wrapper.query().response as response:
            return response.headers.get_content_type(), response.read()
    except (SPARQLWrapperException, HTTPError) as error:
        refusal = error if isinstance(error, HTTPError) else error.__context__
        if isinstance(refusal, HTTPError):
            refusal.close()
        raise EndpointError(
            en=f"{url} refused the query: {_first_line(error)}",
            fr=f"{url} a refusé la requête ({_first_line(error)})",
        ) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "reason", error)
        raise EndpointError(
            en=f"{url} cannot be reached: {_first_line(reason)}",
            fr=f"{url} ne peut pas être joint ({say_reason(reason)})",
        ) from None


def _read(url: str, content_type: str, body: bytes) -> Answer:
    try:
        if content_type == _RESULTS_JSON:
            return Answer(_parse_results(body))
        form = ox.RdfFormat.from_media_type(content_type)
        if form is not None:
            return Answer(load_graph(body, form))
    except (SyntaxError, ValueError) as error:
        raise EndpointError(
            en=f"{url} gave a malformed answer: {_first_line(error)}",
            fr=f"{url} a donné une réponse mal formée ({_first_line(error)})",
        ) from None
    raise EndpointError(
        en=f"{url} answered {content_type or 'nothing'}: is it a SPARQL endpoint?",
        fr=f"{url} a répondu {content_type or 'sans contenu'} : est-ce un service SPARQL ?",
    )


def _parse_results(body: bytes) -> ox.QuerySolutions | ox.QueryBoolean:
    """Parse results whole before they are given: the parser would find an error at its row."""
    results = ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)
    if isinstance(results, ox.QuerySolutions):
        for _ in results:
            pass
        return ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)
    return results


def _first_line(error: object) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return (lines or [type(error).__name__])[0][:200]
