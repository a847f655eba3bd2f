"""Rules are run to a fixpoint in Oxigraph: OWL 2 RL/RDF and the rules of the field.

https://www.w3.org/TR/owl2-profiles/#Reasoning_in_OWL_2_RL_and_RDF_Graphs_using_Rules
"""

from __future__ import annotations

import re
from itertools import cycle
from typing import TYPE_CHECKING

import pyoxigraph as ox

from bioprod_graph.identifiers import mint_graph
from bioprod_graph.rdf import DEFAULT, construct
from bioprod_graph.sparql.query_files import QueryFile, read_queries

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_Properties = frozenset[ox.NamedNode]

# A rule taken apart: up to its WHERE, its conclusion, its premises. The engine is made to leave out
# what is there already: most of what a rule gives, after a round.
_HEAD = r"(\bCONSTRUCT\s*\{([^}]*)\}\s*WHERE\s*\{)"
_START = re.compile(_HEAD)
_RULE = re.compile(rf"{_HEAD}(.*)(?=\}}\s*\Z)", re.DOTALL)
# What rules of OWL 2 RL read beside plain statements; a change there concerns every property.
_RDFS, _OWL = "http://www.w3.org/2000/01/rdf-schema#", "http://www.w3.org/2002/07/owl#"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_SCHEMA = frozenset(
    ox.NamedNode(iri)
    for iri in (
        *(f"{_RDFS}{name}" for name in ("subClassOf", "subPropertyOf", "domain", "range")),
        *(f"{_OWL}{name}" for name in ("inverseOf", "propertyChainAxiom")),
        *(f"{_RDF}{name}" for name in ("first", "rest")),
    )
)
_TRANSITIVE = ox.NamedNode(f"{_OWL}TransitiveProperty")


def read_rules(folder: Path) -> list[QueryFile]:
    """Read the rules, one `.rq` file each, by name.

    Raises ProjectError for a file without its header or that holds no SPARQL.
    """
    return read_queries(folder, "rules")


def derive_closure(store: ox.Store, rules: list[QueryFile], base: str) -> dict[str, int]:
    """Add to the store all that the rules derive, each in graph/inferred/RULE.

    What is stated or was derived before is not derived again, so each inferred statement stands
    in one graph. Gives the number of statements by rule; rules run in the order of their names,
    round after round, until each has run since the last addition. A rule whose header says
    `through: p` looks, after its first run, only at properties ?p that got new statements since.
    """
    counts = dict.fromkeys((rule.name for rule in rules), 0)
    # Rules of the schema (W3C: scm-…) come first: what they add concerns every other rule.
    for stage in ([rule for rule in rules if rule.name.startswith("scm-")], rules):
        for name, number in _saturate(store, stage, base):
            counts[name] += number
    return counts


def _saturate(store: ox.Store, rules: list[QueryFile], base: str) -> Iterator[tuple[str, int]]:
    # The properties with new statements since a rule last ran; None stands for all.
    changed: dict[str, _Properties | None] = dict.fromkeys(rule.name for rule in rules)
    idle = 0
    for rule in cycle(rules):
        new = _run_rule(store, rule, changed[rule.name])
        graph = mint_graph(base, "inferred", rule.name)
        store.bulk_extend(
            ox.Quad(t.subject, t.predicate, t.object, g) for t in new for g in (DEFAULT, graph)
        )
        changed[rule.name] = frozenset()
        _note_change(changed, new)
        yield rule.name, len(new)
        idle = 0 if new else idle + 1
        if idle == len(rules):
            break


def _run_rule(store: ox.Store, rule: QueryFile, changed: _Properties | None) -> set[ox.Triple]:
    text, is_filtered = _RULE.subn(r"\1 \3 FILTER NOT EXISTS {\2} ", rule.text)
    if not is_filtered:
        return {t for t in construct(store, text) if not _is_known(store, t)}
    variables = rule.header.get("through", ())
    if changed is None or not variables:
        return set(construct(store, text))
    return {
        triple for each in _narrow(text, variables, changed) for triple in construct(store, each)
    }


def _narrow(text: str, names: tuple[str, ...], changed: _Properties) -> Iterator[str]:
    """Give the rule for each place of a property, held to the properties that changed."""
    values = sorted(str(each) for each in changed)
    for name in names:
        if name.startswith("<"):
            yield from [text] if name in values else []
        elif values:
            yield _START.sub(rf"\1 VALUES ?{name} {{{' '.join(values)}}} ", text)


def _note_change(changed: dict[str, _Properties | None], new: set[ox.Triple]) -> None:
    properties = frozenset(triple.predicate for triple in new)
    is_schema = any(triple.predicate in _SCHEMA or triple.object == _TRANSITIVE for triple in new)
    for name, before in changed.items():
        changed[name] = None if is_schema or before is None else before | properties


def _is_known(store: ox.Store, triple: ox.Triple) -> bool:
    return ox.Quad(triple.subject, triple.predicate, triple.object) in store
