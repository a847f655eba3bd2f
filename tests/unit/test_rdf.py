"""Oxigraph asked and written with precise types."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from bioprod_graph.rdf import ask, construct, load_graph, read_rows, select, serialize

EX = "https://example.org/"
A, B, P = (ox.NamedNode(f"{EX}{name}") for name in "abp")


@pytest.fixture
def store() -> ox.Store:
    store = ox.Store()
    store.add(ox.Quad(A, P, ox.Literal("un", language="fr"), ox.NamedNode(f"{EX}graph/1")))
    store.add(ox.Quad(B, P, ox.Literal("two"), ox.NamedNode(f"{EX}graph/2")))
    return store


class TestSelect:
    def test_all_graphs_are_seen_as_one(self, store: ox.Store) -> None:
        """Statements stand in named graphs, and a plain pattern finds them."""
        rows = read_rows(select(store, "SELECT ?s ?o { ?s ?p ?o } ORDER BY ?s"))
        assert rows == [{"s": A.value, "o": "un"}, {"s": B.value, "o": "two"}]

    def test_a_binding_is_a_term_and_not_text(self, store: ox.Store) -> None:
        """What looks like SPARQL in a binding stays a literal."""
        injected = ox.Literal('two" } #')
        for term, expected in ((ox.Literal("two"), [B.value]), (injected, [])):
            rows = read_rows(select(store, "SELECT ?s ?o { ?s ?p ?o }", {"o": term}))
            assert [row["s"] for row in rows] == expected

    def test_what_is_unbound_is_left_out(self, store: ox.Store) -> None:
        """A row holds only what is bound."""
        query = "SELECT ?s ?x { ?s ?p 'two' OPTIONAL { ?s <urn:none> ?x } }"
        assert read_rows(select(store, query)) == [{"s": B.value}]

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
        assert bool(ask(store, "ASK { ?s ?p ?o }", {"o": ox.Literal(word)})) == answer


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
