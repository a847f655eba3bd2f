"""Regular expressions, as the function REGEX of SPARQL has them (SHACL, section 4.4.3).

Patterns of the common syntax are matched by Python, which is twenty times faster; the others
(Unicode categories, class subtraction, the flags q and x) are asked of the SPARQL engine.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from pyoxigraph import Literal

from oxishacl.expressions import evaluate
from oxishacl.errors import ShapesError
from oxishacl.vocabulary import TRUE

if TYPE_CHECKING:
    from collections.abc import Callable

_FLAGS = {"i": re.IGNORECASE, "m": re.MULTILINE, "s": re.DOTALL}

# What means the same to Python: plain characters, the usual escapes, classes that hold no bracket,
# groups without extensions, quantifiers that are not possessive, and $ at the very end only.
_CLASS = r"\[\^?(?:[^\[\]\\&~|-]|\\[dDwWsS.\\^$?*+|()\[\]{}nrt-]|-(?!\[|-))+\]"
_PIECE = rf"(?:[^\\\[\]()|?*+{{}}$]|\\[dDwWsS.\\^$?*+|()\[\]{{}}nrt-]|{_CLASS}|\((?!\?)|[)|])"
_COMMON = re.compile(rf"(?:{_PIECE}(?:[?*+]\??|\{{\d+(?:,\d*)?\}}\??)?)*(?P<end>\$?)")


def prepare_pattern(pattern: str, flags: str) -> Callable[[str], bool]:
    r"""Give the test of a pattern, which may match anywhere in a text.

    Raises ShapesError where the pattern or its flags are wrong.

    >>> prepare_pattern(r"^\d+$", "")("2024\n")
    False
    """
    if evaluate(_question("", pattern, flags)) is None:
        raise ShapesError(f"not a regular expression with flags {flags!r}: {pattern}")
    common = _COMMON.fullmatch(pattern)
    if common and set(flags) <= set(_FLAGS):
        # Python's $ would also match before a last line break.
        closed = bool(common["end"]) and "m" not in flags
        return _prepare_native(pattern.removesuffix("$") + r"\Z" if closed else pattern, flags)

    @lru_cache(maxsize=4096)
    def search(text: str) -> bool:
        return evaluate(_question(text, pattern, flags)) == TRUE

    return search


def _prepare_native(pattern: str, flags: str) -> Callable[[str], bool]:
    options = re.NOFLAG
    for flag in flags:
        options |= _FLAGS[flag]
    search = re.compile(pattern, options).search
    return lambda text: search(text) is not None


def _question(text: str, pattern: str, flags: str) -> str:
    terms = ", ".join(str(Literal(part)) for part in (text, pattern, flags))
    return f"REGEX({terms})"
