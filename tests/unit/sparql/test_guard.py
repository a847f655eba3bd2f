"""The guard refuses what leaves the machine, changes data or ends the process."""

from __future__ import annotations

import subprocess
import sys
from itertools import product
from typing import Any

import pyoxigraph as ox
import pytest

from bioprod_graph.errors import QueryError
from bioprod_graph.sparql.guard import LARGEST, LONGEST_QUERY, guard_query, holds_service, is_sparql

ASK_GUARDED = """
import sys
import pyoxigraph
from bioprod_graph.errors import QueryError
from bioprod_graph.questions import ask_oxigraph
try:
    ask_oxigraph(pyoxigraph.Store(), sys.stdin.read(), {})
except QueryError as error:
    print(error)
    sys.exit(2)
"""
HOSTILE = {
    "braces": "SELECT * WHERE " + "{" * 4_000,
    "braces-closed": "SELECT * WHERE " + "{" * 2_000 + "}" * 2_000,
    "parentheses": "SELECT * WHERE { ?s ?p ?o FILTER" + "(" * 4_000,
    "parentheses-closed": "SELECT (" + "(" * 2_000 + "1" + ")" * 2_000 + " AS ?x) WHERE {}",
    "brackets": "SELECT * WHERE { ?s ?p " + "[ ?p " * 2_000,
    "lists": "SELECT * WHERE { ?s ?p " + "( " * 2_000 + ") " * 2_000 + "}",
    "paths": "SELECT * WHERE { ?s " + "(" * 2_000 + "<urn:p>" + ")*" * 2_000 + " ?o }",
    "optionals": "SELECT * WHERE { " + "OPTIONAL { ?s ?p ?o } " * 3_000 + "}",
    "optionals-nested": "SELECT * WHERE { " + "OPTIONAL { " * 3_000,
    "binds": "SELECT * WHERE { " + "".join(f"BIND(1 AS ?x{n}) " for n in range(3_000)) + "}",
    "unions": "SELECT * WHERE { {} " + "UNION {} " * 3_000 + "}",
    "minuses": "SELECT * WHERE { ?s ?p ?o FILTER(1 = " + "- " * 5_000 + "1) }",
    "nots": "SELECT * WHERE { ?s ?p ?o FILTER(" + "!" * 5_000 + "true) }",
    "inverses": "SELECT * WHERE { ?s " + "^" * 5_000 + "<urn:p> ?o }",
    "sums": "SELECT (1" + "+1" * 5_000 + " AS ?x) WHERE {}",
    "alternatives": "SELECT * WHERE { ?s <urn:p>" + "|<urn:p>" * 5_000 + " ?o }",
    "triples": "SELECT * WHERE { " + "?s ?p ?o . " * 3_000 + "}",
    "quoted": "SELECT * WHERE { " + "<< " * 3_000,
    "long": "SELECT * WHERE { ?s ?p '" + "a" * LONGEST_QUERY + "' }",
}


