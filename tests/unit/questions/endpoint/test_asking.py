"""A service is asked as SPARQL 1.1 Protocol says, and nothing is sent that is not meant."""

from __future__ import annotations

import errno
import os
import socket
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from bioprod_graph._version import __version__
from bioprod_graph.errors import EndpointError, QueryError, UsageError
from bioprod_graph.identifiers import PrefixTable
from bioprod_graph.questions.endpoint import ask_endpoint, bind_in_text
from bioprod_graph.sparql import find_query_form
from tests.unit.questions.endpoint.standin import Page, StandIn

if TYPE_CHECKING:
    from bioprod_graph.language import Sayable
    from bioprod_graph.rdf import Term

PREFIXES = PrefixTable("https://example.org/", {})
TRUE = Page(b'{"head": {}, "boolean": true}')
ROWS = Page(b'{"head": {"vars": ["s"]}, "results": {"bindings": []}}')
EMPTY = Page(b"", "text/turtle")
RESULTS = "application/sparql-results+json, application/sparql-results+xml"
NAMES = "SELECT ?name ?s WHERE { ?s <urn:name> ?name } ORDER BY ?name"


class TestRequest:
    """ask_endpoint, what is sent"""

    def test_the_query_goes_as_a_form_and_alone(self, standin: StandIn) -> None:
        """Section 2.1.2: POST, URL-encoded, and no format=, output= or results= beside it."""
        query = "ASK { ?s ?p 'é & + %\\n' }"
        ask_endpoint(standin.put(TRUE), query, {})
        (asked,) = standin.asked
        assert asked.method == "POST"
        assert asked.fields["content-type"] == "application/x-www-form-urlencoded"
        assert asked.form == {"query": [query]}
        assert asked.fields["user-agent"].startswith(f"bioprod-graph/{__version__} sparqlwrapper ")
        assert "authorization" not in asked.fields

    @pytest.mark.parametrize(
        ("query", "page", "accepted"),
        [
            (
                "SELECT * {}",
                ROWS,
                RESULTS,
            ),
            ("ASK {}", TRUE, RESULTS),
            ("DESCRIBE <urn:a>", EMPTY, "application/n-triples, text/turtle"),
            ("CONSTRUCT WHERE {}", EMPTY, "application/n-triples, text/turtle"),
        ],
    )
    def test_what_is_accepted_fits_the_form(
        self, standin: StandIn, query: str, *, page: Page, accepted: str
    ) -> None:
        """A service that can write a graph as rows is not led to."""
        ask_endpoint(standin.put(page), query, {})
        assert standin.asked[0].fields["accept"].startswith(accepted)
        assert standin.asked[0].fields["accept-encoding"] == "gzip"

    def test_comments_stay_here(self, standin: StandIn) -> None:
        """They are for whoever reads the file; what looks like one is kept."""
        ask_endpoint(standin.put(TRUE), "# drop all\nASK { ?s <urn:#x> '#y' } # add", {})
        assert standin.asked[0].form == {"query": ["\nASK { ?s <urn:#x> '#y' } "]}

    @pytest.mark.parametrize(
        "query",
        [
            "prefix add: <urn:add> ASK { ?s add:x ?o }",
            "PREFIX drop: <urn:drop> PREFIX load: <urn:load> ASK { ?s drop:x ?o }",
            "BASE <urn:delete> ASK { ?s <move> ?o }",
        ],
    )
    def test_words_of_updates_in_names_do_not_make_one(self, standin: StandIn, query: str) -> None:
        """The form is found on tokens: it is sent as a query."""
        ask_endpoint(standin.put(TRUE), query, {})
        assert standin.asked[0].form == {"query": [query]}

    def test_parameters_go_as_values(self, standin: StandIn) -> None:
        """A term is written by the library that made it, whatever it holds."""
        ask_endpoint(standin.put(ROWS), NAMES, {"name": ox.Literal('"}')})
        assert 'WHERE { VALUES ?name { "\\"}" }  ?s' in standin.asked[0].form["query"][0]

    @pytest.mark.parametrize(
        "query",
        [
            "DROP ALL",
            "SELECT * { SERVICE <urn:x> {} }",
            "ASK { \\u0053ERVICE <urn:x> {} }",
            "{ ?s ?p ?o }",
            "",
        ],
    )
    def test_what_is_refused_here_is_not_sent(self, standin: StandIn, query: str) -> None:
        """Nothing leaves before the guard has looked."""
        with pytest.raises(QueryError):
            ask_endpoint(standin.put(TRUE), query, {})
        assert standin.asked == []

    def test_service_is_sent_where_it_is_allowed(self, standin: StandIn) -> None:
        """The service then decides."""
        query = "ASK { SERVICE <urn:x> {} }"
        ask_endpoint(standin.put(TRUE), query, {}, allow_service=True)
        assert standin.asked[0].form == {"query": [query]}

    @pytest.mark.parametrize("url", ["file:///etc/passwd", "/etc/passwd", "http://[::1"])
    def test_only_http_addresses_are_asked(self, url: str) -> None:
        """No file is read in place of a service."""
        with pytest.raises(UsageError, match="--endpoint "):
            ask_endpoint(url, NAMES, {})

    def test_a_limit_of_rows_is_told(self, standin: StandIn) -> None:
        """Virtuoso leaves out what is beyond it, and names it in a field."""
        told: list[Sayable] = []
        url = standin.put(Page(ROWS.body, fields=(("X-SPARQL-MaxRows", "10000"),)))
        ask_endpoint(url, NAMES, {}, tell=told.append)
        assert [said.say("en") for said in told] == [f"{url} gives at most 10000 rows"]
        assert [said.say("fr") for said in told] == [f"{url} donne au plus 10000 lignes"]


