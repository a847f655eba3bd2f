"""Proofs of statements of a small store: who says so, or what they follow from."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from bioprod_graph.closure import derive_closure
from bioprod_graph.errors import NotFoundError, ProjectError, UsageError
from bioprod_graph.identifiers import PrefixTable
from bioprod_graph.proofs import (
    Explanation,
    Proof,
    ProofWriter,
    Prover,
    Wording,
    find_statements,
    read_patterns,
)
from bioprod_graph.proofs.proof import fill_pattern, unify
from bioprod_graph.rdf import make_store, match
from bioprod_graph.sparql.query_files import QueryFile, read_queries

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bioprod_graph.language import Language
    from bioprod_graph.proofs import Statement

RULES = Path(__file__).resolve().parents[3] / "ontology" / "rules"
BASE = "https://w3id.org/bioprod/"
PREFIXES = PrefixTable(
    BASE,
    {
        "": f"{BASE}id/thing/",
        "bioprod": f"{BASE}ontology#",
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        "owl": "http://www.w3.org/2002/07/owl#",
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    },
)
DATA = """
PREFIX : <https://w3id.org/bioprod/id/thing/>
PREFIX bioprod: <https://w3id.org/bioprod/ontology#>
PREFIX graph: <https://w3id.org/bioprod/graph/record/things/>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX schema: <http://schema.org/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
<https://w3id.org/bioprod/graph/ontology/things> {
  :partOf a owl:TransitiveProperty ; owl:inverseOf :hasPart ;
    rdfs:label "fait partie de"@fr, "is part of"@en .
  :hasPart a owl:TransitiveProperty ; owl:inverseOf :partOf .
  :title rdfs:subPropertyOf rdfs:label .
}
graph:a { :a :partOf :b ; :title "A" ; :weight 95.0 ; :count 7 ; :name "horloge"@fr ;
  :day "2021-05-01Z"^^xsd:date ; :moment "2021-05-01T12:00:00.5+02:00"^^xsd:dateTime ;
  :share 0.5E0 ; :open true . :b :partOf :c . }
