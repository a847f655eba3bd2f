"""Gaps on a terminal: how many of each kind, the most important first, then some of each."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from bioprod_graph.language import say_count, say_number
from bioprod_graph.notation.visible import show_line
from bioprod_graph.notation.width import measure, wrap

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bioprod_graph.gaps.find import Gap
    from bioprod_graph.language import Language

WORDS: dict[Language, dict[str, str]] = {
    "fr": {
        "none": "Aucune lacune.",
        "gap": "lacune",
        "gaps": "lacunes",
        "first": "{}, les plus importantes d’abord\u00a0:",
        "add": "ligne à ajouter",
        "complete": "ligne {} à compléter",
        "fill": "à remplir\u00a0: ",
        "more": "… et {count} de plus\u00a0: --kind {kind} les montre toutes.",
        "header": "| ce qui manque | où | brouillon de la ligne |",
    },
    "en": {
        "none": "No gaps.",
        "gap": "gap",
        "gaps": "gaps",
        "first": "{}, most important first:",
        "add": "row to add",
        "complete": "row to complete at line {}",
        "fill": "to fill: ",
        "more": "… and {count} more: --kind {kind} shows all.",
        "header": "| what is missing | where | draft of the row |",
    },
}
_BETWEEN = " · "


def render_text(
    gaps: Sequence[Gap], language: Language, *, top: int | None, width: int = 80
) -> str:
    """Write gaps that are in order: a summary, then at most `top` of each kind (None: all)."""
    groups = [list(group) for _, group in groupby(gaps, key=lambda gap: gap.kind)]
    if not groups:
        return WORDS[language]["none"] + "\n"
    lines = list(_summarize(groups, language, width)) if len(groups) > 1 else []
    for group in groups:
        lines += ["", *_write_group(group, language, top=top, width=width)]
    return "\n".join([*lines, ""]).lstrip("\n")


def _summarize(groups: Sequence[Sequence[Gap]], language: Language, width: int) -> Iterator[str]:
    """Tell how many gaps there are of each kind, with the name to ask for it by."""
    words = WORDS[language]
    total = sum(map(len, groups))
    yield words["first"].format(say_count(total, words["gap"], words["gaps"], language=language))
    counts = [say_number(len(group), language) for group in groups]
    size = max(map(len, counts))
    for count, group in zip(counts, groups, strict=True):
        kind = group[0].kind
        text = f"{count:>{size}}  {kind.title(language)}{_BETWEEN}{kind.name}"
        yield from _wrap(text, width, indent=2, hanging=size + 2)


def _write_group(
    group: Sequence[Gap], language: Language, *, top: int | None, width: int
) -> Iterator[str]:
    kind = group[0].kind
    count = say_number(len(group), language)
    yield from _wrap(f"{kind.title(language)} ({count}){_BETWEEN}{kind.name}", width)
    for gap in group[:top]:
        yield from _wrap(gap.say[language], width, indent=2)
        yield from _wrap(say_where(gap, language), width, indent=4)
        for line in _write_draft(gap, width - 4):
            yield from _wrap(line, width, indent=4)
    left = len(group) - len(group[:top])
    if left:
        more = WORDS[language]["more"].format(count=say_number(left, language), kind=kind.name)
        yield from _wrap(more, width, indent=2)


def _write_draft(gap: Gap, width: int) -> list[str]:
    """Write the cells that are known as column=value; the statement of Turtle as it is.

    Cells share a line as long as they fit: one that is longer has lines of its own.
    """
    if not gap.cells:
        return [gap.draft]
    lines: list[str] = []
    for cell in (f"{column}={value}" for column, value in gap.cells.items() if value):
        if lines and measure(lines[-1] + _BETWEEN + cell) <= width:
            lines[-1] += _BETWEEN + cell
        else:
            lines.append(cell)
    return lines


def say_where(gap: Gap, language: Language) -> str:
    """Tell the file, what is to be done there, and the columns to fill."""
    words = WORDS[language]
    parts = [gap.file]
    if gap.cells:
        parts.append(words["complete"].format(gap.line) if gap.line else words["add"])
    if gap.missing:
        parts.append(words["fill"] + ", ".join(gap.missing))
    return _BETWEEN.join(parts)


def _wrap(text: str, width: int, *, indent: int = 0, hanging: int = 0) -> list[str]:
    """Break a text into lines; what is longer than a line, such as a list of passages, is cut."""
    return wrap(show_line(text), width, indent=indent, hanging=hanging, cuts_words=True)
