"""Where Oxigraph departs from SPARQL in a way that shows in the answer, told from tokens.

docs/reference/sparql.md lists all departures that are known; these can be seen in the text of a
query, before it is asked. What they look for is cheap and may miss a rare spelling.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from bioprod_graph.language import Message
from bioprod_graph.sparql.tokens import Token, split_tokens

if TYPE_CHECKING:
    from collections.abc import Iterator

_SEE = "docs/reference/sparql.md"
ALTERNATIVES = Message(
    "the engine gives what several ways of a path (|) find once; SPARQL, once for each way (UNION "
    "does; see {page})",
    page=_SEE,
)
SUBSELECT = Message(
    "the engine asks a SELECT within GRAPH ?… of all graphs at once; SPARQL, of each (see {page})",
    page=_SEE,
)


def find_departures(query: str) -> list[Message]:
    """Find what an answer to a query owes to the engine rather than to SPARQL.

    >>> find_departures("SELECT ?o { ?s !(a|<urn:p>) ?o } GROUP BY (?a || ?b)")
    []
    """
    tokens = list(split_tokens(query))
    keywords = {token.keyword for token in tokens}
    found = []
    # A set holds nothing twice, and only rows can be counted.
    if "SELECT" in keywords and not keywords & {"DISTINCT", "REDUCED"} and _has_ways(tokens):
        found.append(ALTERNATIVES)
    if any(_is_subselect(tokens[place : place + 4]) for place in range(len(tokens))):
        found.append(SUBSELECT)
    return found


def _has_ways(tokens: list[Token]) -> bool:
    """Tell whether a bar stands alone, neither in a negated set nor at an annotation."""
    bars = {token.start for token in tokens if token.text == "|"}
    braces = {token.start for token in tokens if token.text in ("{", "}")}
    around = bars | braces
    alone = (start for start in bars if not {start - 1, start + 1} & around)
    negated = set(_find_negated(tokens))
    return any(start not in negated for start in alone)


def _find_negated(tokens: list[Token]) -> Iterator[int]:
    """Give the places of what stands in brackets after an exclamation mark."""
    inside = False
    for before, token in pairwise(tokens):
        inside = (inside or (before.text == "!" and token.text == "(")) and token.text != ")"
        if inside:
            yield token.start


def _is_subselect(window: list[Token]) -> bool:
    texts = [token.keyword or token.text for token in window]
    is_variable = len(window) > 1 and window[1].kind == "variable"
    return is_variable and (texts[0], texts[2:]) == ("GRAPH", ["{", "SELECT"])
