"""The columns of `SELECT *`, in the order in which a query names them: Oxigraph sorts them."""

from __future__ import annotations

import pyoxigraph as ox

from bioprod_graph.sparql.guard import holds_service
from bioprod_graph.sparql.prologue import read_prologue

_BEFORE = frozenset({"SELECT", "DISTINCT", "REDUCED"})


def name_columns(query: str) -> str:
    """Name the columns of `SELECT *`; any other query stays as it is, and one that is none.

    >>> name_columns("SELECT * { ?s ?p ?o }")
    'SELECT ?s ?p ?o { ?s ?p ?o }'
    """
    rest = read_prologue(query).rest
    star = next((token for token in rest if token.keyword not in _BEFORE), None)
    # What may go out is not asked, even of an empty store.
    if not rest or rest[0].keyword != "SELECT" or not star or star.text != "*":
        return query
    if holds_service(query):
        return query
    try:
        results = ox.Store().query(query)
    except (SyntaxError, RuntimeError, ValueError):
        return query
    known = {v.value for v in results.variables} if isinstance(results, ox.QuerySolutions) else ()
    named = dict.fromkeys(token.text[1:] for token in rest if token.kind == "variable")
    columns = [f"?{name}" for name in named if name in known]
    if not columns or len(columns) != len(known):
        return query
    return f"{query[: star.start]}{' '.join(columns)}{query[star.end :]}"
