"""Hostile texts in every format: a parser that is not ours reads them back, or an error names them.

Whatever a name holds, no file is written that programs cannot read.
"""

from __future__ import annotations

import csv
import io
import json
import re
import warnings
import zipfile
from functools import partial
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any
from xml.parsers import expat

import networkx as nx
import openpyxl
import pydot
import pyoxigraph as ox
import pytest
import rdflib
from markdown_it import MarkdownIt
from pybtex.database import parse_string
from rdflib.query import Result

from bioprod_graph.documents import (
    Author,
    Digest,
    Document,
    Edition,
    Note,
    Paragraph,
    Section,
    Sentence,
    TableBlock,
    Work,
)
from bioprod_graph.errors import FormatError
from bioprod_graph.formats import Seat, Sheet
from bioprod_graph.formats.xlsx import render_workbook
from bioprod_graph.identifiers import PrefixTable
from bioprod_graph.language import Text
from bioprod_graph.networks import Link, Network, Node
from bioprod_graph.notation.visible import make_visible, name_character
from bioprod_graph.questions import Answer
from tests.rendering import (
    render_bytes,
    render_html,
    render_markdown,
    render_network,
    render_points,
    render_work,
    write_statements,
)
from tests.unit.networks.samples import both

if TYPE_CHECKING:
    from collections.abc import Callable

BASE = "https://example.org/"
PREFIXES = PrefixTable(BASE, {"e": BASE})
TEXTS = {
    "plain": "plain",
    "empty": "",
    "blanks": "  ",
    "quotes": "\"'`«»",
    "markup": "<b>&amp;</b> &#65; <!-- ",
    "cdata": "]]>",
    "script": "</script><script>alert(1)</script>",
    "line": "two\nlines",
    "return": "a\rb\r\nc",
    "tab": "\ta\t",
    "comma": 'a,b;"c"|d',
    "backslash": "\\ \\n \\u0041 a\\",
    "braces": "{}[]()$%#_~^*",
    "formula": "=1+1",
    "bidi": "\u202eabc\u2066\u200f",
    "separators": "a\u2028b\u2029c\x85d",
    "deleted": "\x7f\x9b",
    "astral": "𝒳👍",
    "combining": "e\u0301\u0301",
    "mark": "\ufeff\u200b",
    "number": "1e5",
    "label": "_:b0",
    "long": "x" * 30_000,
    "nul": "a\x00b",
    "bell": "be\x07ll",
    "escape": "\x1b[31mred",
    "tabulator": "\x0b\x0c\x1c",
    "no character": "\ufffe\uffff",
}
# What XML 1.0 cannot hold.
NOT_XML = {"nul", "bell", "escape", "tabulator", "no character"}

hostile = pytest.mark.parametrize("name", TEXTS)


def _refused(write: Callable[[], object], text: str) -> None:
    """The error names the first of the characters that do not fit, in both languages."""
    with pytest.raises(FormatError) as told:
        write()
    names = [name_character(character) for character in text if not character.isprintable()]
    for message in (told.value.message("en"), told.value.message("fr")):
        assert any(found in message for found in names)


def _make_network(text: str) -> Network:
    nodes = (
        Node(f"{BASE}a", both("a", "a"), "kind", "C"),
        Node(f"{BASE}b", both(text, text), "kind", text),
    )
    links = (Link(f"{BASE}a", f"{BASE}b", f"{BASE}r", both(text, text)),)
    return Network("n", both(text, text), directed=True, nodes=nodes, links=links)


def _gather(graph: Any) -> set[str]:
    """Gather what must be the text: names of the node, of the link."""
    node = graph.nodes[f"{BASE}b"]
    (link,) = (data for _, _, data in graph.edges(data=True))
    return {node["label"], node["label_fr"], node["classes"], link["label"], link["label_en"]}


def _unescape(text: str) -> str:
    """Read a string of DOT as Graphviz reads the escapes of labels."""
    assert text[0] == text[-1] == '"'
    escapes = {"n": "\n"}
    return re.sub(r"\\(.)", lambda m: escapes.get(m[1], m[1]), text[1:-1], flags=re.DOTALL)


