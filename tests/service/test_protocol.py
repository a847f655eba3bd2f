"""SPARQL 1.1 Protocol, as clients speak it: methods, parameters, formats, failures."""

from __future__ import annotations

import json
import shlex
import shutil
import subprocess
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
from rdflib import Graph
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import CSV, JSON, POST, POSTDIRECTLY, TURTLE, XML, SPARQLWrapper

from bioprod_graph.formats import find_format
from tests.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    import httpx

PATH = "/sparql"
SELECT = "SELECT ?s { ?s a ?c } ORDER BY ?s LIMIT 3"
CONSTRUCT = "CONSTRUCT { ?s a ?c } WHERE { ?s a ?c } LIMIT 3"
ROWS = {
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
    "text/tab-separated-values": ox.QueryResultsFormat.TSV,
}
DOCUMENTED = [
    line.strip()
    for page in sorted((ROOT / "docs" / "how-to").glob("*.md"))
    for line in page.read_text(encoding="utf-8").splitlines()
    if line.startswith("    curl ")
]
GRAPHS = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/ld+json": ox.RdfFormat.JSON_LD,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
    "application/trig": ox.RdfFormat.TRIG,
    "application/n-quads": ox.RdfFormat.N_QUADS,
}


def ask(http: httpx.Client, query: str, **headers: str) -> httpx.Response:
    return http.get(PATH, params={"query": query}, headers=headers)


class TestOperations:
    """The three ways to send a query, and what is no way."""

    def test_all_ways_give_the_same_bytes(self, http: httpx.Client) -> None:
        direct = {"content-type": "application/sparql-query; charset=UTF-8"}
        answers = [
            ask(http, SELECT),
            http.post(PATH, data={"query": SELECT}),
            http.post(PATH, content=SELECT, headers=direct),
        ]
        assert [each.status_code for each in answers] == [200] * 3
        assert len({each.content for each in answers}) == 1
        assert len(answers[0].json()["results"]["bindings"]) == 3

    @pytest.mark.parametrize(
        "kind",
        [
            "APPLICATION/SPARQL-QUERY; Charset=UTF-8",
            'application/sparql-query;charset="utf-8";x=y',
            "application/sparql-query; xcharset=latin-1",
            "application/sparql-query ;",
        ],
    )
    def test_a_type_may_have_any_parameters(self, http: httpx.Client, kind: str) -> None:
        told = http.post(PATH, content=SELECT, headers={"content-type": kind})
        assert told.content == ask(http, SELECT).content

    def test_a_form_may_hold_letters_as_they_are(self, http: httpx.Client) -> None:
        form = {"content-type": "application/x-www-form-urlencoded"}
        query = "SELECT ('é+' AS ?x) {}"
        told = http.post(PATH, content=f"query={query}".encode(), headers=form).json()
        assert told["results"]["bindings"][0]["x"]["value"] == "é "

    def test_what_is_posted_is_answered_whatever_the_client_has(self, http: httpx.Client) -> None:
        tag = ask(http, SELECT).headers["etag"]
        told = http.post(PATH, data={"query": SELECT}, headers={"If-None-Match": tag})
        assert told.content == ask(http, SELECT).content

    def test_head_has_the_headers_of_get(self, http: httpx.Client) -> None:
        whole = ask(http, SELECT)
        head = http.head(PATH, params={"query": SELECT})
        assert head.content == b""
        for name in ("content-type", "content-length", "etag", "vary"):
            assert head.headers[name] == whole.headers[name]

    def test_pages_of_others_may_ask(self, http: httpx.Client) -> None:
        asked = {"Origin": "https://other.example", "Access-Control-Request-Method": "POST"}
        told = http.options(PATH, headers=asked)
        assert told.status_code == 204
        assert "POST" in told.headers["access-control-allow-methods"]
        assert told.headers["access-control-allow-origin"] == "*"
        assert ask(http, SELECT).headers["access-control-allow-origin"] == "*"

    @pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE"])
    def test_other_methods_are_refused_with_those_there_are(
        self, http: httpx.Client, method: str
    ) -> None:
        told = http.request(method, PATH, params={"query": SELECT})
        assert told.status_code == 405
        assert {"GET", "HEAD", "POST", "OPTIONS"} == set(told.headers["allow"].split(", "))

    @pytest.mark.parametrize(
        ("given", "status"),
        [
            ({"params": [("query", SELECT), ("query", SELECT)]}, 400),
            ({"params": {"update": "DROP ALL"}}, 400),
            ({"params": {"query": SELECT, "update": "DROP ALL"}}, 400),
            ({"params": {"query": "INSERT DATA { <urn:a> <urn:b> <urn:c> }"}}, 400),
            ({"params": b"query=%FF%FE"}, 400),
            ({"params": {"query": ""}}, 400),
            ({"params": {"query": "SELECT * {"}}, 400),
        ],
    )
    def test_what_is_no_query_is_refused(
        self, http: httpx.Client, given: dict[str, Any], status: int
    ) -> None:
        told = http.get(PATH, **given)
        assert told.status_code == status
        assert told.headers["content-type"] == "application/problem+json"
        assert told.json()["status"] == status

    @pytest.mark.parametrize(
        ("kind", "body", "status"),
        [
            ("text/plain", SELECT, 415),
            ("", SELECT, 415),
            ("application/sparql-update", "DROP ALL", 415),
            ("application/x-www-form-urlencoded", "update=DROP%20ALL", 400),
            ("application/x-www-form-urlencoded", "nothing=here", 400),
            ("application/sparql-query; charset=utf-16", SELECT, 415),
            ("application/sparql-query", b"ASK { ?s ?p '\xff' }", 400),
            ("application/sparql-query", "x" * 2_000_000, 413),
        ],
    )
    def test_what_is_not_sent_as_a_query_is_refused(
        self, http: httpx.Client, kind: str, *, body: str | bytes, status: int
    ) -> None:
        told = http.post(PATH, content=body, headers={"content-type": kind} if kind else {})
        assert told.status_code == status

    def test_packed_queries_are_not_unpacked(self, http: httpx.Client) -> None:
        kinds = {"content-type": "application/sparql-query", "content-encoding": "gzip"}
        told = http.post(PATH, content=b"\x1f\x8b" + bytes(999), headers=kinds)
        assert (told.status_code, told.headers["accept-encoding"]) == (415, "identity")


