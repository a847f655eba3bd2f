"""Rows in forms that are not the W3C’s JSON: gathered term by term, then read exactly."""

from __future__ import annotations

import json
from typing import Any

import pyoxigraph as ox

from bioprod_graph.questions.endpoint.words import FlawError, clean

# What the drafts of the standard, and services after them, write for a type.
_TYPES = {"typed-literal": "literal", "iri": "uri"}
# An empty or null one says that there is none.
_OPTIONAL = ("xml:lang", "datatype")


class Rows:
    """Variables in the order in which they come, and rows of terms in the shape of JSON results.

    A variable that is in a row and not in the head becomes a column as well. Labels of blank nodes
    hold within an answer (SPARQL 1.1 Query Results JSON, section 3.2.2): they are numbered, since
    those of some services (nodeID://b1) are no labels elsewhere.
    """

    def __init__(self) -> None:
        self._variables: dict[str, None] = {}
        self._rows: list[str] = []
        self._labels: dict[str, str] = {}

    def declare(self, variable: str) -> None:
        """Add a column; some services write the question mark, or name one twice."""
        self._variables.setdefault(variable.removeprefix("?"))

    def add(self, row: dict[str, Any]) -> None:
        """Add a row; a term that is None or {} is an unbound variable.

        Raises FlawError for what is no term.
        """
        if not row:
            self._rows.append("{}")
            return
        terms = {name.removeprefix("?"): self._read(term) for name, term in row.items() if term}
        if len(terms) < sum(map(bool, row.values())):
            raise FlawError("a variable stands twice")
        for name in row:
            self.declare(name)
        self._rows.append(json.dumps(terms))

    def write(self) -> str:
        """Write the rows as W3C defines them; raises SyntaxError for what is no term there."""
        head = json.dumps({"vars": list(self._variables)})
        text = f'{{"head":{head},"results":{{"bindings":[{",".join(self._rows)}]}}}}'
        count_terms(text)
        return text

    def _read(self, term: Any) -> dict[str, Any]:
        if not isinstance(term, dict):
            raise FlawError("expected a term, found {clean}", clean=clean(json.dumps(term), 60))
        kept = {key: value for key, value in term.items() if value or key not in _OPTIONAL}
        kind = kept.get("type")
        if isinstance(kind, str):
            kept["type"] = _TYPES.get(kind, kind)
        value = kept.get("value")
        if kind == "bnode" and isinstance(value, str):
            kept["value"] = self._labels.setdefault(value, f"b{len(self._labels) + 1}")
        if kind == "triple" and isinstance(value, dict):
            kept["value"] = {part: self._read(inner) for part, inner in value.items()}
        return kept


def count_terms(text: str) -> int:
    """Read rows as W3C defines them to their end: the parser finds an error only at its row.

    Raises SyntaxError for anything else, ValueError for a boolean.
    """
    results = ox.parse_query_results(text, format=ox.QueryResultsFormat.JSON)
    if not isinstance(results, ox.QuerySolutions):
        raise ValueError("not rows")
    return sum(term is not None for row in results for term in row)
