"""Oxigraph asked and written with precise types."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from bioprod_graph.rdf import (
    construct,
    load_graph,
    make_store,
    match,
    match_named,
    merge_graphs,
    query_store,
    read_values,
    select,
    serialize,
    write_as_stored,
)

EX = "https://example.org/"
A, B, P = (ox.NamedNode(f"{EX}{name}") for name in "abp")


@pytest.fixture
def store() -> ox.Store:
    return make_store(
        (
            ox.Quad(A, P, ox.Literal("un", language="fr"), ox.NamedNode(f"{EX}graph/1")),
            ox.Quad(B, P, ox.Literal("two"), ox.NamedNode(f"{EX}graph/2")),
        )
    )


class TestSelect:
    def test_all_graphs_are_seen_as_one(self, store: ox.Store) -> None:
        """Statements stand in named graphs, and a plain pattern finds them."""
        rows = read_values(select(store, "SELECT ?s ?o { ?s ?p ?o } ORDER BY ?s"))
        assert rows == [{"s": A.value, "o": "un"}, {"s": B.value, "o": "two"}]

    def test_a_binding_is_a_term_and_not_text(self, store: ox.Store) -> None:
        """What looks like SPARQL in a binding stays a literal."""
        injected = ox.Literal('two" } #')
        for term, expected in ((ox.Literal("two"), [B.value]), (injected, [])):
            rows = read_values(select(store, "SELECT ?s ?o { ?s ?p ?o }", {"o": term}))
            assert [row["s"] for row in rows] == expected

    def test_what_is_unbound_is_left_out(self, store: ox.Store) -> None:
        """A row holds only what is bound."""
        query = "SELECT ?s ?x { ?s ?p 'two' OPTIONAL { ?s <urn:none> ?x } }"
        assert read_values(select(store, query)) == [{"s": B.value}]

    def test_another_form_is_refused(self, store: ox.Store) -> None:
        """The caller counts on rows."""
        with pytest.raises(TypeError, match="not a SELECT query"):
            select(store, "ASK {}")


class TestConstruct:
    def test_it_gives_triples(self, store: ox.Store) -> None:
        """One triple for each row."""
        triples = set(construct(store, "CONSTRUCT { ?o ?p ?s } WHERE { ?s ?p ?x BIND(?s AS ?o) }"))
        assert triples == {ox.Triple(A, P, A), ox.Triple(B, P, B)}

    def test_another_form_is_refused(self, store: ox.Store) -> None:
        """The caller counts on triples."""
        with pytest.raises(TypeError, match="not a CONSTRUCT query"):
            construct(store, "SELECT * {}")


class TestAsk:
    @pytest.mark.parametrize(("word", "answer"), [("two", True), ("three", False)])
    def test_a_yes_or_no_is_given_as_such(self, word: str, answer: bool, store: ox.Store) -> None:
        """Any form may be asked."""
        assert bool(query_store(store, "ASK { ?s ?p ?o }", {"o": ox.Literal(word)})) == answer


# Two rows say what both know, and each something of its own: four statements in six quads.
SAID_TWICE = """
PREFIX : <https://example.org/>
:row-1 { :a :part :b ; :weight 5 . :b :part :c }
:row-2 { :a :part :b ; :weight 5.0 , 5 . }
"""
DISTINCT = 4


@pytest.fixture
def said_twice() -> ox.Store:
    return make_store(ox.parse(SAID_TWICE.encode(), format=ox.RdfFormat.TRIG))


class TestMerge:
    """The default graph is the RDF merge: a statement counts once, however many graphs hold it."""

    @pytest.mark.parametrize(
        ("query", "answer"),
        [
            ("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", DISTINCT),
            ("SELECT (COUNT(?o) AS ?n) { :a :part ?o }", 1),
            ("SELECT (SUM(?w) AS ?n) { :a :weight ?w FILTER(DATATYPE(?w) = xsd:integer) }", 5),
            ("SELECT (GROUP_CONCAT(STR(?o)) AS ?n) { :b :part ?o }", f"{EX}c"),
            ("SELECT (SAMPLE(?k) AS ?n) { SELECT (COUNT(*) AS ?k) { ?s :part ?o } }", 2),
            ("SELECT (MAX(?k) AS ?n) { SELECT ?s (COUNT(*) AS ?k) { ?s ?p ?o } GROUP BY ?s }", 3),
            ("SELECT (COUNT(*) AS ?n) { :a :part/:part ?o }", 1),
            ("SELECT (COUNT(*) AS ?n) { ?s ^:part ?o }", 2),
            ("SELECT (COUNT(*) AS ?n) { :a :part+ ?o }", 2),
            ("SELECT (COUNT(*) AS ?n) { :a !:weight ?o }", 1),
            ("SELECT (COUNT(*) AS ?n) { ?s :part ?o OPTIONAL { ?s :weight ?w } }", 3),
            ("SELECT (COUNT(*) AS ?n) { ?s ?p ?o MINUS { ?s :part ?o } }", 2),
            ("SELECT (COUNT(*) AS ?n) { { ?s :part ?o } UNION { ?s :part ?o } }", 4),
            ("SELECT (COUNT(*) AS ?n) { ?s ?p ?o FILTER NOT EXISTS { ?o :part ?x } }", 3),
            ("SELECT (COUNT(*) AS ?n) { VALUES ?o { :b } ?s ?p ?o }", 1),
            ("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }", 6),
            ("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } ?s ?p ?o }", 6),
            ("SELECT (COUNT(DISTINCT ?g) AS ?n) { GRAPH ?g { :a :part :b } }", 2),
        ],
    )
    def test_a_statement_counts_once(
        self, said_twice: ox.Store, query: str, answer: int | str
    ) -> None:
        """In aggregates, paths, OPTIONAL, MINUS and sub-selects; GRAPH still tells the rows."""
        prefixes = f"PREFIX : <{EX}> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>"
        assert read_values(select(said_twice, f"{prefixes} {query}")) == [{"n": str(answer)}]

    def test_a_search_is_of_the_merge_or_of_the_rows(self, said_twice: ox.Store) -> None:
        """The one gives a statement once, the other once for each row."""
        a, part = ox.NamedNode(f"{EX}a"), ox.NamedNode(f"{EX}part")
        assert [quad.graph_name for quad in match(said_twice, (a, part, None))] == [
            ox.DefaultGraph()
        ]
        rows = [str(quad.graph_name) for quad in match_named(said_twice, (a, part, None))]
        assert sorted(rows) == [f"<{EX}row-1>", f"<{EX}row-2>"]

    def test_merging_again_adds_nothing(self, said_twice: ox.Store) -> None:
        """A set is its own union with itself."""
        before = set(said_twice)
        merge_graphs(said_twice)
        assert set(said_twice) == before


XSD = "http://www.w3.org/2001/XMLSchema#"


class TestWriteAsStored:
    @pytest.mark.parametrize(
        ("text", "datatype", "written", "stored"),
        [
            ("95.00", "decimal", "95", "decimal"),
            ("+05", "integer", "5", "integer"),
            ("7", "unsignedByte", "7", "integer"),
            ("1.0E1", "double", "10", "double"),
            ("-0", "double", "-0", "double"),
            ("NaN", "float", "NaN", "float"),
            ("1", "boolean", "true", "boolean"),
            ("2020-01-01T24:00:00+00:00", "dateTime", "2020-01-02T00:00:00Z", "dateTime"),
            ("P12M", "duration", "P1Y", "duration"),
            ("2020+00:00", "gYear", "2020Z", "gYear"),
            ("2020-02-30", "date", "2020-02-30", "date"),
            ("five", "integer", "five", "integer"),
        ],
    )
    def test_a_value_has_one_form(
        self, text: str, datatype: str, *, written: str, stored: str
    ) -> None:
        """That of XML Schema; what is no value keeps its text."""
        literal = ox.Literal(text, datatype=ox.NamedNode(XSD + datatype))
        expected = ox.Literal(written, datatype=ox.NamedNode(XSD + stored))
        assert write_as_stored(literal) == expected == write_as_stored(expected)

    def test_text_stays_as_it_is(self) -> None:
        """With its language, whose tag is in lower case."""
        literal = ox.Literal(" 95.00 ", language="fr-CA")
        assert write_as_stored(literal) == literal
        assert literal.language == "fr-ca"


class TestSerialize:
    def test_statements_are_written_in_their_order(self) -> None:
        """The order is that of the caller, not of a hash."""
        triples = [ox.Triple(B, P, A), ox.Triple(A, P, B)]
        lines = serialize(triples, ox.RdfFormat.N_TRIPLES).decode().splitlines()
        assert lines == [f"<{EX}b> <{EX}p> <{EX}a> .", f"<{EX}a> <{EX}p> <{EX}b> ."]

    def test_prefixes_are_used(self) -> None:
        """Turtle names things as the prefix table says."""
        written = serialize([ox.Triple(A, P, B)], ox.RdfFormat.TURTLE, {"ex": EX}).decode()
        assert "ex:a ex:p ex:b ." in written

    def test_nothing_is_written_as_nothing(self) -> None:
        """No statements are no bytes."""
        assert serialize([], ox.RdfFormat.N_TRIPLES) == b""


class TestLoadGraph:
    def test_what_is_written_is_read(self) -> None:
        """A graph survives being written and loaded."""
        written = serialize([ox.Triple(A, P, B)], ox.RdfFormat.TURTLE)
        assert list(load_graph(written, ox.RdfFormat.TURTLE)) == [ox.Triple(A, P, B)]