graph:b { :c :partOf :d . :d :partOf :a . :e :hasPart :d }
<https://w3id.org/bioprod/graph/provenance> { graph:a prov:wasDerivedFrom :passage, :other }
graph:c {
  :passage oa:hasSource :page ; rdfs:label "début"@fr, "beginning"@en ;
    bioprod:summary "Un début."@fr, "A beginning."@en ; bioprod:locator "haut"@fr, "top"@en .
  :page schema:url <https://example.org/page> ; rdfs:label "page"@fr, "page"@en .
}
"""


def thing(name: str) -> ox.NamedNode:
    return ox.NamedNode(f"{BASE}id/thing/{name}")


@pytest.fixture
def store() -> ox.Store:
    """A circle of parts, with inverse properties that are both transitive, closed."""
    made = make_store(ox.parse(DATA.encode(), format=ox.RdfFormat.TRIG))
    derive_closure(made, read_queries(RULES, "rules"), BASE)
    return made


@pytest.fixture
def prover(store: ox.Store) -> Prover:
    return Prover(store, RULES, BASE)


def walk(proof: Proof, above: frozenset[Statement] = frozenset()) -> Iterator[Proof]:
    assert proof.statement not in above
    yield proof
    for premise in proof.premises:
        yield from walk(premise, above | {proof.statement})


def write(path: Path, query: str) -> QueryFile:
    return QueryFile(path / "rule.rq", {}, query)


class TestProver:
    """Prover"""

    def test_a_stated_fact_leads_to_its_row_and_passages(self, prover: Prover) -> None:
        """Graph of the row, and what it was read in."""
        proof = prover.explain_statement((thing("a"), thing("partOf"), thing("b")))
        assert proof.rule is None
        assert [graph.value for graph in proof.graphs] == [f"{BASE}graph/record/things/a"]
        assert proof.passages == (thing("other"), thing("passage"))

    def test_an_inferred_fact_leads_to_its_rule_and_premises(self, prover: Prover) -> None:
        """The inverse of a stated fact rests on it and on the ontology."""
        proof = prover.explain_statement((thing("b"), thing("hasPart"), thing("a")))
        assert proof.rule is not None
        assert proof.rule.name in ("prp-inv1", "prp-inv2")
        assert (thing("a"), thing("partOf"), thing("b")) in [p.statement for p in proof.premises]
        assert dict(proof.bound)["o"] in (thing("a"), thing("b"))

    @pytest.mark.parametrize("predicate", ["partOf", "hasPart"])
    def test_circles_have_proofs_that_end(
        self, store: ox.Store, prover: Prover, predicate: str
    ) -> None:
        """In a circle of parts every thing is part of every other: each has a proof that ends."""
        quads = list(match(store, (None, thing(predicate), None)))
        assert len(quads) == 20
        for quad in quads:
            assert isinstance(quad.subject, ox.NamedNode)
            assert isinstance(quad.object, ox.NamedNode)
            proof = prover.explain_statement((quad.subject, quad.predicate, quad.object))
            leaves = [part for part in walk(proof) if part.rule is None]
            assert all(part.graphs for part in leaves)

    def test_a_literal_is_explained_like_a_thing(self, prover: Prover) -> None:
        """A label that follows from a title."""
        label = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
        proof = prover.explain_statement((thing("a"), label, ox.Literal("A")))
        assert proof.rule is not None
        assert proof.rule.name == "prp-spo1"
        assert (thing("a"), thing("title"), ox.Literal("A")) in [
            premise.statement for premise in proof.premises
        ]

    def test_what_is_not_in_the_graph_is_told(self, prover: Prover) -> None:
        """Nothing is proven that is not there."""
        with pytest.raises(NotFoundError, match="the graph does not say"):
            prover.explain_statement((thing("a"), thing("partOf"), thing("z")))

    def test_stated_and_inferred_are_told_apart(self, prover: Prover) -> None:
        """By the graphs a statement stands in; what is nowhere is neither."""
        assert not prover.is_inferred((thing("a"), thing("partOf"), thing("b")))
        assert prover.is_inferred((thing("b"), thing("hasPart"), thing("a")))
        assert not prover.is_inferred((thing("a"), thing("partOf"), thing("z")))


class TestLookup:
    """find_statements"""

    def test_a_thing_alone_gives_all_that_is_said_of_it(self, store: ox.Store) -> None:
        """Each statement once, in a fixed order."""
        found = find_statements(store, PREFIXES, "thing/e", predicate=None, value=None)
        assert (thing("e"), thing("hasPart"), thing("d")) in found
        assert found == sorted(set(found), key=lambda s: (s[1].value, str(s[2])))

    @pytest.mark.parametrize(
        ("predicate", "value"),
        [
            ("thing/partOf", "thing/b"),
            ("thing/weight", "95"),
            ("thing/name", "horloge"),
            ("thing/name", '"horloge"@fr'),
            ("rdfs:label", "A"),
            *(("thing/weight", form) for form in ("95.00", "95.0", "+95", "095", "95.")),
            ("thing/weight", '"95.0"^^xsd:decimal'),
            ("thing/weight", '"95.00"^^<http://www.w3.org/2001/XMLSchema#decimal>'),
            *(("thing/count", form) for form in ("7", "007", "+7", '"07"^^xsd:unsignedByte')),
            *(("thing/day", form) for form in ("2021-05-01Z", "2021-05-01+00:00")),
            ("thing/day", '"2021-05-01-00:00"^^xsd:date'),
            ("thing/moment", "2021-05-01T12:00:00.500+02:00"),
            *(("thing/share", form) for form in ("0.5", "5E-1", ".5", '"0.50"^^xsd:double')),
            *(("thing/open", form) for form in ("true", "1", "'1'^^xsd:boolean")),
            ("thing/name", "'horloge'@FR"),
            ("thing/partOf", "b"),
            ("thing/partOf", "B"),
        ],
    )
    def test_a_statement_is_found_as_it_is_written(
        self, store: ox.Store, predicate: str, value: str
    ) -> None:
        """Things by any name, literals by their text or in full."""
        found = find_statements(store, PREFIXES, "thing/a", predicate=predicate, value=value)
        assert len(found) == 1

    @pytest.mark.parametrize(
        ("subject", "predicate", "value", "message"),
        [
            ("thing/z", None, None, "nothing is said of thing/z$"),
            ("thing/a", "rdfs:comment", "x", "nothing is said of thing/a with rdfs:comment$"),
            ("thing/a", "rdfs:lable", "x", r"rdfs:lable; did you mean rdfs:label\?$"),
            ("thing/a", "lable", "x", r"named lable; did you mean rdfs:label\?$"),
            ("thing/a", "thing/title", "B", 'with this property it says "A"$'),
            ("thing/a", "thing/partOf", "thing/z", "it says thing/a, thing/b, thing/c, …$"),
            ("thing/a", "thing/partOf", "not an iri", "it says thing/a, thing/b, thing/c, …$"),
            *(
                ("thing/a", "thing/weight", text, r'it says "95"\^\^<.*#decimal>$')
                for text in ("95.01", "95,0", "", '"95"', '"95"^^xsd:integer', '"95', '"95"^^no:x')
            ),
            ("thing/a", "thing/name", '"horloge"@en', 'it says "horloge"@fr$'),
            ("thing/a", "thing/name", '"x", "horloge"@fr', 'it says "horloge"@fr$'),
        ],
    )
    def test_what_is_not_there_is_told_with_what_is(
        self,
        store: ox.Store,
        subject: str,
        *,
        predicate: str | None,
        value: str | None,
        message: str,
    ) -> None:
        """At most three of what the property does say."""
        with pytest.raises(NotFoundError, match=message):
            find_statements(store, PREFIXES, subject, predicate=predicate, value=value)

    def test_an_unknown_prefix_is_misuse(self, store: ox.Store) -> None:
        """The name itself is wrong."""
        with pytest.raises(UsageError, match="unknown prefix nope:"):
            find_statements(store, PREFIXES, "nope:a", predicate=None, value=None)


class TestPatterns:
    """read_patterns, unify, fill_pattern"""

    @pytest.mark.parametrize(
        ("where", "name"),
        [
            ("?s ?p ?o OPTIONAL { ?s <urn:q> ?x }", "LeftJoin"),
            ("{ ?s ?p ?o } UNION { ?o ?p ?s }", "Union"),
            ("?s <urn:p>+ ?o . ?s ?p ?o", ""),
            ("GRAPH ?g { ?s ?p ?o }", "Graph"),
            ("?s ?p ?o MINUS { ?s <urn:q> ?o }", "Minus"),
        ],
    )
    def test_a_rule_that_cannot_be_explained_is_refused(
        self, tmp_path: Path, where: str, name: str
    ) -> None:
        """OPTIONAL, UNION, paths and the like have no premises that can be named."""
        rule = write(tmp_path, f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {where} }}")
        with pytest.raises(ProjectError, match=f"cannot use .*{name}"):
            read_patterns(rule)

    def test_a_rule_is_taken_apart(self, tmp_path: Path) -> None:
        """Conclusions, premises, and the query that finds the premises."""
        rule = write(
            tmp_path,
            "CONSTRUCT { ?s <urn:c> ?t } WHERE { ?s <urn:a> ?o . ?s <urn:b> 1, 'x'@fr "
            "BIND(STR(?o) AS ?t) FILTER(?o != 2) }",
        )
        patterns = read_patterns(rule)
        assert len(patterns.conclusions) == 1
        assert len(patterns.premises) == 3
        assert patterns.premise_variables == {"s", "o"}
        assert isinstance(ox.Store().query(patterns.ask({})), ox.QuerySolutions)

    def test_a_pattern_fits_a_statement_or_does_not(self) -> None:
        """A variable that stands twice has one value; a term fits itself."""
        x, p = ox.Variable("x"), thing("p")
        assert unify((x, p, x), (thing("a"), p, thing("a"))) == {"x": thing("a")}
        assert unify((x, p, x), (thing("a"), p, thing("b"))) is None
        assert unify((x, p, x), (thing("a"), thing("q"), thing("a"))) is None

    def test_a_literal_is_no_subject(self) -> None:
        """A pattern that would say something of a literal is no statement."""
        pattern = (ox.Variable("x"), thing("p"), thing("b"))
        with pytest.raises(TypeError, match="not a statement"):
            fill_pattern(pattern, {"x": ox.Literal("a")})


class TestText:
    """ProofWriter"""

    @pytest.mark.parametrize(
        ("language", "parts"),
        [
            (
                "en",
                ["is part of", "stated in things.csv, row a", "Passages", "A beginning.", "top"],
            ),
            ("fr", ["fait partie de", "énoncé dans things.csv, ligne a", "Un début.", "haut"]),
        ],
    )
    def test_a_tree_in_each_language(
        self, store: ox.Store, prover: Prover, *, language: Language, parts: list[str]
    ) -> None:
        """Sentence, rule, premises with their rows, and the passages with place and link."""
        proof = prover.explain_statement((thing("b"), thing("hasPart"), thing("a")))
        text = ProofWriter(Wording(store, PREFIXES, language)).render_trees([proof])
        for part in [*parts, "└", "├", "[1]", "https://example.org/page"]:
            assert part in text

    def test_a_passage_has_one_number(self, store: ox.Store, prover: Prover) -> None:
        """However often it is cited; an overview counts through."""
        statements = find_statements(store, PREFIXES, "thing/a", predicate=None, value=None)
        proofs = [prover.explain_statement(statement) for statement in statements]
        text = ProofWriter(Wording(store, PREFIXES, "en")).render_overview(proofs, everything=True)
        assert text.count("A beginning.") == 1
        assert "inferred, rule prp-trp" in text
        assert text.count("→") == len(proofs)

    def test_what_rests_on_the_ontology_alone_cites_no_passage(
        self, store: ox.Store, prover: Prover
    ) -> None:
        """The module is named instead."""
        inverse = ox.NamedNode("http://www.w3.org/2002/07/owl#inverseOf")
        proof = prover.explain_statement((thing("partOf"), inverse, thing("hasPart")))
        text = ProofWriter(Wording(store, PREFIXES, "en")).render_trees([proof])
        assert "defined by the ontology, module things" in text
        assert "Passages" not in text


class TestJson:
    """Explanation.render_json"""

    def test_one_proof_is_an_object_down_to_the_passages(
        self, store: ox.Store, prover: Prover
    ) -> None:
        """Statement, sentence, rule, why, premises; at the end graphs and passages."""
        proof = prover.explain_statement((thing("b"), thing("hasPart"), thing("a")))
        read = json.loads(Explanation((proof,), Wording(store, PREFIXES, "en")).render_json())
        assert read["subject"] == thing("b").value
        assert read["rule"].startswith("prp-inv")
        assert "inverses of each other" in read["why"]
        (leaf,) = [premise for premise in read["premises"] if premise.get("passages")]
        assert [passage["id"] for passage in leaf["passages"]] == [":other", ":passage"]
        assert leaf["passages"][1]["link"] == "https://example.org/page"
        assert leaf["passages"][0]["source"] == ""

    def test_several_proofs_are_a_list(self, store: ox.Store, prover: Prover) -> None:
        """Literals keep language and datatype."""
        statements = find_statements(store, PREFIXES, "thing/a", predicate=None, value=None)
        proofs = [prover.explain_statement(statement) for statement in statements]
        read = json.loads(Explanation(tuple(proofs), Wording(store, PREFIXES, "fr")).render_json())
        assert len(read) == len(proofs)
        assert '"horloge"@fr' in [item["object"] for item in read]
        assert any("« horloge »" in item["sentence"] for item in read)
