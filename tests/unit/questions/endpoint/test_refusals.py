"""Whatever else a service does is one line: what came and what was expected, or what to do.

Each case is a way to misbehave: what is sent, the query it is sent to, and a part of the line in
English and in French.
"""

from __future__ import annotations

import gzip
from dataclasses import dataclass, replace

import pytest

from bioprod_graph.errors import EndpointError
from bioprod_graph.identifiers import PrefixTable
from bioprod_graph.questions.endpoint import ask_endpoint
from tests.unit.questions.endpoint.standin import JSON, XML, Page, Raw, StandIn

PREFIXES = PrefixTable("https://example.org/", {})
SELECT = "SELECT ?s ?n { ?s ?p ?n }"
ASK = "ASK { ?s ?p ?n }"
CONSTRUCT = "CONSTRUCT { ?s ?p ?n } WHERE { ?s ?p ?n }"
DESCRIBE = "DESCRIBE <urn:a>"

ONE = '{"type": "literal", "value": "1"}'
ROWS = f'{{"head": {{"vars": ["s"]}}, "results": {{"bindings": [{{"s": {ONE}}}]}}}}'
TRUE = '{"head": {}, "boolean": true}'
IN_XML = "<sparql><head><variable name='s'/></head>{}</sparql>"
ROW = "<results><result><binding name='s'>{}</binding></result></results>"
IN_RDF = (
    "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns:u='urn:'>"
    "<rdf:Description rdf:about='urn:a'><u:b>x</u:b></rdf:Description>{}</rdf:RDF>"
)
OK = b"HTTP/1.1 200 OK\r\n"
HEAD = OK + f"Content-Type: {JSON}\r\n".encode()
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"


@dataclass(frozen=True)
class Case:
    """A way to misbehave, and a part of the line about it."""

    name: str
    sent: Page | Raw
    en: str
    fr: str
    query: str = SELECT


def say(name: str, body: str | bytes, *told: str, media: str = JSON) -> Case:
    """A body that is wrong."""
    return Case(name, Page(body.encode() if isinstance(body, str) else body, media), *told)


def bind(name: str, row: str, *told: str) -> Case:
    """A row that is wrong."""
    return say(name, ROWS.replace(f'{{"s": {ONE}}}', row), *told)


def xml(name: str, inner: str, *told: str) -> Case:
    """XML that is wrong."""
    return say(name, IN_XML.format(inner), *told, media=XML)


def graph(name: str, body: str | bytes, *told: str, media: str = "text/turtle") -> Case:
    """A graph that is wrong."""
    return replace(say(name, body, *told, media=media), query=CONSTRUCT)


def status(code: int, page: bytes, *told: str, **fields: str) -> Case:
    """A status that brings no answer."""
    sent = tuple((name.replace("_", "-"), value) for name, value in fields.items())
    media = fields.pop("media", "text/plain")
    return Case(f"{code} {page[:20]!r}", Page(page, media, code, sent), *told)


def raw(name: str, sent: bytes, *told: str, end: str = "close") -> Case:
    """Bytes that are no HTTP, or break off."""
    return Case(name, Raw(sent, end), *told)


BROKE = ("broke off its answer", "a interrompu sa réponse")
CUT = ("the JSON stops in the middle", "le JSON s’arrête au milieu")
WRONG = ("gave a malformed answer (", "a donné une réponse mal formée (")
NONE = ("it is no SPARQL results JSON", "ce n’est pas du JSON de résultats SPARQL")
LARGE = ("answers with more than 64 MB", "répond par plus que ce qui est lu (64 Mo)")

