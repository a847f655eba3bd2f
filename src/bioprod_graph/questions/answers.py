"""Answers in the formats that people and programs read.

https://www.w3.org/TR/sparql11-overview/ – CSV, TSV, JSON and XML of results are exact, as the W3C
defines them; table and Markdown are for reading: CURIEs for IRIs, no column for the parameters that
were given, and where ?x has a ?x_label beside it, the label alone. Oxigraph writes all rows; what
it writes as XML is looked through for what XML cannot hold.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Literal, get_args

import pyoxigraph as ox

from bioprod_graph.errors import FormatError, QueryError, UsageError, one_line
from bioprod_graph.language import SOURCE, Message
from bioprod_graph.notation.blank_nodes import label_graph, label_rows
from bioprod_graph.notation.columns import set_table
from bioprod_graph.notation.markdown import escape_cell
from bioprod_graph.notation.rdf import write_rdf
from bioprod_graph.notation.visible import name_character
from bioprod_graph.notation.xml import find_place, keep_returns
from bioprod_graph.rdf import find_iris, load_graph, order_triple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bioprod_graph.identifiers import PrefixTable

RowFormat = Literal["csv", "tsv", "json", "xml"]
Format = Literal["table", "csv", "tsv", "json", "xml", "markdown", "turtle", "jsonld"]
FORMATS: tuple[Format, ...] = get_args(Format)
Results = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples

# Formats of rows in which the engine itself writes its answer, row by row and all at once.
WRITTEN_BY_ENGINE: dict[str, ox.QueryResultsFormat] = {
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
}
_GRAPHS = ("turtle", "jsonld")
_LABEL = "_label"
# What stands in an answer that has a blank node.
_BLANK = {"json": b'"bnode"', "xml": b"<bnode>"}
_BINDING = re.compile(rb'<binding name="([^"]*)">')


@dataclass(frozen=True)
class Answer:
    """What an engine answered, and the language of who reads it; it is read once."""

    results: Results
    parameters: frozenset[str] = frozenset()
    language: str = SOURCE

    def render(self, form: Format, prefixes: PrefixTable, *, width: int = 80) -> str:
        """Write the answer in a format.

        Raises UsageError for a format that cannot hold this kind of answer, QueryError if the
        query fails only now: Oxigraph looks for a row when it is asked for it.
        """
        try:
            return self._render(form, prefixes, width)
        except (OSError, RuntimeError, ValueError) as error:
            raise fail(error) from None

    def is_exact(self, form: Format) -> bool:
        """Tell whether the answer in that format is for programs; a graph is in any."""
        return form not in ("table", "markdown") or isinstance(self.results, ox.QueryTriples)

    def take_whole(self) -> Answer:
        """Have the engine evaluate all of it, which it does row by row when it is asked for.

        Raises QueryError if the query fails on the way.
        """
        is_graph = isinstance(self.results, ox.QueryTriples)
        return replace(self, results=read_answer(self.write(), is_graph=is_graph).results)

    def write(self) -> bytes:
        """Write all of it exactly: a graph as N-Triples, anything else as JSON.

        Raises QueryError if the query fails on the way.
        """
        try:
            if isinstance(self.results, ox.QueryTriples):
                return self.results.serialize(format=ox.RdfFormat.N_TRIPLES) or b""
            return self.results.serialize(format=ox.QueryResultsFormat.JSON) or b""
        except (OSError, RuntimeError, ValueError) as error:
            raise fail(error) from None

    def _render(self, form: Format, prefixes: PrefixTable, width: int) -> str:
        results = self.results
        if isinstance(results, ox.QueryTriples):
            return _render_graph(results, form, prefixes)
        if form in _GRAPHS:
            raise UsageError(
                "{form} holds a graph, and this query gives rows: use CONSTRUCT, or csv", form=form
            )
        if isinstance(results, ox.QueryBoolean):
            if form in ("json", "xml"):
                return (results.serialize(format=WRITTEN_BY_ENGINE[form]) or b"").decode()
            return f"{str(bool(results)).lower()}\n"
        if form in WRITTEN_BY_ENGINE:
            return write_rows(results, form).decode()
        return self._show_rows(results, form, prefixes, width=width)

    def _show_rows(
        self, results: ox.QuerySolutions, form: Format, prefixes: PrefixTable, *, width: int
    ) -> str:
        names, rows = read_cells(results, prefixes)
        places = _choose_columns(names, self.parameters)
        header = [names[place].removesuffix(_LABEL) for place in places]
        chosen = [[row[place] for place in places] for row in rows]
        if form == "markdown":
            escape = cache(escape_cell)
            lines = [[escape(cell) for cell in line] for line in (header, *chosen)]
            lines.insert(1, ["---"] * len(header))
            return "".join(f"| {' | '.join(line)} |\n" for line in lines)
        total = Message("({n} row)", many="({n} rows)", n=len(chosen)).say(self.language)
        return "\n".join([*set_table(header, chosen, width=width), total, ""])


def fail(error: Exception) -> QueryError:
    """Make the error that tells what an engine said when a query failed."""
    return QueryError("the query failed: {reason}", reason=one_line(str(error)))


def read_answer(written: bytes | str, *, is_graph: bool) -> Answer:
    """Read what `Answer.write` wrote, or whoever writes the same."""
    if is_graph:
        return Answer(load_graph(written, ox.RdfFormat.N_TRIPLES))
    return Answer(ox.parse_query_results(written, format=ox.QueryResultsFormat.JSON))


def write_rows(results: ox.QuerySolutions, form: str) -> bytes:
    """Write rows in a format for programs; blank nodes are b0, b1 … in the order of appearance.

    Raises FormatError for what the format cannot hold.
    """
    if form in ("csv", "tsv"):
        tsv = label_rows(results.serialize(format=WRITTEN_BY_ENGINE["tsv"]) or b"")
        # Of a triple as a term CSV would make a text.
        if form == "csv" and b"<<(" in tsv and re.search(rb"(?m)(?:^|\t)<<\(", tsv):
            raise FormatError("csv cannot hold a triple as a value: use tsv, json or xml")
        return tsv if form == "tsv" else _convert(tsv, "tsv", "csv")
    written = results.serialize(format=WRITTEN_BY_ENGINE[form]) or b""
    if form == "xml":
        _refuse_characters(written)
        written = keep_returns(written)
    if _BLANK[form] not in written:
        return written
    return _convert(label_rows(_convert(written, form, "tsv")), "tsv", form)


def read_cells(
    results: ox.QuerySolutions, prefixes: PrefixTable
) -> tuple[list[str], Iterator[list[str]]]:
    """Give names and rows for people: IRIs as CURIEs, literals as text, nothing as nothing."""
    blanks: dict[str, str] = {}
    compress = cache(prefixes.compress)

    def show(term: object) -> str:
        if isinstance(term, ox.Literal):
            return term.value
        if isinstance(term, ox.NamedNode):
            return compress(term.value)
        if isinstance(term, ox.BlankNode):
            return blanks.setdefault(term.value, f"_:b{len(blanks)}")
        return "" if term is None else str(term)

    names = [variable.value for variable in results.variables]
    return names, ([show(term) for term in row] for row in results)


def _render_graph(results: ox.QueryTriples, form: Format, prefixes: PrefixTable) -> str:
    if form == "table":
        form = "turtle"
    if form not in _GRAPHS:
        raise UsageError(
            "{form} holds rows, and this query gives a graph: use turtle or jsonld", form=form
        )
    # Labels first: the order of the statements is that of the labels too.
    triples = sorted(label_graph(list(dict.fromkeys(results))), key=order_triple)
    used = {iri for triple in triples for iri in find_iris(triple)}
    near = {p: n for p, n in prefixes.namespaces.items() if any(iri.startswith(n) for iri in used)}
    return write_rdf(triples, form, near).decode()


def _choose_columns(names: list[str], parameters: frozenset[str]) -> list[int]:
    """Choose what a person reads, by place; all columns if nothing were left."""
    kept = [
        place
        for place, name in enumerate(names)
        if name not in parameters and f"{name}{_LABEL}" not in names
    ]
    return kept or list(range(len(names)))


def _convert(written: bytes, form: str, other: str) -> bytes:
    results = ox.parse_query_results(written, format=WRITTEN_BY_ENGINE[form])
    return results.serialize(format=WRITTEN_BY_ENGINE[other]) or b""


def _refuse_characters(written: bytes) -> None:
    """Refuse rows in XML that no parser of XML would read, naming the first such value."""
    place = find_place(written)
    if place < 0:
        return
    before = written[:place]
    raise FormatError(
        "xml cannot hold {name}, which stands in ?{variable} of row {row}: XML "
        "has no such character; use json, tsv or csv",
        name=name_character(written[place : place + 4].decode(errors="ignore")[0]),
        variable=_BINDING.findall(before)[-1].decode(),
        row=before.count(b"<result>"),
    )