class TestFormats:
    """What is accepted best is given, in its own type."""

    @pytest.mark.parametrize("media_type", ROWS)
    def test_rows(self, http: httpx.Client, media_type: str) -> None:
        told = ask(http, SELECT, Accept=f"text/html, {media_type};q=0.4")
        assert told.headers["content-type"].partition(";")[0] == media_type
        assert "Accept" in told.headers["vary"]
        assert len([*ox.parse_query_results(told.content, format=ROWS[media_type])]) == 3  # type: ignore[misc]

    @pytest.mark.parametrize("media_type", ROWS)
    def test_booleans(self, http: httpx.Client, media_type: str) -> None:
        told = ask(http, "ASK { ?s ?p ?o }", Accept=media_type)
        assert told.headers["content-type"].partition(";")[0] == media_type
        assert b"true" in told.content

    @pytest.mark.parametrize("media_type", GRAPHS)
    def test_graphs(self, http: httpx.Client, media_type: str) -> None:
        told = ask(http, CONSTRUCT, Accept=media_type)
        assert told.headers["content-type"].partition(";")[0] == media_type
        assert len([*ox.parse(told.content, format=GRAPHS[media_type])]) == 3

    @pytest.mark.parametrize(
        ("accept", "given"),
        [
            ("text/csv;q=0.9, application/sparql-results+xml;q=0.2", "text/csv"),
            ("*/*", "application/sparql-results+json"),
            ("application/json", "application/sparql-results+json"),
            ("text/*", "text/csv"),
            ("application/sparql-results+json;q=0, */*;q=0.1", "application/sparql-results+xml"),
        ],
    )
    def test_weights_count(self, http: httpx.Client, accept: str, given: str) -> None:
        assert ask(http, SELECT, Accept=accept).headers["content-type"].partition(";")[0] == given

    def test_lines_of_a_header_count_together(self, http: httpx.Client) -> None:
        lines = [("Accept", "text/csv;q=0.2"), ("Accept", "application/sparql-results+xml")]
        told = http.get(PATH, params={"query": SELECT}, headers=lines)
        assert told.headers["content-type"] == "application/sparql-results+xml"

    def test_what_is_not_there_is_told_with_what_is(self, http: httpx.Client) -> None:
        told = ask(http, SELECT, Accept="image/png")
        assert told.status_code == 406
        assert set(ROWS) < set(told.json()["acceptable"])

    def test_an_answer_that_is_there_is_not_sent_again(self, http: httpx.Client) -> None:
        tag = ask(http, SELECT).headers["etag"]
        again = ask(http, SELECT, **{"If-None-Match": tag})
        assert (again.status_code, again.content) == (304, b"")
        assert ask(http, SELECT, Accept="text/csv").headers["etag"] != tag

    def test_what_is_new_each_time_is_never_kept(self, http: httpx.Client) -> None:
        first, other = (ask(http, "SELECT (UUID() AS ?u) {}") for _ in range(2))
        assert first.content != other.content
        assert first.headers["cache-control"] == "no-store"
        assert "etag" not in first.headers

    def test_a_fault_has_its_place_in_the_language_of_who_asks(self, http: httpx.Client) -> None:
        told = ask(http, "SELECT *\nWHERE { ?s ?p }", **{"Accept-Language": "fr-CA, en;q=0.5"})
        assert (told.json()["line"], told.headers["content-language"]) == (2, "fr")
        assert "ligne 2" in told.json()["detail"]


