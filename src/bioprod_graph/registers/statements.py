"""The SQL around that of a register: rows made fit for RDF, and the lines of N-Quads of a row.

https://www.w3.org/TR/rdf-canon/#canonical-quads – a thing has one row and its properties stand in
order, so rows in the order of their IRIs give lines in order of code points.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bioprod_graph.engines import quote_name, quote_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bioprod_graph.registers.description import Expressed, OpenRegister

KEY = "id"
THINGS = "register_things"
SLICED = "register_slice"
# The mark that ends an IRI stands before what goes on: so stand the lines that begin with it.
ORDER = f"{KEY} || '>'"

# What no IRI holds (RFC 3987); what a name holds by mistake, and N-Quads would have to escape.
_NO_IRI = r"""[\x00-\x20<>"{}|^`\\]"""
_CONTROL = r"[\x00-\x1F\x7F\x{FFFE}\x{FFFF}]"
_DATE = r"^[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}$"
_XSD_DATE = "http://www.w3.org/2001/XMLSchema#date"


def select_rows(register: OpenRegister) -> str:
    """Select a row for each thing, as text without control characters, IRIs and dates that are."""
    cells = ", ".join(
        f"{_make_fit(each)} AS {quote_name(each.column)}" for each in register.written
    )
    statement = register.statement.strip().removesuffix(";")
    return (
        f"SELECT {KEY}, {cells} FROM ({statement}) AS stated "  # noqa: S608
        f"WHERE NOT regexp_matches({KEY}, {quote_text(_NO_IRI)})"
    )


def select_repeated() -> str:
    """Select the first thing that has more than one row."""
    return f"SELECT min({KEY}) FROM (SELECT {KEY} FROM {THINGS} GROUP BY {KEY} HAVING count(*) > 1)"  # noqa: S608


def select_slice(chosen: str) -> str:
    """Select the rows of the things that a statement gives the IRIs of."""
    return f"SELECT * FROM {THINGS} WHERE {KEY} IN ({chosen.strip().removesuffix(';')})"  # noqa: S608


def count_lines(register: OpenRegister) -> str:
    """Write the expression that counts the lines of all rows."""
    return " + ".join(
        f"{len(each.languages) or 1} * "
        + ("coalesce(sum(array_length({0})), 0)" if each.kind == "texts" else "count({0})").format(
            quote_name(each.column)
        )
        for each in register.written
        if each.property
    )


def write_lines(register: OpenRegister, graph: str) -> str:
    """Write the expression that makes the lines of a row, of which each property is one column.

    It is one call, which copies a text once; what is not said is NULL, and left out.
    """
    said = (each for each in register.written if each.property)
    ordered = sorted(said, key=lambda each: f"<{each.property}>")
    pieces = (piece for each in ordered for piece in _write_column(each, graph))
    return f"concat_ws('', {', '.join(pieces)})"


def _write_column(each: Expressed, graph: str) -> Iterator[str]:
    column = quote_name(each.column)
    endings = [f"@{language}" for language in sorted(each.languages)]
    endings = endings or [f"^^<{each.datatype}>" if each.datatype else ""]
    if each.kind != "texts":
        for end in endings:
            for piece in _write_line(each, column, end, graph=graph):
                yield f"CASE WHEN {column} IS NOT NULL THEN {piece} END"
        return
    told = (", ".join(_write_line(each, "value", end, graph=graph)) for end in endings)
    lines = ", ".join(f"list_transform({column}, lambda value: concat({line}))" for line in told)
    joined = f"list_concat({lines})" if len(endings) > 1 else lines
    ordered = f"CASE WHEN array_length({column}) > 1 THEN list_sort({joined}) ELSE {joined} END"
    yield f"array_to_string({ordered}, '')"


def _write_line(each: Expressed, value: str, ending: str, *, graph: str) -> tuple[str, ...]:
    begun, ended = ("<", ">") if each.kind in {"iri", "minted"} else ('"', f'"{ending}')
    # Most have nothing to escape, which is told sooner than done.
    plain = f"contains({value}, '\\') OR contains({value}, '\"')"
    escaped = f"replace(replace({value}, '\\', '\\\\'), '\"', '\\\"')"
    text = value if begun == "<" else f"CASE WHEN {plain} THEN {escaped} ELSE {value} END"
    before = quote_text(f"> <{each.property}> {begun}")
    return "'<'", KEY, before, text, quote_text(f"{ended} <{graph}> .\n")


def _make_fit(each: Expressed) -> str:
    column = quote_name(each.column)
    if each.kind == "minted":
        return column
    if each.kind == "iri":
        return f"CASE WHEN NOT regexp_matches({column}, {quote_text(_NO_IRI)}) THEN {column} END"
    if each.kind == "texts":
        cleaned = f"list_transform({column}, lambda value: {_clean('value')})"
        some = f"list_filter({cleaned}, lambda value: value IS NOT NULL)"
        # Most have one or none, of which nothing is to be compared.
        return f"CASE WHEN array_length({some}) > 1 THEN list_distinct({some}) ELSE {some} END"
    if each.datatype == _XSD_DATE:
        day = f"CAST(TRY_CAST({column} AS DATE) AS VARCHAR)"
        return f"CASE WHEN regexp_matches({column}, {quote_text(_DATE)}) THEN {day} END"
    return _clean(column)


def _clean(value: str) -> str:
    blank = f"regexp_replace({value}, {quote_text(_CONTROL + '+')}, ' ', 'g')"
    found = f"regexp_matches({value}, {quote_text(_CONTROL)})"
    return f"CASE WHEN {found} THEN nullif(trim({blank}, ' '), '') ELSE {value} END"
