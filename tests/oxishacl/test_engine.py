"""What the SHACL engine does beyond the test suite of the W3C."""

from __future__ import annotations

import gc
import re
import sys
from copy import copy

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Store, Triple, parse

from oxishacl import (
    Shapes,
    ShapesError,
    ValidationResult,
    graphs,
    model,
    queries,
    sparql,
    validate,
    write_report,
)
from oxishacl.literals import is_less, is_less_or_equal, is_well_typed, prepare_pattern
from oxishacl.paths import Path
from oxishacl.terms import Term, sh, xsd

PREFIXES = """
PREFIX : <http://example.org/>
PREFIX ex: <http://example.org/>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX sh: <http://www.w3.org/ns/shacl#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""
DECLARED = ': sh:declare [ sh:prefix "ex" ; sh:namespace "http://example.org/" ] .'


def ex(name: str) -> NamedNode:
    return NamedNode(f"http://example.org/{name}")


def turtle(text: str) -> list[Quad]:
    return list(parse(PREFIXES + text, format=RdfFormat.TURTLE))


def store_of(text: str) -> Store:
    store = Store()
    store.extend(turtle(text))
    return store


def check(data_text: str, shapes_text: str) -> list[ValidationResult]:
    return list(validate(store_of(data_text), Shapes.parse(turtle(shapes_text))))


def found(results: list[ValidationResult]) -> list[tuple[str, str, str]]:
    """The focus, the value and the component of each result, without what they share."""
    return [
        (
            plain(result.focus),
            plain(result.value),
            plain(result.component).removesuffix("ConstraintComponent"),
        )
        for result in results
    ]


def plain(term: Term | None) -> str:
    return re.sub(r"^<.*[/#](.*)>$", r"\1", str(term)) if term is not None else ""


class TestDataGraph:
    def test_named_graphs_are_no_part_of_it(self) -> None:
        store = store_of(":a a :C ; :p 1 .")
        others = turtle(":a :p 2 . :b a :C .")
        store.extend(Quad(q.subject, q.predicate, q.object, ex("other")) for q in others)
        shape = """:S sh:targetClass :C ; sh:property [ sh:path :p ; sh:in ( 1 ) ] ;
            sh:sparql [ sh:select "SELECT $this { $this ?p ?value FILTER (?value = 2) }" ] ."""
        assert list(validate(store, Shapes.parse(turtle(shape)))) == []

    def test_a_triple_as_a_value_has_no_properties(self) -> None:
        shape = """:S sh:targetObjectsOf :p ; sh:closed true ; sh:class :C ; sh:property
            [ sh:path [ sh:zeroOrMorePath :p ] ; sh:minCount 1 ] ,
            [ sh:path [ sh:inversePath :p ] ; sh:minCount 1 ] ."""
        (result,) = check(":a :p <<( :b :p :c )>> .", shape)
        assert isinstance(result.value, Triple)

    def test_classes_are_closed_under_subclass_even_in_a_circle(self) -> None:
        text = ":A rdfs:subClassOf :B . :B rdfs:subClassOf :A . :C rdfs:subClassOf :A . :x a :C ."
        shape = ":S sh:targetClass :B ; sh:class :A, :D ."
        assert found(check(text, shape)) == [("x", "x", "Class")]

    def test_what_is_kept_of_nodes_is_bounded(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(graphs, "_KEPT", 1)
        monkeypatch.setattr(model, "_KEPT", 1)
        shape = ":S sh:targetSubjectsOf :p ; sh:class :C ; sh:node [ sh:class :C ] ."
        results = check(":a :p 1 ; a :C . :b :p 1 . :c :p 1 ; a :C .", shape)
        assert found(results) == [("b", "b", "Class"), ("b", "b", "Node")]

    @pytest.mark.parametrize(("often", "kept"), [(1, 100), (2, 3), (1, 2)])
    def test_a_property_that_is_often_asked_for_is_read_at_once(
        self, monkeypatch: pytest.MonkeyPatch, *, often: int, kept: int
    ) -> None:
        """As long as there is room; the results are the same."""
        shape = """:S sh:targetSubjectsOf :p ; sh:path [ sh:oneOrMorePath :p ] ; sh:class :C ;
            sh:property :T . :T sh:path :q ; sh:minCount 1 ."""
        text = ":a :p :b . :b :p :c, 1 ; :q 1 . :c :p :a, :d ."
        results = check(text, shape)
        monkeypatch.setattr(graphs, "_OFTEN", often)
        monkeypatch.setattr(graphs, "_KEPT", kept)
        assert check(text, shape) == results
        assert len(results) == 3 * (5 + 4)

    def test_a_literal_has_no_properties(self) -> None:
        shape = (
            ':S sh:targetNode "x" ; sh:closed true ; sh:property [ sh:path :p ; sh:minCount 1 ].'
        )
        assert found(check("", shape)) == [('"x"', "", "MinCount")]


class TestPaths:
    PATHS: tuple[tuple[str, str], ...] = (
        (":p", "<http://example.org/p>"),
        ("[ sh:inversePath :p ]", "^<http://example.org/p>"),
        ("( :p :q )", "<http://example.org/p>/<http://example.org/q>"),
        ("[ sh:alternativePath ( :p :q ) ]", "<http://example.org/p>|<http://example.org/q>"),
        ("[ sh:zeroOrMorePath :p ]", "<http://example.org/p>*"),
        ("[ sh:oneOrMorePath ( :p :q ) ]", "(<http://example.org/p>/<http://example.org/q>)+"),
        ("[ sh:zeroOrOnePath [ sh:inversePath :p ] ]", "(^<http://example.org/p>)?"),
    )

    @pytest.mark.parametrize(("path", "expected"), PATHS)
    def test_they_are_written_in_sparql(self, path: str, expected: str) -> None:
        (shape,) = Shapes.parse(turtle(f":S sh:targetNode :a ; sh:path {path} .")).targeted
        assert str(shape.path) == expected

    @pytest.mark.parametrize(
        ("path", "values"),
        [
            ("[ sh:inversePath ( :p :q ) ]", "a"),
            ("[ sh:inversePath [ sh:alternativePath ( :p :q ) ] ]", "b d"),
            (
                "[ sh:inversePath [ sh:zeroOrMorePath [ sh:alternativePath ( :p :q ) ] ] ]",
                "a b c d",
            ),
            ("[ sh:inversePath [ sh:inversePath :q ] ]", "d"),
            ("[ sh:oneOrMorePath [ sh:alternativePath ( :p :q ) ] ]", "c d"),
            ("[ sh:zeroOrOnePath :q ]", "c d"),
        ],
    )
    def test_they_are_followed_both_ways(self, path: str, values: str) -> None:
        text = ":a :p :b . :b :q :c . :c :q :d . :d :p :c ."
        results = check(text, f":S sh:targetNode :c ; sh:path {path} ; sh:nodeKind sh:Literal .")
        assert " ".join(sorted(plain(result.value) for result in results)) == values

    @pytest.mark.parametrize(
        "path", [path for path, _ in PATHS] + ["( :p [ sh:alternativePath ( ( :p :q ) :r ) ] :q )"]
    )
    def test_a_report_holds_the_path_that_was_read(self, path: str) -> None:
        shape = f":S sh:targetNode :none ; sh:path {path} ; sh:hasValue :x ."
        (result,) = check("", shape)
        report = write_report([result])
        (node,) = [triple.object for triple in report if triple.predicate == sh("resultPath")]
        again = Quad(ex("S"), sh("path"), node), Quad(ex("S"), sh("targetNode"), ex("x"))
        (shape_again,) = Shapes.parse([*report, *again]).targeted
        assert shape_again.path == result.path

    def test_they_are_values(self) -> None:
        p = Path(iri=ex("p"))
        paths = [Path(sign, (p,)) for sign in "^*+?"] + [Path(sign, (p, p)) for sign in "/|"]
        assert len({*paths, p, *map(copy, paths)}) == 7


class TestDatatypes:
    @pytest.mark.parametrize(
        "text",
        [
            *("1^^integer", "-0^^nonPositiveInteger", "255^^unsignedByte", "1.^^decimal"),
            *(
                "-INF^^double",
                "1e3^^float",
                "true^^boolean",
                "2024-02-29^^date",
                "2400-02-29^^date",
            ),
            *("-0001-01-01^^date", "2024-01-01T24:00:00Z^^dateTime", "--02-29^^gMonthDay"),
            *("---31^^gDay", "--12^^gMonth", "2024^^gYear", "12024-01+02:00^^gYearMonth"),
            *("10:00:00.5^^time", "P1Y2M3DT4H5M6.7S^^duration", "PT1S^^dayTimeDuration"),
            *("-P1Y^^yearMonthDuration", "0aFF^^hexBinary", "fr-FR^^language", "any^^string"),
            *("2024-01-01T00:00:00-14:00^^dateTimeStamp", "any^^unknown"),
        ],
    )
    def test_right(self, text: str) -> None:
        value, _, datatype = text.partition("^^")
        assert is_well_typed(Literal(value, datatype=xsd(datatype)))

    @pytest.mark.parametrize(
        "text",
        [
            *(
                "1.0^^integer",
                "1^^negativeInteger",
                "256^^unsignedByte",
                ".^^decimal",
                "inf^^double",
            ),
            *("yes^^boolean", "2023-02-29^^date", "1900-02-29^^date", "2024-13-01^^date"),
            *("2024-01-01^^dateTime", "2024-01-01T24:00:01^^dateTime", "--02-30^^gMonthDay"),
            *(
                "P^^duration",
                "PT^^duration",
                "P1D^^yearMonthDuration",
                "0^^hexBinary",
                "٣^^integer",
            ),
            *("2024-01-01T00:00:00^^dateTimeStamp", "2024-01-01+15:00^^date", "fr_FR^^language"),
            "9" * 5000 + "^^long",
        ],
    )
    def test_wrong(self, text: str) -> None:
        value, _, datatype = text.partition("^^")
        assert not is_well_typed(Literal(value, datatype=xsd(datatype)))

    def test_ill_typed_literals_are_found_in_a_store(self) -> None:
        shape = ":S sh:targetSubjectsOf :p ; sh:property [ sh:path :p ; sh:datatype xsd:integer ] ."
        results = check(':a :p "x"^^xsd:integer . :b :p "01"^^xsd:integer .', shape)
        assert [plain(result.focus) for result in results] == ["a"]


class TestOrder:
    @pytest.mark.parametrize(
        ("less", "greater"),
        [
            ('"9"^^xsd:integer', '"10"^^xsd:integer'),
            ('"9.5"^^xsd:decimal', '"10"^^xsd:integer'),
            ('"1e0"^^xsd:double', '"2"^^xsd:integer'),
            ('"a"', '"b"'),
            ('"2024-01-31"^^xsd:date', '"2024-02-01"^^xsd:date'),
            ('"2024-01-01T00:00:00Z"^^xsd:dateTime', '"2024-01-01T00:00:00.5Z"^^xsd:dateTime'),
            ('"2024-01-01T00:00:00Z"^^xsd:dateTime', '"2024-01-01T00:00:00-05:00"^^xsd:dateTime'),
            ('"-0001-01-01"^^xsd:date', '"2024-01-01"^^xsd:date'),
        ],
    )
    def test_less(self, less: str, greater: str) -> None:
        one, other = (turtle(f":a :p {text} .")[0].object for text in (less, greater))
        assert is_less(one, other)
        assert is_less_or_equal(one, other)
        assert is_less_or_equal(one, one)
        assert not is_less(other, one)
        assert not is_less(one, one)

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ('"9"^^xsd:integer', '"a"'),
            ('"x"^^xsd:integer', '"1"^^xsd:integer'),
            ('"2023-02-30"^^xsd:date', '"2024-01-01"^^xsd:date'),
            ('"2024-01-01"^^xsd:date', '"2024-01-01T00:00:00"^^xsd:dateTime'),
            ('"2024-01-01T00:00:00"^^xsd:dateTime', '"2024-01-01T01:00:00Z"^^xsd:dateTime'),
            (":x", '"1"^^xsd:integer'),
        ],
    )
    def test_not_comparable(self, one: str, other: str) -> None:
        quads = turtle(f":a :p {one} . :b :p {other} .")
        for left, right in (quads, quads[::-1]):
            assert not is_less(left.object, right.object)
            assert not is_less_or_equal(left.object, right.object)


class TestPatterns:
    @pytest.mark.parametrize(
        ("pattern", "text", "expected"),
        [
            ((r"^\d{4}-[A-Z]+$", ""), "2024-AB", True),
            ((r"^ab$", ""), "ab\n", False),
            ((r"b$", "m"), "ab\nc", True),
            ((r"a\$", ""), "a$", True),
            ((r"\\$", ""), "\\\n", False),
            (("aldi", "i"), "ALDI", True),
            (("a.b", "s"), "a\nb", True),
            ((r"^\p{Lu}$", ""), "É", True),
            ((r"^\p{Lu}$", ""), "é", False),
            (("a.", "q"), "ab", False),
            (("a b", "x"), "ab", True),
        ],
    )
    def test_they_mean_what_sparql_says(
        self, pattern: tuple[str, str], text: str, expected: bool
    ) -> None:
        assert prepare_pattern(*pattern)(text) is expected


class TestConstraints:
    def test_values_are_compared_in_the_form_that_the_store_keeps(self) -> None:
        shape = """
        :S sh:targetNode :a ; sh:property
            [ sh:path :p ; sh:in ( "01"^^xsd:integer 2.50 ) ; sh:hasValue 1.0, 1 ] ."""
        text = ':a :p "1"^^xsd:integer, 2.5, "001.00"^^xsd:decimal .'
        assert found(check(text, shape)) == [
            ("a", '"1"^^<http://www.w3.org/2001/XMLSchema#decimal>', "In"),
        ]

    def test_a_node_that_is_a_value_has_the_form_that_the_store_keeps(self) -> None:
        shape = """:S sh:targetNode 2.50 ; sh:in ( 2.50 ) ; sh:hasValue 2.50 ;
            sh:property [ sh:path [ sh:inversePath :p ] ; sh:minCount 1 ] ."""
        assert check(":a :p 2.50 .", shape) == []

    @pytest.mark.parametrize(
        ("bound", "value", "expected"),
        [
            ("minInclusive", "2024-01-01T00:00:00.50Z", ""),
            ("minInclusive", "2024-01-02T00:00:00.50Z", "MinInclusive"),
            ("maxExclusive", "2024-01-01T00:00:00.50Z", "MaxExclusive"),
            ("maxInclusive", "2023-12-31T24:00:00.000Z", "MaxInclusive"),
            ("maxInclusive", "2024-01-01T24:00:00Z", ""),
        ],
    )
    def test_a_bound_is_a_value_however_it_is_written(
        self, bound: str, value: str, expected: str
    ) -> None:
        shape = f':S sh:targetSubjectsOf :p ; sh:path :p ; sh:{bound} "{value}"^^xsd:dateTime .'
        results = check(':a :p "2024-01-01T00:00:00.5Z"^^xsd:dateTime .', shape)
        assert [component for _, _, component in found(results)] == [expected][: len(expected)]

    def test_the_end_of_a_day_is_the_beginning_of_the_next(self) -> None:
        shape = """:S sh:targetNode :a ; sh:path :p ;
            sh:maxInclusive "2024-01-01T24:00:00Z"^^xsd:dateTime ."""
        assert check(':a :p "2024-01-02T00:00:00Z"^^xsd:dateTime .', shape) == []

    def test_a_list_of_languages_holds_subtags_whatever_their_case(self) -> None:
        shape = ':S sh:targetNode :a ; sh:property [ sh:path :p ; sh:languageIn ( "FR" "en" ) ] .'
        results = check(':a :p "x"@fr-CA, "y"@EN, "z"@eng, "t", :b .', shape)
        assert {plain(result.value) for result in results} == {'"z"@eng', '"t"', "b"}

    def test_the_property_and_the_ignored_ones_are_open(self) -> None:
        shape = """
        :S sh:targetNode :a ; sh:closed true ; sh:ignoredProperties ( :q ) ;
            sh:property [ sh:path :p ] , [ sh:path ( :p :q ) ] ."""
        (result,) = check(":a :p 1 ; :q 2 ; :r :x .", shape)
        assert (str(result.path), plain(result.value)) == ("<http://example.org/r>", "x")

    def test_a_closed_shape_can_be_said_to_be_open(self) -> None:
        shape = ":S sh:targetNode :a ; sh:closed false ; sh:path :p ; sh:uniqueLang false ."
        assert check(":a :r 1 .", shape) == []

    def test_siblings_are_left_out_of_a_qualified_count(self) -> None:
        shape = """
        :S sh:targetNode :a ; sh:property
            [ sh:path :p ; sh:qualifiedValueShape [ sh:class :C ] ; sh:qualifiedMaxCount 0 ] ,
            [ sh:path :p ; sh:qualifiedValueShape [ sh:class :D ] ; sh:qualifiedMaxCount 0 ;
              sh:qualifiedValueShapesDisjoint true ] ."""
        assert found(check(":a :p :b . :b a :C, :D .", shape)) == [("a", "", "QualifiedMaxCount")]

    def test_severity_and_messages_are_those_of_the_shape(self) -> None:
        shape = """
        :S sh:targetNode :a ; sh:severity sh:Info ; sh:message "deux"@fr, "two"@en, "2" ;
            sh:path :p ; sh:minCount 2 ."""
        (result,) = check("", shape)
        assert result.severity == sh("Info")
        assert result.messages == {"": "2", "en": "two", "fr": "deux"}
        assert len({result, *check("", shape)}) == 1

    def test_results_are_sorted(self) -> None:
        shape = """
        :T sh:targetNode :b, :a ; sh:class :D, :C ; sh:nodeKind sh:Literal .
        :S sh:targetNode :b ; sh:property [ sh:path :p ; sh:class :C ] ."""
        assert found(check(":b :p :z, :y .", shape)) == [
            ("b", "y", "Class"),
            ("b", "z", "Class"),
            *(("a", "a", name) for name in ("Class", "Class", "NodeKind")),
            *(("b", "b", name) for name in ("Class", "Class", "NodeKind")),
        ]

    def test_shapes_without_a_name_give_the_same_sequence_each_time(self) -> None:
        names = " , ".join(f"[ sh:path :p{number % 7} ; sh:minCount 1 ]" for number in range(20))
        targets = "".join(f"[] sh:targetNode :n{number} ; sh:class :C .\n" for number in range(20))
        shape = f":S sh:targetNode :a ; sh:property {names} .\n{targets}"
        one, other = ([(r.focus, r.path) for r in check("", shape)] for _ in range(2))
        assert one == other

    def test_a_deactivated_shape_says_nothing_wherever_it_is(self) -> None:
        shape = """
        :S sh:targetNode :a ; sh:property :T .
        :T sh:targetNode :a ; sh:deactivated true ; sh:path :p ; sh:minCount 1 ."""
        assert check("", shape) == []


class TestIllFormed:
    @pytest.mark.parametrize(
        ("shape", "message"),
        [
            ("sh:path :p, :q", "2 values"),
            ("sh:path ( :p )", "two members"),
            ("sh:path [ sh:inversePath 3 ]", "not a well-formed path"),
            ("sh:path _:x . _:x sh:inversePath _:x", "not a well-formed path"),
            ("sh:path [ ]", "not a well-formed path"),
            ("a sh:PropertyShape", "no sh:path"),
            ("sh:minCount 1", "not a property shape"),
            ("sh:uniqueLang true", "not a property shape"),
            ("sh:lessThan :p", "not a property shape"),
            ("sh:qualifiedValueShape [ ] ; sh:qualifiedMinCount 1", "no sh:path"),
            ('sh:path :p ; sh:minCount "1"', "xsd:integer"),
            ('sh:path :p ; sh:minCount "x"^^xsd:integer', "xsd:integer"),
            ("sh:path :p ; sh:minCount :x", "must be a literal"),
            ('sh:closed "yes"', "must be"),
            ("sh:in ( 1 2 ), ( 3 )", "2 values"),
            ("sh:nodeKind sh:Kind", "node kind"),
            ("sh:in :x", "not a well-formed RDF list"),
            ("sh:in _:l . _:l rdf:first 1 ; rdf:rest _:l", "not a well-formed RDF list"),
            ("sh:languageIn ( :fr )", "language tag"),
            ('sh:class "C"', "must be an IRI"),
            ('sh:pattern "["', "regular expression"),
            ('sh:pattern "a" ; sh:flags "z"', "regular expression"),
            ("sh:message :x", "a value of sh:message must be a literal"),
            ("sh:node [ sh:path :p ]", "must be a node shape"),
            ("sh:property [ sh:minLength 1 ]", "must have a sh:path"),
            ('sh:property "x"', "must be an IRI or a blank node"),
            ("sh:targetNode [ ]", "blank node"),
            ("sh:node :S", "recursive"),
            ("sh:entailment <http://www.w3.org/ns/entailment/RDFS>", "infer before"),
            ("sh:not [ sh:property [ sh:path :p ; sh:or ( :S ) ] ]", "recursive"),
            ("sh:sparql [ ]", "no value for .*select"),
            ('sh:sparql [ sh:select "SELECT $this {" ]', "not a SPARQL query"),
            ('sh:sparql [ sh:select "SELECT $this { ?x ?y ?z )}" ]', "not a SPARQL query"),
            ('sh:sparql [ sh:select "ASK { $this ?p ?o }" ]', "form SELECT"),
            ('sh:sparql [ sh:select "SELECT ?x { $this ?p ?x }" ]', r"\?this among"),
            ('sh:sparql [ sh:select "SELECT * { $this ?p ?x }" ]', "name them"),
            ('sh:sparql [ sh:select "SELECT $this { $this $PATH ?x }" ]', "node shape"),
            (
                'sh:sparql [ sh:select "SELECT $this {}" ; sh:prefixes [ sh:declare [ ] ] ]',
                "no value for .*prefix",
            ),
            (
                'sh:sparql [ sh:select "SELECT $this {}" ; sh:prefixes [ sh:declare'
                ' [ sh:prefix "a" ; sh:namespace "b:" ], [ sh:prefix "a" ; sh:namespace "c:" ] ] ]',
                "declared twice",
            ),
        ],
    )
    def test_shapes_are_refused(self, shape: str, message: str) -> None:
        with pytest.raises(ShapesError, match=message):
            Shapes.parse(turtle(f":S sh:targetNode :a . :S {shape} ."))

    @pytest.mark.parametrize(
        ("component", "message"),
        [
            ("sh:parameter [ sh:path :p ; sh:optional true ]", "not optional"),
            ("sh:parameter [ sh:path :p ], [ sh:path <http://example.com/p> ]", "same name"),
            ("sh:parameter [ sh:path :value ]", "cannot be the name"),
            ("sh:parameter [ sh:path <http://example.org/a-b> ]", "cannot be the name"),
            ("sh:parameter [ sh:path <http://example.org/> ]", "ends in a name"),
            ("sh:parameter [ ]", "ends in a name"),
            (
                "sh:parameter [ sh:path :p ], [ sh:path :q ] ;"
                ' sh:validator [ sh:ask "ASK { FILTER ($value != $p) }" ]',
                "one value of each",
            ),
        ],
    )
    def test_components_are_refused(self, component: str, message: str) -> None:
        shapes = (
            f":C a sh:ConstraintComponent ; {component} . :S sh:targetNode :a ; :p 1, 2 ; :q 3 ."
        )
        with pytest.raises(ShapesError, match=message):
            Shapes.parse(turtle(shapes))


def sparql_shape(query: str, rest: str = "", *, target: str = "sh:targetSubjectsOf :p") -> str:
    return f"""{DECLARED} :S {target} ; {rest} sh:sparql :Q .
    :Q sh:message "{{$this}}: {{?value}} {{?none}}"@en, "{{?this}} a {{$value}}"@fr ;
       sh:prefixes : ; sh:select \"\"\"{query}\"\"\" ."""


