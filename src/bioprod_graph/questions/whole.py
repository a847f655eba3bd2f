"""Answers taken whole: all of them, or an error."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pyoxigraph as ox

from bioprod_graph.errors import QueryError, one_line
from bioprod_graph.rdf import load_graph

if TYPE_CHECKING:
    from bioprod_graph.questions.answers import Answer, Results

# Formats of rows in which the engine itself writes its answer, row by row and all at once.
WRITTEN_BY_ENGINE = frozenset({"csv", "tsv", "json", "xml"})


def take_whole(answer: Answer) -> Answer:
    """Have the engine evaluate all of an answer, which it does row by row when it is asked for.

    Raises QueryError if the query fails on the way.
    """
    try:
        return replace(answer, results=_take(answer.results))
    except (OSError, RuntimeError, ValueError) as error:
        reason = one_line(str(error))
        raise QueryError("the query failed: {reason}", reason=reason) from None


def _take(results: Results) -> Results:
    if isinstance(results, ox.QueryTriples):
        form = ox.RdfFormat.N_TRIPLES
        return load_graph(results.serialize(format=form) or b"", form)
    if isinstance(results, ox.QueryBoolean):
        return results
    # Of the formats that keep terms as they are, the shortest.
    written = results.serialize(format=ox.QueryResultsFormat.TSV) or b""
    return ox.parse_query_results(written, format=ox.QueryResultsFormat.TSV)