class TestRefused:
    """guard_query"""

    @pytest.mark.parametrize(
        "query",
        [
            "SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }",
            "SELECT * { service SILENT <http://example.org/> {} }",
            "SELECT * { ?s ?p ?o. SerVice ?x {} }",
            "SELECT * {#\nSERVICE<http://example.org/>{}}",
            "SELECT * { ?s <urn:p>SERVICE <http://example.org/> {} }",
            "SELECT * { ?s ?p 'a'SERVICE <http://example.org/> {} }",
            "SELECT * { ?s ?p 1 SERVICE <http://example.org/> {} }",
            "SELECT * { FILTER(1<2) SERVICE <http://example.org/> { FILTER(3>2) } }",
            "PREFIX service: <urn:x> SELECT * { SERVICE service:y {} }",
            "PREFIX : <urn:x> SELECT * { SERVICE:x{?s ?p ?o} }",
            "SELECT * { SERVICESILENT<http://example.org/>{} }",
            "PREFIX zzzzice: <urn:x> SELECT ?zzzyice { SERVICE<urn:x>{} }",
            "SELECT * { { SELECT * { SERVICE <http://example.org/> {} } } }",
            "SELECT * { ?s ?p ?o FILTER EXISTS { SERVICE <http://example.org/> {} } }",
        ],
    )
    def test_service_is_refused_however_it_is_written(self, query: str) -> None:
        """SERVICE goes out to the network: only with --allow-service."""
        with pytest.raises(QueryError, match="--allow-service"):
            guard_query(query)
        guard_query(query, allow_service=True)

    @pytest.mark.parametrize(
        "query",
        [
            "SELECT * { ?s ?p ?o } # SERVICE",
            'SELECT * { ?service <urn:SERVICE> \'SERVICE\', """SERVICE {""" }',
            "PREFIX service: <urn:service> SELECT * { ?s service:SERVICE service: }",
            "PREFIX web-service: <urn:x> ASK { ?s web-service:x ?o }",
            "SELECT ?insert ?delete { ?s ?insert 'INSERT DATA' # DELETE\n }",
            "PREFIX load: <urn:load> DESCRIBE load:x",
            "ASK { ?s ?p 'FROM <x>' }",
        ],
    )
    def test_words_within_names_strings_and_comments_are_no_keywords(self, query: str) -> None:
        """Tokens are looked at, not text."""
        guard_query(query)

    @pytest.mark.parametrize(
        "query",
        [
            "SELECT * { SERVICE <urn:x> { } ",
            "ASK { unknown:x ?p ?o . 1SERVICE<urn:x>{} }",
            "ASK { unknown:x ?p trueSERVICE:x{} }",
        ],
    )
    def test_what_is_no_sparql_here_is_judged_on_its_words(self, query: str) -> None:
        """An endpoint may know more than the engine here does."""
        with pytest.raises(QueryError, match="--allow-service"):
            guard_query(query)

    @pytest.mark.parametrize(
        "query", ["ASK { service:x ?p ?o }", "ASK { ?service ?p", "ASK { 'SERVICE <x> {' ?p", ""]
    )
    def test_what_is_malformed_without_the_word_is_left_to_the_engine(self, query: str) -> None:
        """It says better what is wrong."""
        guard_query(query)

    @pytest.mark.parametrize(
        "query",
        [
            "INSERT DATA { <urn:a> <urn:b> <urn:c> }",
            "PREFIX a: <urn:a> DELETE WHERE { ?s ?p ?o }",
            "BASE <urn:a> load <http://example.org/data>",
            "# nothing\nclear ALL",
            "CREATE GRAPH <urn:g>",
            "DROP ALL",
            "COPY <urn:a> TO <urn:b>",
            "MOVE <urn:a> TO <urn:b>",
            "ADD <urn:a> TO <urn:b>",
            "WITH <urn:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
        ],
    )
    def test_an_update_is_refused(self, query: str) -> None:
        """Nothing that changes data is answered."""
        with pytest.raises(QueryError, match="is an update: only SELECT"):
            guard_query(query)

    @pytest.mark.parametrize(
        "query",
        [
            "SELECT * { \\u0053ERVICE <http://example.org/> {} }",
            "SELECT * { \\u00000053ERVICE <http://example.org/> {} }",
            "SELECT * { \\U00000053ERVICE <http://example.org/> {} }",
            "SELECT * { ?s ?p '\\u0027 . SERVICE <http://example.org/> {} #' }",
        ],
    )
    def test_an_escape_is_refused_where_it_could_hide_a_keyword(self, query: str) -> None:
        """Endpoints that follow section 19.2 replace escapes before all else."""
        with pytest.raises(QueryError, match="can hide a keyword"):
            guard_query(query, allow_escapes=False)

    def test_an_escape_in_a_string_is_allowed_where_it_hides_nothing(self) -> None:
        """Oxigraph reads an escape within a token only; a backslash before n is no such thing."""
        guard_query("ASK { ?s ?p '\\u00e9' }")
        guard_query("ASK { ?s ?p '\\n' }", allow_escapes=False)

    @pytest.mark.parametrize(("opening", "closing"), ["{}", "()", "[]"])
    def test_depth_has_a_limit(self, opening: str, closing: str) -> None:
        """The deepest that is allowed passes, one more does not."""
        guard_query(opening * LARGEST.depth + closing * LARGEST.depth)
        with pytest.raises(QueryError, match=f"nests more than {LARGEST.depth} levels deep"):
            guard_query(opening * (LARGEST.depth + 1) + closing * (LARGEST.depth + 1))

    def test_signs_within_strings_and_comments_are_no_depth(self) -> None:
        """Braces in texts do not nest."""
        guard_query("ASK { ?s ?p '" + "{" * 1_000 + "' } # " + "(" * 1_000)

    def test_siblings_are_no_depth(self) -> None:
        """Groups side by side close again."""
        guard_query("SELECT * { " + "{} " * 200 + "}")

    def test_length_and_number_of_tokens_have_a_limit(self) -> None:
        """The longest that is allowed passes, one more does not."""
        guard_query("#" + "a" * (LONGEST_QUERY - 1))
        with pytest.raises(QueryError, match=f"has {LONGEST_QUERY + 1} characters, more than"):
            guard_query("#" + "a" * LONGEST_QUERY)
        guard_query("a " * LARGEST.tokens)
        with pytest.raises(QueryError, match=f"more than {LARGEST.tokens} tokens"):
            guard_query("a " * (LARGEST.tokens + 1))