class TestSparql:
    def test_messages_are_filled_in_each_language(self) -> None:
        query = "SELECT $this ?value { $this ex:p ?value }"
        (result,) = check(':a :p "x" .', sparql_shape(query))
        assert result.source_constraint == ex("Q")
        assert result.messages == {
            "en": "http://example.org/a: x {?none}",
            "fr": "http://example.org/a a x",
        }

    def test_a_message_and_a_path_can_come_from_the_query(self) -> None:
        query = 'SELECT $this (ex:r AS ?path) ("non"@fr AS ?message) { $this ex:p ?value }'
        (result,) = check(":a :p 1 .", sparql_shape(query))
        assert (str(result.path), result.messages) == ("<http://example.org/r>", {"fr": "non"})

    def test_each_solution_is_a_result(self) -> None:
        """Those that are the same, too (5.3.1)."""
        results = check(":a :p 1, 2 .", sparql_shape("SELECT $this { $this ex:p ?value }"))
        assert found(results) == [("a", "a", "SPARQL")] * 2

    def test_the_messages_of_the_shape_stand_in(self) -> None:
        shape = """:S sh:targetNode :a ; sh:message "{?this}" ;
            sh:sparql [ sh:select "SELECT $this {}" ], [ sh:select "?" ; sh:deactivated true ] ."""
        (result,) = check("", shape)
        assert result.messages == {"": "http://example.org/a"}

    @pytest.mark.parametrize(
        "query",
        [
            "SELECT $this ?value { $this ex:p ?value . FILTER (isBlank($this) && bound($this)) }",
            "SELECT $this ?value { { FILTER (isBlank($this)) } { SELECT ?value $this"
            " { $this ex:p ?value } GROUP BY $this ?value } } ORDER BY $this",
            "SELECT $this ?value { BIND ($this AS ?that) $this ex:p ?value FILTER ($this = ?that)"
            " FILTER EXISTS { $this ex:p ?any } FILTER NOT EXISTS { ?any ex:p $this } }",
            "SELECT $this ?value { $this ex:p ?value . FILTER bound($currentShape)"
            " OPTIONAL { $currentShape ex:p ?other } }",
        ],
    )
    def test_a_blank_node_can_be_bound(self, query: str) -> None:
        shape = sparql_shape(query).replace(":S ", "_:S ")
        (result,) = check("[] :p 1 .", shape)
        assert isinstance(result.focus, BlankNode)
        assert plain(result.value).startswith('"1"')
        assert result.messages["en"].startswith("_:")

    @pytest.mark.parametrize(
        "query",
        [
            "SELECT $this ?value { $this ex:p ?value }",
            "SELECT $this { { SELECT $this { FILTER ($this = ex:a) } } FILTER ($this = ex:a) }",
            "SELECT $this (COUNT(?v) AS ?value) { $this ex:p ?v } GROUP BY $this ORDER BY $this",
            "SELECT $this { $this ex:p ?v # a comment { with a brace\n FILTER (?v != '}') }",
            "SELECT $this WHERE { $this ex:p ?v FILTER (!bound(?none)) }",
        ],
    )
    def test_an_iri_can_be_bound(self, query: str) -> None:
        assert [plain(r.focus) for r in check(":a :p 1 .", sparql_shape(query))] == ["a"]

    def test_a_literal_can_be_bound(self) -> None:
        query = "SELECT $this ?value { { FILTER (strlen($this) = 1) } ?value ex:p $this }"
        shape = sparql_shape(query, target='sh:targetNode "x"')
        assert found(check(':a :p "x" .', shape)) == [('"x"', "a", "SPARQL")]

    def test_a_path_of_any_kind_can_be_written_into_a_query(self) -> None:
        query = "SELECT $this ?value { $this $PATH ?value }"
        rest = "sh:path [ sh:oneOrMorePath :p ] ;"
        results = check(
            ":a :p :b . :b :p :c .", sparql_shape(query, rest, target="sh:targetNode :a")
        )
        assert found(results) == [("a", "b", "SPARQL"), ("a", "c", "SPARQL")]

    def test_a_property_shape_gives_no_value_of_its_own(self) -> None:
        (result,) = check(
            ":a :p 1 .", sparql_shape("SELECT $this { $this $PATH 1 }", "sh:path :p ;")
        )
        assert (str(result.path), result.value) == ("<http://example.org/p>", None)

    def test_a_query_can_report_a_failure(self) -> None:
        shape = sparql_shape("SELECT $this (true AS ?failure) { $this ex:p ?value }")
        with pytest.raises(ShapesError, match="failure"):
            check(":a :p 1 .", shape)

    def test_the_shapes_graph_must_be_known_to_be_named(self) -> None:
        shape = sparql_shape("SELECT $this { GRAPH $shapesGraph { $currentShape ex:is ?value } }")
        with pytest.raises(ShapesError, match="shapesGraph"):
            check(":a :p 1 .", shape)
        store = store_of(":a :p 1 .")
        store.add(Quad(ex("S"), ex("is"), ex("there"), ex("two")))
        results = validate(store, Shapes.parse(turtle(shape)), shapes_graph=ex("two"))
        assert [plain(result.focus) for result in results] == ["a"]


