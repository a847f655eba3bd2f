"""Networks as workbooks for people: a note, one sheet a kind of thing, and the links.

Workbooks are Office Open XML (ECMA-376), their parts the templates of `layout/xlsx`. No cell is a
formula: text that a program might take for one (https://owasp.org, “CSV injection”) is stored as a
string with the quote prefix of its cell style, so that the text itself is unchanged. Same sheets,
same bytes.
"""

from __future__ import annotations

import re
from collections import defaultdict
from decimal import Decimal, InvalidOperation
from itertools import chain, product
from typing import TYPE_CHECKING, Any, NamedTuple

import pyoxigraph as ox

from bioprod_graph import documents
from bioprod_graph.errors import FormatError
from bioprod_graph.formats.files import make_archive
from bioprod_graph.formats.registry import ALL_PLACES, Format, register
from bioprod_graph.language import LANGUAGES, Message, name_forms
from bioprod_graph.notation import find_unholdable, keep_returns, name_character
from bioprod_graph.rdf import match, match_named

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bioprod_graph.formats.graphs import Network
    from bioprod_graph.formats.registry import Setting
    from bioprod_graph.identifiers import PrefixTable

Cell = str | float | None

_PARTS = (
    *("[Content_Types].xml", "_rels/.rels", "docProps/core.xml", "xl/workbook.xml"),
    *("xl/_rels/workbook.xml.rels", "xl/styles.xml"),
)
# What begins a formula, or is skipped before one; the wide forms are taken for the plain ones.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NO_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f\ufffe\uffff]")
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LONGEST_NAME = 31
_TAKEN_NAMES = ("history",)  # Excel keeps it for itself
# ECMA-376, 22.9.2.19: what would be read as an escaped character, its own underscore escaped.
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
# ECMA-376 leaves it open; Excel refuses a longer text.
_LONGEST_TEXT = 32_767
_MOST_ROWS = 1_048_576
_MOST_COLUMNS = 16_384
_WIDEST = 60
_QUOTED = 100
_SEPARATOR = " | "
# Digits that Excel keeps of a number, and powers of ten that it reaches.
_DIGITS = 15
_LARGEST = 300
_NUMBERS = frozenset(
    f"http://www.w3.org/2001/XMLSchema#{name}" for name in ("integer", "decimal", "double")
)
# What the first columns already say.
_SAID = frozenset(
    {
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#type",
        "http://www.w3.org/2000/01/rdf-schema#label",
        "http://www.w3.org/2004/02/skos/core#prefLabel",
    }
)
_NOTES = (
    Message(
        "One sheet a kind of thing, then the links. Columns named after a property (prefix:name) "
        "hold what rows of tables state; several values are separated by “|”."
    ),
    Message(
        "No cell is a formula: text that begins with =, +, -, @, a tab or a line end is kept as it "
        "is, as text, with the quote prefix of the cell. The CSV export and SPARQL answers as CSV "
        "are not guarded."
    ),
)
_IMPRINT = {
    "licence": Message("Licence {licence}"),
    "version": Message("Version {version}"),
    "digest": Message("Dataset (SHA-256): {digest}"),
}


class Sheet(NamedTuple):
    """A sheet: its name, the header and the rows."""

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def render_workbook(sheets: Sequence[Sheet]) -> bytes:
    """Render sheets as one workbook.

    Raises FormatError for what a sheet cannot hold: a text that is too long, a character that XML
    does not have, too many rows or columns.
    """
    for sheet in sheets:
        _check_size(sheet)
        _check_texts(sheet)
    environment = documents.make_environment("bioprod_graph.formats", folder="layout/xlsx")
    names = _name_sheets(sheets)
    members = [(part, environment.get_template(part).render(names=names)) for part in _PARTS]
    template = environment.get_template("xl/worksheets/sheet.xml")
    for number, sheet in enumerate(sheets, start=1):
        longest = [
            max(len(str(text or "")) for text in texts)
            for texts in zip(sheet.header, *sheet.rows, strict=True)
        ]
        widths = [min(length + 2, _WIDEST) for length in longest]
        written = template.render(widths=widths, rows=_place_cells(sheet))
        members.append((f"xl/worksheets/sheet{number}.xml", written))
    return make_archive((name, keep_returns(text.encode())) for name, text in members)


def _check_size(sheet: Sheet) -> None:
    rows, columns = len(sheet.rows) + 1, len(sheet.header)
    if rows > _MOST_ROWS or columns > _MOST_COLUMNS:
        raise FormatError(
            "xlsx cannot hold the sheet {name}: {rows} rows and {columns} columns "
            "are more than {most_rows} or {most_columns}; use csv",
            name=sheet.name,
            rows=rows,
            columns=columns,
            most_rows=_MOST_ROWS,
            most_columns=_MOST_COLUMNS,
        )


def _check_texts(sheet: Sheet) -> None:
    """Refuse the first text that no cell can hold, by its column and what its row begins with."""
    for row in (sheet.header, *sheet.rows):
        for column, value in zip(sheet.header, row, strict=True):
            text = value if isinstance(value, str) else ""
            # Excel counts as Java does: what is beyond the first plane is two characters.
            length = len(text.encode("utf-16-le", "surrogatepass")) // 2
            character = find_unholdable(text)
            if character:
                found = name_character(character)
                what = Message("{found}, which XML does not have", found=found)
            elif length > _LONGEST_TEXT:
                what = Message("a text of {n} characters, which is too long for a cell", n=length)
            else:
                continue
            place = f"{column} – {row[0]}"[:_QUOTED]
            raise FormatError("xlsx cannot hold {what} ({place}): use csv", what=what, place=place)