FORMS = [
    Case(
        "boolean for rows",
        Page(TRUE.encode()),
        "answered true or false (application/sparql-results+json), and SELECT asks for rows",
        "a répondu vrai ou faux (application/sparql-results+json), et SELECT demande des lignes",
    ),
    Case(
        "boolean in XML for rows",
        Page(b"<sparql><head/><boolean>true</boolean></sparql>", XML),
        "and SELECT asks for rows",
        "et SELECT demande des lignes",
    ),
    Case(
        "rows for a boolean",
        Page(ROWS.encode(), "application/json"),
        "answered rows (application/json), and ASK asks for true or false",
        "a répondu des lignes (application/json), et ASK demande vrai ou faux",
        ASK,
    ),
    Case(
        "rows for a graph",
        Page(ROWS.encode(), "application/json"),
        "answered rows (application/json), and CONSTRUCT asks for a graph",
        "a répondu des lignes (application/json), et CONSTRUCT demande un graphe",
        CONSTRUCT,
    ),
    Case(
        "rows for a description",
        Page(ROWS.encode()),
        "and DESCRIBE asks for a graph",
        "et DESCRIBE demande un graphe",
        DESCRIBE,
    ),
    Case(
        "rows in XML for a graph",
        Page(IN_XML.format("<results/>").encode(), "text/xml"),
        "answered rows (text/xml), and CONSTRUCT",
        "a répondu des lignes (text/xml), et CONSTRUCT",
        CONSTRUCT,
    ),
    Case(
        "a graph for rows",
        Page(b"", "text/turtle"),
        "answered a graph (text/turtle), and SELECT asks for rows",
        "a répondu un graphe (text/turtle), et SELECT",
    ),
    Case(
        "RDF/XML for rows",
        Page(IN_RDF.format("").encode(), "application/xml"),
        "answered a graph (application/xml), and SELECT",
        "a répondu un graphe",
    ),
    Case(
        "JSON-LD for rows",
        Page(b'{"@id": "urn:a"}', "application/ld+json"),
        "answered application/ld+json ({",
        "a répondu application/ld+json ({",
    ),
    Case(
        "a graph for a boolean",
        Page(b"<urn:a> <urn:b> <urn:c> .", "application/n-triples"),
        "and ASK asks for true or false",
        "et ASK demande vrai ou faux",
        ASK,
    ),
    Case(
        "a page",
        Page(b"<!DOCTYPE html><title>Query &amp; form</title>", "text/html"),
        "(Query & form), and SELECT asks for rows in JSON or XML: is it a SPARQL endpoint?",
        "et SELECT demande des lignes en JSON ou XML : est-ce un service SPARQL ?",
    ),
    Case(
        "a page for a graph",
        Page(b"<html><body><p>Service down</p>", "application/xhtml+xml"),
        "(Service down), and CONSTRUCT asks for a graph in N-Triples, Turtle or RDF/XML",
        "(Service down), et CONSTRUCT demande un graphe en N-Triples, Turtle ou RDF/XML",
        CONSTRUCT,
    ),
    Case(
        "CSV",
        Page(b"s\r\n1\r\n", "text/csv"),
        "answered text/csv (s), and SELECT asks for rows in JSON or XML",
        "a répondu text/csv",
    ),
    Case(
        "TSV",
        Page(b"?s\n1\n", "text/tab-separated-values"),
        "answered text/tab-separated-values",
        "a répondu text/tab-separated-values",
    ),
    Case(
        "another XML",
        Page(b"<feed/>", "application/xml"),
        "answered application/xml, and SELECT asks",
        "a répondu application/xml, et SELECT",
    ),
    Case(
        "words",
        Page(b"\nService down\n", "text/plain"),
        "answered text/plain (Service down)",
        "a répondu text/plain (Service down)",
    ),
    Case(
        "nothing, and no type",
        Page(b"", ""),
        "answered no type, and SELECT asks",
        "a répondu sans dire de quel type",
    ),
]

