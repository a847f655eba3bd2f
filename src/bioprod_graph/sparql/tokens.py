"""The tokens of a query, cut as the terminals of the SPARQL grammar cut them.

https://www.w3.org/TR/sparql11-query/#sparqlGrammar (section 19.8), of the readings of a place the
longest. An engine may cut otherwise: Oxigraph reads `<` as less-than wherever an IRI cannot stand,
and a keyword wherever one may, even at the start of what looks like a name (`SERVICE:x`). What is
safe is therefore never judged on these tokens; they find places, names and words in the text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

OPENING, CLOSING = frozenset("({["), frozenset(")}]")
_OPENED_BY = {")": "(", "}": "{", "]": "["}

# What is ASCII and not in PN_CHARS, but for the signs that some terminals allow. All other signs
# count as letters: where one is none, there is no query.
_SIGNS = r"\x00-,;-@\[-^`{-\x7f"
_LETTER, _CHAR = r"[^\x00-@\[-`{-\x7f]", rf"[^{_SIGNS}./:]"
_FIRST = rf"(?!-){_CHAR}"
# PLX: a percent, or a sign that a backslash makes part of a local name.
_LOCAL = rf"(?:[^{_SIGNS}./]|%[0-9A-Fa-f]{{2}}|\\[_~.\-!$&'()*+,;=/?\#@%])"
# No prefix has as many dots; where no colon follows, none is looked for without end.
_PREFIX = rf"{_LETTER}{_CHAR}*+(?:\.++{_CHAR}++){{0,99}}+"
_TOKEN = re.compile(
    rf"""
      (?P<skip>\#[^\n\r]*+|[ \t\r\n]++)
    | (?P<iri><(?:[^<>"{{}}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{{4}}|\\U[0-9A-Fa-f]{{8}})*+>)
    | (?P<string>\"{{3}}(?:"{{0,2}}+(?:[^"\\]|\\.))*+\"{{3}}
                |'{{3}}(?:'{{0,2}}+(?:[^'\\]|\\.))*+'{{3}}
                |"(?:[^"\\\n\r]|\\.)*+"|'(?:[^'\\\n\r]|\\.)*+')
    | (?P<variable>[?$]{_FIRST}{_CHAR}*+)
    | (?P<language>@[A-Za-z]++(?:-+[A-Za-z0-9]++)*+)
    | (?P<blank>_:{_FIRST}{_CHAR}*+(?:\.++{_CHAR}++)*+)
    | (?P<number>(?:[0-9]++\.?[0-9]*|\.[0-9]++)[eE][+-]?[0-9]++|[0-9]*\.[0-9]++|[0-9]++)
    | (?P<name>(?:{_PREFIX})?:(?:(?!-){_LOCAL}++(?:\.++{_LOCAL}++)*+)?)
    | (?P<word>{_LETTER}{_CHAR}*+)
    | (?P<other>\\.|.)
    """,
    re.VERBOSE | re.DOTALL,
)


class Token(NamedTuple):
    """A token: its kind, its text and where it starts; comments and blanks are of kind `skip`."""

    kind: str
    text: str
    start: int

    @property
    def keyword(self) -> str:
        """The word in capitals, as a keyword may be written; of any other token nothing."""
        return self.text.upper() if self.kind == "word" else ""

    @property
    def end(self) -> int:
        """Where the next token may start."""
        return self.start + len(self.text)


def read_token(query: str, start: int) -> Token:
    """Read the longest token that starts at a place; a sign that starts none is one itself."""
    match = _TOKEN.match(query, start)
    if match is None:
        raise IndexError(start)
    return _name_token(match)


def split_tokens(query: str) -> Iterator[Token]:
    """Split a query into tokens: kind, text and place; comments and blanks are left out.

    >>> [token.text for token in split_tokens("ASK { ?s a:b 'c' } # d")]
    ['ASK', '{', '?s', 'a:b', "'c'", '}']
    """
    found = (match for match in _TOKEN.finditer(query) if match.lastgroup != "skip")
    return map(_name_token, found)


def find_next(tokens: Sequence[Token], place: int) -> int:
    """Find the place of the token after this one, or after the bracket that it opens.

    >>> find_next([*split_tokens("(1 + (2)) / 3")], 0)
    7
    """
    depth = 0
    while True:
        text = tokens[place].text
        depth += (text in OPENING) - (text in CLOSING)
        place += 1
        if depth == 0:
            return place


def find_unmatched(query: str) -> Token | None:
    """Find the first bracket or quote of a query that has no counterpart, as far as it goes.

    What may still be closed after the last token is not counted.

    >>> find_unmatched("ASK { ?s ?p (1 }").text
    '('
    """
    opened: list[Token] = []
    for token in split_tokens(query):
        if token.text in OPENING:
            opened.append(token)
        elif token.text in CLOSING:
            wanted = _OPENED_BY[token.text]
            if wanted not in (before.text for before in opened):
                return token
            if (last := opened.pop()).text != wanted:
                return last
        elif token.text in ("'", '"'):  # a text that is closed is one token
            return token
    return None


def strip_comments(query: str) -> str:
    """Leave out the comments of a query; line breaks stay where they are."""
    return _TOKEN.sub(lambda match: "" if match[0].startswith("#") else match[0], query)


def rename_variables(query: str, name: Callable[[str], str]) -> str:
    """Rename variables; a blank node in a pattern is one that has no name of its own.

    >>> rename_variables("?s ex:p _:o", str.upper)
    '?S ex:p ?_B_O'
    """

    def rename(match: re.Match[str]) -> str:
        kind, text = match.lastgroup, match[0]
        own = text[1:] if kind == "variable" else f"_b_{text[2:]}" if kind == "blank" else ""
        return f"?{name(own)}" if own else text

    return _TOKEN.sub(rename, query)


def strip_mark(query: str) -> str:
    """Leave out the byte order mark that some editors put before a text."""
    return query.removeprefix("\ufeff")


def _name_token(match: re.Match[str]) -> Token:
    return Token(match.lastgroup or "other", match[0], match.start())
