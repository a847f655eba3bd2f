"""SPARQL over HTTP, read-only: https://www.w3.org/TR/sparql11-protocol/ .

Nothing of a query is parsed here: that is done where it may fail, in a worker.
"""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qsl

from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bioprod_graph._version import __version__
from bioprod_graph.formats import list_formats
from bioprod_graph.language import Message
from bioprod_graph.service.jobs import Job
from bioprod_graph.service.negotiation import choose
from bioprod_graph.service.problems import Problem
from bioprod_graph.service.sending import read_body, send_bytes, tell_charset, wait_for

if TYPE_CHECKING:
    from starlette.requests import Request

    from bioprod_graph.service.app import Service

PATH = "/sparql"
_METHODS = ["GET", "HEAD", "POST", "OPTIONS"]
_FORM, _QUERY = "application/x-www-form-urlencoded", "application/sparql-query"
_DEFAULT, _NAMED = "default-graph-uri", "named-graph-uri"
_MOST_PARAMETERS = 1_000
# What is given where nothing else is wanted more, the first first.
_FIRST = {"json": 0, "turtle": 0, "xml": 1, "ntriples": 1}
# What clients also call formats, of rows and of graphs.
_ALIASES = (
    {"application/json": "json", "application/xml": "xml", "text/xml": "xml"},
    {
        "application/json": "jsonld",
        "application/xml": "rdfxml",
        "text/xml": "rdfxml",
        "text/plain": "ntriples",
        "application/x-turtle": "turtle",
        "text/n3": "turtle",
    },
)
_HTML = "text/html"
# What is another each time it is asked for.
_FRESH = re.compile(r"\b(?:now|rand|uuid|struuid)\s*\(", re.IGNORECASE)
# What queries of one shape differ in: comments, texts, numbers and addresses.
_VARYING = re.compile(r"#[^\n<>\"']*\n|\"[^\"\n]*\"|'[^'\n]*'|<[^<>\s]*>|[0-9]+|\s+")


class _Asked(NamedTuple):
    """A query, and the graphs that the protocol names: default ones, and named ones."""

    query: str
    default: tuple[str, ...]
    named: tuple[str, ...]


