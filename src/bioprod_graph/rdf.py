"""Oxigraph asked and written with precise types: what is needed everywhere, and nothing else."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any, cast

import pyoxigraph as ox

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

Term = ox.NamedNode | ox.Literal
# What may also stand in a file: nodes without a name, and triples within triples.
AnyTerm = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Pattern = tuple[ox.NamedNode | None, ox.NamedNode | None, Term | None]

DEFAULT = ox.DefaultGraph()

_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_TERMS = (ox.NamedNode, ox.Literal)
_WITH_PREFIX_LINES = frozenset({ox.RdfFormat.TURTLE, ox.RdfFormat.TRIG})


def select(
    store: ox.Store,
    query: str,
    bindings: Mapping[str, Term] | None = None,
    *,
    union: bool = False,
) -> ox.QuerySolutions:
    """Ask a SELECT query; bindings are substituted as terms (SEP-0007).

    With `union`, its default graph is all graphs: of a statement of two there are two.

    Raises TypeError if the query is of another form.
    """
    results = query_store(store, query, bindings, union=union)
    if not isinstance(results, ox.QuerySolutions):
        raise TypeError("not a SELECT query")
    return results


def construct(store: ox.Store, query: str) -> ox.QueryTriples:
    """Ask a CONSTRUCT query.

    Raises TypeError if the query is of another form.
    """
    results = query_store(store, query)
    if not isinstance(results, ox.QueryTriples):
        raise TypeError("not a CONSTRUCT query")
    return results


def query_store(
    store: ox.Store,
    query: str,
    bindings: Mapping[str, Term] | None = None,
    *,
    union: bool = False,
) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
    """Ask a query of any form; the default graph is that of the store, or the union of all."""
    terms: dict[ox.Variable, ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple] = {
        ox.Variable(name): term for name, term in (bindings or {}).items()
    }
    return store.query(query, substitutions=terms, use_default_graph_as_union=union)


def make_store(quads: Iterable[ox.Quad]) -> ox.Store:
    """Make a store of quads in named graphs, with their merge as its default graph."""
    store = ox.Store()
    store.bulk_extend(quads)
    merge_graphs(store)
    return store


def arrange(store: ox.Store) -> ox.Store:
    """Copy a store into memory, statements of one property side by side.

    Most of a query goes through the statements of a property, which then takes half the time.
    """
    arranged = ox.Store()
    properties = sorted({quad.predicate.value for quad in store})
    arranged.bulk_extend(
        quad
        for is_merge, each in product((False, True), map(ox.NamedNode, properties))
        for quad in store.quads_for_pattern(None, each, None, DEFAULT if is_merge else None)
        if (quad.graph_name == DEFAULT) is is_merge
    )
    return arranged


def place(triples: Iterable[Any], graph: ox.NamedNode) -> Iterator[ox.Quad]:
    """Place triples, or what quads say whatever their graphs, in a named graph."""
    return (ox.Quad(each.subject, each.predicate, each.object, graph) for each in triples)


def merge_graphs(store: ox.Store) -> None:
    """Add the RDF merge of the named graphs to the default graph, where each triple stands once.

    https://www.w3.org/TR/rdf11-mt/#shared-blank-nodes-unions-and-merges
    """
    store.update("INSERT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }")


def match(store: ox.Store, pattern: Pattern) -> Iterator[ox.Quad]:
    """Find the statements of the default graph that match; None matches any term."""
    return store.quads_for_pattern(*pattern, DEFAULT)


def match_named(store: ox.Store, pattern: Pattern) -> Iterator[ox.Quad]:
    """Find what matches in named graphs: a statement comes once for each that holds it."""
    found = store.quads_for_pattern(*pattern)
    return (quad for quad in found if isinstance(quad.graph_name, ox.NamedNode))


def write_as_stored(literal: ox.Literal) -> ox.Literal:
    """Bring a literal to the one written form that a store gives back.

    XML Schema 1.1, canonical mapping, but for float and double; integers of derived types are
    xsd:integer, whatever their bounds. What is no value of its datatype stays as it is.

    >>> decimal = ox.NamedNode("http://www.w3.org/2001/XMLSchema#decimal")
    >>> write_as_stored(ox.Literal("95.00", datatype=decimal)).value
    '95'
    """
    probe, node = ox.Store(), ox.NamedNode("urn:p")
    probe.add(ox.Quad(node, node, literal))
    (quad,) = probe
    return cast("ox.Literal", quad.object)


def read_terms(solutions: ox.QuerySolutions) -> Iterator[dict[str, Term]]:
    """Return each row as terms by variable; unbound variables are left out."""
    names = [variable.value for variable in solutions.variables]
    for solution in solutions:
        bound = zip(names, solution, strict=True)
        yield {n: t for n, t in bound if isinstance(t, _TERMS)}


def read_values(solutions: ox.QuerySolutions) -> list[dict[str, str]]:
    """Return each row as plain text by variable; unbound variables are left out."""
    return [{name: term.value for name, term in row.items()} for row in read_terms(solutions)]


def serialize(
    statements: Iterable[ox.Triple] | Iterable[ox.Quad],
    form: ox.RdfFormat,
    prefixes: Mapping[str, str] | None = None,
) -> bytes:
    """Write statements in a format, in the order in which they come; prefixes are sorted."""
    written = ox.serialize(statements, format=form, prefixes=dict(prefixes or {})) or b""
    if not prefixes or form not in _WITH_PREFIX_LINES:
        return written
    # Oxigraph writes prefixes first, a line each, in an order that changes from run to run.
    lines = written.splitlines(keepends=True)
    return b"".join([*sorted(lines[: len(prefixes)]), *lines[len(prefixes) :]])


def order_triple(triple: ox.Triple) -> tuple[str, bool, str]:
    """Return a sort key for statements: by subject, its type first."""
    return str(triple.subject), triple.predicate.value != _TYPE, str(triple)


def find_iris(statement: ox.Triple | ox.Quad) -> Iterator[str]:
    """Find the IRIs of a statement, that of its graph and those of datatypes included."""
    terms: list[object] = [statement.subject, statement.predicate, statement.object]
    if isinstance(statement, ox.Quad):
        terms.append(statement.graph_name)
    for term in terms:
        if isinstance(term, ox.NamedNode):
            yield term.value
        elif isinstance(term, ox.Literal):
            yield term.datatype.value


def load_graph(content: bytes | str, form: ox.RdfFormat) -> ox.QueryTriples:
    """Parse a serialized graph into triples, as a CONSTRUCT query returns them."""
    store = ox.Store()
    store.load(content, format=form)
    return construct(store, "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
