"""What a client accepts, and the best of what there is: RFC 9110, section 12.5.

Read as the rules of w3id/ read it: parameters but `q` are not looked at, a weight that is none
counts as 1, and of what is named twice the first counts.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from bioprod_graph.formats import list_formats
from bioprod_graph.language import LANGUAGES, SOURCE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bioprod_graph.formats import Content
    from bioprod_graph.language import Language

_WEIGHT = re.compile(r"\s*q\s*=\s*(1(?:\.0*)?|0(?:\.[0-9]*)?)\s*")
# So many characters of a header are read, and so many headers are known.
_MOST, _KNOWN = 4_096, 1_024
# What is given where nothing else is wanted more, the first first.
_FIRST = {"json": 0, "turtle": 0, "xml": 1, "ntriples": 1}
# What clients also call formats.
_ALIASES: dict[Content, dict[str, str]] = {
    "rows": {"application/json": "json", "application/xml": "xml", "text/xml": "xml"},
    "statements": {
        "application/json": "jsonld",
        "application/xml": "rdfxml",
        "text/xml": "rdfxml",
        "text/plain": "ntriples",
        "application/x-turtle": "turtle",
        "text/n3": "turtle",
    },
}


def read_weights(header: str) -> dict[str, float]:
    """Read how much each of what a header names is wanted, from 0 to 1.

    >>> read_weights("text/html;q=0.5, TEXT/turtle;charset=utf-8")
    {'text/html': 0.5, 'text/turtle': 1.0}
    """
    return _read_weights(header[:_MOST])


@lru_cache(_KNOWN)
def _read_weights(header: str) -> dict[str, float]:
    found: dict[str, float] = {}
    for part in header.lower().split(","):
        name, *parameters = part.split(";")
        weights = (match for each in parameters if (match := _WEIGHT.fullmatch(each)))
        weight = next((float(match[1]) for match in weights), 1.0)
        if name.strip():
            found.setdefault(name.strip(), weight)
    return found


def weigh(header: str | None, media_type: str) -> float:
    """Tell how much a media type is wanted: what is said of a type goes before that of a range.

    >>> weigh("text/*;q=0.3, */*;q=0.1", "text/turtle"), weigh(None, "text/turtle")
    (0.3, 1.0)
    """
    if not header or not header.strip():
        return 1.0
    weights = read_weights(header)
    ranges = (media_type, f"{media_type.partition('/')[0]}/*", "*/*")
    return next((weights[each] for each in ranges if each in weights), 0.0)


def choose(header: str | None, media_types: Sequence[str]) -> str:
    """Choose what is wanted most; of what is wanted as much the first; "" if nothing is wanted.

    >>> choose("text/html;q=0.5, text/turtle", ["text/html", "text/turtle"])
    'text/turtle'
    """
    return _choose((header or "")[:_MOST], tuple(media_types))


@lru_cache(_KNOWN)
def _choose(header: str, media_types: tuple[str, ...]) -> str:
    best = max(media_types, key=lambda each: weigh(header, each), default="")
    return best if best and weigh(header, best) > 0 else ""


def prefer_language(header: str | None, languages: Sequence[str], otherwise: str) -> str:
    """Choose the language that is wanted most (RFC 4647, 3.4: fr-CA is content with fr).

    >>> prefer_language("de, en-GB;q=0.8", ["en", "xy"], "xy")
    'en'
    """
    weights: dict[str, float] = {}
    for tag, weight in read_weights(header or "").items():
        weights[tag.partition("-")[0]] = max(weight, weights.get(tag.partition("-")[0], 0.0))
    best = max(languages, key=lambda each: weights.get(each, 0.0), default=otherwise)
    return best if weights.get(best, 0.0) > 0 else otherwise


def find_liked_language(*liked: str) -> Language:
    """Choose the language of an answer by the first of these headers that says anything."""
    found = prefer_language(next(filter(None, liked), ""), LANGUAGES, SOURCE)
    return next(known for known in LANGUAGES if known == found)


@cache
def list_types(kind: Content) -> dict[str, str]:
    """List the names of the formats of rows, or of statements, by media type."""
    found = list_formats(kind)
    found.sort(key=lambda form: (_FIRST.get(form.name, 2), not form.is_exact))
    own = {form.media_type: form.name for form in found}
    return own | _ALIASES[kind] | own