MALFORMED = [
    say(
        "a type that is none",
        "x",
        "text/ [31m (x), and",
        "text/ [31m (x), et",
        media="text/\x1b[31m",
    ),
    say(
        "a type without end",
        ROWS,
        "answered text/xxx",
        "a répondu text/xxx",
        media=f"text/{'x' * 5000}",
    ),
    xml("a name without end", f"<{'x' * 5000}/>", "found <xxx", "<xxx"),
    say(
        "empty",
        "",
        "malformed answer (application/sparql-results+json: it is empty)",
        "mal formée (application/sparql-results+json : elle est vide)",
    ),
    say("empty XML", " ", "it is empty", "elle est vide", media=XML),
    say(
        "a page as JSON",
        "<html>oops</html>",
        "character 1: <html>oops</html>",
        "caractère 1 : <html>oops</html>",
    ),
    say("JSON as XML", ROWS, "not well-formed", "not well-formed", media=XML),
    say("cut in a string", ROWS[:60], *CUT),
    say("cut after a row", ROWS[:-3], *CUT),
    say("cut before the end", ROWS[:-1], *CUT),
    say("cut at the start", "{", *CUT),
    say(
        "a trace in the rows",
        ROWS[:-3] + "java.util.Timeout: x\n\tat y",
        "java.util.Timeout: x at y)",
        "java.util.Timeout: x at y)",
    ),
    say(
        "a trace after the rows",
        ROWS + "\njava.util.Timeout",
        "Extra data, character 96: java.util.Timeout",
        "caractère 96 : java.util.Timeout",
    ),
    say(
        "a comment after the rows",
        ROWS + "\n<!-- served by cache -->",
        "served by cache",
        "served by cache",
    ),
    say("two documents", ROWS + ROWS, "Extra data", "Extra data"),
    say("a list", "[]", *NONE),
    say("a number", "1", *NONE),
    say("not a number", '{"boolean": NaN}', *WRONG),
    say("no results", '{"head": {"vars": ["s"]}}', *NONE),
    say("null results", '{"head": {"vars": ["s"]}, "results": null}', *WRONG),
    say("null bindings", '{"head": {"vars": ["s"]}, "results": {"bindings": null}}', *WRONG),
    say("a null row", '{"head": {"vars": ["s"]}, "results": {"bindings": [null]}}', *WRONG),
    say("variables that are none", '{"head": {"vars": [1]}, "results": {"bindings": []}}', *WRONG),
    say(
        "a variable with a blank",
        '{"head": {"vars": ["a b"]}, "results": {"bindings": []}}',
        "a b",
        "a b",
    ),
    say("maybe", '{"boolean": "maybe"}', *WRONG),
    say("rows and a boolean", ROWS[:-1] + ', "boolean": true}', *NONE),
    say(
        "an error beside the rows",
        ROWS[:-1] + ', "error": "time is over"}',
        'it says "error": "time is over"',
        'elle dit "error"',
    ),
    say(
        "rows that are not all",
        ROWS[:-2] + ', "truncated": true}}',
        'it says "truncated": true',
        'elle dit "truncated"',
    ),
    say("nested without end", "[" * 100_000, "nests too deeply", "trop imbriqué"),
    say(
        "results twice",
        ROWS[:-1] + ', "results": {"bindings": []}}',
        "Unexpected JSON after the end of the bindings",
        "Unexpected JSON after the end of the bindings",
    ),
    bind(
        "a variable twice",
        f'{{"s": {ONE}, "s": {ONE.replace("1", "2")}}}',
        "a term stands twice",
        "un terme est là deux fois",
    ),
    bind(
        "a variable with and without a mark",
        f'{{"s": {ONE}, "?s": {ONE}}}',
        "?s has not been defined",
        "?s has not been defined",
    ),
    bind(
        "a term that is text",
        '{"s": "x"}',
        "must be encoded using objects",
        "must be encoded using objects",
    ),
    bind("a term without a type", '{"s": {"value": "x"}}', "'type'", "'type'"),
    bind("an unknown type", '{"s": {"type": "thing", "value": "x"}}', "thing", "thing"),
    bind(
        "a number as a value",
        '{"s": {"type": "literal", "value": 1}}',
        "must be a string",
        "must be a string",
    ),
    bind(
        "an unknown part of a term",
        '{"s": {"type": "literal", "value": "1", "unit": "m"}}',
        "unit",
        "unit",
    ),
    bind(
        "a blank in an IRI",
        '{"s": {"type": "uri", "value": "http://e.org/a b"}}',
        "Invalid uri value",
        "Invalid uri value",
    ),
    bind(
        "a relative IRI",
        '{"s": {"type": "uri", "value": "a"}}',
        "Invalid uri value",
        "Invalid uri value",
    ),
    bind(
        "language and datatype",
        '{"s": {"type": "literal", "value": "1", "xml:lang": "fr", "datatype": "urn:d"}}',
        "xml:lang",
        "xml:lang",
    ),
    bind(
        "a control character",
        '{"s": {"type": "literal", "value": "a\a"}}',
        "Invalid control character, character",
        "Invalid control character, caractère",
    ),
    bind(
        "half a surrogate",
        '{"s": {"type": "literal", "value": "\\ud800"}}',
        "malformed answer",
        "mal formée",
    ),
    say(
        "bytes that are not UTF-8",
        '{"head": {}, "é": 1}'.encode("latin-1"),
        "it is no text in the charset utf-8",
        "ce n’est pas du texte dans le jeu de caractères utf-8",
    ),
    say(
        "bytes that are not in the charset",
        "é".encode(),
        "it is no text in the charset us-ascii",
        "ce n’est pas du texte dans le jeu de caractères us-ascii",
        media=f"{JSON}; charset=us-ascii",
    ),
    say(
        "an unknown charset",
        ROWS,
        "it is no text in the charset martian",
        "ce n’est pas du texte dans le jeu de caractères martian",
        media=f"{JSON}; charset=martian",
    ),
    say(
        "a codec that is no charset",
        ROWS,
        "it is no text in the charset punycode",
        "ce n’est pas du texte dans le jeu de caractères punycode",
        media=f"{JSON}; charset=punycode",
    ),
    say(
        "XML cut after a row",
        IN_XML.format("<results><result/></results>").removesuffix("</sparql>"),
        "no element found: line 1",
        "no element found",
        media=XML,
    ),
    say(
        "XML cut in a row",
        IN_XML.format("<results><result>").removesuffix("</sparql>"),
        "no element found",
        "no element found",
        media=XML,
    ),
    say(
        "a trace after XML",
        IN_XML.format("<results/>") + "java.lang.X",
        "junk after document element",
        "junk after",
        media=XML,
    ),
    xml(
        "a trace in XML",
        "<results>java.lang.X: y</results>",
        "Unexpected textual value found: java.lang.X: y",
        "java.lang.X: y",
    ),
    xml("neither rows nor a boolean", "", "Unexpected early file end", *WRONG[1:]),
    xml(
        "rows and a boolean in XML",
        "<results/><boolean>true</boolean>",
        "found <boolean>",
        *WRONG[1:],
    ),
    xml(
        "maybe in XML",
        "<boolean>maybe</boolean>",
        "Found 'maybe'",
        "Found 'maybe'",
    ),
    xml(
        "an unknown element",
        "<results><result><s>1</s></result></results>",
        "Expecting <binding>, found <s>",
        "Expecting <binding>, found <s>",
    ),
    xml(
        "two terms for a variable",
        ROW.format("<uri>urn:a</uri><uri>urn:b</uri>"),
        "already a value for the current binding",
        "already a value for the current binding",
    ),
    xml(
        "a variable twice in XML",
        ROW.format("<uri>urn:a</uri></binding><binding name='s'><uri>urn:b</uri>"),
        "a term stands twice",
        "un terme est là deux fois",
    ),
    xml(
        "a draft’s language",
        ROW.format("<literal xml:lang='a b'>1</literal>"),
        "Invalid xml:lang value",
        "Invalid xml:lang value",
    ),
    say(
        "entities that grow",
        '<!DOCTYPE s [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]>' + IN_XML.format("<results/>"),
        "XML with a document type",
        "du XML avec un DOCTYPE",
        media=XML,
    ),
    say(
        "a file as an entity",
        '<!DOCTYPE s [<!ENTITY a SYSTEM "file:///etc/hostname">]>' + IN_XML.format("&a;"),
        "document type",
        "DOCTYPE",
        media=XML,
    ),
    say("XML of another kind", "<html/>", "found <html>", "found <html>", media=XML),
    graph(
        "Turtle that breaks off",
        "<urn:a> <urn:b>",
        "malformed answer (text/turtle: ",
        "mal formée (text/turtle : ",
    ),
    graph(
        "a trace in Turtle",
        "<urn:a> <urn:b> 1 .\njava.util.X: y\n",
        "java.util.X: has not been declared",
        "java.util.X:",
    ),
    graph("JSON as Turtle", ROWS, "malformed answer (text/turtle", "mal formée"),
    graph(
        "words as a graph",
        "Service down",
        "malformed answer (text/plain",
        "mal formée (text/plain",
        media="text/plain",
    ),
    graph(
        "RDF/XML cut after a thing",
        IN_RDF.format("").removesuffix("</rdf:RDF>"),
        "no element found",
        "no element found",
        media="application/rdf+xml",
    ),
    graph(
        "RDF/XML cut in a text",
        IN_RDF.format("")[:-45],
        "unclosed token",
        "unclosed token",
        media="application/rdf+xml",
    ),
    graph(
        "RDF/XML without a root",
        "",
        "no element found",
        "no element found",
        media="application/rdf+xml",
    ),
    graph(
        "RDF/XML with a document type",
        "<!DOCTYPE x>" + IN_RDF.format(""),
        "document type",
        "DOCTYPE",
        media="application/rdf+xml",
    ),
    graph(
        "RDF/XML nested without end",
        "<a>" * 5_000 + "</a>" * 5_000,
        "nests too deeply",
        "trop imbriqué",
        media="application/rdf+xml",
    ),
    graph(
        "named graphs",
        "<urn:a> <urn:b> 1 <urn:g> .",
        "answered application/n-quads (<urn:a>",
        "a répondu application/n-quads (<urn:a>",
        media="application/n-quads",
    ),
    graph(
        "named graphs in TriG",
        "<urn:g> { <urn:a> <urn:b> 1 }",
        "answered application/trig (<urn:g>",
        "a répondu application/trig (<urn:g>",
        media="application/trig",
    ),
    graph(
        "a rule of N3",
        "{ <urn:a> <urn:b> 1 } => {} .",
        "malformed answer (text/n3",
        "mal formée",
        media="text/n3",
    ),
    graph(
        "a context elsewhere",
        '{"@context": "http://127.0.0.1:9/c", "@id": "urn:a", "urn:b": 1}',
        "answered application/ld+json",
        "a répondu application/ld+json",
        media="application/ld+json",
    ),
    graph(
        "Latin-1 that is not declared",
        '<urn:a> <urn:b> "é" .'.encode("latin-1"),
        "it is no text in the charset utf-8",
        "ce n’est pas du texte dans le jeu de caractères utf-8",
    ),
]

