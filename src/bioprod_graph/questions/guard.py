"""What a query must not hold before any engine sees it, judged on its tokens.

SPARQL 1.1 Query Language, section 19.8 (Grammar): IRIs, strings and comments are skipped as a
whole, so that a word within them is never taken for a keyword. Oxigraph parses by recursion: a
few kilobytes of nesting end the process, so depth and length are limited here.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bioprod_graph.errors import QueryError

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST = 65_536
MOST_TOKENS = 4_000
DEEPEST = 40

_TOKEN = re.compile(
    r"""
      (?P<skip>\#[^\n\r]*|\s+)
    | (?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
    | (?P<string>\"{3}(?:"{0,2}(?:[^"\\]|\\.))*\"{3}|'{3}(?:'{0,2}(?:[^'\\]|\\.))*'{3}
                |"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*')
    | (?P<variable>[?$][^\W\d]?\w*)
    | (?P<name>[^\W\d_][\w.-]*)?:(?:[\w:%\\.-]*[\w:%\\-])?
    | (?P<word>[A-Za-z]+)
    | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
# Section 19.2: an escape may stand for any character of the query. Oxigraph reads them in strings
# and IRIs only; rdflib replaces them before it looks for tokens, as the text of the section says.
_ESCAPE = re.compile(r"\\[uU][0-9A-Fa-f]")
_UPDATES = frozenset(
    {"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"}
)
_OPENING, _CLOSING = frozenset("({["), frozenset(")}]")


def split_tokens(query: str) -> Iterator[tuple[str, str, int]]:
    """Split a query into tokens: kind, text and position; comments and blanks are left out."""
    for match in _TOKEN.finditer(query):
        kind = match.lastgroup or "name"
        if kind != "skip":
            yield kind, match.group(), match.start()


def strip_comments(query: str) -> str:
    """Leave out the comments of a query; line breaks stay where they are."""
    kept = (m.group() for m in _TOKEN.finditer(query) if not m.group().startswith("#"))
    return "".join(kept)


def guard_query(
    query: str,
    *,
    allow_service: bool = False,
    allow_from: bool = True,
    allow_escapes: bool = True,
) -> None:
    """Refuse what would leave this machine, change data or end the process.

    Raises QueryError that says what was found and what to do.
    """
    if len(query) > LONGEST:
        raise QueryError(
            en=f"the query has {len(query)} characters, more than {LONGEST}: shorten it",
            fr=f"la requête a {len(query)} caractères, plus de {LONGEST} : la raccourcir",
        )
    if not allow_escapes and _ESCAPE.search(query):
        raise QueryError(
            en="an escape (\\u…) can hide a keyword: write the character itself",
            fr="un échappement (\\u…) peut cacher un mot-clé : écrire le caractère lui-même",
        )
    depth, first = 0, ""
    for count, (kind, text, _) in enumerate(split_tokens(query), start=1):
        depth += (text in _OPENING) - (text in _CLOSING)
        _refuse_depth(depth, count)
        if kind == "word":
            word = text.upper()
            first = first or _start_word(word)
            _refuse_word(word, first, allow_service=allow_service, allow_from=allow_from)


def find_group(query: str) -> int:
    """Find where the first group of the WHERE clause opens: the position after its brace.

    Raises QueryError if the query has none.
    """
    after_where, depth, template = False, 0, False
    for kind, text, position in split_tokens(query):
        word = text.upper() if kind == "word" else ""
        template = template or word == "CONSTRUCT"
        after_where = after_where or word == "WHERE"
        depth += (text in _OPENING) - (text in _CLOSING)
        if text == "{" and depth == 1 and (after_where or not template):
            return position + 1
        template = template and not (text == "}" and depth == 0)
    raise QueryError(
        en="the query has no WHERE clause to bind its parameters in",
        fr="la requête n’a pas de clause WHERE où lier ses paramètres",
    )


def _start_word(word: str) -> str:
    return word if word in {"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"} | _UPDATES else ""


def _refuse_depth(depth: int, count: int) -> None:
    if depth > DEEPEST:
        raise QueryError(
            en=f"the query nests more than {DEEPEST} levels deep: flatten it",
            fr=f"la requête a plus de {DEEPEST} niveaux d’imbrication : l’aplatir",
        )
    if count > MOST_TOKENS:
        raise QueryError(
            en=f"the query has more than {MOST_TOKENS} tokens: shorten it",
            fr=f"la requête a plus de {MOST_TOKENS} éléments : la raccourcir",
        )


def _refuse_word(word: str, first: str, *, allow_service: bool, allow_from: bool) -> None:
    if word == "SERVICE" and not allow_service:
        raise QueryError(
            en="SERVICE goes out to the network: allow it with --allow-service",
            fr="SERVICE sort sur le réseau : le permettre par --allow-service",
        )
    if word == "FROM" and not allow_from:
        raise QueryError(
            en="FROM makes rdflib fetch from the network: use GRAPH, or the engine oxigraph",
            fr="FROM fait sortir rdflib sur le réseau : GRAPH, ou le moteur oxigraph",
        )
    if first in _UPDATES:
        raise QueryError(
            en=f"{first} is an update: only SELECT, ASK, CONSTRUCT and DESCRIBE are answered",
            fr=f"{first} est une mise à jour : seuls SELECT, ASK, CONSTRUCT, DESCRIBE sont servis",
        )
