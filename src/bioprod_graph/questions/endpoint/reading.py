"""A reply as an answer: by its media type, in the form that the query asks for, or not at all.

SPARQL 1.1 Protocol, section 2.1.6: SELECT and ASK bring results, CONSTRUCT and DESCRIBE a graph.
"""

from __future__ import annotations

import codecs
import gzip
import io
import json
import re
import zlib
from contextlib import suppress
from typing import TYPE_CHECKING

import pyoxigraph as ox

from bioprod_graph.language import Message
from bioprod_graph.questions.endpoint.exchange import LARGEST, PAGE, WHOLE
from bioprod_graph.questions.endpoint.refusals import (
    FlawError,
    LargeError,
    clean,
    refuse,
    refuse_answer,
    refuse_form,
    refuse_status,
    refuse_type,
)
from bioprod_graph.questions.endpoint.request import GRAPH_FORMS
from bioprod_graph.questions.endpoint.results import JSON, XML, normalise, parse_results

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import Message as Fields

    from bioprod_graph.questions.endpoint.exchange import Reply

# What a body is: results or a graph in a format.
Kind = ox.RdfFormat | ox.QueryResultsFormat

# By what a media type matches first; what is called N3 is the Turtle that it was once part of.
_KINDS: tuple[tuple[str, Kind | None], ...] = (
    (r"application/sparql-results\+xml", XML),
    (r"application/rdf\+xml", ox.RdfFormat.RDF_XML),
    (r"\w+/(x-)?(turtle|n3|rdf\+n3)", ox.RdfFormat.TURTLE),
    (r"\w+/n-?triples", ox.RdfFormat.N_TRIPLES),
    (r"application/ld\+json", None),
    (r".+[/+](x-)?(json|javascript)", JSON),
)
# Types that say only that it is XML, or nothing: of these the body itself is looked at.
_XML = re.compile(r".+[/+]xml")
_VAGUE = re.compile(r"|text/plain|(application|binary)/octet-stream")
_ROOT = re.compile(r"\s*+(?:<\?.*?\?>\s*|<!--.*?-->\s*)*<(?:\w+:)?(sparql|RDF)\b", re.DOTALL)
_ROOTS: dict[str, Kind] = {"sparql": XML, "RDF": ox.RdfFormat.RDF_XML}
# Statements of a graph, which take more memory than their text.
MOST = 1_000_000

# Python knows other codecs, some of which are no charset, or take time without end.
_CHARSET = re.compile(r"utf-(?:8|16|32)(?:-[lb]e)?|ascii|iso8859-\d+|cp125\d")
_EXPECTED = {"SELECT": "rows", "ASK": "boolean", "CONSTRUCT": "graph", "DESCRIBE": "graph"}
_CAME = {
    "rows": Message("rows ({media})"),
    "boolean": Message("true or false ({media})"),
    "graph": Message("a graph ({media})"),
}


def read_reply(reply: Reply, form: str) -> bytes:
    """Read the answer to a query of a form: results as JSON, a graph as N-Triples.

    Raises EndpointError for anything else.
    """
    here, fields = reply.address, reply.fields
    if reply.status not in WHOLE:
        raise refuse_status(here, reply.status, fields, page=_read_page(reply))
    said = fields.get("X-SQL-Message")
    if said:
        # Virtuoso gives some rows when its own time is over, and a field that says so.
        raise refuse(here, Message("gave a part of its answer only ({words})"), words=str(said))
    media = clean(fields.get_content_type(), 80) if fields.get("Content-Type") else ""
    try:
        text = _decode(_decompress(reply), fields)
        kind = _find_kind(media, text[:PAGE], form)
        if kind is None:
            raise refuse_type(here, form, media, page=text[:PAGE])
        came, written = _read(text, kind, here.uri)
    except (FlawError, SyntaxError, ValueError, MemoryError) as error:
        raise refuse_answer(here, error, media=media) from None
    if came != _EXPECTED[form]:
        raise refuse_form(here, form, _CAME[came].fill(media=media))
    return written


def _read(text: str, kind: Kind, base: str) -> tuple[str, bytes]:
    """Read a body; a relative IRI is resolved against the address that it came from."""
    if isinstance(kind, ox.RdfFormat):
        text = normalise(text) if kind == ox.RdfFormat.RDF_XML else text
        statements = _count(ox.parse(text, format=kind, base_iri=base))
        return "graph", ox.serialize(statements, format=ox.RdfFormat.N_TRIPLES) or b""
    if not text.strip():
        raise FlawError("it is empty")
    found = parse_results(text, kind)
    if isinstance(found, bool):
        return "boolean", json.dumps({"head": {}, "boolean": found}).encode()
    return "rows", found


def _find_kind(media: str, start: str, form: str) -> Kind | None:
    for pattern, kind in _KINDS:
        if re.fullmatch(pattern, media):
            return kind
    is_vague = _VAGUE.fullmatch(media) is not None
    root = _ROOT.match(start) if is_vague or _XML.fullmatch(media) else None
    if root or not is_vague:
        return _ROOTS[root[1]] if root else None
    if start.lstrip().startswith("{"):
        return JSON
    # N-Triples, once text/plain, are Turtle too.
    return ox.RdfFormat.TURTLE if start.strip() and form in GRAPH_FORMS else None


def _count(statements: Iterator[ox.Quad]) -> Iterator[ox.Triple]:
    for count, statement in enumerate(statements):
        if count == MOST:
            raise LargeError("a million statements")
        yield statement.triple


def _read_page(reply: Reply) -> str:
    """Read what says that something is wrong, as far as it came."""
    with suppress(FlawError):
        return _decompress(reply)[:PAGE].decode("utf-8", "replace")
    return ""


def _decompress(reply: Reply) -> bytes:
    """Undo the content coding (RFC 9110, section 8.4.1); nothing but gzip was asked for."""
    coding = clean(str(reply.fields.get("Content-Encoding", "")).lower(), 40)
    if coding in ("", "identity"):
        return reply.body
    if coding not in ("gzip", "x-gzip"):
        raise FlawError("the compression {coding} is not read here", coding=coding)
    try:
        plain = gzip.GzipFile(fileobj=io.BytesIO(reply.body)).read(LARGEST + 1)
    except (OSError, EOFError, zlib.error):
        raise FlawError("the compression {coding} is damaged or cut", coding=coding) from None
    if len(plain) > LARGEST:
        raise LargeError("{size} MB", size=LARGEST // 1_000_000)
    return plain


def _decode(body: bytes, fields: Fields) -> str:
    """Decode a body as the field says, else as UTF-8, as all formats that are asked for are."""
    named = fields.get_content_charset("utf-8")
    with suppress(LookupError, UnicodeDecodeError):
        if _CHARSET.fullmatch(codecs.lookup(named).name):
            return body.decode(named).removeprefix("\ufeff")
    raise FlawError("it is no text in the charset {charset}", charset=clean(named, 40))
