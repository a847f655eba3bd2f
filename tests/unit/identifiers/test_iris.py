"""IRIs are minted in one way, and those from outside must be links that a reader may follow."""

from __future__ import annotations

import pytest

from bioprod_graph.identifiers import mint_graph, mint_thing, parse_link

BASE = "https://example.org/"


class TestMint:
    def test_a_thing_is_kind_and_slug_below_the_base(self) -> None:
        """The pattern is id/KIND/SLUG."""
        assert mint_thing(BASE, "place", "saint-denis").value == f"{BASE}id/place/saint-denis"

    @pytest.mark.parametrize(
        ("segments", "path"),
        [
            (("provenance",), "provenance"),
            (("record", "things", "clock"), "record/things/clock"),
            (("ontology", "vocabularies/units"), "ontology/vocabularies/units"),
            (("record", "a b?c#d"), "record/a%20b%3Fc%23d"),
            (("inferred", "é"), "inferred/%C3%A9"),
        ],
    )
    def test_a_graph_is_its_segments_encoded(self, segments: tuple[str, ...], path: str) -> None:
        """Only slashes stay as they are: nothing of a segment can become a query or fragment."""
        assert mint_graph(BASE, *segments).value == f"{BASE}graph/{path}"


class TestParseLink:
    @pytest.mark.parametrize(
        "text",
        [
            "https://example.org/a?b=c#d",
            "HTTP://example.org",
            "mailto:office",
            "https://example.org/é",
            "https://example.org/a%20b",
            "https://example.org/.well-known/a...b",
        ],
    )
    def test_a_link_is_kept_as_it_is(self, text: str) -> None:
        """What a reader may follow is not changed."""
        assert parse_link(text).value == text

    @pytest.mark.parametrize(
        ("text", "reason"),
        [
            ("inventory", "not an IRI"),
            ("", "not an IRI"),
            ("//example.org/a", "not an IRI"),
            ("https://example.org/a b", "not an IRI"),
            ("https://example.org/\n", "not an IRI"),
            ("https://example.org/<script>", "not an IRI"),
            ("http://[::1", "not an IRI"),
            ("javascript:alert(1)", "the scheme javascript: is not allowed"),
            ("JavaScript:alert(1)", "the scheme javascript: is not allowed"),
            ("data:text/html;a", "the scheme data: is not allowed"),
            ("file:///etc/passwd", "the scheme file: is not allowed"),
            ("ftp://example.org/", "the scheme ftp: is not allowed"),
            ("https://example.org/../a", "dot segment"),
            ("https://example.org/a/.", "dot segment"),
            ("https://example.org/a/./b", "dot segment"),
        ],
    )
    def test_any_other_iri_is_refused_with_the_reason(self, text: str, reason: str) -> None:
        """The reason fits into a sentence: it is one line that starts in lower case."""
        with pytest.raises(ValueError, match=reason) as caught:
            parse_link(text)
        assert "\n" not in str(caught.value)
        assert str(caught.value)[0].islower()
