"""Our closure is that of owlrl, an implementation of all OWL 2 RL/RDF rules.

owlrl is given what is stated, blank nodes already named, and what the three rules of the field
conclude, which are not OWL. What it infers beyond ours is trivial: each statement is in one of
the groups below, each group has a reason, and none is without a statement.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import owlrl
import pyoxigraph as ox
import pytest
from rdflib import OWL, RDF, RDFS, XSD, Graph, Literal, URIRef
from rdflib.term import Node

from bioprod_graph.dataset import open_release
from bioprod_graph.rdf import match_named, serialize
from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from bioprod_graph.project import Project

Statement = tuple[Node, Node, Node]

# Where the rules of OWL 2 RL come from: what other rules conclude are premises for owlrl.
OWL_RL = "https://www.w3.org/TR/owl2-profiles/"
RULES = {path.stem for path in (ROOT / "ontology/rules").glob("*.rq") if OWL_RL in path.read_text()}

REFLEXIVE = {
    RDFS.subClassOf,
    RDFS.subPropertyOf,
    OWL.equivalentClass,
    OWL.equivalentProperty,
    OWL.sameAs,
}
# The terms that OWL 2 RL itself speaks of, whether or not a graph does.
VOCABULARIES = (str(OWL), str(RDF), str(RDFS), str(XSD))


@dataclass(frozen=True)
class Comparison:
    """What both were given, what ours inferred and what owlrl ended with."""

    given: frozenset[Statement]
    ours: frozenset[Statement]
    theirs: frozenset[Statement]

    @cached_property
    def only_theirs(self) -> frozenset[Statement]:
        """What owlrl infers and ours does not."""
        return self.theirs - self.given - self.ours

    def has(self, subject: Node, predicate: Node, value: Node) -> bool:
        """Tell whether both have a statement."""
        return (subject, predicate, value) in self.given | self.ours

    @cached_property
    def inherited(self) -> frozenset[Statement]:
        """Domains and ranges of superclasses (scm-dom1, scm-rng1) and of superproperties
        (scm-dom2, scm-rng2), from ours."""
        known = self.given | self.ours
        above: dict[Node, set[Node]] = {}
        below: dict[Node, set[Node]] = {}
        for subject, predicate, value in known:
            if predicate == RDFS.subClassOf:
                above.setdefault(subject, set()).add(value)
            if predicate == RDFS.subPropertyOf:
                below.setdefault(value, set()).add(subject)
        found = set()
        for subject, predicate, value in known:
            if predicate in (RDFS.domain, RDFS.range):
                subjects, values = below.get(subject, set()), above.get(value, set())
                found |= {(s, predicate, v) for s in {subject, *subjects} for v in {value, *values}}
        return frozenset(found)


def reflexive(statement: Statement, _: Comparison) -> bool:
    subject, predicate, value = statement
    return predicate in REFLEXIVE - {OWL.sameAs} and subject == value


def same_as_itself(statement: Statement, _: Comparison) -> bool:
    subject, predicate, value = statement
    return predicate == OWL.sameAs and subject == value


def typed_literal(statement: Statement, _: Comparison) -> bool:
    subject, predicate, _value = statement
    return isinstance(subject, Literal) and predicate == RDF.type


def everything_is_a_thing(statement: Statement, _: Comparison) -> bool:
    _subject, predicate, value = statement
    return predicate == RDF.type and value == OWL.Thing


def under_thing(statement: Statement, _: Comparison) -> bool:
    subject, predicate, value = statement
    return predicate == RDFS.subClassOf and (value == OWL.Thing or subject == OWL.Nothing)


def domain_or_range_thing(statement: Statement, _: Comparison) -> bool:
    _subject, predicate, value = statement
    return predicate in (RDFS.domain, RDFS.range) and value == OWL.Thing


def inherited_domain_or_range(statement: Statement, comparison: Comparison) -> bool:
    return statement in comparison.inherited


def of_the_vocabulary_itself(statement: Statement, _: Comparison) -> bool:
    return all(
        isinstance(term, URIRef) and str(term).startswith(VOCABULARIES) for term in statement
    )


TRIVIAL: dict[str, tuple[Callable[[Statement, Comparison], bool], str]] = {
    "reflexive schema": (
        reflexive,
        "scm-cls, scm-op, scm-dp: each class and property is under, and equivalent to, itself",
    ),
    "same as itself": (same_as_itself, "eq-ref: each term is the same as itself"),
    "typed literal": (
        typed_literal,
        "dt-type2: a literal is of its datatype; RDF has no literal as subject",
    ),
    "thing": (everything_is_a_thing, "scm-cls, cax-sco: whatever has a class is an owl:Thing"),
    "between thing and nothing": (
        under_thing,
        "scm-cls: each class is under owl:Thing and above owl:Nothing",
    ),
    "domain or range thing": (domain_or_range_thing, "scm-dom1, scm-rng1, with owl:Thing"),
    "inherited domain or range": (
        inherited_domain_or_range,
        "scm-dom1, scm-dom2, scm-rng1, scm-rng2: of the schema; the types that follow from them "
        "follow by prp-dom, prp-rng, prp-spo1 and cax-sco as well",
    ),
    "vocabulary": (
        of_the_vocabulary_itself,
        "axiomatic: datatypes, owl:Thing and annotation properties, declared by OWL 2 RL itself",
    ),
}


@pytest.fixture(
    scope="module", params=["two_events", pytest.param("built", marks=pytest.mark.slow)]
)
def comparison(request: pytest.FixtureRequest) -> Comparison:
    """A build beside owlrl's closure of the same statements: of invented data, and of the real."""
    built: Project = request.getfixturevalue(request.param)
    prefix = f"{built.base}graph/inferred/"
    given: set[ox.Triple] = set()
    inferred: set[ox.Triple] = set()
    for quad in match_named(open_release(built).store, (None, None, None)):
        assert isinstance(quad.graph_name, ox.NamedNode)
        rule = quad.graph_name.value.removeprefix(prefix)
        is_given = rule == quad.graph_name.value or rule not in RULES
        (given if is_given else inferred).add(quad.triple)
    graph = read(given)
    start = frozenset(graph)
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    return Comparison(start, frozenset(read(inferred)) - start, frozenset(graph))


