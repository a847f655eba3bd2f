"""What a query must not hold: what leaves this machine, changes data or ends the process.

Size and updates are judged on tokens, before anything else. SERVICE is not: Oxigraph finds
keywords without cutting tokens, so that `SERVICE:x{}`, `SERVICESILENT<x>{}` or `trueSERVICE<x>{}`
go out. Here its own grammar judges. A query in which the letters `service` are replaced wherever
they stand, by others that are no keyword, means the same as long as they were part of a name, a
text or a comment; where they were the keyword it is no longer SPARQL.
"""

from __future__ import annotations

import re
from contextlib import suppress
from itertools import product
from typing import NoReturn

import pyoxigraph as ox

from bioprod_graph.errors import QueryError
from bioprod_graph.sparql.readings import Extent, measure_extent, read_all
from bioprod_graph.sparql.tokens import Token, split_tokens

LONGEST = 65_536
MOST = Extent(depth=40, tokens=4_000)

_SERVICE = re.compile("service", re.IGNORECASE | re.ASCII)
_SERVICE_WORDS = ("SERVICE", "SERVICESILENT")
# From the end of the alphabet: nothing that starts a keyword, or goes on with a number.
_LETTERS = "zyxwvutsrqponmlkjihgfedcba"
# Section 19.2: an escape may stand for any character of the query. Oxigraph reads them in texts
# and IRIs only; other engines replace them before they look for tokens, as the section says.
_ESCAPE = re.compile(r"\\[uU][0-9A-Fa-f]")
_NOTHING = Token("", "", 0)
FORMS = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})
_UPDATES = frozenset(
    {"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"}
)


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
    raise QueryError("SERVICE goes out to the network: allow it with --allow-service")


def guard_size(query: str) -> None:
    """Refuse, without asking an engine anything, an update and what is too long or too deep.

    Raises QueryError that says what was found and what to do.
    """
    if len(query) > LONGEST:
        raise QueryError(
            "the query has {n} characters, more than {longest}: shorten it",
            n=len(query),
            longest=LONGEST,
        )
    extent = measure_extent(query, MOST)
    if extent.depth > MOST.depth:
        raise QueryError(
            "the query nests more than {depth} levels deep: flatten it", depth=MOST.depth
        )
    if extent.tokens > MOST.tokens:
        raise QueryError("the query has more than {tokens} tokens: shorten it", tokens=MOST.tokens)
    _refuse_update(query)


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
    return is_sparql(query) or _has_service_word(query)


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
    unasked = ox.Variable(_find_unused(query, "unasked"))
    with suppress(OSError, RuntimeError, ValueError):
        ox.Store().query(query, substitutions={unasked: ox.Literal("")})


def _has_service_word(query: str) -> bool:
    """Look, in all readings, for the word at the end of others, or as a prefix before a group."""
    for token in read_all(query):
        prefix, colon, _ = token.text.partition(":")
        is_word = token.kind == "word" or (colon and _opens_group(query, token.end))
        if is_word and prefix.upper().endswith(_SERVICE_WORDS):
            return True
    return False


def _opens_group(query: str, place: int) -> bool:
    return next(split_tokens(query[place:]), _NOTHING).text == "{"


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


def _find_unused(query: str, name: str) -> str:
    while name in query:
        name += "x"
    return name


def _refuse_update(query: str) -> None:
    words = (token.keyword for token in split_tokens(query))
    first = next((word for word in words if word in FORMS | _UPDATES), "")
    if first in _UPDATES:
        raise QueryError(
            "{first} is an update: only SELECT, ASK, CONSTRUCT and DESCRIBE are answered",
            first=first,
        )
