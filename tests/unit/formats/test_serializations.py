"""Statements are written so that they are read back, or refused by name."""

from __future__ import annotations

from xml.parsers import expat

import pyoxigraph as ox
import pytest

from bioprod_graph.errors import FormatError
from bioprod_graph.formats.serializations import write_rdf

FORMS = {
    "turtle": ox.RdfFormat.TURTLE,
    "trig": ox.RdfFormat.TRIG,
    "nquads": ox.RdfFormat.N_QUADS,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "rdfxml": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
}
S, P = ox.NamedNode("https://example.org/s"), ox.NamedNode("https://example.org/p")
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XML_SPACE = "http://www.w3.org/XML/1998/namespace"
HELD = [
    *("https://e.org/p#name", "https://e.org/p/2021a", "https://e.org/q?x=a", "urn:x:name"),
    *("https://e.org/p#-a", "https://e.org/p#é", "https://e.org/p#a.b", "https://e.org/p#%41b"),
    *(f"{RDF}_1", f"{RDF}type", f"{RDF}value", "https://e.org/it's?a=1&b=c", "e:a"),
    *("https://e.org/:a:b", f"{XML_SPACE}lang", "https://e.org/p#a·b", "https://e.org/p#xml"),
]
NOT_HELD = [
    *("https://example.org/p/2021", "https://example.org/q?x=1", "https://e.org/p/", "urn:x:1"),
    *("https://e.org/p#", "https://e.org/p#1-", "https://e.org/p#𝒳", "https://e.org/p#a𝒳", "e:"),
    *("https://e.org/p#a‿", "https://e.org/p#aⰀ", "https://e.org/p?a=%20", "https://e.org/p#a)"),
    *(f"{RDF}li", f"{RDF}Description", f"{RDF}about", f"{RDF}ID", f"{RDF}RDF"),
    "http://www.w3.org/2000/xmlns/a",
]
PREFIXES: dict[str, dict[str, str]] = {
    "none": {},
    "usual": {"e": "https://e.org/p#", "rdf": RDF},
    "empty": {"": "https://e.org/p#"},
    "xml": {"xml": "https://e.org/p#", "XmL-a": "urn:x:"},
    "stolen": {"rdf": "https://e.org/p#", "its": "urn:x:", "oxprefix": "https://e.org/q?x="},
    "reserved": {"a": XML_SPACE, "b": "http://www.w3.org/2000/xmlns/"},
    "odd": {"é": "https://e.org/p#", "a.b": "urn:x:", "𝒳": "e:"},
}


def read_properties(content: bytes) -> list[str]:
    """Read the addresses of properties with expat, which joins them as RDF/XML says."""
    parser, depth, found = expat.ParserCreate(namespace_separator="\n"), [0], list[str]()

    def start(name: str, _: dict[str, str]) -> None:
        depth[0] += 1
        if depth[0] == 3:
            found.append(name.replace("\n", ""))

    def end(_: str) -> None:
        depth[0] -= 1

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.Parse(content, True)
    return found


class TestRdfXml:
    """Properties and prefixes of RDF/XML."""

    @pytest.mark.parametrize("prefixes", PREFIXES)
    @pytest.mark.parametrize("iri", HELD)
    def test_a_property_is_read_back(self, iri: str, prefixes: str) -> None:
        """Whatever the project calls its namespace."""
        triple = ox.Triple(S, ox.NamedNode(iri), ox.Literal("v"))
        assert read_properties(write_rdf([triple], "rdfxml", PREFIXES[prefixes])) == [iri]

    @pytest.mark.parametrize("prefixes", PREFIXES)
    @pytest.mark.parametrize("iri", NOT_HELD)
    def test_a_property_without_a_name_is_refused(self, iri: str, prefixes: str) -> None:
        """By its address, with formats that hold it, in both languages."""
        triple = ox.Triple(S, ox.NamedNode(iri), ox.Literal("v"))
        with pytest.raises(FormatError) as refused:
            write_rdf([triple], "rdfxml", PREFIXES[prefixes])
        for message in (refused.value.message("en"), refused.value.message("fr")):
            assert f"<{iri}>" in message
            assert "turtle, ntriples" in message
            assert "\n" not in message

    def test_the_first_property_is_named(self) -> None:
        """In the order of the statements, each time."""
        iris = [f"https://e.org/{number}" for number in range(9)]
        triples = [ox.Triple(S, ox.NamedNode(iri), ox.Literal("v")) for iri in iris]
        with pytest.raises(FormatError, match=r"e\.org/0>"):
            write_rdf(triples, "rdfxml")

    def test_a_value_that_xml_cannot_hold_is_refused(self) -> None:
        """With the character, the thing and the property."""
        triples = [ox.Triple(S, P, ox.Literal(text)) for text in ("fine", "bell\x07")]
        with pytest.raises(FormatError) as refused:
            write_rdf(triples, "rdfxml")
        assert refused.value.message("en").startswith(
            "rdfxml cannot hold U+0007, which stands in a value of "
            "<https://example.org/s> <https://example.org/p>: "
        )
        assert "U+0007" in refused.value.message("fr")

    @pytest.mark.parametrize(
        "term",
        [
            ox.Literal("é", language="fr"),
            ox.Literal("x", language="x-very-own"),
            ox.Literal("x", datatype=ox.NamedNode("https://e.org/dt?x=1&y='2'")),
            ox.Literal("x", datatype=ox.NamedNode("urn:1")),
            ox.NamedNode("https://e.org/é?a=1&b='2'#%20"),
        ],
        ids=str,
    )
    def test_other_terms_are_read_back(self, term: ox.Literal | ox.NamedNode) -> None:
        """Languages, datatypes and addresses that no element is named after."""
        triple = ox.Triple(S, P, term)
        content = write_rdf([triple], "rdfxml")
        read = [quad.triple for quad in ox.parse(content, format=ox.RdfFormat.RDF_XML)]
        assert read == [triple]
        assert read_properties(content) == [P.value]


class TestOfRdf12:
    """What RDF 1.2 adds."""

    TERMS = (
        ox.Triple(S, P, ox.Literal("inner")),
        ox.Literal("x", language="ar", direction=ox.BaseDirection.RTL),
    )

    @pytest.mark.parametrize("form", ["rdfxml", "jsonld"])
    @pytest.mark.parametrize("term", TERMS, ids=["triple", "direction"])
    def test_older_formats_refuse_it(self, form: str, term: ox.Triple | ox.Literal) -> None:
        """Naming what has it, and formats that hold it."""
        with pytest.raises(FormatError, match=rf"{form} cannot hold a .*/s> .*turtle") as refused:
            write_rdf([ox.Triple(S, P, term)], form)
        assert "example.org/p" in refused.value.message("fr")

    @pytest.mark.parametrize("form", ["turtle", "ntriples", "trig", "nquads"])
    @pytest.mark.parametrize("term", TERMS, ids=["triple", "direction"])
    def test_turtle_and_lines_hold_it(self, form: str, term: ox.Triple | ox.Literal) -> None:
        """And give it back."""
        content = write_rdf([ox.Triple(S, P, term)], form)
        assert [quad.object for quad in ox.parse(content, format=FORMS[form])] == [term]
