"""Whatever a service may call its answer, and however old its form, it is read as what it says."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING

import pytest

from bioprod_graph.identifiers import PrefixTable
from bioprod_graph.questions.endpoint import ask_endpoint
from tests.unit.questions.endpoint.standin import JSON, XML, Page, StandIn

if TYPE_CHECKING:
    from typing import Any

PREFIXES = PrefixTable("https://example.org/", {})
SELECT = "SELECT ?s ?n { ?s ?p ?n }"
ASK = "ASK { ?s ?p ?n }"
CONSTRUCT = "CONSTRUCT { ?s ?p ?n } WHERE { ?s ?p ?n }"
DESCRIBE = "DESCRIBE <urn:a>"

NS = "http://www.w3.org/2005/sparql-results#"
ROWS = json.dumps(
    {
        "head": {"vars": ["s", "n"]},
        "results": {
            "bindings": [
                {
                    "s": {"type": "uri", "value": "urn:é"},
                    "n": {"type": "literal", "value": " Évry\n", "xml:lang": "fr"},
                }
            ]
        },
    },
    ensure_ascii=False,
)
ROWS_IN_XML = (
    f'<sparql xmlns="{NS}"><head><variable name="s"/><variable name="n"/></head><results><result>'
    '<binding name="s"><uri>urn:é</uri></binding>'
    '<binding name="n"><literal xml:lang="fr"> Évry\n</literal></binding>'
    "</result></results></sparql>"
)
READ = '?s\t?n\n<urn:é>\t" Évry\\n"@fr\n'
TRUE = '{"head": {}, "boolean": true}'
TRUE_IN_XML = f'<?xml version="1.0"?><sparql xmlns="{NS}"><head/><boolean>true</boolean></sparql>'
TRIPLE = '<urn:a> <urn:b> "Évry" .\n'
TRIPLE_IN_XML = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:u="urn:">'
    '<rdf:Description rdf:about="urn:a"><u:b>Évry</u:b></rdf:Description></rdf:RDF>'
)


def ask(standin: StandIn, page: Page, query: str = SELECT) -> str:
    """Ask, and write the answer exactly."""
    answer = ask_endpoint(standin.put(page), query, {})
    return answer.render("tsv" if query == SELECT else "table", PREFIXES)


class TestTypes:
    """A type names a format, in one of its ways, or says nothing: then the body does."""

    @pytest.mark.parametrize(
        "media",
        [
            JSON,
            f"{JSON}; charset=utf-8",
            f'{JSON.upper()};charset="UTF-8"',
            "application/json",
            "text/json",
            "application/javascript",
            "application/vnd.service+json",
            "text/plain; charset=utf-8",
            "application/octet-stream",
            "",
            "nonsense",
            f"{JSON}, {JSON}",
        ],
    )
    def test_rows_as_json(self, standin: StandIn, media: str) -> None:
        """SPARQL 1.1 Query Results JSON."""
        assert ask(standin, Page(ROWS.encode(), media)) == READ

    @pytest.mark.parametrize(
        "media", [XML, f"{XML}; charset=UTF-8", "application/xml", "text/xml", "text/plain", ""]
    )
    def test_rows_as_xml(self, standin: StandIn, media: str) -> None:
        """SPARQL Query Results XML Format, the blanks of a literal kept."""
        assert ask(standin, Page(ROWS_IN_XML.encode(), media)) == READ

    @pytest.mark.parametrize(
        ("body", "media"),
        [
            (TRUE, JSON),
            (TRUE, "application/json"),
            (TRUE, "text/plain"),
            ('{"head": {"link": []}, "boolean": true, "meta": {}}', JSON),
            (TRUE_IN_XML, XML),
            (TRUE_IN_XML, "text/xml"),
            (TRUE_IN_XML.replace(">true<", "> true\n<"), XML),
        ],
    )
    def test_true(self, standin: StandIn, body: str, *, media: str) -> None:
        """As JSON and as XML."""
        assert ask(standin, Page(body.encode(), media), ASK) == "yes\n"
        no = body.replace("true", "false")
        assert ask(standin, Page(no.encode(), media), ASK) == "no\n"

    @pytest.mark.parametrize(
        ("body", "media"),
        [
            (TRIPLE, "application/n-triples"),
            (TRIPLE, "text/turtle"),
            (TRIPLE, "application/x-turtle"),
            (TRIPLE, "text/rdf+n3"),
            (TRIPLE, "text/n3; charset=utf-8"),
            (TRIPLE, "text/plain"),
            (TRIPLE, "application/octet-stream"),
            (TRIPLE, ""),
            (TRIPLE_IN_XML, "application/rdf+xml"),
            (TRIPLE_IN_XML, "application/xml"),
            (TRIPLE_IN_XML, "text/xml"),
            (TRIPLE_IN_XML, "text/plain"),
        ],
    )
    @pytest.mark.parametrize("query", [CONSTRUCT, DESCRIBE])
    def test_a_graph(self, standin: StandIn, body: str, *, media: str, query: str) -> None:
        """In the formats that were asked for, under any of their types."""
        assert ask(standin, Page(body.encode(), media), query) == TRIPLE

    def test_an_empty_graph_is_an_answer(self, standin: StandIn) -> None:
        """Nothing was found."""
        assert ask(standin, Page(b"", "text/turtle"), CONSTRUCT) == ""

    def test_what_a_proxy_changed_is_read(self, standin: StandIn) -> None:
        """203 says no more than that."""
        assert ask(standin, Page(ROWS.encode(), status=203)) == READ


class TestBytes:
    """Charsets, byte order marks, compression"""

    @pytest.mark.parametrize(
        ("body", "media"),
        [
            (b"\xef\xbb\xbf" + ROWS.encode(), JSON),
            (ROWS.encode("latin-1"), f"{JSON}; charset=ISO-8859-1"),
            (ROWS_IN_XML.encode("latin-1"), f"{XML}; charset=latin1"),
            (json.dumps(json.loads(ROWS)).encode(), f"{JSON}; charset=us-ascii"),
            (
                f"<?xml version='1.0' encoding='ISO-8859-1'?>{ROWS_IN_XML}".encode(),
                f"{XML}; charset=utf-8",
            ),
        ],
    )
    def test_rows_in_their_charset(self, standin: StandIn, body: bytes, *, media: str) -> None:
        """UTF-8, as W3C has it, or Latin-1 if that is declared."""
        assert ask(standin, Page(body, media)) == READ

    @pytest.mark.parametrize(
        ("body", "coding"),
        [
            (gzip.compress(ROWS.encode()), "gzip"),
            (gzip.compress(ROWS.encode()), "X-GZip"),
            (gzip.compress(ROWS[:50].encode()) + gzip.compress(ROWS[50:].encode()), "gzip"),
            (ROWS.encode(), "identity"),
        ],
    )
    def test_compressed(self, standin: StandIn, body: bytes, *, coding: str) -> None:
        """RFC 9110, section 8.4.1: gzip, which was asked for."""
        assert ask(standin, Page(body, fields=(("Content-Encoding", coding),))) == READ


def write(bindings: list[Any], *names: str, **beside: Any) -> str:
    """Write results as JSON."""
    return json.dumps({"head": {"vars": names}, "results": {"bindings": bindings, **beside}})


ONE = {"type": "literal", "value": "1"}
INTEGER = "http://www.w3.org/2001/XMLSchema#integer"


class TestOldForms:
    """What drafts and services write otherwise, where it is plain what is meant"""

    @pytest.mark.parametrize(
        ("text", "read"),
        [
            (
                write([{"s": {**ONE, "type": "typed-literal", "datatype": INTEGER}}], "s"),
                "?s\n1\n",
            ),
            (write([{"s": {"type": "iri", "value": "urn:a"}}], "s"), "?s\n<urn:a>\n"),
            (write([{"s": {**ONE, "xml:lang": ""}}], "s"), '?s\n"1"\n'),
            (write([{"s": {**ONE, "xml:lang": None, "datatype": None}}], "s"), '?s\n"1"\n'),
            (write([{"s": {**ONE, "datatype": ""}}], "s"), '?s\n"1"\n'),
            (write([{"s": ONE}, {}], "s"), '?s\n"1"\n\n'),
            (write([{"s": ONE}], "s", distinct=False, ordered=True), '?s\n"1"\n'),
            (
                json.dumps({"results": {"bindings": [{"s": ONE}]}, "head": {"vars": ["s"]}}),
                '?s\n"1"\n',
            ),
            (
                '{"head": {"vars": ["s"], "link": ["http://x/"]}, "results": {"bindings": []}, '
                '"metadata": {"status": 200, "error": null}}',
                "?s\n",
            ),
            (
                write(
                    [
                        {"s": {"type": "bnode", "value": "nodeID://b1"}},
                        {"s": {"type": "bnode", "value": "b1"}},
                        {"s": {"type": "bnode", "value": "nodeID://b1"}},
                    ],
                    "s",
                ),
                "?s\n_:b0\n_:b1\n_:b0\n",
            ),
            (write([{"error": ONE, "type": ONE}], "error", "type"), '?error\t?type\n"1"\t"1"\n'),
            (
                write([{"s": {**ONE, "value": '{"type": "x"}]'}}], "s"),
                '?s\n"{\\"type\\": \\"x\\"}]"\n',
            ),
        ],
    )
    def test_of_json(self, standin: StandIn, text: str, *, read: str) -> None:
        """Nothing of it is left out."""
        assert ask(standin, Page(text.encode())) == read

    @pytest.mark.parametrize(
        ("rows", "read"),
        [
            ("<literal>  a &amp; b\r\nc </literal>", '"  a & b\\nc "'),
            ("<literal> </literal>", '" "'),
            ("<literal/>", '""'),
            ("<literal>a<!-- x -->b</literal>", '"ab"'),
            ("<literal>a<![CDATA[<b>]]>c&#233;</literal>", '"a<b>cé"'),
            ('<literal xml:lang="">1</literal>', '"1"'),
            (f'<literal datatype="{INTEGER}">1</literal>', "1"),
            ("<uri>\n urn:a </uri>", "<urn:a>"),
            ("<bnode>nodeID://b9</bnode>", "_:b0"),
            ("<unbound/>", ""),
            ("", ""),
        ],
    )
    @pytest.mark.parametrize(
        "root",
        [f'sparql xmlns="{NS}"', "sparql", 'sparql xmlns="urn:draft"', f'r:sparql xmlns:r="{NS}"'],
    )
    def test_of_xml(self, standin: StandIn, rows: str, *, read: str, root: str) -> None:
        """Text as XML has it, and the namespaces of drafts."""
        text = (
            f'<?xml version="1.0"?><?xml-stylesheet href="x"?><{root}><head><variable name="s"/>'
            '<link href="x"/></head><results distinct="false"><result><binding name="s">'
            f"{rows}</binding></result></results></{root.split(maxsplit=1)[0]}><!-- served -->"
        )
        if root.startswith("r:"):
            for name in ("head", "variable", "link", "results", "result", "binding", "literal"):
                text = text.replace(f"<{name}", f"<r:{name}").replace(f"</{name}", f"</r:{name}")
        assert ask(standin, Page(text.encode(), XML)) == f"?s\n{read}\n"


class TestGraphs:
    """A graph is read as RDF says"""

    def test_relative_iris_are_resolved_against_the_address(self, standin: StandIn) -> None:
        """RFC 3986, section 5.1.3: where the graph came from, without the password."""
        page = Page(b"<a> <#b> </c> .", "text/turtle")
        standin.put(page, "/data/sparql")
        url = standin.find("/data/sparql", userinfo="ada:secret@")
        text = ask_endpoint(url, CONSTRUCT, {}).render("turtle", PREFIXES)
        here = standin.find("")
        assert text == f"<{here}/data/a> <{here}/data/sparql#b> <{here}/c> .\n"

    @pytest.mark.parametrize(
        ("text", "read"),
        [
            ("<u:b> a<!-- x -->b </u:b>", '" ab "'),
            ("<u:b>a<![CDATA[<b>]]>c</u:b>", '"a<b>c"'),
            ("<u:b>a\r\nb</u:b>", '"a\\nb"'),
            ('<u:b rdf:resource="urn:c"/>', "<urn:c>"),
        ],
    )
    def test_rdf_xml_is_xml(self, standin: StandIn, text: str, *, read: str) -> None:
        """Comments, CDATA and line ends are what XML 1.0 says."""
        body = TRIPLE_IN_XML.replace("<u:b>Évry</u:b>", text)
        assert ask(standin, Page(body.encode(), "application/rdf+xml"), CONSTRUCT) == (
            f"<urn:a> <urn:b> {read} .\n"
        )
