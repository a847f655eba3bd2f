"""What typography asks of texts, by language, and a keyboard does not give by itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bioprod_graph.language.messages import Message

if TYPE_CHECKING:
    from collections.abc import Iterator

_SLIPS = {
    "fr": (
        (re.compile("'"), Message("has a straight apostrophe: write ’")),
        (re.compile(r"\.\.\."), Message("has three full stops: write …")),
        (
            re.compile(r" [:;!?»]|« "),
            Message("has a plain space at “{found}”: put a no-break space"),
        ),
        (
            re.compile(r"[\w)»][:;](?=\s|$)"),
            Message("has no space in “{found}”: put a no-break space before the sign"),
        ),
    ),
}


def find_typos(text: str, language: str) -> Iterator[Message]:
    """Find what typography would have otherwise, each kind once, to follow the subject.

    >>> [str(typo) for typo in find_typos("l'axe", "fr")], list(find_typos("it's", "en"))
    (['has a straight apostrophe: write ’'], [])
    """
    for pattern, said in _SLIPS.get(language, ()):
        if found := pattern.search(text):
            yield said.fill(found=found[0].strip())
