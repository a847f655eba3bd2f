"""Rules are run to a fixpoint in Oxigraph: OWL 2 RL/RDF and the rules of the field.

https://www.w3.org/TR/owl2-profiles/#Reasoning_in_OWL_2_RL_and_RDF_Graphs_using_Rules
"""

from __future__ import annotations

import re
from itertools import cycle
from typing import TYPE_CHECKING

import pyoxigraph as ox

from bioprod_graph.errors import ProjectError, one_line
from bioprod_graph.headers import QueryFile, read_queries
from bioprod_graph.identifiers import mint_graph
from bioprod_graph.rdf import construct

if TYPE_CHECKING:
    from pathlib import Path

_RULE = re.compile(r"\bCONSTRUCT\s*\{([^}]*)\}\s*WHERE\s*\{.*(?=\}\s*\Z)", re.DOTALL)
HEADER = ("title_fr", "title_en", "why_fr", "why_en", "origin")


def read_rules(folder: Path) -> list[QueryFile]:
    """Read the rules, one `.rq` file each, by name.

    Raises ProjectError for a file without its header or that holds no SPARQL.
    """
    rules = read_queries(folder)
    empty = ox.Store()
    for rule in rules:
        rule.require(HEADER, allowed=("note",))
        try:
            result = empty.query(rule.text)
        except SyntaxError as error:
            raise ProjectError(f"{rule.path}: malformed SPARQL: {one_line(error.msg)}") from None
        if not isinstance(result, ox.QueryTriples):
            raise ProjectError(f"{rule.path}: a rule is a CONSTRUCT query")
    return rules


def derive_closure(store: ox.Store, rules: list[QueryFile], base: str) -> dict[str, int]:
    """Add to the store all that the rules derive, each in graph/inferred/RULE.

    What is stated or was derived before is not derived again, so each inferred statement stands
    in one graph. Gives the number of statements by rule; rules run in the order of their names,
    round after round, until each has run since the last addition.
    """
    graphs = [(rule, mint_graph(base, "inferred", rule.name)) for rule in rules]
    counts = dict.fromkeys((rule.name for rule in rules), 0)
    idle = 0
    for rule, graph in cycle(graphs):
        added = _run_rule(store, rule, graph)
        counts[rule.name] += added
        idle = 0 if added else idle + 1
        if idle == len(graphs):
            break
    return counts


def _run_rule(store: ox.Store, rule: QueryFile, graph: ox.NamedNode) -> int:
    new = {
        ox.Quad(t.subject, t.predicate, t.object, graph)
        for t in construct(store, _ask_for_new(rule.text))
        if next(store.quads_for_pattern(t.subject, t.predicate, t.object), None) is None
    }
    store.extend(new)
    return len(new)


def _ask_for_new(text: str) -> str:
    """Have the engine leave out what is there already: most of what a rule gives, after a round."""
    return _RULE.sub(r"\g<0> FILTER NOT EXISTS {\1} ", text)
