"""URI templates of the tables, RFC 6570, prepared once and filled for each row.

The library uritemplate fills them; the two plain forms that our tables use, `{name}` and
`{+name}` within fixed text, are filled here, seven times faster, which tells at a million rows.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_EXPRESSION = re.compile(r"\{([^}]*)\}")
_PLAIN = re.compile(r"\+?\w+")
# RFC 6570, section 3.2.3: reserved characters stay as they are, and so do percent-encoded triplets.
_RESERVED = ":/?#[]@!$&'()*+,;=%"


def find_variables(template: str) -> tuple[str, ...]:
    """Give the names of the variables of a template.

    >>> find_variables("id/{kind}/{+slug}")
    ('kind', 'slug')
    """
    names: list[str] = []
    for expression in _EXPRESSION.findall(template):
        names += [
            part.rstrip("*").partition(":")[0] for part in expression.lstrip("+#./;?&").split(",")
        ]
    return tuple(names)


def prepare_template(template: str) -> Callable[[Mapping[str, str]], str]:
    """Prepare a template; the result fills it with the cells of a row.

    >>> prepare_template("id/{slug}")({"slug": "a b"})
    'id/a%20b'
    """
    start, *parts = _EXPRESSION.split(template)
    expressions, texts = parts[0::2], parts[1::2]
    if not all(_PLAIN.fullmatch(expression) for expression in expressions):
        return _prepare_by_library(template)
    if not expressions:
        return lambda _: template
    steps = [
        (e.lstrip("+"), _quote_reserved if e.startswith("+") else _quote, text)
        for e, text in zip(expressions, texts, strict=True)
    ]
    if len(steps) == 1:
        ((name, write, end),) = steps
        return lambda cells: f"{start}{write(cells.get(name, ''))}{end}"

    def fill(cells: Mapping[str, str]) -> str:
        filled = [f"{write(cells.get(name, ''))}{text}" for name, write, text in steps]
        return start + "".join(filled)

    return fill


@lru_cache(maxsize=65_536)
def _quote(text: str) -> str:
    return quote(text, safe="")


@lru_cache(maxsize=4_096)
def _quote_reserved(text: str) -> str:
    return quote(text, safe=_RESERVED)


def _prepare_by_library(template: str) -> Callable[[Mapping[str, str]], str]:
    from uritemplate import URITemplate

    prepared = URITemplate(template)
    return lambda cells: str(prepared.expand(dict(cells)))
