"""Files of the ontology become named graphs without blank nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from bioprod_graph.errors import ProjectError
from bioprod_graph.graph import assert_ontology, find_modules
from bioprod_graph.graph.ontology import skolemize
from bioprod_graph.turtle import read_turtle

if TYPE_CHECKING:
    from bioprod_graph.project import Project

GENID = "https://example.org/genid/"
PREFIXES = """
@prefix : <https://example.org/#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
"""


def parse(text: str) -> list[ox.Triple]:
    content = (PREFIXES + text).encode()
    return [quad.triple for quad in ox.parse(content, format=ox.RdfFormat.TURTLE)]


def names(triples: list[ox.Triple]) -> set[str]:
    """Give the minted IRIs."""
    terms = {str(term) for triple in triples for term in (triple.subject, triple.object)}
    return {term for term in terms if term.startswith(f"<{GENID}")}


class TestFindModules:
    def test_each_file_has_the_name_of_its_graph(self, tiny: Project) -> None:
        """The prefix table, the shapes and the rules are no modules."""
        (tiny.ontology / "whole.ttl").write_text("", "utf-8")
        (tiny.ontology / "imports").mkdir()
        (tiny.ontology / "imports" / "skos.ttl").write_text("", "utf-8")
        assert list(find_modules(tiny)) == ["whole", "things", "vocabularies/units", "imports/skos"]


class TestAssertOntology:
    def test_every_statement_stands_in_the_graph_of_its_file(self, tiny: Project) -> None:
        """The graph is graph/ontology/MODULE, and nothing is lost."""
        quads = list(assert_ontology(tiny))
        graphs = {str(quad.graph_name) for quad in quads}
        base = f"{tiny.base}graph/ontology"
        assert graphs == {f"<{base}/things>", f"<{base}/vocabularies/units>"}
        stated = [t for path in find_modules(tiny).values() for t in read_turtle(path).triples]
        assert len(quads) == len(stated)

    def test_no_blank_node_is_left(self, tiny: Project) -> None:
        """The list of disjoint classes has IRIs below genid/."""
        quads = list(assert_ontology(tiny))
        terms = [term for quad in quads for term in (quad.subject, quad.object)]
        assert not [term for term in terms if isinstance(term, ox.BlankNode)]
        assert [term for term in terms if f"<{tiny.base}genid/" in str(term)]


class TestSkolemize:
    def test_the_same_content_has_the_same_name(self) -> None:
        """Neither the order nor the labels of blank nodes matter."""
        one = skolemize(parse("[] owl:members ( :a :b ) ; :p 1 ."), GENID)
        other = skolemize(parse("_:x :p 1 . _:x owl:members ( :a :b ) ."), GENID)
        assert set(one) == set(other)
        assert len(names(one)) == 3

    def test_other_content_has_another_name(self) -> None:
        """A list in another order is another list."""
        one = names(skolemize(parse("[] owl:members ( :a :b ) ."), GENID))
        other = names(skolemize(parse("[] owl:members ( :b :a ) ."), GENID))
        assert one.isdisjoint(other)

    def test_a_statement_without_blank_nodes_stays(self) -> None:
        """Only what has no name is named."""
        triples = parse(':a :b :c ; :d "e"@fr .')
        assert skolemize(triples, GENID) == triples

    def test_a_circle_of_blank_nodes_is_refused(self) -> None:
        """It has no content to be named after."""
        with pytest.raises(ProjectError, match="blank nodes that form a circle"):
            skolemize(parse("_:a :p _:b . _:b :p _:a ."), GENID)

    @pytest.mark.parametrize("text", ["(" * 3000 + ")" * 3000, "(" + " 1" * 3000 + ")"])
    def test_nodes_may_hang_deep(self, text: str) -> None:
        """Lists in lists, and a long list, which is a chain."""
        triples = parse(f":a :p {text} .")
        assert len(skolemize(triples, GENID)) == len(triples)

    def test_a_statement_about_a_statement_stays(self) -> None:
        """A quoted statement is a term without a blank node."""
        inner = parse(":a :b :c .")[0]
        thing = ox.NamedNode("https://example.org/#p")
        triples = [ox.Triple(thing, thing, inner)]
        assert skolemize(triples, GENID) == triples
