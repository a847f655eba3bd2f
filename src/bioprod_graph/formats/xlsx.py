"""Networks as workbooks for people: a note, one sheet a kind of thing, and the links."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from bioprod_graph.formats.registry import ALL_PLACES, Format, register
from bioprod_graph.formats.spreadsheet import Cell, Sheet, render_workbook
from bioprod_graph.language import LANGUAGES, Message, name_forms
from bioprod_graph.rdf import match, match_named

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bioprod_graph.formats.graphs import Network, Node
    from bioprod_graph.formats.registry import Setting
    from bioprod_graph.identifiers import PrefixTable

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


def make_sheets(network: Any, setting: Setting) -> list[Sheet]:
    """Make the sheets: what is stated of each node, without what is only inferred."""
    kinds = sorted({node.kind for node in network.nodes})
    sheets = [
        _make_kind(kind, [n for n in network.nodes if n.kind == kind], setting) for kind in kinds
    ]
    return [_make_note(network, setting), *sheets, _make_links(network, setting.prefixes)]


def _render(network: Network, setting: Setting) -> bytes:
    return render_workbook(make_sheets(network, setting))


def _make_note(network: Network, setting: Setting) -> Sheet:
    told = [_IMPRINT[name].fill(**{name: value}) for name, value in setting.imprint.items()]
    columns = [
        (network.title.say(language), *(note.say(language) for note in (*_NOTES, *told)))
        for language in LANGUAGES
    ]
    return Sheet("note", LANGUAGES, tuple(zip(*columns, strict=True)))


def _make_kind(kind: str, nodes: Sequence[Node], setting: Setting) -> Sheet:
    prefixes = setting.prefixes
    said = {node.iri: _read_values(node.iri, setting) for node in nodes}
    names = sorted({name for values in said.values() for name in values})
    rows = [
        (
            *(_shorten(node.iri, prefixes), *node.label.spread().values(), node.classes, node.iri),
            *(_join(said[node.iri].get(name, [])) for name in names),
        )
        for node in nodes
    ]
    return Sheet(
        kind or "thing", (*_name_columns("id", "label"), "classes", "iri", *names), tuple(rows)
    )


def _make_links(network: Network, prefixes: PrefixTable) -> Sheet:
    ends = {
        node.iri: (_shorten(node.iri, prefixes), *node.label.spread().values())
        for node in network.nodes
    }
    rows: list[tuple[Cell, ...]] = [
        (
            *(*ends[link.source], *link.label.spread().values(), *ends[link.target]),
            *(link.relation, link.weight),
        )
        for link in network.links
    ]
    relation = _name_columns("relation", "relation")[1:]
    header = (*_name_columns("source", "source"), *relation, *_name_columns("target", "target"))
    return Sheet("links", (*header, "relation", "weight"), tuple(rows))


def _name_columns(name: str, label: str) -> tuple[str, ...]:
    return (name, *name_forms(label))


def _read_values(iri: str, setting: Setting) -> dict[str, list[ox.Literal | str]]:
    values: defaultdict[str, set[ox.Literal | str]] = defaultdict(set)
    prefixes = setting.prefixes
    if setting.store is None:
        return {}
    basis = ox.NamedNode(f"{prefixes.base}ontology#basis")
    for quad, graph in _find_stated(setting.store, iri, prefixes.base):
        # What a row rests on is said of its graph: a seat that is assumed must not pass for known.
        for rest in match(setting.store, (graph, basis, None)):
            if isinstance(rest.object, ox.NamedNode):
                values[prefixes.compress(basis.value)].add(_shorten(rest.object.value, prefixes))
        name = prefixes.compress(quad.predicate.value)
        if isinstance(quad.object, ox.Literal):
            language = quad.object.language
            values[f"{name}@{language}" if language else name].add(quad.object)
        elif isinstance(quad.object, ox.NamedNode):
            values[name].add(_shorten(quad.object.value, prefixes))
    return {name: sorted(found, key=str) for name, found in values.items()}


def _find_stated(store: ox.Store, iri: str, base: str) -> Iterator[tuple[ox.Quad, ox.NamedNode]]:
    """Give what is stated of a thing, and the graph in which it is."""
    stated = (f"{base}graph/record/", f"{base}graph/ontology/")
    for quad in match_named(store, (ox.NamedNode(iri), None, None)):
        graph = quad.graph_name
        if (
            isinstance(graph, ox.NamedNode)
            and graph.value.startswith(stated)
            and quad.predicate.value not in _SAID
        ):
            yield quad, graph


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


register(
    Format(
        "xlsx",
        "network",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ".xlsx",
        _render,
        is_binary=True,
        places=ALL_PLACES,
    )
)
