"""What the program says: English text with places, said in the language of who reads it.

>>> told = Message("there is no file {name}", name="a.csv")
>>> told.say("en")
'there is no file a.csv'
>>> Message("{n} row", many="{n} rows", n=1234).say("en")
'1,234 rows'

A place is filled with text, a number, or another message, which is said in the same language.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any

from bioprod_graph.language.catalogues import (
    LANGUAGES,
    SOURCE,
    name_forms,
    open_catalogue,
    translate,
)

if TYPE_CHECKING:
    from pathlib import Path


class Sayable(ABC):
    """What can be said in several languages."""

    __slots__ = ()

    @abstractmethod
    def say(self, language: str) -> str:
        """Say it in a language, else in the one that comes nearest."""

    def spread(self, name: str = "") -> dict[str, str]:
        """Say it in each language of data: by language, or by NAME_LANGUAGE as `Text.read` does."""
        keys = name_forms(name) if name else LANGUAGES
        return {key: self.say(tag) for key, tag in zip(keys, LANGUAGES, strict=True)}

    def __str__(self) -> str:
        """Say it in the language of the source."""
        return self.say(SOURCE)


class Message(Sayable):
    """An English text that is the key of its catalogue entry, and what its places are filled with.

    `many` is the text for another number than one. The number, a whole one, fills the place {n}, as
    the language writes it: several numbers in a sentence are several messages, each in its place.
    """

    __slots__ = ("_key", "_many", "_values")

    def __init__(self, key: str, /, *, many: str = "", **values: object) -> None:
        self._key = key
        self._many = many
        # Of an error its words alone: it holds its traceback, which may hold this.
        self._values = tuple(
            (name, str(value) if isinstance(value, BaseException) else value)
            for name, value in sorted(values.items())
        )

    def fill(self, **values: object) -> Message:
        """Give the message with more places filled."""
        return Message(self._key, many=self._many, **dict(self._values), **values)

    def say(self, language: str) -> str:
        """Say it in a language; what its catalogue does not have is said in English."""
        values = dict(self._values)
        if not self._many:
            text = translate(self._key, language)
        else:
            from bioprod_graph.language.cldr import say_number

            number = int(str(values["n"]))
            text = open_catalogue(language).ngettext(self._key, self._many, number)
            values["n"] = say_number(number, language)
        said = {
            name: value.say(language) if isinstance(value, Sayable) else value
            for name, value in values.items()
        }
        return text.format_map(said)

    def __repr__(self) -> str:
        return f"Message({str(self)!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Message) and self._parts == other._parts

    def __hash__(self) -> int:
        return hash(self._parts)

    @property
    def _parts(self) -> tuple[object, ...]:
        return self._key, self._many, self._values


def read_blocks(path: Path) -> dict[str, dict[str, Any]]:
    """Read a TOML file of the program, by block; what a block `says` to people are messages."""
    import tomllib

    blocks = tomllib.loads(path.read_text("utf-8"))
    for block in blocks.values():
        block |= {name: Message(key) for name, key in block.pop("says", {}).items()}
    return blocks