class TestManyFocusNodes:
    """A query that many nodes are asked about is answered once for all."""

    DATA = "\n".join(
        f':n{i} :p {i} ; :q :n{i % 7} ; rdfs:label "n{i}"@{"fr" if i % 3 else "en"} .'
        for i in range(300)
    )

    @pytest.mark.parametrize(
        "query",
        [
            "SELECT $this ?value { $this ex:p ?value FILTER (?value > 250) }",
            "SELECT $this ?value { $this ex:q ?value FILTER NOT EXISTS { ?x ex:q $this"
            " FILTER (?x != $this) } FILTER EXISTS { $this ex:p ?p FILTER (?p > 290) } }",
            "SELECT DISTINCT $this ?value { $this ex:p ?value OPTIONAL { ?value ex:q $this }"
            " { $this ex:q ex:n1 } UNION { $this ex:q ex:n2 } FILTER bound($this) }",
            "SELECT $this ?value { $this ex:p ?value OPTIONAL { ?x ex:q ex:n0 FILTER ($this = ?x) }"
            " FILTER (!bound(?x) && ?value > 280) }",
            "SELECT $this ?value { $this ex:p ?value { SELECT $this { $this ex:q ex:n3 } } }",
            "SELECT $this ?value { ?other ex:p ?value . $this ex:p ?value FILTER (?value > 295) }",
            "SELECT $this ?value { $this ex:p ?value }LIMIT1",
            "SELECT $this(?sum AS ?value) { $this ex:p ?p BIND (?p AS ?sum) }GROUPBY?sum $this",
            "SELECT $this ?value { $this ex:p ?value { OPTIONAL { $this ex:q ex:n1 } } }",
            "SELECT $this ?value { $this ex:p ?value { FILTER EXISTS { $this ex:q ex:n1 } } }",
            "SELECT $this (?o AS ?value) { $this ex:p ?p OPTIONAL { ?o ex:p 5 OPTIONAL"
            " { $this ex:q ?o } } }",
            "SELECT $this ?value { ex:n9 ex:p ?value OPTIONAL { ex:n8 ex:q ?o"
            " { SELECT $this ?o { $this ex:q ?o } } } }",
            "SELECT $this (EXISTS { $this ex:q ex:n1 } AS ?value) { FILTER (STRLEN(STR($this)) > 9)"
            " }",
            "SELECT $this ?value { ex:n9 ex:p ?value FILTER NOT EXISTS { $this ex:q ex:n1 } }",
            "SELECT $this ?value { ex:n9 ex:q* ?value }",
            "SELECT $this ?value { $this ex:q+ ?value . $this ex:q* $this }",
            "SELECT $this ?value { { $this ex:q ex:n1 ; ex:p ?value } UNION"
            " { ex:n2 ex:p ?value } }",
            "SELECT $this { }",
        ],
    )
    def test_the_answers_are_the_same(self, query: str, monkeypatch: pytest.MonkeyPatch) -> None:
        at_once = check(self.DATA, sparql_shape(query))
        monkeypatch.setattr(queries.Query, "can_share", lambda *_: False)
        assert check(self.DATA, sparql_shape(query)) == at_once
        assert at_once

    def test_one_pass_is_made(self, monkeypatch: pytest.MonkeyPatch) -> None:
        asked: list[str] = []
        select = graphs.DataGraph.select

        def count(self: graphs.DataGraph, query: str, **options: object) -> object:
            asked.append(query)
            return select(self, query, **options)  # type: ignore[arg-type]

        monkeypatch.setattr(graphs.DataGraph, "select", count)
        check(self.DATA, sparql_shape("SELECT $this ?value { $this ex:p ?value }"))
        assert len(asked) == 1
        monkeypatch.setattr(model, "_TOGETHER", 100)
        check(self.DATA, sparql_shape("SELECT $this ?value { $this ex:p ?value }"))
        assert len(asked) == 1 + 3

    def test_too_many_solutions_are_not_kept(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sparql, "_ROWS_KEPT", 10)
        results = check(self.DATA, sparql_shape("SELECT $this ?value { $this ex:p ?value }"))
        assert len(results) == 300

    def test_what_cannot_be_written_is_asked_node_by_node(self) -> None:
        query = "SELECT $this ?value { $this ex:p ?value OPTIONAL { $currentShape ex:p ?other } }"
        assert len(check(self.DATA, sparql_shape(query).replace(":S ", "_:S "))) == 300


