"""Phrases, what each property says as a sentence, and the articles of names.

A phrase is a template (see `templates`) on {subject} and {object}.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bioprod_graph.language.text import Text

_PLURALS = ("les ", "des ", "Les ", "Des ")


@dataclass(frozen=True)
class Article:
    """The article before a name in each language, may be empty, and whether names are plural."""

    said: Text
    is_plural: bool


@dataclass(frozen=True)
class Phrasebook:
    """The phrases by property (a CURIE), and the articles by the beginning of a name."""

    phrases: Mapping[str, Text]
    articles: Mapping[str, Article]

    def with_article(self, name: str, language: str) -> str:
        """Put the article before a name in running text: « l’Institut Curie »; often there is none.

        What already has its article begins with no word of the table, and stays as it is.
        """
        article = self._find_article(name)
        word = "" if article is None else article.said.forms.get(language, "")
        return f"{word}{name}" if not word or word.endswith("’") else f"{word} {name}"

    def is_plural(self, name: str) -> bool:
        """Tell whether a name goes with a verb in the plural."""
        article = self._find_article(name)
        return name.startswith(_PLURALS) if article is None else article.is_plural

    def _find_article(self, name: str) -> Article | None:
        """Find the longest beginning of the name that the table has, by whole words."""
        words = name.split(" ")
        beginnings = (" ".join(words[:count]) for count in range(len(words), 0, -1))
        return next((self.articles[text] for text in beginnings if text in self.articles), None)
