"""Where identifiers lead: to pages for people, to files for programs, as the rules in w3id/ say.

Of languages these rules know none; here Accept-Language chooses the page that a thing leads to.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from bioprod_graph.language import LANGUAGES
from bioprod_graph.service.negotiation import choose, prefer_language
from bioprod_graph.site import list_forms

THING = "id/[a-z0-9-]+/[a-z0-9-]+"
MODULE = "[a-z]{3,}"  # longer than the tag of a language
VERSION = r"[0-9]+\.[0-9]+\.[0-9]+"
TABLE, ROW = "graph/record/[a-z0-9-]+", "[A-Za-z0-9._-]+"
# In which forms the dataset itself is described.
OF_DATASET = ("", ".ttl", ".jsonld")

_TAGS = "|".join(LANGUAGES[1:])
_DATASET = re.compile(rf"(?:({_TAGS})/?)?")
_TOLD = re.compile(rf"({THING}|ontology)(?:/({_TAGS}))?(/?)")
_ROW = re.compile(rf"({TABLE})/(?!(?:{_TAGS}|index\.html)/?$)({ROW})/?")
_PART = re.compile(rf"(ontology/(?:({MODULE})|{VERSION}))/?")


class Choice(NamedTuple):
    """What is chosen from: a word for it, its media type and the ending of its file."""

    word: str
    media_type: str
    suffix: str


@cache
def list_choices() -> tuple[Choice, ...]:
    """List what is negotiated; what is wanted as much is given in this order."""
    forms = (Choice(f.suffix[1:].upper(), f.media_type, f.suffix) for f in list_forms())
    return (Choice("HTML", "text/html", ""), *forms)


def find_target(path: str, accept: str | None, languages: str | None) -> str | None:
    """Find where an identifier leads, from the root of the site; none for any other address.

    `accept` and `languages` are what a client prefers, as the headers of RFC 9110 tell it.
    """
    if (match := _DATASET.fullmatch(path)) is not None:
        suffix = _choose(accept, OF_DATASET)
        return f"catalog{suffix}" if suffix else path and f"{match[1]}/"
    if (match := _ROW.fullmatch(path)) is not None:
        return f"{match[1]}/#{match[2]}"
    suffix = _choose(accept)
    if (match := _TOLD.fullmatch(path)) is not None:
        tag = match[2] or ("" if match[3] else _choose_tag(languages))
        return match[1] + (suffix or (f"/{tag}/" if tag else "/"))
    if (match := _PART.fullmatch(path)) is not None:
        page = f"ontology/#module-{match[2]}" if match[2] else "ontology/"
        return match[1] + suffix if suffix else page
    return None


def _choose(accept: str | None, suffixes: tuple[str, ...] = ()) -> str:
    """Choose the ending of a file, or "" for a page, which is given too where nothing fits."""
    known = {c.media_type: c.suffix for c in list_choices() if c.suffix in suffixes or not suffixes}
    return known.get(choose(accept, tuple(known)), "")


def _choose_tag(languages: str | None) -> str:
    """Choose the tag of a language; none for the first, whose pages stand at the address itself."""
    language = prefer_language(languages, LANGUAGES, LANGUAGES[0])
    return "" if language == LANGUAGES[0] else language
