"""Where Oxigraph departs from SPARQL in a way that shows in the answer, told from tokens.

docs/reference/sparql.md lists all departures that are known; these can be seen in the text of a
query, before it is asked. What they look for is cheap and may miss a rare spelling.
"""

from __future__ import annotations

from itertools import pairwise

from bioprod_graph.language import Message
from bioprod_graph.sparql.tokens import Token, split_tokens

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
    """Find where the answer to a query may differ from what SPARQL prescribes.

    >>> find_departures("SELECT ?o { ?s !(a|<urn:p>) ?o } GROUP BY (?a || ?b)")
    []
    """
    tokens = list(split_tokens(query))
    words = [token.keyword or token.text for token in tokens]
    found = []
    # A set holds nothing twice, and only rows can be counted.
    if "SELECT" in words and not {"DISTINCT", "REDUCED"} & {*words} and _has_ways(tokens):
        found.append(ALTERNATIVES)
    graphs = (place for place, word in enumerate(words) if word == "GRAPH")
    if any(
        words[place + 2 : place + 4] == ["{", "SELECT"] and tokens[place + 1].kind == "variable"
        for place in graphs
    ):
        found.append(SUBSELECT)
    return found


def _has_ways(tokens: list[Token]) -> bool:
    """Tell whether a bar stands alone, neither in a negated set nor at an annotation."""
    around = {token.start for token in tokens if token.text in ("|", "{", "}")}
    is_negated = False
    for before, token in pairwise(tokens):
        opens = before.text == "!" and token.text == "("
        is_negated = (is_negated or opens) and token.text != ")"
        beside = {token.start - 1, token.start + 1} & around
        if token.text == "|" and not is_negated and not beside:
            return True
    return False
