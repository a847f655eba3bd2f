"""An endpoint is asked over HTTP; whatever it answers is an answer or one line that says why."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

import pyoxigraph as ox
import pytest

from bioprod_graph.errors import EndpointError, QueryError, UsageError
from bioprod_graph.identifiers import PrefixTable
from bioprod_graph.questions.endpoint import ask_endpoint, bind_in_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bioprod_graph.rdf import Term

PREFIXES = PrefixTable("https://example.org/", {"ex": "https://example.org/id/"})
JSON = "application/sparql-results+json"
NAMES = "SELECT ?name ?s WHERE { ?s <urn:name> ?name } ORDER BY ?name"
GRAPH = "CONSTRUCT { ?s <urn:called> ?name } WHERE { ?s <urn:name> ?name }"


@dataclass
class Endpoint:
    """A loopback server: it answers like a SPARQL endpoint, or as it is told to."""

    store: ox.Store = field(default_factory=ox.Store)
    status: int = 200
    content_type: str | None = None
    body: bytes | None = None
    graph_format: ox.RdfFormat = ox.RdfFormat.N_TRIPLES
    url: str = ""
    queries: list[str] = field(default_factory=list)
    accepts: list[str] = field(default_factory=list)
    is_silent: bool = False
    gone: threading.Event = field(default_factory=threading.Event)

    def answer(self, query: str) -> tuple[int, str, bytes]:
        """Give status, content type and body for a query."""
        if self.body is not None:
            return self.status, self.content_type or "", self.body
        results = self.store.query(query)
        if isinstance(results, ox.QueryTriples):
            body = ox.serialize(results, format=self.graph_format) or b""
            return self.status, self.graph_format.media_type, body
        return self.status, JSON, results.serialize(format=ox.QueryResultsFormat.JSON) or b""


class Server(ThreadingHTTPServer):
    """Its threads have ended, and their sockets are closed, when it is closed."""

    daemon_threads = False


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    """An endpoint with three names, on a free port of this machine."""
    served = Endpoint()
    served.store.load(
        b"<urn:a> <urn:name> 'Ada' . <urn:b> <urn:name> '\"}' . <urn:c> <urn:name> 'X'@fr .",
        format=ox.RdfFormat.TURTLE,
    )

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            query = parse_qs(self.rfile.read(length).decode())["query"][0]
            served.queries.append(query)
            served.accepts += self.headers.get_all("Accept") or []
            if served.is_silent:
                served.gone.wait(10)
                return
            status, content_type, body = served.answer(query)
            self.send_response(status)
            if content_type:
                self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with Server(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        served.url = f"http://127.0.0.1:{server.server_port}/query"
        yield served
        server.shutdown()
        thread.join()


class TestAnswers:
    """ask_endpoint, where the endpoint answers as it should"""

    def test_rows_come_as_results_json(self, endpoint: Endpoint) -> None:
        """A SELECT query gives rows, terms exact."""
        answer = ask_endpoint(endpoint.url, NAMES, {})
        assert answer.render("tsv", PREFIXES).splitlines() == [
            "?name\t?s",
            '"\\"}"\t<urn:b>',
            '"Ada"\t<urn:a>',
            '"X"@fr\t<urn:c>',
        ]

    def test_a_boolean_comes_as_results_json(self, endpoint: Endpoint) -> None:
        """An ASK query gives true or false."""
        assert ask_endpoint(endpoint.url, "ASK {}", {}).render("table", PREFIXES) == "true\n"

    @pytest.mark.parametrize(
        "form", [ox.RdfFormat.N_TRIPLES, ox.RdfFormat.TURTLE, ox.RdfFormat.RDF_XML]
    )
    def test_a_graph_comes_in_any_rdf_format(self, endpoint: Endpoint, form: ox.RdfFormat) -> None:
        """A CONSTRUCT query gives a graph."""
        endpoint.graph_format = form
        text = ask_endpoint(endpoint.url, GRAPH, {}).render("turtle", PREFIXES)
        read = ox.parse(text.encode(), format=ox.RdfFormat.TURTLE)
        assert {str(quad.object) for quad in read} == {'"Ada"', '"\\"}"', '"X"@fr'}

    def test_it_asks_for_what_it_can_read(self, endpoint: Endpoint) -> None:
        """One Accept header: results as JSON, graphs as N-Triples or Turtle."""
        ask_endpoint(endpoint.url, "ASK {}", {})
        assert len(endpoint.accepts) == 1
        assert endpoint.accepts[0].startswith(f"{JSON}, application/n-triples")

    def test_parameters_go_as_values(self, endpoint: Endpoint) -> None:
        """A term restricts the answer, whatever it holds."""
        answer = ask_endpoint(endpoint.url, NAMES, {"name": ox.Literal('"}')})
        assert answer.render("csv", PREFIXES).splitlines()[1:] == ['"""}",urn:b']

    def test_a_content_type_may_have_a_charset(self, endpoint: Endpoint) -> None:
        """Parameters of the media type do not matter."""
        endpoint.content_type = f"{JSON}; charset=utf-8"
        endpoint.body = b'{"head": {}, "boolean": false}'
        assert ask_endpoint(endpoint.url, "ASK {}", {}).render("table", PREFIXES) == "false\n"


