"""SPARQL over HTTP, read-only: https://www.w3.org/TR/sparql11-protocol/ .

Nothing of a query is parsed here: that is done where it may fail, in a worker.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes

from starlette.responses import RedirectResponse
from starlette.routing import Route

from bioprod_graph.dataset import Portion
from bioprod_graph.language import Message
from bioprod_graph.service.jobs import Job
from bioprod_graph.service.negotiation import choose, list_types
from bioprod_graph.service.problems import Problem
from bioprod_graph.service.sending import have, read_body

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from bioprod_graph.service.app import Service

PATH = "/sparql"
_FORM, _QUERY = "application/x-www-form-urlencoded", "application/sparql-query"
# What may be given beside a query: graphs of the protocol, layers and a grade of evidence.
_NAMES = ("default-graph-uri", "named-graph-uri", "layer", "evidence")
_MOST_PARAMETERS = 1_000
_HTML = "text/html"
# What is another each time it is asked for.
_FRESH = re.compile(r"\b(?:now|rand|uuid|struuid)\s*\(", re.IGNORECASE)
# What queries of one shape differ in: comments, texts, numbers and addresses.
_VARYING = re.compile(r"#[^\n<>\"']*\n|\"[^\"\n]*\"|'[^'\n]*'|<[^<>\s]*>|[0-9]+|\s+")


def routes(service: Service) -> list[Route]:
    """Give the route of the endpoint."""

    async def answer(request: Request) -> Response:
        accept = request.headers.get("accept", "")
        asked = await _read(request, service)
        if asked is not None:
            query = asked["query"]
            asked["accept"] = accept
            shape = f"{_VARYING.sub(' ', query)}{asked['kept']}"
            fresh = _FRESH.search(query) is not None
            return await have(
                request, service, Job("query", asked), vary="Accept", shape=shape, is_fresh=fresh
            )
        # What takes anything is a program; people are led to the page where queries are written.
        if service.site and choose(accept, (*list_types("statements"), _HTML)) == _HTML:
            return RedirectResponse(f"{PATH}/", 303, {"Vary": "Accept"})
        endpoint = f"{request.url.scheme}://{request.url.netloc}{PATH}"
        job = Job("describe", {"endpoint": endpoint, "accept": accept})
        return await have(request, service, job)

    return [Route(PATH, answer, methods=["GET", "POST"])]


async def _read(request: Request, service: Service) -> dict[str, Any] | None:
    """Read a query; none if none was meant. Raises Problem for what the protocol has not."""
    given = _parse(request.scope["query_string"])
    if request.method != "POST":
        return _find_query(given, given) if {"query", "update"} & dict(given).keys() else None
    kind, charset = _read_type(request.headers.get("content-type", ""))
    if kind not in (_FORM, _QUERY) or charset not in ("utf-8", "utf8", "us-ascii"):
        said = Message("send a query as {form} or {query}, in UTF-8", form=_FORM, query=_QUERY)
        raise Problem(415, said, {"Accept-Post": f"{_FORM}, {_QUERY}"})
    body = await read_body(request, service.settings)
    if kind == _FORM:
        return _find_query(sent := _parse(body), [*sent, *given])
    try:
        return _find_query([("query", body.decode())], [*given, ("query", "")])
    except UnicodeDecodeError:
        raise Problem(400, Message("the query is not UTF-8 text")) from None


def _read_type(header: str) -> tuple[str, str]:
    """Read a media type and its character set, which is UTF-8 where none is named."""
    kind, *parameters = (each.strip() for each in header.lower().split(";"))
    named = dict(each.partition("=")[::2] for each in reversed(parameters))
    return kind, next((v.strip(' "') for n, v in named.items() if n.strip() == "charset"), "utf-8")


def _parse(encoded: bytes) -> list[tuple[str, str]]:
    pairs = [each.partition(b"=") for each in encoded.replace(b"+", b" ").split(b"&") if each]
    try:
        if len(pairs) <= _MOST_PARAMETERS:
            return [(_decode(name), _decode(value)) for name, _, value in pairs]
    except UnicodeDecodeError:
        pass
    said = Message("parameters are percent-encoded UTF-8, at most {n}", n=_MOST_PARAMETERS)
    raise Problem(400, said)


def _decode(encoded: bytes) -> str:
    return unquote_to_bytes(encoded).decode() if b"%" in encoded else encoded.decode()


def _find_query(sent: list[tuple[str, str]], given: list[tuple[str, str]]) -> dict[str, Any]:
    """Find the one query in what was sent. Raises Problem for none, several or an update."""
    if any(name == "update" for name, _ in given):
        raise Problem(400, Message("queries are answered here, and nothing is changed"))
    queries = [value for name, value in sent if name == "query"]
    if len(queries) != 1 or sum(name == "query" for name, _ in given) > 1:
        raise Problem(400, Message("send one parameter “query”, with one query"))
    named = {key: [value for name, value in given if name == key] for key in _NAMES}
    default, graphs, layers, grades = named.values()
    return {
        "query": queries[0],
        "graphs": (default, graphs) if default or graphs else None,
        "kept": Portion(tuple(layers), next(iter(grades), None)),
    }