CODED = [
    Case(name, Page(body, fields=(("Content-Encoding", coding),)), en, fr)
    for name, body, coding, en, fr in (
        (
            "gzip that is none",
            b"{}",
            "gzip",
            "the compression gzip is damaged or cut",
            "la compression gzip est abîmée ou coupée",
        ),
        (
            "gzip that is cut",
            gzip.compress(ROWS.encode())[:-9],
            "gzip",
            "damaged or cut",
            "abîmée ou coupée",
        ),
        (
            "gzip with a bad sum",
            gzip.compress(ROWS.encode())[:-8] + b"12345678",
            "gzip",
            "damaged or cut",
            "abîmée ou coupée",
        ),
        (
            "deflate, which was not asked for",
            b"x\x9c\xab",
            "deflate",
            "the compression deflate is not read here",
            "la compression deflate n’est pas lue ici",
        ),
        (
            "a compression that is not known",
            b"{}",
            "br",
            "the compression br is not read here",
            "la compression br n’est pas lue ici",
        ),
        (
            "two compressions",
            b"{}",
            "gzip, br",
            "the compression gzip, br is not read",
            "gzip, br n’est pas lue",
        ),
        ("gzip that grows", gzip.compress(bytes(64_000_001), 1), "gzip", *LARGE),
    )
]

