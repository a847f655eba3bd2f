"""A reply as an answer: by its media type, in the form that the query asks for, or not at all.

SPARQL 1.1 Protocol, section 2.1.6: SELECT and ASK bring results, CONSTRUCT and DESCRIBE a graph.
All is UTF-8, as W3C has it for what is asked for, or Latin-1 if that is declared. Nothing is left
out unseen: not what is cut, nor a term beside another, nor blanks at the ends of a text.
"""

from __future__ import annotations

import gzip
import html
import json
import re
import zlib
from contextlib import suppress
from http import HTTPStatus
from http.client import responses
from io import BytesIO, StringIO
from itertools import accumulate, islice
from typing import TYPE_CHECKING, NamedTuple
from xml.etree.ElementTree import canonicalize, iterparse

import pyoxigraph as ox

from bioprod_graph.language import Message
from bioprod_graph.questions.endpoint.address import FlawError, quote_words

if TYPE_CHECKING:
    from email.message import Message as Fields

    from bioprod_graph.errors import EndpointError
    from bioprod_graph.language import Sayable
    from bioprod_graph.questions.endpoint.address import Address

JSON, XML = ox.QueryResultsFormat.JSON, ox.QueryResultsFormat.XML
RDF_XML, TURTLE = ox.RdfFormat.RDF_XML, ox.RdfFormat.TURTLE
# What a body is: results or a graph in a format.
Syntax = ox.RdfFormat | ox.QueryResultsFormat

# What a query of each form asks for. Only what is whole or told to be broken is accepted: CSV and
# TSV may stop after any row.
EXPECTED = {"SELECT": "rows", "ASK": "boolean", "CONSTRUCT": "graph", "DESCRIBE": "graph"}
_RESULTS = "application/sparql-results+json, application/sparql-results+xml;q=0.9, */*;q=0.1"
_GRAPH = "application/n-triples, text/turtle;q=0.9, application/rdf+xml;q=0.8, */*;q=0.1"
ACCEPTED = {"rows": _RESULTS, "boolean": _RESULTS, "graph": _GRAPH}
_ASKED = {
    "rows": Message("{form} asks for rows in JSON or XML"),
    "boolean": Message("{form} asks for true or false in JSON or XML"),
    "graph": Message("{form} asks for a graph in N-Triples, Turtle or RDF/XML"),
}
_CAME = {
    "rows": Message("rows ({media})"),
    "boolean": Message("true or false ({media})"),
    "graph": Message("a graph ({media})"),
}

