"""What each rule infers can be explained: a well-founded proof, down to what is stated.

Of each rule some statements of the real build are explained; of a rule that adds nothing there,
the conclusions of its case in `rules/`.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pytest

from bioprod_graph.closure import derive_closure
from bioprod_graph.dataset import open_release
from bioprod_graph.proofs import Explanation, Proof, Prover, Wording
from bioprod_graph.rdf import make_store, match_named
from bioprod_graph.sparql.query_files import read_queries

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bioprod_graph.project import Project
    from bioprod_graph.proofs import Statement

ROOT = Path(__file__).resolve().parents[2]
RULES = read_queries(ROOT / "ontology" / "rules", "rules")
CASES = Path(__file__).parent / "rules"
BASE = "https://w3id.org/bioprod/"
FIRES = ox.NamedNode("https://example.org/case/fires")
# Of each rule so many statements, taken evenly, are explained.
SAMPLE = 12


def find_inferred(store: ox.Store, rule: str) -> list[Statement]:
    graph = ox.NamedNode(f"{BASE}graph/inferred/{rule}")
    found: list[Statement] = []
    for quad in store.quads_for_pattern(None, None, None, graph):
        assert isinstance(quad.subject, ox.NamedNode)
        assert isinstance(quad.object, ox.NamedNode | ox.Literal)
        found.append((quad.subject, quad.predicate, quad.object))
    return sorted(found, key=str)


def take_evenly(statements: list[Statement]) -> list[Statement]:
    """Give a sample from the whole length of the list."""
    return statements[:: max(1, len(statements) // SAMPLE)]


def close_case(rule: str) -> ox.Store:
    """Give the premises of a rule's case, lists without blank nodes, with what follows."""
    store = make_store(
        ox.Quad(name(quad.subject), quad.predicate, name(quad.object), FIRES)
        for quad in ox.parse(path=str(CASES / f"{rule}.trig"), format=ox.RdfFormat.TRIG)
        if quad.graph_name == FIRES
    )
    derive_closure(store, RULES, BASE)
    return store


def name(term: object) -> ox.NamedNode:
    if isinstance(term, ox.BlankNode):
        return ox.NamedNode(f"urn:{term.value}")
    return term  # type: ignore[return-value]


def walk(proof: Proof, above: frozenset[Statement] = frozenset()) -> Iterator[Proof]:
    """Give a proof and all it rests on; fail where a statement rests on itself."""
    assert proof.statement not in above, "a statement among its own premises"
    yield proof
    for premise in proof.premises:
        yield from walk(premise, above | {proof.statement})


def check_leaf(proof: Proof) -> None:
    assert proof.premises == ()
    assert proof.graphs, "a leaf that nothing states"
    for graph in proof.graphs:
        assert not graph.value.startswith(f"{BASE}graph/inferred/")


@pytest.mark.parametrize("rule", [rule.name for rule in RULES])
def test_what_a_rule_infers_is_proven_down_to_what_is_stated(rule: str, built: Project) -> None:
    """Each proof is well-founded, uses the rule, and ends in rows with passages or the ontology."""
    store = open_release(built).store
    statements = find_inferred(store, rule)
    is_real = bool(statements)
    if not is_real:
        store = close_case(rule)
        statements = find_inferred(store, rule)
    assert statements, f"{rule} infers nothing, neither in the build nor in its case"
    prover = Prover(store, ROOT / "ontology" / "rules", BASE)
    for statement in take_evenly(statements):
        proof = prover.explain_statement(statement)
        assert proof.rule is not None
        assert proof.rule.name == rule
        assert len(proof.premises) >= 1
        for part in walk(proof):
            if part.rule is None:
                check_leaf(part)
                if is_real:
                    check_passages(part)


@pytest.mark.parametrize("rule", [rule.name for rule in RULES])
def test_the_json_of_a_proof_ends_in_what_is_stated(rule: str, built: Project) -> None:
    """Each branch is a rule with premises, each leaf names graphs that are not inferred."""
    store = open_release(built).store
    statements = find_inferred(store, rule)
    if not statements:
        store = close_case(rule)
        statements = find_inferred(store, rule)
    prover = Prover(store, ROOT / "ontology" / "rules", BASE)
    proof = prover.explain_statement(statements[len(statements) // 2])
    wording = Wording(store, built.prefixes, "fr")
    parts = list(flatten(json.loads(Explanation((proof,), wording).render_json())))
    assert parts[0]["rule"] == rule
    for part in parts:
        assert part["sentence"]
        if "rule" in part:
            assert part["premises"]
            assert part["why"]
            assert not re.search(r"(?<!\S)[?{]\w", part["why"])
        else:
            assert part["graphs"]
            assert not any(iri.startswith(f"{BASE}graph/inferred/") for iri in part["graphs"])


def flatten(proof: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Give a proof read from JSON, and all it rests on."""
    yield proof
    for premise in proof.get("premises", ()):
        yield from flatten(premise)


def test_proofs_are_well_founded_in_whatever_order_they_are_asked_for(built: Project) -> None:
    """One prover remembers what it proved: forwards and backwards, nothing rests on itself."""
    store = open_release(built).store
    inferred = [s for rule in RULES for s in take_evenly(find_inferred(store, rule.name))]
    assert len(inferred) > len(RULES)
    for order in (inferred, inferred[::-1]):
        prover = Prover(store, ROOT / "ontology" / "rules", BASE)
        for statement in order:
            for part in walk(prover.explain_statement(statement)):
                if part.rule is None:
                    check_leaf(part)


def check_passages(leaf: Proof) -> None:
    """A statement of a row that cites passages leads to them."""
    evidence = ("sources", "passages", "curators", "alignments", "withdrawn")
    tables = {
        graph.value.removeprefix(f"{BASE}graph/record/").partition("/")[0]
        for graph in leaf.graphs
        if graph.value.startswith(f"{BASE}graph/record/")
    }
    if tables and not tables & set(evidence):
        assert leaf.passages, leaf.statement
        assert all(p.value.startswith(f"{BASE}id/passage/") for p in leaf.passages)


def test_every_inferred_statement_of_one_thing_is_proven(built: Project) -> None:
    """All that follows of the Assises has a proof."""
    store = open_release(built).store
    prover = Prover(store, ROOT / "ontology" / "rules", BASE)
    thing = ox.NamedNode(f"{BASE}id/event/assises-idf-2021")
    inferred = [
        (thing, quad.predicate, quad.object)
        for quad in match_named(store, (thing, None, None))
        if str(quad.graph_name).startswith(f"<{BASE}graph/inferred/")
    ]
    assert len(inferred) > 10
    for _, predicate, value in inferred:
        assert isinstance(value, ox.NamedNode | ox.Literal)
        assert list(walk(prover.explain_statement((thing, predicate, value))))
