"""What is said in several languages: messages of the program, texts of the data.

Messages come from catalogues, where English is the key (GNU gettext; its only door):
`messages/LANGUAGE.po` is written by people, `catalogues/LANGUAGE.mo` beside this module is compiled
from it by `make` and when the package is built. A language is known as soon as it has a catalogue.

>>> Message("there is no file {name}", name="a.csv").say("en")
'there is no file a.csv'
>>> Message("{n} row", many="{n} rows", n=1234).say("en")
'1,234 rows'

A place is filled with text, a number, or another message, which is said in the same language.
"""

from __future__ import annotations

import gettext
import os
from abc import ABC, abstractmethod
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

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
    """Open the catalogue of a language; without one, texts stay in English."""
    path = _FOLDER / f"{language}.mo"
    if language == SOURCE or not path.is_file():
        return gettext.NullTranslations()
    with path.open("rb") as file:
        return gettext.GNUTranslations(file)


def translate(text: str, language: str) -> str:
    """Translate a text of the program; a text that the catalogue lacks stays in English."""
    # The entry of the empty text is the header of the catalogue.
    return open_catalogue(language).gettext(text) if text else ""


@cache
def name_forms(name: str) -> tuple[str, ...]:
    """Return the columns, or header keys, NAME_LANGUAGE that hold a text in each language."""
    return tuple(f"{name}_{tag}" for tag in LANGUAGES)


def choose_data_language(language: str) -> Language:
    """Choose the language of data for a reader of messages: the same language, else English."""
    return next((known for known in LANGUAGES if known == language), SOURCE)


def choose_language(option: str | None = None) -> str:
    """Choose the language of messages: the option, else that of the system’s, else English."""
    names = (os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    asked = option or next((name for name in names if name), "")
    locale, _, _ = asked.partition(".")
    language, _, _ = locale.lower().partition("_")
    return next((known for known in (locale, language) if known in list_languages()), SOURCE)


class Sayable(ABC):
    """Something that can be said in several languages; equal if its parts are equal."""

    __slots__ = ("_parts",)

    _parts: tuple[object, ...]

    @abstractmethod
    def say(self, language: str) -> str:
        """Return the text in a language, else in the nearest one there is."""

    def spread(self, name: str = "") -> dict[str, str]:
        """Return the text in each language of data, by language or by NAME_LANGUAGE."""
        keys = name_forms(name) if name else LANGUAGES
        return {key: self.say(tag) for key, tag in zip(keys, LANGUAGES, strict=True)}

    def __str__(self) -> str:
        """Say it in the language of the source."""
        return self.say(SOURCE)

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self._parts == getattr(other, "_parts", None)

    def __hash__(self) -> int:
        return hash(self._parts)


class Message(Sayable):
    """An English text that is the key of its catalogue entry, and what its places are filled with.

    `many` is the text for another number than one. The number, a whole one, fills the place {n}, as
    the language writes it: several numbers in a sentence are several messages, each in its place.
    """

    __slots__ = ()

    _parts: tuple[str, str, tuple[tuple[str, object], ...]]

    def __init__(self, key: str, /, *, many: str = "", **values: object) -> None:
        # Of an error its words alone: it holds its traceback, which may hold this.
        words = (
            (name, str(value) if isinstance(value, BaseException) else value)
            for name, value in sorted(values.items())
        )
        self._parts = key, many, tuple(words)

    def fill(self, **values: object) -> Message:
        """Return the message with more places filled."""
        key, many, known = self._parts
        return Message(key, many=many, **(dict(known) | values))

    def say(self, language: str) -> str:
        """Return the text in a language; what its catalogue lacks is in English."""
        key, many, known = self._parts
        values = dict(known)
        if many:
            from bioprod_graph.language.cldr import say_number

            number = int(str(values["n"]))
            text = open_catalogue(language).ngettext(key, many, number)
            values["n"] = say_number(number, language)
        else:
            text = translate(key, language)
        said = {
            name: value.say(language) if isinstance(value, Sayable) else value
            for name, value in values.items()
        }
        return text.format_map(said)

    def __repr__(self) -> str:
        return f"Message({str(self)!r})"


class Text(Sayable):
    """A text of the data by language tag, with the one rule for what is missing.

    "" is the tag of what has none.

    >>> Text({"fr": "Axe"}).say("en"), Text({}, otherwise="axis-1").say("fr")
    ('Axe', 'axis-1')
    """

    __slots__ = ("forms",)

    def __init__(self, forms: Mapping[str, str], *, otherwise: str = "") -> None:
        # What is known, by language tag.
        self.forms = {tag: form for tag, form in sorted(forms.items()) if form}
        self._parts = *self.forms.items(), "" if self.forms else otherwise

    @classmethod
    def collect(cls, found: Iterable[tuple[str, str]], *, otherwise: str = "") -> Text:
        """Make a Text of (tag, text) pairs; of two with one tag, the first when sorted is kept."""
        return cls(dict(sorted(found, reverse=True)), otherwise=otherwise)

    @classmethod
    def read(cls, row: Mapping[str, str], name: str, *, otherwise: str = "") -> Text:
        """Read the columns or header keys NAME_LANGUAGE of each language into one text."""
        keys = zip(LANGUAGES, name_forms(name), strict=True)
        return cls({tag: row.get(key, "") for tag, key in keys}, otherwise=otherwise)

    def say(self, language: str) -> str:
        """Return the text in the language, else in another one, else `otherwise`."""
        tags = (language, SOURCE, *LANGUAGES, *self.forms)
        return next((self.forms[tag] for tag in tags if tag in self.forms), str(self._parts[-1]))

    def __bool__(self) -> bool:
        """Tell whether anything is known."""
        return bool(self.forms)

    def __repr__(self) -> str:
        return f"Text({self.forms!r})"


def read_blocks(path: Path) -> dict[str, dict[str, Any]]:
    """Read a TOML file of the program, by block; the texts that `says` lists become messages."""
    import tomllib

    blocks = tomllib.loads(path.read_text("utf-8"))
    for block in blocks.values():
        block |= {name: Message(key) for name, key in block.pop("says", {}).items()}
    return blocks
