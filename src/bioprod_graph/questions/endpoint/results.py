"""Rows, or true and false, of SPARQL results in JSON or XML: read whole by Oxigraph, or refused.

It is looked after that nothing is left out on the way: not what is cut, nor a term that stands
beside another, nor the blanks at the ends of a text.
"""

from __future__ import annotations

import json
import re
from io import StringIO
from itertools import accumulate
from typing import Any
from xml.etree.ElementTree import canonicalize, iterparse

import pyoxigraph as ox

from bioprod_graph.questions.endpoint.refusals import FlawError, clean

JSON, XML = ox.QueryResultsFormat.JSON, ox.QueryResultsFormat.XML
# What is looked at as Python values takes up to twenty times as much memory.
_LARGEST = 16_000_000
_DEEPEST = 1_000

# Each term has one of these, and no text can hold it: quotes and brackets in one are escaped.
_TERMS = {
    JSON: re.compile(r'"type"\s*:'),
    XML: re.compile(r"<(?:\w+:)?(?:uri|bnode|literal|triple)[\s/>]"),
}
# Whoever adds such a field says that what comes is not all.
_DOUBT = re.compile(
    r'"[^"]{0,80}(?:error|exception|incomplete|partial|truncated)[^"]{0,80}"\s*+:\s*+'
    r'(?!null|false|""|\[\s*\]|\{\s*\})',
    re.IGNORECASE,
)
# What services write otherwise, and what is read for it: an empty language or datatype is none, a
# term may be unbound in XML, and a blank node has a name that is none elsewhere (nodeID://b1 of
# Virtuoso), of which the bytes make one.
_OLD: dict[ox.QueryResultsFormat, tuple[tuple[str, str], ...]] = {
    JSON: (
        (r',\s*"(?:xml:lang|datatype)"\s*:\s*(?:""|null)', ""),
        (r'("type"\s*:\s*)"iri"', r'\1"uri"'),
    ),
    XML: ((r' xml:lang=""', ""), (r"<((?:\w+:)?unbound)></\1>", "")),
}
_BLANK = {
    JSON: re.compile(r'("type"\s*:\s*"bnode"\s*,\s*"value"\s*:\s*")([^"\\]*)'),
    XML: re.compile(r"(<(?:\w+:)?bnode>)\s*([^<]*)"),
}
# Blanks at the ends of a literal, which the parser of XML drops unless they are escaped.
_ENDS = re.compile(r">[ \t\n]+(?=[^<]*</(?:\w+:)?literal>)|[ \t\n]+(?=</(?:\w+:)?literal>)")


def parse_results(text: str, form: ox.QueryResultsFormat) -> bytes | bool:
    """Parse results; give rows as W3C defines their JSON, or the boolean.

    Raises FlawError, SyntaxError or ValueError for what is none.
    """
    if form == XML:
        text = _ENDS.sub(_escape, normalise(text))
        start, end = 0, len(text)
    else:
        start, end = text.find('"bindings"'), text.rfind("]")
        doubt = _DOUBT.search(text, 0, max(start, 0)) or _DOUBT.search(text, max(end, 0))
        if doubt:
            raise FlawError("it says {doubt}", doubt=clean(text[doubt.start() :], 200))
        if start < 0 and isinstance(_load(text).get("boolean"), bool):
            return bool(_load(text)["boolean"])
    try:
        return _read(text, form, start, end)
    except SyntaxError:
        if len(text) > _LARGEST:
            raise
        if form == JSON:
            _load(text)
            # Without fields after the rows, such as the “meta” of QLever.
            text = text[:end] + "]}}"
        for old, new in _OLD[form]:
            text = re.sub(old, new, text)
        text = _BLANK[form].sub(_rename, text)
        return _read(text, form, start, len(text))


def normalise(text: str) -> str:
    """Bring XML to one form (C14N 2.0), read whole: parsers built on it take what is cut.

    Nor do they take CDATA, or a comment within a text; in an XML literal a comment is part of it.
    Raises FlawError or SyntaxError for what is not read: entities can grow without end.
    """
    if "<!DOCTYPE" in text or len(text) > _LARGEST:
        raise FlawError("XML with a document type, or of more than 16 MB, is not read")
    events = iterparse(StringIO(text), ("start", "end"))  # noqa: S314  there are no entities
    if max(accumulate(1 if event == "start" else -1 for event, _ in events)) > _DEEPEST:
        raise FlawError("the XML nests too deeply")
    return canonicalize(text, with_comments="parseType" in text)


def _read(text: str, form: ox.QueryResultsFormat, *bounds: int) -> bytes | bool:
    results = ox.parse_query_results(text, format=form)
    if isinstance(results, ox.QueryBoolean):
        return bool(results)
    written = results.serialize(format=JSON) or b""
    # Of two terms for one variable the parser takes the last.
    if written.count(b'"type":') != sum(1 for _ in _TERMS[form].finditer(text, *bounds)):
        raise FlawError("a term stands twice, or holds others")
    return written


def _load(text: str) -> dict[str, Any]:
    """Load JSON that has rows or a boolean; raises FlawError that says where it is none."""
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
    return document


def _escape(blanks: re.Match[str]) -> str:
    return "".join(f"&#{ord(sign)};" if sign.isspace() else sign for sign in blanks[0])


def _rename(blank: re.Match[str]) -> str:
    return f"{blank[1]}b{blank[2].strip().encode().hex()}"
