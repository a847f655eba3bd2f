"""Rules are run to a fixpoint in Oxigraph: OWL 2 RL/RDF and the rules of the field.

https://www.w3.org/TR/owl2-profiles/#Reasoning_in_OWL_2_RL_and_RDF_Graphs_using_Rules
"""

from __future__ import annotations

import re
from collections import Counter
from functools import partial
from itertools import cycle
from typing import TYPE_CHECKING

import pyoxigraph as ox

from bioprod_graph.errors import ProjectError
from bioprod_graph.identifiers import mint_graph
from bioprod_graph.rdf import DEFAULT, construct, serialize

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from bioprod_graph.sparql import QueryFile

    Keep = Callable[[ox.NamedNode, Iterable[bytes]], None]

# Properties as N-Triples write them: <IRI>.
_Properties = frozenset[str]

# A rule taken apart: up to its WHERE, its conclusion, its premises. The engine is made to leave out
# what is there already: most of what a rule gives, after a round.
_HEAD = r"(\bCONSTRUCT\s*\{([^}]*)\}\s*WHERE\s*\{)"
_START = re.compile(_HEAD)
_RULE = re.compile(rf"{_HEAD}(.*)(?=\}}\s*\Z)", re.DOTALL)
# What rules of OWL 2 RL read beside plain statements; a change there concerns every property.
_RDFS, _OWL = "http://www.w3.org/2000/01/rdf-schema#", "http://www.w3.org/2002/07/owl#"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_SCHEMA = {f"<{_RDFS}{name}>" for name in ("subClassOf", "subPropertyOf", "domain", "range")}
_SCHEMA |= {f"<{_OWL}inverseOf>", f"<{_OWL}propertyChainAxiom>", f"<{_RDF}first>", f"<{_RDF}rest>"}
_TRANSITIVE = re.compile(f" <{_OWL}TransitiveProperty> \\.\n\\Z".encode())

# A chain of a thousand steps takes ten rounds: a rule that takes so many makes values of its own.
_MOST_ROUNDS = 200


def derive_closure(
    store: ox.Store, rules: list[QueryFile], base: str, *, keep: Keep | None = None
) -> dict[str, int]:
    """Add to the store all that the rules derive, each in graph/inferred/RULE.

    Where `keep` is given, it is given the graph and the lines of N-Triples instead, and the store
    has them in its default graph alone.

    What is stated or was derived before is not derived again, so each inferred statement stands
    in one graph. Returns the number of statements by rule; rules run in the order of their names,
    round after round, until each has run since the last addition. A rule whose header says
    `through: p` looks, after its first run, only at properties ?p that got new statements since.

    Raises ProjectError for a rule that comes to no end.
    """
    counts = dict.fromkeys((rule.name for rule in rules), 0)
    # Rules of the schema (W3C: scm-…) come first: what they add concerns every other rule.
    for stage in ([rule for rule in rules if rule.name.startswith("scm-")], rules):
        for name, new in _saturate(store, stage):
            counts[name] += len(new)
            if new:
                (keep or partial(_load, store))(mint_graph(base, "inferred", name), new)
    return counts


def _load(store: ox.Store, graph: ox.NamedNode | ox.DefaultGraph, lines: Iterable[bytes]) -> None:
    store.bulk_load(b"".join(lines), ox.RdfFormat.N_TRIPLES, to_graph=graph, lenient=True)


def _saturate(store: ox.Store, rules: list[QueryFile]) -> Iterator[tuple[str, set[bytes]]]:
    # The properties with new statements since a rule last ran; None stands for all.
    changed: dict[str, _Properties | None] = dict.fromkeys(rule.name for rule in rules)
    idle, rounds = 0, Counter[str]()
    for rule in cycle(rules):
        new = _run_rule(store, rule, changed[rule.name])
        rounds[rule.name] += bool(new)
        if rounds[rule.name] > _MOST_ROUNDS:
            raise ProjectError(
                "{path}: after {n} rounds the rule still adds statements, such as {statement}",
                path=rule.path,
                n=_MOST_ROUNDS,
                statement=min(new).decode().strip(),
            )
        if new:
            _load(store, DEFAULT, new)
        changed[rule.name] = frozenset()
        _note_change(changed, new)
        yield rule.name, new
        idle = 0 if new else idle + 1
        if idle == len(rules):
            break


def _run_rule(store: ox.Store, rule: QueryFile, changed: _Properties | None) -> set[bytes]:
    """Give what a rule adds as lines of N-Triples, which are made and read faster than objects."""
    text, is_filtered = _RULE.subn(r"\1 \3 FILTER NOT EXISTS {\2} ", rule.text)
    if not is_filtered:
        new = [triple for triple in construct(store, text) if ox.Quad(*triple) not in store]
        return set(serialize(new, ox.RdfFormat.N_TRIPLES).splitlines(keepends=True))
    variables = rule.header.get("through", ())
    parts = [text] if changed is None or not variables else _narrow(text, variables, changed)
    found = (construct(store, part).serialize(format=ox.RdfFormat.N_TRIPLES) for part in parts)
    return {line for written in found for line in (written or b"").splitlines(keepends=True)}


def _narrow(text: str, names: tuple[str, ...], changed: _Properties) -> Iterator[str]:
    """Give the rule for each place of a property, held to the properties that changed."""
    values = sorted(changed)
    for name in names:
        if name.startswith("<"):
            yield from [text] if name in values else []
        elif values:
            yield _START.sub(rf"\1 VALUES ?{name} {{{' '.join(values)}}} ", text)


def _note_change(changed: dict[str, _Properties | None], new: set[bytes]) -> None:
    properties = frozenset(line.split(b" ", 2)[1].decode() for line in new)
    is_schema = not _SCHEMA.isdisjoint(properties) or any(map(_TRANSITIVE.search, new))
    for name, before in changed.items():
        changed[name] = None if is_schema or before is None else before | properties
