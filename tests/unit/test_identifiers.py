"""The prefix table, CURIEs out and in; IRIs minted in one way; and links from outside."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from bioprod_graph.errors import ProjectError, UsageError
from bioprod_graph.identifiers import (
    PrefixTable,
    mint_graph,
    parse_link,
    read_prefixes,
    show_term,
)

if TYPE_CHECKING:
    from pathlib import Path

BASE = "https://example.org/"
TABLE = PrefixTable(
    BASE,
    {
        "ex": f"{BASE}id/",
        "thing": f"{BASE}id/thing/",
        "ncit": "http://purl.obolibrary.org/obo/NCIT_",
        "schema": "http://schema.org/",
    },
)


class TestExpand:
    @pytest.mark.parametrize(
        ("text", "iri"),
        [
            ("thing:clock", f"{BASE}id/thing/clock"),
            ("  thing:clock ", f"{BASE}id/thing/clock"),
            ("thing:", f"{BASE}id/thing/"),
            ("thing:a/b#c", f"{BASE}id/thing/a/b#c"),
            ("ncit:C12", "http://purl.obolibrary.org/obo/NCIT_C12"),
            ("thing/clock", f"{BASE}id/thing/clock"),
            ("https://example.org/x", "https://example.org/x"),
            ("<https://example.org/x>", "https://example.org/x"),
            ("<urn:isbn:1>", "urn:isbn:1"),
            ("<mailto:someone>", "mailto:someone"),
        ],
    )
    def test_a_curie_an_iri_or_kind_and_slug_is_an_iri(self, text: str, iri: str) -> None:
        """All the ways in which a person names a thing lead to its IRI."""
        assert TABLE.expand(text) == ox.NamedNode(iri)

    def test_an_unknown_prefix_is_refused_with_the_nearest_one(self) -> None:
        """A slip of the keyboard is met with what was probably meant."""
        with pytest.raises(UsageError, match=r"unknown prefix thnig: .*did you mean thing:\?"):
            TABLE.expand("thnig:clock")

    def test_an_unknown_prefix_like_no_other_points_to_the_table(self) -> None:
        """Where nothing is near, the table is named."""
        with pytest.raises(UsageError, match=r"unknown prefix zzzz: .*ontology/prefixes\.ttl"):
            TABLE.expand("zzzz:clock")

    @pytest.mark.parametrize("text", ["", "clock", "<clock>", "thing:a b", "thing/a b", "<a", "a>"])
    def test_what_is_no_iri_is_refused(self, text: str) -> None:
        """Text that names nothing is a misuse, quoted in the error."""
        with pytest.raises(UsageError, match="not an IRI"):
            TABLE.expand(text)


class TestCompress:
    @pytest.mark.parametrize(
        ("iri", "curie"),
        [
            (f"{BASE}id/thing/clock", "thing:clock"),
            (f"{BASE}id/other", "ex:other"),
            ("http://schema.org/name", "schema:name"),
            ("http://purl.obolibrary.org/obo/NCIT_C12", "ncit:C12"),
            (f"{BASE}id/thing/a.b-c_1", "thing:a.b-c_1"),
        ],
    )
    def test_the_longest_namespace_that_fits_is_used(self, iri: str, curie: str) -> None:
        """The shortest CURIE is given, and it leads back to the IRI."""
        assert TABLE.compress(iri) == curie
        assert TABLE.expand(curie).value == iri

    @pytest.mark.parametrize(
        "iri",
        [
            "urn:x",
            f"{BASE}id/thing/",
            f"{BASE}id/thing/a/b",
            f"{BASE}id/thing/a.",
            f"{BASE}id/thing/é",
            f"{BASE}id/thing/-a",
        ],
    )
    def test_what_would_need_an_escape_stays_an_iri(self, iri: str) -> None:
        """A CURIE that Turtle could not read is not made."""
        assert TABLE.compress(iri) == f"<{iri}>"
        assert TABLE.expand(f"<{iri}>").value == iri


class TestExpandKnown:
    @pytest.mark.parametrize(
        ("text", "expanded"),
        [
            ("schema:name", "http://schema.org/name"),
            ("nope:name", "nope:name"),
            ("https://schema.org/name", "https://schema.org/name"),
            ("schema://name", "schema://name"),
            ("name", "name"),
        ],
    )
    def test_only_a_known_prefix_is_expanded(self, text: str, expanded: str) -> None:
        """Any other text comes back as it is."""
        assert TABLE.expand_known(text) == expanded


class TestReadPrefixes:
    def test_base_and_prefixes_are_read_in_order_of_name(self, tmp_path: Path) -> None:
        """Namespaces are resolved against the base."""
        path = tmp_path / "prefixes.ttl"
        path.write_text(
            "@base <https://example.org/> .\n@prefix b: <id/> .\n@prefix a: <urn:a:> .\n", "utf-8"
        )
        table = read_prefixes(path)
        assert table.base == BASE
        assert list(table.namespaces.items()) == [("a", "urn:a:"), ("b", f"{BASE}id/")]

    @pytest.mark.parametrize(
        ("content", "reason"),
        [
            ("@prefix a: <urn:a:> .", r"prefixes\.ttl: states no @base"),
            ("@base <urn:b:> .\n@prefix a <urn:a:> .", r"prefixes\.ttl:2:\d+: malformed Turtle"),
            ("@base <urn:b:> .\n<a> <b> <c> .", r"holds only @base and @prefix"),
        ],
    )
    def test_what_is_no_prefix_table_is_refused(
        self, content: str, reason: str, tmp_path: Path
    ) -> None:
        """One line says which file, and what is wrong in it."""
        path = tmp_path / "prefixes.ttl"
        path.write_text(content, "utf-8")
        with pytest.raises(ProjectError, match=reason):
            read_prefixes(path)

    def test_a_missing_file_is_named(self, tmp_path: Path) -> None:
        """The error carries the path and the reason of the system."""
        with pytest.raises(ProjectError, match=r"absent\.ttl: cannot be read \(No such file"):
            read_prefixes(tmp_path / "absent.ttl")


class TestShowTerm:
    @pytest.mark.parametrize(
        ("term", "shown"),
        [
            (None, ""),
            (ox.NamedNode(f"{BASE}id/thing/clock"), "thing:clock"),
            (ox.Literal("horloge", language="fr"), "horloge"),
            (ox.Literal(3), "3"),
            (ox.BlankNode("b"), "_:b"),
        ],
    )
    def test_a_term_is_written_for_a_person(self, term: object, shown: str) -> None:
        """An IRI as CURIE, a literal as its text, nothing as nothing."""
        assert show_term(term, TABLE) == shown


class TestMint:
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