def read(triples: Iterable[ox.Triple]) -> Graph:
    graph = Graph()
    graph.parse(data=serialize(triples, ox.RdfFormat.N_TRIPLES), format="nt")
    return graph


def is_trivial(statement: Statement, comparison: Comparison) -> bool:
    return any(matches(statement, comparison) for matches, _ in TRIVIAL.values())


def show(statements: Iterable[Statement]) -> list[str]:
    return sorted(" ".join(term.n3() for term in statement) for statement in statements)


def test_all_that_ours_infers_owlrl_infers(comparison: Comparison) -> None:
    """Our rules are sound: nothing follows here that does not follow in OWL 2 RL."""
    assert comparison.ours
    assert show(comparison.ours - comparison.theirs) == []


def test_all_that_owlrl_infers_ours_infers_or_is_trivial(comparison: Comparison) -> None:
    """Our rules are enough: what is missing is in a named group of trivial statements."""
    missing = [s for s in comparison.only_theirs if not is_trivial(s, comparison)]
    assert show(missing) == []


@pytest.mark.parametrize("name", TRIVIAL)
def test_each_trivial_group_is_met(name: str, comparison: Comparison) -> None:
    """No group of trivial statements is left that nothing belongs to."""
    matches, reason = TRIVIAL[name]
    assert any(matches(statement, comparison) for statement in comparison.only_theirs), reason


def test_owlrl_finds_no_contradiction(comparison: Comparison) -> None:
    """No rule of owlrl with the conclusion false was met."""
    error = URIRef("http://www.daml.org/2002/03/agents/agent-ont#ErrorMessage")
    assert show(s for s in comparison.theirs if s[2] == error) == []