class TestDatasets:
    """The graphs that the protocol names."""

    def test_a_default_graph(self, http: httpx.Client) -> None:
        graphs = "SELECT DISTINCT ?g { GRAPH ?g { ?s a ?c } } ORDER BY ?g LIMIT 2"
        one, two = (row["g"]["value"] for row in ask(http, graphs).json()["results"]["bindings"])
        count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"

        def measure(**given: Any) -> int:
            told = http.get(PATH, params={"query": count, **given})
            return int(told.json()["results"]["bindings"][0]["n"]["value"])

        both = measure(**{"default-graph-uri": [one, two]})
        assert 0 < measure(**{"default-graph-uri": one}) <= both < measure()
        assert measure(**{"named-graph-uri": one}) == 0
        assert measure(**{"default-graph-uri": "urn:nowhere"}) == 0

    def test_goes_before_that_of_the_query(self, http: httpx.Client) -> None:
        query = "ASK FROM <urn:nowhere> { GRAPH ?g { ?s ?p ?o } }"
        graph = "SELECT ?g { GRAPH ?g { ?s a ?c } } LIMIT 1"
        named = ask(http, graph).json()["results"]["bindings"][0]["g"]["value"]
        assert ask(http, query).json()["boolean"] is False
        told = http.get(PATH, params={"query": query, "named-graph-uri": named})
        assert told.json()["boolean"] is True

    def test_is_named_by_an_iri(self, http: httpx.Client) -> None:
        told = http.get(PATH, params={"query": SELECT, "default-graph-uri": "no iri"})
        assert told.status_code == 400


class TestDescription:
    """What the endpoint says of itself."""

    @pytest.mark.parametrize("media_type", GRAPHS)
    def test_is_had_in_all_formats(self, http: httpx.Client, media_type: str) -> None:
        told = http.get(PATH, headers={"Accept": media_type})
        found = [*ox.parse(told.content, format=GRAPHS[media_type])]
        (service,) = (q.subject for q in found if str(q.object).endswith("#Service>"))
        assert str(service)[1:-1] == f"{http.base_url}sparql"
        assert any(str(q.predicate).endswith("#namedGraph>") for q in found)

    def test_tells_the_size_of_each_graph_and_of_the_rows_of_each_table(
        self, http: httpx.Client
    ) -> None:
        """Each row has a graph of its own: thousands of them tell a reader nothing."""
        told = http.get(PATH, headers={"Accept": "application/n-triples"}).content
        triples = [*ox.parse(told, format=ox.RdfFormat.N_TRIPLES)]
        (of_graphs, of_rows) = (
            sum(
                int(q.object.value)
                for q in triples
                if q.predicate.value.endswith("triples")
                and is_row == ("/record/" in str(q.subject))
                and "#default-graph" not in str(q.subject)
            )
            for is_row in (False, True)
        )
        rows = 'GRAPH ?g { ?s ?p ?o } FILTER(%s CONTAINS(STR(?g), "/record/"))'
        for counted, sign in ((of_graphs, "!"), (of_rows, "")):
            found = ask(http, f"SELECT (COUNT(*) AS ?n) {{ {rows % sign} }}").json()["results"][
                "bindings"
            ][0]["n"]["value"]
            assert counted == int(found) > 0
        names = [q.object.value for q in triples if q.predicate.value.endswith("#name")]
        assert not any("/record/" in name for name in names)

    def test_leads_people_to_the_page(self, http: httpx.Client) -> None:
        told = http.get(PATH, headers={"Accept": "text/html, */*;q=0.1"})
        assert (told.status_code, told.headers["location"]) == (303, "/sparql/")


