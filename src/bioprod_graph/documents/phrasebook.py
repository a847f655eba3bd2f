"""The tables of wording: what each property says, and which article a name has.

`phrases.csv` has a template for each property and language, `articles.csv` an article for what
begins with a word.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from bioprod_graph.files import read_rows
from bioprod_graph.language import (
    Article,
    Message,
    Phrasebook,
    TemplateError,
    Text,
    list_slots,
    name_forms,
)

if TYPE_CHECKING:
    from pathlib import Path

_PHRASES = ("property", *name_forms("phrase"))
_ARTICLES = ("first_word", *name_forms("article"), "number")


def read_phrasebook(folder: Path) -> Phrasebook:
    """Read `phrases.csv` and `articles.csv`; a project without the folder has no phrases.

    Raises ProjectError, with file and line, for a row that is not as it should be.
    """
    if not os.path.lexists(folder):
        return Phrasebook({}, {})
    phrases = {
        row["property"]: Text.read(row, "phrase")
        for row in read_rows(folder / "phrases.csv", _PHRASES, check=_find_fault)
    }
    return Phrasebook(phrases, read_articles(folder).articles)


def read_articles(folder: Path) -> Phrasebook:
    """Read `articles.csv` alone: who only names things needs no phrases.

    Raises ProjectError, with file and line, for a row that is not as it should be.
    """
    is_there = os.path.lexists(folder)
    articles = {
        row["first_word"]: Article(Text.read(row, "article"), row["number"] == "plural")
        for row in (read_rows(folder / "articles.csv", _ARTICLES) if is_there else ())
    }
    return Phrasebook({}, articles)


def _find_fault(phrases: list[str]) -> Message | None:
    try:
        named = [set(list_slots(phrase)) for phrase in phrases]
    except TemplateError as error:
        return error.said
    is_whole = all(slots == {"subject", "object"} for slots in named)
    return None if is_whole else Message("a phrase needs {{subject}} and {{object}}, no others")
