"""Text of the data in the languages in which it is known, with the one rule for what is missing.

>>> name = Text({"fr": "Région Île-de-France", "en": "Île-de-France Region"})
>>> name.say("en"), Text({"fr": "Axe"}).say("en"), Text({}, otherwise="axis-1").say("fr")
('Île-de-France Region', 'Axe', 'axis-1')
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bioprod_graph.language.catalogues import LANGUAGES, SOURCE, Language, name_forms
from bioprod_graph.language.messages import Sayable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Text(Sayable):
    """A text by language tag; "" is the tag of what has none."""

    __slots__ = ("_forms", "_otherwise")

    def __init__(self, forms: Mapping[str, str], *, otherwise: str = "") -> None:
        self._forms = {tag: form for tag, form in sorted(forms.items()) if form}
        self._otherwise = "" if self._forms else otherwise

    @classmethod
    def collect(cls, found: Iterable[tuple[str, str]], *, otherwise: str = "") -> Text:
        """Collect texts with their tags; of two with one tag, the first in order is kept."""
        forms: dict[str, str] = {}
        for tag, form in found:
            forms[tag] = min(forms.get(tag, form), form)
        return cls(forms, otherwise=otherwise)

    @classmethod
    def read(cls, row: Mapping[str, str], name: str, *, otherwise: str = "") -> Text:
        """Read the text that a row or a header has as NAME_LANGUAGE, in each language."""
        keys = zip(LANGUAGES, name_forms(name), strict=True)
        forms: dict[str, str] = {tag: row.get(key, "") for tag, key in keys}
        return cls(forms, otherwise=otherwise)

    def say(self, language: str) -> str:
        """Say it in the language, else in the other one, in any, or what stands for it."""
        for tag in (language, SOURCE, *LANGUAGES, *self._forms):
            if tag in self._forms:
                return self._forms[tag]
        return self._otherwise

    @property
    def forms(self) -> Mapping[str, str]:
        """What is known, by language tag."""
        return self._forms

    def __bool__(self) -> bool:
        """Tell whether anything is known."""
        return bool(self._forms)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Text) and self._parts == other._parts

    def __hash__(self) -> int:
        return hash(self._parts)

    def __repr__(self) -> str:
        return f"Text({self._forms!r})"

    @property
    def _parts(self) -> tuple[object, ...]:
        return tuple(self._forms.items()), self._otherwise


def choose_data_language(language: str) -> Language:
    """Choose the language of data for who reads messages in a language: that one, else English."""
    return next((known for known in LANGUAGES if known == language), SOURCE)