class TestRefusals:
    """ask_endpoint, where something is wrong"""

    def expect(self, endpoint: Endpoint, message: str) -> None:
        with pytest.raises(EndpointError, match=message) as caught:
            ask_endpoint(endpoint.url, NAMES, {}).render("csv", PREFIXES)
        assert str(caught.value).startswith(endpoint.url)
        assert "\n" not in str(caught.value)

    @pytest.mark.parametrize("status", [400, 401, 403, 404, 414, 500, 503])
    def test_an_error_status_is_told(self, endpoint: Endpoint, status: int) -> None:
        """Whoever is at fault, the address and a reason are told in one line."""
        endpoint.status, endpoint.content_type = status, "text/plain"
        endpoint.body = b"no\nsuch luck"
        self.expect(endpoint, "refused the query: ")

    def test_a_page_is_no_answer(self, endpoint: Endpoint) -> None:
        """HTML means that the address is of a page."""
        endpoint.content_type, endpoint.body = "text/html", b"<html></html>"
        self.expect(endpoint, "answered text/html: is it a SPARQL endpoint")

    def test_no_content_type_is_no_answer(self, endpoint: Endpoint) -> None:
        """HTTP then means plain text, which is what N-Triples once were: this is none."""
        endpoint.content_type, endpoint.body = None, b"{}"
        self.expect(endpoint, "gave a malformed answer")

    @pytest.mark.parametrize(
        "body",
        [b"", b"{", b"[]", b'{"head": {"vars": ["s"]}}', b'{"boolean": "maybe"}', b"\xff\xfe"],
    )
    def test_malformed_json_is_told(self, endpoint: Endpoint, body: bytes) -> None:
        """What is no SPARQL results JSON is told as such."""
        endpoint.content_type, endpoint.body = JSON, body
        self.expect(endpoint, "gave a malformed answer")

    def test_rows_that_break_off_are_told(self, endpoint: Endpoint) -> None:
        """An answer that was cut is no answer."""
        endpoint.content_type = JSON
        endpoint.body = b'{"head": {"vars": ["s"]}, "results": {"bindings": [{"s": {"type": "u'
        self.expect(endpoint, "gave a malformed answer")

    def test_malformed_turtle_is_told(self, endpoint: Endpoint) -> None:
        """The same for a graph."""
        endpoint.content_type, endpoint.body = "text/turtle", b"<urn:a> <urn:b>"
        self.expect(endpoint, "gave a malformed answer")

    def test_nobody_listening_is_told(self, endpoint: Endpoint) -> None:
        """A connection that is refused."""
        with ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as server:
            port = server.server_port
        endpoint.url = f"http://127.0.0.1:{port}/"
        self.expect(endpoint, r"cannot be reached: .*refused")

    def test_an_answer_that_does_not_come_is_not_waited_for(self, endpoint: Endpoint) -> None:
        """The time limit holds for the connection."""
        endpoint.is_silent = True
        with pytest.raises(EndpointError, match=r"cannot be reached: .*timed out"):
            ask_endpoint(endpoint.url, NAMES, {}, timeout=1)
        endpoint.gone.set()

    @pytest.mark.parametrize(
        "url",
        ["file:///etc/passwd", "/etc/passwd", "ftp://example.org/", "javascript:alert(1)", "", "x"],
    )
    def test_only_http_addresses_are_asked(self, url: str) -> None:
        """No file is read in place of an endpoint."""
        with pytest.raises(UsageError, match="expected an http or https address"):
            ask_endpoint(url, NAMES, {})

    @pytest.mark.parametrize(
        "query",
        ["DROP ALL", "SELECT * { SERVICE <urn:x> {} }", "ASK { \\u0053ERVICE <urn:x> {} }"],
    )
    def test_what_the_guard_refuses_is_not_sent(self, endpoint: Endpoint, query: str) -> None:
        """Nothing leaves before the guard has looked."""
        with pytest.raises(QueryError):
            ask_endpoint(endpoint.url, query, {})
        assert endpoint.queries == []

    def test_service_is_sent_where_it_is_allowed(self, endpoint: Endpoint) -> None:
        """The endpoint then decides."""
        endpoint.content_type, endpoint.body = JSON, b'{"head": {}, "boolean": true}'
        query = "ASK { SERVICE <urn:x> {} }"
        ask_endpoint(endpoint.url, query, {}, allow_service=True)
        assert endpoint.queries == [query]


class TestBindInText:
    """bind_in_text"""

    def test_without_parameters_the_query_stays(self) -> None:
        """Not a character is changed."""
        assert bind_in_text(NAMES, {}) == NAMES

    def test_a_block_a_variable_at_the_start_of_the_where_clause(self) -> None:
        """Terms are written as the library writes them, in the order of their names."""
        name = ox.Literal('a"b\n', language="fr")
        terms: dict[str, Term] = {"s": ox.NamedNode("urn:a"), "name": name}
        assert bind_in_text("SELECT * WHERE { ?s ?p ?name }", terms) == (
            'SELECT * WHERE { VALUES ?name { "a\\"b\\n"@fr } VALUES ?s { <urn:a> }  ?s ?p ?name }'
        )

    def test_a_template_and_a_subselect_stay(self) -> None:
        """The block stands in the outer WHERE clause."""
        bound = bind_in_text(
            "CONSTRUCT { ?s ?p ?o } WHERE { { SELECT ?s { ?s ?p ?o } } }", {"s": ox.Literal("x")}
        )
        assert bound.startswith('CONSTRUCT { ?s ?p ?o } WHERE { VALUES ?s { "x" }  { SELECT')

    def test_a_query_without_where_cannot_be_bound(self) -> None:
        """It is refused rather than sent without its parameter."""
        with pytest.raises(QueryError, match="no WHERE clause"):
            bind_in_text("DESCRIBE <urn:a>", {"s": ox.Literal("x")})
