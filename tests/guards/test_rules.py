"""Each rule of the ontology fires on its case, giving exactly what it should, and not beside it.

A case is `rules/RULE.trig`: the graph case:fires holds premises, case:concludes all that the rule
alone makes of them, and each case:silent-WHY a near miss of which it must make nothing.
"""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from bioprod_graph.closure import derive_closure
from bioprod_graph.sparql.query_files import read_queries

ROOT = Path(__file__).resolve().parents[2]
CASES = Path(__file__).parent / "rules"
CASE = "https://example.org/case/"
NAMES = sorted(path.stem for path in CASES.glob("*.trig"))
RULES = {rule.name: rule for rule in read_queries(ROOT / "ontology" / "rules", "rules")}


def read_case(rule: str) -> dict[str, set[ox.Triple]]:
    graphs: dict[str, set[ox.Triple]] = {}
    for quad in ox.parse(path=str(CASES / f"{rule}.trig"), format=ox.RdfFormat.TRIG):
        assert isinstance(quad.graph_name, ox.NamedNode), f"{rule}: a statement in no graph"
        graphs.setdefault(quad.graph_name.value.removeprefix(CASE), set()).add(quad.triple)
    return graphs


def derive(rule: str, premises: set[ox.Triple]) -> set[ox.Triple]:
    store = ox.Store()
    store.extend(ox.Quad(t.subject, t.predicate, t.object) for t in premises)
    derive_closure(store, [RULES[rule]], "https://example.org/")
    inferred = ox.NamedNode(f"https://example.org/graph/inferred/{rule}")
    return {quad.triple for quad in store.quads_for_pattern(None, None, None, inferred)}


def test_every_rule_has_a_case_and_every_case_a_rule() -> None:
    """Each rule is shown to fire and not to over-fire; no case is left of a rule that is gone."""
    assert sorted(RULES) == NAMES
    assert {path.suffix for path in CASES.iterdir()} == {".trig"}


@pytest.mark.parametrize("rule", NAMES)
def test_a_case_has_premises_conclusions_and_a_near_miss(rule: str) -> None:
    """A case holds one graph of each kind, and none is empty or unknown."""
    names = set(read_case(rule))
    assert {"fires", "concludes"} <= names
    near = names - {"fires", "concludes"}
    assert near
    assert all(name.startswith("silent-") for name in near)


@pytest.mark.parametrize("rule", NAMES)
def test_a_rule_gives_exactly_its_conclusions(rule: str) -> None:
    """A rule makes of its premises what the case says: all of it, and nothing else."""
    case = read_case(rule)
    assert derive(rule, case["fires"]) == case["concludes"]


@pytest.mark.parametrize(
    ("rule", "near"),
    [(rule, near) for rule in NAMES for near in sorted(read_case(rule)) if "silent" in near],
)
def test_a_rule_makes_nothing_of_a_near_miss(rule: str, near: str) -> None:
    """A rule is silent where a premise is missing, reversed or about another property."""
    assert derive(rule, read_case(rule)[near]) == set()


@pytest.mark.parametrize("rule", NAMES)
def test_every_premise_of_a_case_is_needed(rule: str) -> None:
    """Without all of its premises a rule makes less: no premise of a case is for show."""
    case = read_case(rule)
    for premise in case["fires"]:
        assert derive(rule, case["fires"] - {premise}) != case["concludes"], premise
