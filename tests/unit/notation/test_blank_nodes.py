"""Blank nodes have the same labels each time."""

from __future__ import annotations

import random
from itertools import pairwise

import pyoxigraph as ox
import pytest
from rdflib import Graph
from rdflib.compare import isomorphic

from bioprod_graph.notation.blank_nodes import label_graph, label_rows
from bioprod_graph.rdf import serialize

P, Q = ox.NamedNode("urn:p"), ox.NamedNode("urn:q")


def _name(places: int) -> list[ox.BlankNode]:
    return [ox.BlankNode() for _ in range(places)]


def make_graph(shape: str) -> list[ox.Triple]:
    """Make a graph whose nodes have labels that were never used before."""
    a = _name(8)
    shapes = {
        "distinct": [ox.Triple(node, P, ox.Literal(number)) for number, node in enumerate(a)],
        "nested": [
            triple
            for one, other in pairwise(a)
            for triple in (ox.Triple(one, P, other), ox.Triple(other, Q, ox.Literal("x")))
        ],
        "circle": [ox.Triple(one, P, other) for one, other in zip(a, [*a[1:], a[0]], strict=True)],
        "alike": [ox.Triple(ox.NamedNode("urn:s"), P, node) for node in a],
        "clique": [ox.Triple(one, P, other) for one in a for other in a if one != other],
        "none": [ox.Triple(Q, P, ox.Literal("_:x"))],
    }
    return shapes[shape]


@pytest.mark.parametrize("shape", ["distinct", "nested", "circle", "alike", "clique", "none"])
def test_labels_do_not_depend_on_those_before(shape: str) -> None:
    """Nor on the order of the statements; the graph stays the same graph."""
    first = make_graph(shape)
    labelled = sorted(map(str, label_graph(first)))
    for seed in range(5):
        again = make_graph(shape)
        random.Random(seed).shuffle(again)  # noqa: S311  nothing is secret
        assert sorted(map(str, label_graph(again))) == labelled
    plain = serialize(first, ox.RdfFormat.N_TRIPLES)
    other = "".join(f"{line} .\n" for line in labelled)
    assert isomorphic(Graph().parse(data=plain), Graph().parse(data=other))


def test_labels_are_those_of_rdfc() -> None:
    """RDF Dataset Canonicalization, which other programs know."""
    (triple,) = label_graph([ox.Triple(ox.BlankNode("x"), P, ox.Literal("y"))])
    assert triple.subject == ox.BlankNode("c14n0")


def _list(length: int) -> list[ox.Triple]:
    return [ox.Triple(one, P, other) for one, other in pairwise(_name(length))]


def _stars(rays: int) -> list[ox.Triple]:
    return [ox.Triple(root, P, ray) for root in _name(2) for ray in _name(rays)]


def _all_pairs(size: int) -> list[ox.Triple]:
    nodes = _name(size)
    return [ox.Triple(one, P, other) for one in nodes for other in nodes]


@pytest.mark.parametrize(
    "triples",
    [_list(5000), _stars(40), _all_pairs(30), _stars(3000)],
    ids=["list", "stars", "pairs", "wide stars"],
)
def test_what_would_not_end_is_labelled_in_order(triples: list[ox.Triple]) -> None:
    """Alike nodes by the thousand take no canonical label, and the same order the same labels."""
    labelled = label_graph(triples)
    assert labelled[0].subject == ox.BlankNode("b0")
    names = {triple.subject: triple.subject for triple in triples}
    fresh = {node: ox.BlankNode() for node in [*names, *(t.object for t in triples)]}
    again = [ox.Triple(fresh[t.subject], P, fresh[t.object]) for t in triples]
    assert label_graph(again) == labelled


def test_many_that_can_be_told_apart_are_labelled() -> None:
    """However many there are."""
    triples = [ox.Triple(node, P, ox.Literal(n)) for n, node in enumerate(_name(3000))]
    subjects = {str(triple.subject)[:6] for triple in label_graph(triples)}
    assert subjects == {"_:c14n"}


def test_triples_within_triples_are_labelled() -> None:
    """The same node inside and outside is the same node after."""
    node = ox.BlankNode()
    inner = ox.Triple(node, P, ox.Literal("x"))
    first, second = label_graph([ox.Triple(Q, P, inner), ox.Triple(node, P, Q)])
    inside = [t.object for t in (first, second) if isinstance(t.object, ox.Triple)]
    outside = [t.subject for t in (first, second) if isinstance(t.subject, ox.BlankNode)]
    assert [triple.subject for triple in inside] == outside


class TestRows:
    """Rows of TSV."""

    def test_labels_are_given_in_the_order_of_appearance(self) -> None:
        """The same label is the same node, in any column and row."""
        tsv = b'?a\t?b\n_:f3\t"x"\n_:01\t_:f3\n'
        assert label_rows(tsv) == b'?a\t?b\n_:b0\t"x"\n_:b1\t_:b0\n'

    @pytest.mark.parametrize(
        "cell", ['"_:x"', '" _:x"@fr', '"\\"_:x"', "<urn:_:x>", '"a"^^<urn:_:x>', "1"]
    )
    def test_other_terms_are_left_alone(self, cell: str) -> None:
        """Whatever they look like."""
        tsv = f"?a\t?b\n{cell}\t_:z\n"
        assert label_rows(tsv.encode()).decode() == f"?a\t?b\n{cell}\t_:b0\n"

    def test_nodes_within_a_triple_are_labelled(self) -> None:
        """As Turtle writes one."""
        tsv = b'?a\n<<( _:q <urn:p> "_:q" )>>\n_:q\n'
        assert label_rows(tsv) == b'?a\n<<( _:b0 <urn:p> "_:q" )>>\n_:b0\n'

    def test_rows_without_any_are_the_same_object(self) -> None:
        """They cost nothing."""
        tsv = b'?a\n"x"\n'
        assert label_rows(tsv) is tsv
