"""What Java and owlready2 say becomes one finding in words, with the thing that they name."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from bioprod_graph.checks.reasoner import (
    explain_load,
    explain_refusal,
    find,
    find_ill_typed,
    find_puns,
)
from bioprod_graph.errors import say_reason

X = "https://example.org/x/"
XSD = "http://www.w3.org/2001/XMLSchema#"
THING, P = ox.NamedNode(f"{X}i"), ox.NamedNode(f"{X}p")
TRACE = "\n\tat org.semanticweb.HermiT.Reasoner.loadOntology(Reasoner.java:117)"


def _say(exception: str, message: str) -> str:
    thrown = f'Exception in thread "main" {exception}: {message}{TRACE}'
    return f"Java error message is:\nPicked up JAVA_TOOL_OPTIONS: -Dx\n{thrown}\n"


class TestJava:
    """`explain_refusal`."""

    @pytest.mark.parametrize(
        ("message", "focus", "words"),
        [
            (
                _say("a.B", f"Non-simple property '<{X}q>' or its inverse appears in …"),
                f"{X}q",
                "transitive",
            ),
            (
                _say("a.B", f"Non-simple property 'InverseOf(<{X}q>)' or its inverse appears …"),
                f"{X}q",
                "chain",
            ),
            (
                _say("a.B", "The given property hierarchy is not regular."),
                "",
                "circle",
            ),
            (
                _say(
                    "a.B",
                    "The given property hierarchy is not regular.\n"
                    f"There is a cyclic dependency involving property <{X}q>",
                ),
                f"{X}q",
                "circle",
            ),
            (
                _say(
                    "a.B",
                    f"HermiT supports …\nThe datatype '{X}d' is not part of the OWL 2 datatype map",
                ),
                f"{X}d",
                "datatype",
            ),
            (
                _say(
                    "a.B",
                    "The datatype 'http://org.semanticweb.owlapi/error#Error1' is not part of",
                ),
                "",
                "lists and restrictions",
            ),
            (
                _say("a.B", f"Facet with URI '{XSD}length' is not supported on {XSD}integer; only"),
                "",
                "no restriction of xsd:integer by xsd:length",
            ),
            (
                _say("a.B", "String '[a' in the datatype restriction x is not a valid regular"),
                "",
                "[a",
            ),
            (
                _say("java.lang.IllegalArgumentException", "cardinality cannot be negative"),
                "",
                "negative",
            ),
            (_say("java.lang.OutOfMemoryError", "Java heap space"), "", "memory"),
            ("Could not reserve enough space for 1024KB object heap", "", "memory"),
            (
                _say("java.lang.UnsupportedClassVersionError", "class file version 52.0"),
                "",
                "too old",
            ),
            ('Exception in thread "main" java.lang.StackOverflowError' + TRACE, "", "too deeply"),
            (
                "# A fatal error has been detected by the Java Runtime Environment:",
                "",
                "fatal error",
            ),
            ("Java error message is:\n", "", "ended before it answered"),
        ],
    )
    def test_a_message_is_said_in_words(self, message: str, focus: str, words: str) -> None:
        """In both languages, without a line of a stack."""
        finding = explain_refusal(message, [])
        assert words in finding.message("en")
        assert finding.focus == focus
        for said in (finding.message("en"), finding.message("fr")):
            assert "\n" not in said
            assert ".java" not in said
            assert "Exception" not in said
        assert finding.message("en").endswith("; nothing was checked")
        assert finding.message("fr").endswith("rien n’a été vérifié")

    def test_a_value_leads_to_the_statement_that_has_it(self) -> None:
        """Of several with the datatype."""
        datatype = ox.NamedNode(f"{XSD}dateTime")
        triples = [
            ox.Triple(THING, P, ox.Literal(text, datatype=datatype))
            for text in ("2018-11-01T00:00:00", "2018-11-01T00:44:58.379000")
        ]
        message = f'Literal "2018-11-01T00:44:58.379000"^^<{XSD}dateTime> is malformed'
        finding = explain_refusal(_say("a.MalformedLiteralException", message), triples)
        assert (finding.focus, finding.path) == (THING.value, P.value)
        assert finding.value == "2018-11-01T00:44:58.379000"
        assert "three decimals" in finding.message("en")
        assert "trois décimales" in finding.message("fr")

    def test_a_value_of_several_lines_is_quoted_on_one(self) -> None:
        """And shortened."""
        value = "a b\n" * 90
        message = f'Literal "{value}"^^<{XSD}NCName> is malformed'
        finding = explain_refusal(_say("a.B", message), [])
        assert "is no xsd:NCName" in finding.message("en")
        assert len(finding.message("en")) < 150

    def test_only_what_is_not_of_the_project_is_a_warning(self) -> None:
        """Another Java is to be installed; what was not checked for other reasons is an error."""
        old = explain_refusal(_say("java.lang.UnsupportedClassVersionError", "52.0"), [])
        assert (
            old.severity
            == find("start", reason=say_reason(OSError(13, "Permission denied"))).severity
            == "warning"
        )
        assert explain_refusal("Java error message is:\n", []).severity == "error"


def test_a_java_that_cannot_be_started_is_told() -> None:
    """With the system’s reason, in each language."""
    finding = find("start", reason=say_reason(OSError(13, "Permission denied")))
    assert "(Permission denied)" in finding.message("en")
    assert "(l’accès n’est pas permis)" in finding.message("fr")


def test_a_file_of_ours_is_not_named() -> None:
    """Where owlready2 tells of the one that it was given."""
    error = ValueError("NTriples parsing error in /some/folder/given.nt.")
    assert "/some/folder" not in explain_load(error, "/some/folder").message("en")
    error.__cause__ = ValueError("invalid literal for int()")
    assert "(invalid literal for int())" in explain_load(error, "/some/folder").message("fr")


def test_a_term_of_two_kinds_is_named() -> None:
    """Whether owlready2 stops at it, or drops one of the kinds."""
    words = f"'{X}p' belongs to more than one entity types (cannot be both …)!"
    assert explain_load(TypeError(words), "").focus == f"{X}p"
    talk = f"* Owlready2 * WARNING: ObjectProperty {X}p belongs to more than one entity types: …\n"
    (finding,) = find_puns(talk * 2)
    assert (finding.focus, finding.severity) == (f"{X}p", "error")
    assert "nothing was checked" not in finding.message("en")


@pytest.mark.parametrize(
    ("text", "datatype"),
    [("abc", "integer"), ("yes", "boolean"), ("300", "byte"), ("1e3", "decimal"), ("1,5", "float")],
)
def test_literals_are_looked_at_before(text: str, datatype: str) -> None:
    """owlready2 fails on some that are ill-typed, and passes others for what they are not."""
    literal = ox.Literal(text, datatype=ox.NamedNode(f"{XSD}{datatype}"))
    (finding,) = find_ill_typed(
        [ox.Triple(THING, P, literal), ox.Triple(THING, P, ox.Literal("fine"))]
    )
    assert finding.message("en") == (
        f"“{text}” is no xsd:{datatype}: correct the value; nothing was checked"
    )
    assert (finding.focus, finding.path, finding.value) == (THING.value, P.value, text)