class TestClients:
    """Programs that others wrote ask as they come."""

    @pytest.mark.parametrize("way", ["GET", POST, POSTDIRECTLY])
    @pytest.mark.parametrize("form", [JSON, XML, CSV])
    def test_sparqlwrapper(self, server: str, way: str, form: str) -> None:
        client = SPARQLWrapper(f"{server}sparql")
        client.setQuery(SELECT)
        client.setReturnFormat(form)
        if way == POSTDIRECTLY:
            client.setRequestMethod(POSTDIRECTLY)
        client.setMethod("GET" if way == "GET" else POST)
        assert client.query().convert()

    def test_sparqlwrapper_reads_graphs(self, server: str) -> None:
        client = SPARQLWrapper(f"{server}sparql")
        client.setQuery(CONSTRUCT)
        client.setReturnFormat(TURTLE)
        told = client.query().convert()
        assert isinstance(told, bytes)
        assert len(Graph().parse(data=told, format="turtle")) == 3

    def test_rdflib(self, server: str) -> None:
        graph = Graph(SPARQLStore(f"{server}sparql"))
        assert len([*graph.query(SELECT)]) == 3

    @pytest.mark.slow
    def test_comunica(self, server: str, tmp_path: Path) -> None:
        """Once as a SPARQL endpoint, once as whatever it finds at the address."""
        npm = shutil.which("npm")
        if npm is None:
            pytest.skip("no npm: Comunica comes from there")
        # The last one that runs on node 20, which Debian and this project still know.
        wanted = ["--ignore-scripts", "--no-audit", "--no-fund", "@comunica/query-sparql@4"]
        subprocess.run([npm, "install", "--prefix", tmp_path, *wanted], check=True, timeout=580)
        for source in (f"sparql@{server}sparql", f"{server}sparql"):
            command = [str(tmp_path / "node_modules/.bin/comunica-sparql"), source, SELECT]
            told = subprocess.run(command, capture_output=True, check=True, timeout=120)
            assert len(json.loads(told.stdout)) == 3

    @pytest.mark.parametrize("line", DOCUMENTED)
    def test_curl(self, server: str, line: str) -> None:
        """Each line of the guides, as it stands there but for the port."""
        words = shlex.split(line.replace("http://127.0.0.1:8000/", server))
        assert server in " ".join(words)
        told = subprocess.run(
            [*words, "-sS", "--fail"], capture_output=True, check=True, timeout=60
        )
        assert told.stdout


@pytest.mark.parametrize("form", ["json", "csv"])
def test_very_many_rows_are_cut_and_it_is_told(http: httpx.Client, form: str) -> None:
    """In a header, and in the answer where its format has a place; the first of them are given."""
    media_type = find_format(form, "rows").media_type
    query = f"SELECT ?s ('{'x' * 3_000}' AS ?long) {{ ?s ?p ?o }}"
    told = http.post(PATH, data={"query": query}, headers={"Accept": media_type})
    assert told.status_code == 200
    most = int(told.headers["x-rows-max"])
    assert int(told.headers["x-bytes-max"]) > len(told.content)
    if form == "json":
        assert len(told.json()["results"]["bindings"]) == most
        assert told.json()["head"]["link"] == [f"#first-{most}-rows"]
    assert "x-rows-max" not in ask(http, SELECT, Accept=media_type).headers


@pytest.mark.parametrize("given", [{"layer": "page"}, {"evidence": "position"}])
def test_a_part_of_the_release_is_asked(http: httpx.Client, given: dict[str, str]) -> None:
    """As with the options of the commands."""
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    whole, part = (
        int(told.json()["results"]["bindings"][0]["n"]["value"])
        for told in (http.get(PATH, params={"query": count, **more}) for more in ({}, given))
    )
    assert 0 < part < whole
    unknown = dict.fromkeys(given, "nothing")
    assert http.get(PATH, params={"query": count, **unknown}).status_code == 400
