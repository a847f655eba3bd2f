"""What is wrong with the text of a query, in a line a person can act on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bioprod_graph.sparql.prefixes import find_undefined_prefix

if TYPE_CHECKING:
    from bioprod_graph.findings import Language

_PLACE = re.compile(r"error at (\d+):(\d+)")
_SHOWN = 40


_WORDS: dict[Language, dict[str, str]] = {
    "fr": {
        "undefined": "le préfixe {} n’est pas défini : le déclarer, ou voir ontology/prefixes.ttl",
        "near": "requête mal formée près de « {} »",
        "end": "requête mal formée près de sa fin",
        "somewhere": "requête mal formée",
    },
    "en": {
        "undefined": "the prefix {} is not defined: declare it, or see ontology/prefixes.ttl",
        "near": "malformed query near “{}”",
        "end": "malformed query near its end",
        "somewhere": "malformed query",
    },
}


def explain_syntax(query: str, message: str, language: Language = "en") -> str:
    """Say what a parser refused: an undefined prefix, or the text near which it stopped.

    `message` is the parser’s own, of which only the place is used.
    """
    words = _WORDS[language]
    undefined = find_undefined_prefix(query)
    if undefined is not None:
        return words["undefined"].format(undefined)
    place = _PLACE.search(message)
    rest = _text_from(query, int(place[1]), int(place[2])) if place else ""
    if rest:
        return words["near"].format(rest)
    return words["end"] if place else words["somewhere"]


def _text_from(query: str, line: int, column: int) -> str:
    lines = query.splitlines()[line - 1 :]
    rest = " ".join(" ".join([lines[0][column - 1 :], *lines[1:]]).split()) if lines else ""
    return rest if len(rest) <= _SHOWN else rest[: _SHOWN - 1] + "…"
