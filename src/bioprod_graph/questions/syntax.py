"""What is wrong with the text of a query, in a line a person can act on."""

from __future__ import annotations

import re

from bioprod_graph.language import Message
from bioprod_graph.sparql.prefixes import find_undefined_prefix

_PLACE = re.compile(r"error at (\d+):(\d+)")
_SHOWN = 40


def explain_syntax(query: str, message: str) -> Message:
    """Say what a parser refused: an undefined prefix, or the text near which it stopped.

    `message` is the parser’s own, of which only the place is used.
    """
    undefined = find_undefined_prefix(query)
    if undefined is not None:
        return Message(
            "the prefix {prefix} is not defined: declare it, or see ontology/prefixes.ttl",
            prefix=undefined,
        )
    place = _PLACE.search(message)
    rest = _text_from(query, int(place[1]), int(place[2])) if place else ""
    if rest:
        return Message("malformed query near “{text}”", text=rest)
    return Message("malformed query near its end") if place else Message("malformed query")


def _text_from(query: str, line: int, column: int) -> str:
    lines = query.splitlines()[line - 1 :]
    rest = " ".join(" ".join([lines[0][column - 1 :], *lines[1:]]).split()) if lines else ""
    return rest if len(rest) <= _SHOWN else rest[: _SHOWN - 1] + "…"
