"""The words and signs of a SPARQL query, as the engine cuts them (SPARQL 1.1, section 19)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from oxishacl.errors import ShapesError

if TYPE_CHECKING:
    from collections.abc import Iterator

_TOKEN = re.compile(
    r"""
      (?P<comment>\#[^\r\n]*)
    | (?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
    | (?P<string>\"{3}(?:\"{0,2}(?:[^"\\]|\\.))*\"{3} | '{3}(?:'{0,2}(?:[^'\\]|\\.))*'{3}
        | \"(?:[^"\\\r\n]|\\.)*" | '(?:[^'\\\r\n]|\\.)*')
    | (?P<test>(?i:bound)\s*\(\s*[?$](?P<tested>\w+)\s*\))
    | [?$](?P<variable>\w+)
    | (?P<name>@[\w-]+ | (?:[^\W\d][\w.-]*)?:(?:[\w.:%\\-]*[\w:%\\-])?)
    | (?P<number>\d+\.?\d*(?:[eE][+-]?\d+)?)
    | (?P<word>[^\W\d]+)
    | (?P<space>\s+)
    | (?P<mark>.)
    """,
    re.VERBOSE | re.DOTALL,
)


def read_tokens(text: str, path: str | None) -> Iterator[re.Match[str]]:
    """Cut a query, and write the path in place of $PATH.

    Raises ShapesError where there is no path.
    """
    for token in _TOKEN.finditer(text):
        if token["variable"] != "PATH":
            yield token
        elif path is None:
            raise ShapesError("$PATH has no meaning in a node shape")
        else:
            yield from _TOKEN.finditer(path)