class TestComponents:
    ASK = """:C a sh:ConstraintComponent ; sh:message "not {$least}: {$value}" ;
        sh:parameter [ sh:path :least ] ;
        sh:validator [ sh:ask "ASK { FILTER (isBlank($value) || $value >= $least) }" ] ."""

    def test_each_value_of_the_only_parameter_is_a_constraint(self) -> None:
        shape = ":S sh:targetNode :a ; sh:property [ sh:path :p ; :least 5, 9 ] ."
        results = check(":a :p 7, [] .", self.ASK + shape)
        (result,) = results
        assert result.component == ex("C")
        assert result.messages == {"": "not 9: 7"}

    def test_a_query_can_join_the_parameter_and_the_value(self) -> None:
        component = """:C a sh:ConstraintComponent ; sh:parameter [ sh:path :kind ] ;
            sh:validator [ sh:ask "ASK { $value a $kind . $value ?x ?y }" ] ."""
        shape = ":S sh:targetNode :a ; sh:property [ sh:path :p ; :kind :K ] ."
        results = check(":a :p [ a :K ], [ a :L ], :b . :b a :K .", component + shape)
        assert [type(result.value) for result in results] == [BlankNode]

    def test_a_select_validator_serves_a_node_shape(self) -> None:
        component = """:C a sh:ConstraintComponent ; sh:parameter [ sh:path :with ] ;
            sh:nodeValidator [ sh:select "SELECT $this {FILTER NOT EXISTS {$this $with ?o}}" ] ."""
        shape = ":S sh:targetNode :a, :b ; :with :p . :T sh:targetNode :a ; sh:path :p ; :with :q ."
        assert found(check(":a :p 1 .", component + shape)) == [("b", "b", "C")]

    def test_an_optional_parameter_without_a_value_stays_a_variable(self) -> None:
        component = """:C a sh:ConstraintComponent ;
            sh:parameter [ sh:path :with ] , [ sh:path :to ; sh:optional true ] ;
            sh:nodeValidator [ sh:select "SELECT $this { $this $with $to }" ] ."""
        shape = ":S sh:targetNode :a ; :with :p . :T sh:targetNode :a ; :with :p ; :to 2 ."
        results = check(":a :p 1 .", component + shape)
        assert [plain(result.source_shape) for result in results] == ["S"]

    def test_components_of_shacl_itself_are_left_alone(self) -> None:
        shapes = """sh:ClassConstraintComponent a sh:ConstraintComponent ; sh:parameter [] .
        :S sh:targetNode :a ; sh:class :C ."""
        assert found(check("", shapes)) == [("a", "a", "Class")]


