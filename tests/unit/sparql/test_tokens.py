"""A query is cut into tokens as the grammar of SPARQL cuts it."""

from __future__ import annotations

from itertools import pairwise

import pytest

from bioprod_graph.errors import QueryError
from bioprod_graph.sparql import find_group, split_tokens, strip_comments, strip_mark


def kinds(query: str) -> list[tuple[str, str]]:
    return [(token.kind, token.text) for token in split_tokens(query)]


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
            ("GROUP_CONCAT", "word"),
            ("SERVICESILENT", "word"),
            ("SERVICE:x", "name"),
            (":", "name"),
            ("é.ü:a", "name"),
            ("a:b\\#c\\'d\\(", "name"),
            ("a::b:c", "name"),
            ("_:b.c", "blank"),
            ("@en-Latn", "language"),
            ("@en--ltr", "language"),
            ("1.5e-3", "number"),
            (".5", "number"),
            ("<http://example.org/\\u00e9'(#>", "iri"),
            ("\\(", "other"),
            ("{", "other"),
        ],
    )
    def test_one_token_is_one(self, text: str, kind: str) -> None:
        """An IRI, a string, a variable or a name is one token, whatever stands in it."""
        assert kinds(text) == [(kind, text)]

    @pytest.mark.parametrize(
        ("text", "cut"),
        [
            ("1SERVICE", ["1", "SERVICE"]),
            ("1.5SERVICE", ["1.5", "SERVICE"]),
            ("true.SERVICE", ["true", ".", "SERVICE"]),
            ("a:b.", ["a:b", "."]),
            ("_:b.", ["_:b", "."]),
            ("?x.?y", ["?x", ".", "?y"]),
            ("SERVICE?x", ["SERVICE", "?x"]),
            ("SERVICE<urn:x>{", ["SERVICE", "<urn:x>", "{"]),
            ("a:-b", ["a:", "-", "b"]),
            ("'a'@en", ["'a'", "@en"]),
            ("'''a'", ["''", "'a'"]),
            ("1.e", ["1", ".", "e"]),
        ],
    )
    def test_tokens_meet_without_blanks(self, text: str, cut: list[str]) -> None:
        """Each is as long as it can be."""
        assert [token.text for token in split_tokens(text)] == cut

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
        assert all(query.startswith(token.text, token.start) for token in tokens)
        assert all(first.end <= second.start for first, second in pairwise(tokens))

    def test_a_word_is_a_keyword_in_any_case(self) -> None:
        """And a name or a text is none."""
        assert [t.keyword for t in split_tokens("Select a:SELECT 'SELECT'")] == ["SELECT", "", ""]


class TestStrip:
    """strip_comments and strip_mark"""

    def test_comments_go_and_line_ends_stay(self) -> None:
        """Texts, addresses and names that hold the sign stay as they are."""
        query = "ASK # c\n{ <urn:a#b> a:\\#c '#' } # d"
        assert strip_comments(query) == "ASK \n{ <urn:a#b> a:\\#c '#' } "

    def test_a_mark_goes_from_the_start_alone(self) -> None:
        """Within a text it is a character."""
        assert strip_mark("\ufeffASK { ?s ?p '\ufeff' }") == "ASK { ?s ?p '\ufeff' }"


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
