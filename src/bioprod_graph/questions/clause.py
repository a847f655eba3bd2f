"""The dataset that a query names by FROM and FROM NAMED, in which a statement counts once.

https://www.w3.org/TR/sparql11-query/#specifyingDataset – the default graph is the RDF merge of the
graphs after FROM, and a graph is named once. Oxigraph reads graphs one after another, and what
stands in two comes twice: where there are several, their merge is made before the query is asked.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from bioprod_graph.errors import QueryError
from bioprod_graph.questions.guard import find_group, split_tokens
from bioprod_graph.rdf import DEFAULT, ask, read_rows, select

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from bioprod_graph.rdf import Term

_FROM = re.compile("FROM", re.IGNORECASE)
_FORM = re.compile("SELECT|CONSTRUCT|DESCRIBE|ASK", re.IGNORECASE)
_DEPTH = {"(": 1, "{": 1, "[": 1, ")": -1, "}": -1, "]": -1}
_MARK = ox.NamedNode("urn:mark")
_IN_DEFAULT = f"{{ {_MARK} {_MARK} ?g }}"
_IN_NAMED = f"{{ GRAPH ?g {{ {_MARK} {_MARK} ?g }} }}"


class _Cut(NamedTuple):
    """The parts of a query that name its dataset: declarations, and the clauses themselves."""

    prologue: str
    clauses: str


def ask_dataset(
    store: ox.Store, query: str, bindings: Mapping[str, Term] | None = None
) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
    """Ask a query of any form of the dataset that it names, else of the store as it is."""
    cut = _cut_clauses(query)
    if cut is None:
        return ask(store, query, bindings)
    marks = _mark_graphs(store)
    default = _find_graphs(marks, cut, _IN_DEFAULT)
    named = _find_graphs(marks, cut, _IN_NAMED)
    names = list(dict.fromkeys(named))
    if len(default) < 2 and len(named) == len(names):  # noqa: PLR2004  one is its own merge
        return ask(store, query, bindings)
    made = ox.Store()
    made.bulk_extend(_merge(store, set(default)))
    made.bulk_extend(_read(store, names))
    return ask(made, query, bindings, named_graphs=names)


def _cut_clauses(query: str) -> _Cut | None:
    """Cut out the clauses; None if there are not several, or the query has no group."""
    if len(_FROM.findall(query)) < 2:  # noqa: PLR2004  what stands once is no merge
        return None
    places = _find_places(query)
    try:
        return _Cut(query[: next(places)], query[next(places) : find_group(query) - 1])
    except (QueryError, StopIteration):
        return None


def _find_places(query: str) -> Iterator[int]:
    """Find where the form of the query stands, then where its first clause begins.

    A clause may touch what stands before and after it: `ASKFROM:a` is read by Oxigraph.
    """
    depth, form = 0, ""
    for kind, text, position in split_tokens(query):
        depth += _DEPTH.get(text, 0)
        if depth or kind not in ("word", "name"):
            continue
        if kind == "word" and not form and (match := _FORM.match(text)):
            form = match.group().upper()
            yield position
        # A name may begin so where DESCRIBE lists things.
        found = _FROM.search(text) if kind == "word" else form != "DESCRIBE" and _FROM.match(text)
        if form and found:
            yield position + found.start()


def _mark_graphs(store: ox.Store) -> ox.Store:
    """Make a store in which each named graph says its own name and nothing else."""
    marks = ox.Store()
    graphs = (graph for graph in store.named_graphs() if isinstance(graph, ox.NamedNode))
    marks.bulk_extend(ox.Quad(_MARK, _MARK, graph, graph) for graph in graphs)
    return marks


def _find_graphs(marks: ox.Store, cut: _Cut, where: str) -> list[ox.NamedNode]:
    """Let the engine itself say which graphs the clauses name, as often as they do."""
    try:
        rows = select(marks, f"{cut.prologue} SELECT ?g {cut.clauses} {where}")
    except SyntaxError:
        return []
    return [ox.NamedNode(row["g"]) for row in read_rows(rows)]


def _merge(store: ox.Store, graphs: Iterable[ox.NamedNode]) -> Iterator[ox.Quad]:
    return (ox.Quad(q.subject, q.predicate, q.object, DEFAULT) for q in _read(store, graphs))


def _read(store: ox.Store, graphs: Iterable[ox.NamedNode]) -> Iterator[ox.Quad]:
    for graph in graphs:
        yield from store.quads_for_pattern(None, None, None, graph)