class TestNetworks:
    """Formats of networks."""

    READ: dict[str, Callable[[str], Any]] = {  # noqa: RUF012  a table of the tests
        "graphml": lambda text: nx.read_graphml(io.BytesIO(text.encode())),
        "gexf": lambda text: nx.read_gexf(io.BytesIO(text.encode())),
        "cytoscape": lambda text: nx.cytoscape_graph(json.loads(text), name="label"),
    }

    @hostile
    @pytest.mark.parametrize("form", READ)
    def test_networkx_reads_it_back(self, form: str, name: str) -> None:
        """Names of nodes and of links."""
        render = partial(render_network, form)
        text, network = TEXTS[name], _make_network(TEXTS[name])
        if form != "cytoscape" and name in NOT_XML:
            _refused(lambda: render(network, "fr"), text)
        else:
            assert _gather(self.READ[form](render(network, "fr"))) == {text}

    @hostile
    @pytest.mark.filterwarnings("ignore:.*deprecated")  # pydot calls its parser by old names
    def test_pydot_reads_it_back(self, name: str) -> None:
        """With the escapes of Graphviz."""
        text, network = TEXTS[name], _make_network(TEXTS[name])
        if "\0" in text:
            _refused(lambda: render_network("dot", network, "fr"), "\0")
            return
        graph, *_ = pydot.graph_from_dot_data(render_network("dot", network, "fr")) or []
        values = [graph.get_nodes()[1].get("label"), graph.get_edges()[0].get("label_en")]
        assert [_unescape(value) for value in values] == [text, text]

    @hostile
    def test_json_reads_it_back(self, name: str) -> None:
        """VOSviewer’s, in which a description is HTML, and GeoJSON."""
        text, network = TEXTS[name], _make_network(TEXTS[name])
        document = json.loads(render_network("vosviewer", network, "fr"))
        assert document["network"]["items"][1]["label"] == document["info"]["title"] == text
        place = (f"{BASE}b", f"{BASE}p", both(text))
        known: dict[str, Any] = {"precision": text, "basis": text, "since": text, "until": ""}
        seat = Seat(*place, 48.5, 2.0, point=both(text), **known)
        (feature,) = json.loads(render_points(network, [seat], "fr"))["features"]
        told = feature["properties"]
        assert {told["name"], told["place_fr"], told["point_en"]} == {text}

    @hostile
    def test_csv_reads_it_back(self, name: str) -> None:
        """RFC 4180, line ends within cells and all."""
        content = render_bytes(_make_network(TEXTS[name]), "network", "csv")
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            assert archive.testzip() is None
            nodes, edges = (
                list(csv.DictReader(io.StringIO(archive.read(part).decode(), newline="")))
                for part in archive.namelist()
            )
        assert {nodes[1]["Label"], nodes[1]["classes"], edges[0]["label_en"]} == {TEXTS[name]}

    @hostile
    def test_openpyxl_reads_it_back(self, name: str) -> None:
        """In a cell, under a header and as the name of a sheet."""
        text = TEXTS[name]
        sheets = [Sheet(text, (text, "h"), ((text, "x"),))]
        if name in NOT_XML:
            _refused(lambda: render_workbook(sheets), text)
            return
        workbook = openpyxl.load_workbook(io.BytesIO(render_workbook(sheets)))
        (sheet,) = workbook.worksheets
        cells = [sheet["A1"], sheet["A2"]]
        assert [cell.value or "" for cell in cells] == [text, text]
        assert all(cell.data_type in ("s", "n") for cell in cells)


class TestStatements:
    """Formats of RDF."""

    READ = {  # noqa: RUF012  a table of the tests
        "turtle": "turtle",
        "ntriples": "nt",
        "jsonld": "json-ld",
        "rdfxml": "xml",
        "trig": "trig",
        "nquads": "nquads",
    }

    @hostile
    @pytest.mark.parametrize("form", READ)
    def test_rdflib_reads_it_back(self, form: str, name: str) -> None:
        """As a plain text, a text in a language and a value of a datatype."""
        text, prop = TEXTS[name], ox.NamedNode(f"{BASE}p")
        terms = [
            ox.Literal(text),
            ox.Literal(text, language="fr"),
            ox.Literal(text, datatype=ox.NamedNode(f"{BASE}dt?x=1&y='2'")),
        ]
        quads = [ox.Quad(ox.NamedNode(f"{BASE}{n}"), prop, t, prop) for n, t in enumerate(terms)]
        if form == "rdfxml" and name in NOT_XML:
            _refused(lambda: write_statements(quads, form, PREFIXES), text)
            return
        content = write_statements(quads, form, PREFIXES)
        if form == "rdfxml":
            expat.ParserCreate(namespace_separator=" ").Parse(content, True)
        with warnings.catch_warnings():
            # It uses, in reading and in asking, what it calls deprecated itself.
            warnings.simplefilter("ignore", DeprecationWarning)
            graph = rdflib.Dataset(default_union=True)
            graph.parse(data=content, format=self.READ[form])
            assert [str(value) for value in graph.objects()] == [text] * 3


class TestAnswers:
    """Formats of rows."""

    @hostile
    @pytest.mark.parametrize("form", ["csv", "tsv", "json", "xml"])
    def test_rows_are_read_back(self, form: str, name: str) -> None:
        """By rdflib, or where it takes more than line feeds for ends of lines, by others."""
        text = TEXTS[name]
        query = f'SELECT ?a ?b {{ VALUES (?a ?b) {{ ({ox.Literal(text)} "z") }} }}'

        def write() -> str:
            results = ox.Store().query(query)
            assert isinstance(results, ox.QuerySolutions)
            return Answer(lambda: results).render(form, PREFIXES)

        if form == "xml" and name in NOT_XML:
            _refused(write, text)
            return
        assert self._read(write(), form) == [text, "z"]

    def _read(self, written: str, form: str) -> list[str]:
        if form == "csv":
            return list(csv.reader(io.StringIO(written, newline="")))[1]
        if form == "tsv":
            cells = written.split("\n")[1].split("\t")
            triples = ox.parse(
                "".join(f"<urn:s> <urn:p> {cell} .\n" for cell in cells).encode(),
                format=ox.RdfFormat.TURTLE,
            )
            return [quad.object.value for quad in triples if isinstance(quad.object, ox.Literal)]
        (row,) = Result.parse(io.BytesIO(written.encode()), format=form)
        return [str(row["a"]), str(row["b"])]  # type: ignore[call-overload, index]


