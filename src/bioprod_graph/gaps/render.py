"""Gaps as text for a terminal, CSV, JSON or Markdown."""

from __future__ import annotations

import io
import json
from itertools import groupby
from typing import TYPE_CHECKING, Any, Literal, get_args

from bioprod_graph.formats.markdown import escape_cell, write_code
from bioprod_graph.gaps.drafts import write_line
from bioprod_graph.gaps.text import WORDS, render_text, say_where
from bioprod_graph.language import sort_key

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bioprod_graph.gaps.find import Gap
    from bioprod_graph.language import Language

Format = Literal["table", "csv", "json", "markdown"]
FORMATS: tuple[Format, ...] = get_args(Format)

_HEADER = ("kind", "thing", "gap", "file", "line", "row", "to_fill")


def render_gaps(
    gaps: Sequence[Gap],
    form: Format,
    language: Language,
    *,
    top: int | None = None,
    width: int = 80,
) -> str:
    """Write gaps in a format: kind by kind, the most important first, each sorted by its words.

    The table, for a terminal of that width, shows at most `top` of each kind (None: all).
    """
    ordered = sorted(gaps, key=lambda gap: _order(gap, language))
    if form == "table":
        return render_text(ordered, language, top=top, width=width)
    renderers: dict[Format, Callable[[Sequence[Gap], Language], str]] = {
        "csv": _render_csv,
        "json": _render_json,
        "markdown": _render_markdown,
    }
    return renderers[form](ordered, language)


def _order(gap: Gap, language: Language) -> tuple[Any, ...]:
    return gap.kind.rank, gap.kind.name, sort_key(gap.say[language], language), gap.draft


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
    words = WORDS[language]
    lines = [] if gaps else [words["none"]]
    for kind, group in groupby(gaps, key=lambda gap: gap.kind):
        title = escape_cell(kind.title(language))
        lines += ["", f"## {title}", "", words["header"], "|---|---|---|"]
        for gap in group:
            cells = (gap.say[language], say_where(gap, language))
            written = [escape_cell(cell) for cell in cells]
            lines.append(f"| {written[0]} | {written[1]} | {write_code(gap.draft)} |")
    return "\n".join([*lines, ""]).lstrip("\n")
