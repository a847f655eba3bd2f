"""Gaps as text for a terminal, CSV, JSON or Markdown."""

from __future__ import annotations

import io
import json
from itertools import groupby
from typing import TYPE_CHECKING, Any, Literal, get_args

from bioprod_graph.gaps.drafts import write_line
from bioprod_graph.wording.collation import sort_key

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bioprod_graph.findings import Language
    from bioprod_graph.gaps.find import Gap

Format = Literal["table", "csv", "json", "markdown"]
FORMATS: tuple[Format, ...] = get_args(Format)

_HEADER = ("kind", "thing", "gap", "file", "line", "row", "to_fill")
_WORDS: dict[Language, dict[str, str]] = {
    "fr": {
        "none": "Aucune lacune.",
        "add": "ligne à ajouter",
        "complete": "ligne {} à compléter",
        "fill": "à remplir\u00a0: ",
        "header": "| ce qui manque | où | brouillon de la ligne |",
    },
    "en": {
        "none": "No gaps.",
        "add": "row to add",
        "complete": "row to complete at line {}",
        "fill": "to fill: ",
        "header": "| what is missing | where | draft of the row |",
    },
}
_ESCAPES = str.maketrans(
    {"|": "\\|", "\\": "\\\\", "<": "&lt;", "&": "&amp;", "\n": " ", "\r": " "}
)


def render_gaps(gaps: Sequence[Gap], form: Format, language: Language) -> str:
    """Write gaps in a format: kind by kind, each in the order of the language."""
    ordered = sorted(
        gaps, key=lambda gap: (gap.kind.name, sort_key(gap.say[language], language), gap.draft)
    )
    renderers: dict[Format, Callable[[Sequence[Gap], Language], str]] = {
        "table": _render_text,
        "csv": _render_csv,
        "json": _render_json,
        "markdown": _render_markdown,
    }
    return renderers[form](ordered, language)


def _render_text(gaps: Sequence[Gap], language: Language) -> str:
    lines = [] if gaps else [_WORDS[language]["none"]]
    for kind, group in groupby(gaps, key=lambda gap: gap.kind):
        found = list(group)
        lines += ["", f"{kind.title(language)} ({len(found)}) · {kind.name}"]
        for gap in found:
            lines += [f"  {gap.say[language]}", f"    {_say_where(gap, language)}"]
            lines.append(f"    {gap.draft}")
    return "\n".join([*lines, ""]).lstrip("\n")


def _say_where(gap: Gap, language: Language) -> str:
    """Tell the file, what is to be done there, and the columns to fill."""
    words = _WORDS[language]
    parts = [gap.file]
    if gap.cells:
        parts.append(words["complete"].format(gap.line) if gap.line else words["add"])
    if gap.missing:
        parts.append(words["fill"] + ", ".join(gap.missing))
    return " · ".join(parts)


def _render_csv(gaps: Sequence[Gap], language: Language) -> str:
    out = io.StringIO()
    rows = [
        (g.kind.name, g.focus, g.say[language], g.file, g.line or "", g.draft, "|".join(g.missing))
        for g in gaps
    ]
    for row in (_HEADER, *rows):
        out.write(write_line(map(str, row)) + "\r\n")
    return out.getvalue()


def _render_json(gaps: Sequence[Gap], _: Language) -> str:
    listed = [_describe(gap) for gap in gaps]
    return json.dumps(listed, ensure_ascii=False, indent=2) + "\n"


def _describe(gap: Gap) -> dict[str, Any]:
    return {
        "kind": gap.kind.name,
        "thing": gap.focus,
        "gap": dict(gap.say),
        "file": gap.file,
        "line": gap.line or None,
        "row": gap.draft,
        "cells": gap.cells,
        "to_fill": list(gap.missing),
    }


def _render_markdown(gaps: Sequence[Gap], language: Language) -> str:
    words = _WORDS[language]
    lines = [] if gaps else [words["none"]]
    for kind, group in groupby(gaps, key=lambda gap: gap.kind):
        lines += ["", f"## {kind.title(language)}", "", words["header"], "|---|---|---|"]
        for gap in group:
            cells = (gap.say[language], _say_where(gap, language))
            written = [cell.translate(_ESCAPES) for cell in cells]
            lines.append(f"| {written[0]} | {written[1]} | {_write_code(gap.draft)} |")
    return "\n".join([*lines, ""]).lstrip("\n")


def _write_code(text: str) -> str:
    """Write a code span of a table: a fence longer than any within, and no bare vertical bar."""
    flat = " ".join(text.split("\n")).replace("|", "\\|")
    fence = "`" * (max((len(run) for run in flat.split() if set(run) == {"`"}), default=0) + 1)
    return f"{fence} {flat} {fence}" if "`" in flat else f"`{flat}`"