class _Page(HTMLParser):
    """Gathers the text of a page, and what it is made of."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.tags: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for key, value in attrs if key == "href"]

    def handle_data(self, data: str) -> None:
        self.text += data


def _make_document(text: str) -> Document:
    sentence = Sentence(f"A{text}Z", (Note(f"N{text}M", f"https://example.org/{text}"),))
    table = TableBlock(("h", f"H{text}I"), ((sentence, Sentence(f"C{text}D")),))
    section = Section(f"S{text}T", (Paragraph((sentence,)), table))
    return Document(f"T{text}U", "en", Paragraph((sentence,)), (section,), f"K{text}L")


def _fold(text: str) -> str:
    return re.sub(r"\s+", " ", make_visible(text))


class TestDocuments:
    """What people read."""

    @hostile
    @pytest.mark.parametrize("form", ["html", "markdown"])
    def test_a_document_is_read_back(self, form: str, name: str) -> None:
        """Its texts are those of the data, and make no element; what acts is shown."""
        text, plain = TEXTS[name], _Page()
        if form == "html":
            page = render_html(_make_document(text))
        else:
            markdown = MarkdownIt("gfm-like", {"linkify": False})
            page = markdown.render(render_markdown(_make_document(text)))
        plain.feed(page)
        shown = _fold(plain.text)
        for first, last in ("AZ", "HI", "CD", "ST", "TU", "KL", "NM"):
            assert _fold(f"{first}{text}{last}") in shown
        assert plain.tags.count("script") == 0
        assert make_visible(page) == page
        starts = ("https://example.org/", "#", "data:,")
        assert all(link.startswith(starts) for link in plain.links)

    @hostile
    def test_an_answer_in_markdown_is_read_back(self, name: str) -> None:
        """Each row is a row, each cell its text."""
        text, plain = TEXTS[name], _Page()
        query = f'SELECT ?a ?b {{ VALUES (?a ?b) {{ ({ox.Literal(text)} "z") ("y" "x") }} }}'
        results = ox.Store().query(query)
        assert isinstance(results, ox.QuerySolutions)
        written = Answer(lambda: results).render("markdown", PREFIXES)
        assert written.count("\n") == 4
        plain.feed(MarkdownIt("gfm-like", {"linkify": False}).render(written))
        assert (plain.tags.count("td"), plain.tags.count("b")) == (4, 0)
        assert _fold(text).strip() in _fold(plain.text)


# What BibTeX has by name.
TEX = {
    r"{\textbackslash}": "\\",
    r"{\textbraceleft}": "{",
    r"{\textbraceright}": "}",
    r"{\textasciitilde}": "~",
    r"{\textasciicircum}": "^",
}


class TestCitations:
    """What managers of references read."""

    def _cite(self, text: str) -> Work:
        author = Author(f"{BASE}author", Text({"fr": f"A{text}Z", "en": f"A{text}Z"}))
        digest = Digest("dataset", "ab" * 32, "application/n-quads")
        title = Text({"fr": f"T{text}U", "en": f"T{text}U"})
        edition = Edition(f"{BASE}d", title, (author,), "1", "2026-11", "CC BY", digest, title)
        return Work("entry", "key-1", f"{BASE}thing", title, edition, (digest,))

    @hostile
    def test_pybtex_reads_it_back(self, name: str) -> None:
        """Line ends are blanks there, and no control character is written."""
        text, work = TEXTS[name], self._cite(TEXTS[name])
        if set(text) & set(map(chr, [*range(9), 11, 12, *range(14, 32), *range(127, 160)])):
            _refused(lambda: render_work("bibtex", work, "en"), text)
            return
        (entry,) = parse_string(render_work("bibtex", work, "en"), "bibtex").entries.values()
        assert set(entry.fields) >= {"title", "year", "version", "url", "note", "langid"}
        title = re.sub(
            r"(\{\\text\w+\})|\\([%&$#_])",
            lambda match: match[2] or TEX[match[1]],
            entry.fields["title"][1:-1],
        )
        assert _fold(title) == _fold(re.sub(r"[\r\n\t]", " ", f"T{text}U"))

    @hostile
    @pytest.mark.parametrize("form", ["csl-json", "jsonld"])
    def test_json_reads_it_back(self, form: str, name: str) -> None:
        """As it is."""
        text = TEXTS[name]
        document = json.loads(render_work(form, self._cite(text), "en"))
        if form == "csl-json":
            assert (document[0]["title"], document[0]["author"][0]["literal"]) == (
                *(f"T{text}U", f"A{text}Z"),
            )
        else:
            assert document["name"]["en"] == f"T{text}U"