class TestReport:
    def test_nothing_found_conforms(self) -> None:
        report = write_report([])
        assert [triple.object for triple in report if triple.predicate == sh("conforms")] == [
            Literal("true", datatype=xsd("boolean"))
        ]
        assert len(report) == 2

    def test_a_result_is_written_with_all_that_it_holds(self) -> None:
        query = "SELECT $this ?value { $this ex:p ?value }"
        results = check(':a :p "x" .', sparql_shape(query))
        report = write_report(results)
        assert report == write_report(results)
        node = BlankNode("validation-result-1")
        said = {triple.predicate: triple.object for triple in report if triple.subject == node}
        assert said[sh("sourceConstraint")] == ex("Q")
        assert said[sh("value")] == Literal("x")
        assert (
            Triple(node, sh("resultMessage"), Literal("http://example.org/a a x", language="fr"))
            in report
        )


def test_a_store_is_let_go_at_once() -> None:
    """Whoever pauses the collector of cycles gets the memory of a large store back."""
    store = store_of(":a a :C ; :p :b . :b a :D . :D rdfs:subClassOf :C .")
    shapes = Shapes.parse(
        turtle(
            ":S a sh:NodeShape ; sh:targetClass :C ; sh:property [ sh:path :p ; sh:class :C ;"
            " sh:node [ a sh:NodeShape ; sh:class :C ] ; sh:maxCount 1 ] ."
        )
    )
    before = sys.getrefcount(store)
    gc.disable()
    try:
        assert list(validate(store, shapes)) == []
        assert sys.getrefcount(store) == before
    finally:
        gc.enable()
