"""What a query must not hold: what leaves this machine, changes data or ends the process.

Oxigraph parses without cutting tokens first. `?a<'(((>` is an IRI to whoever takes the longest
token, and to Oxigraph, within an expression, less-than and the start of a text: so each place where
an IRI starts is read both ways, and the deepest and longest reading counts.

SERVICE is not judged on tokens: `SERVICE:x{}`, `SERVICESILENT<x>{}` or `trueSERVICE<x>{}` go out.
Here the engine's own grammar judges. A query in which the letters `service` are replaced wherever
they stand, by others that are no keyword, means the same as long as they were part of a name, a
text or a comment; where they were the keyword it is no longer SPARQL.
"""

from __future__ import annotations

import re
from contextlib import suppress
from itertools import product
from typing import TYPE_CHECKING, NamedTuple, NoReturn

import pyoxigraph as ox

from bioprod_graph.errors import QueryError
from bioprod_graph.sparql.prologue import FORMS
from bioprod_graph.sparql.tokens import CLOSING, OPENING, Token, read_token, split_tokens

if TYPE_CHECKING:
    from collections.abc import Iterator


class Extent(NamedTuple):
    """The size of a query: how deep brackets nest, and how many tokens it has."""

    depth: int
    tokens: int


LONGEST_QUERY = 65_536
LARGEST = Extent(depth=40, tokens=4_000)

_SERVICE = re.compile("service", re.IGNORECASE | re.ASCII)
# From the end of the alphabet: nothing that starts a keyword, or goes on with a number.
_LETTERS = "zyxwvutsrqponmlkjihgfedcba"
# Section 19.2: an escape may stand for any character of the query. Oxigraph reads them in texts
# and IRIs only; other engines replace them before they look for tokens, as the section says.
_ESCAPE = re.compile(r"\\[uU][0-9A-Fa-f]")
_UPDATES = frozenset(
    {"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"}
)
_FIRST = FORMS | _UPDATES
# Nothing is compared twice unless one of these parts it: what holds none of them between less-than
# and greater-than is an address and nothing else.
_BETWEEN = frozenset("'#(),&[]")


def guard_query(query: str, *, allow_service: bool = False, allow_escapes: bool = True) -> None:
    """Refuse a query that would leave this machine, change data or end the process.

    Raises QueryError that says what was found and what to do.
    """
    guard_size(query)
    if not allow_escapes and _ESCAPE.search(query):
        raise QueryError("an escape (\\u…) can hide a keyword: write the character itself")
    if not allow_service and holds_service(query):
        refuse_service()


def refuse_service() -> NoReturn:
    """Raise the QueryError that says why SERVICE is refused and what allows it."""
    raise QueryError("SERVICE goes out to the network: bioprod query --allow-service allows it")


def guard_size(query: str) -> None:
    """Refuse an update, and a query that is too long or nests too deep; no engine is asked.

    Raises QueryError that says what was found and what to do.
    """
    if len(query) > LONGEST_QUERY:
        raise QueryError(
            "the query has {n} characters, more than {longest}: shorten it",
            n=len(query),
            longest=LONGEST_QUERY,
        )
    depth, tokens = 0, 0
    # However it is read, it has no more tokens than characters, and nests no deeper than it opens.
    if len(query) > LARGEST.tokens or sum(map(query.count, OPENING)) > LARGEST.depth:
        depth, tokens = measure_extent(query, LARGEST)
    if depth > LARGEST.depth:
        raise QueryError(
            "the query nests more than {depth} levels deep: flatten it", depth=LARGEST.depth
        )
    if tokens > LARGEST.tokens:
        raise QueryError(
            "the query has more than {tokens} tokens: shorten it", tokens=LARGEST.tokens
        )
    words = (token.keyword for token in split_tokens(query))
    first = next((word for word in words if word in _FIRST), "")
    if first in _UPDATES:
        raise QueryError(
            "{first} is an update: only SELECT, ASK, CONSTRUCT and DESCRIBE are answered",
            first=first,
        )


