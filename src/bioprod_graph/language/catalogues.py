"""Catalogues of messages: GNU gettext, where English is the key (its only door).

`messages/LANGUAGE.po` is written by people; `catalogues/LANGUAGE.mo` beside this module is compiled
from it by `make` and when the package is built. A language is known as soon as it has a catalogue.
"""

from __future__ import annotations

import gettext
from functools import cache
from pathlib import Path
from typing import Literal, get_args

# What the program is written in.
SOURCE: Literal["en"] = "en"
# The languages of data. Whoever reads messages in another one is shown data in the nearest.
Language = Literal["fr", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

_FOLDER = Path(__file__).parent / "catalogues"


@cache
def list_languages() -> tuple[str, ...]:
    """List the languages that the program speaks, the one of its source last."""
    return (*sorted(path.stem for path in _FOLDER.glob("*.mo")), SOURCE)


@cache
def open_catalogue(language: str) -> gettext.NullTranslations:
    """Open the catalogue of a language; in one without a catalogue all stays as it is."""
    path = _FOLDER / f"{language}.mo"
    if language == SOURCE or not path.is_file():
        return gettext.NullTranslations()
    with path.open("rb") as file:
        return gettext.GNUTranslations(file)


def translate(text: str, language: str) -> str:
    """Translate a text of the program; what the catalogue does not have stays as it is."""
    # The entry of the empty text is the header of the catalogue.
    return open_catalogue(language).gettext(text) if text else ""


def name_forms(name: str) -> tuple[str, ...]:
    """Name the columns, or keys of a header, that have a text in each language: NAME_LANGUAGE."""
    return tuple(f"{name}_{tag}" for tag in LANGUAGES)
