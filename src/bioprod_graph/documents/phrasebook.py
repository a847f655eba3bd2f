"""The tables of wording: what each property says, and which article a name has.

`phrases.csv` has a template for each property and language, `articles.csv` an article for what
begins with a word.
"""

from __future__ import annotations

import csv
import os
from typing import TYPE_CHECKING

from bioprod_graph.errors import ProjectError
from bioprod_graph.files import find_bounds, read_text
from bioprod_graph.files.limits import TABLE
from bioprod_graph.language import LANGUAGES, Message, Phrasebook, Text
from bioprod_graph.language.phrases import Article
from bioprod_graph.language.templates import TemplateError, list_slots

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_PHRASES = ("property", *(f"phrase_{tag}" for tag in LANGUAGES))
_HEADS = ("variable", *(f"head_{tag}" for tag in LANGUAGES))
_ARTICLES = ("first_word", *(f"article_{tag}" for tag in LANGUAGES), "number")


def read_phrasebook(folder: Path) -> Phrasebook:
    """Read `phrases.csv` and `articles.csv`; a project without the folder has no phrases.

    Raises ProjectError, with file and line, for a row that is not as it should be.
    """
    if not os.path.lexists(folder):
        return Phrasebook({}, {})
    phrases = {
        row["property"]: Text.read(row, "phrase")
        for row in _read_rows(folder / "phrases.csv", _PHRASES)
    }
    articles = {
        row["first_word"]: Article(Text.read(row, "article"), row["number"] == "plural")
        for row in _read_rows(folder / "articles.csv", _ARTICLES)
    }
    return Phrasebook(phrases, articles)


def read_heads(folder: Path) -> dict[str, Text]:
    """Read `heads.csv`: what people are told above the column of a variable, if anything."""
    path = folder / "heads.csv"
    if not os.path.lexists(path):
        return {}
    return {row["variable"]: Text.read(row, "head") for row in _read_rows(path, _HEADS)}


def _read_rows(path: Path, columns: tuple[str, ...]) -> Iterator[dict[str, str]]:
    """Give each row of a table that has these columns, the first of which is its key."""
    text = read_text(path, limit=TABLE, within=find_bounds(path))
    rows = csv.reader(text.splitlines(), strict=True)
    known = {""}
    fault: Message | None
    try:
        for cells in rows:
            if rows.line_num == 1 and tuple(cells) != columns:
                fault = Message("the columns are {names}", names=",".join(columns))
            elif len(cells) != len(columns):
                fault = Message("{n} cells, expected {size}", n=len(cells), size=len(columns))
            elif cells[0] in known:
                fault = Message(
                    "the first cell is empty or was there before: “{key_}”", key_=cells[0]
                )
            else:
                fault = (
                    _find_fault(cells[1:]) if columns == _PHRASES and rows.line_num > 1 else None
                )
            if fault:
                raise ProjectError(
                    "{path}:{line}: {fault}", path=path, line=rows.line_num, fault=fault
                )
            known.add(cells[0])
            if rows.line_num > 1:
                yield dict(zip(columns, cells, strict=True))
    except csv.Error as error:
        raise ProjectError(
            "{path}:{line_num}: this is no readable CSV ({error})",
            path=path,
            line_num=rows.line_num,
            error=error,
        ) from None


def _find_fault(phrases: list[str]) -> Message | None:
    try:
        named = [set(list_slots(phrase)) for phrase in phrases]
    except TemplateError as error:
        return error.said
    is_whole = all(slots == {"subject", "object"} for slots in named)
    return None if is_whole else Message("a phrase needs {{subject}} and {{object}}, no others")
