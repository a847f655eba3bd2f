"""What a rule concludes and from which patterns, read from its file by rdflib's SPARQL parser."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from bioprod_graph.errors import ProjectError
from bioprod_graph.rdf import Term, write_as_stored
from bioprod_graph.sparql import find_group, split_tokens

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bioprod_graph.sparql import QueryFile

Slot = Term | ox.Variable
Pattern = tuple[Slot, Slot, Slot]
Statement = tuple[ox.NamedNode, ox.NamedNode, Term]


@dataclass(frozen=True)
class RulePatterns:
    """A rule taken apart: conclusions, premises, and the query that finds the premises."""

    conclusions: tuple[Pattern, ...]
    premises: tuple[Pattern, ...]
    select: str

    @property
    def premise_variables(self) -> frozenset[str]:
        """The variables that a premise binds (and not a BIND of the rule)."""
        slots = (slot for pattern in self.premises for slot in pattern)
        return frozenset(slot.value for slot in slots if isinstance(slot, ox.Variable))


def read_patterns(rule: QueryFile) -> RulePatterns:
    """Take a rule apart.

    Raises ProjectError if it uses what cannot be explained: a path, OPTIONAL, UNION or the like.
    """
    from rdflib.plugins.sparql.algebra import translateQuery
    from rdflib.plugins.sparql.parser import parseQuery

    query = translateQuery(parseQuery(rule.text)).algebra
    premises = tuple(_walk(query.p, rule))
    conclusions = tuple(_as_pattern(triple) for triple in query.template)
    return RulePatterns(conclusions, premises, _as_select(rule.text))


def unify(pattern: Pattern, statement: Statement) -> dict[str, Term] | None:
    """Bind the variables of a pattern to a statement; None if they do not fit."""
    bound: dict[str, Term] = {}
    for slot, term in zip(pattern, statement, strict=True):
        if isinstance(slot, ox.Variable):
            if bound.setdefault(slot.value, term) != term:
                return None
        elif slot != term:
            return None
    return bound


def fill_pattern(pattern: Pattern, bound: Mapping[str, Term]) -> Statement:
    """Put terms in place of the variables of a pattern."""
    subject, predicate, value = (
        bound[slot.value] if isinstance(slot, ox.Variable) else slot for slot in pattern
    )
    if not isinstance(subject, ox.NamedNode) or not isinstance(predicate, ox.NamedNode):
        raise TypeError(f"not a statement: {subject} {predicate} {value}")
    return subject, predicate, value


_TRANSPARENT = frozenset({"Project", "Filter", "Extend", "Join"})


def _walk(node: Any, rule: QueryFile) -> Iterator[Pattern]:
    if node.name == "BGP":
        yield from (_as_pattern(triple) for triple in node.triples)
    elif node.name in _TRANSPARENT:
        for part in ("p", "p1", "p2"):
            if part in node:
                yield from _walk(node[part], rule)
    else:
        raise ProjectError(
            "{path}: a rule that is to be explained cannot use {name}",
            path=rule.path,
            name=node.name,
        )


def _as_pattern(triple: tuple[Any, Any, Any]) -> Pattern:
    subject, predicate, value = (_as_slot(node) for node in triple)
    return subject, predicate, value


def _as_slot(node: Any) -> Slot:
    from rdflib import Literal, URIRef, Variable

    if isinstance(node, Variable):
        return ox.Variable(str(node))
    if isinstance(node, URIRef):
        return ox.NamedNode(str(node))
    if isinstance(node, Literal):
        datatype = ox.NamedNode(str(node.datatype)) if node.datatype else None
        return write_as_stored(ox.Literal(str(node), datatype=datatype, language=node.language))
    raise ProjectError("a rule cannot use “{node}”", node=node)


def _as_select(text: str) -> str:
    """Make SELECT * of a CONSTRUCT, on tokens."""
    start = next(token.start for token in split_tokens(text) if token.keyword == "CONSTRUCT")
    where = text.rindex("{", 0, find_group(text))
    return f"{text[:start]} SELECT * WHERE {text[where:]}"
