"""Parameters are read from headers, checked, and bound as terms: never pasted into the query."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from bioprod_graph.errors import ProjectError, QueryError
from bioprod_graph.identifiers import PrefixTable
from bioprod_graph.language import Message
from bioprod_graph.questions import ask_oxigraph, bind_parameters
from bioprod_graph.questions.catalogue import Parameter, read_parameter
from bioprod_graph.questions.endpoint import bind_in_text

if TYPE_CHECKING:
    from bioprod_graph.rdf import Term

PREFIXES = PrefixTable("https://example.org/", {"ex": "https://example.org/id/thing/"})
XSD = "http://www.w3.org/2001/XMLSchema#"
HOSTILE = [
    '"} INSERT DATA { <urn:a> <urn:b> <urn:c> } #',
    "'''} UNION { ?s ?p ?o } #",
    "\\u0022 } SERVICE <http://example.org/> { ?s ?p ?o } #",
    '\\" } DROP ALL #',
    "a\nb\r\tc\x00",
    "<https://example.org/> . ?s ?p ?o",
    "?s",
    "@fr",
    "é ’ « »  😀",
]


def parameter(kind: str, default: str = "!") -> Parameter:
    return Parameter("x", kind, default, Message("what it is"))


def typed(text: str, name: str) -> ox.Literal:
    return ox.Literal(text, datatype=ox.NamedNode(XSD + name))


class TestReadParameter:
    """read_parameter"""

    @pytest.mark.parametrize("kind", ["integer", "date", "language", "string", "iri"])
    def test_a_line_has_name_type_default_and_text(self, kind: str) -> None:
        """NAME TYPE DEFAULT; which language is asked for needs no text."""
        told = {"param_en": {"number": "number of the thing"}}
        read = read_parameter(f"number {kind} *", told, origin="q.rq")
        text = "language of the names" if kind == "language" else "number of the thing"
        assert (read.name, read.type, read.default, str(read.text)) == ("number", kind, "*", text)

    @pytest.mark.parametrize(
        "line",
        [
            "",
            "number",
            "number integer",
            "number integer 1 – text",
            "number integer 1 - text",
            "number float 1",
            "Number integer 1",
            "1number integer 1",
        ],
    )
    def test_a_malformed_line_names_its_file(self, line: str) -> None:
        """What is expected is said, with the types there are."""
        with pytest.raises(ProjectError, match=r"^q\.rq: malformed param .*integer\|date\|"):
            read_parameter(line, origin="q.rq")


class TestBindParameters:
    """bind_parameters"""

    @pytest.mark.parametrize(
        ("kind", "value", "term"),
        [
            ("integer", "3", typed("3", "integer")),
            ("integer", "03", typed("3", "integer")),
            ("integer", "+12", typed("12", "integer")),
            ("date", "2021-05-31", typed("2021-05-31", "date")),
            ("date", "2020-02", typed("2020-02-29", "date")),
            ("date", "2021", typed("2021-12-31", "date")),
            ("language", "fr", ox.Literal("fr")),
            ("language", "en", ox.Literal("en")),
            ("string", "gène", ox.Literal("gène")),
            ("string", "", ox.Literal("")),
            ("iri", "ex:a", ox.NamedNode("https://example.org/id/thing/a")),
            ("iri", "thing/a", ox.NamedNode("https://example.org/id/thing/a")),
            ("iri", "https://example.com/b", ox.NamedNode("https://example.com/b")),
            ("iri", "<urn:c>", ox.NamedNode("urn:c")),
        ],
    )
    def test_a_value_becomes_a_term_of_its_type(self, kind: str, value: str, term: object) -> None:
        """Numbers, dates and languages are literals, things are IRIs."""
        assert bind_parameters((parameter(kind),), {"x": value}, PREFIXES) == {"x": term}

    @pytest.mark.parametrize(
        ("kind", "value", "expected"),
        [
            ("integer", "three", "a whole number, 0 or more"),
            ("integer", "3.5", "a whole number"),
            ("integer", "-5", "a whole number, 0 or more"),
            ("integer", "", "a whole number"),
            ("integer", "1" * 19, "a whole number"),
            ("integer", "3 ", "a whole number"),
            ("date", "2021-13-01", "a date, such as 2021-05-31, or a month or year, meant to its"),
            ("date", "31/05/2021", "a date"),
            ("language", "de", "fr | en"),
            ("language", "FR", "fr | en"),
            ("iri", "nope:a", "an IRI, a CURIE or KIND/SLUG"),
            ("iri", "<https://example.org/a b>", "an IRI, a CURIE or KIND/SLUG"),
            ("iri", "two words", "an IRI, a CURIE or KIND/SLUG"),
        ],
    )
    def test_a_mistyped_value_is_refused_with_what_is_expected(
        self, kind: str, value: str, expected: str
    ) -> None:
        """The message repeats what was given and says what would do."""
        with pytest.raises(QueryError) as caught:
            bind_parameters((parameter(kind),), {"x": value}, PREFIXES)
        assert str(caught.value).startswith(f"x={value}: expected {expected}")

    def test_an_unknown_parameter_is_refused_with_those_there_are(self) -> None:
        """Of several, and of none."""
        with pytest.raises(QueryError, match="unknown parameter y: this question has x"):
            bind_parameters((parameter("string"),), {"y": "1"}, PREFIXES)
        with pytest.raises(QueryError, match="unknown parameter y: this question has no parameter"):
            bind_parameters((), {"y": "1"}, PREFIXES)

    def test_a_parameter_without_default_must_be_given(self) -> None:
        """Default `!`: there is none."""
        with pytest.raises(QueryError, match=r"missing parameter: give x=… \(what it is\)"):
            bind_parameters((parameter("string"),), {}, PREFIXES)

    def test_a_default_is_parsed_like_a_value(self) -> None:
        """A default is written as a user would write it."""
        bound = bind_parameters((parameter("integer", "07"),), {}, PREFIXES)
        assert bound == {"x": typed("7", "integer")}

    def test_all_values_leave_the_variable_unbound(self) -> None:
        """Default `*`, or `*` given: the query answers for all."""
        assert bind_parameters((parameter("integer", "*"),), {}, PREFIXES) == {}
        assert bind_parameters((parameter("integer", "1"),), {"x": "*"}, PREFIXES) == {}

    @pytest.mark.parametrize("kind", ["integer", "date", "language", "iri"])
    @pytest.mark.parametrize("value", HOSTILE)
    def test_hostile_text_is_no_number_date_language_or_iri(self, kind: str, value: str) -> None:
        """Only text may be anything."""
        with pytest.raises(QueryError):
            bind_parameters((parameter(kind),), {"x": value}, PREFIXES)


@pytest.mark.parametrize("value", HOSTILE)
class TestHostileText:
    """A text parameter is compared, whatever it holds."""

    QUERY = "SELECT ?s ?x WHERE { ?s <urn:note> ?x } ORDER BY ?s"

    def make_store(self, value: str) -> ox.Store:
        store = ox.Store()
        for name, text in (("same", value), ("other", "harmless")):
            subject = ox.NamedNode(f"urn:{name}")
            store.add(ox.Quad(subject, ox.NamedNode("urn:note"), ox.Literal(text)))
        return store

    def find_subjects(self, store: ox.Store, query: str, bound: dict[str, Term]) -> list[str]:
        results = ask_oxigraph(store, query, bound).results
        assert isinstance(results, ox.QuerySolutions)
        return [str(row["s"]) for row in results]

    def test_bound_as_a_term_it_matches_only_itself(self, value: str) -> None:
        """The store is asked for the very text, and is not changed."""
        store = self.make_store(value)
        bound = bind_parameters((parameter("string"),), {"x": value}, PREFIXES)
        assert self.find_subjects(store, self.QUERY, bound) == ["<urn:same>"]
        assert len(store) == 2

    def test_written_as_a_term_it_matches_only_itself(self, value: str) -> None:
        """For an endpoint the term is written into VALUES, and read back as the same term."""
        store = self.make_store(value)
        query = bind_in_text(self.QUERY, {"x": ox.Literal(value)})
        assert self.find_subjects(store, query, {}) == ["<urn:same>"]
