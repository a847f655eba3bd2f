"""Answers in a form that can be compared: what the standard tells apart, and nothing else.

Rows are a multiset (a sequence, if ORDER BY decides wholly), graphs a set. Blank nodes are labelled
by RDF Dataset Canonicalization, https://www.w3.org/TR/rdf-canon/. A number is its datatype and
value: no standard says how a computed one is written, and STR shows it where it matters.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING, TypeAlias

import pyoxigraph as ox

from bioprod_graph.rdf import write_as_stored

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Term: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal
Row: TypeAlias = "Mapping[str, Term]"
# True or false of ASK; lines of rows or triples; or why there is no answer.
Plain: TypeAlias = bool | list[str] | str
REFUSED = "refused"

_XSD = "http://www.w3.org/2001/XMLSchema#"
_FLOATING = {f"{_XSD}float", f"{_XSD}double"}
_VARIABLE = "urn:variable:"


def plain_rows(rows: Sequence[Row], *, ordered: bool = False) -> list[str]:
    """Give rows as lines, sorted; of ordered rows the place is a part of the line."""
    if ordered:
        rows = [{"#": ox.Literal(f"{place:04}"), **row} for place, row in enumerate(rows)]
    if any(isinstance(term, ox.BlankNode) for row in rows for term in row.values()):
        rows = _label_nodes(rows)
    return sorted(", ".join(f"{n}={_show(t)}" for n, t in sorted(row.items())) for row in rows)


def plain_graph(triples: Iterable[ox.Triple]) -> list[str]:
    """Give the triples of a graph as lines, sorted, each once."""
    rows = [{"s": t.subject, "p": t.predicate, "o": t.object} for t in set(triples)]
    return plain_rows(rows)  # type: ignore[arg-type]  # no quoted triples here


def _label_nodes(rows: Sequence[Row]) -> list[Row]:
    """Give blank nodes the labels that they have in any copy of the same rows."""
    quads = ox.Dataset(
        ox.Quad(ox.BlankNode(f"row{number}"), ox.NamedNode(_VARIABLE + name), term)
        for number, row in enumerate(rows)
        for name, term in row.items()
    )
    quads.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    labelled: dict[str, dict[str, Term]] = defaultdict(dict)
    for quad in quads:
        assert not isinstance(quad.object, ox.Triple)
        name = quad.predicate.value.removeprefix(_VARIABLE)
        labelled[str(quad.subject)][name] = quad.object
    return [*labelled.values(), *(row for row in rows if not row)]


@cache
def _show(term: Term) -> str:
    if not isinstance(term, ox.Literal):
        return str(term)
    term = write_as_stored(term)
    if term.datatype.value in _FLOATING:
        return f"{float(term.value)!r}^^{term.datatype}"
    return str(term)
