"""A reply as an answer: by its media type, in the form that the query asks for, or not at all.

SPARQL 1.1 Protocol, section 2.1.6: SELECT and ASK bring results, CONSTRUCT and DESCRIBE a graph.
All is UTF-8, as W3C has it for what is asked for, or Latin-1 if that is declared. Nothing is left
out unseen: not what is cut, nor a term beside another, nor blanks at the ends of a text.
"""

from __future__ import annotations

import gzip
import json
import re
import zlib
from contextlib import suppress
from io import BytesIO, StringIO
from itertools import accumulate
from typing import TYPE_CHECKING
from xml.etree.ElementTree import canonicalize, iterparse

import pyoxigraph as ox

from bioprod_graph.language import Message
from bioprod_graph.questions.endpoint.exchange import GRAPH_FORMS, LARGEST, PAGE, WHOLE
from bioprod_graph.questions.endpoint.refusals import (
    CAME,
    EXPECTED,
    FlawError,
    LargeError,
    clean,
    refuse,
    refuse_answer,
    refuse_kind,
    refuse_status,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bioprod_graph.questions.endpoint.exchange import Reply

JSON, XML = ox.QueryResultsFormat.JSON, ox.QueryResultsFormat.XML
RDF_XML, TURTLE = ox.RdfFormat.RDF_XML, ox.RdfFormat.TURTLE
# What a body is: results or a graph in a format.
Kind = ox.RdfFormat | ox.QueryResultsFormat

# By what a media type matches first; what is called N3 is the Turtle that it was once part of.
_KINDS: tuple[tuple[str, Kind | None], ...] = (
    (r"application/sparql-results\+xml", XML),
    (r"application/rdf\+xml", RDF_XML),
    (r"\w+/(x-)?(turtle|n3|rdf\+n3)", TURTLE),
    (r"\w+/n-?triples", ox.RdfFormat.N_TRIPLES),
    (r"application/ld\+json", None),
    (r".+[/+](x-)?(json|javascript)", JSON),
)
# Types that say only that it is XML, or nothing: of these the body itself is looked at.
_XML = re.compile(r".+[/+]xml")
_VAGUE = re.compile(r"|text/plain|(application|binary)/octet-stream")
_ROOT = re.compile(r"\s*+(?>(?:<\?.*?\?>|<!--.*?-->)\s*)*+<(?:\w+:)?(sparql|RDF)\b", re.DOTALL)
_ROOTS: dict[str, Kind] = {"sparql": XML, "RDF": RDF_XML}

# Statements of a graph, which take more memory than their text.
MOST = 1_000_000
# What is looked at as Python values takes up to twenty times as much memory.
_LARGEST = 16_000_000
_DEEPEST = 1_000

# Whoever adds such a field says that what comes is not all.
_DOUBT = re.compile(
    r'"[^"]{0,80}(?:error|exception|incomplete|partial|truncated)[^"]{0,80}"\s*+:\s*+'
    r'(?!null|false|""|\[\s*\]|\{\s*\})',
    re.IGNORECASE,
)
# Each term has one of these, and no text can hold it: quotes and brackets in one are escaped.
_TERMS = {JSON: r'"type"\s*:', XML: r"<(?:\w+:)?(?:uri|bnode|literal|triple)[\s/>]"}
# What services write otherwise: an empty language or datatype, old types, an unbound term.
_OLD: dict[Kind, tuple[tuple[str, str], ...]] = {
    JSON: (
        (r',\s*"(?:xml:lang|datatype)"\s*:\s*(?:""|null)', ""),
        (r'("type"\s*:\s*)"iri"', r'\1"uri"'),
    ),
    XML: ((r' xml:lang=""', ""), (r"<((?:\w+:)?unbound)></\1>", "")),
}
# Blank nodes, some named as none may be (nodeID://b1 of Virtuoso): of its bytes a name is made.
_BLANK = {
    JSON: r'("type"\s*:\s*"bnode"\s*,\s*"value"\s*:\s*")([^"\\]*)',
    XML: r"(<(?:\w+:)?bnode>)\s*([^<]*)",
}
# Blanks at the ends of a literal, which the parser of XML drops unless they are escaped.
_ENDS = re.compile(
    r">[ \t\n]++(?=[^<]*</(?:\w+:)?literal>)|(?<![ \t\n])[ \t\n]++(?=</(?:\w+:)?literal>)"
)


def read_reply(reply: Reply, form: str) -> bytes:
    """Read the answer to a query of a form: results as JSON, a graph as N-Triples.

    Raises EndpointError for anything else.
    """
    here, fields = reply.address, reply.fields
    if reply.status not in WHOLE:
        page = ""
        with suppress(FlawError):
            page = _decompress(reply)[:PAGE].decode("utf-8", "replace")
        raise refuse_status(here, reply.status, fields, page=page)
    said = fields.get("X-SQL-Message")
    if said:
        # Virtuoso gives some rows when its own time is over, and a field that says so.
        raise refuse(here, Message("gave a part of its answer only ({words})"), words=str(said))
    media = clean(fields.get_content_type(), 80) if fields.get("Content-Type") else ""
    try:
        # Latin-1 was once what HTTP took for granted, and is still declared by some.
        is_latin = fields.get_content_charset() in ("iso-8859-1", "latin1")
        text = _decompress(reply).decode("latin-1" if is_latin else "utf-8-sig")
        kind = _find_kind(media, text[:PAGE], is_graph=form in GRAPH_FORMS)
        if kind is None:
            raise refuse_kind(here, form, media, page=text[:PAGE])
        if isinstance(kind, ox.RdfFormat):
            came, written = "graph", _read_graph(text, kind, here.uri)
        else:
            came, written = _read_results(text, kind)
    except (FlawError, SyntaxError, ValueError, MemoryError) as error:
        raise refuse_answer(here, error, media=media) from None
    if came != EXPECTED[form]:
        raise refuse_kind(here, form, CAME[came].fill(media=media or "–"))
    return written


def _find_kind(media: str, start: str, *, is_graph: bool) -> Kind | None:
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
    return TURTLE if start.strip() and is_graph else None


def _decompress(reply: Reply) -> bytes:
    """Undo the content coding (RFC 9110, section 8.4.1); nothing but gzip was asked for."""
    coding = clean(str(reply.fields.get("Content-Encoding", "")).lower(), 40)
    if coding in ("", "identity"):
        return reply.body
    if coding not in ("gzip", "x-gzip"):
        raise FlawError("the compression {coding} is not read here", coding=coding)
    try:
        plain = gzip.GzipFile(fileobj=BytesIO(reply.body)).read(LARGEST + 1)
    except (OSError, EOFError, zlib.error):
        raise FlawError("the compression {coding} is damaged or cut", coding=coding) from None
    if len(plain) > LARGEST:
        raise LargeError("{size} MB", size=LARGEST // 1_000_000)
    return plain


def _read_graph(text: str, form: ox.RdfFormat, base: str) -> bytes:
    """Read a graph; a relative IRI is resolved against the address that it came from."""
    text = _normalise(text) if form == RDF_XML else text
    statements = _count(ox.parse(text, format=form, base_iri=base))
    return ox.serialize(statements, format=ox.RdfFormat.N_TRIPLES) or b""


def _count(statements: Iterator[ox.Quad]) -> Iterator[ox.Triple]:
    for count, statement in enumerate(statements):
        if count == MOST:
            raise LargeError("a million statements")
        yield statement.triple


def _read_results(text: str, form: ox.QueryResultsFormat) -> tuple[str, bytes]:
    """Read rows, or true and false, exactly, else as services write them otherwise."""
    if not text.strip():
        raise FlawError("it is empty")
    text = _ENDS.sub(_escape, _normalise(text)) if form == XML else text
    start, end = (0, 0) if form == XML else (text.find('"bindings"'), text.rfind("]"))
    if form == JSON:
        _refuse_doubt(text[: start if start >= 0 else None], text[end:])
    if start < 0:
        _check_json(text)
    try:
        return _read_exactly(text, form, start)
    except SyntaxError:
        if len(text) > _LARGEST:
            raise
    if form == JSON:
        _check_json(text)
        # Without fields after the rows, such as the “meta” of QLever.
        text = text[:end] + "]}}"
    for old, new in _OLD[form]:
        text = re.sub(old, new, text)
    return _read_exactly(re.sub(_BLANK[form], _rename, text), form, start)


def _refuse_doubt(*parts: str) -> None:
    for part in parts:
        doubt = _DOUBT.search(part)
        if doubt:
            raise FlawError("it says {doubt}", doubt=clean(part[doubt.start() :], 200))


def _read_exactly(text: str, form: ox.QueryResultsFormat, start: int) -> tuple[str, bytes]:
    results = ox.parse_query_results(text, format=form)
    written = results.serialize(format=JSON) or b""
    if isinstance(results, ox.QueryBoolean):
        return "boolean", written
    # Of two terms for one variable the parser takes the last.
    if written.count(b'"type":') != sum(1 for _ in re.finditer(_TERMS[form], text[start:])):
        raise FlawError("a term stands twice, or holds others")
    return "rows", written


def _check_json(text: str) -> None:
    """Check that JSON is whole, and has rows or a boolean; says where it is none."""
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        rest = clean(text[error.pos :], 100)
        if not rest or error.msg.startswith("Unterminated"):
            raise FlawError("the JSON stops in the middle") from None
        reason, place = error.msg.removesuffix(" at"), error.pos + 1
        raise FlawError(
            "{reason}, character {place}: {rest}", reason=reason, place=place, rest=rest
        ) from None
    except RecursionError:
        raise FlawError("the JSON nests too deeply") from None
    if not isinstance(document, dict) or ("boolean" in document) == ("results" in document):
        raise FlawError("it is no SPARQL results JSON")


def _normalise(text: str) -> str:
    """Bring XML to one form (C14N 2.0), read whole: parsers built on it take what is cut.

    Nor do they take CDATA, or a comment within a text; in an XML literal a comment is part of it.
    """
    if "<!DOCTYPE" in text or len(text) > _LARGEST:
        raise FlawError("XML with a document type, or of more than 16 MB, is not read")
    events = iterparse(StringIO(text), ("start", "end"))  # noqa: S314  there are no entities
    if max(accumulate(1 if event == "start" else -1 for event, _ in events)) > _DEEPEST:
        raise FlawError("the XML nests too deeply")
    return canonicalize(text, with_comments="parseType" in text)


def _escape(blanks: re.Match[str]) -> str:
    return "".join(f"&#{ord(sign)};" if sign.isspace() else sign for sign in blanks[0])


def _rename(blank: re.Match[str]) -> str:
    return f"{blank[1]}b{blank[2].strip().encode().hex()}"
