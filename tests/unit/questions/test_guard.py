"""The guard refuses what leaves the machine, changes data or ends the process, on tokens."""

from __future__ import annotations

import subprocess
import sys
from itertools import pairwise

import pytest

from bioprod_graph.errors import QueryError
from bioprod_graph.questions.guard import (
    DEEPEST,
    LONGEST,
    MOST_TOKENS,
    find_group,
    guard_query,
    split_tokens,
)

ASK_GUARDED = """
import sys
import pyoxigraph
from bioprod_graph.errors import QueryError
from bioprod_graph.questions.local import ask_oxigraph
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
    "long": "SELECT * WHERE { ?s ?p '" + "a" * LONGEST + "' }",
}


def kinds(query: str) -> list[tuple[str, str]]:
    return [(kind, text) for kind, text, _ in split_tokens(query)]


class TestSplitTokens:
    """split_tokens"""

    def test_comments_and_blanks_are_left_out(self) -> None:
        """Only what means something is a token."""
        assert kinds("ASK # SERVICE <x> {\n {\t}\r\n# end") == [
            ("word", "ASK"),
            ("other", "{"),
            ("other", "}"),
        ]

    @pytest.mark.parametrize(
        ("text", "kind"),
        [
            ("<https://example.org/SERVICE#SERVICE>", "iri"),
            ('"a { SERVICE } \\" # b"', "string"),
            ("'SERVICE'", "string"),
            ('"""two\nlines "quoted" SERVICE {"""', "string"),
            ("'''it's SERVICE'''", "string"),
            ('""', "string"),
            ("?service", "variable"),
            ("$SERVICE", "variable"),
            ("bioprod:SERVICE", "name"),
            ("service:call", "name"),
            ("web-service:", "name"),
            (":service", "name"),
            ("a:b.c", "name"),
            ("a:b%20c", "name"),
            ("a:SERVICE\\-b", "name"),
            ("SERVICE", "word"),
            ("{", "other"),
        ],
    )
    def test_one_token_is_one(self, text: str, kind: str) -> None:
        """An IRI, a string, a variable or a name is one token, whatever stands in it."""
        assert kinds(text) == [(kind, text)]

    def test_less_than_is_no_iri(self) -> None:
        """A comparison does not swallow what stands between two signs."""
        assert ("word", "SERVICE") in kinds("FILTER(?a < 1) SERVICE ?b FILTER(?c > 2)")

    def test_an_open_string_does_not_hide_what_follows(self) -> None:
        """A quote that is not closed on its line is a sign, and the rest is read."""
        assert ("word", "SERVICE") in kinds("'open\nSERVICE <x> {}")

    def test_positions_rise_and_point_at_the_text(self) -> None:
        """Each token stands where it says."""
        query = "PREFIX a: <urn:a> # c\nSELECT ?x { ?x a:b 'é' }"
        tokens = list(split_tokens(query))
        assert all(query.startswith(text, position) for _, text, position in tokens)
        assert all(first[2] < second[2] for first, second in pairwise(tokens))


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
        guard_query(query, allow_from=False)

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

    @pytest.mark.parametrize("query", ["SELECT * FROM <urn:g> {}", "ask from named <urn:g> {}"])
    def test_from_is_refused_where_it_would_fetch(self, query: str) -> None:
        """rdflib fetches FROM from the network; Oxigraph does not."""
        with pytest.raises(QueryError, match="FROM makes rdflib fetch"):
            guard_query(query, allow_from=False)
        guard_query(query)

    @pytest.mark.parametrize(
        "query",
        [
            "SELECT * { \\u0053ERVICE <http://example.org/> {} }",
            "SELECT * { \\u00000053ERVICE <http://example.org/> {} }",
            "SELECT * { \\U00000053ERVICE <http://example.org/> {} }",
            "SELECT * { ?s ?p '\\u0027 . SERVICE <http://example.org/> {} #' }",
            "SELECT * \\u0046ROM <http://example.org/> {}",
        ],
    )
    def test_an_escape_is_refused_where_it_could_hide_a_keyword(self, query: str) -> None:
        """rdflib, and endpoints that follow section 19.2, replace escapes before all else."""
        with pytest.raises(QueryError, match="can hide a keyword"):
            guard_query(query, allow_escapes=False)

    def test_an_escape_in_a_string_is_allowed_where_it_hides_nothing(self) -> None:
        """Oxigraph reads an escape within a token only; a backslash before n is no such thing."""
        guard_query("ASK { ?s ?p '\\u00e9' }")
        guard_query("ASK { ?s ?p '\\n' }", allow_escapes=False)

    @pytest.mark.parametrize(("opening", "closing"), ["{}", "()", "[]"])
    def test_depth_has_a_limit(self, opening: str, closing: str) -> None:
        """The deepest that is allowed passes, one more does not."""
        guard_query(opening * DEEPEST + closing * DEEPEST)
        with pytest.raises(QueryError, match=f"nests more than {DEEPEST} levels deep"):
            guard_query(opening * (DEEPEST + 1) + closing * (DEEPEST + 1))

    def test_signs_within_strings_and_comments_are_no_depth(self) -> None:
        """Braces in texts do not nest."""
        guard_query("ASK { ?s ?p '" + "{" * 1_000 + "' } # " + "(" * 1_000)

    def test_siblings_are_no_depth(self) -> None:
        """Groups side by side close again."""
        guard_query("SELECT * { " + "{} " * 200 + "}")

    def test_length_and_number_of_tokens_have_a_limit(self) -> None:
        """The longest that is allowed passes, one more does not."""
        guard_query("#" + "a" * (LONGEST - 1))
        with pytest.raises(QueryError, match=f"has {LONGEST + 1} characters, more than"):
            guard_query("#" + "a" * LONGEST)
        guard_query("a " * MOST_TOKENS)
        with pytest.raises(QueryError, match=f"more than {MOST_TOKENS} tokens"):
            guard_query("a " * (MOST_TOKENS + 1))


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


class TestFindGroup:
    """find_group"""

    @pytest.mark.parametrize(
        "query",
        [
            "SELECT * WHERE {| ?s ?p ?o }",
            "SELECT * {| ?s ?p ?o }",
            "SELECT (COUNT(*) AS ?n) {| ?s ?p ?o } GROUP BY ?s",
            "PREFIX a: <urn:where> # {\nSELECT * FROM <urn:g> WHERE {| ?s ?p '{' }",
            "ASK {| ?s ?p ?o }",
            "ask where {| ?s ?p ?o }",
            "CONSTRUCT { ?s ?p [ ?q ?o ] } WHERE {| ?s ?p ?o }",
            "CONSTRUCT { ?s ?p ?o } {| ?s ?p ?o }",
            "CONSTRUCT WHERE {| ?s ?p ?o }",
            "CONSTRUCT { } WHERE {| { ?s ?p ?o } UNION { } }",
            "DESCRIBE ?s WHERE {| ?s ?p ?o }",
            "SELECT * WHERE {| { SELECT ?s WHERE { ?s ?p ?o } } }",
            "SELECT * {| { SELECT ?s { ?s ?p ?o } LIMIT 1 } }",
        ],
    )
    def test_the_first_group_of_the_where_clause_is_found(self, query: str) -> None:
        """With and without WHERE, after a template, not in a text or a subselect."""
        place = query.index("|")
        assert find_group(query.replace("|", "", 1)) == place

    @pytest.mark.parametrize("query", ["DESCRIBE <urn:a>", "", "SELECT *", "CONSTRUCT { ?s ?p 1 }"])
    def test_a_query_without_a_group_is_refused(self, query: str) -> None:
        """Nothing can be bound where there is no WHERE clause."""
        with pytest.raises(QueryError, match="no WHERE clause"):
            find_group(query)
