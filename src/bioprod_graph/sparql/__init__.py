"""SPARQL as text: tokens, what stands before WHERE, what a query must not hold, query files.

Nothing is imported before it is asked for (PEP 562).
"""

from typing import TYPE_CHECKING

from bioprod_graph.faces import lend

if TYPE_CHECKING:
    from bioprod_graph.sparql.departures import find_departures
    from bioprod_graph.sparql.guard import (
        check_syntax,
        guard_query,
        guard_size,
        holds_service,
        refuse_service,
    )
    from bioprod_graph.sparql.patterns import Element, list_variables, read_where
    from bioprod_graph.sparql.prologue import (
        DatasetClause,
        declare_prefixes,
        find_group,
        find_query_form,
        find_undefined_prefix,
        read_dataset_clause,
        read_prologue,
        resolve_terms,
    )
    from bioprod_graph.sparql.query_files import (
        QueryFile,
        read_each,
        read_queries,
        read_query,
        read_query_kinds,
    )
    from bioprod_graph.sparql.star import name_columns
    from bioprod_graph.sparql.tokens import find_unmatched, split_tokens, strip_comments, strip_mark
    from bioprod_graph.sparql.witness import Use, Witness, make_witness, read_template

__getattr__ = lend(__name__)
