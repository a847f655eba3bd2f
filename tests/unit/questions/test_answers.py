"""Answers are written in each format that can hold them, and refused in the others."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest

from bioprod_graph.errors import FormatError, UsageError
from bioprod_graph.formats import list_formats, list_names
from bioprod_graph.identifiers import PrefixTable
from bioprod_graph.language import Text
from bioprod_graph.questions import ask_oxigraph
from bioprod_graph.rdf import make_store

if TYPE_CHECKING:
    from bioprod_graph.questions import Answer

PREFIXES = PrefixTable(
    "https://example.org/",
    {
        "ex": "https://example.org/id/",
        "unused": "https://example.org/unused/",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
    },
)
DATA = r"""
PREFIX ex: <https://example.org/id/>
ex:g {
  ex:a ex:note "a | b", "[bold]not markup[/bold]", "\\ <b>&amp;</b>", "two\nlines", "é ’"@fr ;
    ex:weight 12.5 ; ex:knows ex:b .
}
"""
ROWS = "SELECT ?s ?o { ?s <https://example.org/id/note> ?o } ORDER BY ?o"
GRAPH = "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o FILTER(!isLiteral(?o) || isNumeric(?o)) }"

ROW_FORMATS, GRAPH_FORMATS = list_names("rows"), list_names("statements")
RDF = {f.name: ox.RdfFormat.from_media_type(f.media_type) for f in list_formats("statements")}


def ask(query: str) -> Answer:
    store = make_store(ox.parse(DATA.encode(), format=ox.RdfFormat.TRIG))
    return ask_oxigraph(store, query, {})


def render(query: str, form: str, *, width: int = 80) -> str:
    return ask(query).render(form, PREFIXES, width=width)


class TestRows:
    """The rows of a SELECT query"""

    def test_csv_is_that_of_the_w3c(self) -> None:
        """Full IRIs, quotes doubled where needed, CRLF."""
        text = render(ROWS, "csv")
        assert text.startswith("s,o\r\n")
        rows = list(csv.reader(io.StringIO(text, newline="")))
        assert ["https://example.org/id/a", "two\nlines"] in rows
        assert len(rows) == 6

    def test_tsv_keeps_terms_exact(self) -> None:
        """Terms in Turtle syntax, variables with their sign."""
        lines = render(ROWS, "tsv").splitlines()
        assert lines[0] == "?s\t?o"
        assert '<https://example.org/id/a>\t"é ’"@fr' in lines
        assert len(lines) == 6

    def test_json_is_that_of_the_w3c(self) -> None:
        """head.vars and results.bindings, with type, language and datatype."""
        read = json.loads(render(ROWS, "json"))
        assert read["head"]["vars"] == ["s", "o"]
        values = [row["o"] for row in read["results"]["bindings"]]
        assert {"type": "literal", "value": "é ’", "xml:lang": "fr"} in values
        assert len(values) == 5

    def test_xml_is_that_of_the_w3c(self) -> None:
        """One result element a row."""
        root = ElementTree.fromstring(render(ROWS, "xml"))  # noqa: S314  written by ourselves
        space = "{http://www.w3.org/2005/sparql-results#}"
        assert root.tag == f"{space}sparql"
        assert len(root.findall(f"{space}results/{space}result")) == 5

    def test_markdown_has_one_line_a_row_and_no_stray_sign(self) -> None:
        """Pipes, backslashes, tags and line ends of the data cannot break the table."""
        lines = render(ROWS, "markdown").splitlines()
        assert lines[:2] == ["| s | o |", "| --- | --- |"]
        assert len(lines) == 7
        assert "| ex:a | a \\| b |" in lines
        assert "| ex:a | two lines |" in lines
        assert "| ex:a | \\\\ \\<b\\>\\&amp;\\</b\\> |" in lines

    def test_a_table_shows_curies_and_counts_rows(self) -> None:
        """What a person reads: short names, values as they are, the number of rows."""
        text = render(ROWS, "table")
        assert "ex:a" in text
        assert text.endswith("(5 rows)\n")

    def test_columns_are_called_as_people_call_them(self) -> None:
        """In their language, where it is known how; what programs read keeps the variables."""
        heads = {"s": Text({"fr": "objet", "en": "thing | it"})}
        for language, head in (("fr", "objet"), ("en", r"thing \| it")):
            answer = ask(ROWS)
            assert answer.render("markdown", PREFIXES, heads=heads, language=language).startswith(
                f"| {head} | o |\n"
            )
        assert ask(ROWS).render("csv", PREFIXES, heads=heads).startswith("s,o\r\n")

    def test_brackets_in_data_are_text_in_a_table(self) -> None:
        """Nothing in the data is taken for markup."""
        assert "[bold]not markup[/bold]" in render(ROWS, "table")

    @pytest.mark.parametrize("width", [40, 80, 120])
    def test_a_table_is_no_wider_than_asked(self, width: int) -> None:
        """Long cells are folded, whole, within the width."""
        text = "x" * 300
        query = f"SELECT ('{text}' AS ?long) ('{text}' AS ?other) ('short' AS ?third) {{}}"
        table = render(query, "table", width=width)
        assert max(len(line) for line in table.splitlines()) <= width
        assert table.count("x") == 600

    def test_unbound_values_are_empty(self) -> None:
        """What has no value is an empty cell, in every format for people."""
        query = "SELECT ?a ?b { VALUES (?a ?b) { (1 UNDEF) } }"
        assert render(query, "markdown").splitlines()[2] == "| 1 |  |"
        assert render(query, "table").splitlines()[-1] == "(1 row)"

    @pytest.mark.parametrize("form", ["table", "markdown", "csv", "tsv", "json", "xml"])
    def test_no_rows_is_an_answer(self, form: str) -> None:
        """An empty answer still names its columns."""
        text = render("SELECT ?who { ?who <urn:none> ?o }", form)
        assert "who" in text
        if form == "table":
            assert text.endswith("(0 rows)\n")

    @pytest.mark.parametrize("form", ["turtle", "jsonld"])
    def test_rows_are_no_graph(self, form: str) -> None:
        """A format of graphs is refused, with what to do."""
        with pytest.raises(UsageError, match=f"{form} holds a graph, and this query gives rows"):
            render(ROWS, form)

    @pytest.mark.parametrize("form", ["table", "markdown"])
    def test_what_acts_on_a_terminal_is_shown(self, form: str) -> None:
        """In a cell of one line, between the others."""
        query = r'SELECT ("\u001b[31mx\u202e\u0085" AS ?a) ("y" AS ?b) {}'
        line = next(line for line in render(query, form).splitlines() if "31m" in line)
        assert line.replace("\\", "").replace("|", " ").split() == ["\ufffd[31mx\ufffd\ufffd", "y"]

    def test_wide_letters_take_two_cells(self) -> None:
        """What stands beside them stands in line."""
        table = render("SELECT * { VALUES (?a ?b) { ('漢字' 'x') ('abcd' 'y') } }", "table")
        assert table.splitlines()[2:4] == [" 漢字   x", " abcd   y"]

    def test_only_what_is_for_people_is_not_exact(self) -> None:
        """A graph is for programs even where no format was asked for."""
        rows, graph = ask(ROWS), ask(GRAPH)
        assert [form for form in ROW_FORMATS if not rows.find_format(form).is_exact] == [
            "bars",
            "map",
            "markdown",
            "table",
        ]
        assert all(graph.find_format(form).is_exact for form in ("table", *GRAPH_FORMATS))


class TestBoolean:
    """The answer of an ASK query"""

    @pytest.mark.parametrize(
        ("form", "yes", "no"),
        [(form, "true\n", "false\n") for form in ("csv", "tsv")]
        + [(form, "yes\n", "no\n") for form in ("table", "markdown")],
    )
    def test_is_a_word(self, form: str, yes: str, no: str) -> None:
        """Formats of rows give true or false, those for people yes or no."""
        assert render("ASK { ?s ?p ?o }", form) == yes
        assert render("ASK { ?s <urn:none> ?o }", form) == no

    def test_json_and_xml_are_those_of_the_w3c(self) -> None:
        """SPARQL results: a boolean."""
        assert json.loads(render("ASK {}", "json"))["boolean"] is True
        assert "<boolean>true</boolean>" in render("ASK {}", "xml")

    @pytest.mark.parametrize("form", ["turtle", "jsonld"])
    def test_is_no_graph(self, form: str) -> None:
        """A format of graphs is refused."""
        with pytest.raises(UsageError, match="holds a graph"):
            render("ASK {}", form)


class TestGraph:
    """The graph of a CONSTRUCT or DESCRIBE query"""

    @pytest.mark.parametrize("form", ["turtle", "table"])
    def test_turtle_declares_the_prefixes_it_uses(self, form: str) -> None:
        """And no others; a table of a graph is Turtle."""
        text = render(GRAPH, form)
        assert "@prefix ex: <https://example.org/id/> ." in text
        assert "unused:" not in text
        read = {quad.triple for quad in ox.parse(text.encode(), format=ox.RdfFormat.TURTLE)}
        assert len(read) == 2

    def test_json_ld_holds_the_same(self) -> None:
        """Both formats hold the same statements."""
        text = render(GRAPH, "jsonld")
        read = {quad.triple for quad in ox.parse(text.encode(), format=ox.RdfFormat.JSON_LD)}
        turtle = render(GRAPH, "turtle")
        assert read == {q.triple for q in ox.parse(turtle.encode(), format=ox.RdfFormat.TURTLE)}

    @pytest.mark.parametrize("form", ["turtle", "jsonld"])
    def test_is_the_same_however_statements_come(self, form: str) -> None:
        """Statements are sorted, each once."""
        query = "CONSTRUCT { ?s ?p ?o } { { ?s ?p ?o } UNION { ?s ?p ?o } } ORDER BY %s(STR(?o))"
        assert render(query % "ASC", form) == render(query % "DESC", form)

    @pytest.mark.parametrize("form", ["turtle", "jsonld"])
    @pytest.mark.parametrize(
        "template",
        ["?s ?p [ ex:of ?o ]", "[] ex:of ?o", "?s ex:n [ ex:m [] ]", "[ ex:x [ ex:y ?o ] ] ?p []"],
    )
    def test_blank_nodes_are_the_same_each_time(self, form: str, template: str) -> None:
        """And the statements about them in the same order, however they come."""
        query = f"PREFIX ex: <urn:> CONSTRUCT {{ {template} }} {{ ?s ?p ?o }} ORDER BY %s(STR(?o))"
        assert len({render(query % way, form) for way in ("ASC", "DESC", "ASC")}) == 1

    def test_what_a_format_cannot_hold_is_told(self) -> None:
        """Not called a failure of the query."""
        query = "CONSTRUCT { ?s ?p <<( ?s ?p ?o )>> } { ?s ?p ?o }"
        with pytest.raises(FormatError, match="jsonld cannot hold a triple within a triple"):
            render(query, "jsonld")

    def test_an_empty_graph_is_an_answer(self) -> None:
        """Nothing is written where there is nothing."""
        assert render("CONSTRUCT { ?s ?p ?o } { ?s <urn:none> ?o . ?s ?p ?o }", "turtle") == ""

    @pytest.mark.parametrize("form", sorted(set(ROW_FORMATS) - {"table"}))
    def test_is_no_rows(self, form: str) -> None:
        """A format of rows is refused, with those that hold a graph."""
        with pytest.raises(UsageError, match=f"{form} holds rows.*use turtle or jsonld"):
            render(GRAPH, form)


def test_formats_are_those_that_are_registered() -> None:
    """Rows have those of SPARQL and two for people, a graph all of RDF."""
    assert set(ROW_FORMATS) >= {"table", "markdown", "csv", "tsv", "json", "xml"}
    assert set(GRAPH_FORMATS) >= {"turtle", "trig", "nquads", "ntriples", "rdfxml", "jsonld"}


@pytest.mark.parametrize("form", GRAPH_FORMATS)
def test_a_graph_is_the_same_in_each_format(form: str) -> None:
    """Of named graphs there are none: TriG and N-Quads have the default one."""
    read = {quad.triple for quad in ox.parse(render(GRAPH, form).encode(), format=RDF[form])}
    expected = ox.parse(render(GRAPH, "ntriples").encode(), format=ox.RdfFormat.N_TRIPLES)
    assert read == {quad.triple for quad in expected}
