"""Rows as Markdown: CommonMark, with the tables and footnotes of GitHub.

https://spec.commonmark.org/0.31.2/ · https://github.github.com/gfm/ – text from data is escaped
wherever Markdown could read more into it than its characters. Nothing else is escaped.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import pyoxigraph as ox

from bioprod_graph.formats.registry import Format, register
from bioprod_graph.formats.results import read_cells, say_boolean
from bioprod_graph.notation.visible import show_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bioprod_graph.formats.registry import Setting
    from bioprod_graph.formats.results import Rows

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


def _render_rows(rows: Rows, setting: Setting) -> str | bytes:
    if isinstance(rows, ox.QueryBoolean):
        return say_boolean(rows)
    escape = cache(escape_cell)
    header, *cells = ([escape(cell) for cell in row] for row in read_cells(rows, setting))
    return write_table(header, cells) + "\n"


def write_table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write a table of cells that are escaped."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


register(Format("markdown", "rows", "text/markdown", ".md", _render_rows, is_exact=False))