def _name_sheets(sheets: Sequence[Sheet]) -> list[str]:
    """Name sheets as Excel allows: not empty, short, without some characters, each once."""
    names: dict[str, str] = {}
    for sheet in sheets:
        name = _NO_NAME.sub("-", sheet.name).strip("'")[:_LONGEST_NAME] or "-"
        number = 1
        while name.lower() in names or name.lower() in _TAKEN_NAMES:
            number += 1
            name = f"{name[: _LONGEST_NAME - len(str(number)) - 1]}-{number}"
        names[name.lower()] = name
    return list(names.values())


def _place_cells(sheet: Sheet) -> Iterator[list[tuple[str, Cell, int]]]:
    """Give what each row holds: its place, the value, and the number of its style."""
    for number, row in enumerate((sheet.header, *sheet.rows), start=1):
        letters = chain.from_iterable(product(_LETTERS, repeat=size) for size in (1, 2, 3))
        yield [
            (f"{''.join(column)}{number}", *_style(value, is_head=number == 1))
            for column, value in zip(letters, row, strict=False)
            if value is not None and value != ""
        ]


def _style(value: Cell, *, is_head: bool) -> tuple[Cell, int]:
    if not isinstance(value, str):
        return value, int(is_head)
    return _ESCAPE.sub("_x005F_", value), is_head + 2 * value.startswith(_FORMULA)


def make_sheets(network: Network, setting: Setting) -> list[Sheet]:
    """Make the sheets: what is stated of each node, without what is only inferred."""
    told = [_IMPRINT[name].fill(**{name: value}) for name, value in setting.imprint.items()]
    columns = [
        (network.title.say(language), *(note.say(language) for note in (*_NOTES, *told)))
        for language in LANGUAGES
    ]
    note = Sheet("note", LANGUAGES, tuple(zip(*columns, strict=True)))
    kinds = sorted({node.kind for node in network.nodes})
    things = (_make_kind(kind, network.nodes, setting) for kind in kinds)
    return [note, *things, _make_links(network, setting.prefixes)]


def _make_kind(kind: str, nodes: Sequence[Any], setting: Setting) -> Sheet:
    said = [(node, _read_values(node.iri, setting)) for node in nodes if node.kind == kind]
    names = sorted({name for _, values in said for name in values})
    rows: list[tuple[Cell, ...]] = []
    for node, values in said:
        told = (_join(values.get(name, [])) for name in names)
        rows.append((*_name(node, setting.prefixes), node.classes, node.iri, *told))
    header = ("id", *name_forms("label"), "classes", "iri", *names)
    return Sheet(kind or "thing", header, tuple(rows))


def _make_links(network: Network, prefixes: PrefixTable) -> Sheet:
    ends = {node.iri: _name(node, prefixes) for node in network.nodes}
    rows: list[tuple[Cell, ...]] = []
    for link in network.links:
        label = link.label.spread().values()
        source, target = ends[link.source], ends[link.target]
        rows.append((*source, *label, *target, link.relation, link.weight))
    first, label, last = map(name_forms, ("source", "relation", "target"))
    header = ("source", *first, *label, "target", *last, "relation", "weight")
    return Sheet("links", header, tuple(rows))


def _name(node: Any, prefixes: PrefixTable) -> tuple[str, ...]:
    return (_shorten(node.iri, prefixes), *node.label.spread().values())


def _read_values(iri: str, setting: Setting) -> dict[str, list[ox.Literal | str]]:
    """Read what is stated of a thing, in rows of tables and in the ontology, by property."""
    values: defaultdict[str, set[ox.Literal | str]] = defaultdict(set)
    prefixes, store = setting.prefixes, setting.store
    if store is None:
        return {}
    stated = (f"{prefixes.base}graph/record/", f"{prefixes.base}graph/ontology/")
    basis = ox.NamedNode(f"{prefixes.base}ontology#basis")
    for quad in match_named(store, (ox.NamedNode(iri), None, None)):
        graph, is_said = quad.graph_name, quad.predicate.value in _SAID
        if is_said or not isinstance(graph, ox.NamedNode) or not graph.value.startswith(stated):
            continue
        # What a row rests on is said of its graph: a seat that is assumed must not pass for known.
        for said in (quad, *match(store, (graph, basis, None))):
            name, value = prefixes.compress(said.predicate.value), said.object
            if isinstance(value, ox.Literal):
                values[f"{name}@{value.language}" if value.language else name].add(value)
            elif isinstance(value, ox.NamedNode):
                values[name].add(_shorten(value.value, prefixes))
    return {name: sorted(found, key=str) for name, found in values.items()}


def _render(network: Network, setting: Setting) -> bytes:
    return render_workbook(make_sheets(network, setting))


def _shorten(iri: str, prefixes: PrefixTable) -> str:
    """KIND/SLUG of a thing of ours, any other IRI as it is."""
    return iri.removeprefix(f"{prefixes.base}id/")


def _join(values: Sequence[ox.Literal | str]) -> Cell:
    if len(values) == 1 and isinstance(values[0], ox.Literal):
        return _parse(values[0])
    return _SEPARATOR.join(v.value if isinstance(v, ox.Literal) else v for v in values) or None


def _parse(literal: ox.Literal) -> Cell:
    """Give a number as a number, where the sheet holds it as it is, and any other as its text."""
    if literal.datatype.value not in _NUMBERS:
        return literal.value
    try:
        exact = Decimal(literal.value.strip())
    except InvalidOperation:  # such as INF of XML Schema, or no number at all
        return literal.value
    is_held = exact.is_finite() and len(exact.normalize().as_tuple().digits) <= _DIGITS
    return float(exact) if is_held and abs(exact.adjusted()) < _LARGEST else literal.value


_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
register(
    Format("xlsx", "network", _XLSX, ".xlsx", _render, is_binary=True, places=ALL_PLACES),
)
