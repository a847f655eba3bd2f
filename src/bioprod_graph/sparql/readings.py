"""How deep a query nests and how many tokens it has, whichever way an engine may read it.

Oxigraph parses without cutting tokens first: `?a<'(((>` is an IRI to whoever takes the longest
token, and to Oxigraph, within an expression, less-than and the start of a text. So each place
where an IRI starts is read both ways, and the deepest reading counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from bioprod_graph.sparql.tokens import CLOSING, OPENING, Token, read_token

if TYPE_CHECKING:
    from collections.abc import Iterator

_QUOTES = ("'", '"')
# Nothing is compared twice unless one of these parts it: what holds none of them between less-than
# and greater-than is an address and nothing else.
_BETWEEN = frozenset("'#(),&[]")


class Extent(NamedTuple):
    """How deep brackets nest, and how many tokens there are."""

    depth: int
    tokens: int


def measure_extent(query: str, most: Extent) -> Extent:
    """Measure the deepest and the longest reading, no further than one step past the most.

    >>> measure_extent("ASK { ?s ?p '((((' }", Extent(9, 99))
    Extent(depth=1, tokens=6)
    """
    # The deepest and longest way to each place: what comes after it is the same for all.
    reached = {0: Extent(0, 0)}
    deepest = Extent(0, 0)
    for token in read_all(query):
        after = _step(reached[token.start], token)
        reached[token.end] = _greatest(reached.get(token.end, after), after)
        deepest = _greatest(deepest, after)
        if deepest.depth > most.depth or deepest.tokens > most.tokens:
            break
    return deepest


def read_all(query: str) -> Iterator[Token]:
    """Read the tokens of all readings, blanks included, in the order of where they start."""
    reached = {0}
    for place in range(len(query)):
        if place in reached:
            for token in _read_ways(query, place):
                reached.add(token.end)
                yield token


def _greatest(one: Extent, other: Extent) -> Extent:
    return Extent(max(one.depth, other.depth), max(one.tokens, other.tokens))


def _read_ways(query: str, place: int) -> Iterator[Token]:
    """Read what an engine may find at a place, but for what it can go no further from."""
    token = read_token(query, place)
    if token.kind == "iri" and not _BETWEEN.isdisjoint(token.text):
        yield Token("other", "<", place)
    # Nowhere but in an IRI do two slashes follow each other, and each text is closed.
    if not (token.text == "/" and query.startswith("/", token.end)) and token.text not in _QUOTES:
        yield token


def _step(before: Extent, token: Token) -> Extent:
    if token.kind == "skip":
        return before
    change = (token.text in OPENING) - (token.text in CLOSING)
    return Extent(max(0, before.depth + change), before.tokens + 1)