class TestReaching:
    """ask_endpoint, where nobody answers"""

    @pytest.fixture(autouse=True)
    def _without_proxies(self, standin: StandIn) -> None:
        """As the stand-in is asked."""

    def ask(self, url: str) -> EndpointError:
        with pytest.raises(EndpointError) as caught:
            ask_endpoint(url, "ASK {}", {})
        return caught.value

    def test_nobody_listens(self) -> None:
        """A port of our own on which nobody does."""
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            url = f"http://127.0.0.1:{taken.getsockname()[1]}/"
            error = self.ask(url)
        refused = os.strerror(errno.ECONNREFUSED)
        assert error.message("en") == f"{url} cannot be reached: {refused}"
        assert error.message("fr") == f"{url} ne peut pas être joint (la connexion est refusée)"

    def test_a_name_that_is_not_known(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Of a host."""

        def fail(*_: object, **__: object) -> None:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

        monkeypatch.setattr(socket, "getaddrinfo", fail)
        error = self.ask("http://ada:secret@nowhere.example.org/sparql?key=7")
        shown = "http://***@nowhere.example.org/sparql?…"
        english = "cannot be reached: the name of its host is not known"
        french = "ne peut pas être joint\u00a0: le nom de son hôte n’est pas connu"
        assert error.message("en") == f"{shown} {english}"
        assert error.message("fr") == f"{shown} {french}"

    def test_https_where_there_is_none(self, standin: StandIn) -> None:
        """The TLS library says why."""
        url = standin.put(TRUE).replace("http:", "https:")
        error = self.ask(url)
        assert error.message("en").startswith(f"{url} cannot be reached by TLS: [SSL")
        assert error.message("fr").startswith(f"{url} ne peut pas être joint par TLS ([SSL")
        assert "\n" not in error.message("en")


class TestProxies:
    """The proxies of the environment"""

    def test_serve_for_other_hosts(self, standin: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
        """With a password of their own, which is theirs alone."""
        monkeypatch.setenv("http_proxy", standin.find("", userinfo="proxy:key@"))
        standin.put(TRUE, "http://service.example/sparql")
        assert ask_endpoint("http://service.example/sparql", "ASK {}", {}).results
        (asked,) = standin.asked
        assert asked.fields["host"] == "service.example"
        assert asked.fields["proxy-authorization"].startswith("Basic ")
        assert "authorization" not in asked.fields

    def test_never_for_this_machine(
        self, standin: StandIn, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Under none of its names: nobody listens at port 9."""
        monkeypatch.setenv("http_proxy", "http://127.0.0.1:9/")
        standin.put(TRUE)
        for host in ("127.0.0.1", "localhost", "127.1"):
            assert ask_endpoint(standin.find("/sparql", host), "ASK {}", {}).results

    def test_one_that_refuses_is_told(
        self, standin: StandIn, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Without its password."""
        monkeypatch.setenv("https_proxy", standin.find("", userinfo="proxy:key@"))
        monkeypatch.setenv("http_proxy", "http:proxy:key@")
        with pytest.raises(EndpointError, match="cannot be reached: Tunnel connection failed: 501"):
            ask_endpoint("https://service.example/sparql", "ASK {}", {})
        with pytest.raises(EndpointError) as caught:
            ask_endpoint("http://service.example/sparql", "ASK {}", {})
        assert "key" not in str(caught.value)


class TestFindForm:
    """find_query_form"""

    @pytest.mark.parametrize(
        ("query", "form"),
        [
            ("select * {}", "SELECT"),
            (
                "PREFIX ask: <urn:ask> CONSTRUCT { ?ask ask: ask: } WHERE {}",
                "CONSTRUCT",
            ),
            ("#+ ask: describe\nBASE <urn:construct>\nDeScRiBe <x>", "DESCRIBE"),
            ("ASK { { SELECT * {} } }", "ASK"),
            ("SELECT*{}", "SELECT"),
        ],
    )
    def test_is_the_first_word_of_a_form(self, query: str, *, form: str) -> None:
        """Names, comments and strings hold none."""
        assert find_query_form(query) == form

    def test_a_query_without_one_is_none(self) -> None:
        """It is told in either language."""
        query = "PREFIX select: <urn:select>"
        assert find_query_form(query) == ""
        with pytest.raises(QueryError, match="has no SELECT, ASK, CONSTRUCT or DESCRIBE") as caught:
            ask_endpoint("http://example.org/", query, {})
        assert "n’a ni SELECT" in caught.value.message("fr")


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