# By what a media type matches first; what is called N3 is the Turtle that it was once part of.
_KINDS: tuple[tuple[str, Syntax | None], ...] = (
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
_ROOTS: dict[str, Syntax] = {"sparql": XML, "RDF": RDF_XML}

# A proxy that changed what it passes on says so by 203 (RFC 9110, section 15.3.4).
WHOLE = frozenset({HTTPStatus.OK, HTTPStatus.NON_AUTHORITATIVE_INFORMATION})
# Bytes of an answer, as sent and as decompressed, and of an error page.
LARGEST, PAGE = 64_000_000, 16_384
_TOO_LARGE = Message("answers with more than {most}: narrow the query, or ask in parts (LIMIT)")
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
# What services write otherwise: an empty language or datatype, old types, an unbound term; blank
# nodes named as none may be (nodeID://b1 of Virtuoso).
_OLD: dict[Syntax, tuple[tuple[str, str], ...]] = {
    JSON: (
        (r',\s*"(?:xml:lang|datatype)"\s*:\s*(?:""|null)', ""),
        (r'("type"\s*:\s*)"iri"', r'\1"uri"'),
    ),
    XML: ((r' xml:lang=""', ""), (r"<((?:\w+:)?unbound)></\1>", "")),
}
_BLANK = {
    JSON: r'("type"\s*:\s*"bnode"\s*,\s*"value"\s*:\s*")([^"\\]*)',
    XML: r"(<(?:\w+:)?bnode>)\s*([^<]*)",
}
# Blanks at the ends of a literal, which the parser of XML drops unless they are escaped.
_ENDS = re.compile(
    r">[ \t\n]++(?=[^<]*</(?:\w+:)?literal>)|(?<![ \t\n])[ \t\n]++(?=</(?:\w+:)?literal>)"
)

# In a page about an error: its tags, and where a service that prints its stack names the error.
_MARKUP = re.compile(r"\s*<[!?A-Za-z][\w-]*[\s>/]")
_UNSHOWN = re.compile(r"<(script|style)\b[^<]*(?:</\1\s*>)?|<[^<>]*>", re.IGNORECASE)
_EXCEPTION = re.compile(r"(?:Exception|Error)\b\s*:|\b(?:[Ee]rror|ERROR)\b")


class Reply(NamedTuple):
    """What came back in the end, and from where; the body of an error may be cut."""

    address: Address
    status: int
    fields: Fields
    body: bytes = b""


def read_reply(reply: Reply, form: str) -> bytes:
    """Read the answer to a query of a form, results as JSON, a graph as N-Triples, or refuse it."""
    here, fields = reply.address, reply.fields
    if reply.status not in WHOLE:
        raise _refuse_status(reply)
    if words := fields.get("X-SQL-Message"):
        # Virtuoso gives some rows when its own time is over, and a field that says so.
        raise here.refuse(Message("gave a part of its answer only ({words})"), words=str(words))
    media = quote_words(fields.get_content_type(), 80) if fields.get("Content-Type") else ""
    expected = EXPECTED[form]
    asked = _ASKED[expected].fill(form=form)
    try:
        # Latin-1 was once what HTTP took for granted, and is still declared by some.
        is_latin = fields.get_content_charset() in ("iso-8859-1", "latin1")
        text = decompress(reply).decode("latin-1" if is_latin else "utf-8-sig")
        kind = _find_kind(media, text[:PAGE], is_graph=expected == "graph")
        if kind is None:
            said = Message("answered {came}{words}, and {asked}: is it a SPARQL endpoint?")
            said = said.fill(words=_quote(here, text[:PAGE]))
            raise here.refuse(said, came=media or Message("no type"), asked=asked)
        if isinstance(kind, ox.RdfFormat):
            came, written = "graph", _read_graph(text, kind, here)
        elif not text.strip():
            raise FlawError("it is empty")
        else:
            came, written = _read_xml(text) if kind == XML else _read_json(text)
    except (FlawError, SyntaxError, ValueError, MemoryError) as error:
        flaw = error.said if isinstance(error, FlawError) else str(error)
        said = Message("gave a malformed answer ({media}: {flaw})")
        raise here.refuse(said, media=media, flaw=flaw) from None
    if came != expected:
        said = Message("answered {came}, and {asked}", asked=asked)
        raise here.refuse(said, came=_CAME[came].fill(media=media or "–"))
    return written


def refuse_large(address: Address, most: Message | None = None) -> EndpointError:
    """Tell that an answer has more than any may have."""
    size = Message("{size} MB", size=LARGEST // 1_000_000)
    return address.refuse(_TOO_LARGE, most=most or size)


def _refuse_status(reply: Reply) -> EndpointError:
    """Tell a status that brings no answer, the service’s own words, and how long it asks to wait.

    RFC 9110, section 15; 204 and 206 are successes, but bring nothing, or a part.
    """
    here, status = reply.address, reply.status
    told = f"{status} {responses.get(status, '')}".strip()
    if status < HTTPStatus.MULTIPLE_CHOICES:
        return here.refuse(Message("gave no whole answer: {told}"), told=told)
    page = b""
    with suppress(FlawError):
        page = decompress(reply)[:PAGE]
    wait = quote_words(str(reply.fields.get("Retry-After", "")), 40)
    wait += " s" * wait.isdigit()
    hint: Sayable | str = Message("; it asks to wait: {wait}", wait=wait) if wait else ""
    if status == HTTPStatus.UNAUTHORIZED and not here.credentials:
        hint = Message("; a name and a password go before the host, as NAME:PASSWORD@")
    said = Message("refused the query: {told}{words}{hint}", hint=hint)
    words = _quote(here, page.decode("utf-8", "replace"))
    return here.refuse(said.fill(words=words), told=told)


def _quote(address: Address, page: str) -> str:
    words = address.show(find_words(address.hide(page)))
    return f" ({words})" if words else ""


def find_words(page: str) -> str:
    """Find the first useful line of an error page, text or HTML; JSON is one line.

    >>> find_words("<html><head><title>403 &amp; out</title></head></html>")
    '403 & out'
    """
    if page.lstrip().startswith("{"):
        return quote_words(page)
    if _MARKUP.match(page):
        page = html.unescape(_UNSHOWN.sub("\n", page))
    lines = [line for line in page.splitlines() if any(c.isalnum() for c in line)]
    named = (line for line in lines if _EXCEPTION.search(line))
    return quote_words(next(named, next(iter(lines), "")))


def _find_kind(media: str, start: str, *, is_graph: bool) -> Syntax | None:
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


def decompress(reply: Reply) -> bytes:
    """Undo the content coding (RFC 9110, section 8.4.1); nothing but gzip was asked for."""
    coding = quote_words(str(reply.fields.get("Content-Encoding", "")).lower(), 40)
    if coding in ("", "identity"):
        return reply.body
    if coding not in ("gzip", "x-gzip"):
        raise FlawError("the compression {coding} is not read here", coding=coding)
    try:
        plain = gzip.GzipFile(fileobj=BytesIO(reply.body)).read(LARGEST + 1)
    except (OSError, EOFError, zlib.error):
        raise FlawError("the compression {coding} is damaged or cut", coding=coding) from None
    if len(plain) > LARGEST:
        raise refuse_large(reply.address)
    return plain


def _read_graph(text: str, form: ox.RdfFormat, here: Address) -> bytes:
    """Read a graph; a relative IRI is resolved against the address that it came from."""
    text = _normalise(text) if form == RDF_XML else text
    statements = ox.parse(text, format=form, base_iri=here.uri)
    triples = (statement.triple for statement in islice(statements, MOST))
    written = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""
    if next(statements, None):
        raise refuse_large(here, Message("a million statements"))
    return written


def _read_xml(text: str) -> tuple[str, bytes]:
    text = _ENDS.sub(_escape, _normalise(text))
    try:
        return _read_exactly(text, XML)
    except SyntaxError:
        return _read_exactly(_renew(text, XML), XML)


def _read_json(text: str) -> tuple[str, bytes]:
    start, end = text.find('"bindings"'), text.rfind("]")
    beside = text[: start if start >= 0 else None], text[end:]
    for doubt in filter(None, map(_DOUBT.search, beside)):
        raise FlawError("it says {doubt}", doubt=quote_words(doubt.string[doubt.start() :], 200))
    if start < 0:
        _check_json(text)
    try:
        return _read_exactly(text, JSON, start)
    except SyntaxError:
        if len(text) > _LARGEST:
            raise
    _check_json(text)
    # Without fields after the rows, such as the “meta” of QLever.
    return _read_exactly(_renew(text[:end] + "]}}", JSON), JSON, start)


def _read_exactly(text: str, form: ox.QueryResultsFormat, start: int = 0) -> tuple[str, bytes]:
    """Read rows, or true and false."""
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
        rest = quote_words(text[error.pos :], 100)
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


def _renew(text: str, form: ox.QueryResultsFormat) -> str:
    """Write as W3C has it what services write otherwise."""
    for old, new in _OLD[form]:
        text = re.sub(old, new, text)
    # Of the bytes of each blank node a name is made.
    return re.sub(_BLANK[form], lambda b: f"{b[1]}b{b[2].strip().encode().hex()}", text)
