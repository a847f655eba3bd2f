"""Regular expressions, as the function REGEX of SPARQL has them (SHACL, section 4.4.3).

Python matches short plain text against patterns of the common syntax, which is a hundred times
faster; the SPARQL engine is asked about all else. It never takes longer than the text is long,
where Python would come back to what it has tried: hence no repeated groups, and no long texts.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from pyoxigraph import Literal

from oxishacl.errors import ShapesError
from oxishacl.expressions import evaluate
from oxishacl.vocabulary import TRUE

if TYPE_CHECKING:
    from collections.abc import Callable

# What means the same to Python, in ASCII: plain characters, the usual escapes, classes that hold
# no bracket, quantifiers that are not possessive, groups without extensions that come once or not
# at all, and $ at the very end only.
_ESCAPE = r"\\[dDwWsS.\\^$?*+|()\[\]{}nrt-]"
_CLASS = rf"\[\^?+(?:[^\[\]\\&~|-]|{_ESCAPE}|-(?!\[|-))++\]"
_PIECE = rf"(?:(?:[^\\\[\]()|?*+{{}}^$]|{_ESCAPE}|{_CLASS})(?:(?:[?*+]|\{{\d+(?:,\d*)?\}})\??)?)"
_COMMON = re.compile(rf"(?:{_PIECE}|\((?!\?)|\)\??|[|^])*+(?P<end>\$?)")
_SHORT = 1000


def prepare_pattern(pattern: str, flags: str) -> Callable[[str], bool]:
    r"""Give the test of a pattern, which may match anywhere in a text.

    Raises ShapesError where the pattern or its flags are wrong.

    >>> prepare_pattern(r"^\d+$", "")("2024\n")
    False
    """
    if evaluate(_question("", pattern, flags)) is None:
        raise ShapesError(f"not a regular expression with flags {flags!r}: {pattern}")

    @lru_cache(maxsize=4096)
    def ask(text: str) -> bool:
        return evaluate(_question(text, pattern, flags)) == TRUE

    common = _COMMON.fullmatch(pattern)
    if flags or not pattern.isascii() or not common:
        return ask
    # Python's $ would also match before a last line break.
    native = pattern.removesuffix("$") + r"\Z" if common["end"] else pattern
    search = re.compile(native, re.ASCII).search
    return lambda text: (
        search(text) is not None if text.isascii() and len(text) < _SHORT else ask(text)
    )


def _question(text: str, pattern: str, flags: str) -> str:
    terms = ", ".join(str(Literal(part)) for part in (text, pattern, flags))
    return f"REGEX({terms})"
