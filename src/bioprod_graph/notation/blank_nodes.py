"""Labels of blank nodes that are the same each time, in graphs and in rows.

A graph gets the canonical labels of RDF Dataset Canonicalization (https://www.w3.org/TR/rdf-canon/,
RDFC-1.0), whatever labels and order it came with. That takes time beyond measure where many nodes
cannot be told apart by what is said of them; such a graph is labelled in the order in which its
nodes come. Rows are in an order that means something: their labels are b0, b1 … as they appear.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from math import exp, lgamma, log
from typing import TYPE_CHECKING

import pyoxigraph as ox

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    How = tuple[str, str, str]
    Look = frozenset[tuple[How, int]]
    Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

# The work that is allowed, in steps of about a tenth of a microsecond.
_MOST = 1e7
_TOO_MUCH = 100.0
# A blank node of a row of TSV; strings and addresses are passed over.
_LABEL = re.compile(r'"(?:[^"\\]|\\.)*"|<[^<>]*>|_:([^\s,;()<>"]+)')


def label_graph(triples: Sequence[ox.Triple]) -> list[ox.Triple]:
    """Give the triples of a graph with labels as above, those without blank nodes as they are."""
    if not any(map(_has_blank_node, triples)):
        return list(triples)
    if _estimate_work(triples) > _MOST:
        return _label_in_order(triples)
    quads = (ox.Quad(t.subject, t.predicate, t.object, ox.DefaultGraph()) for t in triples)
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return [quad.triple for quad in dataset]


def label_rows(tsv: bytes) -> bytes:
    """Give rows of SPARQL 1.1 TSV with labels as above; rows without blank nodes as they are."""
    if b"_:" not in tsv:
        return tsv
    names: dict[str, str] = {}

    def name(match: re.Match[str]) -> str:
        label = match[1]
        return f"_:{names.setdefault(label, f'b{len(names)}')}" if label else match[0]

    lines = tsv.decode().split("\n")
    return "\n".join(_LABEL.sub(name, line) if "_:" in line else line for line in lines).encode()


def _has_blank_node(triple: ox.Triple) -> bool:
    subject, value = triple.subject, triple.object
    if isinstance(value, ox.Triple) and _has_blank_node(value):
        return True
    return isinstance(subject, ox.BlankNode) or isinstance(value, ox.BlankNode)


def _find_blank_nodes(triple: ox.Triple) -> Iterator[ox.BlankNode]:
    for term in (triple.subject, triple.object):
        if isinstance(term, ox.BlankNode):
            yield term
        elif isinstance(term, ox.Triple):
            yield from _find_blank_nodes(term)


def _label_in_order(triples: Sequence[ox.Triple]) -> list[ox.Triple]:
    nodes = dict.fromkeys(node for triple in triples for node in _find_blank_nodes(triple))
    names = {node: ox.BlankNode(f"b{number}") for number, node in enumerate(nodes)}
    return [_rename(triple, names) for triple in triples]


def _rename(triple: ox.Triple, names: Mapping[ox.BlankNode, ox.BlankNode]) -> ox.Triple:
    subject, value = triple.subject, triple.object
    if isinstance(value, ox.Triple):
        value = _rename(value, names)
    return ox.Triple(
        names[subject] if isinstance(subject, ox.BlankNode) else subject,
        triple.predicate,
        names[value] if isinstance(value, ox.BlankNode) else value,
    )


def _estimate_work(triples: Iterable[ox.Triple]) -> float:
    """Estimate the steps of RDFC-1.0, from above.

    A node of which no other has the same said is named at once. Nodes that look alike are followed
    along one another: the cube of how many hang together, as often as there are orders in which
    neighbours may be taken that look alike from there.
    """
    said = _gather(triples)
    looks = {node: _look(each) for node, each in said.items()}
    times = Counter(looks.values())
    near = {
        node: {(how, other) for how, other in said[node] if times[looks[other]] > 1}
        for node, look in looks.items()
        if times[look] > 1
    }
    orders = {
        node: sum(
            lgamma(number + 1)
            for number in Counter((how, looks[other]) for how, other in found).values()
        )
        for node, found in near.items()
    }
    groups = _group({node: [other for _, other in found] for node, found in near.items()})
    return sum(_weigh(len(group), sum(map(orders.__getitem__, group))) for group in groups)


def _weigh(size: int, orders: float) -> float:
    """Weigh a group: its nodes cannot be taken in more orders than there are, by logarithms."""
    return exp(min(3 * log(size) + min(orders, lgamma(size + 1)), _TOO_MUCH))


def _look(said: Iterable[tuple[How, ox.BlankNode]]) -> Look:
    return frozenset(Counter(how for how, _ in said).items())


def _gather(triples: Iterable[ox.Triple]) -> dict[ox.BlankNode, list[tuple[How, ox.BlankNode]]]:
    """Gather what is said of each node: how, and of which node beside it (itself, if of none)."""
    said: defaultdict[ox.BlankNode, list[tuple[How, ox.BlankNode]]] = defaultdict(list)
    for triple in triples:
        nodes = dict.fromkeys(_find_blank_nodes(triple))
        for node in nodes:
            how = _show(triple.subject, node), triple.predicate.value, _show(triple.object, node)
            said[node] += [(how, other) for other in nodes if other != node] or [(how, node)]
    return said


def _show(term: Term, node: ox.BlankNode) -> str:
    if isinstance(term, ox.BlankNode):
        return "self" if term == node else "other"
    if isinstance(term, ox.Triple):
        parts = (_show(part, node) for part in (term.subject, term.object))
        return f"{term.predicate} {' '.join(parts)}"
    return str(term)


def _group(linked: Mapping[ox.BlankNode, list[ox.BlankNode]]) -> Iterator[list[ox.BlankNode]]:
    """Give the nodes that hang together, group by group."""
    left = dict.fromkeys(linked)
    while left:
        group = [left.popitem()[0]]
        for node in group:
            found = dict.fromkeys(other for other in linked[node] if other in left)
            group += found
            for other in found:
                del left[other]
        yield group
