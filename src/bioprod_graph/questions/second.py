"""The same questions answered by rdflib from the file of a build: slow, a second opinion.

What a query would fetch is judged on what rdflib itself parsed, never on its text: rdflib replaces
escapes before all else, and fetches the graphs of FROM that it does not know. Here the graphs of a
dataset clause are those of the file, and the clause is taken out of the query before it is asked.
"""

from __future__ import annotations

import re
import sys
import warnings
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING, Any

from bioprod_graph.errors import DatasetError, QueryError, one_line
from bioprod_graph.files import QUADS, open_file, unpack
from bioprod_graph.language import Message
from bioprod_graph.questions.answer import Answer, read_answer
from bioprod_graph.sparql import guard_size, refuse_service

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from rdflib import Dataset
    from rdflib.plugins.sparql.sparql import Query

    from bioprod_graph.rdf import Term

_MALFORMED = Message("malformed query")
# What each form of query, and its answer, imports only when it is first asked.
_FIRST = ("SELECT * { ?s ?p ?o } ORDER BY ?s LIMIT 1", "ASK {}", "CONSTRUCT {} WHERE {}")


def ask_rdflib(
    path: Path,
    query: str,
    bindings: Mapping[str, Term],
    *,
    wall: Callable[[None], AbstractContextManager[None]] = nullcontext,
) -> Answer:
    """Ask rdflib, which reads the whole file first; the wall is raised while it evaluates."""
    from rdflib import Dataset
    from rdflib.util import from_n3

    guard_size(query)
    with warnings.catch_warnings():
        # Rdflib uses, in reading and in asking a dataset, what it calls deprecated itself.
        warnings.simplefilter("ignore", DeprecationWarning)
        parsed = parse_query(query)
        terms = {name: from_n3(str(term)) for name, term in bindings.items()}
        dataset = read_dataset(path)
        # Of each form a query of next to nothing, so that what they import is there.
        for text in _FIRST:
            _read_result(_evaluate(Dataset(default_union=True), parse_query(text), {}))
        with wall(None):
            result = _evaluate(dataset, parsed, terms)
        return _read_result(result)


def parse_query(text: str) -> Query:
    """Parse a query as rdflib does; raises QueryError if it holds SERVICE, however written."""
    from rdflib.plugins.sparql.algebra import translateQuery, traverse
    from rdflib.plugins.sparql.parser import parseQuery

    parts: list[Any] = []
    with _told(_MALFORMED):
        tree = parseQuery(text)
        traverse(tree, visitPre=parts.append)  # those within filters included
    if any(getattr(part, "name", "") == "ServiceGraphPattern" for part in parts):
        refuse_service()
    with _told(_MALFORMED):
        query = translateQuery(tree)
    if query.algebra.name == "SelectQuery" and not tree[1].projection:
        # SELECT *: rdflib takes the variables from a set, in another order each time.
        query.algebra["PV"] = sorted(query.algebra.PV)
    return query


def read_dataset(path: Path) -> Dataset:
    """Read N-Quads, maybe compressed, into rdflib; its default graph is the union of the others."""
    from rdflib import Dataset

    if not path.is_file():
        raise DatasetError("there is no dataset {path}: make it with bioprod build", path=path)
    dataset = Dataset(default_union=True)
    with warnings.catch_warnings(), open_file(path, limit=sys.maxsize) as file:
        # Rdflib uses, in reading a dataset, what it calls deprecated itself.
        warnings.simplefilter("ignore", DeprecationWarning)
        dataset.parse(unpack(file, path, limit=QUADS), format="nquads")
    return dataset


def _evaluate(dataset: Dataset, query: Query, terms: Mapping[str, Any]) -> Any:
    """Ask a parsed query, and have all of its answer."""
    with _told(Message("rdflib cannot answer the query")):
        result = _choose_graphs(dataset, query).query(query, initBindings=terms)
        if result.type == "SELECT":
            len(result)
    return result


def _choose_graphs(dataset: Dataset, query: Query) -> Dataset:
    """Make the dataset that the clause of a query describes, and take the clause out of it."""
    from rdflib import Dataset

    clause = query.algebra.datasetClause
    if not clause:
        return dataset
    query.algebra["datasetClause"] = None
    chosen = Dataset(default_union=False)
    for part in clause:
        target = chosen.graph(part.named) if part.named else chosen.default_graph
        for triple in dataset.get_context(part.named or part.default):
            target.add(triple)
    return chosen


def _read_result(result: Any) -> Answer:
    """Turn a result of rdflib into an answer like any other, by way of a W3C format."""
    is_graph = result.graph is not None
    text = (result.graph if is_graph else result).serialize(format="nt" if is_graph else "json")
    return read_answer(text, is_graph=is_graph)


@contextmanager
def _told(said: Message) -> Iterator[None]:
    """Say in one line, the same each time, what rdflib or its parser library could not do."""
    try:
        yield
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001  whatever that is
        reason = re.sub(r" at 0x[0-9a-f]+", "", one_line(str(error))) or type(error).__name__
        raise QueryError("{said} ({reason})", said=said, reason=reason) from None
