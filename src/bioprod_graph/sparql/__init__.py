"""SPARQL as text: tokens, what stands before WHERE, what a query must not hold, query files."""

from bioprod_graph.sparql.departures import find_departures
from bioprod_graph.sparql.guard import guard_query, guard_size, refuse_service
from bioprod_graph.sparql.prologue import (
    DatasetClause,
    declare_prefixes,
    find_group,
    find_query_form,
    find_undefined_prefix,
    read_dataset_clause,
)
from bioprod_graph.sparql.query_files import (
    QueryFile,
    read_queries,
    read_query,
    read_query_kinds,
)
from bioprod_graph.sparql.tokens import split_tokens, strip_comments, strip_mark

__all__ = [
    "DatasetClause",
    "QueryFile",
    "declare_prefixes",
    "find_departures",
    "find_group",
    "find_query_form",
    "find_undefined_prefix",
    "guard_query",
    "guard_size",
    "read_dataset_clause",
    "read_queries",
    "read_query",
    "read_query_kinds",
    "refuse_service",
    "split_tokens",
    "strip_comments",
    "strip_mark",
]