def measure_extent(query: str, most: Extent) -> Extent:
    """Measure the deepest and the longest reading of a query; stop one step past `most`.

    >>> measure_extent("ASK { ?s ?p '((((' }", Extent(9, 99))
    Extent(depth=1, tokens=6)
    """
    # The deepest and longest way to each place: what comes after it is the same for all.
    reached = {0: Extent(0, 0)}
    deepest = Extent(0, 0)
    for token in _read_all(query):
        depth, tokens = reached[token.start]
        if token.kind != "skip":
            depth = max(0, depth + (token.text in OPENING) - (token.text in CLOSING))
            tokens += 1
        other = reached.get(token.end, Extent(0, 0))
        reached[token.end] = Extent(max(depth, other.depth), max(tokens, other.tokens))
        deepest = Extent(max(depth, deepest.depth), max(tokens, deepest.tokens))
        if deepest.depth > most.depth or deepest.tokens > most.tokens:
            break
    return deepest


def _read_all(query: str) -> Iterator[Token]:
    """Read the tokens of all readings, blanks included, in the order of where they start."""
    reached = {0}
    for place in range(len(query)):
        if place not in reached:
            continue
        token = read_token(query, place)
        ways = [token]
        if token.kind == "iri" and not _BETWEEN.isdisjoint(token.text):
            ways = [Token("other", "<", place), token]
        # Nowhere but in an IRI do two slashes follow each other, and each text is closed.
        elif token.text in ("'", '"') or (token.text == "/" and query.startswith("/", token.end)):
            ways = []
        reached.update(way.end for way in ways)
        yield from ways


def holds_service(query: str) -> bool:
    """Tell whether SERVICE is a keyword in a query; nothing is evaluated.

    What is no SPARQL with or without it is judged on its words, in whichever way they may be read:
    another engine may take it.

    >>> holds_service("ASK { ?service <urn:service> 'SERVICE <x> {' }")
    False
    >>> holds_service("PREFIX : <urn:x> ASK { SERVICE:x{} }")
    True
    """
    if _SERVICE.search(query) is None or is_sparql(_rename_service(query)):
        return False
    return is_sparql(query) or any(_is_service(token, query) for token in _read_all(query))


def is_sparql(query: str) -> bool:
    """Tell whether Oxigraph takes a text for a query; it is not evaluated."""
    try:
        check_syntax(query)
    except SyntaxError:
        return False
    return True


def check_syntax(query: str) -> None:
    """Have Oxigraph parse a query, and not evaluate it.

    There is no call that only parses: a value for a variable that the query has not is refused
    after the text was parsed, and before anything is asked.

    Raises SyntaxError that says where it went wrong.
    """
    # No query holds a name that is longer than itself.
    unasked = ox.Variable("u" * (len(query) + 1))
    with suppress(OSError, RuntimeError, ValueError):
        ox.Store().query(query, substitutions={unasked: ox.Literal("")})


def _is_service(token: Token, query: str) -> bool:
    """Tell whether a word ends in the keyword, or a name before a group has it as its prefix."""
    prefix, colon, _ = token.text.partition(":")
    if not prefix.upper().endswith(("SERVICE", "SERVICESILENT")):
        return False
    following = next(split_tokens(query[token.end :]), token)
    return token.kind == "word" or (bool(colon) and following.text == "{")


def _rename_service(query: str) -> str:
    """Replace each `service`, the case of its letters kept, by what the query holds nowhere.

    So names that differed still differ. There are more candidates than a file could hold.
    """
    lower = query.lower()
    candidates = ("".join(start) + "ice" for start in product(_LETTERS, repeat=4))
    new = next(candidate for candidate in candidates if candidate not in lower)

    def rename(match: re.Match[str]) -> str:
        return "".join(b.upper() if a.isupper() else b for a, b in zip(match[0], new, strict=True))

    return _SERVICE.sub(rename, query)
