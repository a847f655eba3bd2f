"""Rows of answers: exact as the W3C has them, or as texts for people.

https://www.w3.org/TR/sparql11-results-csv-tsv/ · …-json/ · https://www.w3.org/TR/rdf-sparql-XMLres/
Oxigraph writes all of them; what it writes as XML is looked through for what XML cannot hold.
"""

from __future__ import annotations

import re
from functools import cache, partial
from typing import TYPE_CHECKING, Literal

import pyoxigraph as ox

from bioprod_graph.errors import FormatError
from bioprod_graph.notation.blank_nodes import label_rows
from bioprod_graph.notation.visible import name_character
from bioprod_graph.notation.xml import find_place, keep_returns

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bioprod_graph.identifiers import PrefixTable

RowFormat = Literal["csv", "tsv", "json", "xml"]

FORMS: dict[RowFormat, ox.QueryResultsFormat] = {
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
}
_TSV = FORMS["tsv"]
# What stands in an answer that has a blank node.
_BLANK = {"json": b'"bnode"', "xml": b"<bnode>"}
_BINDING = re.compile(rb'<binding name="([^"]*)">')
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_ESCAPED = {"t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f"}


def write_rows(results: ox.QuerySolutions, form: RowFormat) -> bytes:
    """Write rows in a format for programs; blank nodes are b0, b1 … in the order of appearance.

    Raises FormatError for what the format cannot hold.
    """
    if form in ("csv", "tsv"):
        tsv = label_rows(results.serialize(format=_TSV) or b"")
        return tsv if form == "tsv" else _convert(_refuse_triples(tsv), "tsv", "csv")
    written = results.serialize(format=FORMS[form]) or b""
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
    # Oxigraph writes rows faster than Python can ask it for them, term by term.
    tsv = label_rows(results.serialize(format=_TSV) or b"").decode()
    head, *lines, _ = tsv.split("\n")
    names = [name.removeprefix("?") for name in head.split("\t")] if head else []
    show = cache(partial(_show_cell, prefixes=prefixes))
    return names, ([show(cell) for cell in line.split("\t")] if names else [] for line in lines)


def _show_cell(cell: str, prefixes: PrefixTable) -> str:
    """Show a term as Turtle writes it in a cell of TSV, where no line ends."""
    if cell.startswith('"'):
        text = cell[1 : cell.rindex('"')]
        return _ESCAPE.sub(_read_escape, text) if "\\" in text else text
    if cell.startswith("<") and not cell.startswith("<<"):
        return prefixes.compress(cell[1:-1])
    return cell


def _read_escape(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    return chr(int(code, 16)) if code else _ESCAPED.get(match[3], match[3])


def _convert(written: bytes, form: RowFormat, other: RowFormat) -> bytes:
    results = ox.parse_query_results(written, format=FORMS[form])
    return results.serialize(format=FORMS[other]) or b""


def _refuse_triples(tsv: bytes) -> bytes:
    """Refuse a triple as a term, of which CSV would make a text; give the rows if there is none."""
    if b"<<(" in tsv and re.search(rb"(?m)(?:^|\t)<<\(", tsv):
        raise FormatError("csv cannot hold a triple as a value: use tsv, json or xml")
    return tsv


def _refuse_characters(written: bytes) -> None:
    """Refuse rows in XML that no parser of XML would read, naming the first such value."""
    place = find_place(written)
    if place < 0:
        return
    before = written[:place]
    row, variable = before.count(b"<result>"), _BINDING.findall(before)[-1].decode()
    name = name_character(written[place : place + 4].decode(errors="ignore")[0])
    raise FormatError(
        "xml cannot hold {name}, which stands in ?{variable} of row {row}: XML "
        "has no such character; use json, tsv or csv",
        name=name,
        variable=variable,
        row=row,
    )
