"""Rows are exact in each format, or refused by the row and the variable."""

from __future__ import annotations

import json

import pyoxigraph as ox
import pytest

from bioprod_graph.errors import FormatError
from bioprod_graph.formats import Setting
from bioprod_graph.formats.results import read_cells, write_rows
from bioprod_graph.identifiers import PrefixTable
from bioprod_graph.language import Text

PREFIXES = PrefixTable("https://e.org/", {"e": "https://e.org/"})
FORMS = {
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
}
FORMATS = tuple(FORMS)


def ask(query: str, data: str = "") -> ox.QuerySolutions:
    store = ox.Store()
    store.load(data.encode(), format=ox.RdfFormat.TURTLE)
    results = store.query(query)
    assert isinstance(results, ox.QuerySolutions)
    return results


def select(*terms: object) -> ox.QuerySolutions:
    return ask(f"SELECT ?a {{ VALUES ?a {{ {' '.join(map(str, terms))} }} }}")


class TestColumns:
    """The columns that people are shown."""

    QUERY = 'SELECT ?a ?b ?c { VALUES (?a ?b ?c) { ("x" UNDEF UNDEF) } }'

    def test_what_has_neither_head_nor_value_is_left_out(self) -> None:
        """It could be given, and was not; what has a head is told to be empty."""
        heads = {"a": Text({"en": "one"}), "b": Text({"en": "two"})}
        assert read_cells(ask(self.QUERY), Setting(heads=heads)) == [["one", "two"], ["x", ""]]

    def test_of_a_query_of_ones_own_none_is_left_out(self) -> None:
        """Its variables were chosen to be seen."""
        assert read_cells(ask(self.QUERY), Setting()) == [["a", "b", "c"], ["x", "", ""]]


class TestBlankNodes:
    """Labels of blank nodes."""

    QUERY = 'SELECT (BNODE() AS ?a) (BNODE() AS ?b) ("_:x" AS ?c) { VALUES ?i { 1 2 } }'

    @pytest.mark.parametrize("form", FORMATS)
    def test_answers_are_the_same_each_time(self, form: str) -> None:
        """In every format; a text that looks like a label is none."""
        first, again = (write_rows(ask(self.QUERY), form) for _ in range(2))
        assert first == again
        assert all(label in first for label in (b"b0", b"b1", b"b2", b"b3", b"_:x"))

    def test_labels_are_in_the_order_of_appearance(self) -> None:
        """From the left to the right, row by row."""
        lines = write_rows(ask(self.QUERY), "csv").decode().splitlines()
        assert lines == ["a,b,c", "_:b0,_:b1,_:x", "_:b2,_:b3,_:x"]

    def test_they_are_the_same_in_each_format(self) -> None:
        """So that an answer in one can be compared with that in another."""
        rows = json.loads(write_rows(ask(self.QUERY), "json"))["results"]["bindings"]
        values = [[row[name]["value"] for name in "ab"] for row in rows]
        assert values == [["b0", "b1"], ["b2", "b3"]]
        xml = write_rows(ask(self.QUERY), "xml").decode()
        assert xml.index("<bnode>b0<") < xml.index("<bnode>b3<")


class TestExact:
    """Terms that pass through another format on their way."""

    TERMS = (
        *(
            '"01"^^<http://www.w3.org/2001/XMLSchema#integer>',
            '"1.0"',
            "1.0",
            "1e0",
            "true",
            '"a"@fr',
        ),
        *('"x"^^<urn:dt?x=1>', r'"a\tb\nc\rd\"e\\f\u0007"', '"_:x"', '"<a>"', '"?a"', '""', '"  "'),
    )

    @pytest.mark.parametrize("form", FORMATS[1:3])
    def test_terms_are_the_same(self, form: str) -> None:
        """Beside a blank node, for which the answer is read and written again."""
        query = f"SELECT * {{ VALUES ?a {{ {' '.join(self.TERMS)} }} BIND(BNODE() AS ?b) }}"
        written = write_rows(ask(query), form)
        results = ox.parse_query_results(written, format=FORMS[form])
        assert isinstance(results, ox.QuerySolutions)
        assert [str(row["a"]) for row in results] == [str(row["a"]) for row in ask(query)]

    @pytest.mark.parametrize("text", ["a\rb", "a\r\nb", "\r"])
    def test_returns_are_kept_in_xml(self, text: str) -> None:
        """Which a parser would read as line feeds."""
        results = ox.parse_query_results(
            write_rows(select(ox.Literal(text)), "xml"), format=FORMS["xml"]
        )
        assert isinstance(results, ox.QuerySolutions)
        assert [row["a"] for row in results] == [ox.Literal(text)]


class TestRefusals:
    """What a format cannot hold."""

    @pytest.mark.parametrize(
        ("text", "name"), [("\x07", "U+0007"), ("\x00", "U+0000"), ("é\ufffe", "U+FFFE")]
    )
    def test_xml_names_character_row_and_variable(self, text: str, name: str) -> None:
        """In both languages, with formats that hold it."""
        results = ask(
            f"SELECT ?x ?c {{ VALUES (?x ?c) {{ (1 'a') (2 {ox.Literal(text)}) (3 'b') }} }}"
        )
        with pytest.raises(FormatError) as refused:
            write_rows(results, "xml")
        assert f"{name}, which stands in ?c of row 2" in refused.value.message("en")
        assert f"{name}, qui est dans ?c de la ligne 2" in refused.value.message("fr").replace(
            "\u00a0", " "
        )
        assert "json, tsv" in refused.value.message("fr").replace("\u00a0", " ")

    @pytest.mark.parametrize("form", ["csv", "tsv", "json"])
    def test_other_formats_hold_it(self, form: str) -> None:
        """As it is, or escaped."""
        written = write_rows(select(ox.Literal("bell\x07")), form)
        assert b"bell\x07" in written or b"bell\\u0007" in written

    def test_csv_has_no_place_for_a_triple(self) -> None:
        """Of which it would make words."""
        query, data = "SELECT ?o { ?s ?p ?o }", '<urn:a> <urn:b> <<( <urn:a> <urn:b> "c" )>> .'
        with pytest.raises(FormatError, match="csv cannot hold a triple as a value"):
            write_rows(ask(query, data), "csv")
        assert b"<<(" in write_rows(ask(query, data), "tsv")

    def test_what_looks_like_a_triple_is_a_text(self) -> None:
        """In quotes."""
        assert write_rows(select('"<<( a b c )>>"'), "csv") == b"a\r\n<<( a b c )>>\r\n"


def test_cells_for_people_are_short() -> None:
    """CURIEs, texts without quotes, language or datatype; nothing where nothing is bound."""
    terms = ("<https://e.org/x>", "<urn:y>", '"é"@fr', '"2021"^^<urn:year>', "1.5", "UNDEF")
    names, *rows = read_cells(select(*terms), Setting(prefixes=PREFIXES))
    assert names == ["a"]
    assert [row[0] for row in rows] == ["e:x", "<urn:y>", "é", "2021", "1.5", ""]


def test_cells_are_read_back_whole() -> None:
    """Every escape of the format in between."""
    text = 'a\tb\nc\rd"e\\f\\n \u2028 𝒳 \x07'
    _, *rows = read_cells(select(ox.Literal(text)), Setting(prefixes=PREFIXES))
    assert list(rows) == [[text]]
