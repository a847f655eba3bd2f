"""Text within Markdown: CommonMark and the tables of GitHub read it as the characters that it is.

https://spec.commonmark.org/0.31.2/ · https://github.github.com/gfm/
"""

from __future__ import annotations

import re

from bioprod_graph.notation.visible import show_line

# Of these Markdown makes something wherever they stand, but for underscores within a word; GitHub,
# formulas of $ and links of addresses.
_SPECIAL = re.compile(
    r"(?P<within>(?<=[^\W_])_+(?=[^\W_]))|[\\`*_\[\]<>#|~$]|&(?=#?\w+;)|!\Z"
    r"|(?<=[a-z]):(?=//)|(?<=\bwww)\.",
    flags=re.IGNORECASE,
)
_FENCES = re.compile("`+")


def escape_markdown(text: str) -> str:
    r"""Escape a line wherever Markdown could read more into it than its characters.

    >>> print(escape_markdown("a|b *c* &amp;"))
    a\|b \*c\* \&amp;
    """
    return _SPECIAL.sub(lambda match: match["within"] or f"\\{match[0]}", text)


def escape_cell(text: str) -> str:
    """Escape a text so that it stays one cell of a table; what acts on a terminal is shown."""
    return escape_markdown(show_line(text))


def write_code(text: str) -> str:
    """Write a code span that may stand in a table: a fence longer than any within, no bare bar."""
    flat = show_line(text).replace("|", "\\|")
    if "`" not in flat:
        return f"`{flat}`"
    fence = "`" * (max(map(len, _FENCES.findall(flat))) + 1)
    return f"{fence} {flat} {fence}"