STATUSES = [
    status(
        400,
        b"Virtuoso 37000 Error SP030: SPARQL compiler, line 3\n\nSELECT",
        "refused the query: 400 Bad Request (Virtuoso 37000 Error SP030: SPARQL compiler, line 3)",
        "a refusé la requête : 400 Bad Request (Virtuoso 37000",
    ),
    status(
        400,
        b"SPARQL-QUERY: queryStr=SELECT\nx.MalformedQueryException: Encountered y\n at z",
        "(x.MalformedQueryException: Encountered y)",
        "(x.MalformedQueryException",
    ),
    status(
        400,
        b'{"status": 400, "message": "no prefix\\u001b[31m ex"}',
        '"message": "no prefix\\u001b[31m ex"})',
        '"message": "no prefix\\u001b[31m ex"})',
        media="application/json",
    ),
    status(400, b'{"error": {"code": 7, "message": "too deep"}}', '"too deep"}})', '"too deep"}})'),
    status(400, b'{"code": ', '({"code":)', '({"code":)'),
    status(
        401,
        b"no",
        "401 Unauthorized (no); a name and a password go before the host, as NAME:PASSWORD@",
        "(no) ; un nom et un mot de passe se donnent avant l’hôte",
        WWW_Authenticate='Basic realm="x"',
    ),
    status(
        403,
        b"<html>\n<head><title>403: set a User-Agent</title>",
        "403 Forbidden (403: set a User-Agent)",
        "403 Forbidden (403: set a User-Agent)",
    ),
    status(
        404,
        b"<html><script>alert(1)</script><h1>No <b>such</b> path</h1>",
        "404 Not Found (",
        "404 Not Found (",
    ),
    status(404, b"", "refused the query: 404 Not Found", "a refusé la requête : 404 Not Found"),
    status(
        429,
        b"Too many",
        "429 Too Many Requests (Too many); it asks to wait: 37 s",
        "(Too many) ; il demande d’attendre : 37 s",
        Retry_After="37",
    ),
    status(
        503,
        b"<html>busy</html>",
        "(busy); it asks to wait: Fri, 01 Jan 2027 10:00:00 GMT",
        "il demande d’attendre : Fri, 01 Jan 2027 10:00:00 GMT",
        Retry_After="Fri, 01 Jan 2027 10:00:00 GMT",
    ),
    status(
        503,
        b"busy",
        "503 Service Unavailable (busy)",
        "503 Service Unavailable (busy)",
        Retry_After="soon",
    ),
    status(
        500, b"boom\nmore", "500 Internal Server Error (boom)", "500 Internal Server Error (boom)"
    ),
    status(500, "\u202eevil\u2066\u200b \x9b31m".encode(), "(evil 31m)", "(evil 31m)"),
    status(500, b"\xff\xfe\x00", "500 Internal Server Error", "500 Internal Server Error"),
    status(500, b"x" * 5_000, f"({'x' * 299}…)", f"({'x' * 299}…)"),
    status(414, b"", "414", "414"),
    status(406, b"no such type", "406 Not Acceptable (no such type)", "406 Not Acceptable"),
    status(599, b"odd", "refused the query: 599 (odd)", "599 (odd)"),
    status(
        204,
        b"",
        "gave no whole answer: 204 No Content",
        "n’a pas donné de réponse entière : 204 No Content",
    ),
    status(
        206,
        ROWS.encode(),
        "gave no whole answer: 206 Partial Content",
        "réponse entière : 206 Partial Content",
    ),
    status(202, b"later", "gave no whole answer: 202 Accepted", "entière : 202 Accepted"),
    status(300, b"choose", "300 Multiple Choices (choose)", "300 Multiple Choices (choose)"),
    status(304, b"", "304 Not Modified", "304 Not Modified"),
    status(302, b"where?", "302 Found (where?)", "302 Found (where?)"),
    Case(
        "gzip of an error",
        Page(gzip.compress(b"no such graph"), "text/plain", 400, (("Content-Encoding", "gzip"),)),
        "(no such graph)",
        "(no such graph)",
    ),
    Case(
        "cut gzip of an error",
        Page(
            gzip.compress(b"no such graph")[:9], "text/plain", 400, (("Content-Encoding", "gzip"),)
        ),
        "400 Bad Request",
        "400 Bad Request",
    ),
    Case(
        "rows within the time of Virtuoso",
        Page(ROWS.encode(), fields=(("X-SQL-State", "S1TAT"), ("X-SQL-Message", "RC: incomplete"))),
        "gave a part of its answer only (RC: incomplete)",
        "n’a donné qu’une partie de sa réponse (RC: incomplete)",
    ),
]

