"""Questions answered here, by Oxigraph from the store of a build."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pyoxigraph as ox

from bioprod_graph.dataset import restrict
from bioprod_graph.errors import QueryError, one_line
from bioprod_graph.questions.answers import Answer
from bioprod_graph.questions.syntax import explain_syntax
from bioprod_graph.rdf import Term, ask
from bioprod_graph.sparql.dataset import DatasetClause, read_dataset_clause
from bioprod_graph.sparql.guard import guard_query

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from bioprod_graph.apart.run import Wall
    from bioprod_graph.dataset import Release
    from bioprod_graph.project import Project
    from bioprod_graph.questions.answers import Results


@contextmanager
def enter_store(
    release: Release, layers: Iterable[str], wall: Wall, *, project: Project
) -> Iterator[ox.Store]:
    """Give what layers of a release leave, and raise the wall while it is asked.

    Raises what `restrict` raises.
    """
    store = restrict(release.store, layers, project=project)
    with wall(release.folder / "store" if store is release.store else None):
        yield store


def ask_oxigraph(
    store: ox.Store, query: str, bindings: Mapping[str, Term], *, allow_service: bool = False
) -> Answer:
    """Ask a query of a store; parameters are substituted as terms (SEP-0007).

    Without a dataset clause the default graph of the store is asked, and GRAPH names any of its
    graphs. FROM and FROM NAMED mean what section 13.2 of SPARQL says; a graph that is not there is
    empty.

    Raises QueryError for a query that is refused, malformed or fails.
    """
    guard_query(query, allow_service=allow_service)
    try:
        return Answer(_evaluate(store, query, bindings))
    except SyntaxError as error:
        raise QueryError(explain_syntax(query, error.msg)) from None
    except (OSError, ValueError, RuntimeError) as error:
        reason = one_line(str(error))
        raise QueryError("the query failed: {reason}", reason=reason) from None


def _evaluate(store: ox.Store, query: str, bindings: Mapping[str, Term]) -> Results:
    clause = read_dataset_clause(query)
    if clause is None:
        return ask(store, query, bindings)
    default: list[ox.NamedNode | ox.BlankNode | ox.DefaultGraph] = list(clause.default)
    if len(default) > 1:
        # The engine would give what two of these graphs say twice: no merge, as the section asks.
        store, default = _merge(store, clause), [ox.DefaultGraph()]
    return store.query(
        query,
        default_graph=default,
        named_graphs=list(clause.named),
        substitutions={ox.Variable(name): term for name, term in bindings.items()},
    )


def _merge(store: ox.Store, clause: DatasetClause) -> ox.Store:
    """Copy the graphs of a dataset clause, those of FROM into one."""
    merged = ox.Store()
    for graph in clause.default:
        quads = store.quads_for_pattern(None, None, None, graph)
        merged.extend(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in quads)
    for graph in clause.named:
        merged.extend(store.quads_for_pattern(None, None, None, graph))
    return merged
