"""A reply as an answer: by its media type, in the form that the query asks for, or not at all.

SPARQL 1.1 Protocol, section 2.1.6: SELECT and ASK bring results, CONSTRUCT and DESCRIBE a graph.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Literal

import pyoxigraph as ox

from bioprod_graph.questions.answers import Answer
from bioprod_graph.questions.endpoint.encoding import decode
from bioprod_graph.questions.endpoint.exchange import WHOLE
from bioprod_graph.questions.endpoint.failures import (
    refuse_form,
    refuse_malformed,
    refuse_part,
    refuse_size,
    refuse_status,
    refuse_unknown,
)
from bioprod_graph.questions.endpoint.graphs import FORMATS, parse_graph
from bioprod_graph.questions.endpoint.results_json import parse_json
from bioprod_graph.questions.endpoint.results_xml import find_root, parse_xml
from bioprod_graph.questions.endpoint.words import FlawError, LargeError, clean
from bioprod_graph.rdf import construct

if TYPE_CHECKING:
    from email.message import Message

    from bioprod_graph.questions.endpoint.exchange import Reply
    from bioprod_graph.questions.endpoint.request import Form

# What a body is: a graph in a format, results, or unknown.
Kind = ox.RdfFormat | Literal["json", "xml", "boolean", ""]

# What a reply says, ready for any thread: rows as W3C defines their JSON, a boolean, or a graph.
Found = str | bool | ox.Store

# Characters of a page in which its words are looked for.
_PAGE = 16_384
_ROWS_IN_XML = "application/sparql-results+xml"
_XML = frozenset({"application/xml", "text/xml"})
_JSON = frozenset(
    {
        "application/json",
        "application/x-json",
        "application/javascript",
        "text/json",
        "text/javascript",
    }
)
# Types that say nothing: of these the body itself is looked at.
_VAGUE = frozenset(
    {"", "text/plain", "text/boolean", "application/octet-stream", "binary/octet-stream"}
)
_ROOT = re.compile(r"<(?:\?xml\b|!--|(?:\w+:)?(?:sparql|RDF)\b)")
_GRAPH_FORMS = ("CONSTRUCT", "DESCRIBE")


def read_reply(reply: Reply, form: Form) -> Found:
    """Read the answer to a query of a form; raises EndpointError for anything else."""
    here, headers = reply.address, reply.headers
    if reply.status not in WHOLE:
        page = reply.body.decode("utf-8", "replace")
        raise refuse_status(here, reply.status, headers=headers, page=page)
    said = headers.get("X-SQL-Message")
    if said:
        raise refuse_part(here, said)
    media = _find_media(headers)
    try:
        text = decode(reply.body, headers)
        kind = _find_kind(media, text, form)
        if not kind:
            raise refuse_unknown(here, form, media=media, text=text[:_PAGE])
        if isinstance(kind, ox.RdfFormat) != (form in _GRAPH_FORMS):
            raise refuse_form(here, form, came=_name(kind), media=media)
        found = _parse(text, kind, here.uri)
    except LargeError as large:
        raise refuse_size(here, large) from None
    except (FlawError, SyntaxError, ValueError, MemoryError) as error:
        raise refuse_malformed(here, media, error) from None
    if isinstance(found, bool) != (form == "ASK"):
        raise refuse_form(here, form, came=_name_found(found), media=media)
    return found


def make_answer(found: Found) -> Answer:
    """Make an answer of what was found, in the thread that will use it."""
    if isinstance(found, ox.Store):
        return Answer(construct(found, "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"))
    text = f'{{"head":{{}},"boolean":{json.dumps(found)}}}' if isinstance(found, bool) else found
    return Answer(ox.parse_query_results(text, format=ox.QueryResultsFormat.JSON))


def _find_media(headers: Message) -> str:
    return clean(headers.get_content_type(), 80) if headers.get("Content-Type") else ""


def _name(kind: Kind) -> tuple[str, str]:
    if isinstance(kind, ox.RdfFormat):
        return "a graph", "un graphe"
    return "results", "des résultats"


def _name_found(found: Found) -> tuple[str, str]:
    if isinstance(found, bool):
        return "true or false", "vrai ou faux"
    return "rows", "des lignes"


def _find_kind(media: str, text: str, form: Form) -> Kind:
    if media in FORMATS:
        return FORMATS[media]
    if media == _ROWS_IN_XML:
        return "xml"
    if media in _JSON or media.endswith("+json"):
        return "json"
    if media in _XML or media.endswith("+xml"):
        return _find_kind_of_xml(text)
    return _sniff(text, form) if media in _VAGUE else ""


def _find_kind_of_xml(text: str) -> Kind:
    kinds: dict[str, Kind] = {"sparql": "xml", "RDF": ox.RdfFormat.RDF_XML}
    return kinds.get(find_root(text), "")


def _sniff(text: str, form: Form) -> Kind:
    """Find what a body without a useful type is; N-Triples, once text/plain, are Turtle too."""
    start = text.lstrip()[:100]
    if start.startswith("{"):
        return "json"
    if _ROOT.match(start):
        return _find_kind_of_xml(text)
    if start.strip().lower() in ("true", "false"):
        return "boolean"
    return ox.RdfFormat.TURTLE if start and form in _GRAPH_FORMS else ""


def _parse(text: str, kind: Kind, base: str) -> Found:
    if isinstance(kind, ox.RdfFormat):
        return parse_graph(text, kind, base)
    if not text.strip():
        raise FlawError("it is empty")
    if kind == "boolean":
        return text.strip().lower() == "true"
    return parse_json(text) if kind == "json" else parse_xml(text)
