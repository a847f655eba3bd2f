"""Queries with variables that are bound before they run (SHACL, 5.2, 5.3 and appendix A).

A variable that is bound beforehand is a constant everywhere in its query, inside subqueries and
nested groups too. Substitution as the store offers it reaches only the outermost group, so IRIs and
literals are written into the query. A blank node cannot be written: in a triple pattern it stays a
variable that the store substitutes, in an expression it is the result of a function.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, Literal, NamedNode, QuerySolutions, Store

from oxishacl.errors import ShapesError
from oxishacl.paths import Path, Predicate
from oxishacl.prebinding import Slot, Use, read_query

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from oxishacl.vocabulary import Term

_SAMPLE = NamedNode("urn:x-shacl:sample")
# These two may be literals where a triple pattern has its subject: there they stay variables.
_NODES = ("this", "value")


@dataclass
class BoundQuery:
    """A query that is ready to run, and what the store needs to know beside its text."""

    text: str = ""
    substitutions: dict[str, Term] = field(default_factory=dict)
    functions: dict[NamedNode, Callable[[], Term]] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Query:
    """A query of a shape, with places where bound variables go."""

    pieces: tuple[str | Slot, ...]
    # The variables that can be bound beforehand and that are used.
    names: frozenset[str]
    anchored: bool

    def bind(self, bindings: Mapping[str, Term]) -> BoundQuery:
        """Bind variables; those without a binding stay unbound."""
        bound = BoundQuery()
        bound.text = "".join(
            piece if isinstance(piece, str) else _fill(piece, bindings, bound)
            for piece in self.pieces
        )
        return bound


def parse_query(
    text: str, names: frozenset[str], *, form: str, prefixes: Mapping[str, str], path: Path | None
) -> Query:
    """Read a query of the form SELECT or ASK where these variables can be bound beforehand.

    Raises ShapesError for what pre-binding forbids, and for a query that cannot be parsed.
    """
    declared = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in sorted(prefixes.items()))
    template = read_query(declared + text, names, path=_write_path(path))
    if template.form != form:
        raise ShapesError(f"not a query of the form {form}: {text.strip()}")
    used = frozenset(piece.name for piece in template.pieces if isinstance(piece, Slot))
    anchored = template.anchored and form == "SELECT"
    query = Query(template.pieces, used, anchored)
    try:
        found = Store().query(query.bind(dict.fromkeys(names, _SAMPLE)).text)
    except SyntaxError as error:
        raise ShapesError(f"not a SPARQL query: {error}: {text.strip()}") from error
    if not isinstance(found, QuerySolutions):
        raise ShapesError(f"not a query of the form {form}: {text.strip()}")
    return query


def is_writable(name: str, term: Term) -> bool:
    """Tell whether a bound variable can be replaced by its term in a triple pattern."""
    return isinstance(term, NamedNode) or (isinstance(term, Literal) and name not in _NODES)


def _write_path(path: Path | None) -> str | None:
    if path is None:
        return None
    return str(path) if isinstance(path, Predicate) else f"({path})"


def _fill(slot: Slot, bindings: Mapping[str, Term], bound: BoundQuery) -> str:
    name, use = slot.name, slot.use
    term = bindings.get(name)
    if term is None:
        return _fill_unbound(slot)
    if use is Use.TEST:
        return "(true)"
    if use is Use.EXPRESSION:
        return _fill_expression(name, term, bound)
    if is_writable(name, term):
        return _WRITTEN[use].format(term=term, name=name, alias=slot.alias)
    bound.substitutions[name] = term
    return f"?{name}"


def _fill_unbound(slot: Slot) -> str:
    if slot.use is Use.HIDDEN:
        return ""
    return f"bound(?{slot.name})" if slot.use is Use.TEST else f"?{slot.name}"


def _fill_expression(name: str, term: Term, bound: BoundQuery) -> str:
    if not isinstance(term, BlankNode):
        return str(term)
    function = NamedNode(f"urn:x-shacl:bound:{name}")
    bound.functions[function] = lambda: term
    return f"{function}()"


_WRITTEN = {
    Use.PATTERN: "{term}",
    Use.RESULT: "({term} AS ?{name})",
    Use.INNER_RESULT: "({term} AS ?{alias})",
    Use.GROUPING: "({term})",
    Use.HIDDEN: "",
}