BROKEN = [
    raw(
        "fewer bytes than promised", HEAD + b"Content-Length: 5000\r\n\r\n" + ROWS.encode(), *BROKE
    ),
    raw(
        "fewer bytes of a graph",
        OK + b"Content-Type: text/turtle\r\nContent-Length: 99\r\n\r\n<urn:a> <urn:b> 1 .\n",
        *BROKE,
    ),
    raw("a chunk that is cut", CHUNKED + b"ff\r\n" + ROWS[:20].encode(), *BROKE),
    raw("no last chunk", CHUNKED + b"%x\r\n%s\r\n" % (len(ROWS), ROWS.encode()), *BROKE),
    raw("a chunk without a size", CHUNKED + b"2\r\n{}\r\nzz\r\nfoo\r\n", *BROKE),
    raw("a chunk of less than nothing", CHUNKED + b"-1\r\n" + ROWS.encode(), *BROKE),
    raw("a chunk of far less than nothing", CHUNKED + b"-%s\r\n{}" % (b"f" * 30), *BROKE),
    raw("a reset in the answer", HEAD + b"Content-Length: 5000\r\n\r\n{", *BROKE, end="reset"),
    raw("no length, and cut", HEAD + b"\r\n" + ROWS[:-5].encode(), *CUT),
    raw(
        "nothing",
        b"",
        "closed the connection without an answer",
        "a fermé la connexion sans répondre",
    ),
    raw(
        "a reset at once",
        b"",
        "cannot be reached: Connection reset by peer",
        "ne peut pas être joint (",
        end="reset",
    ),
    raw(
        "another protocol",
        b"HTP/9 what\r\n\r\n",
        "does not answer as HTTP does: HTP/9 what",
        "ne répond pas comme HTTP le veut (HTP/9 what)",
    ),
    raw(
        "a status that is none",
        b"HTTP/1.1 abc\r\n\r\n",
        "does not answer as HTTP does: HTTP/1.1 abc",
        "HTTP le veut (HTTP/1.1 abc)",
    ),
    raw(
        "a version that is none",
        b"HTTP/3.1 200 OK\r\n\r\n",
        "does not answer as HTTP does: HTTP/3.1",
        "HTTP/3.1",
    ),
    raw(
        "a line of status without end",
        b"HTTP/1.1 " + b"2" * 70_000,
        "a line of its headers is too long",
        "HTTP le veut",
    ),
    raw(
        "a field without end",
        OK + b"X: " + b"a" * 70_000 + b"\r\n\r\n",
        "a line of its headers is too long",
        "HTTP le veut",
    ),
    raw(
        "fields without end",
        OK + b"".join(b"X%d: a\r\n" % i for i in range(150)) + b"\r\n",
        "got more than 100 headers",
        "got more than 100 headers",
    ),
    raw(
        "a control in the status",
        b"HTP \x1b[31m\r\n\r\n",
        "does not answer as HTTP does: HTP [31m",
        "HTP [31m",
    ),
    raw(
        "a length beyond the limit",
        HEAD + b"Content-Length: 64000001\r\n\r\n",
        *LARGE,
        end="silence",
    ),
    Case("an answer without end", Raw(HEAD + b"\r\n", again=b" " * 1_000_000), *LARGE),
    Case(
        "chunks without end", Raw(CHUNKED, again=b"f4240\r\n" + b" " * 1_000_000 + b"\r\n"), *LARGE
    ),
    Case(
        "a chunk of less than nothing without end",
        Raw(CHUNKED + b"-1\r\n", again=b" " * 1_000_000),
        *LARGE,
    ),
]

CASES = [*FORMS, *MALFORMED, *CODED, *STATUSES, *BROKEN]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_is_told_in_one_line(standin: StandIn, case: Case) -> None:
    """In either language, with the address first, and without a control character."""
    url = standin.put(case.sent)
    with pytest.raises(EndpointError) as caught:
        ask_endpoint(url, case.query, {}).render("csv", PREFIXES)
    for line, part in (
        (caught.value.message("en"), case.en),
        (caught.value.message("fr"), case.fr),
    ):
        assert line.startswith(f"{url} ")
        assert part in line
        assert line.replace("\u00a0", " ").isprintable()
        assert len(line) < 700


def test_the_cases_are_many() -> None:
    """Names are unique, so that each case is found."""
    assert len({case.name for case in CASES}) == len(CASES) > 120