class TestIsSparql:
    """is_sparql: there is no call that only parses, and this relies on what the library does."""

    @pytest.mark.parametrize(
        "query",
        ["SELECT * {}", "ASK {}", "CONSTRUCT {} {}", "DESCRIBE <urn:a>", "ASK { ?unasked ?p 1 }"],
    )
    def test_a_query_of_any_form_is(self, query: str) -> None:
        """With a variable of any name."""
        assert is_sparql(query)

    @pytest.mark.parametrize("query", ["", "ASK", "SELECT ?s { ?s ?p }", "DROP ALL", "x:y"])
    def test_nothing_else_is(self, query: str) -> None:
        """Updates are not."""
        assert not is_sparql(query)

    def test_nothing_is_evaluated(self) -> None:
        """A function of ours would be called, were the query asked."""
        store = ox.Store()
        called = []

        def call(term: object) -> ox.Literal:
            called.append(term)
            return ox.Literal("")

        query = "ASK { FILTER(<urn:call>(1)) }"
        functions: dict[ox.NamedNode, Any] = {ox.NamedNode("urn:call"): call}
        store.query(query, custom_functions=functions)
        assert len(called) == 1
        with pytest.raises(RuntimeError, match="does not contains variable"):
            store.query(
                query,
                custom_functions=functions,
                substitutions={ox.Variable("unasked"): ox.Literal("")},
            )
        assert len(called) == 1


def test_no_query_can_hold_all_that_service_is_replaced_by() -> None:
    """Whoever writes as many of them as fit still finds one that is not there."""
    letters = "zyxwvutsrqponmlkjihgfedcba"
    every = ("".join(start) + "ice" for start in product(letters, repeat=4))
    taken = " ".join(f"?{next(every)}" for _ in range(LONGEST_QUERY // 9 - 20))
    assert not holds_service(f"SELECT {taken} {{ ?service ?p ?o }}")
    assert holds_service(f"SELECT {taken} {{ SERVICE?service{{}} }}")


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_query_is_refused_and_the_process_lives(name: str) -> None:
    """A few kilobytes of nesting end in one line and exit 2, never in a signal."""
    ended = subprocess.run(
        [sys.executable, "-c", ASK_GUARDED],
        input=HOSTILE[name],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (2, "")
    assert ended.stdout.count("\n") == 1
