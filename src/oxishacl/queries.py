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

from oxishacl.prebinding import Pieces, Slot, read_query
from oxishacl.terms import ShapesError, Term

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

    from oxishacl.graphs import DataGraph
    from oxishacl.paths import Path

Solution = dict[str, Term]

_SAMPLE = NamedNode("urn:x-shacl:sample")
# These two may be literals where a triple pattern has its subject: there they stay variables.
_NODES = ("this", "value")
_WRITTEN = {
    "pattern": "{term}",
    "expression": "{term}",
    "test": "(true)",
    "result": "({term} AS ?{name})",
    "inner result": "({term} AS ?{alias})",
    "grouping": "({term})",
    "hidden": "",
}
_UNBOUND = {"hidden": "", "test": "bound(?{name})"}


@dataclass(frozen=True, eq=False)
class Query:
    """A query of a shape, with places where bound variables go."""

    pieces: Pieces
    # The variables that can be bound beforehand and that are used.
    names: frozenset[str]
    shared: bool

    def solve(
        self, data: DataGraph, bindings: Solution, *, given: Collection[NamedNode] = ()
    ) -> Iterator[Solution]:
        """Give the solutions with some variables bound, or with these values of $this."""
        bound = _Binding(bindings, given)
        text = bound.write(self.pieces)
        found = data.select(text, bound=bound.substitutions, functions=bound.functions)
        names = [variable.value for variable in found.variables]
        for solution in found:
            yield {name: term for name, term in zip(names, solution, strict=True) if term}

    def can_share(self, bindings: Solution) -> bool:
        """Tell whether the query can be answered at once for many values of $this."""
        others = self.names & bindings.keys() - {"this"}
        return self.shared and all(_is_writable(name, bindings[name]) for name in others)


def parse_query(
    text: str, names: frozenset[str], *, form: str, prefixes: Mapping[str, str], path: Path | None
) -> Query:
    """Read a query of the form SELECT or ASK where these variables can be bound beforehand.

    Raises ShapesError for what pre-binding forbids, and for a query that cannot be parsed.
    """
    declared = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in sorted(prefixes.items()))
    written = None if path is None else str(path) if path.iri else f"({path})"
    found, pieces, shared = read_query(declared + text, names, written)
    sample = _Binding(dict.fromkeys(names, _SAMPLE)).write(pieces)
    try:
        if found == form and isinstance(Store().query(sample), QuerySolutions):
            used = frozenset(piece.name for piece in pieces if isinstance(piece, Slot))
            return Query(pieces, used, shared)
    except SyntaxError as error:
        raise ShapesError(f"not a SPARQL query: {error}: {text.strip()}") from error
    raise ShapesError(f"not a query of the form {form}: {text.strip()}")


@dataclass
class _Binding:
    """Writes a query that is ready to run, and keeps what the store must know beside its text."""

    bindings: Solution
    given: Collection[NamedNode] = ()
    substitutions: dict[str, Term] = field(default_factory=dict)
    functions: dict[NamedNode, Callable[[], Term]] = field(default_factory=dict)

    def write(self, pieces: Pieces) -> str:
        return "".join(each if isinstance(each, str) else self._fill(each) for each in pieces)

    def _fill(self, slot: Slot) -> str:
        name, use = slot.name, slot.use
        if use == "given":
            nodes = " ".join(map(str, self.given))
            return f" VALUES ?this {{ {nodes} }} " if nodes else ""
        term = self.bindings.get(name)
        if term is None:
            return _UNBOUND.get(use, "?{name}").format(name=name)
        if use == "expression" and isinstance(term, BlankNode):
            function = NamedNode(f"urn:x-shacl:bound:{name}")
            self.functions[function] = lambda: term
            return f"{function}()"
        if use in {"expression", "test"} or _is_writable(name, term):
            return _WRITTEN[use].format(term=term, name=name, alias=slot.alias)
        self.substitutions[name] = term
        return f"?{name}"


def _is_writable(name: str, term: Term) -> bool:
    """Tell whether a bound variable can be replaced by its term in a triple pattern."""
    return isinstance(term, NamedNode) or (isinstance(term, Literal) and name not in _NODES)