def routes(service: Service) -> list[Route]:
    """Give the route of the endpoint."""

    async def answer(request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(status_code=204, headers={"Allow": ", ".join(_METHODS)})
        asked = await _read(request, service)
        if asked is None:
            return await _describe(request, service)
        return await _answer(request, service, asked)

    return [Route(PATH, answer, methods=_METHODS)]


async def _read(request: Request, service: Service) -> _Asked | None:
    """Read a query; none if none was meant. Raises Problem for what the protocol has not."""
    given = _parse(request.scope["query_string"])
    if request.method != "POST":
        return _find_query(given, given) if {"query", "update"} & dict(given).keys() else None
    kind, _, parameters = request.headers.get("content-type", "").lower().partition(";")
    charset = parameters.partition("charset=")[2].strip(' "') or "utf-8"
    if kind.strip() not in (_FORM, _QUERY) or charset not in ("utf-8", "utf8", "us-ascii"):
        said = Message("send a query as {form} or {query}, in UTF-8", form=_FORM, query=_QUERY)
        raise Problem(415, said, {"Accept-Post": f"{_FORM}, {_QUERY}"})
    body = await read_body(request, service.settings)
    if kind.strip() == _FORM:
        return _find_query(sent := _parse(body), [*sent, *given])
    try:
        return _find_query([("query", body.decode())], [*given, ("query", "")])
    except UnicodeDecodeError:
        raise Problem(400, Message("the query is not UTF-8 text")) from None


def _parse(encoded: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(
            encoded.decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=_MOST_PARAMETERS,
        )
    except ValueError:
        said = Message("parameters are percent-encoded UTF-8, at most {n}", n=_MOST_PARAMETERS)
        raise Problem(400, said) from None


def _find_query(sent: list[tuple[str, str]], given: list[tuple[str, str]]) -> _Asked:
    """Find the one query in what was sent. Raises Problem for none, several or an update."""
    if any(name == "update" for name, _ in given):
        raise Problem(400, Message("queries are answered here, and nothing is changed"))
    queries = [value for name, value in sent if name == "query"]
    if len(queries) != 1 or sum(name == "query" for name, _ in given) > 1:
        raise Problem(400, Message("send one parameter “query”, with one query"))
    return _Asked(
        queries[0],
        *(tuple(value for name, value in given if name == each) for each in (_DEFAULT, _NAMED)),
    )


@lru_cache
def _list_forms(place: int) -> dict[str, str]:
    """List the names of formats by media type: those of rows (0), or of graphs (1)."""
    found = list_formats("statements" if place else "rows")
    found.sort(key=lambda form: (_FIRST.get(form.name, 2), not form.is_exact))
    own = {form.media_type: form.name for form in found}
    return own | {name: form for name, form in _ALIASES[place].items() if name not in own}


async def _answer(request: Request, service: Service, asked: _Asked) -> Response:
    accept = request.headers.get("accept")
    kinds = tuple(map(_list_forms, (0, 1)))
    forms = tuple(each.get(choose(accept, tuple(each)), "") for each in kinds)
    digest = service.crew.nursery.digest
    key = (__version__, digest, forms, asked)
    is_fresh = _FRESH.search(asked.query) is not None
    tag = "" if is_fresh else f'"{hashlib.blake2b(repr(key).encode(), digest_size=16).hexdigest()}"'
    headers = {"Vary": "Accept", "Cache-Control": "no-store" if is_fresh else "no-cache"}
    if tag and tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers={**headers, "ETag": tag})
    written = None if is_fresh else service.memory.find(key)
    if written is None:
        graphs = [list(asked.default), list(asked.named)] if asked.default or asked.named else None
        given = {"query": asked.query, "graphs": graphs, "forms": forms}
        job = Job("query", {**given, "most": service.settings.answer})
        client = request.client.host if request.client else ""
        shape = _VARYING.sub(" ", asked.query)
        work = service.memory.get(object() if is_fresh else key, job, shape=shape, client=client)
        written = await wait_for(request, work)
    media_type, _, body = written.partition(b"\n")
    if b"/" not in media_type:
        raise _refuse(tuple(kinds[int(media_type)]))
    return send_bytes(
        body, tell_charset(media_type.decode()), headers | ({"ETag": tag} if tag else {})
    )


def _refuse(media_types: tuple[str, ...]) -> Problem:
    listed = ", ".join(media_types)
    said = Message("this answer is given as {names}", names=listed)
    return Problem(406, said, {"Vary": "Accept"}, acceptable=list(media_types))


async def _describe(request: Request, service: Service) -> Response:
    """Describe the service; lead people to the page where queries are written."""
    choices = {**_list_forms(1), **({_HTML: ""} if service.site else {})}
    # What takes anything is a program.
    media_type = choose(request.headers.get("accept"), tuple(choices))
    if not media_type:
        raise _refuse(tuple(choices))
    if media_type == _HTML:
        return RedirectResponse(f"{PATH}/", 303, {"Vary": "Accept"})
    names = sorted({*_list_forms(0), *_list_forms(1)})
    endpoint = f"{request.url.scheme}://{request.url.netloc}{PATH}"
    given = {"endpoint": endpoint, "form": choices[media_type], "media_types": names}
    key = (service.crew.nursery.digest, *map(str, given.values()))
    written = service.memory.find(key)
    if written is None:
        work = service.memory.get(key, Job("describe", given), shape="", client="")
        written = await wait_for(request, work)
    headers = {"Vary": "Accept, Host", "Cache-Control": "no-cache"}
    return send_bytes(written, tell_charset(media_type), headers)
