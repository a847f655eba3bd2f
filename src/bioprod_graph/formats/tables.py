"""A network as sheets for people: a note, one sheet a kind of thing, and the links."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

import pyoxigraph as ox

from bioprod_graph.formats.spreadsheet import Cell, Sheet
from bioprod_graph.rdf import match, match_named

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bioprod_graph.identifiers import PrefixTable
    from bioprod_graph.networks import Network, Node

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
_FIXED = ("id", "label_fr", "label_en", "classes", "iri")
_LINKS = ("source", "source_fr", "source_en", "relation_fr", "relation_en", "target", "target_fr")


def make_sheets(
    network: Network, store: ox.Store, prefixes: PrefixTable, *, digest: str
) -> list[Sheet]:
    """Make the sheets: what is stated of each node, without what is only inferred."""
    kinds = sorted({node.kind for node in network.nodes})
    sheets = [
        _make_kind(kind, [n for n in network.nodes if n.kind == kind], store, prefixes=prefixes)
        for kind in kinds
    ]
    return [_make_note(network, digest), *sheets, _make_links(network, prefixes)]


def _make_note(network: Network, digest: str) -> Sheet:
    rows: list[tuple[Cell, ...]] = [
        (*network.title.spread().values(),),
        (
            "Une feuille par sorte de chose, puis les liens. Les colonnes nommées d’après une "
            "propriété (préfixe:nom) tiennent ce que des lignes de table énoncent ; plusieurs "
            "valeurs sont séparées par « | ».",
            "One sheet a kind of thing, then the links. Columns named after a property "
            "(prefix:name) hold what rows of tables state; several values are separated by “|”.",
        ),
        (
            "Aucune cellule n’est une formule : un texte qui commence par =, +, -, @, une "
            "tabulation ou une fin de ligne est gardé tel quel, comme texte, avec le préfixe "
            "d’apostrophe de la cellule. L’export CSV et les réponses SPARQL en CSV, eux, ne sont "
            "pas protégés.",
            "No cell is a formula: text that begins with =, +, -, @, a tab or a line end is kept "
            "as it is, as text, with the quote prefix of the cell. The CSV export and SPARQL "
            "answers as CSV are not guarded.",
        ),
        (f"Jeu de données (SHA-256) : {digest}", f"Dataset (SHA-256): {digest}"),
        ("Licence : CC BY 4.0", "Licence: CC BY 4.0"),
    ]
    return Sheet("note", ("français", "English"), tuple(rows))


def _make_kind(
    kind: str, nodes: Sequence[Node], store: ox.Store, *, prefixes: PrefixTable
) -> Sheet:
    said = {node.iri: _read_values(store, node.iri, prefixes) for node in nodes}
    names = sorted({name for values in said.values() for name in values})
    rows = [
        (
            _shorten(node.iri, prefixes),
            *(*node.label.spread().values(), node.classes, node.iri),
            *(_join(said[node.iri].get(name, [])) for name in names),
        )
        for node in nodes
    ]
    return Sheet(kind or "thing", (*_FIXED, *names), tuple(rows))


def _make_links(network: Network, prefixes: PrefixTable) -> Sheet:
    nodes = {node.iri: node for node in network.nodes}
    rows: list[tuple[Cell, ...]] = []
    for link in network.links:
        source, target = nodes[link.source], nodes[link.target]
        ends = [
            (_shorten(node.iri, prefixes), *node.label.spread().values())
            for node in (source, target)
        ]
        relation = link.label.spread().values()
        rows.append((*ends[0], *relation, *ends[1], link.relation, link.weight))
    header = (*_LINKS, "target_en", "relation", "weight")
    return Sheet("links", header, tuple(rows))


def _read_values(
    store: ox.Store, iri: str, prefixes: PrefixTable
) -> dict[str, list[ox.Literal | str]]:
    values: dict[str, set[ox.Literal | str]] = {}
    basis = ox.NamedNode(f"{prefixes.base}ontology#basis")
    for quad, graph in _find_stated(store, iri, prefixes.base):
        # What a row rests on is said of its graph: a seat that is assumed must not pass for known.
        for rest in match(store, (graph, basis, None)):
            if isinstance(rest.object, ox.NamedNode):
                name = prefixes.compress(basis.value)
                values.setdefault(name, set()).add(_shorten(rest.object.value, prefixes))
        name = prefixes.compress(quad.predicate.value)
        if isinstance(quad.object, ox.Literal):
            language = quad.object.language
            values.setdefault(f"{name}@{language}" if language else name, set()).add(quad.object)
        elif isinstance(quad.object, ox.NamedNode):
            values.setdefault(name, set()).add(_shorten(quad.object.value, prefixes))
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
