"""Labels of blank nodes that are the same each time, in graphs and in rows.

A graph gets the canonical labels of RDF Dataset Canonicalization (https://www.w3.org/TR/rdf-canon/,
RDFC-1.0), whatever labels and order it came with. That takes time beyond measure where many nodes
cannot be told apart by what is said of them; such a graph is labelled in the order in which its
nodes come. Rows are in an order that means something: their labels are b0, b1 … as they appear.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from functools import partial
from math import factorial, prod
from typing import TYPE_CHECKING

import pyoxigraph as ox

from bioprod_graph.rdf import serialize

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    # Of each node: how it stands in a statement, and which node beside it (itself, if none does).
    Said = dict[str, list[tuple[str, str]]]

# The work that is allowed, in steps of a tenth of a microsecond; and neighbours that are too many.
_MOST = 10_000_000
_MANY = 10
# A blank node, as Turtle and TSV write it; strings and addresses are passed over.
_LABEL = re.compile(r'"(?:[^"\\]|\\.)*"|<[^<>]*>|_:([^\s,;()<>"]+)')


def label_graph(triples: Sequence[ox.Triple]) -> list[ox.Triple]:
    """Give the triples of a graph with labels as above, those without blank nodes as they are."""
    written = serialize(triples, ox.RdfFormat.N_TRIPLES)
    said = _gather(written.decode().splitlines()) if b"_:" in written else {}
    if not said:
        return list(triples)
    if _estimate_work(said) > _MOST:
        parsed = ox.parse(label_rows(written), format=ox.RdfFormat.N_TRIPLES)
        return [quad.triple for quad in parsed]
    dataset = ox.Dataset(ox.Quad(t.subject, t.predicate, t.object) for t in triples)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return [quad.triple for quad in dataset]


def label_rows(written: bytes) -> bytes:
    """Give lines of SPARQL 1.1 TSV, or of N-Triples, with labels b0, b1 … as they appear."""
    if b"_:" not in written:
        return written
    names: dict[str, str] = {}

    def name(match: re.Match[str]) -> str:
        label = match[1]
        return f"_:{names.setdefault(label, f'b{len(names)}')}" if label else match[0]

    lines = written.decode().split("\n")
    return "\n".join(_LABEL.sub(name, line) if "_:" in line else line for line in lines).encode()


def _gather(lines: Iterable[str]) -> Said:
    said: Said = defaultdict(list)
    for line in lines:
        nodes = dict.fromkeys(filter(None, _LABEL.findall(line))) if "_:" in line else ()
        for node in nodes:
            how = _LABEL.sub(partial(_unname, node), line)
            said[node] += [(how, other) for other in nodes if other != node] or [(how, node)]
    return said


def _unname(node: str, match: re.Match[str]) -> str:
    if not match[1]:
        return match[0]
    return "_:self" if match[1] == node else "_:other"


def _estimate_work(said: Said) -> int:
    """Estimate the steps of RDFC-1.0, from above.

    A node of which no other has the same said is named at once. Those that look alike are followed
    along one another, as often as there are orders in which to take their neighbours.
    """
    hows = {node: Counter(how for how, _ in each) for node, each in said.items()}
    looks = {node: frozenset(how.items()) for node, how in hows.items()}
    times = Counter(looks.values())
    left = {node for node, look in looks.items() if times[look] > 1}
    near = {node: {other for _, other in said[node] if other in left} for node in left}
    total = 0
    while left:
        group = [left.pop()]
        for node in group:
            found = near[node] & left
            group += found
            left -= found
        orders = prod(factorial(min(len(near[node]), _MANY)) for node in group)
        total += len(group) ** 3 * orders
    return total
