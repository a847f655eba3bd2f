"""Rows in the formats of SPARQL results, exact as the W3C has them; and for people, as a table.

https://www.w3.org/TR/sparql11-results-csv-tsv/ · …-json/ · https://www.w3.org/TR/rdf-sparql-XMLres/
Oxigraph writes all of them; what it writes as XML is looked through for what XML cannot hold.
"""

from __future__ import annotations

import re
from functools import cache, partial
from typing import TYPE_CHECKING, cast

import pyoxigraph as ox

from bioprod_graph.errors import FormatError
from bioprod_graph.formats.registry import Format, register, write_json
from bioprod_graph.language import Message
from bioprod_graph.notation import find_place, keep_returns, label_rows, name_character

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from bioprod_graph.formats.registry import Setting

    Rows = ox.QuerySolutions | ox.QueryBoolean

_FORMS = {
    "csv": (ox.QueryResultsFormat.CSV, "text/csv"),
    "tsv": (ox.QueryResultsFormat.TSV, "text/tab-separated-values"),
    "json": (ox.QueryResultsFormat.JSON, "application/sparql-results+json"),
    "xml": (ox.QueryResultsFormat.XML, "application/sparql-results+xml"),
}
_YES, _NO = Message("yes"), Message("no")
_LABEL = "_label"
# What stands in an answer that has a blank node.
_BLANK = {"json": b'"bnode"', "xml": b"<bnode>"}
_BINDING = re.compile(rb'<binding name="([^"]*)">')
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_ESCAPED = {"t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f"}


def write_rows(rows: Rows, form: str) -> bytes:
    """Write rows in a format for programs; blank nodes are b0, b1 … in the order of appearance.

    Raises FormatError for what the format cannot hold.
    """
    if isinstance(rows, ox.QueryBoolean):
        # Others than these have no place for it.
        is_held = form in _BLANK
        return _write(rows, form) if is_held else f"{str(bool(rows)).lower()}\n".encode()
    if form in ("csv", "tsv"):
        tsv = label_rows(_write(rows, "tsv"))
        return tsv if form == "tsv" else _convert(_refuse_triples(tsv), "tsv", "csv")
    written = _write(rows, form)
    if form == "xml":
        _refuse_characters(written)
        written = keep_returns(written)
    if _BLANK[form] not in written:
        return written
    return _convert(label_rows(_convert(written, form, "tsv")), "tsv", form)


def _write(rows: Rows, form: str) -> bytes:
    return rows.serialize(format=_FORMS[form][0]) or b""


def _convert(written: bytes, form: str, other: str) -> bytes:
    return _write(ox.parse_query_results(written, format=_FORMS[form][0]), other)


def set_rows(names: Sequence[str], rows: Iterable[Sequence[str]]) -> ox.QuerySolutions:
    """Set rows of texts as those of an answer; an empty text is none.

    Raises ValueError for a name that no variable can have.
    """
    bindings = [
        {n: {"type": "literal", "value": t} for n, t in zip(names, row, strict=True) if t}
        for row in rows
    ]
    document = {"head": {"vars": names}, "results": {"bindings": bindings}}
    parsed = ox.parse_query_results(write_json(document).encode(), format=_FORMS["json"][0])
    return cast("ox.QuerySolutions", parsed)


def say_boolean(answer: ox.QueryBoolean, language: str) -> bytes:
    """Say yes or no, in a format for people."""
    return f"{(_YES if answer else _NO).say(language)}\n".encode()


def read_cells(rows: ox.QuerySolutions, setting: Setting) -> list[list[str]]:
    """Give the header and the rows for people: names or CURIEs for IRIs, literals as text.

    There is no column for what was given, nor for its label; where ?x has a ?x_label beside it, its
    label alone; but all columns if nothing were left. Nor is there one without a value of what has
    no head, where others have one: it could be given, and was not.
    """
    # Oxigraph writes rows faster than Python can ask it for them, term by term.
    tsv = label_rows(_write(rows, "tsv")).decode()
    head, _, rest = tsv.partition("\n")
    names = [name.removeprefix("?") for name in head.split("\t")] if head else []
    heads, language = setting.heads, setting.language
    called = [place for place, name in enumerate(names) if f"{name}{_LABEL}" not in names]
    kept = [place for place in called if _call(names[place]) not in setting.given]
    kept = kept or [p for p in called if not heads or _call(names[p]) in heads] or called
    truths = {"true": _YES.say(setting.language), "false": _NO.say(setting.language)}
    naming = setting.naming or setting.prefixes.compress
    show = cache(partial(_show_cell, name=naming, truths=truths))
    # Of all cells in a row each column is a slice: Python takes a row at a time more slowly.
    cells = rest.replace("\n", "\t").split("\t")[:-1]
    if heads:
        kept = [p for p in kept if _call(names[p]) in heads or any(cells[p :: len(names)])]
    header = [heads[n].say(language) if n in heads else n for n in (_call(names[p]) for p in kept)]
    if not names:
        return [header, *([] for _ in range(rest.count("\n")))]
    columns = (map(show, cells[place :: len(names)]) for place in kept)
    return [header, *map(list, zip(*columns, strict=True))]


def _call(variable: str) -> str:
    return variable.removesuffix(_LABEL)


def _show_cell(cell: str, name: Callable[[str], str], truths: Mapping[str, str]) -> str:
    """Show a term as Turtle writes it in a cell of TSV, where no line ends; an IRI by a name."""
    if cell.startswith('"'):
        text = cell[1 : cell.rindex('"')]
        return _ESCAPE.sub(_read_escape, text) if "\\" in text else text
    if cell.startswith("<") and not cell.startswith("<<"):
        return name(cell[1:-1])
    return truths.get(cell, cell)


def _read_escape(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    return chr(int(code, 16)) if code else _ESCAPED.get(match[3], match[3])


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


def _render(rows: Rows, _: Setting, *, form: str) -> bytes:
    return write_rows(rows, form)


register(
    *(
        Format(name, "rows", media_type, f".{name}", partial(_render, form=name))
        for name, (_, media_type) in _FORMS.items()
    ),
)
